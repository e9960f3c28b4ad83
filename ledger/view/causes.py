"""Findings grouped by cause: a cause that affects several figures is one line that names them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledger.view.figure_view import FigureRef, FindingView


class Cause(NamedTuple):
    """A finding, and the figures that share it for the same reason, in the order in which they were found."""

    finding: FindingView
    figures: tuple[FigureRef, ...]


def grouped_by_cause(findings: Iterable[FindingView]) -> tuple[Cause, ...]:
    """Group findings by cause, in the order of the first of each.

    One cause has one code and one message: messages name the figures that cause a finding, not those that it affects.
    """
    first: dict[tuple[str, str, str, bool], FindingView] = {}
    figures: dict[tuple[str, str, str, bool], dict[int, FigureRef]] = {}
    for finding in findings:
        cause = finding.severity, finding.code, finding.message, finding.accepted
        first.setdefault(cause, finding)
        figures.setdefault(cause, {}).setdefault(finding.figure.seq, finding.figure)
    return tuple(Cause(finding, tuple(figures[cause].values())) for cause, finding in first.items())
