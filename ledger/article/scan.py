"""Scanning an article: its figures, the parties that state them, and the links between them.

The text is read sentence by sentence, once. What is looked at for one figure is bounded, so that time grows only with
the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from ledger.article.attribution import Attribution, Speakers, attribute, carried, in_first_person
from ledger.article.cues import find_cues, parsed_cues
from ledger.article.discourse import Discourse, PartyMention
from ledger.article.figures import FoundFigure, find_figures
from ledger.article.lexicon import lexicon_of
from ledger.article.links import Placed, ProposedLink, find_links, named_alike, same_number
from ledger.article.names import find_names
from ledger.article.number_words import number_words
from ledger.article.parser import Parser, Statement
from ledger.article.passage import Passage
from ledger.article.saying_cue import SayingCue
from ledger.article.text_tokens import Quotation, cut_sentences, find_quotations, tokenize
from ledger.article.turns import introduces, turn_end
from ledger.article.unquantified import find_unquantified
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity

#: The characters of text in a quote's prefix and suffix.
_AROUND = 32
#: The bonus, in hundredths, for a statement without a number that somebody makes.
_STATED = 12
#: The most sentences of a text that are parsed; the rest is read by rules alone.
_MOST_PARSED = 2_000
#: The most sentences kept, so that a repeated one is read once.
_MOST_KEPT = 1_000
#: The most figures between one and another that repeats its number.
_REPEATED = 14
#: The least confidence, in hundredths, of an offer.
OFFER = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuoteSelector:
    """The words of a figure, as a W3C TextQuoteSelector."""

    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFigure:
    """A figure found in a text.

    `id` is local to the scan (``s1``). Spans are code points, end exclusive; `sentence` and `paragraph` count from 0.
    `figure_confidence` and `party_confidence` are in hundredths. `passed_on` are the parties whose number is relayed.
    """

    id: str
    number_span: tuple[int, int]
    phrase_span: tuple[int, int]
    quantity: Quantity
    quote: TextQuoteSelector
    parties: tuple[PartyMention, ...]
    passed_on: tuple[PartyMention, ...]
    figure_confidence: int
    party_confidence: int
    computed: bool
    relayed: bool
    reason: str
    sentence: int
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The figures found in a text of `characters` code points, whose SHA-256 is `digest` (of its UTF-8)."""

    digest: str
    language: str
    characters: int
    figures: tuple[ProposedFigure, ...]
    parser: str | None = None
    links: tuple[ProposedLink, ...] = ()


@cache
def _addresses() -> re.Pattern[str]:
    return re.compile(
        r"https?://[^\s<>\"]{1,2000}|www\.[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
        # The identifiers of papers (ISO 26324, arXiv).
        r"|\b10\.[0-9]{4,9}/[^\s<>\"]{1,200}|\barXiv:[^\s<>\"]{1,40}"
    )


def scan_text(text: str, *, language: str = "en", parser: Parser | None = None) -> Scan:
    """Find the figures of a text in a language, by its BCP 47 code; a parser improves who states them.

    Raises InputError for a language without words.
    """
    lexicon = lexicon_of(language)
    numbers = number_words(language)
    sentences = cut_sentences(text, tokenize(text), lexicon)
    quotations = find_quotations(sentences)
    links = [match.span() for match in _addresses().finditer(text)]
    passages = [
        Passage(text, sentence, number, lexicon, numbers, language)
        for number, sentence in enumerate(sentences)
    ]
    statements = {} if parser is None else _parsed(passages, parser)
    reader = _ArticleReader(text, passages, quotations, links, statements)
    figures = reader.read()
    proposed = find_links([placed for placed in reader.placed if placed.figure.numbered])
    computed = {
        link.figure for link in proposed if link.relation == "derivation" and link.confidence >= OFFER
    }
    agreeing = {link.figure for link in proposed if link.relation == "derivation"}
    for place, figure in enumerate(figures):
        announced = figure.computed and not (figure.id in reader.doubtful and figure.id not in agreeing)
        if figure.computed != (announced or figure.id in computed):
            figures[place] = replace(figure, computed=not figure.computed)
    return Scan(
        digest=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        language=language,
        characters=len(text),
        parser=None if parser is None else parser.name,
        figures=tuple(figures),
        links=tuple(proposed),
    )


