"""What is printed of a messy story is true, word for word: no number where none was said, no count that nobody made."""

from __future__ import annotations

import io
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.cli.console import Console
from ledger.cli.summary import write_summary
from ledger.cli.tree import write_tree
from ledger.view.trace_view import resolve

RECORDS: list[dict[str, Any]] = [
    {"record": "source", "key": "story", "title": "Our story", "kind": "article"},
    {"record": "figure", "key": "rise", "label": "absences", "quantity": {"text": "a dramatic rise", "value": None,
     "hedge": "vague"}, "reported_by": ["Ministry"], "primary": True},
    {"record": "figure", "key": "rise-post", "relays": "rise", "reported_by": ["Post"],
     "quantity": {"text": "a sharp rise", "value": None, "hedge": "vague"}},
    {"record": "figure", "key": "rise-desk", "relays": "rise", "reported_by": ["Desk"], "source": "story",
     "quantity": {"text": "a rise", "value": None, "hedge": "vague"}},
    {"record": "figure", "key": "range", "label": "fish landed", "quantity": "between 200 and 300 tonnes",
     "reported_by": ["Harbour"], "primary": True, "nature": "estimated", "period": "2023"},
    {"record": "figure", "key": "range-post", "relays": "range", "quantity": "300 tonnes", "reported_by": ["Post"]},
    {"record": "figure", "key": "jobs", "quantity": "12,000 jobs", "label": "jobs lost", "reported_by": ["Union"],
     "nature": "projected", "period": "2030", "primary": True},
    {"record": "figure", "key": "jobs-desk", "relays": "jobs", "quantity": "12,000 jobs lost last year",
     "reported_by": ["Desk"], "stated": "2024-01-10", "source": "story"},
    {"record": "figure", "key": "jobs-radio", "relays": "jobs", "reported_by": ["Radio"],
     "quote": "thousands of jobs will go"},
    {"record": "figure", "key": "precise", "quantity": "more than 600,000 people", "reported_by": ["Post"]},
    {"record": "figure", "key": "precise-desk", "relays": "precise", "quantity": "about 606,000 people",
     "reported_by": ["Desk"]},
    {"record": "figure", "key": "net", "quantity": "606,000 people", "label": "net migration", "reported_by": ["ONS"]},
    {"record": "figure", "key": "net-post", "relays": "net", "quantity": "606,000 people", "reported_by": ["Post"]},
    {"record": "figure", "key": "dogs", "quantity": "9,000 dogs", "reported_by": ["Kennel"], "nature": "coined"},
    {"record": "figure", "key": "dogs-desk", "relays": "dogs", "quantity": "9,000 dogs", "reported_by": ["Desk"]},
    {"record": "correction", "of": "dogs", "reason": "cats were counted too"},
]  # fmt: skip


@pytest.fixture
def messy(ledger: Ledger) -> Ledger:
    """The story above."""
    ledger.record(RECORDS)
    return ledger


def printed(ledger: Ledger, key: str, *, downstream: bool = False) -> str:
    out = io.StringIO()
    page = Console(out, width=10_000)
    view = resolve(ledger.impact(key) if downstream else ledger.trace(key))
    write_summary(view, write_tree(view, page), page)
    return out.getvalue()


def codes(ledger: Ledger, key: str) -> set[str]:
    return {
        finding.code for finding in resolve(ledger.trace(key)).findings if finding.figure.entry.key == key
    }


def exported(ledger: Ledger, name: str, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, references=references, format=name)
    return stream.getvalue()


def test_nobody_reports_a_number_that_was_not_said(messy: Ledger) -> None:
    tree = printed(messy, "rise-desk")
    assert "3 parties rest on this one origin.\n" in tree
    assert "number asked about" not in tree
    assert "ORIGIN: stated by its reporter, without a number" in tree
    assert "3 parties rest on one statement without a number, by Ministry" in tree
    assert "speaking of absences" in exported(messy, "cite", "rise-desk")
    assert "who stated it" in exported(messy, "markdown", "rise-desk")


def test_whoever_made_another_number_of_it_does_not_report_it(messy: Ledger) -> None:
    assert "; 1 party reports the number asked about." in printed(messy, "range-post")


def test_an_origin_says_what_its_reporter_did(messy: Ledger) -> None:
    assert "ORIGIN: estimated by its reporter" in printed(messy, "range")
    assert "ORIGIN: projected by its reporter" in printed(messy, "jobs")


def test_what_the_words_of_a_relay_say_is_not_called_unsaid(messy: Ledger) -> None:
    assert "not said; upstream: nature projected\n" in printed(messy, "jobs-desk")
    assert "not said; upstream: label jobs lost, quantity 12,000 jobs, period 2030" in printed(
        messy, "jobs-radio"
    )


def test_a_relay_that_says_no_number_need_not_quote_one(messy: Ledger) -> None:
    assert "quote-lacks-number" not in codes(messy, "jobs-radio")
    messy.review("jobs", "disputed")
    found = messy.check()
    subjects = {subject.key: subject.words for _, subject in found.findings.with_subjects()}
    assert subjects["jobs-radio"] == "number not said"


def test_more_digits_than_the_source_has_are_no_rounding(messy: Ledger) -> None:
    tree = printed(messy, "precise-desk")
    assert "the relay has digits that its source lacks" in tree
    assert "the same number rounded" not in tree


def test_a_relay_that_says_no_more_than_the_noun_counts_nothing_else(messy: Ledger) -> None:
    assert "label-changed" not in codes(messy, "net-post")


def test_what_was_withdrawn_already_is_not_told_as_if_it_were_not(messy: Ledger) -> None:
    assert "Since it was withdrawn\n  the one figure that rests on it has fallen\n" in printed(
        messy, "dogs", downstream=True
    )
    assert "If it were withdrawn\n  all 2 figures that rest on it would fall\n" in printed(
        messy, "rise", downstream=True
    )
