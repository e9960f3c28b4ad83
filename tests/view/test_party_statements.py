"""Nothing is attributed to a party that it did not state: whatever names a party with a number, in every format."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.book import Ledger
from ledger.cli.console import Console
from ledger.cli.summary import write_summary
from ledger.cli.tree import write_tree
from ledger.formats.graph.graph_svg import picture
from ledger.formats.graph.png import _with_plain_style
from ledger.view.trace_view import TraceView, resolve
from tests.conftest import Browser
from tests.fresh_ledger import fresh_ledger
from tests.sealed_ledgers import Key

Record = dict[str, Any]

#: A number in the words of these stories, and one or several parties.
WORDS = r"(?:about |nearly )?[0-9][0-9,]* (?:birds|ships) a (?:day|year)"
NAMES = r"(?:Party [A-Z]|nobody named)(?:(?:, | and )Party [A-Z])*"
#: What stands between a number and its party: what it counts.
COUNTS = r"(?:,? (?:counting|for|speaking of) [^(“;]*?,?)?"
#: Every way in which a sentence names a number with its party.
PAIRS = (
    re.compile(rf"“({WORDS})”{COUNTS},? (?:by |\()?({NAMES})"),
    re.compile(rf"(?<![0-9,])({WORDS}){COUNTS} \(({NAMES})"),
    re.compile(rf"({NAMES}) computed “({WORDS})”"),
)
#: The same number once more, by a party that is only named.
AGAIN = re.compile(
    rf"(?P<number>{WORDS}|number not said){COUNTS} \((?P<by>{NAMES})|relay(?:ing|s) (?P<relayed>{NAMES})(?! and )"
)


class Told(NamedTuple):
    """A number that a text puts into the mouth of parties, with the sentence for who has to find it."""

    words: str
    parties: tuple[str, ...]
    where: str


@st.composite
def stories(draw: st.DrawFn) -> list[Record]:
    """Figures that relay, or are computed from, earlier ones; numbers and hedges kept, changed or left out."""
    records: list[Record] = []
    words: list[str] = []
    count = draw(st.integers(3, 9))
    for number in range(count):
        party = f"Party {'ABCDEFG'[draw(st.integers(0, 6))]}"
        own = f"{draw(st.sampled_from(['', 'about ', 'nearly ']))}{1200 + 37 * number:,} birds a day"
        kind = (
            draw(st.sampled_from(["origin", "end", "relay", "relay", "relay", "sum"])) if number else "origin"
        )
        record: Record = {
            "record": "figure",
            "key": f"k{number}",
            "reported_by": [party],
            "note": f"n{number}",
        }
        source = {"record": "source", "key": f"s{number}", "title": f"Work {number}", "kind": "report"}
        record["source"] = f"s{number}"
        if kind == "relay":
            above = draw(st.integers(0, number - 1))
            record["relays"] = f"k{above}"
            own = draw(st.sampled_from([words[above], words[above], own, ""]))
        elif kind == "sum":
            above = draw(st.integers(0, number - 1))
            record["derived_from"] = {"inputs": {"day": f"k{above}"}, "formula": "day * 365"}
            own = f"{draw(st.sampled_from([438_000, 451_000 + number]))} birds a year"
            own = re.sub(r"[0-9]+", lambda digits: f"{int(digits[0]):,}", own)
        record["primary"] = kind == "origin"
        if own:
            record["quantity"] = own
        words.append(own or words[above])
        records += [source, record]
    if draw(st.booleans()):
        records.append({"record": "link", "relation": "relay", "figure": "k0", "from": f"k{count - 1}"})
    if draw(st.booleans()):
        records.append(
            {"record": "correction", "of": f"k{draw(st.integers(0, count - 1))}", "reason": "a slip"}
        )
    if draw(st.booleans()):
        records.append(
            {"record": "review", "of": f"k{draw(st.integers(0, count - 1))}", "verdict": "disputed"}
        )
    return records


def stated(ledger: Ledger) -> set[tuple[str, str]]:
    """Which party stated which number in which words, from the records alone."""
    lines = list(ledger.export_lines())
    names = {line["id"]: line["name"] for line in lines if line["record"] == "agent"}
    return {
        (names[party], line["quantity"]["text"])
        for line in lines
        if line["record"] == "figure" and line.get("restated", True) and "quantity" in line
        for party in line.get("reported_by", ())
    }


def texts(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Everything that is written or printed of a ledger for a person, by the name of its format."""
    for name in ("markdown", "cite", "html", "card", "svg", "png", "mermaid", "dot"):
        if name == "png":
            # Its text before it is drawn: the picture as it is handed to the library that draws it.
            yield name, drawn(ledger)
            continue
        stream = io.StringIO()
        ledger.export(stream, format=name)
        text = stream.getvalue()
        if name in ("html", "card", "svg"):
            text = plain(text)
        yield name, text.replace("\\", "")
    for key in ("k0", "k2"):
        view = resolve(ledger.trace(key))
        out = io.StringIO()
        page = Console(out, width=10_000)
        write_summary(view, write_tree(view, page), page)
        yield f"tree of {key}", out.getvalue()