def _parsed(passages: list[Passage], parser: Parser) -> dict[int, list[Statement]]:
    """Return the statements in the first sentences with a number, by the number of the sentence."""
    chosen = [
        passage
        for passage in passages
        if any(passage.begins_number(place) for place in range(len(passage.tokens)))
    ][:_MOST_PARSED]
    if not chosen:
        return {}
    lexicon = chosen[0].lexicon
    sentences = [passage.text[passage.sentence.start : passage.sentence.end] for passage in chosen]
    found = parser.statements(sentences, lexicon.saying | lexicon.stating)
    return {passage.number: statements for passage, statements in zip(chosen, found, strict=True)}


class _UnattributedSentence(NamedTuple):
    """A sentence whose figures wait for their speaker to be named, and the speaker before it."""

    passage: Passage
    figures: list[FoundFigure]
    cues: list[SayingCue]
    before: tuple[SayingCue, int, str] | None


class _ArticleReader:
    """A reader that passes once over the sentences of a text."""

    def __init__(
        self,
        text: str,
        passages: list[Passage],
        quotations: list[Quotation],
        links: list[tuple[int, int]],
        statements: Mapping[int, list[Statement]],
    ) -> None:
        self.text = text
        self.passages = passages
        self.quotations = quotations
        self.starts = [quotation.start for quotation in quotations]
        self.links = links
        self.statements = statements
        self.link_starts = [start for start, _ in links]
        self.discourse = Discourse()
        self.speakers = Speakers()
        self.placed: list[Placed] = []
        #: Figures that are said to be computed by words that say so of other numbers too: "a total of".
        self.doubtful: set[str] = set()
        #: The number of ids given.
        self.ids = 0
        #: The figures of sentences by their words, with the place of the first such sentence.
        self.read_before: dict[str, tuple[int, list[FoundFigure]]] = {}
        #: The cues by which a party cites another, with the number of their sentence.
        self.citations: list[tuple[int, SayingCue]] = []

    def read(self) -> list[ProposedFigure]:
        """Return the figures of the text in reading order."""
        found: list[ProposedFigure] = []
        waiting: list[_UnattributedSentence] = []
        for passage in self.passages:
            figures = self._figures_of(passage)
            self.discourse.meet(find_names(passage))
            self.discourse.lead(passage)
            dateline = passage.number == 0 and self._dateline(passage)
            cues = find_cues(passage, self.discourse, 2 if dateline else 0)
            statements = self.statements.get(passage.number, ())
            cues += parsed_cues(passage, statements, cues, self.discourse)
            self._take_turns(passage, cues)
            before = carried(passage, self.speakers, item=_item(passage))
            self._speakers(passage, cues)
            self.citations += [(passage.number, cue) for cue in cues if cue.subjects]
            if waiting and not self._open(waiting[-1].passage):
                self._finish(waiting, found)
            waiting.append(_UnattributedSentence(passage, figures, cues, before))
            if len(waiting) > 12:
                self._finish(waiting, found)
        self._finish(waiting, found)
        return self._with_citations(self._numbered(found))

    def _figures_of(self, passage: Passage) -> list[FoundFigure]:
        """Return the figures of a sentence in reading order; a repeated sentence is read once."""
        first = max(bisect_right(self.link_starts, passage.sentence.start) - 1, 0)
        links = self.links[first : bisect_right(self.link_starts, passage.sentence.end)]
        start = passage.sentence.start
        words = self.text[start : passage.sentence.end]
        known = None if links else self.read_before.get(words)
        if known is not None:
            shift = start - known[0]
            return [figure.moved(passage.number, shift) for figure in known[1]]
        figures = list(find_figures(passage, links))
        figures += find_unquantified(passage, figures)
        figures.sort(key=lambda figure: figure.number_span)
        if not links:
            if len(self.read_before) >= _MOST_KEPT:
                self.read_before.clear()
            self.read_before[words] = (start, figures)
        return figures

    def _numbered(self, found: list[ProposedFigure]) -> list[ProposedFigure]:
        """Number the statements without a number behind the figures, which have their ids."""
        for place, figure in enumerate(found):
            if not figure.id:
                self.ids += 1
                found[place] = replace(figure, id=f"s{self.ids}")
                self.placed[place] = replace(self.placed[place], id=f"s{self.ids}")
        return found

    def _with_citations(self, found: list[ProposedFigure]) -> list[ProposedFigure]:
        """Return the figures with whom their party cites for them.

        In a later sentence, "He was quoting the fire brigade"; in their own, where an earlier figure has their number.
        """
        at: dict[int, list[int]] = {}
        for place, figure in enumerate(found):
            at.setdefault(figure.sentence, []).append(place)
        named = {sentence for sentence, cue in self.citations if cue.parties}
        for sentence, cue in self.citations:
            if sentence in named and not cue.parties:
                # "Citing Oxfam, uses the figure of 340" passes on nobody else's.
                continue
            citing = {party.name for party in cue.subjects}
            apart = self.passages[sentence].word(cue.first - 1) != ","
            for place in at.get(sentence - 1, ()) if apart else ():
                figure = found[place]
                names = {party.name for party in figure.parties}
                others = tuple(party for party in cue.parties if party.name not in names)
                if names and names <= citing and others and not figure.relayed:
                    self._relayed(found, place, figure.parties, others)
            for place in at.get(sentence, ()):
                if (origin := self._repeated(found, place, cue)) is not None:
                    figure = found[place]
                    parties = figure.parties if figure.relayed else cue.subjects
                    self._relayed(found, place, parties, origin)
        return found

    def _repeated(
        self, found: list[ProposedFigure], place: int, cue: SayingCue
    ) -> tuple[PartyMention, ...] | None:
        """Return the parties cited that stated the number of a figure before it, None if they did not.

        A party that is only described ("citing the watchdog") is the body that stated that number.
        """
        cited = [party.name for party in cue.parties]
        citing = [party.name for party in cue.subjects]
        described: tuple[PartyMention, ...] | None = None
        for at in range(place - 1, max(place - _REPEATED, 0) - 1, -1):
            origin = self.placed[at]
            if not origin.party_names or named_alike(citing, origin.party_names):
                continue
            if not same_number(self.placed[place], origin):
                continue
            if named_alike(cited, origin.party_names):
                return cue.parties
            parties = found[at].parties
            if not cited:
                return parties
            if (
                described is None
                and len(cue.parties) == 1
                and _may_describe(origin.passage, cue.parties[0], parties)
            ):
                described = (
                    replace(parties[0], word=cue.parties[0].word, word_span=cue.parties[0].word_span),
                )
        return described

    def _relayed(
        self,
        found: list[ProposedFigure],
        place: int,
        parties: tuple[PartyMention, ...],
        cited: tuple[PartyMention, ...],
    ) -> None:
        """Have a figure stated by parties that pass on others."""
        found[place] = replace(found[place], parties=parties, relayed=True, passed_on=cited)
        self.placed[place] = replace(
            self.placed[place],
            party_names=tuple(party.name for party in parties),
            passed_on=tuple(party.name for party in cited),
        )

    def _open(self, passage: Passage) -> bool:
        """Return whether a quotation continues past a sentence, so that its speaker may be named later."""
        quotation = self.quotation_at(passage.sentence.end - 1)
        return quotation is not None and quotation.end > passage.sentence.end

    def quotation_at(self, place: int) -> Quotation | None:
        """Return the quotation that holds a place of the text."""
        at = bisect_right(self.starts, place) - 1
        if at < 0 or place >= self.quotations[at].end:
            return None
        return self.quotations[at]

    def _dateline(self, passage: Passage) -> bool:
        """Return whether an apparent turn is the dateline of a text without turns."""
        return turn_end(passage) == 2 and not any(turn_end(later) for later in self.passages[1:])

    def _take_turns(self, passage: Passage, cues: list[SayingCue]) -> None:
        """Note whose turn it is in a dialogue. A turn ends with its paragraph, in a long dialogue with the next."""
        speakers = self.speakers
        turn = next((cue for cue in cues if cue.kind == "turn"), None)
        if turn is not None or turn_end(passage):
            speakers.turn = turn
            speakers.turns += 1
        elif passage.sentence.paragraph != speakers.last_paragraph and speakers.turns < 3:
            speakers.turn = None

    def _speakers(self, passage: Passage, cues: list[SayingCue]) -> None:
        """Note who speaks in the quotations of a sentence, and in the sentence itself."""
        speakers = self.speakers
        spoken = [cue for cue in cues if cue.kind in {"before", "behind", "according"}]
        outside = [cue for cue in spoken if self.quotation_at(passage.token(cue.at).start) is None]
        first = bisect_right(self.starts, passage.sentence.start) - 1
        last = bisect_right(self.starts, passage.sentence.end - 1)
        for at in range(max(first, 0), last):
            quotation = self.quotations[at]
            if quotation.end <= passage.sentence.start:
                continue
            near = min(outside, key=lambda cue: _distance(passage, cue, quotation), default=None)
            if near is not None:
                speakers.quotations.setdefault(quotation.number, near)
            elif speakers.last is not None and passage.number - speakers.last_sentence <= (
                4 if passage.sentence.paragraph == speakers.last_paragraph else 2
            ):
                alone = quotation.start <= passage.sentence.start + 1
                if alone:
                    speakers.assumed.setdefault(quotation.number, speakers.last)
                    speakers.last_sentence = passage.number
        if outside and first >= 0 and passage.number:
            # "It cost us 40 jobs." Smith said no more: the speaker is the next one in the paragraph.
            spoken_before = self.quotations[first]
            sentence = self.passages[passage.number - 1].sentence
            near_by = sentence.paragraph == passage.sentence.paragraph and spoken_before.end == sentence.end
            if near_by and spoken_before.number not in speakers.quotations:
                speakers.assumed.setdefault(spoken_before.number, outside[0])
        quoted = last > max(first, 0) or self.quotation_at(passage.sentence.start) is not None
        if outside:
            speakers.last, speakers.last_sentence = outside[-1], passage.number
            own_words = outside[-1].kind == "behind" and not quoted
            speakers.first_person = own_words and (in_first_person(passage) or turn_end(passage) > 0)
            polled = any(token.word in passage.lexicon.polls for token in passage.tokens)
            speakers.poll = passage.number if polled else -9
        elif speakers.first_person and in_first_person(passage):
            speakers.last_sentence = passage.number
        elif passage.sentence.opens_list and (introduced := introduces(passage, self.discourse)) is not None:
            speakers.last, speakers.last_sentence = introduced, passage.number
            outside = [introduced]
        if passage.sentence.opens_list and outside:
            speakers.listing = outside[-1]
            speakers.listing_paragraph = passage.sentence.paragraph
        elif passage.sentence.paragraph > speakers.listing_paragraph + 1 and not _item(passage):
            speakers.listing = None
        speakers.last_paragraph = passage.sentence.paragraph

    def _finish(
        self,
        waiting: list[_UnattributedSentence],
        found: list[ProposedFigure],
    ) -> None:
        for passage, figures, cues, before in waiting:
            for figure in figures:
                quotation = self.quotation_at(figure.number_span[0])
                spoken = attribute(passage, figure, cues, quotation, self.speakers, before)
                self.ids += figure.numbered
                name = f"s{self.ids}" if figure.numbered else ""
                found.append(self._proposed(name, passage, figure, spoken))
                self.placed.append(
                    Placed(
                        name,
                        figure,
                        passage,
                        tuple(party.name for party in spoken.parties),
                        tuple(party.name for party in spoken.passed_on),
                    )
                )
        waiting.clear()

    def _announced(self, passage: Passage, figure: FoundFigure) -> str | None:
        """Return the words right before a figure that say it was computed, or None. An earlier figure must be near."""
        earlier = [
            placed.figure for placed in self.placed[-6:] if figure.sentence - placed.figure.sentence <= 1
        ]
        if not earlier:
            return None
        if earlier[-1].sentence == figure.sentence and _converted(earlier[-1], figure, passage):
            return "("
        if earlier[-1].sentence == figure.sentence and _put_otherwise(earlier[-1], figure, passage):
            return "or"
        for place in range(max(figure.first - 11, 0), figure.first):
            words = passage.wording(place, passage.lexicon.computing)
            if words is None or not figure.first - 7 - len(words) <= place <= figure.first - len(words):
                continue
            between = (passage.word(step) for step in range(place + len(words), figure.first))
            if not any(word in {",", ";", "."} for word in between) and _announcing(
                passage, place, words, figure.first
            ):
                return " ".join(words)
        return None

    def _proposed(
        self, name: str, passage: Passage, figure: FoundFigure, spoken: Attribution
    ) -> ProposedFigure:
        start, end = figure.phrase_span
        computed = self._announced(passage, figure)
        if computed in passage.lexicon.announcing_weakly:
            self.doubtful.add(name)
        quantity = figure.quantity
        unquantified = (quantity.value, quantity.low, quantity.high) == (None, None, None)
        return ProposedFigure(
            id=name,
            number_span=figure.number_span,
            phrase_span=figure.phrase_span,
            quantity=figure.quantity,
            quote=TextQuoteSelector(
                exact=self.text[start:end],
                prefix=self.text[max(start - _AROUND, 0) : start],
                suffix=self.text[end : end + _AROUND],
            ),
            parties=spoken.parties,
            passed_on=spoken.passed_on,
            figure_confidence=figure.confidence + _STATED * (unquantified and bool(spoken.parties)),
            party_confidence=spoken.confidence,
            computed=computed is not None,
            relayed=spoken.relayed,
            reason="; ".join(
                part
                for part in (figure.reason, spoken.reason, computed and f'computed: "{computed}"')
                if part
            ),
            sentence=passage.number,
            paragraph=passage.sentence.paragraph,
        )


