"""Amends records that were misrecorded, and takes judgements back."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.book.adding import addition, stated_quantity
from ledger.book.quantity_parts import PARTS, contradictions, parts_of
from ledger.book.recording import Steps, record
from ledger.errors import AmbiguousError, ConflictError, InputError, Problem
from ledger.model.body import Body
from ledger.model.codec import exported
from ledger.model.normal import LEFT_OUT
from ledger.model.vocabulary import with_article
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import bodies as stored
from ledger.store import lookup, reach
from ledger.store.append import Outcome
from ledger.store.engine import Transaction, reading

#: Fields of an addition that belong to a link into the figure.
_UPSTREAM: Final = ("relays", "inputs", "formula", "assumptions")
#: Fields of an addition that describe its source.
_OF_A_SOURCE: Final = ("title", "publisher", "published")


def amend(
    context: LedgerContext, reference: str, fields: Mapping[str, Any], *, dry_run: bool = False
) -> list[Outcome]:
    """Record a figure or a link again with changed fields, and mark the old record as misrecorded.

    `fields` are those of `adding.Addition`; an empty text clears a field. `inputs`, `formula`, `assumptions` and
    `relays` of a figure amend the link into it. Raises InputError if nothing changes.
    """
    changes = {name: value for name, value in fields.items() if value is not None and value not in ([], ())}
    # This refuses unknown fields, and text in place of a list.
    addition(changes)
    if "relayed_by" in changes:
        raise InputError(
            problems=[
                Problem("/relayed_by", "amend mends one figure: record who passed it on with add --relays")
            ]
        )
    if changes.get("reported_by") == [""]:
        changes["reported_by"] = []
    key = changes.pop("key", None)
    if not changes and not key:
        raise InputError("nothing to mend", hint="name the fields that were wrong, with the flags of add")
    with reading(context.database) as connection:
        found = find(
            connection,
            reference,
            who=context.who if reference == "@" else None,
            kinds=frozenset({"figure", "link"}),
        )
        current = lookup.replacement(connection, found.seq)
        old = next(stored.read(connection, [current]))
        if key and (holder := lookup.by_keys(connection, [key]).get(key)) is not None:
            key = None if lookup.replacement(connection, holder.seq) == current else key
        work: dict[str, str] = {name: changes.pop(name) for name in _OF_A_SOURCE if changes.get(name)}
        upstream: dict[str, Any] = {name: changes.pop(name) for name in _UPSTREAM if name in changes}
        links = []
        if found.kind == "link":
            links = [(old, _mended_link(old, {**upstream, **changes}))]
            changes = {}
        elif upstream:
            link = _link_to_mend(connection, reference, current, upstream)
            links = [(link, _mended_link(link, upstream))]
        mended = list(_mended(connection, old, changes, context.language)) if changes else []
    links = [(link, body) for link, body in links if body != _line(link)]
    if not (mended or links or key or work):
        raise InputError(
            "nothing changes: the ledger says that already", hint="ledger show says what is recorded"
        )
    if work and found.kind == "link":
        raise InputError(f"{reference} is a link: describe its source by the source's own key")
    steps = _steps(context, old, mended, links, work, key)
    outcomes = record(context, steps, keys=[key] if key else [], dry_run=dry_run)
    _warn_of_lost_number(old, mended, outcomes)
    return outcomes


def _warn_of_lost_number(
    old: stored.Stored, mended: Iterable[tuple[stored.Stored, Body]], outcomes: Iterable[Outcome]
) -> None:
    """Add a warning if a figure had a number and the amended one has none, which is rarely intended."""
    had = old.body.get("quantity", {})
    number = had.get("value") or had.get("low") or had.get("high")
    if not number or not any(before is old for before, _ in mended):
        return
    figure = next((outcome for outcome in outcomes if outcome.kind == "figure"), None)
    if figure is None:
        return
    has = figure.body.get("quantity", {})
    if not any(name in has for name in ("value", "low", "high")):
        figure.warnings.append(f"it had the number {number}, and has none now: ledger undo takes this back")


def _link_to_mend(
    connection: Transaction, reference: str, figure: int, upstream: Mapping[str, Any]
) -> stored.Stored:
    """Return the link into a figure that is to be amended. Raises InputError for none, AmbiguousError for several."""
    relation = "relay" if "relays" in upstream else "derivation"
    forms = stored.forms_of(connection, figure) | {figure}
    _, edges = reach.upstream(connection, [figure])
    links = {edge.link for edge in edges if edge.relation == relation and edge.figure in forms}
    links -= {of for _, of in lookup.standing_corrections(connection, links)}
    candidates = list(stored.read(connection, links))
    if not candidates:
        flags = "--relays REF" if relation == "relay" else "--from NAME=REF --formula …"
        raise InputError(
            f"{reference} has no {relation} to mend", hint=f"record one: ledger link {reference} {flags}"
        )
    if len(candidates) > 1:
        raise AmbiguousError(
            f"{reference} has {len(candidates)} links of relation {relation}",
            candidates=[f"link {link.id[:16]}" for link in candidates],
            hint="mend one by its id: ledger amend LINK …",
        )
    return candidates[0]


def _mended_link(old: stored.Stored, changes: Mapping[str, Any]) -> Body:
    """Return the body of a link with changed fields. Raises InputError for a field that the link cannot have."""
    line = _line(old)
    named = {"relays": "from"} if line["relation"] == "relay" else {}
    own = {"source", "quote", "locator", "note", "relays"}
    if line["relation"] == "derivation":
        own = {"source", "quote", "locator", "note", *_UPSTREAM} - {"relays"}
    for name in changes:
        if name not in own:
            raise InputError(problems=[Problem(f"/{name}", f"a {line['relation']} has no {name}")])
    return _changed(line, {named.get(name, name): value for name, value in changes.items()})


def _changed(line: Body, changes: Mapping[str, Any]) -> Body:
    """Return a record with changed fields; an empty text clears a field."""
    changed = {**line, **changes}
    if "withheld" in line:
        # A text that is given again is no longer withheld.
        changed["withheld"] = {name: held for name, held in line["withheld"].items() if name not in changes}
    return {name: value for name, value in changed.items() if value not in ("", [])}


def _mended_quantity(
    old: Mapping[str, Any] | None, changes: Mapping[str, Any], language: str | None
) -> str | Mapping[str, Any] | None:
    """Return a quantity with changed words or parts, or None if neither are given.

    Parts without words change only themselves. Raises InputError if they contradict the recorded words.
    """
    parts = {name: changes[name] for name in PARTS if name in changes}
    words = changes.get("quantity")
    if words:
        return stated_quantity(addition({"quantity": words, **parts}), language)
    if not parts:
        return None
    if parts.get("unit"):
        from ledger.phrase.unit_spelling import spelled_unit

        parts["unit"] = spelled_unit(parts["unit"], language)
    base = dict(old or {})
    stated = {name: value for name, value in parts.items() if value != ""}
    try:
        read = parts_of(base["text"], language) if base.get("text") else {}
    except InputError:
        read = {}
    merged = {name: value for name, value in {**base, **parts}.items() if value != ""}
    problems = [*contradictions(read, stated), *contradictions({}, merged)]
    if problems:
        raise InputError(problems=problems, hint="give the words as they should have been, too")
    return merged


def _mended(
    connection: Transaction, old: stored.Stored, changes: Mapping[str, Any], language: str | None
) -> Iterator[tuple[stored.Stored, Body]]:
    """Yield each figure to be recorded again, with its new body.

    Early versions copied inherited fields into relays. Such a relay is amended together with its figure.
    """
    line = _line(old)
    fields = {name: value for name, value in changes.items() if name not in ("quantity", *PARTS)}
    quantity = _mended_quantity(line.get("quantity"), changes, language)
    if quantity is not None:
        fields["quantity"] = quantity
    changed = _changed(line, fields)
    if quantity is not None:
        changed.pop("restated", None)
        if (
            "label" not in changes
            and "quantity" in line
            and line.get("label") in _labels_of(line["quantity"], language)
        ):
            # The old label was the counted noun, so the new label is the new noun.
            changed["label"] = _labels_of(quantity, language)[0]
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
            # Only records of early versions hold copies of inherited fields.
            copied = before.get("restated") is False and "quantity" in before
            for name in LEFT_OUT if copied else ():
                if name in was and before.get(name) == was[name] != now.get(name):
                    after[name] = now.get(name)
            if after != before:
                bodies[below.id] = (before, after)
                yield below, after
                pending.append(below)


def _copies(connection: Transaction, seq: int) -> list[stored.Stored]:
    """Return the current versions of the direct relays of a figure."""
    _, edges = reach.downstream(connection, [seq])
    relays = {edge.figure for edge in edges if edge.relation == "relay" and edge.input == seq}
    return list(stored.read(connection, {lookup.replacement(connection, relay) for relay in relays}))


def _line(old: stored.Stored) -> Body:
    line = exported(old.body, record_id=old.id, key=None, at=old.at, by=old.by, withheld=old.withheld)
    return {name: value for name, value in line.items() if name not in ("id", "recorded")}


def _labels_of(quantity: str | Mapping[str, Any], language: str | None) -> tuple[str | None, ...]:
    """Return the labels that a quantity implies: its noun phrase if it has words, and its counted noun.

    Raises InputError for a phrase that cannot be read.
    """
    from ledger.phrase.reader import counted_noun, read_phrase

    if isinstance(quantity, str):
        reading = read_phrase(quantity, language)
        return reading.label or counted_noun(reading.quantity.unit), counted_noun(reading.quantity.unit)
    noun = counted_noun(quantity.get("unit"))
    try:
        label = read_phrase(quantity["text"], language).label if quantity.get("text") else None
    except InputError:
        label = None
    return label or noun, noun


def _steps(
    context: LedgerContext,
    old: stored.Stored,
    mended: list[tuple[stored.Stored, Body]],
    links: list[tuple[stored.Stored, Body]],
    work: Mapping[str, str],
    key: str | None,
) -> Steps:
    newest = old.id
    for index, (before, body) in enumerate(mended):
        if index == 0 and work:
            body = {**body, "source": (yield from _described(body.get("source"), work))}
        new = yield from _replaced(context, before, body)
        newest = new if index == 0 else newest
        if _without_note(body) == _without_note(_line(before)):
            yield from _verdicts_again(context, before, new)
    if work and not mended:
        yield from _described(old.body.get("source"), work)
    for before, body in links:
        new = yield from _replaced(context, before, {**body, "figure": newest} if mended else body)
        newest = new if before is old else newest
    if key:
        yield {"record": "key", "key": key, "of": newest}


def _without_note(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "note"}


def _verdicts_again(context: LedgerContext, old: stored.Stored, new: str) -> Generator[Body, str, None]:
    """Yield the reviews of a record again, for a replacement that differs from it only in its note."""
    with reading(context.database) as connection:
        reviews = stored.judgements_on(connection, ("review",), [old.seq])["review"].get(old.seq, ())
    for review in reviews:
        yield {**_line(review), "of": new}


def _described(source: str | None, work: Mapping[str, str]) -> Generator[Body, str, str]:
    """Describe the source of a figure and return a reference to it. Raises InputError if it has none."""
    if source is None:
        raise InputError(
            problems=[
                Problem(f"/{next(iter(work))}", "the figure has no source to describe: give --source, too")
            ]
        )
    if "://" in source:
        return (yield {"record": "source", "url": source, **work})
    yield {"record": "description", "of": source, **work}
    return source


def _replaced(context: LedgerContext, old: stored.Stored, body: Body) -> Generator[Body, str, str]:
    """Record a body that replaces an old record, and return its id."""
    new = yield body
    for redaction in old.redactions:
        if redaction.body["field"] in body.get("withheld", ()):
            # A text erased from the old record stays erased in the new one, for the same reason.
            yield {**redaction.body, "of": new, "withheld": None}
    with reading(context.database) as connection:
        known = lookup.by_ids(connection, [bytes.fromhex(new)])
        standing = lookup.standing_corrections(connection, [seq for _, seq in known.values()])
        corrections = list(stored.read(connection, [seq for seq, _ in standing]))
    for correction in corrections:
        if correction.body.get("cause") == "misrecorded":
            # The new record was itself called misrecorded: two records must not each replace the other.
            yield {"record": "correction", "of": correction.id}
    yield {"record": "correction", "of": old.id, "by": new, "cause": "misrecorded"}
    return new


def undo(context: LedgerContext, reference: str) -> list[Outcome]:
    """Take a judgement back, or the latest valid correction of a figure, link or snapshot.

    Raises InputError for other kinds of records, ConflictError if there is nothing to take back.
    """
    with reading(context.database) as connection:
        found = find(connection, reference, who=context.who if reference == "@" else None)
        if found.kind in ("agent", "source", "key"):
            raise InputError(
                f"{reference} is {with_article(found.kind)}, which is not a judgement",
                hint=f"name the judgement by its id: ledger show {reference} lists them",
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
    return record(context, [{"record": "correction", "of": found.id}])


def _latest_correction(connection: Transaction, seq: int) -> lookup.Found | None:
    standing = [correction for correction, _ in lookup.standing_corrections(connection, [seq])]
    if not standing:
        return None
    newest = max(
        stored.read(connection, standing), key=lambda correction: (correction.body["at"], correction.id)
    )
    return lookup.Found("correction", newest.id, newest.seq)
