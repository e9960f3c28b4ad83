"""Writes one JSON document for an editor: figures, links, agents, sources and findings."""

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

    Figures are written as they are read; links and findings, which follow them, wait in temporary files.
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
                cited = (figure.source, *(link.source for link in figure.arrivals))
                works.update((work.seq, work) for work in cited if work is not None)
                links.add(_links(figure))
                for severity, document in _findings(figure):
                    findings[severity].add([document])
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


def _links(figure: FigureView) -> Iterator[dict[str, Any]]:
    """Yield the links into a figure, and revisions of it by figures that are not exported themselves."""
    yield from map(link_document, figure.arrivals)
    for successor in figure.revised_by:
        if not successor.shown:
            yield link_document(successor.link)


def _findings(figure: FigureView) -> Iterator[tuple[str, dict[str, Any]]]:
    links = {arrival.entry.seq: arrival.entry.id for arrival in figure.arrivals}
    for finding in figure.findings:
        link = None if finding.link is None else links[finding.link]
        yield finding.severity, finding_document(finding.finding, figure.entry.id, link)


class _DeferredDocuments:
    """Documents kept in a temporary file until it is their turn to be written."""

    def __init__(self, files: ExitStack) -> None:
        self._file = files.enter_context(TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115 - closed with the rest

    def add(self, documents: Iterable[dict[str, Any]]) -> None:
        """Append documents to the file."""
        for document in documents:
            self._file.write(json.dumps(document, ensure_ascii=False) + "\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def _write(stream: IO[str], part: str, documents: Iterable[dict[str, Any]], *, last: bool = False) -> None:
    """Write a list of documents as one member of the document, each on lines of its own."""
    stream.write(f'  "{part}": [')
    before = "\n"
    for document in documents:
        stream.write(before + "    " + _indented(document, "    "))
        before = ",\n"
    stream.write(("" if before == "\n" else "\n  ") + ("]\n" if last else "],\n"))


def _indented(document: dict[str, Any], by: str = "  ") -> str:
    return indent(json.dumps(document, ensure_ascii=False, indent=2), by).lstrip(" ")
