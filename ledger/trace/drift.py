"""Comparison of a figure with the one it passes on, or with those it was computed from.

The rules are in `rules`; numbers, hedges, words, units and dates are compared in modules of their
own. Whether a formula gives the number stated is for `recompute`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ledger.model.record import Figure
from ledger.number.mantissa import printed_number, unit_in_last_place
from ledger.number.quantity import Quantity, has_number
from ledger.trace.chronology import overlap, periods_differ
from ledger.trace.drift_aspect import (
    POINTS,
    aligned,
    compare_aspects,
    compare_directions,
    level_became_change,
    limit_became_change,
    points_as_percent,
)
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_hedge import HedgeConflict, compare_hedges, hedge_conflict
from ledger.trace.drift_number import Comparison, both_sides, compare_numbers
from ledger.trace.drift_qualifier import exchanged_words, is_of_country
from ledger.trace.drift_restriction import exchanged_role, narrowed
from ledger.trace.drift_sense import (
    are_alike,
    compare_senses,
    is_one_event,
    is_one_thing,
    same_events,
    words_of,
)
from ledger.trace.drift_share import in_percent
from ledger.trace.drift_unit import Frame, counts_each, frame, is_per_person, noun
from ledger.trace.drift_words import (
    ENGLISH,
    is_any_person,
    is_doer_of,
    is_done_to,
    is_of_label,
    is_outcome_of,
    labels_differ,
    labels_say_more,
    nouns_differ,
    places_differ,
)
from ledger.trace.notice import quantity_words
from ledger.trace.number_text import unit_words
from ledger.trace.own_words import (
    Said,
    certain_words,
    noun_in_quote,
    past_words,
    period_of,
    places,
    possible_words,
    projected_words,
    times,
    with_quoted_rate,
)

__all__ = ["Drift", "HedgeConflict", "compare_derivation", "compare_relay", "hedge_conflict"]

_LONGEST_NAME: Final = 80
#: The letters by which a word of a label is found in a phrase that has it in the plural.
_BEGINNING: Final = 4
#: The unit of a number "per 100,000 people" that names nothing counted: beside a fraction it is one as well.
_SHARE: Final = "1/person"
#: The quantity of a relay that does not restate the number.
_UNSAID: Final = Quantity()

#: Where these are found, that other words stand with the number says no more.
_ALREADY_OTHER: Final = frozenset({"direction-changed", "label-changed", "units-differ"})

#: How firm a figure is by the way it came about.
_FIRMNESS: Final = {"coined": -1, "projected": 0, "estimated": 1, "observed": 2}


def compare_relay(up: Figure, down: Figure) -> list[Drift]:
    """Return everything that changed between `up` and the figure `down` that passes it on.

    `down` holds what the relay itself says: what it left out is None and is no change, and neither is a number that
    the ledger copied for it (`restated` False). Where it gives no label, period or nature, the noun, the time and
    the tense of its own words are compared. Where the wording of one side is unseen, numbers, natures and places
    are compared; hedges, nouns and periods are not, and labels only where that side's says more than its noun.
    """
    restated = down.restated and down.quantity != _UNSAID
    if restated and "unseen" not in (up.wording, down.wording):
        up, down = with_quoted_rate(up), with_quoted_rate(down)
    if restated and up.quantity.unit != down.quantity.unit:
        above, below = in_percent(up.quantity, down.quantity)
        up, down = replace(up, quantity=above), replace(down, quantity=below)
    seen = "unseen" not in (up.wording, down.wording)
    found: list[Drift | None] = []
    if restated and not (has_number(up.quantity) and has_number(down.quantity)):
        sides = both_sides(up.quantity, down.quantity)
        found.append(drift("unquantified", f"{sides}: without two numbers there are none to compare."))
        # Noun, time and tense are compared as those of a relay that leaves the number out.
        restated = False
    language = _language(up, down)
    shared = _frame(up.quantity, down.quantity, language)
    if restated and up.quantity != down.quantity:
        found += _quantities(up.quantity, down.quantity, shared, seen=seen)
    if seen:
        found += [_label(up, down, shared, restated, language), _period(up, down, shared, restated)]
    elif restated:
        found += [_unseen(up, down), _described_label(up, down, language)]
    says_what = (down.restated or down.label is not None) and not (restated and are_alike(up, down))
    if seen and language is not None and says_what:
        meant = list(_senses(up, down, found, language, restated))
        if any(change.code == "direction-changed" for change in meant):
            # “Above average by 5%” is read as more than 5%: the change of its “above” is reported only once.
            found = [change for change in found if change is None or change.code != "hedge-changed"]
        found += meant
    found += [_place(up, down, seen), _nature(down, {"": up}) or (_tense(up, down) if seen else None)]
    return [change for change in found if change is not None]


def _senses(
    up: Figure, down: Figure, found: list[Drift | None], language: str, restated: bool
) -> Iterator[Drift]:
    """Yield what the meaning of the words shows that nothing found so far tells."""
    codes = {change.code for change in found if change is not None}
    if restated:
        up, down = _aligned(up, down)
    for change in compare_senses(up, down, language, restated=restated):
        if change.code not in codes and not (codes & _ALREADY_OTHER):
            codes.add(change.code)
            yield change
    if restated and not (codes & _ALREADY_OTHER):
        exchanged = _exchanged(up, down, language)
        if exchanged is not None:
            yield exchanged


def _narrowed(up: Figure, down: Figure, language: str) -> tuple[str, str] | None:
    """Return what two numbers are of, where one side narrows it, or the roles of those in it are exchanged."""
    above, below = up.quantity.text or "", down.quantity.text or ""
    shares = any(
        side.quantity.unit in ("percent", "percentage_point", "time") or "/" in (side.quantity.value or "")
        for side in (up, down)
    )
    spoken = tuple(
        f"{side.label or ''} ; {side.quote.exact if side.quote is not None else ''}" for side in (up, down)
    )
    return narrowed(above, below, language, shares=shares, spoken=(spoken[0], spoken[1])) or exchanged_role(
        above, below, language
    )


def _exchanged(up: Figure, down: Figure, language: str) -> Drift | None:
    """Return a drift where words beside the noun stand in place of others: Labour MPs became Conservative MPs."""
    above, below = up.quantity.text, down.quantity.text
    if above is None or below is None or above == below:
        return None
    nouns = noun(up.quantity.unit), noun(down.quantity.unit)
    happened = same_events(
        words_of(up, up.quantity, language), words_of(down, down.quantity, language), language
    )
    measures = " ".join(side.quantity.unit or "" for side in (up, down)) if nouns == (None, None) else ""
    words = exchanged_words(
        above, below, nouns, language, one_event=happened, measures=measures
    ) or _narrowed(up, down, language)
    if words is None:
        return None
    message = (
        f"{both_sides(up.quantity, down.quantity)}: “{_brief(words[0])}” became “{_brief(words[1])}”. "
        f"Write “{quantity_words(up.quantity)}”; accept it if they mean the same."
    )
    return drift("label-changed", message)


def _aligned(up: Figure, down: Figure) -> tuple[Figure, Figure]:
    """Return both figures with their quantities `aligned`; most are so already."""
    above, below = aligned(up.quantity, down.quantity)
    return (
        up if above is up.quantity else replace(up, quantity=above),
        down if below is down.quantity else replace(down, quantity=below),
    )


def compare_derivation(down: Figure, inputs: Mapping[str, Figure]) -> list[Drift]:
    """Return what is wrong with a derivation apart from its arithmetic: inputs without a number, a firmer nature.

    `inputs` holds the figures by the names that the formula uses.
    """
    found: list[Drift | None] = []
    empty = [name for name, figure in inputs.items() if not has_number(figure.quantity)]
    if empty:
        names = ", ".join(f"{name} (“{quantity_words(inputs[name].quantity)}”)" for name in empty)
        found.append(
            drift(
                "unquantified",
                f"computed from a statement without a number: {names}. Link one that gives a number.",
                severity="error",
            )
        )
    found.append(_nature(down, inputs))
    return [change for change in found if change is not None]


def _language(up: Figure, down: Figure) -> str | None:
    """Return the language of both figures' words, None where there are two: words of two languages do not compare."""
    above = None if up.quote is None else up.quote.language
    below = None if down.quote is None else down.quote.language
    if above is None and below is None:
        return ENGLISH
    # Imported here: few quotes name their language.
    from ledger.phrase.lexicon import lexicon_for

    above, below = lexicon_for(above).language, lexicon_for(below).language
    return above if above == below else None


