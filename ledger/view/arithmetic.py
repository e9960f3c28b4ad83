"""The arithmetic of a derivation, written out: inputs, formula, result, and the number stated."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from ledger.number.quantity import Quantity, exact
from ledger.trace.number_text import scaled
from ledger.view.figure_view import FigureRef, LinkView

Tone = Literal["good", "plain", "odd", "bad"]


class GivenNumber(NamedTuple):
    """An input number, its name in the formula, and the figure it is from."""

    name: str
    number: str
    figure: FigureRef


class Arithmetic(NamedTuple):
    """A derivation, written out."""

    figure: FigureRef
    given: tuple[GivenNumber, ...]
    formula: str
    #: The formula with its numbers and its result; empty where that is not a number.
    worked: str
    outcome: str
    tone: Tone
    #: Whether it is right, in a few words.
    verdict: str
    message: str
    assumptions: tuple[str, ...]


#: The tone is good, and shown by a tick, only where the result is the number stated, once rounded.
_VERDICTS: Final[dict[str, tuple[Tone, str]]] = {
    "exact": ("good", "right, exactly"),
    "rounds": ("good", "right, once rounded"),
    "within-hedge": ("plain", "right, as far as its words go"),
    "within-rounding": ("plain", "right, as far as the numbers are printed"),
    "loose": ("odd", "only loosely right"),
    "mismatch": ("bad", "wrong"),
    "units-differ": ("bad", "wrong: the units do not fit"),
    "undetermined": ("odd", "not possible to tell"),
}
#: A number that needs no brackets within a formula: ``5,200``, ``18.8 billion``.
_PLAIN: Final = re.compile(r"[\d,.]+(?: [a-z]+)?")
_NAME: Final = re.compile(r"[^\W\d]\w*")
#: A whole number within a formula that is easier to read with commas.
_LONG: Final = re.compile(r"(?<![\w.])[1-9]\d{3,}(?![\w.])")
#: From so many digits on, a number is written with its scale in words, so that nobody has to count zeros.
_MILLION_DIGITS: Final = 7
_NUMBER: Final = re.compile(r"-?\d{4,}(?:\.\d+)?")


def written_out(link: LinkView) -> Arithmetic:
    """Return a derivation, written out."""
    record, check = link.record, link.check
    given = tuple(
        GivenNumber(used.name or "", number(used.figure.record.quantity), used.figure) for used in link.inputs
    )
    outcome = "undetermined" if check is None else check.outcome
    tone, verdict = _VERDICTS[outcome]
    return Arithmetic(
        figure=link.figure,
        given=given,
        formula=record.formula or "",
        worked=_worked(link, given),
        outcome=outcome,
        tone=tone,
        verdict=verdict,
        message="" if check is None else check.message,
        assumptions=record.assumptions,
    )


def tone_of(outcome: str) -> Tone:
    """Return how good the outcome of recomputing is: `good`, `plain`, `odd` or `bad`."""
    return _VERDICTS[outcome][0]


def number(quantity: Quantity) -> str:
    """Return the number of a quantity with commas between its thousands; of a range both ends."""
    if quantity.value is not None:
        return _grouped(quantity.value, quantity.unit)
    ends = [_grouped(end, quantity.unit) for end in (quantity.low, quantity.high) if end is not None]
    return " to ".join(ends) or "no number"


def _worked(link: LinkView, given: tuple[GivenNumber, ...]) -> str:
    """Return the formula with its numbers and its result: ``100 × 52 = 5,200``."""
    check = link.check
    if check is None or check.expected is None or check.expected.value is None:
        return ""
    numbers = {put.name: put.number for put in given}
    formula = link.record.formula
    left = " and ".join(numbers.values()) if formula is None else _put_in(formula, numbers)
    return f"{left} = {scaled(check.expected.value)}"


def _put_in(formula: str, numbers: dict[str, str]) -> str:
    """Put the numbers into a formula, with the signs of print for its operators."""

    def put(name: re.Match[str]) -> str:
        value = numbers.get(name[0])
        if value is None:
            return name[0]
        return value if _PLAIN.fullmatch(value) else f"({value})"

    spelled = _LONG.sub(lambda digits: f"{int(digits[0]):,}", formula)
    return _NAME.sub(put, spelled.replace("*", "×").replace(" / ", " ÷ ").replace(" - ", " − "))


def _grouped(text: str, unit: str | None) -> str:
    if unit == "calendar_year" or not _NUMBER.fullmatch(text):
        return text
    if len(text.partition(".")[0].lstrip("-")) >= _MILLION_DIGITS:
        return scaled(exact(text))
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}"
