"""The guard of entries of revision 0008 on PostgreSQL: a leaf is put together from the columns of its entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: Signatures of functions, what they return, and their bodies.
_FUNCTIONS: Final = {
    # As `codec.whole_leaf` does it. A claim ends before the key or the record, and holds no object.
    "ledger_leaf(made_at text, made_by text, id bytea, part bytea)": (
        "bytea",
        """
DECLARE
  opening bytea := convert_to('{"at":' || to_json(made_at)::text || ',"by":' || to_json(made_by)::text, 'UTF8');
  named bytea := convert_to(',"id":"' || encode(id, 'hex') || '",', 'UTF8');
  place integer;
BEGIN
  IF substr(part, 1, 10) = '{"claim":{'::bytea THEN
    place := least(nullif(position('},"key":"'::bytea IN part), 0), nullif(position('},"record":{'::bytea IN part), 0));
    RETURN opening || ','::bytea || substr(part, 2, place - 1) || named || substr(part, place + 2);
  END IF;
  IF substr(part, 1, 1) <> '{'::bytea THEN
    RETURN NULL;
  END IF;
  RETURN opening || named || substr(part, 2);
END
""",
    ),
    "ledger_new_entry()": (
        "trigger",
        """
DECLARE
  leaf bytea := ledger_leaf(NEW.recorded_at, NEW.recorded_by, NEW.id, NEW.leaf);
BEGIN
  IF NEW.seq <= (SELECT size FROM head) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  IF octet_length(NEW.id) <> 32 OR NEW.leaf_hash IS DISTINCT FROM sha256('\\x00'::bytea || leaf) THEN
    RAISE EXCEPTION 'entry % does not have the hash of its leaf', NEW.seq;
  END IF;
  -- A second id or time in what is stored would be read in place of the columns.
  IF convert_from(leaf, 'UTF8')::jsonb #>> '{record,record}' IS DISTINCT FROM NEW.kind
     OR convert_from(NEW.leaf, 'UTF8')::jsonb ?| ARRAY['at', 'by', 'id'] THEN
    RAISE EXCEPTION 'the columns of entry % are not what its leaf says', NEW.seq;
  END IF;
  -- The record stands last in a leaf. Where it has no erasable text, its id is its hash: nobody takes another's.
  IF NEW.kind NOT IN ('figure', 'link', 'review', 'snapshot')
     AND NEW.id <> sha256(substr(leaf, position(',"record":'::bytea IN leaf) + 10,
       octet_length(leaf) - position(',"record":'::bytea IN leaf) - 10)) THEN
    RAISE EXCEPTION 'the id of entry % is not that of its record', NEW.seq;
  END IF;
  RETURN NEW;
END
""",
    ),
}


def leaf_guards(schema: str) -> Iterator[str]:
    """Yield the statements that make the guard, in a schema whose name is quoted."""
    for signature, (returns, body) in _FUNCTIONS.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $ledger${body}$ledger$"
        )