def _may_describe(passage: Passage, cited: PartyMention, stating: tuple[PartyMention, ...]) -> bool:
    """Return whether who is cited without a name may be a body that was named: "the watchdog", Audit Scotland."""
    noun = (cited.word or cited.name).split()[-1]
    if not noun.islower() or len(stating) != 1:
        return False
    party = stating[0]
    lexicon = passage.lexicon
    # "Halden Marine" looks like a person's name, and "the company" says that it is not.
    people = lexicon.persons | lexicon.titles | lexicon.given_names
    if party.kind == "person" and noun in lexicon.organisation_classes.get("state", frozenset()):
        # Citing the ministry, whose minister or spokesman it was.
        return True
    company = (
        party.kind == "person"
        and noun in lexicon.organisations
        and people.isdisjoint({*party.words, *party.described})
    )
    return party.kind == "body" or company or noun in party.words


def _converted(before: FoundFigure, figure: FoundFigure, passage: Passage) -> bool:
    """Return whether a figure is the same amount in another currency: "703.9 billion shillings ($4.9 billion)"."""
    units = before.quantity.unit, figure.quantity.unit
    return (
        None not in units
        and units[0] != units[1]
        and all(is_currency(str(unit).partition("/")[0]) for unit in units)
        and passage.word(figure.first - 1) == "("
        and figure.first - before.stop <= 4
    )