def _frame(up: Quantity, down: Quantity, language: str | None) -> Frame:
    """Return the frame of two quantities. A third of the voters is a ratio, whatever noun it is a share of.

    A number "per 100,000" is one per 100,000 people, whether or not these are named; percentage points that are
    called percent are compared as they stand.
    """
    if up.unit == down.unit and "/" not in (up.value or "") and "/" not in (down.value or ""):
        # True of most relays, and one frame for all of a unit.
        return frame(up.unit, down.unit, language)
    if up.unit in POINTS and down.unit == "percent":
        return frame(up.unit, "percentage_point" if up.unit == "basis_point" else up.unit)
    if "/" not in f"{up.value} {down.value}":
        return frame(_per_person(up, down), _per_person(down, up), language)
    fractions = ["/" in (side.value or "") and noun(side.unit) == side.unit for side in (up, down)]
    shares = _SHARE in (up.unit, down.unit) and any(fractions)
    shared = frame(_per_person(up, down), _per_person(down, up), language)
    if shared.comparable and not shares:
        return shared
    ratios = [
        None if fraction or side.unit == _SHARE else side.unit
        for side, fraction in zip((up, down), fractions, strict=True)
    ]
    return frame(ratios[0], ratios[1], language)


def _per_person(quantity: Quantity, beside: Quantity) -> str | None:
    """Return a quantity's unit; for "per 100,000" beside "per 100,000 people", the unit with the people."""
    unit = quantity.unit
    if quantity.value is None or not is_per_person(beside.unit) or counts_each(unit):
        return unit
    if printed_number(quantity.value, quantity.text).scale >= 0:
        return unit
    return f"{unit or '1'}/person"


