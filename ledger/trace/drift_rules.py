"""What can change between a figure and the one it came from: the codes, and what each means."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from ledger.trace.finding import Rule

RULES: Final = (
    Rule(
        code="value-changed",
        severity="error",
        explain=(
            "The relay gives another number than the figure it passes on. After conversion to one unit the "
            "two may differ by half a unit of the coarser one's last significant digit, or by less than "
            "one such unit in the direction a hedge allows (18,500 -> nearly 19,000). Neither rounding nor "
            "added digits may move it by more than a third, so that 100 -> 140 is a change, nor by more "
            "than a twentieth where a conversion adds digits. A hedge that a bare upstream number refutes "
            "(251,454 -> up to 250,000) and a range that became one number, or the reverse, are changes "
            "too, unless the number is an end of the range with that side's hedge. Read both quotes: "
            "either one was typed wrong (`ledger amend`), the relay rests on some other figure (`ledger "
            "link`), or the party changed the number, and that is what to report."
        ),
    ),
    Rule(
        code="value-rounded",
        severity="info",
        explain=(
            "The relay gives the same number with fewer or more digits. Rounding is no fault, but a chain "
            "of roundings can walk away from the origin: when you cite the number, cite the most precise "
            "one."
        ),
    ),
    Rule(
        code="unit-converted",
        severity="info",
        explain=(
            "The relay gives the same number in another unit. The conversion was recomputed and agrees "
            "within rounding; a year is 365.25 days, a month a twelfth of it."
        ),
    ),
    Rule(
        code="units-differ",
        severity="error",
        explain=(
            "The two sides are measured in units that cannot be converted into each other. Dollars became "
            "euros, kilometres became hectares, percent became percentage points: the number may be the "
            "same and the statement is not. Mend the unit if it was typed wrong; if the party converted a "
            "currency, record that as a derivation with the rate it used."
        ),
    ),
    Rule(
        code="hedge-dropped",
        severity="warning",
        explain=(
            "The source hedged its number and the relay states it bare. “About 100” and “100” are not the "
            "same claim. Headlines do this most. If the relay did hedge, amend its quantity; if not, say "
            "in your own text what the source said."
        ),
    ),
    Rule(
        code="hedge-changed",
        severity="warning",
        explain=(
            "The relay hedges in another direction than its source. “At least 100”, “about 100” and "
            "“nearly 100” put the truth above, around and below the number. Wordings of one direction "
            "(close to -> nearly, more than -> at least) pass, and so do opposite hedges on different "
            "numbers that can both be true (more than 915 million -> nearly 916 million)."
        ),
    ),
    Rule(
        code="hedge-added",
        severity="info",
        explain=(
            "The relay hedges a number that its source gave bare. An “about” is caution and only worth "
            "knowing; “more than” or “nearly” on an unchanged number claims that the truth lies on one "
            "side, which nobody upstream said, and is a warning. A hedge that only owns up to a rounding "
            "(18,500 -> nearly 19,000) is not reported."
        ),
    ),
    Rule(
        code="hedge-conflict",
        severity="warning",
        explain=(
            "Two relays of one figure hedge it in opposite directions. If one says “at least 100” and the "
            "other “close to 100”, one of them misreads the source: go back to its own words. Relays whose "
            "wording nobody has seen are left out, and so are hedges on different numbers that can both be "
            "true."
        ),
    ),
    Rule(
        code="wording-unseen",
        severity="info",
        explain=(
            "Hedge, noun and period were not compared, for nobody here has seen the words of one side. It "
            "is known only through those who repeated it. The numbers were compared all the same. Find the "
            "original, and record it with its quote."
        ),
    ),
    Rule(
        code="nature-upgraded",
        severity="warning",
        explain=(
            "A projection became an estimate, or an estimate became an observation, on the way. Nobody "
            "counts by repeating or by multiplying: a figure is no firmer than the weakest one it rests "
            "on. Record the nature of the input, or show what was counted in between."
        ),
    ),
    Rule(
        code="label-changed",
        severity="warning",
        explain=(
            "The relay counts something else than its source. The counted nouns differ (convictions -> "
            "deserters), the labels share no content word, or they share nothing but the noun itself "
            "(soldiers convicted -> soldiers tried). Words are compared by their stems, never by meaning: "
            "where the two say the same in other words, accept the finding in a review."
        ),
    ),
    Rule(
        code="period-changed",
        severity="warning",
        explain=(
            "The relay speaks of another time than its source. A time part of the unit was lost, gained or "
            "swapped (5,200 a year -> 5,200), or the periods cannot be the same. A number without its "
            "period means nothing: restore it."
        ),
    ),
    Rule(
        code="place-changed",
        severity="warning",
        explain=(
            "The relay speaks of another place than its source. Names are compared as written, without "
            "case and accents; of “Kyiv, Ukraine” the part before the comma counts, and initials stand for "
            "a name (UK, United Kingdom). Where two spellings mean one place, accept the finding in a "
            "review."
        ),
    ),
    Rule(
        code="unquantified",
        severity="info",
        explain=(
            "There is no number to compare or to compute with. That a source gives none is worth "
            "recording, and it is only noted, as is a relay to or from it; to compute something from it is "
            "an error: link the figure to a statement that gives the number, or take the derivation "
            "back."
        ),
    ),
    Rule(
        code="impossible-order",
        severity="error",
        explain=(
            "A figure was stated before the one it is said to come from. Every reading of the two dates "
            "was tried, uncertain ones at their widest, with a day's slack for time zones. Either a date "
            "is wrong, or the link points the wrong way, or the figure came from an earlier statement."
        ),
    ),
)


class Drift(NamedTuple):
    """Something that changed on the way: a finding before it is known which figure and link it belongs to."""

    code: str
    severity: str
    message: str


def drift(code: str, message: str, *, severity: str | None = None) -> Drift:
    """A `Drift` of the severity its rule has, or of another where the contract says so."""
    return Drift(code=code, severity=severity or _severities()[code], message=message)


@cache
def _severities() -> dict[str, str]:
    return {rule.code: rule.severity for rule in RULES}
