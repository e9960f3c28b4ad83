"""Removing a text for good: what is recorded of it, what it leaves, and what merging makes of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.book import Ledger
from ledger.book.answer_types import Imported
from ledger.errors import ConflictError, InputError, NotFoundError
from ledger.formats.trace_json import trace_document
from ledger.model import schema
from ledger.view.trace_view import resolve

QUOTE = {"exact": "close to 100, said Kestrel", "prefix": "on Monday", "language": "en"}
RECORDS: list[dict[str, Any]] = [
    {"record": "source", "key": "update", "url": "https://example.org"},
    {"record": "snapshot", "key": "seen", "source": "update", "text": "On Monday: close to 100, said Kestrel."},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"]},
    {"record": "figure", "key": "mod", "quantity": "nearly 100 soldiers a week", "source": "update",
     "quote": QUOTE, "note": "heard from Kestrel", "reported_by": ["MoD"]},
    {"record": "link", "key": "hop", "relation": "relay", "figure": "mod", "from": "mz", "quote": "they told us",
     "note": "by telephone"},
    {"record": "review", "key": "verdict", "of": "mod", "verdict": "confirmed", "note": "asked Kestrel again"},
]  # fmt: skip
ORDER = "a court order"


@pytest.fixture
def desk(make_ledger: Callable[..., Ledger]) -> Ledger:
    ledger = make_ledger()
    ledger.record(RECORDS)
    return ledger


def exported(ledger: Ledger, *, with_texts: bool = False) -> bytes:
    written = io.StringIO()
    ledger.export(written, with_texts=with_texts)
    return written.getvalue().encode()


def imported(ledger: Ledger, lines: bytes, **how: Any) -> Imported:
    return ledger.import_(io.BytesIO(lines), name="file", **how)


def line_of(ledger: Ledger, reference: str) -> dict[str, Any]:
    return ledger.show(reference).record.line


def contents(ledger: Ledger) -> list[str]:
    """The records, whoever recorded them first."""
    lines = [
        {name: value for name, value in line.items() if name != "recorded"} for line in ledger.export_lines()
    ]
    return sorted(json.dumps(line, sort_keys=True) for line in lines)


def valid(name: str, document: dict[str, Any]) -> dict[str, Any]:
    Draft202012Validator(schema.read_schema(f"{name}.schema.json")).validate(document)
    return document


def test_the_trace_says_what_was_removed_when_by_whom_and_why(desk: Ledger) -> None:
    desk.redact("mod", "quote", reason=ORDER)
    desk.redact("mod", "note", reason="it names a source")
    desk.redact("hop", "quote", reason=ORDER)
    desk.redact("verdict", "note", reason=ORDER)
    document = valid("trace", trace_document(resolve(desk.trace("mod"))))
    figure, link = document["figures"][0], document["links"][0]
    assert figure["quote"] is None
    assert [
        (redaction["field"], redaction["by"], redaction["reason"]) for redaction in figure["redactions"]
    ] == [
        ("quote", "Ann", ORDER),
        ("note", "Ann", "it names a source"),
    ]
    assert figure["redactions"][0]["at"].startswith("2026-11-22T09:0")
    assert [redaction["field"] for redaction in link["redactions"]] == ["quote"]
    assert figure["review"]["note"] is None
    assert figure["review"]["redactions"][0]["reason"] == ORDER
    assert "redactions" not in document["figures"][1]
    handed_out = io.StringIO()
    desk.export(handed_out, format="json")
    valid("document", json.loads(handed_out.getvalue()))


def test_the_past_says_so_too(desk: Ledger) -> None:
    before = desk.verify().size
    desk.redact("mod", "quote", reason=ORDER)
    (redaction,) = desk.trace("mod", as_of=str(before)).figures[0].entry.redactions
    assert redaction.field == "quote"


def test_history_and_log_say_it(desk: Ledger) -> None:
    (outcome,) = desk.redact("seen", "text", reason=ORDER).outcomes
    (shown,) = [entry for entry in desk.show("seen").entries if entry.kind == "redaction"]
    assert (shown.id, shown.summary, shown.line["reason"]) == (
        outcome.id, "Ann removed the text of seen", ORDER,
    )  # fmt: skip
    assert [entry.kind for entry in desk.log()][-1] == "redaction"


def test_redacting_twice_is_already_recorded(desk: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    (first,) = desk.redact("mod", "quote", reason=ORDER).outcomes
    size = desk.verify().size
    (again,) = desk.redact("mod", "quote", reason="something else").outcomes
    assert (again.recorded, again.id, again.seq) == (False, first.id, first.seq)
    (typed,) = desk.record([{"record": "redaction", "of": "mod", "field": "quote", "reason": ORDER}])
    assert not typed.recorded
    assert desk.verify(deep=True).size == size


@pytest.mark.parametrize(
    ("reference", "field", "message"),
    [
        ("mz", "quote", "mz has no quote"),
        ("mod", "text", "mod has no text"),
        ("seen", "note", "seen has no note"),
        ("mod", "label", "'label' is not a text that can be erased"),
    ],
)
def test_what_a_record_has_not_is_not_redacted(
    desk: Ledger, reference: str, field: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        desk.redact(reference, field, reason=ORDER)


@pytest.mark.parametrize("reference", ["Mediazona", "update", "https://example.org", "nothing"])
def test_what_has_no_texts_is_not_redacted(desk: Ledger, reference: str) -> None:
    with pytest.raises(NotFoundError):
        desk.redact(reference, "note", reason=ORDER)


def test_a_reason_does_not_keep_the_words(desk: Ledger) -> None:
    with pytest.raises(InputError, match="repeats the words"):
        desk.redact("mod", "note", reason="It said: HEARD  from Kestrel!")
    with pytest.raises(InputError, match="/reason"):
        desk.redact("mod", "note", reason=" ")
    assert line_of(desk, "mod")["note"] == "heard from Kestrel"


def test_a_redaction_is_not_taken_back(desk: Ledger) -> None:
    (outcome,) = desk.redact("mod", "note", reason=ORDER).outcomes
    with pytest.raises(ConflictError, match="what it erased is gone"):
        desk.undo(outcome.id)
    with pytest.raises(InputError, match="a redaction cannot be taken back"):
        desk.retract(outcome.id)


def test_a_dry_run_erases_nothing(desk: Ledger) -> None:
    before = exported(desk, with_texts=True)
    assert desk.redact("mod", "quote", reason=ORDER, dry_run=True).outcomes[0].recorded
    assert exported(desk, with_texts=True) == before


def test_where_the_same_words_still_stand(desk: Ledger) -> None:
    desk.add("5 people", note="close to 100, said Kestrel", key="five")
    found = desk.redact("mod", "quote", reason=ORDER).elsewhere
    assert sorted((kind, field) for kind, _, field in found) == [("figure", "note"), ("snapshot", "text")]
    for _, record, field in found:
        desk.redact(record, field, reason=ORDER)
    assert b"Kestrel" in exported(desk)
    desk.redact("mod", "note", reason=ORDER)
    desk.redact("verdict", "note", reason=ORDER)
    assert b"Kestrel" not in exported(desk, with_texts=True)


def test_every_form_that_was_recorded_wrongly_is_erased_with_it(desk: Ledger) -> None:
    desk.amend("mod", place="Russia")
    assert len(desk.redact("mod", "quote", reason=ORDER).outcomes) == 2
    assert b"said Kestrel" not in exported(desk)
    desk.verify(deep=True)


def test_an_older_form_that_alone_has_the_text(desk: Ledger) -> None:
    desk.amend("mod", note="nothing of interest")
    assert len(desk.redact("mod", "note", reason=ORDER).outcomes) == 2
    assert b"heard from Kestrel" not in exported(desk)


def test_amending_what_was_redacted_keeps_it_removed(desk: Ledger) -> None:
    desk.redact("mod", "quote", reason=ORDER)
    desk.amend("mod", place="Russia")
    figure = desk.trace("mod").figures[0].entry
    assert figure.record.place == "Russia"
    assert [(redaction.field, redaction.reason) for redaction in figure.redactions] == [("quote", ORDER)]
    assert figure.record.note == "heard from Kestrel"
    desk.verify(deep=True)


def test_a_quote_given_anew_stands(desk: Ledger) -> None:
    desk.redact("mod", "quote", reason=ORDER)
    desk.amend("mod", quote="close to a hundred")
    figure = desk.trace("mod").figures[0].entry
    assert figure.record.quote is not None
    assert (figure.record.quote.exact, figure.redactions) == ("close to a hundred", ())
    desk.verify(deep=True)


def redacted(desk: Ledger) -> bytes:
    for reference, field in (("mod", "quote"), ("mod", "note"), ("hop", "note"), ("verdict", "note")):
        desk.redact(reference, field, reason=ORDER)
    return exported(desk)


def test_an_export_without_the_words_has_the_same_ids(
    desk: Ledger, make_ledger: Callable[..., Ledger]
) -> None:
    lines = redacted(desk)
    assert all(schema.problems(json.loads(line)) == [] for line in lines.splitlines())
    copy = make_ledger()
    assert imported(copy, lines).warnings == []
    assert exported(copy) == lines
    assert contents(copy) == contents(desk)
    assert trace_document(resolve(copy.trace("mod")))["figures"][0]["redactions"]
    copy.verify(deep=True)
    # The export of a copy is as good.
    third = make_ledger()
    imported(third, exported(copy))
    assert contents(third) == contents(desk)


def test_the_withheld_digest_is_that_of_the_words(desk: Ledger) -> None:
    redacted(desk)
    assert line_of(desk, "mod")["withheld"] == {
        "note": sha256(b"heard from Kestrel").hexdigest(),
        "quote": {
            "exact": sha256(b"close to 100, said Kestrel").hexdigest(),
            "prefix": sha256(b"on Monday").hexdigest(),
            "language": "en",
        },
    }


def test_importing_a_redaction_erases_here_too(desk: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    copy = make_ledger()
    imported(copy, exported(desk, with_texts=True))
    done = imported(copy, redacted(desk))
    assert done.warnings == [
        f"file:{line}: this redaction erases a {field} here too, for good"
        for line, field in ((9, "quote"), (10, "note"), (11, "note"), (12, "note"))
    ]
    assert b"Kestrel" not in exported(copy)
    copy.verify(deep=True)
    assert contents(copy) == contents(desk)


def test_importing_the_words_again_does_not_restore_them(desk: Ledger) -> None:
    whole = exported(desk, with_texts=True)
    lines = redacted(desk)
    done = imported(desk, whole)
    assert done.recorded == 0
    assert any(
        "its note and quote: removed here by a redaction, and kept out" in warning
        for warning in done.warnings
    )
    assert exported(desk) == lines
    desk.verify(deep=True)


def test_merging_in_any_order_is_the_same(desk: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    whole = exported(desk, with_texts=True)
    elsewhere = make_ledger(who="Bob")
    imported(elsewhere, whole)
    elsewhere.redact("mod", "quote", reason="asked by Kestrel's lawyer")
    ours, theirs = redacted(desk), exported(elsewhere)
    results = []
    for order in permutations((whole, ours, theirs)):
        merged = make_ledger()
        for lines in (*order, *order):
            imported(merged, lines)
        merged.verify(deep=True)
        trace = trace_document(resolve(merged.trace("mod")))["figures"][0]["redactions"]
        results.append((contents(merged), json.dumps(trace)))
        assert b"said Kestrel" not in exported(merged)
        assert {redaction["by"] for redaction in trace} == {"Ann", "Bob"}
    assert len({repr(result) for result in results}) == 1


def test_a_snapshot_leaves_without_its_text(desk: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    lines = exported(desk)
    assert b"On Monday" not in lines
    assert b"On Monday" in exported(desk, with_texts=True)
    copy = make_ledger()
    imported(copy, lines)
    assert line_of(copy, "seen")["id"] == line_of(desk, "seen")["id"]
    digest = sha256(b"On Monday: close to 100, said Kestrel.").hexdigest()
    assert line_of(copy, "seen")["withheld"] == {"text": digest}
    assert exported(copy) == lines == exported(copy, with_texts=True)
    copy.verify(deep=True)
    # What was recorded without a text stays so: the log is append-only.
    done = imported(copy, exported(desk, with_texts=True))
    assert [warning for warning in done.warnings if "the text is not taken over" in warning] != []
    assert contents(copy) == contents(desk)


def altered(lines: bytes, kind: str, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The lines, with something changed in those of a kind."""
    records = [json.loads(line) for line in lines.splitlines()]
    for record in records:
        if record["record"] == kind and "withheld" in record:
            change(record)
    return "\n".join(map(json.dumps, records)).encode()