def _quantities(up: Quantity, down: Quantity, shared: Frame, *, seen: bool) -> list[Drift | None]:
    """Return how unit, number and hedge changed."""
    up, down = aligned(up, down)
    if not shared.comparable:
        units = f"{unit_words(up.unit)} and {unit_words(down.unit)}"
        message = (
            f"{both_sides(up, down)}: {units} cannot be converted into each other. "
            f"Write “{quantity_words(up)}”."
        )
        return [drift("units-differ", message)]
    found: list[Drift | None] = [compare_directions(up, down), points_as_percent(up, down)]
    compared = compare_numbers(up, down, shared, seen=seen)
    found += _number(up, down, shared, compared)
    if seen:
        aspects = list(compare_aspects(up, down))
        found += aspects
        exchanged = any(change.code == "statistic-changed" for change in aspects)
        # The hedge of a limit that became an average went with it.
        if compared.verdict != "agreeing" and not (exchanged and up.statistic is None):
            found.append(compare_hedges(up, down, unchanged=compared.verdict == "unchanged"))
    return found


def _number(up: Quantity, down: Quantity, shared: Frame, compared: Comparison) -> list[Drift | None]:
    """Return how the number itself changed."""
    sides = both_sides(up, down)
    if compared.verdict == "changed":
        return [drift("value-changed", f"{sides}: {compared.reason}")]
    if compared.verdict == "scale-lost":
        return [drift("scale-lost", f"{sides}: {compared.reason}")]
    found = [level_became_change(up, down) or limit_became_change(up, down)]
    if compared.verdict == "rounded":
        finer = unit_in_last_place(down) < unit_in_last_place(up) and not shared.converted
        reason = (
            "the relay has digits that its source lacks. Say where they come from."
            if finer
            else "the same number rounded. Cite the more precise one."
        )
        found.append(drift("value-rounded", f"{sides}: {reason}"))
    if shared.converted:
        reason = compared.reason or "the same in another unit."
        found.append(drift("unit-converted", f"{sides}: {reason}"))
    return found


def _unseen(up: Figure, down: Figure) -> Drift:
    sides = [name for name, side in (("the source", up), ("the relay", down)) if side.wording == "unseen"]
    return drift(
        "wording-unseen",
        f"{both_sides(up.quantity, down.quantity)}: the words of {' and '.join(sides)} are known only "
        "through others, so hedge, noun and period were not compared. Find the original, record its quote.",
    )


