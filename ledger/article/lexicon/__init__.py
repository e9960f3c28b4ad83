"""The words needed to read an article, one module a language."""

from __future__ import annotations

from ledger.article.lexicon.article_lexicon import ArticleLexicon
from ledger.errors import InputError

#: The languages whose articles can be read, by BCP 47 code.
LANGUAGES = ("en", "de")

__all__ = ["LANGUAGES", "ArticleLexicon", "lexicon_of"]


def lexicon_of(language: str) -> ArticleLexicon:
    """Return the words of a language by its BCP 47 code (``en``, ``en-GB``). Raises InputError for any other."""
    code = language.lower().partition("-")[0]
    if code == "en":
        from ledger.article.lexicon.en import ENGLISH

        return ENGLISH
    if code == "de":
        from ledger.article.lexicon.de import GERMAN

        return GERMAN
    raise InputError(
        f"no article in the language {language[:40]!r} can be read",
        hint=f"there are words for: {', '.join(LANGUAGES)}",
    )
