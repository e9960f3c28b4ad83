"""The panel beside a draft on one of its figures: how it was read, its way, its arithmetic, its findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ledger.number.quantity import Quantity, has_number
from ledger.phrase.rendering import render
from ledger.view.arithmetic import Arithmetic, written_out
from ledger.view.dates import day, when
from ledger.view.draft_view import DraftFigure, DraftView, FoundInText
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView
from ledger.view.short_words import counted, listed
from ledger.view.trace_view import TraceView
from ledger.view.wording import label_beyond, parties, review_words, stated_words, work_words

#: Words for each state of a figure.
STATE_WORDS: Final = {
    "changed": "its words changed: look again",
    "wrong": "wrong",
    "upstream-changed": "upstream changed",
    "to-look-at": "to look at",
    "not-entered": "found, not entered",
    "confirmed": "confirmed",
    "ignored": "ignored",
}
_TONES: Final = {"error": "bad", "warning": "odd", "info": "plain"}
#: The most statements of a path that are shown; the rest is left to the trace.
MOST_STEPS: Final = 24
#: Findings whose message begins with a formula, which stays as it is.
_FORMULA_FIRST: Final = frozenset({"arithmetic-mismatch", "arithmetic-loose", "units-differ"})
_INSTEAD: Final = re.compile(r"(?:^|\. |: )(Write .+)$")
_WORDS: Final = re.compile(r"“([^”]+)”")


class PanelFinding(NamedTuple):
    """A finding: `key` is the digit that accepts it, None for an accepted one; `instead` the sentence that mends it.

    `words` are the words to write, alone, where the sentence gives them.
    """

    key: int | None
    code: str
    tone: str
    title: str
    message: str
    instead: str
    words: str
    accepted: bool


class PanelStep(NamedTuple):
    """A statement on the way to the origins. `relation` is how the statement shown above it came from it.

    `depth` counts the forks before it; `chips` are the changes on the hop, each with its tone.
    """

    depth: int
    relation: str
    arithmetic: Arithmetic | None
    chips: tuple[tuple[str, str], ...]
    figure: FigureRef
    words: str
    who: str
    when: str
    place: str
    name: str
    note: str


class PanelQuote(NamedTuple):
    """A figure's quote with its context, and the newest copy of the work that is kept."""

    before: str
    exact: str
    behind: str
    work: str
    url: str | None
    seen: str
    sha256: str
    archived_at: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePanel:
    """The content of the panel on one figure of a draft. `number` counts the draft's figures from 1."""

    figure: DraftFigure
    number: int
    total: int
    words: str
    read_as: str
    hedge: str
    who: str
    facts: tuple[str, ...]
    unsaid: tuple[tuple[str, str], ...]
    steps: tuple[PanelStep, ...]
    more_steps: bool
    standing: str
    findings: tuple[PanelFinding, ...]
    reviews: tuple[str, ...]
    quotes: tuple[PanelQuote, ...]
    note: str | None

    @property
    def view(self) -> FigureView | None:
        """The figure as it is recorded, None where it is not entered."""
        return self.figure.view

    @property
    def found(self) -> FoundInText | None:
        """The figure as a scan found it, None where it is entered."""
        return self.figure.found

    @property
    def state_words(self) -> str:
        """Its state, in words."""
        return STATE_WORDS[self.figure.state]


def figure_panel(draft: DraftView, number: int) -> FigurePanel:
    """Return the panel of a figure by its number in the draft, from 1."""
    figure = draft.figures[number - 1]
    total = len(draft.figures)
    if figure.view is None or draft.trace is None:
        read = figure.read_as or Quantity()
        return FigurePanel(
            figure=figure, number=number, total=total, words=figure.words, read_as=read_words(read),
            hedge=_hedge(read), who="" if figure.found is None else listed(figure.found.parties), facts=(),
            unsaid=(), steps=(), more_steps=False, standing="", findings=(), reviews=(), quotes=(), note=None,
        )  # fmt: skip
    view, record = figure.view, figure.view.record
    steps, more = _steps(draft.trace, view)
    facts = [f"stated {when(record.stated)}"] if record.stated else []
    facts += [f"counts: {counts}"] if (counts := label_beyond(record)) else []
    facts += [f"period: {when(record.period)}"] if record.period else []
    facts += [f"in {record.place}"] if record.place else []
    facts += [record.nature] if record.nature else []
    facts += [record.locator] if record.locator else []
    return FigurePanel(
        figure=figure,
        number=number,
        total=total,
        words=stated_words(record),
        read_as=read_words(record.quantity) if record.restated else "not said here",
        hedge=_hedge(record.quantity),
        who=parties(view.reporters),
        facts=tuple(facts),
        unsaid=tuple((inherited.name, inherited.value) for inherited in draft.trace.unsaid(view)),
        steps=tuple(steps),
        more_steps=more,
        standing=_standing(draft.trace, view),
        findings=tuple(panel_findings(view.findings)),
        reviews=tuple(map(review_words, view.reviews)),
        quotes=tuple(_quotes(draft.trace, steps)),
        note=record.note,
    )


def read_words(quantity: Quantity) -> str:
    """Render what a quantity was read as in plain words; what cannot be rendered gives its own words."""
    words = render(quantity)
    beyond = [
        {"up": "a rise", "down": "a fall"}.get(quantity.direction or "", ""),
        f"the {quantity.statistic}" if quantity.statistic else "",
        f"in prices of {quantity.price_base}" if quantity.price_base else "",
    ]
    return ", ".join(part for part in (words, *beyond) if part)


def read_parts(parts: Mapping[str, Any]) -> str:
    """Render a quantity as `read_words` does, from its parts as a record has them."""
    return read_words(Quantity(**parts))


