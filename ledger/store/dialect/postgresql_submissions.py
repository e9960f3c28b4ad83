"""The guards of revision 0005 on PostgreSQL: a submission is one of new entries, by the user of the session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: Whether the session's user owns the ledger: who may do everything may restore one as it was.
_OWNS: Final = (
    "pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'head'::regclass), 'MEMBER')"
)

#: Signatures of functions, and their bodies.
_FUNCTIONS: Final = {
    # What a signed note is below its text: c2sp.org/signed-note. Who signed it a database cannot tell.
    "ledger_check_signatures(note bytea, text_lines integer)": """
DECLARE
  lines text[] := string_to_array(convert_from(note, 'UTF8'), E'\\n');
  part text;
BEGIN
  IF octet_length(note) > 100000 OR lines[text_lines + 1] <> '' OR lines[cardinality(lines)] <> ''
     OR cardinality(lines) - text_lines - 2 NOT BETWEEN 1 AND 100
     OR convert_from(note, 'UTF8') ~ '[\\u0001-\\u0009\\u000b-\\u001f]' THEN
    RAISE EXCEPTION 'this is no signed note';
  END IF;
  FOREACH part IN ARRAY lines[text_lines + 2:cardinality(lines) - 1] LOOP
    IF part !~ '^\\u2014 [^+[:space:]\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
              ' [A-Za-z0-9+/]+={0,2}$'
       OR translate(encode(decode(split_part(part, ' ', 3), 'base64'), 'base64'), E'\\n', '')
          <> split_part(part, ' ', 3)
       OR octet_length(decode(split_part(part, ' ', 3), 'base64')) < 5 THEN
      RAISE EXCEPTION 'this is no signature of a note';
    END IF;
  END LOOP;
END
""",
    "ledger_new_submission()": f"""
DECLARE
  log record;
BEGIN
  SELECT size, submissions INTO log FROM head;
  IF NEW.number <> log.submissions + 1 OR NEW.first_seq <= log.size OR NEW.first_seq > NEW.last_seq
     OR NEW.last_seq IS DISTINCT FROM (SELECT max(seq) FROM entry) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  IF NOT {_OWNS} AND (NEW.first_seq <> log.size + 1 OR NEW.database_user IS DISTINCT FROM session_user) THEN
    RAISE EXCEPTION 'a submission has all entries that are new, and the user of the session';
  END IF;
  IF NEW.note IS NOT NULL THEN
    PERFORM ledger_check_signatures(NEW.note, 4);
  END IF;
  RETURN NEW;
END
""",
    "ledger_head_grows()": f"""
DECLARE
  subtrees bytea := OLD.subtrees;
  size bigint := OLD.size;
  last_at text := OLD.recorded_at;
  submitted bytea := coalesce(OLD.submission_subtrees, ''::bytea);
  node bytea;
  carry bigint;
  row record;
  made submission%ROWTYPE;
