"""One line to paste: whose number it is, from whom, back to where the way ends."""

from __future__ import annotations

from ledger.book import Ledger
from ledger.book.worked_case import ASKED, RECORDS
from ledger.formats.notes.statement_text import one_line
from ledger.view.dates import brief
from tests.formats.sheets import golden, odd_story, written


def lines(ledger: Ledger, *references: str) -> list[str]:
    return [
        line.rpartition("; ledger ID ")[0]
        for line in written(ledger, "cite", references).decode().splitlines()
    ]


def test_the_worked_case(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    golden("worked-case.txt", written(ledger, "cite"))
    assert lines(ledger, ASKED) == [
        "approximately 5,200 convictions a year (The Defense Post, 1 Sept 2023), relaying UK Ministry of Defence"
        " (30 Aug 2023), computed (weekly * 52) from close to 100 soldiers a week (UK Ministry of Defence, 30 Aug"
        " 2023), relaying 100 convictions a week, counting soldiers convicted for refusing to fight in Ukraine"
        " (Mediazona, 19 July 2023)"
    ]


def test_a_line_is_a_line_whatever_is_in_it(ledger: Ledger) -> None:
    ledger.record(odd_story())
    document = written(ledger, "cite").decode()
    figures = sum(record["record"] == "figure" for record in ledger.export_lines())
    assert len(document.splitlines()) == figures
    assert all(line.isprintable() for line in document.splitlines())


def test_each_way_to_end(ledger: Ledger) -> None:
    ledger.add("5 people", key="end", reported_by=["A"])
    ledger.add("5 people", key="on", relays="end", reported_by=["B"], stated="2023-08")
    ledger.add("7 people", key="other", reported_by=["C"], primary=True)
    ledger.add("12 people", key="sum", inputs={"a": "on", "b": "other"}, formula="a + b")
    ledger.record(
        [
            {"record": "figure", "key": "x1", "quantity": "1 loop"},
            {"record": "figure", "key": "x2", "quantity": "1 loop", "relays": "x1", "reported_by": ["D"]},
            {"record": "link", "relation": "relay", "figure": "x1", "from": "x2"},
        ]
    )
    assert lines(ledger, "on") == ["5 people (B, Aug 2023), relaying A, where the trail ends"]
    assert lines(ledger, "sum") == [
        "12 people (nobody named), computed (a + b) from 5 people (B, Aug 2023) and 7 people (C);"
        " going back to 5 people (A)"
    ]
    assert lines(ledger, "x2") == [
        "1 loop (D), relaying somebody who is not named, which has it from D in turn;"
        " FALLEN: it rests on nothing but itself"
    ]
    ledger.retract("end")
    assert lines(ledger, "on") == [
        "5 people (B, Aug 2023), relaying A, where the trail ends; FALLEN: what it rests on was withdrawn"
    ]
    ledger.correct("other", by="end", reason="wrong")
    assert lines(ledger, "other") == ["7 people (C); CORRECTED to 5 people (A)"]


def test_lines_stand_in_the_order_recorded_and_say_what_was_decided(ledger: Ledger) -> None:
    ledger.add("9 people", key="zz", reported_by=["A"], primary=True, label="patients")
    ledger.add("900 people", key="aa", reported_by=["B"], inputs={"a": "zz"}, formula="a * 100")
    ledger.review("aa", "rejected", rating="False")
    assert lines(ledger, "aa", "zz") == [
        "9 people, counting patients (A)",
        "900 people (B), computed (a * 100) from 9 people, counting patients (A);"
        " REJECTED (“False”) by Ann, 22 Nov 2026",
    ]
    # Whose link was taken back withdrew nothing.
    (link,) = (line["id"] for line in ledger.export_lines() if line["record"] == "link")
    ledger.retract(link)
    (line,) = lines(ledger, "aa")
    assert "; FALLEN: the link to what it came from was taken back;" in line


def test_dates_in_words() -> None:
    days = ["2023-09-01", "2023-09", "2023", "2023-08-30T09:00:00Z", "2022-02/..", "2023~", "2023-21", ""]
    assert [brief(day) for day in days] == [
        "1 Sept 2023", "Sept 2023", "2023", "30 Aug 2023", "2022-02/..", "2023~", "2023-21", "",
    ]  # fmt: skip


def test_what_cannot_be_seen_is_shown() -> None:
    assert one_line("a\r\nb\u202ec\x1b[0m\U000e0001") == "a b\\u202ec\\x1b[0m\\U000e0001"


def test_a_way_of_more_steps_than_anybody_reads_says_where_it_began(ledger: Ledger) -> None:
    first = {
        "record": "figure",
        "key": "n-0",
        "quantity": "5 people",
        "reported_by": ["Counter"],
        "primary": True,
    }
    chain = [
        {"record": "figure", "key": f"n-{number}", "relays": f"n-{number - 1}", "reported_by": [f"P{number}"]}
        for number in range(1, 60)
    ]
    ledger.record([first, *chain])
    (line,) = lines(ledger, "n-59")
    assert line.startswith("number not said (P59), relaying P58, relaying P57, ")
    assert line.endswith(", relaying P20, relaying P19, and so on; going back to 5 people (Counter)")
    (whole,) = lines(ledger, "n-40")
    assert whole.endswith(", relaying P1, relaying 5 people (Counter)")
    document = written(ledger, "markdown", ["n-59"]).decode()
    assert "P19, and so on; it goes back to “5 people”, Counter." in document
