"""What stands below a tree: the origins and how far each reaches, what would fall, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ledger.view.wording import counted, listed, phrase, work_words

if TYPE_CHECKING:
    from ledger.book.answer_types import Finding, Trace
    from ledger.cli.console import Console, Role

_ROLES: dict[str, Role] = {"error": "bad", "warning": "odd", "info": "plain"}


def write_summary(trace: Trace, numbers: Mapping[int, int], page: Console) -> None:
    """Print the summary. `numbers` are those of the tree, by sequence number."""
    page.put()
    if trace.direction == "downstream":
        _write_affected(trace, page)
    else:
        _write_origins(trace, numbers, page)
    said = tally(Counter(one.severity for one in trace.findings), sum(one.accepted for one in trace.findings))
    write_findings(((one, _place(one, numbers)) for one in trace.findings), said, page)


def _write_origins(trace: Trace, numbers: Mapping[int, int], page: Console) -> None:
    origins = trace.origins
    page.put("Origins", role="strong")
    for origin in origins:
        entry = trace.entry(origin.figure)
        tag = f"[{numbers[origin.figure]}] " if origin.figure in numbers else ""
        kind = "" if origin.primary else " (a trail end)"
        reach = (
            f"{counted(origin.reach_figures, 'figure')} of {counted(origin.reach_agents, 'party', 'parties')}"
        )
        page.put(
            f"{listed(origin.agents) or 'nobody named'}: {phrase(entry.record.quantity)}{kind}; reaches {reach}",
            first=f"  {tag}",
            rest="    ",
        )
    if not origins:
        page.put("none: the reports go in a circle", first="  ", role="bad")
    if len(origins) == 1 and (parties := origins[0].reach_agents) > 1:
        page.put(f"{parties:,} parties report it, one origin stands behind them all.", first="  ")
    bounds = trace.independent_origins
    least, most = bounds.at_least, bounds.at_most
    page.put(
        f"Independent origins: {least}"
        if least == most
        else f"Independent origins: at least {least}, at most {most} if each trail end has its own"
    )


def _write_affected(trace: Trace, page: Console) -> None:
    below = [one for one in trace.figures if one.depth]
    falling = [one for one in below if one.falls]
    page.put("If it were withdrawn", role="strong")
    if not below:
        page.put("nothing rests on it", first="  ")
        return
    page.put(f"{len(falling):,} of {counted(len(below), 'figure')} that rest on it would fall", first="  ")
    if trace.affected_sources:
        page.put(f"in {counted(len(trace.affected_sources), 'source')}:", first="  ")
    for work in trace.affected_sources:
        words = work_words(work)
        page.put(words or work.url or work.id, first="  - ")
        if words and work.url:
            page.put(work.url, first="    ")


def _place(finding: Finding, numbers: Mapping[int, int]) -> str:
    return f"[{numbers[finding.figure]}]" if finding.figure in numbers else ""


def tally(number: Mapping[str, int], accepted: int) -> str:
    """``1 error, 2 warnings (1 accepted)``, or ``nothing found``: how many there are by severity."""
    many = {"error": "errors", "warning": "warnings", "info": "info"}
    words = [counted(number[one], one, several) for one, several in many.items() if number.get(one)]
    if not words:
        return "nothing found"
    return ", ".join(words) + (f" ({accepted} accepted)" if accepted else "")


def write_findings(findings: Iterable[tuple[Finding, str]], said: str, page: Console) -> None:
    """Print findings, each with what says where it is, below the tally that is `said` of them."""
    page.put(f"Findings: {said}", role="strong")
    for finding, place in findings:
        accepted = ", accepted" if finding.accepted else ""
        page.put(
            f"{finding.severity}{accepted} {finding.code} {place}".rstrip(),
            first="  ",
            role="faint" if finding.accepted else _ROLES[finding.severity],
        )
        page.put(finding.message, first="    ")