BEGIN
  IF NEW.name <> OLD.name OR NEW.one <> OLD.one OR NEW.size < OLD.size THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  IF NEW.size = OLD.size THEN
    IF NEW.subtrees <> OLD.subtrees OR NEW.recorded_at <> OLD.recorded_at
       OR NEW.checkpoints <> OLD.checkpoints + 1
       OR NEW.checkpoints IS DISTINCT FROM (SELECT max(number) FROM checkpoint)
       OR NEW.submissions <> OLD.submissions OR coalesce(NEW.submission_subtrees, ''::bytea) <> submitted THEN
      RAISE EXCEPTION 'the ledger is append-only';
    END IF;
    RETURN NEW;
  END IF;
  FOR row IN SELECT seq, leaf_hash, recorded_at FROM entry WHERE seq > OLD.size ORDER BY seq LOOP
    -- Every bit carried by counting up is a pair of equal subtrees that becomes one.
    node := row.leaf_hash;
    carry := size;
    WHILE carry & 1 = 1 LOOP
      node := sha256('\\x01'::bytea || substr(subtrees, octet_length(subtrees) - 31) || node);
      subtrees := substr(subtrees, 1, octet_length(subtrees) - 32);
      carry := carry >> 1;
    END LOOP;
    subtrees := subtrees || node;
    size := size + 1;
    IF row.seq <> size OR row.recorded_at < last_at THEN
      RAISE EXCEPTION 'entry % does not follow the one before it', row.seq;
    END IF;
    last_at := row.recorded_at;
  END LOOP;
  SELECT * INTO made FROM submission WHERE number = OLD.submissions + 1;
  IF FOUND THEN
    IF made.last_seq <> size OR (made.note IS NOT NULL AND
       (string_to_array(convert_from(made.note, 'UTF8'), E'\\n'))[1:4] IS DISTINCT FROM ARRAY[
         'figure-ledger-submission/1', 'log ' || ledger_origin(),
         'entries ' || made.first_seq || ' ' || made.last_seq, 'root ' || encode(ledger_root(subtrees), 'base64')])
    THEN
      RAISE EXCEPTION 'the submission is not that of the entries';
    END IF;
    node := sha256('\\x00'::bytea || convert_to(made.first_seq || ' ' || made.last_seq || ' '
      || coalesce(octet_length(made.note), 0) || E'\\n', 'UTF8') || coalesce(made.note, ''::bytea)
      || convert_to(coalesce(made.database_user, ''), 'UTF8'));
    carry := OLD.submissions;
    WHILE carry & 1 = 1 LOOP
      node := sha256('\\x01'::bytea || substr(submitted, octet_length(submitted) - 31) || node);
      submitted := substr(submitted, 1, octet_length(submitted) - 32);
      carry := carry >> 1;
    END LOOP;
    submitted := submitted || node;
  ELSIF NOT {_OWNS} THEN
    RAISE EXCEPTION 'the entries are in no submission';
  END IF;
  IF NEW.size <> size OR NEW.subtrees <> subtrees OR NEW.recorded_at <> last_at
     OR NEW.checkpoints <> OLD.checkpoints OR coalesce(NEW.submission_subtrees, ''::bytea) <> submitted
     OR NEW.submissions <> coalesce(made.number, OLD.submissions) THEN
    RAISE EXCEPTION 'the head is not that of the entries';
  END IF;
  RETURN NEW;
END
""",
    # What a note is: c2sp.org/signed-note and c2sp.org/tlog-checkpoint. It is bound to the submissions so far.
    "ledger_new_checkpoint()": """
DECLARE
  log record;
  lines text[];
  bound text[];
  blank integer;
BEGIN
  SELECT size, checkpoints, ledger_root(subtrees) AS root, submissions, submission_subtrees INTO log FROM head;
  IF NEW.number <> log.checkpoints + 1 THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  lines := string_to_array(convert_from(NEW.note, 'UTF8'), E'\\n');
  blank := array_position(lines, '');
  IF blank IS NULL OR blank < 4 OR NEW.size <> log.size
     OR lines[1:3] IS DISTINCT FROM ARRAY[ledger_origin(), log.size::text, encode(log.root, 'base64')] THEN
    RAISE EXCEPTION 'this is no checkpoint of the log as it is';
  END IF;
  bound := ARRAY(SELECT line FROM unnest(lines[4:blank - 1]) AS line WHERE starts_with(line, 'submissions '));
  IF bound <> (CASE WHEN log.submissions = 0 THEN ARRAY[]::text[] ELSE ARRAY[
       'submissions ' || log.submissions || ' ' || encode(ledger_root(log.submission_subtrees), 'base64')] END) THEN
    RAISE EXCEPTION 'the checkpoint is not bound to the submissions as they are';
  END IF;
  PERFORM ledger_check_signatures(NEW.note, blank - 1);
  RETURN NEW;
END
""",
    "ledger_counted_submission()": """
BEGIN
  IF NEW.number > (SELECT submissions FROM head) THEN
    RAISE EXCEPTION 'submission % is not counted in the head of the log', NEW.number;
  END IF;
  RETURN NULL;
END
""",
}


def submission_guards(schema: str) -> Iterator[str]:
    """Yield the statements that make the guards, in a schema whose name is quoted."""
    yield "ALTER TABLE head ALTER submissions DROP DEFAULT"
    for signature, body in _FUNCTIONS.items():
        returns = "void" if signature.startswith("ledger_check") else "trigger"
        yield (
            f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $ledger${body}$ledger$"
        )
    yield (
        "CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON submission"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    )
    yield (
        "CREATE TRIGGER submission_new BEFORE INSERT ON submission"
        " FOR EACH ROW EXECUTE FUNCTION ledger_new_submission()"
    )
    yield (
        "CREATE CONSTRAINT TRIGGER submission_counted AFTER INSERT ON submission DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION ledger_counted_submission()"
    )
