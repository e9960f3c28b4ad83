"""Judging what was recorded before: mending our own slips, and taking judgements back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.book.recording import Steps, record
from ledger.errors import ConflictError, InputError, Problem
from ledger.model.body import Body
from ledger.model.codec import exported
from ledger.model.normal import COPIED
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import bodies as stored
from ledger.store import lookup, reach
from ledger.store.append import Outcome
from ledger.store.engine import Transaction, reading

#: Fields of an addition that mending a figure cannot mean.
_NOT_MENDED = ("relayed_by", "relays", "inputs", "formula", "assumptions", "title", "publisher", "published")


def amend(
    desk: LedgerContext, reference: str, fields: Mapping[str, Any], *, dry_run: bool = False
) -> list[Outcome]:
    """Record a figure anew with some fields changed, and say that the old one was misrecorded."""
    said = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
    for name in _NOT_MENDED:
        if name in said:
            raise InputError(
                problems=[
                    Problem(f"/{name}", "amend mends a figure's own fields: use link, or retract and add")
                ]
            )
    key = said.pop("key", None)
    with reading(desk.database) as connection:
        found = find(
            connection, reference, who=desk.who if reference == "@" else None, kinds=frozenset({"figure"})
        )
        current = lookup.replacement(connection, found.seq)
        old = next(stored.read(connection, [current]))
        mended = list(_mended(connection, old, said, desk.language)) if said else []
    if not said and not key:
        raise InputError("nothing to mend", hint="name the fields that were wrong, with the flags of add")
    if said and not mended:
        raise InputError(
            "nothing changes: the figure says that already", hint="ledger show says what is recorded"
        )
    return record(desk, _steps(desk, mended, key, old.id), dry_run=dry_run)


def _mended(
    connection: Transaction, old: stored.Stored, said: Mapping[str, Any], language: str | None
) -> Iterator[tuple[stored.Stored, Body]]:
    """Each figure to be recorded anew, with its new body.

    A relay that left something out had it copied; it is mended along with the figure it was copied from.
    """
    line = _line(old)
    changed = {**line, **said}
    if "withheld" in line:
        # A text given anew stands for itself.
        changed["withheld"] = {name: held for name, held in line["withheld"].items() if name not in said}
    if "quantity" in said:
        changed.pop("restated", None)
        if "label" not in said and line.get("label") == _counted_in(line["quantity"], language):
            # The label was the counted noun, and follows it.
            changed["label"] = _counted_in(said["quantity"], language)
    if changed == line:
        return
    yield old, changed
    bodies = {old.id: (line, changed)}
    pending = [old]
    while pending:
        above = pending.pop()
        for below in _copies(connection, above.seq):
            if below.id in bodies:
                continue
            was, now = bodies[above.id]
            before = _line(below)
            after = dict(before)
            for name in COPIED:
                copied = name != "quantity" or before.get("restated") is False
                if copied and name in was and before.get(name) == was[name] != now.get(name):
                    after[name] = now.get(name)
            if after != before:
                bodies[below.id] = (before, after)
                yield below, after
                pending.append(below)


def _copies(connection: Transaction, seq: int) -> list[stored.Stored]:
    """The relays of a figure, one hop down, as they are read now."""
    _, edges = reach.downstream(connection, [seq])
    relays = {edge.figure for edge in edges if edge.relation == "relay" and edge.input == seq}
    return list(stored.read(connection, {lookup.replacement(connection, one) for one in relays}))


def _line(old: stored.Stored) -> Body:
    line = exported(old.body, record_id=old.id, key=None, at=old.at, by=old.by, withheld=old.withheld)
    return {name: value for name, value in line.items() if name not in ("id", "recorded")}


def _counted_in(quantity: str | Mapping[str, Any], language: str | None) -> str | None:
    """The noun that a quantity counts. Raises InputError for a phrase that cannot be read."""
    from ledger.phrase.reader import counted_noun, parse_phrase

    if isinstance(quantity, str):
        return counted_noun(parse_phrase(quantity, language).unit)
    return counted_noun(quantity.get("unit"))


def _steps(
    desk: LedgerContext, mended: list[tuple[stored.Stored, Body]], key: str | None, figure: str
) -> Steps:
    newest = figure
    for index, (old, body) in enumerate(mended):
        new = yield body
        if index == 0:
            newest = new
        for redaction in old.redactions:
            if redaction.body["field"] in body.get("withheld", ()):
                # What was erased from the old one is not in the new one either, and for the same reason.
                yield {**redaction.body, "of": new, "withheld": None}
        for slip in _slips(desk, new):
            # It was right after all: two records must not each be read as the other.
            yield {"record": "correction", "of": slip}
        yield {"record": "correction", "of": old.id, "by": new, "cause": "misrecorded"}
    if key:
        yield {"record": "key", "key": key, "of": newest}


def _slips(desk: LedgerContext, figure: str) -> list[str]:
    """The standing corrections that call a figure misrecorded, if it is recorded at all."""
    with reading(desk.database) as connection:
        known = lookup.by_ids(connection, [bytes.fromhex(figure)])
        standing = lookup.standing_corrections(connection, [seq for _, seq in known.values()])
        corrections = stored.read(connection, [seq for seq, _ in standing])
        return [one.id for one in corrections if one.body.get("cause") == "misrecorded"]


def undo(desk: LedgerContext, reference: str) -> list[Outcome]:
    """Take a judgement back; of a figure, link or snapshot, its latest standing correction."""
    with reading(desk.database) as connection:
        found = find(connection, reference, who=desk.who if reference == "@" else None)
        if found.kind in ("agent", "source", "key"):
            raise InputError(
                f"{reference} is of kind {found.kind}, which is no judgement",
                hint="name a review or a correction",
            )
        if found.kind == "redaction":
            raise ConflictError(
                "a redaction cannot be taken back: what it erased is gone",
                hint="if the text may stand again, record it again: ledger amend REF --quote …",
            )
        if found.kind in ("figure", "link", "snapshot"):
            target = _latest_correction(connection, found.seq)
            if target is None:
                raise ConflictError(
                    f"{reference} is not corrected or retracted: there is nothing to undo",
                    hint="ledger show lists what was said of it",
                )
            found = target
        elif lookup.standing_corrections(connection, [found.seq]):
            raise ConflictError(f"{reference} was taken back already", hint="ledger show says by whom")
    return record(desk, [{"record": "correction", "of": found.id}])


def _latest_correction(connection: Transaction, seq: int) -> lookup.Found | None:
    standing = [correction for correction, _ in lookup.standing_corrections(connection, [seq])]
    if not standing:
        return None
    newest = max(stored.read(connection, standing), key=lambda one: (one.body["at"], one.id))
    return lookup.Found("correction", newest.id, newest.seq)
