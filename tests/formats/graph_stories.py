"""Ledgers to draw: one with everything that can be drawn, a hub, a web, and texts that mean to harm."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ledger.book import Ledger
from ledger.book.exporting import Handout
from ledger.view.trace_view import TraceView
from tests.conftest import Clock, numbered_salts
from tests.fresh_ledger import fresh_ledger

#: What tries to be more than text in HTML, SVG, mermaid, dot, Markdown or on a screen.
HOSTILE = (
    "<script>alert(1)</script>",
    "</script></title></svg><img src=x onerror=alert(1)>",
    '"]; click f1 "javascript:alert(1)" x["',
    '%%{init: {"theme": "dark"}}%%',
    "`**bold** `code``",
    "1. first",
    "- item",
    "# head",
    "end",
    "subgraph x",
    "style f1 fill:#f00",
    "--> f2",
    "||a|b||",
    "\u202e1005\u202c",
    '\\N \\G \\E\\" \\l back\\',
    "&lt;b&gt; &amp; #quot; #35;",
    "ﬂ°°60¶ßscript¶ß",
    "https://evil.example/?a=b",
    "javascript:alert(1)",
    "*a* _b_ ~c~ $$x^2$$",
    "<b>x</b> <!-- x --> ]]>",
    "line\nbreak\ttab",
    "---\ntitle: x\n---",
    "{{a}} {b} {#if}",
    "\x1b[31mred\x1b[0m",
    "word" * 80,
    "数字" * 80,
    "عدد الجنود ١٠٠",
)


def new_ledger(folder: Path) -> Ledger:
    """A ledger in a folder, with a clock and salts that are the same in every run."""
    return fresh_ledger(folder / "ledger.db", name="desk", who="Ann", clock=Clock(), salts=numbered_salts())


def filled(folder: Path, records: Iterable[Mapping[str, Any]]) -> Ledger:
    """A ledger with these records."""
    ledger = new_ledger(folder)
    ledger.record(records)
    return ledger


def whole(ledger: Ledger, *references: str) -> TraceView:
    """One view of all figures, or of those named, as an export has it."""
    view = Handout(ledger._context, references).view()
    assert view is not None
    return view


def said(key: str, words: str, by: str | Sequence[str], **more: Any) -> dict[str, Any]:
    """A figure."""
    names = [by] if isinstance(by, str) else list(by)
    return {
        "record": "figure",
        "key": key,
        "label": "troops",
        "quantity": words,
        "reported_by": names,
        **more,
    }


def hostile() -> list[dict[str, Any]]:
    """Every hostile text as the words of a figure, the name of a party, the title of a work and an assumption."""
    records: list[dict[str, Any]] = []
    for at, text in enumerate(HOSTILE):
        party = f"{text} {at}"[:490]
        records.append({"record": "source", "key": f"source-{at}", "title": text, "publisher": text})
        figure = said(f"figure-{at}", "100 troops", party, source=f"source-{at}")
        figure["quantity"] = {"text": f"about 100 {text}", "value": "100", "hedge": "about", "unit": "troop"}
        if at % 4 == 0:
            figure["primary"] = True
        elif at % 4 == 3:
            inputs = {"end": f"figure-{at - 1}", "b": f"figure-{at - 2}"}
            figure["derived_from"] = {"inputs": inputs, "formula": "end + b", "assumptions": [text]}
        else:
            figure["relays"] = f"figure-{at - 1}"
        records.append(figure)
    return records


#: A circle, three inputs, a revision, two that are the same, one without a number and one without a name.
EVERYTHING = (
    said("agency", "about 100 troops", "Agency A", stated="2023-01-01"),
    said("paper", "about 100 troops", "Paper B", stated="2023-01-02", relays="agency"),
    said("site", "100 troops", "Site C", stated="2023-01-03", relays="paper"),
    {"record": "link", "relation": "relay", "figure": "agency", "from": "site"},
    said("north", "40 troops", "Region North", primary=True, stated="2022-01-01"),
    said("south", "30 troops", "Region South", primary=True, stated="2022-01-01"),
    said("west", "35 troops", "Region West", stated="2022-01-01"),
    said(
        "sum",
        "105 troops",
        ["Ministry of A", "Institute for B"],
        stated="2023-01-05",
        derived_from={
            "inputs": {"north": "north", "south": "south", "west": "west"},
            "formula": "north + south + west",
        },
    ),
    said("daily", "about 120 troops", "Daily News", stated="2023-01-06", relays="sum"),
    said("gazette", "105 troops", "Gone Gazette", stated="2023-01-06", relays="sum"),
    said("weekly", "105 troops", "Weekly W", stated="2023-01-08", relays="gazette"),
    said("newer", "110 troops", ["Ministry of A", "Institute for B"], stated="2023-02-01"),
    {"record": "link", "relation": "revision", "figure": "newer", "from": "sum"},
    said(
        "final",
        "305 troops",
        "Final Post",
        stated="2023-03-01",
        derived_from={"inputs": {"x": "site", "y": "daily"}, "formula": "x + y"},
    ),
    said("blog", "105 troops", "Blog S", stated="2023-01-07", relays="sum"),
    {"record": "same", "refs": ["blog", "weekly"]},
    said("rise", "troops", []) | {"quantity": {"text": "a dramatic rise", "hedge": "vague"}},
)


def everything(folder: Path) -> Ledger:
    """A ledger with everything that can be drawn."""
    ledger = filled(folder, EVERYTHING)
    ledger.retract("gazette", reason="gone")
    ledger.correct("north", by="south", reason="a new count")
    ledger.review("daily", "disputed", note="who counted?")
    relay = next(
        link for link in whole(ledger).links if link.relation == "relay" and link.figure.entry.key == "blog"
    )
    ledger.retract(relay.entry.id, reason="never said so")
    return ledger


def hub(relays: int) -> list[dict[str, Any]]:
    """An origin and so many who passed it on, every seventh without its hedge, the first three passed on again."""
    records = [said("origin", "nearly 100 troops", "Bureau", primary=True, stated="2023-01-01")]
    for at in range(relays):
        words = "nearly 100 troops" if at % 7 else "100 troops"
        day = f"2023-02-{1 + at % 28:02}"
        records.append(said(f"relay-{at}", words, f"Outlet {at}", relays="origin", stated=day))
    for at in range(min(3, relays)):
        records.append(
            said(f"again-{at}", "nearly 100 troops", f"Blog {at}", relays=f"relay-{at}", stated="2023-03-01")
        )
    return records


def web(figures: int) -> list[dict[str, Any]]:
    """So many figures, each of which came from one or two of the last forty."""
    dice = random.Random(1)
    records = []
    for at in range(figures):
        figure = said(f"figure-{at}", f"about {100 + at} troops", f"Party {at % 40}")
        earlier = range(max(0, at - 40), at)
        if at < 12:
            figure["primary"] = True
        elif dice.random() < 0.25:
            first, second = dice.sample(earlier, 2)
            inputs = {"a": f"figure-{first}", "b": f"figure-{second}"}
            figure["derived_from"] = {"inputs": inputs, "formula": "a + b"}
        else:
            figure["relays"] = f"figure-{dice.choice(earlier)}"
        records.append(figure)
    return records
