"""The guards of a ledger on PostgreSQL: functions in the database, and the triggers that call them.

Writers share a server that does not trust them, so that entries, tiles, heads and notes are checked where they arrive.
Each function has a search path of its own, so that no table of a writer's is taken for one of the ledger's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.store.dialect.interface import ROWS_OF_ENTRIES

_REFUSE: Final = "RAISE EXCEPTION 'the ledger is append-only'"

#: Signatures of the functions of revision 0003, and what they return, their language and their body.
_FUNCTIONS: Final = {
    "ledger_refuse()": ("trigger", "plpgsql", f"BEGIN {_REFUSE}; END"),
    "ledger_keep_text()": (
        "trigger", "plpgsql",
        "BEGIN IF NOT EXISTS (SELECT 1 FROM judgement WHERE kind = 'redaction' AND subject_seq = OLD.seq"
        f" AND detail = split_part(OLD.path, '.', 1)) THEN {_REFUSE}; END IF; RETURN OLD; END",
    ),
    "ledger_new_row()": (
        "trigger", "plpgsql",
        f"BEGIN IF NEW.seq <= (SELECT size FROM head) THEN {_REFUSE}; END IF; RETURN NEW; END",
    ),
    # The words of an entry are indexed again when a text of it is erased.
    "ledger_new_words()": (
        "trigger", "plpgsql",
        "BEGIN IF NEW.seq <= (SELECT size FROM head) AND NOT EXISTS (SELECT 1 FROM judgement"
        f" WHERE kind = 'redaction' AND subject_seq = NEW.seq) THEN {_REFUSE}; END IF; RETURN NEW; END",
    ),
    "ledger_new_head()": (
        "trigger", "plpgsql",
        f"BEGIN IF EXISTS (SELECT 1 FROM head) THEN {_REFUSE}; END IF; RETURN NULL; END",
    ),
    "ledger_new_entry()": (
        "trigger", "plpgsql",
        """
DECLARE
  content jsonb;
