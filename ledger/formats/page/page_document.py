"""Writes a trace as one page of HTML, for somebody who never saw a ledger.

The page is a function of the trace, the bundle in it and the version of the program, and of nothing else: whoever
has the bundle can make the page again and see whether a word of it was changed.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import unidata_version

from ledger.formats.graph.chart_svg import chart_svg
from ledger.formats.graph.graph_svg import graph_svg
from ledger.formats.page.page_answers import CHANGES, HARMS, PageAnswer, answers, lead
from ledger.formats.page.steps import (
    FindingText,
    Tag,
    beside,
    finding_text,
    reviewed,
    row,
    standing,
    step,
    tally,
    verdict,
)
from ledger.formats.page.trails import Quoted, Trails, Words, anchor, spoken, who, without_steps, worded
from ledger.formats.web_address import is_web_address
from ledger.model.visible import isolated, visible
from ledger.model.vocabulary import SEVERITIES
from ledger.number.quantity import has_number
from ledger.version import program_version
from ledger.view.causes import Cause, grouped_by_cause
from ledger.view.dates import day, when
from ledger.view.figure_view import FigureRef, FindingView
from ledger.view.short_words import counted
from ledger.view.trace_view import FigureGroup, TraceView
from ledger.view.value_chart import value_chart
from ledger.view.wording import label_beyond

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER: Final = Path(__file__).parent
#: The tag before the bundle in a page, by which the bundle is found.
BUNDLE: Final = '<script type="application/json" id="bundle">'

#: The number of findings shown for each of several figures; every step shows all of its own.
_MOST_FINDINGS: Final = 8
#: The largest number of figures of a story on a card.
_MOST_ON_A_CARD: Final = 5


class Part(NamedTuple):
    """The part of the page on one requested figure."""

    anchor: str
    step: str
    number: int
    words: str
    #: What it is: a number, or a statement without one.
    kind: str
    who: str
    counts: str | None
    beside: str
    standing: Tag
    verdict: Tag
    #: The numbers of findings on it and on all that it rests on, and on itself alone.
    tally: Tag
    own: Tag
    reviews: tuple[Words, ...]
    #: Its origin and the worst finding, in one sentence.
    lead: Words
    answers: tuple[PageAnswer, ...]
    findings: tuple[FindingText, ...]
    #: The worst finding on itself, if that is more than a note and nobody has accepted it.
    worst: FindingText | None
    #: The worst finding upstream, if there is none on the figure itself.
    behind: FindingText | None
    #: The number of further findings, which are shown only at the steps.
    more: int


class Story(NamedTuple):
    """The common part of the figures of a page: the work they stand in, or that they were requested together."""

    title: str
    of_a_work: bool
    url: str | None = None
    beside: str = ""
    reviews: tuple[Words, ...] = ()


def write_page(
    view: TraceView, bundle: Mapping[str, Any] | None = None, *, unicode: str = unidata_version
) -> str:
    """Return the page of a trace upstream, with the bundle that proves it where there is one.

    Which characters can be seen is known to Python, and to a later one of more: the page says which Unicode it was.
    """
    contents = _contents(view)
    trails, parts, story = contents.trails, contents.parts, contents.story
    return _template("page.html.jinja").render(
        title=parts[0].words if story is None else story.title,
        story=story,
        parts=parts,
        shared=[finding_text(trails, cause) for cause in contents.shared],
        steps=[step(trails, number) for number in trails.order],
        beside=[beside(trails, figure) for figure in view.beside],
        rows=[row(trails, number) for number in trails.order],
        graph=graph_svg(view),
        chart=_chart(view, trails),
        ledger=view.ledger,
        generator=program(),
        unicode=unicode,
        checkpoint=None if bundle is None else bundle["checkpoint"],
        issued=bundle is not None and "answer" in bundle,
        bundle=None if bundle is None else embedded(bundle),
        bundle_tag=BUNDLE,
        style=_style(),
        script=_script(),
        policy=_policy(_style(), _script()),
    )


def _chart(view: TraceView, trails: Trails) -> str | None:
    """Return the values over time if one figure is requested; None for several, and for fewer than three values."""
    if len(view.asked_groups) > 1:
        return None
    revised = [given.figure for link in view.links if link.relation == "revision" for given in link.inputs]
    figures = [*(figure.ref for figure in view.figures), *revised, *view.beside]
    chart = value_chart(view.groups[view.asked_groups[0]].main.ref, figures)
    steps = {figure.seq for number in trails.order for figure in view.groups[number].figures}

    def address(figure: FigureRef) -> str | None:
        return f"#{anchor(figure.entry)}" if figure.seq in steps else None

    return None if chart is None else chart_svg(chart, address)


def write_card(view: TraceView, *, page: str | None = None) -> str:
    """Return the card of a trace upstream: the sentence of a figure, or those of the worst figures of a story.

    `page` is the address of its page, which the card links to.
    """
    contents = _contents(view)
    parts, story = contents.parts, contents.story
    style = _file("page.css") + _file("card.css")
    return _template("card.html.jinja").render(
        title=f"“{parts[0].words}”" if story is None else story.title,
        described=spoken(parts[0].lead),
        story=story,
        parts=[part._replace(lead=without_steps(part.lead)) for part in parts[:_MOST_ON_A_CARD]],
        more=max(len(parts) - _MOST_ON_A_CARD, 0),
        ledger=view.ledger,
        page=page,
        generator=program(),
        style=style,
        policy=_policy(style),
    )


class _Contents(NamedTuple):
    """The contents of a page or a card on the requested figures, the worst first."""

    trails: Trails
    parts: tuple[Part, ...]
    shared: tuple[Cause, ...]
    story: Story | None


def _contents(view: TraceView) -> _Contents:
    # The steps follow the list: those that lead to its first figure come first.
    found = {number: view.found_behind(number) for number in view.asked_groups}
    asked = sorted(found, key=lambda number: _rank(view.groups[number], found[number]))
    shared = _shared(view, asked) if len(asked) > 1 else ()
    trails = Trails(view, asked)
    most = None if len(asked) == 1 else _MOST_FINDINGS
    shown_above = frozenset(cause.finding.message for cause in shared)
    parts = tuple(_part(trails, number, found[number], most, shown_above) for number in asked)
    story = _story(view, len(parts)) if view.story is not None or len(parts) > 1 else None
    return _Contents(trails, parts, tuple(shared), story)


def program() -> str:
    """Return the name and version of this program, which the page names: another version may word it differently."""
    return f"figure-ledger {program_version()}"


def embedded(bundle: Mapping[str, Any]) -> str:
    """Return a bundle as it is written into a page: JSON without markup, whatever its strings contain."""
    text = json.dumps(bundle, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _rank(group: FigureGroup, found: Sequence[FindingView]) -> tuple[Any, ...]:
    """Orders the figures of a story: fallen ones, then disputed ones, then by the worst and the most findings.

    What is wrong with a figure itself comes before what is wrong with those that it rests on.
    """
    own = [finding.severity for finding in group.findings if not finding.accepted]
    behind = [finding.severity for finding in found if not finding.accepted]
    return (
        standing(group.main).tone != "bad",
        verdict(group.main.verdict).tone != "bad",
        *(-own.count(severity) for severity in SEVERITIES),
        *(-behind.count(severity) for severity in SEVERITIES),
        group.main.entry.id,
    )


def _shared(view: TraceView, asked: Sequence[int]) -> tuple[Cause, ...]:
    """Return the findings that several requested figures share for one cause: each is shown once, and names them."""
    elsewhere = HARMS | {"single-origin"}
    causes = grouped_by_cause(
        finding for finding in view.findings if not finding.accepted and finding.code in elsewhere
    )
    return tuple(
        cause
        for cause in causes
        if len({view.group_of[figure.seq] for figure in cause.figures} & set(asked)) > 1
    )


def _part(
    trails: Trails, number: int, found: Sequence[FindingView], most: int | None, shown_above: frozenset[str]
) -> Part:
    """Return the part of the page on one figure; `shown_above` are messages given once for several figures."""
    view, figure = trails.view, trails.view.groups[number].main
    record, source = figure.record, figure.source
    facts = [f"stated {when(record.stated)}"] if record.stated else []
    if source is not None and view.story is None:
        facts.append(f"in {source.title or source.url or source.publisher}")
    group = view.groups[number]
    causes = grouped_by_cause(sorted(found, key=lambda finding: finding.accepted))
    findings = [finding_text(trails, cause) for cause in causes[:most]]
    open_ones = [
        cause
        for cause in causes
        if not cause.finding.accepted
        and cause.finding.severity != "info"
        and cause.finding.message not in shown_above
    ]
    members = {member.seq for member in group.figures}
    own = [cause for cause in open_ones if any(figure.seq in members for figure in cause.figures)]
    open_ones.sort(key=_urgency)
    worst = min(own, key=_urgency, default=None)
    behind = next(
        (cause for cause in open_ones if cause not in own and cause.finding.severity == "error"), None
    )
    if worst is not None and (behind is None or worst.finding.severity == "error"):
        behind = None
    elif behind is not None:
        worst = None
    first = worst or behind
    if first is None or first.finding.code in UNMENDABLE:
        # A change of the number on the way says more than that it is the same number.
        first = next((cause for cause in open_ones if cause.finding.code in CHANGES | HARMS), first)
    return Part(
        anchor=f"about-{figure.entry.id[:12]}",
        step=anchor(figure.entry),
        number=trails.steps[number],
        words=worded(figure),
        kind="number" if has_number(record.quantity) or not record.restated else "statement",
        who=who(figure),
        counts=label_beyond(record),
        beside=", ".join(facts),
        standing=standing(figure),
        verdict=verdict(figure.verdict),
        tally=tally(found),
        own=tally(finding for finding in group.findings if finding.message not in shown_above),
        reviews=tuple(map(reviewed, figure.reviews)),
        lead=lead(trails, group, first, clean=tally(found).tone in ("good", "plain")),
        answers=answers(trails, number, found),
        findings=tuple(findings),
        worst=None if worst is None else finding_text(trails, worst),
        behind=None if behind is None else finding_text(trails, behind),
        more=len(causes) - len(findings),
    )


#: The findings that somebody who writes about a number cannot resolve.
UNMENDABLE: Final = frozenset({"single-origin", "origin-unknown"})


def _urgency(cause: Cause) -> tuple[int, bool, bool, bool]:
    """Orders causes: by severity, retractions and corrections upstream first, findings that nobody can resolve last.

    A projection that became a fact comes before other changes on the way.
    """
    code = cause.finding.code
    return (
        SEVERITIES.index(cause.finding.severity),
        code not in HARMS,
        code != "nature-upgraded",
        code in UNMENDABLE,
    )


def _story(view: TraceView, figures: int) -> Story:
    work = view.story
    if work is None:
        of = f" of the ledger {view.ledger.name}" if view.ledger.name else ""
        return Story(title=f"{counted(figures, 'figure')}{of}", of_a_work=False)
    published = (when(work.published),) if work.published else ()
    beside = (*work.authors, *((work.publisher,) if work.publisher else ()), *published)
    return Story(
        title=work.title or work.url or work.publisher or "A story",
        of_a_work=True,
        url=work.url,
        beside=", ".join(beside),
        reviews=tuple(map(reviewed, view.story_reviews)),
    )


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        link=_link,
        day=day,
        lines=_lines,
        figures=lambda many: counted(many, "figure"),
        lower_first=lambda text: text[:1].lower() + text[1:],
    )
    environment.tests["quoted"] = lambda value: isinstance(value, Quoted)
    environment.globals["raw"] = _raw
    return environment.get_template(name)


def _harmless(value: object) -> object:
    """Return a value of the page with everything invisible shown as an escape."""
    from markupsafe import Markup

    return isolated(visible(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _raw(text: str) -> object:
    """Text of this program's own, written as it is."""
    from markupsafe import Markup

    return Markup(text)


def _lines(text: str) -> object:
    """Return a text of several lines."""
    from markupsafe import Markup, escape

    return Markup("\n").join(escape(visible(line)) for line in text.splitlines())


def _link(url: str | None) -> object:
    """Return a web address for an attribute; None for any other address."""
    from markupsafe import escape

    return escape(visible(url)) if url is not None and is_web_address(url) else None


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _policy(style: str, script: str = "") -> str:
    """Return the Content-Security-Policy of a page: it loads nothing, and runs only its own scripts and styles."""
    runs = f"script-src {_digest(script)}; " if script else ""
    return f"default-src 'none'; {runs}style-src {_digest(style)}; base-uri 'none'; form-action 'none'"


def _style() -> str:
    return _file("page.css") + _file("graph.css") + _file("chart.css")


def _script() -> str:
    return _file("graph.js") + _file("page.js")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


__all__: Sequence[str] = ("BUNDLE", "embedded", "write_page")
