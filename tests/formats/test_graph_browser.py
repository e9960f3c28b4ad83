"""The drawn graph in a real browser, on a page that forbids all but its own script and style."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from ledger.book.worked_case import ASKED, RECORDS
from ledger.formats.graph.graph_svg import graph_svg
from ledger.view.trace_view import TraceView, resolve
from tests.conftest import Browser, Opened
from tests.formats.graph_stories import everything, filled, hostile, hub, said, web, whole

STORIES: dict[str, Callable[[Path], TraceView]] = {
    "three": lambda folder: resolve(filled(folder, hub(2)).trace("again-0")),
    "asked": lambda folder: resolve(filled(folder, RECORDS).trace(ASKED)),
    "worked": lambda folder: whole(filled(folder, RECORDS)),
    "everything": lambda folder: whole(everything(folder)),
    "hostile": lambda folder: whole(filled(folder, hostile())),
    "hub": lambda folder: whole(filled(folder, hub(250))),
    "web": lambda folder: whole(filled(folder, web(300))),
}


def hashed(text: str) -> str:
    """What a policy calls a script or a style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def bare_page(trace: TraceView) -> str:
    """A page with the graph alone."""
    page = files("ledger.formats") / "page"
    style, script = (page / "graph.css").read_text("utf-8"), (page / "graph.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(script)}"
    anchors = "".join(
        f'<h2 id="figure-{figure.entry.id[:12]}" tabindex="-1">{figure.entry.seq}</h2>'
        for figure in trace.figures
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A graph</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<style>{style}</style></head><body><main><h1>A graph</h1>{graph_svg(trace)}{anchors}</main>"
        f"<script>{script}</script></body></html>"
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a story's page."""
    made: dict[str, Path] = {}

    def page(story: str) -> Path:
        if story not in made:
            folder = tmp_path_factory.mktemp(story)
            made[story] = folder / "page.html"
            made[story].write_text(bare_page(STORIES[story](folder)), encoding="utf-8")
        return made[story]

    return page


class Graph:
    """A graph that is open in a browser."""

    def __init__(self, opened: Opened) -> None:
        self.page = opened.page

    def seen(self) -> list[float]:
        """The part of the drawing that is seen: x, y, width, height."""
        box = self.page.locator(".graph svg").get_attribute("viewBox")
        assert box is not None
        return [float(number) for number in box.split()]

    def do(self, tool: str) -> None:
        """Press a button."""
        self.page.click(f".graph-tools [data-do={tool}]")

    def focused(self) -> str:
        """What has the focus: its link, or its class."""
        described: str = self.page.evaluate(
            "(at => at.getAttribute('href') || at.getAttribute('class') || at.tagName)(document.activeElement)"
        )
        return described

    def boxes(self, selector: str) -> list[dict[str, float]]:
        """Where elements stand on the screen."""
        found: list[dict[str, float]] = self.page.eval_on_selector_all(
            selector, "all => all.map(one => one.getBoundingClientRect().toJSON())"
        )
        return [box for box in found if box["width"]]


@pytest.fixture
def open_graph(browser: Browser, pages: Callable[[str], Path]) -> Callable[..., Any]:
    """Opens a story's graph, and fails when the page said or asked anything."""

    @contextmanager
    def opened(story: str, **how: Any) -> Iterator[Graph]:
        with browser.open(pages(story), reduced_motion="reduce", **how) as page:
            yield Graph(page)
            page.assert_quiet()

    return opened


def overlapping(boxes: list[dict[str, float]]) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Pairs of boxes that lie on each other by more than what a pixel is rounded by."""
    found = []
    for at, box in enumerate(boxes):
        for later in boxes[at + 1 :]:
            across = min(box["right"], later["right"]) - max(box["left"], later["left"])
            down = min(box["bottom"], later["bottom"]) - max(box["top"], later["top"])
            if across > 1 and down > 1:
                found.append((box, later))
    return found


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("width", [360, 1280])
def test_it_can_be_read_at_first_sight_and_nothing_lies_on_anything_else(
    open_graph: Callable[..., Any], story: str, width: int
) -> None:
    with open_graph(story, width=width) as graph:
        page = graph.page
        view = page.locator(".graph-view").bounding_box()
        across = graph.seen()[2]
        assert view["width"] / across >= 0.75, "letters of 14 pixels are at least 10 large"
        in_view = [
            box
            for box in graph.boxes(".graph .node > .card")
            if box["left"] < view["x"] + view["width"] and box["right"] > view["x"]
            and box["top"] < view["y"] + view["height"] and box["bottom"] > view["y"]
        ]  # fmt: skip
        assert in_view
        assert overlapping(graph.boxes(".graph svg > .node > .card, .graph svg > .label > .ground")) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("story", STORIES)
def test_letters_stay_within_their_boxes(open_graph: Callable[..., Any], story: str) -> None:
    # Measured in the letters of this browser, which the layout could only guess.
    with open_graph(story) as graph:
        outside = graph.page.evaluate(
            """() => [...document.querySelectorAll('.graph svg text')].filter(text => {
                const group = text.parentNode;
                if (group.closest('[display=none]')) return false;
                const box = group.querySelector('.card, .ground').getBBox();
                const own = text.getBBox();
                return own.x < box.x - 1 || own.x + own.width > box.x + box.width + 1
                    || own.y + own.height > box.y + box.height + 2;
            }).map(text => text.textContent)"""
        )
        assert outside == []


def test_the_asked_figure_is_seen_first(open_graph: Callable[..., Any]) -> None:
    with open_graph("asked", width=360) as graph:
        (asked,) = graph.boxes(".node.asked > .card")
        assert 0 <= asked["left"] < asked["right"] <= 360


def test_a_figure_is_followed_by_pointer_and_by_key(open_graph: Callable[..., Any]) -> None:
    with open_graph("worked") as graph:
        node = graph.page.locator(".graph .node").first
        anchor = node.get_attribute("href")
        node.click()
        assert graph.page.url.endswith(anchor)
    with open_graph("worked") as graph:
        graph.page.locator(".graph .node").first.focus()
        graph.page.keyboard.press("Enter")
        assert graph.page.url.endswith(anchor)


def test_tab_goes_from_figure_to_figure_as_they_are_read(open_graph: Callable[..., Any]) -> None:
    with open_graph("worked", width=700) as graph:
        page = graph.page
        order = page.eval_on_selector_all(
            ".graph svg .node", "all => all.map(one => one.getAttribute('href'))"
        )
        page.locator(".graph-view").focus()
        reached = []
        for _ in order:
            page.keyboard.press("Tab")
            reached.append(graph.focused())
            # What has the focus is brought into view.
            box = page.evaluate(
                "document.activeElement.querySelector('.card').getBoundingClientRect().toJSON()"
            )
            view = page.locator(".graph-view").bounding_box()
            assert box["left"] >= view["x"] - 2
            assert box["right"] <= view["x"] + view["width"] + 2
            stroke = page.evaluate(
                "getComputedStyle(document.activeElement.querySelector('.card')).strokeWidth"
            )
            assert stroke == "4px"
        assert reached == order
        # Whatever a figure came from is reached before it.
        edges = page.eval_on_selector_all(
            ".graph-words > ol > li",
            "all => all.map(one => [...one.querySelectorAll('a')].map(link => link.getAttribute('href')))",
        )
        assert all(order.index(start) < order.index(end) for end, *starts in edges for start in starts)
        assert sum(len(starts) for _, *starts in edges) == 13


def test_it_is_dragged_and_a_drag_follows_no_link(open_graph: Callable[..., Any]) -> None:
    with open_graph("web") as graph:
        page = graph.page
        before, address = graph.seen(), page.url
        box = page.locator(".graph .node").first.bounding_box()
        page.mouse.move(box["x"] + 50, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] - 60, box["y"] - 20, steps=4)
        page.mouse.up()
        after = graph.seen()
        assert after[0] > before[0]
        assert after[1] > before[1]
        assert after[2:] == before[2:]
        assert page.url == address


def test_it_is_zoomed_by_buttons_keys_and_wheel(open_graph: Callable[..., Any]) -> None:
    with open_graph("web") as graph:
        page = graph.page
        start = graph.seen()
        graph.do("in")
        closer = graph.seen()
        assert closer[2] < start[2]
        graph.do("out")
        assert graph.seen()[2] == pytest.approx(start[2])
        page.locator(".graph-view").focus()
        page.keyboard.press("+")
        assert graph.seen()[2] == pytest.approx(closer[2])
        page.keyboard.press("-")
        assert graph.seen()[2] == pytest.approx(start[2])
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        moved = graph.seen()
        assert (moved[0] > start[0], moved[1] > start[1]) == (True, True)
        page.keyboard.press("0")
        assert graph.seen() == pytest.approx(start)
        page.locator(".graph-view").hover()
        page.mouse.wheel(0, 100)
        assert graph.seen() == pytest.approx(start)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -100)
        page.keyboard.up("Control")
        assert graph.seen()[2] < start[2]
        graph.do("all")
        whole_of_it = graph.seen()
        boxes = graph.boxes(".graph .node > .card")
        view = page.locator(".graph-view").bounding_box()
        assert min(box["left"] for box in boxes) >= view["x"]
        assert max(box["right"] for box in boxes) <= view["x"] + view["width"] + 1
        assert whole_of_it[2] > start[2]
        graph.do("start")
        assert graph.seen() == pytest.approx(start)


@pytest.mark.parametrize("by", ["click", "Enter", " "])
def test_a_hub_is_unfolded_and_folded(open_graph: Callable[..., Any], by: str) -> None:
    with open_graph("hub") as graph:
        page = graph.page
        fold = page.locator(".graph g.fold")
        folded = len(graph.boxes(".graph .node > .card"))
        assert folded < 10

        def press() -> None:
            if by == "click":
                fold.click()
            else:
                fold.focus()
                page.keyboard.press(by)

        press()
        assert fold.get_attribute("aria-expanded") == "true"
        graph.do("all")
        unfolded = graph.boxes(".graph .node > .card")
        assert len(unfolded) == 254
        assert overlapping(unfolded) == []
        reached = page.locator(".graph .panel .node").first
        graph.do("start")
        press()
        assert fold.get_attribute("aria-expanded") == "false"
        assert not reached.is_visible()
        assert len(graph.boxes(".graph .node > .card")) == folded


def test_whatever_is_unfolded_is_reached_by_tab_right_behind_its_fold(open_graph: Callable[..., Any]) -> None:
    with open_graph("hub") as graph:
        page = graph.page
        page.locator(".graph g.fold").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        first = page.locator(".graph .panel .node").first.get_attribute("href")
        assert graph.focused() == first


def test_lines_meet_their_figures_when_folds_are_open(browser: Browser, tmp_path: Path) -> None:
    # Two hubs one above the other, and a figure that came from both, and that one of them passes on.
    records: list[dict[str, Any]] = []
    for name in ("north", "south"):
        records.append(said(f"{name}-hub", "100 troops", f"Bureau {name}", primary=True))
        records += [
            said(f"{name}-{at}", "100 troops", f"{name} {at}", relays=f"{name}-hub") for at in range(20)
        ]
    both = {"inputs": {"n": "north-hub", "s": "south-hub"}, "formula": "n + s"}
    records.append(said("both", "200 troops", "Sum", derived_from=both))
    records.append({"record": "link", "relation": "relay", "figure": "north-hub", "from": "both"})
    file = tmp_path / "hubs.html"
    file.write_text(bare_page(whole(filled(tmp_path, records))), encoding="utf-8")
    with browser.open(file, reduced_motion="reduce") as opened:
        graph = Graph(opened)
        assert opened.page.locator("g.fold").count() == 2
        for _ in range(2):
            graph.do("unfold")
            graph.do("all")
            loose = opened.page.evaluate(LOOSE)
            assert loose == []
            boxes = graph.boxes(".graph .card:not(.under), .graph svg > .label > .ground")
            assert overlapping(boxes) == []
        opened.assert_quiet()


#: Ends of lines that touch no box.
LOOSE = """() => {
    const boxes = [...document.querySelectorAll('.graph svg > .node, .graph svg > .fold, .graph svg > .label')]
        .filter(one => one.tagName !== 'path')
        .map(one => {
            const moved = one.transform.baseVal.consolidate().matrix;
            const box = one.querySelector('rect').getBBox();
            return {x: moved.e, y: moved.f, width: one.querySelector('.card:last-of-type, .ground').getBBox().width,
                    height: box.height};
        });
    const touches = (x, y) => boxes.some(box =>
        Math.abs(y - box.y - box.height / 2) <= 5 && (Math.abs(x - box.x) <= 1
        || (x >= box.x + box.width - 9 && x <= box.x + box.width + 9)));
    return [...document.querySelectorAll('.graph path.line')].filter(line => {
        const length = line.getTotalLength();
        const first = line.getPointAtLength(0), last = line.getPointAtLength(length);
        return !touches(first.x, first.y) || !touches(last.x, last.y);
    }).map(line => line.getAttribute('d'));
}"""


def test_without_a_script_it_is_a_picture_to_scroll_in(
    browser: Browser, pages: Callable[[str], Path]
) -> None:
    with browser.open(pages("hub"), java_script_enabled=False) as opened:
        page = opened.page
        assert not page.locator(".graph-tools").is_visible()
        page.locator(".graph .node").first.click()
        page.locator(".graph-words summary").click()
        assert page.locator(".graph-words > ol > li").count() == 254


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("story", ["worked", "everything", "hub"])
def test_it_is_accessible(open_graph: Callable[..., Any], story: str, scheme: str) -> None:
    with open_graph(story, color_scheme=scheme, bypass_csp=True) as graph:
        if story == "hub":
            graph.do("unfold")
        found = Axe().run(graph.page).response["violations"]
        assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


def test_on_paper_all_of_it_stands(open_graph: Callable[..., Any]) -> None:
    with open_graph("everything") as graph:
        page = graph.page
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        boxes = graph.boxes(".graph .node > .card")
        svg = page.locator(".graph svg").bounding_box()
        assert all(
            svg["x"] <= box["left"] and box["right"] <= svg["x"] + svg["width"]
            and svg["y"] <= box["top"] and box["bottom"] <= svg["y"] + svg["height"]
            for box in boxes
        )  # fmt: skip
        assert not page.locator(".graph-tools").is_visible()