def _label(up: Figure, down: Figure, shared: Frame, restated: bool, language: str | None) -> Drift | None:
    """Compare what is counted: by the noun of the unit, else by the labels or the noun of the relay's own quote."""
    same_label = up.label is not None and up.label == down.label
    if language is None or (same_label and not (restated and shared.renamed)):
        return None
    nouns = noun(up.quantity.unit), noun(down.quantity.unit) if restated else None
    if (
        restated
        and shared.renamed
        and (
            _is_said_of_counted(up, down, nouns, language)
            or _is_one_event(up, down, nouns, language)
            or _is_one_thing(up, down, language)
        )
    ):
        return None
    if restated and shared.renamed:
        counted = [_counted(side.quantity.unit, language) for side in (up, down)]
        message = f"the source counts {counted[0]}, the relay {counted[1]}. Write the noun of the source."
        return drift("label-changed", message)
    below = down.label or nouns[1]
    if below is None:
        quoted = noun_in_quote(down if restated else replace(down, quantity=up.quantity))
        if quoted is None:
            return None
        if nouns[0] is not None:
            return _quoted_noun(nouns[0], quoted, language)
        below = quoted
    if nouns[0] is not None and below == nouns[1]:
        # The nouns agree, and the relay says no more of what is counted than its noun.
        return None
    if up.label is not None and nouns[0] is None and is_any_person(below):
        # "606,000 people" of a net migration says no more than that people are counted.
        return None
    differ = _labels(up.label or nouns[0], below, nouns[0] or nouns[1], language)
    if differ is not None and restated and _is_one_event(up, down, nouns, language):
        return None
    if differ is None or language != ENGLISH or below != nouns[1]:
        return differ
    # The noun of a unit is a singular, and the relay said a plural.
    return differ._replace(message=differ.message.replace(f"“{_brief(below)}”", f"“{unit_words(below)}”", 1))


def _is_said_of_counted(
    up: Figure, down: Figure, nouns: tuple[str | None, str | None], language: str
) -> bool:
    """Return whether one side counts what the other's label says of the counted: soldiers killed, deaths."""
    labels = [words_of(side, side.quantity, language) for side in (up, down)]
    if any(
        beside is not None and is_done_to(beside, label, language)
        for beside, label in zip(nouns, reversed(labels), strict=True)
    ):
        return False
    sides = ((nouns[0], labels[0], nouns[1]), (nouns[1], labels[1], nouns[0]))
    return any(
        counted is not None
        and beside is not None
        and is_of_label(beside, label, language)
        and (is_any_person(counted) or is_outcome_of(beside, counted, language))
        for counted, label, beside in sides
    ) or any(
        counted is not None
        and beside is not None
        and is_any_person(counted)
        and (
            is_doer_of(beside, label, language)
            or is_of_country(beside, f"{side.label or ''} {side.quantity.text or ''}", language)
        )
        for (counted, label, beside), side in zip(sides, (up, down), strict=True)
    )


def _is_one_event(up: Figure, down: Figure, nouns: tuple[str | None, str | None], language: str) -> bool:
    if any(counts_each(side.quantity.unit) for side in (up, down)):
        # A number for each of another noun is another number, whatever the event is.
        return False
    above, below = (words_of(side, side.quantity, language) for side in (up, down))
    return is_one_event(above, below, nouns, language)


def _is_one_thing(up: Figure, down: Figure, language: str) -> bool:
    if any(counts_each(side.quantity.unit) for side in (up, down)):
        return False
    above, below = (replace(side, label=None) if _is_of_words(side) else side for side in (up, down))
    return is_one_thing(
        words_of(above, above.quantity, language), words_of(below, below.quantity, language), language
    )


def _is_of_words(figure: Figure) -> bool:
    """Return whether a label has only words of the phrase, and says no more than it."""
    text = (figure.quantity.text or "").casefold()
    label = figure.label or noun(figure.quantity.unit) or ""
    return label == noun(figure.quantity.unit) or all(
        word[:_BEGINNING] in text for word in label.casefold().split()
    )


def _quoted_noun(above: str, quoted: str, language: str) -> Drift | None:
    if not nouns_differ(above, quoted, language):
        return None
    counted = f"{_counted(above, language)}, the quote of the relay {_counted(quoted, language)}"
    return drift("label-changed", f"the source counts {counted}. Write the noun of the source.")


def _counted(unit: str | None, language: str) -> str:
    """Return a unit in words; in a language other than English its noun as it stands, as its plural is unknown."""
    return unit_words(unit) if language == ENGLISH or unit is None else f"“{unit}”"


def _described_label(up: Figure, down: Figure, language: str | None) -> Drift | None:
    """Compare what is counted across unseen wording: the recorder's label is known, the noun is not."""
    if language is None:
        return None
    for side in (up, down):
        counted = noun(side.quantity.unit)
        says_more = side.label is not None and (counted is None or labels_say_more(side.label, counted))
        if side.wording == "unseen" and not says_more:
            return None
        if side.label == counted:
            # The label is the noun of the words, and those of the other side are unknown.
            return None
    return _labels(up.label, down.label, None, language)


def _labels(above: str | None, below: str | None, noun: str | None, language: str) -> Drift | None:
    if above is None or below is None or above == below or not labels_differ(above, below, noun, language):
        return None
    return drift(
        "label-changed",
        f"the source counts “{_brief(above)}”, the relay “{_brief(below)}”: they share no word that "
        "says what is counted. Write a word of the source; accept it if they mean the same.",
    )


