"""A check of a whole ledger reads no more of it than is compared; a check of one figure traces it, record by record.

Both find the same on each figure.
"""

from __future__ import annotations

import json
import random
from io import BytesIO

from ledger import Ledger
from ledger.trace.rules import ALONG_LINKS, IN_WORDS
from tests.benchmarks import newsroom
from tests.book.test_check_processes import records
from tests.book.test_newsroom import Recorder


def assert_found_alike(ledger: Ledger) -> None:
    """Compare what is found along links and in quotes, which follows from what is upstream."""
    together: dict[str, list[tuple[str | None, ...]]] = {}
    for finding, subject in ledger.check().findings.with_subjects():
        if finding.code in ALONG_LINKS | IN_WORDS:
            row = (finding.code, finding.severity, finding.message, str(finding.accepted), subject.link)
            together.setdefault(subject.figure, []).append(row)
    figures = [line.id for line in ledger.log() if line.kind == "figure"]
    assert together.keys() <= set(figures)
    for figure in figures:
        alone = [
            (finding.code, finding.severity, finding.message, str(finding.accepted), subject.link)
            for finding, subject in ledger.check([figure]).findings.with_subjects()
            if finding.code in ALONG_LINKS | IN_WORDS and subject.figure == figure
        ]
        assert alone == together.get(figure, [])


def test_a_messy_newsroom_is_checked_as_each_of_its_figures_is(ledger: Ledger) -> None:
    recorder = Recorder("Ann", ledger, random.Random(7))
    for _ in range(60):
        recorder.work()
    assert_found_alike(ledger)


def test_hedged_relays_and_derivations_are_checked_as_each_figure_is(ledger: Ledger) -> None:
    ledger.import_(BytesIO(records()))
    ledger.review("c-3-over", "disputed", accept=["hedge-added"])
    ledger.retract("c-9", reason="withdrawn")
    assert_found_alike(ledger)


def test_chains_and_hubs_are_checked_as_each_figure_is(ledger: Ledger) -> None:
    lines = (json.dumps(record) for record in newsroom.records(100, seed=3))
    ledger.import_(BytesIO("\n".join(lines).encode()))
    assert_found_alike(ledger)
