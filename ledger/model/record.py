"""One class for each kind of record that a trace reads, in normal form: references are ids (64 hex digits), sugar is
gone, texts are in place. The other kinds are in `catalogue`: making a class takes time that a trace need not spend.

The published schema (`schema/record.schema.json`) says what may come in; `tests/model/test_schema.py` holds
the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ledger.number.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words in which something is stated: a W3C TextQuoteSelector, with a translation where there is one."""

    exact: str
    prefix: str | None = None
    suffix: str | None = None
    language: str | None = None
    translation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number as one party stated it (prov:Entity, schema:Claim).

    `stated` and `period` are EDTF; `reported_by` holds agent ids, `source` and `snapshot` an id each.
    `restated` is False where the reporter gives no number, but passes on that of the figure `relays`; in older records
    its quantity was copied. `wording` is ``"unseen"`` where the statement is known only through those who repeated it.
    `language` (BCP 47) is that of its words, where neither the quote nor the source says it.
    """

    quantity: Quantity
    label: str | None = None
    reported_by: tuple[str, ...] = ()
    primary: bool = False
    nature: str | None = None
    stated: str | None = None
    period: str | None = None
    place: str | None = None
    source: str | None = None
    snapshot: str | None = None
    quote: Quote | None = None
    language: str | None = None
    locator: str | None = None
    wording: str = "seen"
    restated: bool = True
    relays: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()


class Input(NamedTuple):
    """One input of a link: the figure's id and, in a derivation, the name the formula calls it by."""

    figure: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The way a figure came from others: a relay, a derivation or a revision. All but a derivation have one input."""

    relation: str
    figure: str
    inputs: tuple[Input, ...]
    formula: str | None = None
    assumptions: tuple[str, ...] = ()
    basis: str = "attributed"
    source: str | None = None
    quote: Quote | None = None
    locator: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A verdict on a figure, a link or a source (schema:ClaimReview). `by` is who reviewed, `at` when (UTC).

    `rating` is the verdict in the desk's own words, such as ``Half true``.
    """

    of: str
    verdict: str
    by: str
    at: str
    rating: str | None = None
    accept: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A replacement (with `by`, a record's id) or a retraction (prov:wasInvalidatedBy); of a judgement, its undoing.

    `recorder` is who corrected: the other judgements call it `by`.
    """

    of: str
    recorder: str
    at: str
    by: str | None = None
    cause: str = "withdrawn"
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A text erased for good: `field` is ``quote``, ``note`` or ``text``, `by` who erased it, `at` when (UTC)."""

    of: str
    field: str
    reason: str
    by: str
    at: str
