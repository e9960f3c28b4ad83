"""A check that is asked for some codes finds what a check of everything finds of these, and does no more work."""

from __future__ import annotations

import random
from collections import Counter

from ledger import Ledger
from ledger.trace.rules import ALONG_LINKS, AMONG_RELAYS, IN_WORDS, OVER_THE_GRAPH, rules
from tests.book.test_newsroom import Recorder


def test_every_code_belongs_to_one_family() -> None:
    families = (ALONG_LINKS, AMONG_RELAYS, IN_WORDS, OVER_THE_GRAPH)
    assert Counter(code for family in families for code in family) == Counter(list(rules()))


def test_codes_asked_for_are_found_as_in_a_check_of_everything(ledger: Ledger) -> None:
    recorder = Recorder("Ann", ledger, random.Random(7))
    for _ in range(90):
        recorder.work()
    everything = list(ledger.check().findings)
    assert {finding.code for finding in everything} >= {
        "arithmetic-mismatch",
        "value-changed",
        "upstream-retracted",
    }
    for family in (ALONG_LINKS, AMONG_RELAYS, IN_WORDS, OVER_THE_GRAPH):
        assert list(ledger.check(select=list(family)).findings) == [
            finding for finding in everything if finding.code in family
        ]
