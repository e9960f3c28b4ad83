"""Answers: a bundle as its desk issued it is told from one that somebody put together from its entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.book.capturing import Capture
from ledger.errors import InputError, ProofError
from ledger.tlog.checkpoint import parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.trust.freshness import check_not_older, earliest_time

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

Document = dict[str, Any]


@pytest.fixture(autouse=True)
def no_key_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may have a key."""
    monkeypatch.setenv("LEDGER_KEY", str(tmp_path / "none.key"))


@pytest.fixture
def issued(story: Ledger, ann: Key) -> Document:
    """What the desk says of a figure whose origin was withdrawn."""
    story.retract("mz", reason="withdrawn")
    story.seal([ann.file])
    document: Document = json.loads(json.dumps(story.bundle(["year"], key_file=ann.file)))
    return document


def proven(document: Document, *keys: Key) -> Any:
    return Ledger.verify_bundle(json.dumps(document).encode(), [key.public for key in keys])


def without_the_retraction(story: Ledger, issued: Document) -> Document:
    """The same without the correction's entry, its trace computed anew as if it had never been recorded."""
    before = story.trace("year", as_of=str(story.size - 1))
    from ledger.formats.trace_json import trace_document
    from ledger.view.trace_view import resolve

    trace = {
        **trace_document(resolve(before)),
        "ledger": issued["trace"]["ledger"],
        "as_of": None,
    }
    entries = [entry for entry in issued["entries"] if "withdrawn" not in entry["leaf"]]
    assert len(entries) < len(issued["entries"])
    return json.loads(json.dumps({**issued, "trace": trace, "entries": entries}))  # type: ignore[no-any-return]


def test_a_bundle_says_who_issued_it_when_and_to_which_question(
    story: Ledger, issued: Document, ann: Key
) -> None:
    found = proven(issued, ann)
    assert found.is_issued
    assert (found.answer.asked, found.answer.signed_by) == (("year",), ("desk.example/ann",))
    assert found.answer.recorded == story.size == found.size
    assert found.answer.issued_at > found.sealed_at


def test_a_retraction_left_out_is_found(story: Ledger, issued: Document, ann: Key) -> None:
    made = without_the_retraction(story, issued)
    with pytest.raises(ProofError, match="not the bundle that was issued"):
        proven(made, ann)
    del made["answer"]
    found = proven(made, ann)
    assert {figure["status"] for figure in made["trace"]["figures"]} == {"current"}
    assert (found.signed_by, found.answer, found.is_issued) == (("desk.example/ann",), None, False)


def test_what_was_found_of_a_quote_is_the_word_of_whoever_issued_it(
    make_ledger: Callable[..., Ledger], ann: Key
) -> None:
    ledger = make_ledger()
    ledger.capture(b"Update\nSome 90 soldiers a week are convicted.", Capture(name="a.txt", key="update"))
    ledger.capture(b"Update\nSome 95 soldiers a week are convicted.", Capture(source="update"))
    stated: Document = {"reported_by": ["MoD"], "source": "update", "primary": True}
    ledger.add("some 90 soldiers a week", key="gone", quote="Some 90 soldiers a week", **stated)
    ledger.add("some 80 soldiers a week", key="misquoted", quote="Some 80 soldiers a week", **stated)
    ledger.add("some 70 soldiers a week", key="lacking", quote="soldiers a week", **stated)
    ledger.add("6 convictions", key="nowhere", **stated)
    ledger.seal([ann.file])
    document: Document = json.loads(json.dumps(ledger.bundle([], key_file=ann.file)))
    findings = document["trace"]["findings"]
    found = sorted(
        finding["code"] for finding in findings if "quote" in finding["code"] or "locator" in finding["code"]
    )
    assert found == ["no-locator", "quote-gone", "quote-lacks-number", "quote-not-found"]
    assert "95 soldiers" not in json.dumps(document)
    assert proven(document, ann).is_issued

    def without(code: str) -> Document:
        left = [finding for finding in findings if finding["code"] != code]
        return {**document, "trace": {**document["trace"], "findings": left}}

    for code in ("quote-gone", "quote-not-found"):
        with pytest.raises(ProofError, match="not the bundle that was issued"):
            proven(without(code), ann)
        # Only the desk has the texts: a bundle that it did not issue proves nothing of them.
        unsigned = without(code)
        del unsigned["answer"]
        assert not proven(unsigned, ann).is_issued
    for code in ("quote-lacks-number", "no-locator"):
        with pytest.raises(ProofError, match="the trace was changed"):
            proven(without(code), ann)


