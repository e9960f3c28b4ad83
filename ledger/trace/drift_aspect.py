"""The aspect of a number: a rise or a fall, which statistic, in which prices, percent or percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from ledger.number.mantissa import printed_number
from ledger.number.quantity import Quantity, exact
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_number import both_sides
from ledger.trace.drift_words import ENGLISH
from ledger.trace.notice import quantity_words
from ledger.trace.number_text import amount

if TYPE_CHECKING:
    from ledger.phrase.lexicon.senses import Senses

_DIRECTIONS: Final = {"up": "a rise, a gain or more", "down": "a fall, a loss or less"}
_CHANGES: Final = {"up": "rise", "down": "fall"}
#: Hedges that name an end of what is meant: up to 5,000, at least 5,000.
_LIMITS: Final = frozenset({"at-most", "at-least"})
#: Percentage points, and points beside a percentage.
POINTS: Final = frozenset({"percentage_point", "point", "basis_point"})
#: A temperature below zero is not a fall.
_SCALES: Final = frozenset({"degC", "degF", "K"})


def aligned(up: Quantity, down: Quantity) -> tuple[Quantity, Quantity]:
    """Return both sides with their sign as direction, where either gives one: minus 20 percent is a fall of 20."""
    if (up.direction is None) == (down.direction is None):
        return up, down
    return _turned(up), _turned(down)


def _turned(quantity: Quantity) -> Quantity:
    if (
        quantity.direction is not None
        or quantity.unit in _SCALES
        or not (quantity.value or "").startswith("-")
    ):
        return quantity
    low, high = quantity.high, quantity.low
    return replace(
        quantity,
        value=_opposite(quantity.value),
        low=_opposite(low),
        high=_opposite(high),
        direction="down",
    )


def _opposite(number: str | None) -> str | None:
    if number is None or exact(number) == 0:
        return number
    return number.removeprefix("-") if number.startswith("-") else f"-{number}"


def compare_directions(up: Quantity, down: Quantity) -> Drift | None:
    """Return a drift where a rise became a fall or the reverse, also a rise to a level; both sides are `aligned`."""
    before, after = up.direction, down.direction
    if before is None and after is None:
        if up.text is None or down.text is None:
            # Only words tell a level, and most quantities have none.
            return None
        before, after = _way_to_level(up), _way_to_level(down)
    if before is None or after is None or before == after:
        return None
    return drift(
        "direction-changed",
        f"{both_sides(up, down)}: {_DIRECTIONS[before]} became {_DIRECTIONS[after]}. "
        f"Write “{quantity_words(up)}”.",
    )


def _way_to_level(quantity: Quantity) -> str | None:
    """Return the direction in which a level was reached: up for “rose to 5,000”, None where no level is stated."""
    if not _is_level(quantity):
        return None
    # Imported here: few quantities are levels.
    from ledger.phrase.lexicon import lexicon_for
    from ledger.phrase.token import tokenize
    from ledger.phrase.wording_match import match

    tokens = tokenize(_before_number(quantity), lexicon_for(None))
    found = (match(tokens.lexicon.hedges.directions, tokens, at) for at in range(len(tokens)))
    return next((wording[0] for wording in found if wording is not None), None)


def compare_aspects(up: Quantity, down: Quantity) -> Iterator[Drift]:
    """Yield what was exchanged or lost of the statistic and the price base."""
    if up.statistic == down.statistic and up.price_base == down.price_base:
        # Most quantities have neither.
        return
    sides = both_sides(up, down)
    before = up.statistic or (_extreme(up) if down.statistic else None)
    after = down.statistic or (_extreme(down) if up.statistic else None)
    if before and after and before != after:
        yield drift(
            "statistic-changed",
            f"{sides}: the {before} became the {after}. Write “{quantity_words(up)}”.",
        )
    lost = up.price_base is not None and not _same_base(up, down)
    if lost or (up.price_base is None and down.price_base is not None and _is_nominal(up)):
        base = "in cash terms" if up.price_base is None else base_words(up.price_base)
        change = "is left out" if down.price_base is None else f"became “{base_words(down.price_base)}”"
        yield drift("price-base-changed", f"{sides}: “{base}” {change}. Write “{base}”.")


def _extreme(quantity: Quantity) -> str | None:
    """Return the statistic that a limit is as well: a maximum of 40 mm, which is at most 40 mm."""
    if quantity.hedge not in _LIMITS:
        return None
    return next((name for name, wordings in _english().extremes.items() if _says(quantity, wordings)), None)


def _english() -> Senses:
    # Imported here: few quantities have a statistic or a price base.
    from ledger.phrase.lexicon.senses import senses_for

    senses = senses_for(ENGLISH)
    assert senses is not None
    return senses


def _says(quantity: Quantity, wordings: str) -> bool:
    """Return whether the words of a quantity have one of the alternatives of senses."""
    from ledger.phrase.lexicon.senses import matching, one_wording

    return matching(wordings).search(one_wording(quantity.text or "", ENGLISH)) is not None


def _same_base(up: Quantity, down: Quantity) -> bool:
    """Return whether a relay keeps the price base: real terms of a named year are real terms still."""
    if up.price_base == down.price_base:
        return True
    if up.price_base != "real" or down.price_base is None:
        return False
    # Today's money is that of no earlier year.
    return not _says(up, _english().today)


def _is_nominal(quantity: Quantity) -> bool:
    """Return whether the words of a quantity say that it is before inflation: in cash terms."""
    # Imported here: few quantities have a price base.
    from ledger.phrase.lexicon import lexicon_for
    from ledger.phrase.token import tokenize
    from ledger.phrase.wording_match import match

    tokens = tokenize(quantity.text or "", lexicon_for(None))
    return any(match(tokens.lexicon.calendar.prices.nominal, tokens, at) for at in range(len(tokens)))


def base_words(base: str | None) -> str:
    """Return a price base in words: in 2015 prices, in real terms, in prices that are not named."""
    if base is None:
        return "in prices that are not named"
    return "in real terms" if base == "real" else f"in {base} prices"


def points_as_percent(up: Quantity, down: Quantity) -> Drift | None:
    """Return a drift where percentage points were passed on as percent."""
    if up.unit not in POINTS or down.unit != "percent":
        return None
    points = amount(exact(down.value), "percentage_point") if down.value else quantity_words(up)
    return drift("points-as-percent", f"{both_sides(up, down)}: points became percent. Write “{points}”.")


def level_became_change(up: Quantity, down: Quantity) -> Drift | None:
    """Return a drift where “to 5,000” became “by 5,000”, or the reverse: a level is not a change."""
    levels = [_is_level(side) for side in (up, down)]
    if levels[0] == levels[1]:
        return None
    changes = [_is_change(side) for side in (up, down)]
    if not changes[1 if levels[0] else 0]:
        return None
    what = "the level reached became a change" if levels[0] else "a change became the level reached"
    return drift("value-changed", f"{both_sides(up, down)}: {what}. Write “{quantity_words(up)}”.")


def limit_became_change(up: Quantity, down: Quantity) -> Drift | None:
    """Return a drift where “up to 5,000” became “up 5,000”, or the reverse: a limit is neither a rise nor a fall."""
    for limit, change in ((up, down), (down, up)):
        limited = limit.hedge in _LIMITS and limit.direction is None
        if limited and change.direction is not None and change.hedge not in _LIMITS:
            kinds = ("a limit", f"a {_CHANGES[change.direction]}")
            before, after = kinds if limit is up else kinds[::-1]
            message = f"{both_sides(up, down)}: {before} became {after}. Write “{quantity_words(up)}”."
            return drift("value-changed", message)
    return None


def _is_level(quantity: Quantity) -> bool:
    """Return whether the words give the level reached by a rise or fall: “fell to 5,000”, but not “up to 5,000”."""
    return quantity.text is not None and bool(_patterns()["level"].search(_before_number(quantity)))


def _is_change(quantity: Quantity) -> bool:
    """Return whether the words give a rise or a fall. A deficit or growth is itself a level, which may rise to 5%."""
    if _patterns()["change"].search(_before_number(quantity)):
        return True
    return quantity.direction is not None and not _patterns()["state"].search(quantity.text or "")


def _before_number(quantity: Quantity) -> str:
    """Return the words of a quantity before its number."""
    if quantity.text is None or quantity.value is None:
        return ""
    return _before(quantity.value.removeprefix("-"), quantity.text)


# Cached, as several comparisons of a link ask for it.
@lru_cache(maxsize=1_024)
def _before(number: str, text: str) -> str:
    printed = printed_number(number, text)
    return "" if printed.end is None else text[: printed.end].rstrip("0123456789.,'’ ").lower()


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    # Between the word and the number a hedge or the sign of a currency may stand.
    hedges = "about|around|nearly|almost|over|just|only|more than|less than|under|some|a record"
    behind = rf"(?:\s+(?:{hedges}))*\s*[^\w\s]*$"
    verb = (
        "ros|ris|fell|fall|grew|grow|drop|climb|declin|increas|decreas|went|go|gon|soar|surg|jump|sank|sink|slump|"
        "plung|plummet|tumbl|cut|rais|lower|shr[aiu]nk|swell|doubl|tripl|halv|edg|slip|slid|dip|reduc|crept|creep|"
        "tick|advanc|retreat|narrow|widen|improv|worsen|accelerat|slow|eas|collaps|spik|balloon|upgrad|downgrad|revis"
    )
    ending = "(?:e|es|en|ed|d|s|ing|n|k|ped|pped|pping)?"
    return {
        "level": re.compile(
            rf"(?:\b(?:(?:{verb}){ending}|down|lower)\b[^.;]*\bto|\b(?:reach(?:es|ed|ing)?|hits?|hitting|(?:st[oa]nds?|"
            rf"stood|peak(?:s|ed|ing)?) at)){behind}"
        ),
        "change": re.compile(rf"\bby{behind}"),
        "state": re.compile(
            r"\b(?:profits?|loss(?:es)?|surplus(?:es)?|deficits?|shortfalls?|growth|inflows?|outflows?|overspend|underspend|"
            r"in the (?:red|black)|ahead|behind|more|less|fewer|above|below|[a-z]+er)\b",
            re.IGNORECASE,
        ),
    }
