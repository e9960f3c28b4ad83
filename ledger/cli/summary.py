"""The summary below a tree: the origins and their reach, what would fall, and the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ledger.view.causes import alike
from ledger.view.short_words import counted, listed, recorder_words

if TYPE_CHECKING:
    from ledger.book.answer_types import Finding
    from ledger.cli.console import Console, Role
    from ledger.view.trace_view import TraceView

_ROLES: dict[str, Role] = {"error": "bad", "warning": "odd", "info": "plain"}


def write_summary(view: TraceView, numbers: Mapping[int, int], page: Console) -> None:
    """Print the summary. `numbers` are those of the tree, by sequence number."""
    page.put()
    if view.direction == "downstream":
        _write_affected(view, page)
    else:
        _write_origins(view, numbers, page)
    _write_recorders(view, page)
    counts = Counter(finding.severity for finding in view.found)
    words = tally(counts, sum(finding.accepted for finding in view.found))
    write_findings(((finding, _place(seqs, numbers)) for finding, seqs in alike(view.found)), words, page)


def _write_origins(view: TraceView, numbers: Mapping[int, int], page: Console) -> None:
    origins = view.origins
    page.put("Origins", role="strong")
    for origin in origins:
        seq = origin.figure.seq
        tag = f"[{numbers[seq]}] " if seq in numbers else ""
        kind = "" if origin.primary else " (a trail end)"
        figures, agents = origin.reach.figures, counted(origin.reach.agents, "party", "parties")
        reach = f"{counted(figures, 'figure')} of {agents}"
        if origin.reach.more:
            reach = f"more than {figures:,} figures of at least {agents}"
        words = origin.figure.words
        page.put(
            f"{listed(origin.agents) or 'nobody named'}: {words}{kind}; reaches {reach}",
            first=f"  {tag}",
            rest="    ",
        )
    if not origins:
        page.put("none: the reports go in a circle", first="  ", role="bad")
    if len(origins) == 1 and (parties := origins[0].reach.agents) > 1:
        at_least = "at least " if origins[0].reach.more else ""
        page.put(f"{at_least}{parties:,} parties rest on this one origin{_reporting(view)}.", first="  ")
    least, most = view.independent_origins
    whose = (
        "Independent origins" if len(view.asked_groups) == 1 else "Independent origins of its weakest figure"
    )
    page.put(
        f"{whose}: {least}"
        if least == most
        else f"{whose}: at least {least}, at most {most} if each trail end has its own"
    )


def _write_recorders(view: TraceView, page: Console) -> None:
    """Print who recorded the figures, signed or only asserted, if any of them is signed."""
    recorded = Counter((entry.by, entry.signature) for entry in view.recorded())
    if all(signature is None for _, signature in recorded):
        return
    page.put(f"{recorded.total():,} figures, by", first="Recorded: ")
    counts: Counter[str] = Counter()
    for (by, signature), count in recorded.items():
        counts[recorder_words(by, signature)] += count
    for words, count in sorted(counts.items()):
        page.put(f"{words}: {count:,}", first="  ", rest="    ")


def _reporting(view: TraceView) -> str:
    """Return how many of the parties report the number asked about, if there is one."""
    from ledger.view.wording import states_number

    if len(view.asked_groups) != 1 or not states_number(view.groups[view.asked_groups[0]].main.record):
        return ""
    many = view.reporting(view.asked_groups[0])
    return f"; {counted(many, 'party reports', 'parties report')} the number asked about"


def _write_affected(view: TraceView, page: Console) -> None:
    from ledger.view.wording import work_words

    falling, standing = len(view.resting(falls=True)), len(view.resting(falls=False))
    withdrawn = all(view.groups[number].main.status == "retracted" for number in view.asked_groups)
    page.put("Since it was withdrawn" if withdrawn else "If it were withdrawn", role="strong")
    if not falling + standing:
        page.put("nothing rests on it", first="  ")
        return
    page.put(_fate(falling, falling + standing, withdrawn=withdrawn), first="  ")
    if view.affected_sources:
        page.put(f"in {counted(len(view.affected_sources), 'source')}:", first="  ")
    for work in view.affected_sources:
        words = work_words(work)
        page.put(words or work.url or work.id, first="  - ")
        if words and work.url:
            page.put(work.url, first="    ")


def _fate(falling: int, below: int, *, withdrawn: bool) -> str:
    """Return how many of the figures that rest on the asked ones fall with them."""
    if below == 1:
        return (
            f"the one figure that rests on it {'has fallen' if withdrawn else 'would fall'}"
            if falling
            else f"the one figure that rests on it {'stands' if withdrawn else 'would stand'}"
        )
    verb = ("has fallen" if falling == 1 else "have fallen") if withdrawn else "would fall"
    if falling == below:
        return f"all {below:,} figures that rest on it {verb}"
    return f"{falling:,} of {below:,} figures that rest on it {verb}"


def _place(figures: Iterable[int], numbers: Mapping[int, int]) -> str:
    """Return the numbers of the figures that a finding is on."""
    return " ".join(f"[{numbers[seq]}]" for seq in figures if seq in numbers)


def tally(number: Mapping[str, int], accepted: int) -> str:
    """``1 error, 2 warnings (1 accepted)``, or ``nothing found``: how many there are by severity."""
    plurals = {"error": "errors", "warning": "warnings", "info": "info"}
    words = [
        counted(number[severity], severity, plural)
        for severity, plural in plurals.items()
        if number.get(severity)
    ]
    if not words:
        return "nothing found"
    return ", ".join(words) + (f" ({accepted} accepted)" if accepted else "")


def write_findings(findings: Iterable[tuple[Finding, str]], summary: str, page: Console) -> None:
    """Print findings, each with its place, below their tally, `summary`."""
    page.put(f"Findings: {summary}", role="strong")
    for finding, place in findings:
        accepted = ", accepted" if finding.accepted else ""
        page.put(
            f"{finding.severity}{accepted} {finding.code} {place}".rstrip(),
            first="  ",
            role="faint" if finding.accepted else _ROLES[finding.severity],
        )
        page.put(finding.message, first="    ")
