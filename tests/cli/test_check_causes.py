"""What has one cause is told once by `ledger check`, with the figures that it was found on."""

from __future__ import annotations

import re

from ledger import Ledger
from ledger.book.findings import SHOWN
from tests.cli.conftest import Desk


def test_one_retraction_is_one_line_that_names_all_that_rests_on_it(worked_case: Desk) -> None:
    worked_case("retract", "mz-100", "--reason", "withdrawn")
    answer = worked_case.answer("check", "--select", "upstream-retracted")
    assert answer.code == 1
    text = " ".join(answer.out.split())
    assert (
        "Findings: 12 errors error upstream-retracted · 12 figures: mt-100, up-100, mod-100, mod-5200,"
        in text
    )
    assert answer.out.count("upstream-retracted") == 1
    assert answer.out.count("was retracted") == 1
    # For a program every finding stands by itself.
    document = worked_case.answer("check", "--select", "upstream-retracted", "--json").json()
    assert len(document["findings"]) == 12


def test_what_was_accepted_stands_apart_and_single_findings_are_told_as_before(worked_case: Desk) -> None:
    worked_case("retract", "mz-100", "--reason", "withdrawn")
    worked_case("review", "fn-5200", "confirmed", "--accept", "upstream-retracted")
    out = " ".join(worked_case.answer("check").out.split())
    assert "error upstream-retracted · 11 figures" in out
    assert "error, accepted upstream-retracted · 5,200 troops a year · fn-5200" in out
    assert "warning unsourced · more than 30,000 soldiers · mz-bbc-30000" in out


def test_no_more_than_some_are_named_and_all_are_counted(desk: Desk) -> None:
    ledger = Ledger.open(desk.db, who="Ann")
    many = SHOWN + 7
    ledger.record(
        {"record": "figure", "quantity": f"{number} houses", "key": f"k-{number}"}
        for number in range(2, many + 2)
    )
    out = " ".join(desk.answer("check", "--select", "unattributed").out.split())
    assert f"unattributed · {many} figures: k-2, k-3," in out
    assert re.search(r"k-21 and 7 more", out)
    causes = list(ledger.check(select=["unattributed"]).findings.by_cause())
    assert [(cause.figures, len(cause.subjects)) for cause in causes] == [(many, SHOWN)]
