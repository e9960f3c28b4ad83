"""The one registry of findings: every code, what it means, and which family finds it.

A structural family is given a `Context` over the integer graph. A family that compares is given one link with
its figures at a time, or one figure with its relays, so that a check of a whole ledger can stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from ledger.trace import drift_rules, hops, outdated, structural, upstream_status
from ledger.trace.context import Context
from ledger.trace.finding import Finding, Rule
from ledger.trace.hops import Hop
from ledger.trace.notice import Notice

Rules = tuple[Rule, ...]

STRUCTURAL: Final[tuple[tuple[Rules, Callable[[Context], Iterable[Notice]]], ...]] = (
    (structural.RULES, structural.structural),
    (upstream_status.RULES, upstream_status.harms),
    (outdated.RULES, outdated.outdated_reviews),
)

ALONG_LINKS: Final[tuple[tuple[Rules, Callable[[Hop], Iterable[Finding]]], ...]] = (
    (hops.RULES, hops.arithmetic),
    (drift_rules.RULES, hops.drifts),
)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code."""
    families = [found for found, _ in STRUCTURAL] + [found for found, _ in ALONG_LINKS]
    return {rule.code: rule for family in families for rule in family}


@cache
def severities() -> dict[str, str]:
    """The severity of every code. A finding may be of another where its rule says so."""
    return {code: rule.severity for code, rule in rules().items()}


def structural_notices(context: Context) -> Iterator[Notice]:
    """What all structural families find, in the order of the families."""
    for _, find in STRUCTURAL:
        yield from find(context)


def hop_findings(hop: Hop) -> Iterator[Finding]:
    """What all comparing families find along one link, in the order of the families."""
    for _, find in ALONG_LINKS:
        yield from find(hop)
