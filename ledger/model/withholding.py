"""Texts that a record lacks: withheld by the export it came from, or erased by a redaction.

In a record, ``withheld`` has the SHA-256 of each in its place: the id is made of that, and so is the same with
the text and without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.errors import Problem
from ledger.model.body import Body
from ledger.model.codec import by_field

#: The kinds of record that can have an erasable text.
WITH_TEXTS: Final = frozenset({"figure", "link", "review", "snapshot"})


def digests_for(record: Mapping[str, Any], field: str) -> Any:
    """Return what `record` holds in place of the text of a field: a digest, those of the parts of a quote, or None."""
    digests = (record.get("withheld") or {}).get(field)
    if isinstance(digests, dict):
        return {part: digest for part, digest in digests.items() if digest is not None}
    return digests


def given_twice(record: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the texts that a record both has and withholds."""
    for field in record.get("withheld") or ():
        if record.get(field) and digests_for(record, field):
            yield Problem(f"/withheld/{field}", f"the {field} itself is given too: leave one of them out")


def redaction_body(record: Mapping[str, Any], of: str, digests: Mapping[str, str]) -> Body:
    """Return a redaction in normal form, of a record whose texts have these digests by path."""
    field = record["field"]
    erased = {path: digest for path, digest in digests.items() if path.partition(".")[0] == field}
    body = {"record": "redaction", "of": of, "field": field, "reason": record["reason"].strip()}
    return {**body, "withheld": by_field(erased)}


def redaction_problems(record: Mapping[str, Any], kind: str, body: Body) -> Iterator[Problem]:
    """Yield what is wrong with a redaction of a record of a kind; `body` is its normal form."""
    field, withheld = body["field"], body["withheld"]
    if not withheld:
        yield Problem("/field", f"this {kind} has no {field}")
    elif record.get("withheld") and digests_for(record, field) != withheld[field]:
        yield Problem("/withheld", f"this is not the digest of the {field}: leave it out")