def refusals(ledger: Ledger, lines: bytes) -> Iterable[str]:
    with pytest.raises(InputError) as caught:
        imported(ledger, lines)
    assert ledger.verify().size == 0
    return [str(problem) for problem in caught.value.problems]


def test_a_digest_that_does_not_fit_is_refused(desk: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    lines = redacted(desk)
    copy = make_ledger()
    wrong = altered(lines, "figure", lambda record: record["withheld"].update(note="0" * 64))
    assert any("/id: the id does not fit" in refusal for refusal in refusals(copy, wrong))
    wrong = altered(lines, "redaction", lambda record: record.update(withheld={"quote": {"exact": "0" * 64}}))
    assert any("/withheld: this is not the digest" in refusal for refusal in refusals(copy, wrong))
    both = altered(lines, "figure", lambda record: record.update(note="heard from Kestrel"))
    assert any("/withheld/note: the note itself is given too" in refusal for refusal in refusals(copy, both))


def test_a_redaction_of_what_is_not_there_is_refused(make_ledger: Callable[..., Ledger]) -> None:
    redaction = {"record": "redaction", "of": "mz", "field": "quote", "reason": ORDER}
    records = [{"record": "figure", "key": "mz", "quantity": "5 people"}, redaction]
    ledger = make_ledger()
    with pytest.raises(InputError, match="/field: this figure has no quote"):
        ledger.record(records)
    with pytest.raises(InputError, match="/of"):
        ledger.record([redaction])
    assert ledger.verify().size == 0


def test_record_and_redaction_in_one_go(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.record(
        [
            {"record": "figure", "key": "mz", "quantity": "5 people", "quote": "five, said Kestrel"},
            {"record": "redaction", "of": "mz", "field": "quote", "reason": ORDER},
        ]
    )
    assert b"Kestrel" not in exported(ledger)
    assert ledger.search("Kestrel") == []
    ledger.verify(deep=True)


def test_the_schemas_grew_by_optional_fields_alone() -> None:
    published = schema.read_schema("record.schema.json")["$defs"]
    for kind in ("figure", "link", "review", "snapshot"):
        assert "withheld" in published[kind]["properties"]
        assert "withheld" not in published[kind]["required"]
    trace = schema.read_schema("trace.schema.json")["$defs"]
    assert all("redactions" not in trace[name].get("required", ()) for name in ("figure", "link", "review"))


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    ledger = Ledger.create(place, name="desk", who="Ann")
    ledger.record(RECORDS)
    ledger.redact("mod", "quote", reason=ORDER)
    ledger.close()
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]
