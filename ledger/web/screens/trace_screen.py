"""The trace: the picture of where a number comes from, its steps, its chart, what would fall, and its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.book import Ledger
from ledger.errors import NotFoundError
from ledger.formats import FORMATS
from ledger.formats.graph.chart_svg import chart_svg
from ledger.formats.graph.graph_svg import graph_svg
from ledger.formats.page.page_answers import answers, lead
from ledger.formats.page.steps import step, verdict
from ledger.formats.page.trails import Trails
from ledger.view.causes import grouped_by_cause
from ledger.view.figure_panel import read_words
from ledger.view.figure_view import FigureRef, FigureView
from ledger.view.trace_view import TraceView, resolve
from ledger.view.value_chart import value_chart
from ledger.web.limits import costs
from ledger.web.screens.desk_keys import KEYS
from ledger.web.screens.hand_out import handed_out
from ledger.web.templating import page

#: The formats in which a trace is handed out.
_EXPORTS: Final = ("bundle", "html", "card", "svg", "json", "claimreview")
#: The most entries of a history, of figures that would fall, and of figures for the chart, that are shown.
_MOST: Final = 200


def show_trace(request: Request) -> Response:
    """Show the trace of a figure, or the story of a source, now or as of an entry or a time."""
    reference = request.path_params["ref"]
    as_of = request.query_params.get("as_of", "").strip() or None
    with request.app.state.desk.ledger(request.state.user) as ledger:
        view = resolve(ledger.trace(reference, as_of=as_of))
        below = resolve(ledger.impact(reference, as_of=as_of))
        falls, stays = below.resting(falls=True), below.resting(falls=False)
        listed = falls[:_MOST]
        history = ledger.show(reference)
        values = _figure(ledger, view, below, as_of) if view.story is None else _story(view)
    return page(
        request,
        "trace.html.jinja",
        reference=reference,
        as_of=as_of or "",
        view=view,
        falls=len(falls),
        listed=listed,
        stays=len(stays),
        affected=below.affected_sources,
        history=list(reversed(history.entries))[:_MOST],
        record=history.record,
        graph=graph_svg(view),
        exports=[FORMATS[name] for name in _EXPORTS if as_of is None or name != "bundle"],
        keys=KEYS,
        **values,
    )


def _figure(ledger: Ledger, view: TraceView, below: TraceView, as_of: str | None) -> dict[str, Any]:
    """Return the content of the screen for one figure."""
    number = view.asked_groups[0]
    group = view.groups[number]
    trails = Trails(view, [number])
    same, more = _same_number(ledger, view, below, as_of)
    chart = value_chart(group.main.ref, same)
    found = view.found_behind(number)
    causes = grouped_by_cause(
        finding for finding in found if not finding.accepted and finding.severity != "info"
    )
    own = [cause for cause in causes if any(figure.seq == group.main.seq for figure in cause.figures)]
    worst = next(iter(own or causes), None)
    return {
        "main": group.main,
        "read_as": read_words(group.main.record.quantity),
        "lead": lead(trails, group, worst, clean=not causes),
        "answers": answers(trails, number, found),
        "findings": causes,
        "steps": [step(trails, place) for place in trails.order],
        "verdict": verdict(group.main.verdict),
        "chart": None if chart is None else chart_svg(chart, lambda figure: f"/trace/{figure.entry.id[:16]}"),
        "charted": len(same) if more else 0,
        "figures": [],
    }


def _same_number(
    ledger: Ledger, view: TraceView, below: TraceView, as_of: str | None
) -> tuple[list[FigureRef], bool]:
    """Return figures that state the number asked for, or one that it was revised to or from.

    At most 200 are read, those nearest to the figure asked for; also returns whether there are more.
    """
    revised = (
        given.figure for link in view.links[:_MOST] if link.relation == "revision" for given in link.inputs
    )
    found = {figure.seq: figure for figure in chain(revised, view.beside)}
    for figures in _stating(ledger, view, below, as_of):
        found |= {figure.seq: figure.ref for figure in figures[: _MOST + 1]}
        if len(found) > _MOST:
            break
    return list(found.values())[:_MOST], len(found) > _MOST


def _stating(
    ledger: Ledger, view: TraceView, below: TraceView, as_of: str | None
) -> Iterator[Sequence[FigureView]]:
    """Yield the figures upstream and downstream, and those that rest on the first statements of the number."""
    yield view.figures
    yield below.figures
    for first in view.groups[view.asked_groups[0]].main.first[:3]:
        try:
            yield resolve(ledger.impact(first.entry.id, as_of=as_of)).figures
        except NotFoundError:
            continue


def _story(view: TraceView) -> dict[str, Any]:
    """Return the content of the screen for a story: its figures, those with the most findings first."""
    trails = Trails(view, view.asked_groups)
    figures = []
    for number in view.asked_groups:
        found = view.found_behind(number)
        open_ones = [finding for finding in found if not finding.accepted and finding.severity != "info"]
        figures.append((view.groups[number].main, open_ones))
    figures.sort(
        key=lambda entry: (-sum(finding.severity == "error" for finding in entry[1]), -len(entry[1]))
    )
    return {
        "main": None,
        "read_as": "",
        "lead": (),
        "answers": (),
        "findings": (),
        "steps": [step(trails, place) for place in trails.order],
        "verdict": None,
        "chart": None,
        "charted": 0,
        "figures": figures,
    }


@costs(2)
def export_trace(request: Request) -> Response:
    """Hand out a trace as a file."""
    return handed_out(request, "ref", _EXPORTS, "trace")


routes = [
    Route("/trace/{ref}/export/{format}", export_trace, name="export_trace"),
    Route("/trace/{ref:path}", show_trace, name="trace"),
]