def _put_otherwise(before: FoundFigure, figure: FoundFigure, passage: Passage) -> bool:
    """Return whether a figure puts the one before in other terms: "£440,000, or £40,000 apiece", "19, or 12%"."""
    place = figure.first - 1
    while passage.word(place) in passage.numbers.hedges - passage.numbers.alternatives:
        place -= 1
    return (
        passage.word(place) in passage.numbers.alternatives
        and passage.word(place - 1) in {",", "–", "—", "("}
        and (
            before.quantity.unit != figure.quantity.unit or passage.word(figure.stop) in passage.lexicon.every
        )
        and figure.first - before.stop <= 10
    )


def _item(passage: Passage) -> bool:
    return passage.word(0) in {"•", "*", "-", "–"}


def _distance(passage: Passage, cue: SayingCue, quotation: Quotation) -> int:
    place = passage.token(cue.at).start
    return max(quotation.start - place, place - quotation.end)


def _announcing(passage: Passage, at: int, words: tuple[str, ...], first: int) -> bool:
    """Return whether words announce a computed figure where they stand: ", making 500", "which is 12%"."""
    lexicon = passage.lexicon
    if len(words) == 1 and words[0] in lexicon.announcing_behind_comma:
        return passage.word(at - 1) in {","} | lexicon.relatives
    if words[-1] in lexicon.passive:
        return all(
            passage.word(step) in passage.numbers.hedges | passage.numbers.signs
            for step in range(at + len(words), first)
        )
    return True