def _period(up: Figure, down: Figure, shared: Frame, restated: bool) -> Drift | None:
    """Compare the time: of the unit, of the period, or of the relay's own words where it gives no period."""
    reasons = []
    # The same number by another time was not converted: its time was exchanged.
    exchanged = shared.comparable and shared.retimed and up.quantity.value == down.quantity.value is not None
    if restated and (shared.untimed or exchanged) and not _is_said_of_time(up.quantity, down.quantity):
        reasons.append(
            f"the source counts {unit_words(up.quantity.unit)}, the relay {unit_words(down.quantity.unit)}"
        )
    if up.period is not None and down.period is not None:
        dates = {"up_stated": up.stated, "down_stated": down.stated}
        if periods_differ(up.period, down.period, **dates):
            reasons.append(f"the source speaks of {up.period}, the relay of {down.period}")
    elif down.period is None and (reason := _other_time(up, down)):
        reasons.append(reason)
    if not reasons:
        return None
    return drift("period-changed", f"{', and '.join(reasons)}. Write the time of the source.")


def _is_said_of_time(up: Quantity, down: Quantity) -> bool:
    """Return whether the words of one side say the time that the unit of the other counts by: an annual rate of 5%."""
    # Imported here: few relays lose the time of a unit.
    from ledger.phrase.lexicon import lexicon_for

    periodic = lexicon_for(ENGLISH).rates.periodic
    return any(
        f"/{periodic[word]}" in f"{counted.unit or ''}"
        for spoken, counted in ((up, down), (down, up))
        for word in (spoken.text or "").lower().split()
        if word in periodic
    )


def _other_time(up: Figure, down: Figure) -> str | None:
    """Return how the times in the relay's words differ from that of the source: none of them can be it."""
    spoken = times(down)
    if not spoken:
        return None
    above = Said(up.period, up.period) if up.period is not None else period_of(up)
    if above is None or any(overlap(above.meaning, time.meaning) for time in spoken):
        return None
    return f"the source speaks of “{above.words}”, the relay says “{spoken[0].words}”"


def _place(up: Figure, down: Figure, seen: bool) -> Drift | None:
    """Compare the place: of the field, or of the relay's own words where it gives none."""
    if down.place is not None:
        if down.place == up.place:
            return None
        spoken = [down.place]
    elif seen:
        spoken = places(down)
    else:
        return None
    above = [up.place] if up.place is not None else places(up) if seen else []
    if not spoken or not above:
        return None
    if not all(places_differ(place, below) for place in above for below in spoken):
        return None
    return drift(
        "place-changed",
        f"the source speaks of “{_brief(above[0])}”, the relay of “{_brief(spoken[0])}”. Write the place of the "
        "source; accept it if the two are one.",
    )


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _nature(down: Figure, inputs: Mapping[str, Figure]) -> Drift | None:
    """Return a drift where a figure is firmer than the least firm one it came from."""
    if down.nature is None:
        return None
    known = [
        (_FIRMNESS[figure.nature], name, figure.nature)
        for name, figure in inputs.items()
        if figure.nature is not None
    ]
    if not known:
        return None
    firmness, name, nature = min(known)
    if _FIRMNESS[down.nature] <= firmness:
        return None
    source = f"its input {name}" if name else "its source"
    return drift(
        "nature-upgraded", f"{source} is {nature}, and it is called {down.nature}. Write “{nature}”."
    )


def _tense(up: Figure, down: Figure) -> Drift | None:
    """Return a drift where the relay's own words make a projection a fact, or a possibility a certainty."""
    return _projection_became_past(up, down) or _possible_became_certain(up, down)


def _possible_became_certain(up: Figure, down: Figure) -> Drift | None:
    possible = possible_words(up)
    certain = certain_words(down) if possible is not None else None
    if certain is None:
        return None
    return drift(
        "nature-upgraded",
        f"its source says “{possible}”, and it says “{certain}”: what may happen became what happens. "
        f"Write “{possible}”.",
    )


def _projection_became_past(up: Figure, down: Figure) -> Drift | None:
    if down.nature is not None:
        return None
    words = projected_words(up) if up.nature is None else None
    if not (words or up.nature == "projected"):
        return None
    past = past_words(down) if possible_words(down) is None else None
    if past is None:
        return None
    return drift(
        "nature-upgraded",
        f"its source is a projection{f' (“{words}”)' if words else ''}, and it says “{past}”, as if it had happened. "
        "Write that it is projected.",
    )
