"""Finding the wordings of a lexicon in the tokens of a phrase."""

from __future__ import annotations

from typing import Final

from ledger.phrase.lexicon import Wordings
from ledger.phrase.token import Tokens

_HYPHEN: Final = "-"


def match(wordings: Wordings, tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Return the class of the longest wording that begins at token `at`, and the token after it; None if none does."""
    if at >= len(tokens):
        return None
    found = wordings.index.get(tokens[at].word)
    if found is None:
        return None
    alone, longer = found
    second = _past_hyphen(tokens, at + 1) if longer else at
    if longer and second < len(tokens):
        for rest, kind in longer.get(tokens[second].word, ()) or longer.get(tokens[at + 1].word, ()):
            stop = _follows(rest, tokens, second if rest[0] != _HYPHEN else at + 1)
            if stop is not None:
                return kind, stop
    return None if alone is None else (alone, at + 1)


def _past_hyphen(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens.word(at) == _HYPHEN else at


def _follows(rest: tuple[str, ...], tokens: Tokens, at: int) -> int | None:
    """Return the token after the words of `rest` if they begin at token `at`; hyphens between them are skipped."""
    for word in rest:
        if word != _HYPHEN:
            at = _past_hyphen(tokens, at)
        if tokens.word(at) != word:
            return None
        at += 1
    return at
