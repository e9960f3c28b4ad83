"""The rules of all findings: code, severity, and every word shown for them. They stand nowhere else.

The tuples are families of findings; `registry` names the function that finds each. The message of a single finding is
put together where it is found, and ends with what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Final

from ledger.errors import InputError, Problem
from ledger.trace.finding import Rule

ARITHMETIC: Final = (
    Rule(
        code="arithmetic-mismatch",
        severity="error",
        title="The sum does not come out",
        short="does not come out",
        explain=(
            "The formula does not give the number stated. It was computed over the stated inputs, then "
            "rounded to the digits stated, then over the intervals that inputs and result stand for, and none "
            "of these agrees. The message names both numbers and the likely slip, such as a factor of 7, 12, "
            "52 or 365, or a power of ten."
        ),
        advice=(
            "Check the inputs, the formula and the stated number against their quotes. A slip of our own is "
            "mended with `ledger amend`. If the party published the wrong number, report that: give the number "
            "that the formula yields, and say from which inputs. The finding goes when the three agree."
        ),
    ),
    Rule(
        code="arithmetic-loose",
        severity="warning",
        title="The sum comes out only loosely",
        short="comes out only loosely",
        explain=(
            "Nothing is hedged, and the formula gives the number stated only if trailing zeros count for "
            "nothing: 500 million is taken for anything from 450 to 550 million. A bare number that is some "
            "percent off what it was computed from is not called right. The message says what comes out and by "
            "how many percent the stated number differs."
        ),
        advice=(
            "Write the number that comes out, or hedge it: “about” and “nearly” explain a difference that a "
            "bare number does not. The finding goes when either side is hedged or gives more digits."
        ),
    ),
    Rule(
        code="units-differ",
        severity="error",
        title="The units do not agree",
        short="units do not agree",
        subject="its unit",
        explain=(
            "The two sides are measured in units that cannot be converted into each other. Dollars became "
            "euros, kilometres became hectares, percent became percentage points; or a formula gives another "
            "unit than the one stated. The number may be the same and the statement is not."
        ),
        advice=(
            "Mend the unit with `ledger amend` if it was typed wrong. If the party converted a currency, record "
            "that as a derivation with the exchange rate it used. The finding goes when both sides can be "
            "stated in one unit."
        ),
    ),
)

#: Changes between a figure and the one it came from.
CHANGES: Final = (
    Rule(
        code="value-changed",
        severity="error",
        title="Another number",
        short="another number",
        subject="the number",
        explain=(
            "The relay gives another number than the figure it passes on. After conversion to one unit the "
            "two may differ by half a unit of the coarser one's last significant digit, or by less than one "
            "such unit in the direction that the relay's own hedge allows (18,500 -> nearly 19,000); the hedge "
            "of the source excuses nothing in a bare relay (over 14 -> 20). No rounding may move a number by "
            "more than a third, nor by more than a twentieth where a conversion adds digits. Where both sides "
            "give bounds, the bounds are compared too. A hedge that a bare number upstream refutes (251,454 -> "
            "up to 250,000) and a range that became one number, or the reverse, are changes as well, unless "
            "the number is an end of the range with that side's hedge."
        ),
        advice=(
            "Read both quotes. Either one was typed wrong (`ledger amend`), or the relay rests on some other "
            "figure (`ledger link`), or the party changed the number, and that is what to report: write the "
            "number of the source. The finding goes when both sides give the same number."
        ),
    ),
    Rule(
        code="scale-lost",
        severity="error",
        title="Scale word lost",
        short="scale word lost",
        subject="the number",
        explain=(
            "The relay gives the same digits without the scale word of its source, or with another one: 350 "
            "million became 350, 2.5 billion became 2.5 million. The message names the word and the factor by "
            "which the number is off."
        ),
        advice=(
            "Check the quote of the relay: if the word stands there, mend our record with `ledger amend`; if "
            "not, the relay is wrong by that factor. The finding goes when the number has its scale word again."
        ),
    ),
    Rule(
        code="direction-changed",
        severity="error",
        title="Direction turned round",
        short="direction turned round",
        subject="whether it rose or fell",
        explain=(
            "A rise became a fall, a profit a loss, a surplus a deficit, more became less, or the reverse. The "
            "digits are the same and the statement is the opposite. Other wordings of one direction are not "
            "reported, nor is a relay that leaves the direction out."
        ),
        advice=(
            "Read both quotes. If the relay turned it round, report that and write the direction of the "
            "source; if we recorded it wrong, `ledger amend`. The finding goes when both go the same way."
        ),
    ),
    Rule(
        code="statistic-changed",
        severity="warning",
        title="Another statistic",
        short="another statistic",
        subject="which statistic it is",
        explain=(
            "A median became an average, a maximum a total, or the like. They are different numbers of the "
            "same values: a few high incomes raise the mean and leave the median where it is."
        ),
        advice="Name the statistic that the source gives. The finding goes when both sides give the same one.",
    ),
    Rule(
        code="price-base-changed",
        severity="warning",
        title="Price base lost or changed",
        short="price base changed",
        subject="in whose prices it is",
        explain=(
            "The source gives money in the prices of a year or in real terms, and the relay leaves that out or "
            "names another year. Without its base, money of different years cannot be compared."
        ),
        advice="Write the price base of the source: “in 2015 prices”. The finding goes when both name the same.",
    ),
    Rule(
        code="points-as-percent",
        severity="warning",
        title="Percentage points called percent",
        short="points called percent",
        subject="percent or percentage points",
        explain=(
            "The difference of two percentages is stated in percent, or percentage points were passed on as "
            "percent. From 4% to 5% is a rise of one percentage point, and of 25 percent."
        ),
        advice="Write “percentage points”. The finding goes when the unit is percentage points.",
    ),
    Rule(
        code="value-rounded",
        severity="info",
        title="Rounded",
        short="rounded",
        subject="its rounding",
        explain=(
            "The relay gives the same number with fewer or more digits. Rounding is not a fault, but a chain of "
            "roundings can walk away from the origin."
        ),
        advice="Nothing is wrong. When you cite the number, cite the most precise one upstream.",
    ),
    Rule(
        code="unit-converted",
        severity="info",
        title="Given in another unit",
        short="in another unit",
        subject="its unit",
        explain=(
            "The relay gives the same number in another unit. The conversion was recomputed and agrees within "
            "rounding; a year is 365.25 days, a month a twelfth of it."
        ),
        advice="Nothing is wrong. When you cite the number, say in which unit it was first given.",
    ),
    Rule(
        code="hedge-dropped",
        severity="warning",
        title="Hedge dropped",
        short="hedge dropped",
        subject="how sure it sounds",
        explain=(
            "The source hedged its number and the relay states it bare. “About 100” and “100” are not the same "
            "claim. Headlines do this most."
        ),
        advice=(
            "If the relay did hedge, mend our record with `ledger amend`. If not, write what the source said, "
            "hedge included. The finding goes when the relay is hedged on the same side as its source."
        ),
    ),
    Rule(
        code="hedge-changed",
        severity="warning",
        title="Hedge changed",
        short="hedge changed",
        subject="how sure it sounds",
        explain=(
            "The relay hedges in another direction than its source. “At least 100”, “about 100” and “nearly "
            "100” put the truth above, around and below the number. Wordings of one direction (close to -> "
            "nearly, more than -> at least) pass, and so do opposite hedges on different numbers that can both "
            "be true (more than 915 million -> nearly 916 million)."
        ),
        advice=(
            "Write the hedge of the source, or go back to the figure before it. The finding goes when both "
            "hedge in the same direction."
        ),
    ),
    Rule(
        code="hedge-added",
        severity="info",
        title="Hedge added",
        short="hedge added",
        subject="how sure it sounds",
        explain=(
            "The relay hedges a number that its source gave bare. An “about” is caution and only worth knowing; "
            "“more than” or “nearly” on an unchanged number claims that the truth lies on one side, which "
            "nobody upstream said, and is a warning. A hedge that only owns up to a rounding (18,500 -> nearly "
            "19,000) is not reported."
        ),
        advice=(
            "Write the number bare, as the source gives it; “about” is caution, and may stand. The finding goes "
            "without the hedge."
        ),
    ),
    Rule(
        code="hedge-conflict",
        severity="warning",
        title="Relays hedge in opposite directions",
        short="relays hedge oppositely",
        subject="how sure it sounds",
        explain=(
            "Two relays of one figure hedge it in opposite directions. If one says “at least 100” and the other "
            "“close to 100”, one of them misreads the source. Relays whose wording nobody has seen are left "
            "out, and so are hedges on different numbers that can both be true."
        ),
        advice=(
            "Go back to the words of the source and quote them. The finding goes when the relay that misread "
            "them is corrected, or when the finding is accepted in a review."
        ),
    ),
    Rule(
        code="wording-unseen",
        severity="info",
        title="Its own words unseen",
        short="words unseen",
        explain=(
            "Hedge, noun and period were not compared, because nobody here has seen the words of one side. They are "
            "known only through those who repeated them. The numbers were compared nevertheless."
        ),
        advice="Find the original and record it with its quote. The finding goes when its words are seen.",
    ),
    Rule(
        code="nature-upgraded",
        severity="warning",
        title="Made firmer than it is",
        short="made firmer",
        subject="whether it was counted, estimated or projected",
        explain=(
            "A projection became an estimate, or an estimate became an observation, on the way. Where a relay "
            "does not say how its number came about, the tense of its words does: “died last year” is no "
            "projection for 2030, and what is “at risk” or “could” be lost is not what “will be”. Nobody counts by "
            "repeating or by multiplying: a figure is no firmer than the weakest one it rests on."
        ),
        advice=(
            "Write how the number came about: “is projected”, “is estimated”. If something was counted in "
            "between, record that. The finding goes when the nature is that of the source."
        ),
    ),
    Rule(
        code="label-changed",
        severity="warning",
        title="Counts something else",
        short="counts something else",
        subject="what is counted",
        explain=(
            "The relay counts something else than its source. The counted nouns differ (convictions -> "
            "deserters), the labels share no content word, or they share nothing but the noun itself (soldiers "
            "convicted -> soldiers tried). Words are compared by their stems, never by meaning, so that a "
            "synonym is reported as well."
        ),
        advice=(
            "Write the noun of the source. Where the two say the same in other words, accept the finding: "
            "`ledger review REF confirmed --accept label-changed`. It goes when they share a word that says "
            "what is counted."
        ),
    ),
    Rule(
        code="period-changed",
        severity="warning",
        title="Another time",
        short="another time",
        subject="the time it is for",
        explain=(
            "The relay speaks of another time than its source. A time part of the unit was lost, gained or "
            "swapped (5,200 a year -> 5,200), or the periods cannot be the same. Where a relay gives no period, "
            "the time words of its quote are compared. A number without its period means nothing."
        ),
        advice="Write the time of the source. The finding goes when both can mean the same time.",
    ),
    Rule(
        code="place-changed",
        severity="warning",
        title="Another place",
        short="another place",
        subject="the place it is for",
        explain=(
            "The relay speaks of another place than its source. Names are compared as written, without case and "
            "accents; of “Kyiv, Ukraine” the part before the comma counts, and initials stand for a name (UK, "
            "United Kingdom)."
        ),
        advice=(
            "Write the place of the source. Where two spellings mean one place, accept the finding: `ledger "
            "review REF confirmed --accept place-changed`. It goes when both name the same place."
        ),
    ),
    Rule(
        code="unquantified",
        severity="info",
        title="No number",
        short="no number",
        explain=(
            "There is no number to compare or to compute with. That a source gives none is worth recording, and "
            "it is only noted, as is a relay to or from it, of which noun, time, place and tense are still "
            "compared; to compute something from it is an error."
        ),
        advice=(
            "Link the figure to a statement that gives the number. A derivation from it is taken back with `ledger "
            "retract`. The finding goes when there is a number on both sides."
        ),
    ),
    Rule(
        code="impossible-order",
        severity="error",
        title="Stated before what it came from",
        short="stated before its source",
        explain=(
            "A figure was stated before the one it is said to come from. Every reading of the two dates was "
            "tried, uncertain ones at their widest, with a day's slack for time zones. Either a date is wrong, "
            "or the link points the wrong way, or the figure came from an earlier statement."
        ),
        advice=(
            "Mend the date with `ledger amend`, or retract the link and link the figure to the earlier "
            "statement. The finding goes when the source can have been stated first."
        ),
    ),
)

STRUCTURE: Final = (
    Rule(
        code="circular-report",
        severity="error",
        title="Reports go in a circle",
        short="reports go in a circle",
        explain=(
            "A figure is upstream of itself. Everybody in the loop cites somebody else in it, and a loop never "
            "holds itself up. There is one finding a loop; links that were retracted close none."
        ),
        advice=(
            "Look for what stood before anybody in the loop repeated it, and link to that. Retract the link "
            "that nobody can show. The finding goes when the loop is open."
        ),
    ),
    Rule(
        code="self-citation",
        severity="warning",
        title="Cites itself through somebody else",
        short="cites itself",
        explain=(
            "An agent cites its own figure back through somebody else. Walking relays alone, the same party "
            "stands upstream of itself with another between: it is not confirmation."
        ),
        advice=(
            "Do not count it as a second source; cite the first statement. The finding goes when the figure is "
            "linked straight to what its party counted."
        ),
    ),
    Rule(
        code="single-origin",
        severity="warning",
        title="One origin behind many reports",
        short="one origin behind it",
        explain=(
            "Two or more parties besides the one that counted rest on its count and on nothing else. Many "
            "reports are not many sources: nobody else counted. The message tells who repeats the number from "
            "who computed another from it. A check says it once an origin, a trace on the figure asked for."
        ),
        advice=(
            "Write whose count it is, and look for somebody who counted independently. The finding goes when a "
            "second origin is recorded; accept it in a review where there can be only one."
        ),
    ),
    Rule(
        code="origin-unknown",
        severity="warning",
        title="The trail ends here",
        short="trail ends here",
        explain=(
            "Nothing is upstream of the figure and it is not marked primary: this is not where the number came "
            "from, only where our knowledge stops."
        ),
        advice=(
            "Find where its reporter had it from and link to that (`ledger link`), or mark it primary if they "
            "counted, measured or hold the record (`ledger amend REF --primary`). Either ends the finding."
        ),
    ),
    Rule(
        code="unattributed",
        severity="warning",
        title="Nobody is named",
        short="nobody named",
        explain="Nobody is named who reported this figure. A number without a party cannot be asked after.",
        advice="Find who states it and record that: `ledger amend REF --reported-by NAME` ends the finding.",
    ),
    Rule(
        code="unsourced",
        severity="warning",
        title="An origin without a source",
        short="no source",
        explain="Who counted is recorded, but no published work in which the count stands.",
        advice=(
            "Find where the count was published and record that: `ledger amend REF --source URL` ends the "
            "finding."
        ),
    ),
)

#: Retractions, corrections and disputes of what a figure rests on.
UPSTREAM: Final = (
    Rule(
        code="upstream-retracted",
        severity="error",
        title="Something upstream was withdrawn",
        short="rests on a withdrawn number",
        explain=(
            "Something upstream was taken back by its party. Said of a retracted figure wherever it is "
            "upstream, and of a retracted link where nothing else holds the figure up."
        ),
        advice=(
            "Take the number out or find another that does not rest on it. The finding goes when another link "
            "holds the figure up, or when the retraction is undone."
        ),
    ),
    Rule(
        code="upstream-corrected",
        severity="warning",
        title="Something upstream was corrected",
        short="rests on a corrected number",
        explain=(
            "A figure upstream was replaced by its party. The message names the replacement and, where a "
            "derivation uses it directly, what that would now give. A formula that holds both the figure and "
            "its replacement computes the revision, and is not reported."
        ),
        advice=(
            "Write the new number. Compute again what was computed from the old one. The finding goes when "
            "the figure rests on the replacement."
        ),
    ),
    Rule(
        code="upstream-disputed",
        severity="warning",
        title="Something upstream is disputed",
        short="rests on a disputed number",
        explain=(
            "A figure or link upstream was disputed or rejected. The newest standing review of it rules: a "
            "later verdict of another kind ends the dispute."
        ),
        advice=(
            "Read the review. Say in your own text that the number is disputed. The finding goes when a "
            "newer review of what was disputed ends the dispute."
        ),
    ),
)

REVIEWS: Final = (
    Rule(
        code="review-outdated",
        severity="warning",
        title="Changed since its review",
        short="changed since its review",
        explain=(
            "Something upstream changed since the review. It was recorded, corrected, restored, disputed or "
            "rejected later in the log than the newest review of the figure, its story or the link, and did not "
            "come in together with it."
        ),
        advice="Look at what changed and review it again: `ledger review REF VERDICT` ends the finding.",
    ),
)

QUOTES: Final = (
    Rule(
        code="quote-lacks-number",
        severity="error",
        title="Its quote has another number",
        short="quote lacks the number",
        explain=(
            "The quote does not have the figure's number in any spelling: digits, words, with a scale word or "
            "without, a quarter for 25 percent. Either the number was read or typed wrong, or the quote is of "
            "another place. In a language that is not read, only digits are compared."
        ),
        advice=(
            "Read the source once more. Quote the words that state the number, or mend it with `ledger amend`. "
            "The finding goes when number and quote agree."
        ),
    ),
    Rule(
        code="quote-not-found",
        severity="error",
        title="Its quote is not in the source",
        short="quote not in the source",
        explain=(
            "No snapshot of the source has the words of the quote. White space, hyphenation, typographic marks "
            "and upper and lower case are not compared; digits are, each of them."
        ),
        advice=(
            "Copy the quote from the text, or capture the version that has it. The finding goes when a snapshot "
            "of the source has the quote."
        ),
    ),
    Rule(
        code="quote-gone",
        severity="warning",
        title="Its quote is gone from the source",
        short="quote gone from the source",
        explain=(
            "An older snapshot of the source has the words of the quote, and the newest has not: the source was "
            "changed since."
        ),
        advice=(
            "See what the source says now. If its party replaced the number, record the new one and `ledger "
            "correct` the old. The finding goes when the newest snapshot has the quote."
        ),
    ),
    Rule(
        code="no-locator",
        severity="info",
        title="No place in its source",
        short="no place in the source",
        explain="The figure has a source, and neither a quote nor a locator says where it stands there.",
        advice="Add the quote or the page: `ledger amend REF --quote …`. The finding goes when either is there.",
    ),
    Rule(
        code="not-archived",
        severity="info",
        title="No copy of its source",
        short="source not archived",
        explain="The source is a web page, and no snapshot of it is recorded. Pages change and go away.",
        advice="Keep a copy: `ledger capture FILE --url …`. The finding goes when a snapshot is recorded.",
    ),
)

RULES: Final = (*ARITHMETIC, *CHANGES, *STRUCTURE, *UPSTREAM, *REVIEWS, *QUOTES)


def _codes(*families: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(rule.code for family in families for rule in family)


#: Codes found between the relays of one figure.
AMONG_RELAYS: Final = frozenset({"hedge-conflict"})
#: Codes found along one link, from its figures and all that is upstream of them.
ALONG_LINKS: Final = _codes(ARITHMETIC, CHANGES) - AMONG_RELAYS
#: Codes found in the words of a source, from the figure and its source.
IN_WORDS: Final = _codes(QUOTES)
#: Codes found in the graph of figures and links, and in the judgements on them.
OVER_THE_GRAPH: Final = _codes(STRUCTURE, UPSTREAM, REVIEWS)


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its code."""
    return {rule.code: rule for rule in RULES}


@cache
def severities() -> dict[str, str]:
    """Return the severity of every code. A finding may have another one where its rule says so."""
    return {rule.code: rule.severity for rule in RULES}


def refuse_unknown(codes: Iterable[str]) -> None:
    """Raise InputError for codes that no finding has, with those of similar spelling."""
    problems = []
    for code in codes:
        if code not in rules():
            near = get_close_matches(code, rules(), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(rules()))}"
            problems.append(Problem("", f"no finding has the code {code[:60]!r}: {hint}"))
    if problems:
        raise InputError(problems=problems)
