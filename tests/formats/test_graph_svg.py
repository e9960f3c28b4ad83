"""The drawn graph as markup: sound, harmless, complete, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ledger.book.worked_case import ASKED, RECORDS
from ledger.formats.graph.drawing import Drawing
from ledger.formats.graph.folding import folded
from ledger.formats.graph.graph_panel import panels
from ledger.formats.graph.graph_svg import graph_svg
from ledger.formats.graph.layout import PlacedBox, layout
from ledger.formats.graph.lettering import fitted, width
from ledger.view.trace_view import TraceView, resolve
from tests.formats.graph_stories import everything, filled, hostile, hub, web, whole
from tests.formats.test_folding import drawings, edge, node
from tests.formats.test_layout import overlap

SVG = "{http://www.w3.org/2000/svg}"

#: The origin passes on what came from it.
BACK = {"record": "link", "relation": "relay", "figure": "origin", "from": "again-0"}

STORIES: dict[str, Callable[[Path], TraceView]] = {
    "worked": lambda folder: whole(filled(folder, RECORDS)),
    "asked": lambda folder: resolve(filled(folder, RECORDS).trace(ASKED)),
    "impact": lambda folder: resolve(filled(folder, RECORDS).impact("mz-100")),
    "everything": lambda folder: whole(everything(folder)),
    "hostile": lambda folder: whole(filled(folder, hostile())),
    "hub": lambda folder: whole(filled(folder, hub(60))),
    "web": lambda folder: whole(filled(folder, web(80))),
    "circle": lambda folder: whole(filled(folder, [*hub(20), BACK])),
}


@pytest.fixture(params=STORIES, scope="module")
def trace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TraceView:
    return STORIES[request.param](tmp_path_factory.mktemp(request.param))


def parsed(markup: str) -> ElementTree.Element:
    """The figure as an XML reader has it, which is stricter than a browser."""
    return ElementTree.fromstring(markup.replace(" hidden>", ' hidden="">'))


def test_it_is_well_formed_and_has_nothing_of_its_own_to_run_or_to_look_like(trace: TraceView) -> None:
    figure = parsed(graph_svg(trace))
    assert figure.tag == "figure"
    allowed = {"figure", "div", "button", "figcaption", "span", "details", "summary", "ol", "ul", "li", "a"}
    allowed |= {f"{SVG}{tag}" for tag in ("svg", "g", "a", "rect", "path", "text", "title")}
    for element in figure.iter():
        assert element.tag in allowed
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "id")
            if name == "href":
                assert re.fullmatch(r"#figure-[0-9a-f]{12}", value)


def test_every_figure_is_drawn_and_told_in_words(trace: TraceView) -> None:
    figure = parsed(graph_svg(trace))
    anchors = {f"#figure-{figure.entry.id[:12]}" for figure in trace.figures}
    drawn = [element.attrib["href"] for element in figure.iter(f"{SVG}a")]
    assert anchors <= set(drawn)
    assert len(drawn) == len(set(drawn))
    listed = [element.attrib["href"] for element in figure.findall("./details/ol/li/a")]
    assert anchors <= set(listed)
    assert set(drawn) == set(listed)
    assert all(element.attrib["aria-label"] for element in figure.iter(f"{SVG}a"))


def test_every_point_of_a_line_has_a_key_to_move_by(trace: TraceView) -> None:
    for line in parsed(graph_svg(trace)).iter(f"{SVG}path"):
        if "data-keys" in line.attrib:
            points = re.findall(r"-?\d+ -?\d+", line.attrib["d"].split("l")[0])
            assert len(points) == len(line.attrib["data-keys"].split())


def test_it_is_the_same_every_time(trace: TraceView) -> None:
    assert graph_svg(trace) == graph_svg(trace)


def test_texts_stay_within_their_cards(trace: TraceView) -> None:
    for group in parsed(graph_svg(trace)).iter():
        box = group.find(f"{SVG}rect")
        if box is None:
            continue
        for text in group.findall(f"{SVG}text"):
            size = {"kicker": 10, "words": 14, "parties": 12, "more": 15}.get(
                text.attrib["class"].split()[0], 11
            )
            assert text.text
            assert int(text.attrib["x"]) + width(text.text, size) <= int(box.attrib["width"])
            assert int(text.attrib["y"]) <= int(box.attrib["height"])


def test_what_is_struck_is_struck(tmp_path: Path) -> None:
    figure = parsed(graph_svg(whole(everything(tmp_path))))
    classes = [element.attrib.get("class", "") for element in figure.iter()]
    assert "node retracted" in classes
    assert "node origin corrected" in classes
    assert "node disputed" in classes
    assert "label relay retracted" in classes
    assert sum("line relay loop" in style for style in classes) >= 3


def test_without_a_fold_nothing_need_move(tmp_path: Path) -> None:
    markup = graph_svg(resolve(filled(tmp_path, RECORDS).trace(ASKED)))
    assert "data-keys" not in markup
    assert 'data-do="unfold"' not in markup


@given(drawings(), st.data())
def test_whichever_folds_are_open_nothing_lies_on_anything_else(whole: Drawing, data: st.DataObject) -> None:
    left = folded(whole)
    numbers = [node.number for node in left.drawing.nodes] + [fold.number for fold in left.folds]
    place_of = {number: at for at, number in enumerate(numbers)}
    lines = [(place_of[end.node], place_of[edge.end]) for edge in left.drawing.edges for end in edge.starts]
    sizes = data.draw(
        st.lists(st.tuples(st.just(216), st.integers(10, 90)), min_size=len(numbers), max_size=len(numbers))
    )
    made = layout(sizes, lines)
    cards = made.boxes[len(left.drawing.nodes) :]
    found = panels(whole, left.folds, made.boxes, cards, made.width)
    opened = [panel for panel in found if data.draw(st.booleans())]

    def moved(box: PlacedBox, key: int) -> PlacedBox:
        return box._replace(y=box.y + sum(panel.opens for panel in opened if panel.cut <= key))

    event("with a fold open" if opened else "with none")
    boxes = [moved(box, box.y) for box in made.boxes]
    bands = [moved(PlacedBox(0, box.top, box.width, box.height), box.cut - 1) for box in opened]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [pair for pair in combinations(bands, 2) if overlap(*pair)]
    assert not [pair for pair in product(boxes, bands) if overlap(*pair)]
    for panel in found:
        inside = [PlacedBox(card.x, card.y, card.card.width, card.card.height) for card in panel.cards]
        assert not [pair for pair in combinations(inside, 2) if overlap(*pair)]
        assert max(box.y + box.height for box in inside) <= panel.height
        assert max(box.x + box.width for box in inside) <= panel.width


def test_folds_side_by_side_open_one_below_the_other() -> None:
    nodes = tuple(node(number) for number in range(42))
    edges = (*(edge(number, 0) for number in range(2, 22)), *(edge(number, 1) for number in range(22, 42)))
    whole = Drawing("two hubs", nodes, edges)
    at = [PlacedBox(0, 0, 216, 60), PlacedBox(400, 0, 216, 60)]
    first, second = panels(whole, folded(whole).folds, at, at, 700)
    assert second.top + first.opens >= first.top + first.height
    assert second.cut > first.cut


@given(st.text(), st.integers(20, 200), st.integers(1, 4), st.integers(8, 20), st.booleans())
def test_lines_fit_and_lose_nothing_but_what_is_said_to_be_cut(
    text: str, room: int, most: int, size: int, bold: bool
) -> None:
    lines, cut = fitted(text, room, most, size, bold=bold)
    assert len(lines) <= most
    for line in lines:
        assert width(line, size, bold=bold) <= room or len(line.rstrip("…")) <= 1
    if not cut:
        assert "".join("".join(lines).split()) == "".join(text.split())
    else:
        assert lines[-1].endswith("…")


def test_words_are_broken_between_words() -> None:
    assert fitted("at least 100 deserters every week", 192, 3, 14, bold=True).lines == (
        "at least 100 deserters",
        "every week",
    )
