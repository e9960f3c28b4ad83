"""A place that says who states what, and the words at which one may begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger.article.discourse import PartyMention
from ledger.article.lexicon import lexicon_of
from ledger.article.parser import Statement


@dataclass(frozen=True, slots=True)
class SayingCue:
    """A place in a sentence that says who states what.

    `kind` is ``before`` (the party, then what it says), ``behind`` (what it says, then the party), ``according``,
    ``by`` (reported by), ``owner`` (whose count, tally, estimate), ``citing`` (whom another party passes on), ``in`` (a
    document that holds it) or ``turn`` (the speaker from here on in a dialogue). `first` and `stop` are the tokens of
    the whole cue, `at` that of its verb. `subjects` are parties that are said to cite somebody.
    """

    kind: str
    parties: tuple[PartyMention, ...]
    first: int
    at: int
    stop: int
    subjects: tuple[PartyMention, ...] = ()
    #: The statement that a parser found, for a cue of the kind ``parsed``.
    statement: Statement | None = None


@cache
def cue_openings(language: str) -> frozenset[str]:
    """Return every word of a language at which a cue may begin, apart from the first word of a sentence."""
    lexicon = lexicon_of(language)
    verbs = lexicon.saying | lexicon.stating | lexicon.having | lexicon.revising
    nouns = lexicon.claims | lexicon.documents
    return frozenset(
        {
            ":",
            "in",
            "per",
            *lexicon.according,
            *lexicon.citing,
            *lexicon.passing_on,
            *lexicon.named_sources,
            *lexicon.by,
            *lexicon.participles,
            *verbs,
            *nouns,
        }
    )
