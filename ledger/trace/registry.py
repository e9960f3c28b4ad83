"""The function that finds each family of findings; their words are in `rules`.

A structural family takes a `Context` over the integer graph. A comparing family takes one link with its figures at a
time, or one figure with its relays, so that a check of a whole ledger can stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ledger.trace import hops, outdated, rules, structural, upstream_status
from ledger.trace.context import Context
from ledger.trace.finding import Finding
from ledger.trace.hops import Hop
from ledger.trace.notice import Notice
from ledger.trace.selfcitation import self_citations

#: Each structural family, with the codes of its findings.
STRUCTURAL: Final[tuple[tuple[frozenset[str], Callable[[Context], Iterable[Notice]]], ...]] = (
    (frozenset({"circular-report"}), structural.circular_reports),
    (frozenset({"self-citation"}), self_citations),
    (frozenset({"single-origin"}), structural.single_origins),
    (frozenset({"origin-unknown", "unattributed", "unsourced", "unquantified"}), structural.loose_ends),
    (frozenset(rule.code for rule in rules.UPSTREAM), upstream_status.upstream_findings),
    (frozenset({"review-outdated"}), outdated.outdated_reviews),
)

ALONG_LINKS: Final[tuple[Callable[[Hop], Iterable[Finding]], ...]] = (hops.arithmetic, hops.drifts)


def structural_notices(context: Context, select: frozenset[str] = frozenset()) -> Iterator[Notice]:
    """Yield what the structural families find, in order; with `select`, only families that find one of these codes."""
    for codes, find in STRUCTURAL:
        if not select or select & codes:
            yield from find(context)


def hop_findings(hop: Hop) -> Iterator[Finding]:
    """Yield what all comparing families find along one link, in the order of the families."""
    for find in ALONG_LINKS:
        yield from find(hop)
