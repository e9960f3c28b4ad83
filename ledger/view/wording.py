"""Records in words: quantities, parties, works, corrections and reviews."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ledger.model.record import Correction, Figure, Redaction, Review
from ledger.number.quantity import Quantity, has_number
from ledger.trace.drift_unit import noun
from ledger.trace.material import Entry, Party, Work
from ledger.view.short_words import listed

#: The percentage of the words of a sentence that two share if they say the same.
_REPEATED: Final = 60
_SENTENCE_END: Final = re.compile(r"(?<=[.!?”])\s+(?=[A-Z])")
_WORD: Final = re.compile(r"\w+")
_HEDGES = {"at-least": "at least", "at-most": "at most", "between": "", "exact": "exactly"}


def phrase(quantity: Quantity) -> str:
    """Return a quantity as it was worded; where no words are recorded, its hedge, number and unit."""
    return " ".join(quantity.text.split()) if quantity.text else parsed(quantity)


def stated_words(figure: Figure) -> str:
    """Return the number of a figure in the words of its party; for one passed on unsaid, that it was not said."""
    return phrase(figure.quantity) if figure.restated else "number not said"


def states_number(figure: Figure) -> bool:
    """Return whether the party of a figure states a number itself."""
    return figure.restated and has_number(figure.quantity)


def words_with_unsaid(figure: Figure) -> str:
    """Return the number of a figure in the words of its party; for one passed on unsaid, with the number upstream."""
    words = stated_words(figure)
    if figure.restated or not has_number(figure.quantity):
        return words
    return f"{words}; upstream: {phrase(figure.quantity)}"


def made(figure: Figure) -> str:
    """Return how the party of an origin has its number: ``counted``, ``estimated``, ``stated`` where there is none."""
    quantity = figure.quantity
    if figure.nature not in (None, "observed"):
        return figure.nature
    if not has_number(quantity):
        return "stated"
    return "counted" if quantity.unit in (None, "1") or noun(quantity.unit) else "measured"


def amount(number: str, unit: str | None) -> str:
    """Return a printed number with its unit in words: ``5,218 convictions per year``, ``£7 per week``."""
    if unit in (None, "1"):
        return number
    # Imported here: a list shows only the words that are recorded.
    from ledger.phrase.rendering import render

    return render(Quantity(value="7", unit=unit)).replace("7", number, 1)


def parsed(quantity: Quantity) -> str:
    """Return what a quantity was read as: hedge, number, unit."""
    if quantity.low is not None or quantity.high is not None:
        number = f"{quantity.low or '…'} to {quantity.high or '…'}"
        if quantity.value is not None:
            number = f"{quantity.value} ({number})"
    else:
        number = quantity.value or "no number"
    hedge = "" if quantity.hedge is None or quantity.value is None else quantity.hedge
    hedge = _HEDGES.get(hedge, hedge)
    unit = "" if quantity.unit in (None, "1") else quantity.unit
    return " ".join(part for part in (hedge, number, unit) if part)


def advice_beyond(message: str, advice: str) -> str:
    """Return the sentences of an advice that the last sentence of the message before it does not say already.

    What the message ends with is what to do: “Write “5,000””. A sentence that begins with the same verb, and
    leaves no choice, says it again.
    """
    last = _SENTENCE_END.split(message.strip())[-1]
    end, verb = _content_words(last), last.partition(" ")[0]
    beyond = []
    for sentence in _SENTENCE_END.split(advice):
        if sentence.partition(" ")[0] == verb and ", or " not in sentence:
            continue
        own = _content_words(sentence)
        shared = len(own & end)
        own_part, end_part = _REPEATED * len(own), _REPEATED * len(end)
        if 100 * shared < own_part and not (shared > 2 and 100 * shared >= end_part):
            beyond.append(sentence)
    return " ".join(beyond)


def _content_words(sentence: str) -> set[str]:
    return {word for word in _WORD.findall(sentence.casefold()) if len(word) > 3}


def parties(reporters: Sequence[Party]) -> str:
    """Return the names of joint reporters."""
    return listed(sorted(party.name for party in reporters)) or "nobody named"


def circumstances(figure: Figure) -> list[str]:
    """Return the date, nature, period and place of a figure, each in words."""
    circumstance = {
        "stated": figure.stated,
        "": figure.nature,
        "period": figure.period,
        "in": figure.place,
    }
    return [f"{name} {value}".strip() for name, value in circumstance.items() if value]


def label_beyond(figure: Figure) -> str | None:
    """Return the label where the words of the quantity do not say it already, else None."""
    label = figure.label
    if label is None or label.casefold() in phrase(figure.quantity).casefold():
        return None
    # A label that was left out is the counted noun: person, for 5 people.
    noun = (figure.quantity.unit or "").partition("/")[0].replace("_", " ")
    return None if label.casefold() == noun.casefold() else label


def leading_to_label(quantity: Quantity) -> str:
    """Return what leads from a number to its label: ``counting``, ``for``, ``speaking of`` where there is no number."""
    if not has_number(quantity):
        return "speaking of"
    return "counting" if noun(quantity.unit) else "for"


def work_words(work: Work) -> str:
    """Return a source by title, publisher and date, without its URL."""
    beside = ", ".join(part for part in (work.publisher, work.published) if part)
    if not work.title:
        return beside
    return f"{work.title} ({beside})" if beside else work.title


def handle(entry: Entry[Figure]) -> str:
    """Return a name that a person can type for a figure: its key, else the beginning of its id."""
    return entry.key or entry.id[:12]


def day(at: str) -> str:
    """Return the day of a time of recording (UTC), as in EDTF."""
    return at[:10]


def correction_words(correction: Entry[Correction]) -> str:
    """Return a correction in words: who made it, when and why."""
    record = correction.record
    words = f"recorded by {record.recorder} on {day(record.at)}"
    return f"{words}: {record.reason}" if record.reason else words


def review_words(review: Entry[Review]) -> str:
    """Return a review in words: the verdict, who gave it, when, and its note."""
    record = review.record
    verdict = f"{record.verdict} (“{record.rating}”)" if record.rating else record.verdict
    words = f"{verdict} by {record.by} on {day(record.at)}"
    if record.accept:
        words += f", accepting {', '.join(record.accept)}"
    if record.note:
        return f"{words}: {record.note}"
    return "; ".join([words, *map(redaction_words, review.redactions)])


def redaction_words(redaction: Redaction) -> str:
    """Return a redaction in words: the text erased, by whom, when and why."""
    return f"{redaction.field} removed by {redaction.by} on {day(redaction.at)}: {redaction.reason}"


def latest_by_each(reviews: Iterable[Entry[Review]]) -> list[Entry[Review]]:
    """Return the latest review of each reviewer; `reviews` are oldest first."""
    latest = {review.record.by: review for review in reviews}
    return sorted(latest.values(), key=lambda review: (review.record.at, review.id))