def _hedge(quantity: Quantity) -> str:
    if not has_number(quantity):
        return "no number"
    # A hedge stands in the words that were read; a missing one is easily overlooked.
    return "" if quantity.hedge else "no hedge"


def panel_findings(found: Iterable[FindingView]) -> Iterator[PanelFinding]:
    """Yield findings for a reviewer: open ones first, each code with the digit that accepts it."""
    keys: dict[str, int] = {}
    for finding in sorted(found, key=lambda finding: finding.accepted):
        message, instead = parted(finding.message)
        title = f"{finding.rule.title}: "
        if message.casefold().startswith(title.casefold()):
            # The title stands above it.
            message = message[len(title) :]
        if finding.code not in _FORMULA_FIRST:
            message = message[:1].upper() + message[1:]
        words = _WORDS.search(instead)
        key = None
        if not finding.accepted:
            key = keys.setdefault(finding.code, len(keys) + 1)
        yield PanelFinding(
            key=key if key is not None and key <= 9 else None,
            code=finding.code,
            tone=_TONES[finding.severity],
            title=finding.rule.title,
            message=message,
            instead=instead,
            words=words[1] if words and instead.startswith("Write “") else "",
            accepted=finding.accepted,
        )


def parted(message: str) -> tuple[str, str]:
    """Split a finding's message from the sentence at its end that says what to write instead, where there is one."""
    found = _INSTEAD.search(message)
    if found is None:
        return _sentence(message), ""
    return _sentence(message[: found.start()]), _sentence(found[1])


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "?", "!", ".”")) else f"{text}."


def _steps(trace: TraceView, start: FigureView) -> tuple[list[PanelStep], bool]:
    """Return the statements behind a figure, nearest first, each fork followed to its end before the next."""
    views = {figure.seq: figure for figure in trace.figures}
    steps: list[PanelStep] = []
    seen = {start.seq}
    pending = [(start, link, 0) for link in reversed(start.came_by)]
    while pending:
        below, link, depth = pending.pop()
        arithmetic = written_out(link) if link.relation == "derivation" else None
        forks = len(link.inputs) > 1
        for place, given in enumerate(link.inputs):
            if len(steps) == MOST_STEPS:
                return steps, True
            above = views.get(given.figure.seq)
            known = given.figure.seq in seen
            steps.append(
                PanelStep(
                    depth=depth + forks,
                    relation="computed" if arithmetic else "relays",
                    arithmetic=arithmetic if place == 0 else None,
                    chips=tuple(_chips(below, link)) if place == 0 else (),
                    figure=given.figure,
                    words=given.figure.words,
                    who=parties(given.figure.reporters),
                    when="" if given.figure.record.stated is None else when(given.figure.record.stated),
                    place="" if given.figure.source is None else work_words(given.figure.source),
                    name=given.name or "",
                    note=_note(given.figure, above, known=known),
                )
            )
            if above is not None and not known:
                seen.add(above.seq)
                pending += [(above, upstream, depth + forks) for upstream in reversed(above.came_by)]
    return steps, False


def _chips(below: FigureView, link: LinkView) -> Iterator[tuple[str, str]]:
    for finding in below.findings:
        if finding.link == link.entry.seq and not finding.accepted and finding.severity != "info":
            yield finding.rule.short, _TONES[finding.severity]
    if link.review is not None and link.review.record.verdict in ("disputed", "rejected"):
        yield f"link {link.review.record.verdict}", "bad"
    if link.record.basis != "attributed":
        yield link.record.basis, "plain"


def _note(figure: FigureRef, above: FigureView | None, *, known: bool) -> str:
    """Return a few words on what is particular about a statement on the way."""
    notes = []
    if figure.status != "current":
        notes.append("withdrawn" if figure.status == "retracted" else "corrected")
    if figure.role == "trail end":
        notes.append("the trail ends here")
    if figure.record.wording == "unseen":
        notes.append("own words unseen")
    if known:
        notes.append("shown above")
    elif above is None:
        notes.append("its path is in the trace")
    return "; ".join(notes)


def _standing(trace: TraceView, view: FigureView) -> str:
    """Return how many report the number, and how many stand behind it."""
    number = trace.group_of[view.seq]
    reporting = trace.reporting(number)
    bounds = trace.independent_of(number)
    many = (
        str(bounds.at_most) if bounds.at_least == bounds.at_most else f"{bounds.at_least} to {bounds.at_most}"
    )
    report = f"{counted(reporting, 'party reports', 'parties report')} it"
    if view.role == "origin":
        return f"{report}; it is the origin"
    if view.role == "trail end":
        return f"{report}; where it comes from is not recorded"
    return f"{report}; {many} independent {'origin' if bounds.at_most == 1 else 'origins'} behind it"


def _quotes(trace: TraceView, steps: list[PanelStep]) -> Iterator[PanelQuote]:
    """Yield the quotes of the nearest statements upstream that were seen."""
    views = {figure.seq: figure for figure in trace.figures}
    for step in steps[:3]:
        view = views.get(step.figure.seq)
        quote = None if view is None else quote_of(view)
        if quote is not None:
            yield quote


def quote_of(view: FigureView) -> PanelQuote | None:
    """Return the quote of a figure itself, with the newest copy of its work."""
    quote = view.record.quote
    if quote is None or not quote.exact:
        return None
    copy = view.copies[0] if view.copies else None
    return PanelQuote(
        before=quote.prefix or "",
        exact=quote.exact,
        behind=quote.suffix or "",
        work="" if view.source is None else work_words(view.source),
        url=None if view.source is None else view.source.url,
        seen="" if copy is None or copy.retrieved is None else day(copy.retrieved),
        sha256="" if copy is None or copy.sha256 is None else copy.sha256,
        archived_at=None if copy is None else copy.archived_at,
        language=quote.language,
    )
