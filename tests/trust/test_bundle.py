"""Bundles: what is in them, that they hold, and that an edit is told wherever it is made."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book import Ledger
from ledger.errors import FormatError, InputError, LedgerError, NotFoundError, ProofError
from ledger.formats.trace_json import trace_document
from ledger.tlog.canonical import canonical, record_id
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import leaf_hash, root_of
from ledger.tlog.note import encode_base64, parse_signing_key, signed
from ledger.tlog.tiles import TiledTree
from ledger.tlog.tlog_proof import TlogProof
from ledger.trust.proving import check
from ledger.view.trace_view import resolve
from tests.conftest import Clock, numbered_salts
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

Document = dict[str, Any]
SCHEMAS = Path(__file__).parents[2] / "schema"


def proven(document: Document, *keys: str) -> Any:
    return Ledger.verify_bundle(json.dumps(document).encode(), keys)


def refused(document: Document, key: str, match: str | None = None) -> None:
    with pytest.raises(ProofError, match=match):
        proven(document, key)


def test_a_bundle_holds_for_whoever_has_the_key(story: Ledger, ann: Key) -> None:
    found = proven(story.bundle(["year"]), ann.public)
    assert (found.ledger, found.size, found.signed_by) == ("desk", story.size, ("desk.example/ann",))
    assert found.sealed_at is not None
    assert [figure.key for figure in found.figures] == ["year", "mod", "mz"]
    traced = {figure.entry.id: figure.entry for figure in story.trace("year").figures}
    for figure in found.figures:
        recorded = traced[figure.id].recorded
        assert (figure.seq, figure.at, figure.by) == (recorded.seq, recorded.at, recorded.by)


def test_its_trace_is_that_of_the_ledger(story: Ledger, ann: Key) -> None:
    for reference in ("year", "mz", "mended", "slip", "https://example.org/update"):
        document = story.bundle([reference])
        wanted = trace_document(resolve(story.trace(reference)))
        assert canonical(document["trace"]) == canonical(wanted)
        assert proven(document, ann.public).size == story.size


def test_several_figures_and_all_of_them(story: Ledger, ann: Key) -> None:
    assert len(proven(story.bundle(["mended", "apart"]), ann.public).figures) == 4
    assert len(proven(story.bundle(), ann.public).figures) == 5


def schema(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")))


def test_it_follows_the_published_schema(story: Ledger) -> None:
    validator, trace = schema("bundle"), schema("trace")
    for references in (["year"], ["https://example.org/update"], []):
        document = json.loads(json.dumps(story.bundle(references)))
        validator.validate(document)
        trace.validate(document["trace"])


def test_the_entries_are_those_that_the_trace_depends_on(story: Ledger) -> None:
    kinds: dict[str, int] = {}
    bundle = story.bundle(["year"])
    for entry in bundle["entries"]:
        kind = json.loads(entry["leaf"])["record"]["record"]
        kinds[kind] = kinds.get(kind, 0) + 1
    assert kinds == {
        "agent": 3, "source": 1, "snapshot": 1, "figure": 5, "link": 5, "review": 1, "correction": 1, "same": 1,
        "key": 1, "description": 2,
    }  # fmt: skip
    assert "grocer" not in json.dumps(bundle)
    assert "not for publication" not in json.dumps(bundle)


def test_texts_of_snapshots_go_by_their_digest(story: Ledger) -> None:
    whole = json.dumps(story.bundle())
    assert "we count close to" not in whole
    assert "close to 100 soldiers a week" in whole
    assert "from court records" in whole


def test_each_entry_has_a_c2sp_proof_that_others_can_check(story: Ledger) -> None:
    document = story.bundle(["year"])
    hashes = [leaf_hash(entry["leaf"].encode()) for entry in story.bundle()["entries"]]
    for entry in document["entries"]:
        header, index, *path = entry["proof"].splitlines()
        assert (header, index) == ("c2sp.org/tlog-proof@v1", f"index {entry['seq'] - 1}")
        assert all(len(line) == 44 for line in path)
    assert encode_base64(root_of(hashes)) in document["checkpoint"] or len(hashes) < story.size


def test_without_a_key_nobody_is_said_to_have_signed(story: Ledger) -> None:
    assert proven(story.bundle(["year"])).signed_by == ()


def test_another_key_is_refused(story: Ledger, ann: Key, bob: Key) -> None:
    refused(story.bundle(["year"]), bob.public, "signed by none of the keys given")


def test_one_of_several_keys_is_enough_and_all_are_named(story: Ledger, ann: Key, bob: Key) -> None:
    assert proven(story.bundle(["year"]), bob.public, ann.public).signed_by == ("desk.example/ann",)
    story.seal([bob.file])
    both = proven(story.bundle(["year"]), bob.public, ann.public)
    assert both.signed_by == ("desk.example/ann", "desk.example/bob")


def test_a_ledger_that_was_never_sealed_proves_nothing(ledger: Ledger) -> None:
    ledger.add("5 things", key="five")
    with pytest.raises(InputError, match="never sealed") as caught:
        ledger.bundle(["five"])
    assert caught.value.hint is not None
    assert "ledger seal" in caught.value.hint


def test_what_came_after_the_checkpoint_is_not_in_it(story: Ledger, ann: Key) -> None:
    story.add("8 pears", key="late")
    story.retract("mz", reason="withdrawn")
    with pytest.raises(NotFoundError, match="late is not in the newest checkpoint") as caught:
        story.bundle(["late"])
    assert caught.value.hint == "ledger seal signs what was recorded since"
    before = story.bundle(["year"])
    assert {figure["status"] for figure in before["trace"]["figures"]} == {"current"}
    story.seal([ann.file])
    after = story.bundle(["year"])
    assert {figure["status"] for figure in after["trace"]["figures"]} == {"current", "retracted"}
    assert proven(before, ann.public).size < proven(after, ann.public).size


def places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, by the way that leads there."""
    yield at
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*at, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from places(item, (*at, number))