BEGIN
  IF NEW.seq <= (SELECT size FROM head) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  IF octet_length(NEW.id) <> 32 OR NEW.leaf_hash <> sha256('\\x00'::bytea || NEW.leaf) THEN
    RAISE EXCEPTION 'entry % does not have the hash of its leaf', NEW.seq;
  END IF;
  content := convert_from(NEW.leaf, 'UTF8')::jsonb;
  IF (content->>'id', content#>>'{record,record}', content->>'at', content->>'by')
     IS DISTINCT FROM (encode(NEW.id, 'hex'), NEW.kind, NEW.recorded_at, NEW.recorded_by) THEN
    RAISE EXCEPTION 'the columns of entry % are not what its leaf says', NEW.seq;
  END IF;
  -- The record stands last in a leaf. Where it has no erasable text, its id is its hash: nobody takes another's.
  IF NEW.kind NOT IN ('figure', 'link', 'review', 'snapshot')
     AND NEW.id <> sha256(substr(NEW.leaf, position(',"record":'::bytea IN NEW.leaf) + 10,
       octet_length(NEW.leaf) - position(',"record":'::bytea IN NEW.leaf) - 10)) THEN
    RAISE EXCEPTION 'the id of entry % is not that of its record', NEW.seq;
  END IF;
  RETURN NEW;
END
""",
    ),
    "ledger_counted_entry()": (
        "trigger", "plpgsql",
        """
BEGIN
  IF NEW.seq > (SELECT size FROM head) THEN
    RAISE EXCEPTION 'entry % is not counted in the head of the log', NEW.seq;
  END IF;
  RETURN NULL;
END
""",
    ),
    # RFC 6962, section 2.1: the root of a perfect subtree, whose leaves stand in a row.
    "ledger_subtree_root(hashes bytea)": (
        "bytea", "plpgsql",
        """
DECLARE
  above bytea;
BEGIN
  WHILE octet_length(hashes) > 32 LOOP
    above := ''::bytea;
    FOR pair IN 0 .. octet_length(hashes) / 64 - 1 LOOP
      above := above || sha256('\\x01'::bytea || substr(hashes, pair * 64 + 1, 64));
    END LOOP;
    hashes := above;
  END LOOP;
  RETURN hashes;
END
""",
    ),
    # The root of a tree that is given by its perfect subtrees, the largest first.
    "ledger_root(subtrees bytea)": (
        "bytea", "plpgsql",
        """
DECLARE
  count integer := octet_length(subtrees) / 32;
  node bytea := substr(subtrees, count * 32 - 31, 32);
BEGIN
  FOR place IN REVERSE count - 1 .. 1 LOOP
    node := sha256('\\x01'::bytea || substr(subtrees, place * 32 - 31, 32) || node);
  END LOOP;
  RETURN node;
END
""",
    ),
    "ledger_new_tile()": (
        "trigger", "plpgsql",
        """
DECLARE
  wanted bytea;
BEGIN
  IF NEW.level = 0 THEN
    SELECT string_agg(leaf_hash, ''::bytea ORDER BY seq) INTO wanted FROM entry
    WHERE seq > NEW.position * 256 AND seq <= NEW.position * 256 + 256;
  ELSE
    SELECT string_agg(ledger_subtree_root(hashes), ''::bytea ORDER BY position) INTO wanted FROM tile
    WHERE level = NEW.level - 1 AND position >= NEW.position * 256 AND position < NEW.position * 256 + 256;
  END IF;
  IF NEW.level < 0 OR octet_length(NEW.hashes) <> 8192 OR NEW.hashes IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'tile % of level % is not that of its entries', NEW.position, NEW.level;
  END IF;
  RETURN NEW;
END
""",
    ),
    "ledger_head_grows()": (
        "trigger", "plpgsql",
        """
DECLARE
  subtrees bytea := OLD.subtrees;
  size bigint := OLD.size;
  last_at text := OLD.recorded_at;
  node bytea;
  carry bigint;
  row record;
BEGIN
  IF NEW.name <> OLD.name OR NEW.one <> OLD.one OR NEW.size < OLD.size THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  IF NEW.size = OLD.size THEN
    IF NEW.subtrees <> OLD.subtrees OR NEW.recorded_at <> OLD.recorded_at
       OR NEW.checkpoints <> OLD.checkpoints + 1
       OR NEW.checkpoints IS DISTINCT FROM (SELECT max(number) FROM checkpoint) THEN
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
  IF NEW.size <> size OR NEW.subtrees <> subtrees OR NEW.recorded_at <> last_at
     OR NEW.checkpoints <> OLD.checkpoints THEN
    RAISE EXCEPTION 'the head is not that of the entries';
  END IF;
  RETURN NEW;
END
""",
    ),
    # The first line of a checkpoint of this ledger: its name is percent-encoded (RFC 3986).
    "ledger_origin()": (
        "text", "plpgsql",
        """
DECLARE
  name bytea := (SELECT convert_to(head.name, 'UTF8') FROM head);
  encoded text := '';
  letter integer;
BEGIN
  FOR place IN 0 .. octet_length(name) - 1 LOOP
    letter := get_byte(name, place);
    IF letter BETWEEN 48 AND 57 OR letter BETWEEN 65 AND 90 OR letter BETWEEN 97 AND 122
       OR letter IN (45, 46, 95, 126) THEN
      encoded := encoded || chr(letter);
    ELSE
      encoded := encoded || '%' || upper(lpad(to_hex(letter), 2, '0'));
    END IF;
  END LOOP;
  RETURN 'figure-ledger/' || encoded || '/'
    || (SELECT encode(substr(leaf_hash, 1, 8), 'hex') FROM entry WHERE seq = 1);
END
""",
    ),
    # What a note is: c2sp.org/signed-note and c2sp.org/tlog-checkpoint. Who signed it a database cannot tell.
    "ledger_new_checkpoint()": (
        "trigger", "plpgsql",
        """
DECLARE
  log record;
  lines text[];
  blank integer;
  part text;
BEGIN
  SELECT size, checkpoints, ledger_root(subtrees) AS root INTO log FROM head;
  IF NEW.number <> log.checkpoints + 1 THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  lines := string_to_array(convert_from(NEW.note, 'UTF8'), E'\\n');
  blank := array_position(lines, '');
  IF octet_length(NEW.note) > 100000 OR NEW.size <> log.size
     OR lines[1:3] IS DISTINCT FROM ARRAY[ledger_origin(), log.size::text, encode(log.root, 'base64')]
     OR convert_from(NEW.note, 'UTF8') ~ '[\\u0001-\\u0009\\u000b-\\u001f]' THEN
    RAISE EXCEPTION 'this is no checkpoint of the log as it is';
  END IF;
  IF blank IS NULL OR blank < 4 OR lines[cardinality(lines)] <> ''
     OR cardinality(lines) - blank - 1 NOT BETWEEN 1 AND 100 THEN
    RAISE EXCEPTION 'this is no signed note';
  END IF;
  FOREACH part IN ARRAY lines[blank + 1:cardinality(lines) - 1] LOOP
    IF part !~ '^\\u2014 [^+[:space:]\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
              ' [A-Za-z0-9+/]+={0,2}$'
       OR translate(encode(decode(split_part(part, ' ', 3), 'base64'), 'base64'), E'\\n', '')
          <> split_part(part, ' ', 3)
       OR octet_length(decode(split_part(part, ' ', 3), 'base64')) < 5 THEN
      RAISE EXCEPTION 'this is no signature of a note';
    END IF;
  END LOOP;
  RETURN NEW;
END
""",
    ),
    "ledger_counted_checkpoint()": (
        "trigger", "plpgsql",
        """
BEGIN
  IF NEW.number > (SELECT checkpoints FROM head) THEN
    RAISE EXCEPTION 'checkpoint % is not counted in the head of the log', NEW.number;
  END IF;
  RETURN NULL;
END
""",
    ),
}  # fmt: skip


def first_guards() -> Iterator[str]:
    """Yield the search index, and the triggers that keep the log append-only."""
    yield "CREATE TABLE search (seq BIGINT CONSTRAINT pk_search PRIMARY KEY, words TEXT NOT NULL)"
    yield "CREATE INDEX ix_search_words ON search USING gin (to_tsvector('simple', words))"
    yield (
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    yield (
        "CREATE FUNCTION ledger_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM judgement WHERE kind = 'redaction' AND subject_seq = OLD.seq"
        " AND detail = split_part(OLD.path, '.', 1))"
        " THEN RAISE EXCEPTION 'the ledger is append-only'; END IF; RETURN OLD; END $$"
    )
    yield (
        "CREATE FUNCTION ledger_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.size <= OLD.size THEN RAISE EXCEPTION 'the ledger is append-only'; END IF; RETURN NEW; END $$"
    )
    refuse = "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    for table in ("entry", "tile", *ROWS_OF_ENTRIES):
        # A text may be deleted, when a redaction says so.
        delete = "" if table == "entry_text" else "OR DELETE "
        yield f"CREATE TRIGGER {table}_append_only BEFORE UPDATE {delete}OR TRUNCATE ON {table} {refuse}"
    yield (
        "CREATE TRIGGER entry_text_kept BEFORE DELETE ON entry_text"
        " FOR EACH ROW EXECUTE FUNCTION ledger_keep_text()"
    )
    yield f"CREATE TRIGGER head_append_only BEFORE DELETE OR TRUNCATE ON head {refuse}"
    yield "CREATE TRIGGER head_grows BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION ledger_head_grows()"


def guards(schema: str) -> Iterator[str]:
    """Functions that check what is added, and the triggers that call them.

    Tables of a session come last in the functions' search path, where they hide none of the ledger's.
    """
    yield "ALTER TABLE head ALTER checkpoints DROP DEFAULT"
    yield "ALTER TABLE search ADD CONSTRAINT fk_search_seq FOREIGN KEY (seq) REFERENCES entry (seq)"
    for signature, (returns, language, body) in _FUNCTIONS.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE {language}"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $ledger${body}$ledger$"
        )
    guards = dict.fromkeys(ROWS_OF_ENTRIES, "ledger_new_row") | {"search": "ledger_new_words"}
    for table in ("entry", "tile", "checkpoint"):
        guards[table] = f"ledger_new_{table}"
    for table, function in guards.items():
        yield f"CREATE TRIGGER {table}_new BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    # Whoever adds an entry or a note must bring the head along before the transaction ends.
    for table in ("entry", "checkpoint"):
        yield (
            f"CREATE CONSTRAINT TRIGGER {table}_counted AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION ledger_counted_{table}()"
        )
    yield "CREATE TRIGGER head_new BEFORE INSERT ON head FOR EACH STATEMENT EXECUTE FUNCTION ledger_new_head()"
