"""Words that people write where they have nothing to write, or nobody to name."""

from __future__ import annotations

from typing import Final

from ledger.model.body import fold

#: Texts that people write instead of leaving a field empty.
_PLACEHOLDERS: Final = frozenset({
    "-", "–", "—", "--", "---", ".", "…", "...", "?", "??", "???", "n/a", "na", "n.a.", "n.a", "#n/a", "tbc", "tbd",
    "tba", "to be confirmed", "to be determined",
})  # fmt: skip
#: The same for fields without quoted words: a source may well say “none” or “unknown”.
_WORDS_FOR_NOTHING: Final = _PLACEHOLDERS | {
    "none", "null", "nil", "unknown", "not known", "not available", "not applicable", "not stated", "not given",
    "not named", "unnamed", "unspecified", "nobody", "no one", "blank", "empty", "nil return", "no data", "no name",
    "no source", "no information", "not specified", "not provided", "not disclosed", "not recorded", "not reported",
    "not found", "undisclosed", "unattributed", "pending", "awaited", "to follow", "to come", "tk", "tktk", "todo",
    "to do", "to check", "to be checked", "to be added", "t.b.c.", "t.b.d.", "t.b.a.", "n.n.", "k.a.", "n/k", "n/s",
}  # fmt: skip
#: Texts in place of a name that may be one, repeat another, or say too little.
_UNCLEAR_NAMES: Final = frozenset({
    "x", "xx", "xxx", "ditto", "do.", "idem", "ibid", "ibid.", "same", "same as above", "as above", "see above", '"',
    "''",
    "″", "〃", "various", "several", "multiple", "other", "others", "anon", "anon.", "anonymous", "anonym",
    "unidentified", "unnamed source", "unnamed sources", "anonymous source", "anonymous sources",
    "unknown source", "unknown author",
})  # fmt: skip
_BRACKETS: Final = "()[]<>"


def says_nothing(text: str, *, verbatim: bool = False) -> bool:
    """Return whether a text stands for nothing, perhaps in brackets: n/a, (none), [TBC].

    Of `verbatim` texts, which are somebody's words, fewer do.
    """
    return fold(text).casefold().strip(_BRACKETS) in (_PLACEHOLDERS if verbatim else _WORDS_FOR_NOTHING)


def is_unclear_name(text: str) -> bool:
    """Return whether a text in place of a name may be a placeholder or a name: ditto, various, Anonymous."""
    return fold(text).casefold().strip(_BRACKETS) in _UNCLEAR_NAMES


def names_nobody(text: str) -> bool:
    """Return whether a text in place of a party is a placeholder. X is a company, and Other the name of a magazine."""
    return says_nothing(text) or (is_unclear_name(text) and fold(text).casefold() not in {"x", "other"})
