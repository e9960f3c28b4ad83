"""Checks a page: proves the bundle in it, makes the page again from that bundle, and compares the two.

A page from another version of the program may word the same things otherwise, and so may one that was written with
another version of Unicode, where there are characters that one of the two does not know: of such a one the bundle
alone is proved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Final
from unicodedata import ucd_3_2_0, unidata_version

from ledger.errors import FormatError, ProofError
from ledger.tlog.note import VerifierKey
from ledger.trust import proving
from ledger.trust.proving import Proven

_GENERATOR: Final = re.compile(r'<meta name="generator" content="(figure-ledger [^"<>]{1,80})">')
_UNICODE: Final = re.compile(r'<meta name="unicode" content="([0-9.]{1,20})">')
_MARKUP: Final = re.compile(r"<[^>]*>")
#: The number of characters shown before and after the beginning of a change.
_BEFORE: Final = 40
_AFTER: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPage:
    """A page whose bundle holds. `program` says what wrote it.

    `compared` says whether every word of it follows from the bundle; where it is false another program wrote the
    page, and nothing is known of its words.
    """

    bundle: Proven
    program: str
    compared: bool


def is_page(data: bytes) -> bool:
    """Return whether some bytes are HTML and no bundle."""
    return data[:100].lstrip().lower().startswith(b"<!doctype html")


def check(data: bytes, keys: Sequence[VerifierKey]) -> ProvenPage:
    """Check a page. Raises FormatError for a file that is no page of a ledger, ProofError for a page that fails."""
    # Imported here, because writing pages takes much code that nothing else needs.
    from ledger.formats.page.page_document import BUNDLE, program, write_page

    try:
        # A file that was moved between systems may have other line endings now.
        text = data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FormatError("that is not a page of a ledger: it is not UTF-8") from None
    generator = _GENERATOR.search(text)
    if generator is None:
        raise FormatError(
            "that is not a page of a ledger", hint="ledger export REF --format html -o FILE writes one"
        )
    _, opening, rest = text.partition(BUNDLE)
    if not opening:
        raise ProofError(
            "the page carries no proof: anybody can have written it",
            hint="ledger seal, and another export, make a page that can be verified",
        )
    document = proving.read_bundle(rest.partition("</script>")[0].encode())
    proven, view = proving.prove(document, keys)
    author, known = unescape(generator[1]), _UNICODE.search(text)
    if author != program():
        return ProvenPage(bundle=proven, program=author, compared=False)
    unicode = known[1] if known else unidata_version
    made = write_page(view, document, unicode=unicode)
    if text != made and unicode != unidata_version and _has_new_characters(document):
        return ProvenPage(bundle=proven, program=f"{author} with Unicode {unicode}", compared=False)
    _compare(text, made)
    return ProvenPage(bundle=proven, program=author, compared=True)


def _has_new_characters(document: Mapping[str, Any]) -> bool:
    """Return whether there are characters in a bundle that not every Unicode of the last decades knows."""
    text = json.dumps(document, ensure_ascii=False)
    return not text.isascii() and any(ucd_3_2_0.category(character) == "Cn" for character in set(text))


def _compare(shown: str, made: str) -> None:
    """Raise ProofError with the first place at which a page is not the one that was made."""
    if shown == made:
        return
    at = _first_difference(shown, made)
    line = shown.count("\n", 0, at) + 1
    shown_line, made_line = _line(shown, at), _line(made, at)
    # A reader looks for words, so that markup is shown only if nothing else was edited.
    bare = _MARKUP.sub("", shown_line), _MARKUP.sub("", made_line)
    if bare[0] != bare[1]:
        shown_line, made_line = bare
    first = max(_first_difference(shown_line, made_line) - _BEFORE, 0)
    raise ProofError(
        f"the page was changed: line {line:,} shows {_piece(shown_line, first)},"
        f" and the records say {_piece(made_line, first)}"
    )


def _first_difference(first: str, second: str) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, pair in pairs if pair[0] != pair[1]), min(len(first), len(second)))


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _piece(line: str, first: int) -> str:
    piece = unescape(line[first : first + _BEFORE + _AFTER])
    return f"“{piece}”" if piece else "nothing"
