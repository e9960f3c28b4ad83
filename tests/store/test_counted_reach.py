"""An origin on which more rests than is counted: the same in every database, in a bundle as in the ledger."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

from ledger.book import Ledger
from ledger.formats.trace_json import trace_document
from ledger.store import reach
from ledger.store.engine import reading
from ledger.view.trace_view import resolve

RELAYS = 1_100


def hub(ledger: Ledger) -> None:
    """Record one count that 1,100 others relay, some of them at third hand."""
    records: list[dict[str, object]] = [
        {"record": "figure", "key": "hub-0", "quantity": "100 cases", "primary": True, "reported_by": ["A"]}
    ]
    for number in range(1, RELAYS + 1):
        above = "hub-0" if number % 10 else f"hub-{number - 1}"
        records.append(
            {"record": "figure", "key": f"hub-{number}", "quantity": "100 cases", "relays": above,
             "reported_by": [f"party {number % 30}"], "locator": f"page {number}"}
        )  # fmt: skip
    ledger.record(records)


def test_reach_is_counted_to_a_thousand(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    hub(ledger)
    for key in ("hub-0", "hub-5", "hub-1100"):
        document = trace_document(resolve(ledger.trace(key)))
        (origin,) = document["origins"]
        assert origin["reach"] == {"figures": 1000, "agents": 31, "more": True}
        messages = [
            finding["message"] for finding in document["findings"] if finding["code"] == "single-origin"
        ]
        assert key == "hub-0" or len(messages) == 1
    assert len(ledger.impact("hub-0").figures) == RELAYS + 1
    with reading(ledger._context.database) as connection:
        (start,) = [figure.entry.seq for figure in ledger.trace("hub-0").figures]
        nearest, more, _ = reach.below(connection, [start], ledger.size, 1_000)
        assert more
        assert len(nearest) == 1_001
        # The origin, then everybody who has it from there, in the order of recording, then the next hop.
        first_hop = [number for number in range(1, RELAYS + 1) if number % 10]
        assert nearest[: len(first_hop)] == sorted(nearest[: len(first_hop)])
        everything, more, _ = reach.below(connection, [start], ledger.size, RELAYS + 1)
        assert (len(everything), more) == (RELAYS + 1, False)


def test_a_bundle_counts_as_its_ledger_does(make_ledger: Callable[..., Ledger], tmp_path: Path) -> None:
    ledger = make_ledger()
    hub(ledger)
    file = tmp_path / "desk.key"
    key = Ledger.new_key("desk.example", file)
    ledger.seal([file])
    written = io.StringIO()
    ledger.export(written, format="bundle", references=["hub-5"])
    trace = json.loads(written.getvalue())["trace"]
    assert trace["origins"][0]["reach"]["more"] is True
    assert Ledger.verify_bundle(written.getvalue().encode(), [key]).signed_by
