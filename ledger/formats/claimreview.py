"""Writes schema.org JSON-LD for a web page: a Claim for each figure, a ClaimReview for each verdict.

======================  =======================================================================================
in the ledger           in schema.org
======================  =======================================================================================
figure                  Claim: `text` the quoted words, `author` who reported it, `datePublished` when it was
                        stated, `appearance` the work that contains it, `isBasedOn` the claims it came from
its only origin         `firstAppearance`: the work that contains the origin
source                  CreativeWork, or Article, Report, SocialMediaPosting, Dataset, Book; `archivedAt` its copy
newest review           ClaimReview: `author` who reviewed, `datePublished` when, `reviewBody` the note
verdict                 `reviewRating`, from 1 to 3: rejected 1, disputed 2, confirmed 3; unverifiable has no number
corrected, retracted    `creativeWorkStatus` of the claim
======================  =======================================================================================

A ClaimReview on a page also needs the `url` of that page, which the ledger does not know. The text can be pasted into a
script element without escaping.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final, TextIO

from ledger.formats import Export
from ledger.formats.figure_name import figure_name
from ledger.formats.prov.prov_terms import ID
from ledger.formats.schema_org import WORK_TYPES
from ledger.model.record import Review
from ledger.trace.material import Copy, Party, Work
from ledger.view.figure_view import FigureView

_RATINGS: Final = {"rejected": 1, "disputed": 2, "confirmed": 3}
#: Characters that could end a script element or start a comment in it, and line ends that only JSON permits.
_UNSAFE: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
#: A day, month or year in ISO 8601; other EDTF dates are left out.
_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}", re.ASCII)

Node = dict[str, Any]


def dump(export: Export, stream: TextIO) -> None:
    """Write one JSON-LD document with a claim, or its review, on each line."""
    stream.write('{\n"@context": "https://schema.org",\n"@graph": [')
    for count, figure in enumerate(export.figure_views()):
        node = json.dumps(_node(figure), ensure_ascii=False).translate(_UNSAFE)
        stream.write(f"{',' if count else ''}\n  {node}")
    stream.write("\n]\n}\n")


def _node(figure: FigureView) -> Node:
    """Return the claim of a figure, inside its review if there is one."""
    claim = _claim(figure)
    if figure.verdict is None:
        return claim
    review: Review = figure.verdict.record
    rating: Node = {"@type": "Rating", "alternateName": review.rating or review.verdict.capitalize()}
    if review.verdict in _RATINGS:
        rating |= {"ratingValue": _RATINGS[review.verdict], "bestRating": 3, "worstRating": 1}
    return _compact(
        {
            "@type": "ClaimReview",
            "@id": f"{ID}sha256-{figure.verdict.id}/{figure.entry.id}",
            "claimReviewed": claim["name"],
            "reviewRating": rating,
            "author": {"@type": "Person", "name": review.by},
            "datePublished": review.at,
            "reviewBody": review.note,
            "itemReviewed": claim,
        }
    )


def _claim(figure: FigureView) -> Node:
    entry, record = figure.entry, figure.record
    name = figure_name(record)
    upstream = [used.figure.entry.id for link in figure.came_by for used in link.inputs]
    return _compact(
        {
            "@type": "Claim",
            "@id": f"{ID}sha256-{entry.id}",
            "identifier": entry.id,
            "name": name,
            "text": record.quote.exact if record.quote else name,
            "author": [_party(party) for party in figure.reporters],
            "datePublished": record.stated if _DATE.fullmatch(record.stated or "") else None,
            "appearance": _work(figure.source, figure.copies),
            "firstAppearance": _first_appearance(figure),
            "isBasedOn": [{"@id": f"{ID}sha256-{record_id}"} for record_id in dict.fromkeys(upstream)],
            "temporalCoverage": record.period,
            "spatialCoverage": {"@type": "Place", "name": record.place} if record.place else None,
            "creativeWorkStatus": figure.status if figure.status != "current" else None,
        }
    )


def _first_appearance(figure: FigureView) -> Node | None:
    """Return the work in which this number first appeared, following relays only, or None if unknown."""
    if len(figure.first) != 1 or figure.more_first:
        return None
    (first,) = figure.first
    return None if first.role == "trail end" else _work(first.source, ())


def _party(party: Party) -> Node:
    """Return the author of a claim: schema.org knows only a Person and an Organization."""
    kind = "Person" if party.kind == "person" else "Organization"
    return _compact({"@type": kind, "name": party.name, "url": party.url})


def _work(work: Work | None, copies: Iterable[Copy]) -> Node | None:
    if work is None:
        return None
    work_type = WORK_TYPES.get(work.kind or "", "CreativeWork")
    return _compact(
        {
            "@type": work_type,
            "@id": f"{ID}sha256-{work.id}",
            "name": work.title,
            "url": work.url,
            "genre": work.kind if work_type == "CreativeWork" and work.kind != "other" else None,
            "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
            "author": [{"@type": "Person", "name": author} for author in work.authors],
            "datePublished": work.published if _DATE.fullmatch(work.published or "") else None,
            "inLanguage": work.language,
            "archivedAt": next((copy.archived_at for copy in copies if copy.archived_at), None),
        }
    )


def _compact(node: Node) -> Node:
    """Return a node without unknown terms, and with lists of one item replaced by that item."""
    terms: Node = {}
    for term, value in node.items():
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value is not None and value != []:
            terms[term] = value
    return terms