def test_an_entry_left_out_that_the_trace_does_not_show_is_found(
    make_ledger: Callable[..., Ledger], ann: Key
) -> None:
    # A page shows older copies of a source, which the trace in JSON does not.
    ledger = make_ledger()
    ledger.record([{"record": "source", "key": "s", "url": "https://example.org"}])
    ledger.record(
        [{"record": "snapshot", "source": "s", "text": text} for text in ("seen 100 a week", "gone")]
    )
    ledger.add("100 convictions a week", source="s", quote="100 a week", key="mz", primary=True)
    ledger.seal([ann.file])
    document = ledger.bundle(["mz"], key_file=ann.file)
    found = 0
    for at in range(len(document["entries"])):
        entries = document["entries"][:at] + document["entries"][at + 1 :]
        with pytest.raises(ProofError):
            proven({**document, "entries": entries}, ann)
        found += 1
    assert found == len(document["entries"])


def test_an_answer_to_another_question_or_of_another_day_does_not_fit(
    story: Ledger, issued: Document, ann: Key
) -> None:
    unasked = story.bundle(["apart"], key_file=ann.file)
    with pytest.raises(ProofError, match="not the bundle that was issued"):
        proven({**issued, "answer": unasked["answer"]}, ann)
    story.record([{"record": "agent", "name": "Somebody new"}])
    story.seal([ann.file])
    later = story.bundle(["year"], key_file=ann.file)
    with pytest.raises(ProofError, match="another checkpoint"):
        proven({**later, "answer": issued["answer"]}, ann)


def test_an_answer_signed_by_somebody_else_is_nobodys(story: Ledger, ann: Key, bob: Key) -> None:
    document = story.bundle(["year"], key_file=bob.file)
    assert not proven(document, ann).is_issued
    assert proven(document, ann).answer.signed_by == ()
    assert proven(document, ann, bob).is_issued


@pytest.mark.parametrize("change", ["issued 2026", 'asked ["year"]', "recorded 24", "— desk.example/ann"])
def test_any_edit_of_an_answer_is_found(issued: Document, ann: Key, change: str) -> None:
    assert change in issued["answer"]
    made = {**issued, "answer": issued["answer"].replace(change, f"{change[:-1]}9")}
    try:
        assert not proven(made, ann).is_issued
    except ProofError:
        return
    assert change.startswith("—"), "only the name of the key may lead to nobody known"


def test_a_checkpoint_is_no_answer_and_an_answer_no_checkpoint(issued: Document, ann: Key) -> None:
    with pytest.raises(ProofError, match="cannot be read"):
        proven({**issued, "answer": issued["checkpoint"]}, ann)
    with pytest.raises(ValueError, match="size of a checkpoint"):
        parse_checkpoint(parse_note(issued["answer"].encode()).text)


def test_what_was_not_sealed_yet_is_counted(story: Ledger, ann: Key) -> None:
    story.add("8 pears", key="late")
    found = proven(story.bundle(["year"], key_file=ann.file), ann)
    assert found.answer.recorded == story.size > found.size


def test_last_recorded_is_named_in_the_question(story: Ledger, ann: Key) -> None:
    asked = proven(story.bundle(["@"], key_file=ann.file), ann).answer.asked
    assert asked == (story.trace("apart").figures[0].entry.id,)
    assert proven(story.bundle(key_file=ann.file), ann).answer.asked == ()


def test_without_a_key_it_is_handed_out_and_said_to_be_unsigned(
    story: Ledger, ann: Key, tmp_path: Path
) -> None:
    warnings: list[str] = []
    assert "answer" not in story.bundle(["year"], warn=warnings.append)
    assert [words for words in warnings if "not signed as the ledger's answer" in words] == warnings != []
    with pytest.raises(InputError, match="no key file"):
        story.bundle(["year"], key_file=tmp_path / "nowhere.key")
    with pytest.raises(InputError, match="no key file"), (tmp_path / "page.html").open("w") as stream:
        story.export(stream, format="html", references=["year"], key_file=tmp_path / "nowhere.key")


NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("2026-11-20", "2026-11-20T00:00:00.000000Z"),
        ("2026-11-20T12:00:00+02:00", "2026-11-20T10:00:00.000000Z"),
        ("36h", "2026-11-20T21:00:00.000000Z"),
        ("7d", "2026-11-15T09:00:00.000000Z"),
        ("2w", "2026-11-08T09:00:00.000000Z"),
    ],
)
def test_how_old_a_seal_may_be(text: str, earliest: str) -> None:
    assert earliest_time(text, NOW) == earliest
    check_not_older(earliest, earliest, "it")
    with pytest.raises(ProofError, match="it may be outdated"):
        check_not_older("2026-11-01T00:00:00.000000Z", earliest, "it")
    with pytest.raises(ProofError, match="does not say when"):
        check_not_older(None, earliest, "it")


@pytest.mark.parametrize("text", ["", "soon", "7", "d", "2026", "2026-13-01", "-7d", "999999d"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(InputError, match="neither a time nor an age"):
        earliest_time(text, NOW)
