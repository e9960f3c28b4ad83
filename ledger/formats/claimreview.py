"""schema.org JSON-LD for a page: every figure a Claim, every verdict on one a ClaimReview.

======================  =======================================================================================
in the ledger           in schema.org
======================  =======================================================================================
figure                  Claim: `text` in the words it was quoted in, `author` who reported it, `datePublished`
                        when it was stated, `appearance` the work it stands in, `isBasedOn` the claims it came from
its only origin         `firstAppearance`: the work in which the origin stands
source                  CreativeWork, or Article, Report, SocialMediaPosting, Dataset, Book; `archivedAt` its copy
newest review           ClaimReview: `author` who reviewed, `datePublished` when, `reviewBody` the note
verdict                 `reviewRating`, from 1 to 3: rejected 1, disputed 2, confirmed 3; unverifiable has no number
corrected, retracted    `creativeWorkStatus` of the claim
======================  =======================================================================================

A ClaimReview on a page must have the `url` of that page besides: the ledger does not know where a review is
published. The text may stand inside a script element as it is.
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
#: What could end a script element or begin a comment in it, and line ends that only JSON has no quarrel with.
_UNSAFE: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
#: A day, month or year of ISO 8601; EDTF knows more.
_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}", re.ASCII)

Node = dict[str, Any]


def dump(export: Export, stream: TextIO) -> None:
    """Write one JSON-LD document, a claim or its review a line."""
    stream.write('{\n"@context": "https://schema.org",\n"@graph": [')
    for count, figure in enumerate(export.figure_views()):
        node = json.dumps(_node(figure), ensure_ascii=False).translate(_UNSAFE)
        stream.write(f"{',' if count else ''}\n  {node}")
    stream.write("\n]\n}\n")


def _node(figure: FigureView) -> Node:
    """A claim, in its review where there is one."""
    claim = _claim(figure)
    if figure.verdict is None:
        return claim
    review: Review = figure.verdict.record
    rating: Node = {"@type": "Rating", "alternateName": review.rating or review.verdict.capitalize()}
    if review.verdict in _RATINGS:
        rating |= {"ratingValue": _RATINGS[review.verdict], "bestRating": 3, "worstRating": 1}
    return _without_gaps(
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
    called = figure_name(record)
    return _without_gaps(
        {
            "@type": "Claim",
            "@id": f"{ID}sha256-{entry.id}",
            "identifier": entry.id,
            "name": called,
            "text": record.quote.exact if record.quote else called,
            "author": [_party(party) for party in figure.reporters],
            "datePublished": record.stated if _DATE.fullmatch(record.stated or "") else None,
            "appearance": _work(figure.source, figure.copies),
            "firstAppearance": _first(figure),
            "isBasedOn": _upstream(figure),
            "temporalCoverage": record.period,
            "spatialCoverage": {"@type": "Place", "name": record.place} if record.place else None,
            "creativeWorkStatus": figure.status if figure.status != "current" else None,
        }
    )


def _first(figure: FigureView) -> Node | None:
    """The work in which this very number appeared first, where that is known: relays alone are followed."""
    if len(figure.first) != 1 or figure.more_first:
        return None
    (first,) = figure.first
    return None if first.role == "trail end" else _work(first.source, ())


def _upstream(figure: FigureView) -> list[Node]:
    """The claims it was repeated from or computed from."""
    ids = [given.figure.entry.id for arrival in figure.came_by for given in arrival.inputs]
    return [{"@id": f"{ID}sha256-{record_id}"} for record_id in dict.fromkeys(ids)]


def _party(party: Party) -> Node:
    """Who stated a claim is a person or, in all other cases, an organization: schema.org has no third."""
    kind = "Person" if party.kind == "person" else "Organization"
    return _without_gaps({"@type": kind, "name": party.name, "url": party.url})


def _work(work: Work | None, copies: Iterable[Copy]) -> Node | None:
    if work is None:
        return None
    typed = WORK_TYPES.get(work.kind or "", "CreativeWork")
    return _without_gaps(
        {
            "@type": typed,
            "@id": f"{ID}sha256-{work.id}",
            "name": work.title,
            "url": work.url,
            "genre": work.kind if typed == "CreativeWork" and work.kind != "other" else None,
            "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
            "author": [{"@type": "Person", "name": author} for author in work.authors],
            "datePublished": work.published if _DATE.fullmatch(work.published or "") else None,
            "inLanguage": work.language,
            "archivedAt": next((copy.archived_at for copy in copies if copy.archived_at), None),
        }
    )


def _without_gaps(node: Node) -> Node:
    """What is known; a list of one is that one."""
    filled: Node = {}
    for term, value in node.items():
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value is not None and value != []:
            filled[term] = value
    return filled
