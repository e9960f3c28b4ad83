"""Nouns that are counted: their singular and plural, by the rules of a lexicon.

An unknown word comes back as the rules have it, and a word that is not a plural as it is. The singular of a
singular is itself.
"""

from __future__ import annotations

from ledger.phrase.lexicon import Nouns

_JOINTS = ("-", "_")


def singular(word: str, nouns: Nouns) -> str:
    """Return the singular of a lower-case noun; of any other word, the word.

    >>> from ledger.phrase.lexicon import lexicon_for
    >>> nouns = lexicon_for("en").nouns
    >>> [singular(word, nouns) for word in ("convictions", "countries", "people", "viruses", "crew")]
    ['conviction', 'country', 'person', 'virus', 'crew']
    """
    if word in nouns.unchanged or word in nouns.no_plurals:
        return word
    irregular = nouns.irregular.get(word)
    if irregular is not None:
        return irregular
    joint = max(word.rfind(sign) for sign in _JOINTS)
    if joint >= 0:
        return word[: joint + 1] + singular(word[joint + 1 :], nouns)
    for rule in nouns.rules:
        if word.endswith(rule.ending) and len(word) >= rule.shortest and word not in rule.besides:
            return word.removesuffix(rule.ending) + rule.becomes
    return word


def looks_plural(word: str, nouns: Nouns) -> bool:
    """Return whether a lower-case word has the form of a plural, or is a collective that is counted as one."""
    return word in nouns.unchanged or singular(word, nouns) != word


def plural(word: str, nouns: Nouns) -> str:
    """Return the plural that `singular` takes back to `word`; the word itself where there is none.

    >>> from ledger.phrase.lexicon import lexicon_for
    >>> nouns = lexicon_for("en").nouns
    >>> [plural(word, nouns) for word in ("conviction", "country", "person", "series")]
    ['convictions', 'countries', 'people', 'series']
    """
    if word in nouns.unchanged:
        return word
    irregular = [several for several, alone in nouns.irregular.items() if alone == word]
    endings = nouns.plural_endings
    guesses = [word.removesuffix(end) + several for end, several in endings if end and word.endswith(end)]
    guesses += [*irregular[:1], *(word + several for end, several in endings if not end)]
    return next((guess for guess in guesses if guess != word and singular(guess, nouns) == word), word)