def edits(value: object) -> Iterator[object]:
    """Values that are not this one."""
    if isinstance(value, dict):
        yield {**value, "more": 1}
        for name in value:
            yield {key: held for key, held in value.items() if key != name}
    elif isinstance(value, list):
        yield [*value, value[0] if value else "x"]
        if value:
            yield value[:-1]
            yield value[::-1] if value[::-1] != value else []
    elif isinstance(value, bool):
        yield not value
        yield int(value)
    elif isinstance(value, int):
        yield value + 1
        yield -value - 1
        yield str(value)
    elif isinstance(value, str):
        yield value + "x"
        yield value[1:] if value else " "
        yield None
    else:
        yield "x"
        yield False


def edited(document: Document, at: tuple[Any, ...], value: object) -> Document:
    made: Any = copy.deepcopy(document)
    holder = made
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = value
    return made  # type: ignore[no-any-return]


def held(document: Any, at: tuple[Any, ...]) -> object:
    for step in at:
        document = document[step]
    return document


@pytest.fixture
def both(tmp_path: Path, postgres_place: Callable[[], str]) -> Iterator[tuple[Ledger, Ledger]]:
    """A ledger in a file and one on PostgreSQL, which record the same at the same times."""
    ledgers = [
        fresh_ledger(place, who="Ann", clock=Clock(), salts=numbered_salts())
        for place in (str(tmp_path / "ledger.db"), postgres_place())
    ]
    yield (ledgers[0], ledgers[1])
    for ledger in ledgers:
        ledger.close()


def bundled_alike(ledgers: tuple[Ledger, Ledger], key: str) -> Document:
    """The bundle of a figure, which either database gives; only the time at which each was sealed may differ."""
    document, same = (json.loads(json.dumps(ledger.bundle([key]))) for ledger in ledgers)
    assert {**document, "checkpoint": ""} == {**same, "checkpoint": ""}
    return dict(document)


def test_every_field_of_the_trace_is_held_to_the_records(both: tuple[Ledger, Ledger], ann: Key) -> None:
    for ledger in both:
        ledger.add(
            "100 convictions a week",
            reported_by=["MZ"],
            primary=True,
            key="mz",
            source="https://example.org/a",
        )
        ledger.add(
            "5,200 convictions a year",
            inputs={"weekly": "mz"},
            formula="weekly * 52",
            key="year",
            quote="5,200",
        )
        ledger.review("year", "confirmed", note="seen")
        ledger.seal([ann.file])
    document = bundled_alike(both, "year")
    tried = 0
    for at in places(document["trace"]):
        for value in edits(held(document["trace"], at)):
            with pytest.raises(ProofError, match="trace"):
                check(edited(document, ("trace", *at), value), ())
            tried += 1
    assert tried > 400


