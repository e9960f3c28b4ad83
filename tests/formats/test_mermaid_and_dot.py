"""The graph as text for other programs: Graphviz reads its file, and no text in either can be more than text."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ledger.book import Ledger
from ledger.book.worked_case import ASKED, RECORDS
from ledger.errors import InputError
from ledger.formats import FORMATS
from ledger.formats.graph.drawing import broken, drawing
from tests.formats.graph_stories import (
    HOSTILE,
    everything,
    filled,
    hostile,
    hub,
    new_ledger,
    said,
    web,
    whole,
)

GOLDEN = Path(__file__).parent / "golden"
REWRITE = "LEDGER_REWRITE_GOLDEN"

STORIES: dict[str, Callable[[Path], Ledger]] = {
    "worked": lambda folder: filled(folder, RECORDS),
    "everything": everything,
    "hostile": lambda folder: filled(folder, hostile()),
    "hub": lambda folder: filled(folder, hub(250)),
    "web": lambda folder: filled(folder, web(300)),
    "empty": new_ledger,
}


@pytest.fixture(params=STORIES, scope="module")
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return STORIES[request.param](tmp_path_factory.mktemp(request.param))


def exported(ledger: Ledger, form: str, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format=form, references=references)
    return stream.getvalue()


#: All that a line of the flowchart can be; a text is letters, digits, spaces, commas and numbers of characters.
_TEXT = r'"(?:[^\x00-\x7f]|[A-Za-z0-9 ,]|#\d+;|<br/>)+"'
_FLOWCHART = (
    r"flowchart LR",
    r"  classDef \w+ [-\w#:, ]+",
    rf"  f\d+\[{_TEXT}\](?::::\w+)?",
    rf"  f\d+\[\[{_TEXT}\]\]:::\w+",
    rf"  w\d+\(\[{_TEXT}\]\):::formula",
    rf"  f\d+ (?:-->|==>|-\.->|-\.-x|-\.-)\|{_TEXT}\| f\d+",
    rf"  f\d+ ---(?:\|{_TEXT}\|)? w\d+",
    r"  w\d+ (?:-->|==>|-\.->|-\.-x|-\.-) f\d+",
    r"  linkStyle \d+ stroke:#a8201a",
)


def test_mermaid_holds_nothing_but_figures_and_ways(ledger: Ledger) -> None:
    text = exported(ledger, "mermaid")
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert [line for line in lines if not any(re.fullmatch(form, line) for form in _FLOWCHART)] == []
    assert len(text) <= 50_000
    assert len(lines) == len(set(lines))


def test_mermaid_texts_say_what_was_said(tmp_path: Path) -> None:
    text = exported(filled(tmp_path, hostile()), "mermaid")
    shown = re.sub(r"#(\d+);", lambda number: chr(int(number[1])), text)
    for harmful in (
        "<script>alert(1)</script>",
        '%%{init: {"theme": "dark"}}%%',
        "1. first",
        "--> f2",
        "||a|b||",
    ):
        assert f"about 100 {harmful}" in shown
    # What it would act on after it has read all entities is parted.
    assert "$$" not in shown
    assert "ﬂ" not in shown
    assert "¶ß" not in shown


def test_mermaid_is_brief_where_there_is_much(tmp_path: Path) -> None:
    ledger = filled(tmp_path, [said(f"one-{at}", "100 troops", f"{'Party ' * 12}{at}") for at in range(300)])
    assert 25_000 < len(exported(ledger, "mermaid")) <= 50_000


def test_mermaid_refuses_what_it_would_not_draw(tmp_path: Path) -> None:
    records = [said(f"input-{at}", "100 troops", "A") for at in range(60)]
    names = {f"i{at}": f"input-{at}" for at in range(60)}
    records += [
        said(f"sum-{at}", "6,000 troops", f"B {at}", derived_from={"inputs": names}) for at in range(10)
    ]
    with pytest.raises(InputError, match=r"mermaid draws up to 500 lines .* this takes 610"):
        exported(filled(tmp_path, records), "mermaid")


@pytest.fixture(scope="module")
def graphviz() -> Callable[[str], ElementTree.Element]:
    """Draws a dot file, with the program itself."""
    program = shutil.which("dot")
    if program is None:
        pytest.skip("Graphviz is not installed: what is written for it is read by its program dot")

    def draw(text: str) -> ElementTree.Element:
        done = subprocess.run([program, "-Tsvg"], input=text, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return ElementTree.fromstring(done.stdout)

    return draw


SVG = "{http://www.w3.org/2000/svg}"


def test_graphviz_draws_every_figure_and_every_way(
    ledger: Ledger, graphviz: Callable[[str], ElementTree.Element]
) -> None:
    drawn = graphviz(exported(ledger, "dot"))
    groups = [element.attrib.get("class") for element in drawn.iter(f"{SVG}g")]
    if ledger.size == 0:
        assert "node" not in groups
        return
    expected = drawing(whole(ledger))
    several = [edge for edge in expected.edges if len(edge.starts) > 1]
    assert groups.count("node") == len(expected.nodes) + len(several)
    assert groups.count("edge") == sum(len(edge.starts) for edge in expected.edges) + len(several)
    hosts = [
        value for element in drawn.iter() for name, value in element.attrib.items() if name.endswith("href")
    ]
    assert hosts == []


def test_graphviz_shows_texts_as_they_are(
    tmp_path: Path, graphviz: Callable[[str], ElementTree.Element]
) -> None:
    ledger = filled(tmp_path, hostile())
    drawn = graphviz(exported(ledger, "dot"))
    shown = [(element.text or "").replace("\xa0", " ") for element in drawn.iter(f"{SVG}text")]
    for node in drawing(whole(ledger)).nodes:
        for line in broken(node.words, 30, 3):
            assert line.replace("  ", " ") in [text_shown.replace("  ", " ") for text_shown in shown], line
    assert len(HOSTILE) == len(drawing(whole(ledger)).nodes)


@pytest.mark.parametrize("name", ["mermaid", "dot"])
def test_the_worked_case_as_text(name: str, tmp_path: Path) -> None:
    suffix = FORMATS[name].suffix
    text = exported(filled(tmp_path, RECORDS), name, ASKED)
    file = GOLDEN / f"worked-case{suffix}"
    if os.environ.get(REWRITE):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