def drawn(ledger: Ledger) -> str:
    """The words of the picture that a PNG is drawn from."""
    views: list[TraceView] = [resolve(ledger.trace(key)) for key in ("k0", "k2")]
    pictures = "\n".join(_with_plain_style(picture(view)) for view in views)
    text = re.sub(r"<style\b.*?</style>", "", pictures, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(title|desc|text)>", "\n", text)))


def messy_story(seed: int) -> list[Record]:
    """Forty figures: relays of relays, numbers changed and left out, joint reporters, reviews, corrections."""
    chance = random.Random(seed)
    records: list[Record] = []
    words: list[str] = []
    for number in range(40):
        own = f"{chance.choice(['', 'about ', 'nearly '])}{1200 + 37 * number:,} birds a day"
        record: Record = {"record": "figure", "key": f"k{number}", "note": f"n{number}"}
        record["reported_by"] = [
            f"Party {name}" for name in chance.sample("ABCDEFG", chance.choice([0, 1, 1, 2]))
        ]
        if number and chance.random() < 0.8:
            above = chance.randrange(max(number - 6, 0), number)
            record["relays"] = f"k{above}"
            own = chance.choice([words[above], words[above], own, ""])
            words.append(own or words[above])
        else:
            record["primary"] = chance.random() < 0.7
            words.append(own)
        records.append({**record, "quantity": own} if own else record)
    for number in chance.sample(range(40), 6):
        records.append(
            {"record": "review", "of": f"k{number}", "verdict": chance.choice(["disputed", "confirmed"])}
        )
    for number in chance.sample(range(40), 3):
        records.append({"record": "correction", "of": f"k{number}", "reason": "a slip"})
    records.append({"record": "correction", "of": "k1", "by": "k39", "reason": "revised"})
    return records


@pytest.mark.parametrize("seed", range(3))
def test_pages_cards_and_elements_of_a_messy_ledger_attribute_nothing_wrongly(
    seed: int, tmp_path: Path, ann: Key, browser: Browser
) -> None:
    with fresh_ledger(tmp_path / "l.db", who="Ann", name="desk") as ledger:
        ledger.record(messy_story(seed))
        ledger.seal([ann.file])
        statements = stated(ledger)
        read = dict.fromkeys(("html", "card", "element"), 0)
        for key in ("k39", "k30", "k17", "k1"):
            for form in read:
                stream = io.StringIO()
                if form == "element":
                    ledger.export(stream, format=form, references=[key], key_file=ann.file)
                    text = shown_element(stream.getvalue(), tmp_path, browser)
                else:
                    ledger.export(stream, format=form, references=[key])
                    text = plain(stream.getvalue())
                for named_statement in named(text):
                    read[form] += 1
                    assert all(
                        (party, named_statement.words) in statements for party in named_statement.parties
                    ), (form, key, named_statement)
        assert all(read.values()), read


def shown_element(markup: str, folder: Path, browser: Browser) -> str:
    """What a reader's browser shows of an element, once it has proved it."""
    file = folder / "article.html"
    file.write_text(f'<!doctype html><meta charset="utf-8"><title>Article</title>{markup}', encoding="utf-8")
    with browser.open(file) as opened:
        opened.page.wait_for_selector('figure-trace[state="proved"]')
        script = """[...document.querySelector("figure-trace").shadowRoot.querySelectorAll("p, li, h1, h2, h3")]
            .map(part => part.textContent).join("\\n")"""
        return str(opened.page.evaluate(script))


def plain(markup: str) -> str:
    """A page as it is read."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(p|li|dt|dd|text)>", "\n", text)))


def rows(ledger: Ledger) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of the desk's sheet by their headings, as text and as a workbook."""
    text = io.StringIO()
    ledger.export(text, format="csv")
    text.seek(0)
    yield from (("csv", row) for row in csv.DictReader(io.StringIO(text.getvalue().removeprefix("\ufeff"))))
    workbook = io.BytesIO()
    ledger.export(workbook, format="xlsx")
    for sheet in openpyxl.load_workbook(workbook).worksheets:
        heads: list[str] = []
        for cells in sheet.iter_rows(values_only=True):
            values = ["" if cell is None else str(cell) for cell in cells]
            if "As stated" in values or "Who said it" in values:
                heads = values
            elif heads:
                yield f"xlsx, {sheet.title}", dict(zip(heads, values, strict=True))


def check_rows(ledger: Ledger, statements: set[tuple[str, str]]) -> None:
    """A row of a sheet names a number with who stated it, origins with who stated those, and findings in words."""
    lines = list(ledger.export_lines())
    names = {line["id"]: line["name"] for line in lines if line["record"] == "agent"}
    reporters = {
        line["key"]: {names[party] for party in line["reported_by"]}
        for line in lines
        if line["record"] == "figure"
    }
    seen = set()
    for name, row in rows(ledger):
        seen.add(name)
        for party in parties(row.get("Who said it", "")):
            if row.get("As stated"):
                assert (party, row["As stated"]) in statements, (name, row)
        for originators, key in re.findall(
            r"((?:Party [A-Z](?:, | and )?)+) \((k\d+)\)", row.get("Origins", "")
        ):
            assert set(parties(originators)) <= reporters[key], (name, row)
        for named_statement in named(row.get("What was found", "")):
            assert all((party, named_statement.words) in statements for party in named_statement.parties), (
                name,
                named_statement,
            )
    assert {"csv"} < seen, seen


def named(text: str) -> Iterator[Told]:
    """Each number that a text names together with parties."""
    for pattern in PAIRS:
        for found in pattern.finditer(text):
            first, second = found.groups()
            words, names = (second, first) if first.startswith(("Party", "nobody")) else (first, second)
            context = text[max(found.start() - 60, 0) : found.end() + 30].replace("\n", " ")
            yield Told(words, parties(names), context)


def parties(names: str) -> tuple[str, ...]:
    """The parties in a list of names; nobody stated what nobody is named for."""
    return tuple(re.findall(r"Party [A-Z]", names))


def headings(tree: str) -> Iterator[Told]:
    """The numbers of a tree, each with the parties on the line below that is theirs."""
    for block in re.split(r"\n(?=[ │├└─▼]*\[\d+\] )", f"\n{tree}"):
        found = re.search(rf"\] (?:\w+ = )?({WORDS}) · k\d+\n(.*)", block, re.DOTALL)
        if found:
            who = re.search(NAMES, found[2])
            if who:
                yield Told(found[1], parties(who[0]), block[:200])


@settings(max_examples=25, deadline=None)
@given(stories())
def test_no_party_is_given_a_number_that_it_did_not_state(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh_ledger(Path(folder) / "l.db", who="Ann") as ledger:
        ledger.record(records)
        statements = stated(ledger)
        for name, text in texts(ledger):
            for named_statement in (*named(text), *(headings(text) if name.startswith("tree") else ())):
                for party in named_statement.parties:
                    assert (party, named_statement.words) in statements, (name, named_statement)
        check_rows(ledger, statements)
        check_citations(ledger, statements)
        check_first_appearances(ledger)


def check_citations(ledger: Ledger, statements: set[tuple[str, str]]) -> None:
    """Whoever is relayed without a number of its own stated the one named before, whatever its words."""
    stream = io.StringIO()
    ledger.export(stream, format="cite")
    numbers = {(party, number(words)) for party, words in statements}
    for line in stream.getvalue().splitlines():
        current = ""
        for found in AGAIN.finditer(line.partition("; going back")[0]):
            if found["number"]:
                current = number(found["number"])
            elif current != "number not said":
                for party in parties(found["relayed"]):
                    assert (party, current) in numbers, line


def number(words: str) -> str:
    """A number without what was counted."""
    return words.partition(" birds")[0]


def check_first_appearances(ledger: Ledger) -> None:
    """The work in which a number is said to have appeared first is one that relays alone lead back to."""
    lines = list(ledger.export_lines())
    titles = {line["id"]: line["title"] for line in lines if line["record"] == "source"}
    relays: dict[str, set[str]] = {}
    for line in lines:
        if line["record"] == "link" and line["relation"] == "relay":
            relays.setdefault(line["figure"], set()).add(line["from"])
    works = {line["id"]: titles[line["source"]] for line in lines if line["record"] == "figure"}
    stream = io.StringIO()
    ledger.export(stream, format="claimreview")
    for node in json.loads(stream.getvalue())["@graph"]:
        claim = node.get("itemReviewed", node)
        first = claim.get("firstAppearance")
        if first is None:
            continue
        behind = [claim["identifier"]]
        for figure in behind:
            behind += sorted(relays.get(figure, set()) - set(behind))
        assert first["name"] in {works[figure] for figure in behind if figure not in relays}