def test_every_field_beside_the_trace_is_held_to_the_checkpoint(
    both: tuple[Ledger, Ledger], ann: Key
) -> None:
    for ledger in both:
        ledger.record([{"record": "source", "key": "s", "url": "https://example.org"}])
        ledger.record([{"record": "snapshot", "source": "s", "text": "seen"}])
        ledger.add(
            "100 convictions a week", reported_by=["MZ"], source="s", quote="100 a week", key="mz", note="n"
        )
        ledger.seal([ann.file])
    document = bundled_alike(both, "mz")
    tried = 0
    for at in places(document):
        if at and at[0] != "trace":
            for value in edits(held(document, at)):
                with pytest.raises((ProofError, FormatError)):
                    proven(edited(document, at, value), ann.public)
                tried += 1
    for name in document:
        with pytest.raises((ProofError, FormatError)):
            proven({key: value for key, value in document.items() if key != name}, ann.public)
    assert tried > 80


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_character_changed_is_told_or_means_the_same(
    story_bundle: tuple[str, str], data: st.DataObject
) -> None:
    text, key = story_bundle
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
    try:
        Ledger.verify_bundle(changed.encode(), [key])
    except LedgerError:
        return
    assert json.loads(changed) == json.loads(text)


@pytest.fixture(scope="module")
def story_bundle(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A bundle as text, and the key to it."""
    folder = tmp_path_factory.mktemp("bundle")
    ledger = fresh_ledger(folder / "ledger.db", name="desk", who="Ann")
    ledger.add("100 convictions a week", reported_by=["MZ"], primary=True, key="mz", quote="100 a week")
    ledger.add("about 100 a week", relays="mz", reported_by=["MoD"], key="mod")
    key = Ledger.new_key("ann", folder / "a.key")
    ledger.seal([folder / "a.key"])
    return json.dumps(ledger.bundle(["mod"]), ensure_ascii=False), key


def test_what_was_removed_since_is_sealed_before_it_is_bundled(story: Ledger, ann: Key) -> None:
    story.redact("mod", "quote", reason="its author asked for it")
    with pytest.raises(InputError, match="removed since"):
        story.bundle(["year"])
    story.seal([ann.file])
    document = story.bundle(["year"])
    assert "close to 100 soldiers a week" not in [
        text["text"]
        for entry in document["entries"]
        for text in entry.get("texts", {}).values()
        if "text" in text
    ]
    found = proven(document, ann.public)
    assert found.removed == 2
    (shown,) = [figure for figure in document["trace"]["figures"] if figure["key"] == "mod"]
    assert [redaction["reason"] for redaction in shown["redactions"]] == ["its author asked for it"]


def test_a_text_of_a_source_that_is_erased_later_leaves_what_was_proved(story: Ledger, ann: Key) -> None:
    text = "We count close to 100 soldiers a week, the ministry said."
    snapshot = {"record": "snapshot", "source": "update", "text": text}
    (kept,) = story.record([snapshot])
    story.seal([ann.file])
    before = story.bundle(["year"])
    story.redact(kept.id, "text", reason="the publisher asked for it")
    assert proven(before, ann.public).figures
    assert story.verify(deep=True).size == story.size
    story.seal([ann.file])
    after = story.bundle(["year"])
    assert [found.key for found in proven(after, ann.public).figures] == ["year", "mod", "mz"]


def test_what_never_had_its_texts_can_be_bundled(
    story: Ledger, ann: Key, make_ledger: Callable[..., Ledger]
) -> None:
    story.redact("mod", "quote", reason="its author asked for it")
    lines = StringIO()
    story.export(lines)
    copy = make_ledger(name="other")
    copy.import_(BytesIO(lines.getvalue().encode()), name="export")
    copy.seal([ann.file])
    assert proven(copy.bundle(["year"]), ann.public).signed_by == ("desk.example/ann",)


def test_a_quote_left_out_of_entry_and_trace_alike_is_told(story: Ledger, ann: Key) -> None:
    document = story.bundle(["mod"])
    for entry in document["entries"]:
        if "quote.exact" in entry.get("texts", {}):
            entry["texts"] = {}
    document["trace"]["figures"][0]["quote"] = None
    refused(document, ann.public, "the quote of entry .* is left out of the bundle")


def test_a_quote_by_its_digest_is_told(story: Ledger, ann: Key) -> None:
    document = story.bundle(["mod"])
    for entry in document["entries"]:
        for path in entry.get("texts", {}):
            if path == "quote.exact":
                entry["texts"][path] = {"sha256": "0" * 64}
    refused(document, ann.public, "not a salt and a text")


def test_an_entry_that_others_refer_to_cannot_be_left_out(story: Ledger, ann: Key) -> None:
    whole = story.bundle(["year"])
    ids = [json.loads(entry["leaf"])["id"] for entry in whole["entries"]]
    needed = [
        at
        for at, identifier in enumerate(ids)
        if any(identifier in entry["leaf"] for entry in whole["entries"][at + 1 :])
    ]
    assert len(needed) > 8
    for at in needed:
        document = {**whole, "entries": whole["entries"][:at] + whole["entries"][at + 1 :]}
        refused(document, ann.public, "refers to .* which is not there|does not follow")


def test_what_a_bundle_does_not_say_its_entries_do_not_prove(story: Ledger, ann: Key) -> None:
    # A judgement can be withheld by whoever makes the bundle, who then shows the trace without it: entries prove
    # what is in a bundle, not that nothing was left out.
    story.retract("mz", reason="withdrawn")
    before = story.bundle(["year"])
    story.seal([ann.file])
    after = story.bundle(["year"])
    withheld = {
        **after,
        "entries": [entry for entry in after["entries"] if "withdrawn" not in entry["leaf"]],
        "trace": {**before["trace"], "ledger": after["trace"]["ledger"]},
    }
    found = proven(withheld, ann.public)
    assert (found.signed_by, found.is_issued) == (("desk.example/ann",), False)


def test_entries_swapped_repeated_or_renumbered(story: Ledger, ann: Key) -> None:
    whole = story.bundle(["year"])
    entries = whole["entries"]
    first, second, *rest = entries
    refused({**whole, "entries": [second, first, *rest]}, ann.public, "in the order of the log")
    refused({**whole, "entries": [first, first, second, *rest]}, ann.public, "in the order of the log")
    refused({**whole, "entries": [{**first, "proof": second["proof"]}, second, *rest]}, ann.public, "another")
    moved = {**second, "seq": second["seq"] + 1}
    refused({**whole, "entries": [first, moved, *rest]}, ann.public)
    past = {**entries[-1], "seq": story.size + 1}
    refused({**whole, "entries": [*entries[:-1], past]}, ann.public, "up to that of the checkpoint")


def test_a_proof_with_another_size_or_root_is_that_of_another_checkpoint(
    story: Ledger, ann: Key, bob: Key
) -> None:
    old = story.bundle(["year"])
    story.add("8 pears")
    story.seal([ann.file])
    new = story.bundle(["year"])
    refused({**old, "checkpoint": new["checkpoint"]}, ann.public)
    refused({**new, "checkpoint": old["checkpoint"]}, ann.public)
    refused({**new, "entries": old["entries"]}, ann.public, "not in the log of the checkpoint")
    refused({**new, "trace": old["trace"]}, ann.public, "the trace was changed at /ledger")


def test_the_trace_of_another_figure(story: Ledger, ann: Key) -> None:
    refused(
        {**story.bundle(["year"]), "trace": story.bundle(["apart"])["trace"]}, ann.public, "does not follow"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a bundle"),
        (b"SQLite format 3\x00", "not a bundle"),
        (b"[]", "not a bundle"),
        (b'{"format":"ledger-trace/1"}', "not a bundle"),
        (b'{"format":"ledger-bundle/2"}', "reads ledger-bundle/1"),
        (b'{"format":"ledger-bundle/1","format":"ledger-bundle/1"}', "more than once"),
        (b'{"format":"ledger-bundle/1","x":1e999}', "not a bundle"),
        (b'{"format":"ledger-bundle/1","x":NaN}', "not a bundle"),
        (b'{"format":"ledger-bundle/1","x":' + b"9" * 5000 + b"}", "not a bundle"),
        (b'{"format":"ledger-bundle/1","x":"\\ud800"}', "not a bundle"),
        (b"[" * 100_000, "not a bundle"),
    ],
)
def test_what_is_no_bundle(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        Ledger.verify_bundle(data)


def logged(leaves: list[str], key: Key, trace: Document) -> Document:
    """A bundle over a log that holds whatever its signer likes."""
    hashes = [leaf_hash(leaf.encode()) for leaf in leaves]
    checkpoint = Checkpoint("figure-ledger/desk/0000000000000000", len(leaves), root_of(hashes))
    note = signed(checkpoint.text(), [parse_signing_key(key.file.read_text().strip())])
    tree = TiledTree(len(leaves), lambda _level, _index: b"", hashes)
    entries = [
        {"seq": at + 1, "leaf": leaf, "proof": TlogProof(at, tree.inclusion(at), note).lines()}
        for at, leaf in enumerate(leaves)
    ]
    text = note.to_bytes().decode()
    return {"format": "ledger-bundle/1", "checkpoint": text, "trace": trace, "entries": entries}


def test_a_signer_who_lies_is_held_to_ids(story: Ledger, ann: Key) -> None:
    # Whoever has the key can log what they like: an id that is not that of its record is told all the same.
    document = story.bundle()
    leaves = [
        entry["leaf"].replace("100 convictions per", "900 convictions per") for entry in document["entries"]
    ]
    made = logged(leaves, ann, document["trace"])
    for entry, changed in zip(made["entries"], document["entries"], strict=True):
        entry.update({name: changed[name] for name in ("texts",) if name in changed})
    refused(made, ann.public, "the id of entry 6 is not that of what it records")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", {"value": "1e99999999", "unit": "thing"}),
        ("quantity", {"value": "9" * 60, "unit": "thing"}),
        ("quantity", {"value": "NaN", "unit": "thing"}),
        ("label", "x" * 20_000),
        ("label", ["a list"]),
        ("quantity", "100 things"),
        ("record", "rumour"),
        ("more", 1),
    ],
)
def test_a_signer_cannot_log_what_could_not_be_recorded(ann: Key, field: str, value: object) -> None:
    # A number of a hundred million digits would keep whoever recomputes it busy for years.
    record = {"record": "figure", "quantity": {"value": "5", "unit": "thing"}, field: value}
    content = {
        "at": "2026-11-22T09:00:00.000000Z",
        "by": "E",
        "id": record_id(record).hex(),
        "record": record,
    }
    figure = {"id": content["id"], "depth": 0}
    document = logged([canonical(content).decode()], ann, {"figure": content["id"], "figures": [figure]})
    refused(
        document,
        ann.public,
        "entry 1 is in the log, and (is not a record|cannot be read)|does not follow from the entries",
    )


def test_bundles_of_a_ledger_where_much_was_judged(make_ledger: Callable[..., Ledger], ann: Key) -> None:
    # Everything that changes how a record is read, on figures picked at random: each bundle is made again elsewhere.
    dice = random.Random(7)
    ledger = make_ledger()
    figures: list[str] = []
    for number in range(12):
        above = {"relays": dice.choice(figures)} if figures and dice.random() < 0.7 else {"primary": True}
        made = ledger.add(
            f"{dice.randrange(1, 400)} convictions per week",
            reported_by=[f"party {dice.randrange(5)}"], key=f"fig{number}", **above,
        )  # fmt: skip
        figures += [outcome.id for outcome in made if outcome.kind == "figure"]
    deeds: list[Callable[[], object]] = [
        lambda: ledger.amend(dice.choice(figures), quantity=f"{dice.randrange(1, 400)} convictions per week"),
        lambda: ledger.retract(dice.choice(figures)),
        lambda: ledger.correct(dice.choice(figures[1:]), figures[0]),
        lambda: ledger.undo(dice.choice(figures)),
        lambda: ledger.review(dice.choice(figures), "disputed"),
        lambda: ledger.record([{"record": "same", "refs": dice.sample(figures, 2)}]),
        lambda: ledger.record([{"record": "same", "refs": dice.sample(["party 0", "party 1", "party 2"], 2)}]),
        lambda: ledger.record([
            {"record": "key", "key": dice.choice(["fig1", "one", "two"]), "of": dice.choice(figures)}
        ]),
        lambda: ledger.record([
            {"record": "link", "relation": "revision", "figure": figures[-1], "from": dice.choice(figures[:-1])}
        ]),
    ]  # fmt: skip
    done = 0
    while done < 40:
        try:
            dice.choice(deeds)()
        except LedgerError:
            continue
        done += 1
    ledger.seal([ann.file])
    for figure in figures:
        try:
            document = ledger.bundle([figure])
        except NotFoundError:
            continue
        assert proven(document, ann.public).figures
        assert canonical(document["trace"]) == canonical(trace_document(resolve(ledger.trace(figure))))
