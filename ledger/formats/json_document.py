"""One JSON document for an editor: figures, links, agents and sources, with the findings on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from textwrap import indent
from typing import IO, Any, TextIO

from ledger.formats import Export
from ledger.formats.trace_json import (
    agent_document,
    figure_document,
    finding_document,
    link_document,
    source_document,
)
from ledger.model.vocabulary import SEVERITIES
from ledger.trace.material import Party, Work
from ledger.view.figure_view import FigureView


def dump(export: Export, stream: TextIO) -> None:
    """Write `ledger-document/1` (`schema/document.schema.json`).

    Figures are written as they come; what stands after them in the document waits in temporary files.
    """
    head = export.head()
    ledger = {"name": head.name, "size": head.size, "root": head.root}
    stream.write(f'{{\n  "format": "ledger-document/1",\n  "ledger": {_indented(ledger)},\n')
    parties: dict[int, Party] = {}
    works: dict[int, Work] = {}
    with ExitStack() as files:
        links = _DeferredDocuments(files)
        findings = {severity: _DeferredDocuments(files) for severity in SEVERITIES}

        def figures() -> Iterator[dict[str, Any]]:
            for figure in export.figure_views():
                parties.update((party.seq, party) for party in figure.reporters)
                works.update((work.seq, work) for work in _works(figure))
                links.take(_links(figure))
                for severity, document in _findings(figure):
                    findings[severity].take([document])
                yield figure_document(figure)

        _write(stream, "figures", figures())
        _write(stream, "links", links)
        by_name = sorted(parties.values(), key=lambda party: (party.name, party.id))
        _write(stream, "agents", map(agent_document, by_name))
        by_title = sorted(works.values(), key=lambda work: (work.title or "", work.id))
        _write(stream, "sources", map(source_document, by_title))
        worst_first = (document for severity in SEVERITIES for document in findings[severity])
        _write(stream, "findings", worst_first, last=True)
    stream.write("}\n")


def _works(figure: FigureView) -> Iterator[Work]:
    """The works that a figure and the links into it stand in."""
    for work in (figure.source, *(arrival.source for arrival in figure.arrivals)):
        if work is not None:
            yield work


def _links(figure: FigureView) -> Iterator[dict[str, Any]]:
    """The links into a figure, and revisions of it by a figure that is not exported itself."""
    yield from map(link_document, figure.arrivals)
    for successor in figure.revised_by:
        if not successor.shown:
            yield link_document(successor.link)


def _findings(figure: FigureView) -> Iterator[tuple[str, dict[str, Any]]]:
    links = {arrival.entry.seq: arrival.entry.id for arrival in figure.arrivals}
    for found in figure.findings:
        link = None if found.link is None else links[found.link]
        yield found.severity, finding_document(found.finding, figure.entry.id, link)


class _DeferredDocuments:
    """Documents that are written later, kept in a file until then."""

    def __init__(self, files: ExitStack) -> None:
        self._file = files.enter_context(TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115 - closed with the rest

    def take(self, documents: Iterable[dict[str, Any]]) -> None:
        """Keep some more."""
        for document in documents:
            self._file.write(json.dumps(document, ensure_ascii=False) + "\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def _write(stream: IO[str], part: str, documents: Iterable[dict[str, Any]], *, last: bool = False) -> None:
    """Write a list of documents as a member of the whole, each on lines of its own."""
    stream.write(f'  "{part}": [')
    before = "\n"
    for document in documents:
        stream.write(before + "    " + _indented(document, "    "))
        before = ",\n"
    stream.write(("" if before == "\n" else "\n  ") + ("]\n" if last else "],\n"))


def _indented(document: dict[str, Any], by: str = "  ") -> str:
    return indent(json.dumps(document, ensure_ascii=False, indent=2), by).lstrip(" ")
