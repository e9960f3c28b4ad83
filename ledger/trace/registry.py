"""Which function finds which family of findings; their words are in `rules`.

A structural family is given a `Context` over the integer graph. A family that compares is given one link with
its figures at a time, or one figure with its relays, so that a check of a whole ledger can stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ledger.trace import hops, outdated, structural, upstream_status
from ledger.trace.context import Context
from ledger.trace.finding import Finding
from ledger.trace.hops import Hop
from ledger.trace.notice import Notice

STRUCTURAL: Final[tuple[Callable[[Context], Iterable[Notice]], ...]] = (
    structural.structural,
    upstream_status.upstream_findings,
    outdated.outdated_reviews,
)

ALONG_LINKS: Final[tuple[Callable[[Hop], Iterable[Finding]], ...]] = (hops.arithmetic, hops.drifts)


def structural_notices(context: Context) -> Iterator[Notice]:
    """What all structural families find, in the order of the families."""
    for find in STRUCTURAL:
        yield from find(context)


def hop_findings(hop: Hop) -> Iterator[Finding]:
    """What all comparing families find along one link, in the order of the families."""
    for find in ALONG_LINKS:
        yield from find(hop)
