"""Findings grouped by cause: a cause that affects several figures is one line that names them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledger.trace.finding import Finding
    from ledger.view.figure_view import FigureRef, FindingView


class Cause(NamedTuple):
    """A finding, and the figures that share it for the same reason, in the order in which they were found."""

    finding: FindingView
    figures: tuple[FigureRef, ...]


def alike(findings: Iterable[Finding]) -> Iterator[tuple[Finding, list[int]]]:
    """Yield the first finding of each cause with the figures that share it, by sequence number, as they were found."""
    causes: dict[tuple[str, str, str, bool], tuple[Finding, dict[int, None]]] = {}
    for finding in findings:
        cause = finding.severity, finding.code, finding.message, finding.accepted
        causes.setdefault(cause, (finding, {}))[1][finding.figure] = None
    return ((finding, list(figures)) for finding, figures in causes.values())


def grouped_by_cause(findings: Iterable[FindingView]) -> tuple[Cause, ...]:
    """Group findings by cause, in the order of the first of each.

    One cause has one code and one message: messages name the figures that cause a finding, not those that it affects.
    """
    views: dict[Finding, FindingView] = {}
    refs: dict[int, FigureRef] = {}
    for finding in findings:
        views.setdefault(finding.finding, finding)
        refs.setdefault(finding.figure.seq, finding.figure)
    return tuple(
        Cause(views[first], tuple(map(refs.__getitem__, figures))) for first, figures in alike(views)
    )
