"""Reads BibTeX and BibLaTeX with pybtex: entries become sources, and their LaTeX becomes plain text."""

from __future__ import annotations

from collections import Counter
from typing import Any, BinaryIO, Final

from ledger.errors import FormatError, InputError
from ledger.formats import LoadedFile, LoadedRecord, read_bounded
from ledger.formats.bibliography.work import (
    author_names,
    edtf_date,
    source_key,
    source_record,
    unread_note,
    web_address,
)

_KINDS: Final = {
    "article": "article", "techreport": "report", "report": "report", "manual": "report", "online": "post",
    "electronic": "post", "www": "post", "misc": "other", "dataset": "dataset", "book": "book", "inbook": "book",
    "incollection": "book", "booklet": "book", "proceedings": "book", "inproceedings": "article",
    "conference": "article", "video": "broadcast", "audio": "broadcast",
}  # fmt: skip
#: The fields that may name the publisher, the most specific first.
_PUBLISHERS: Final = ("journal", "journaltitle", "institution", "organization", "publisher", "school")
#: The name that stands for further authors.
_ET_AL: Final = "others"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The BCP 47 tags of BibLaTeX's names of languages.
_LANGUAGES: Final = {
    "english": "en", "british": "en-GB", "ukenglish": "en-GB", "american": "en-US", "usenglish": "en-US",
    "german": "de", "ngerman": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "russian": "ru", "ukrainian": "uk",
}  # fmt: skip


def load(stream: BinaryIO) -> LoadedFile:
    """Read a BibTeX file in UTF-8. Raises FormatError if it is not one, InputError if pybtex is not installed."""
    data = read_bounded(stream)
    try:
        from pybtex.database import parse_string
        from pybtex.exceptions import PybtexError
    except ModuleNotFoundError as error:
        raise InputError(
            "reading BibTeX needs the package pybtex, which is not installed",
            hint="pip install 'figure-ledger[capture]', or export the bibliography as CSL JSON",
        ) from error
    try:
        entries: Any = parse_string(data.decode("utf-8-sig"), "bibtex").entries
    except UnicodeDecodeError as error:
        raise FormatError("the file is not UTF-8", hint="export it as UTF-8") from error
    except (PybtexError, RecursionError) as error:
        raise FormatError(f"this is not BibTeX: {error}", hint="export the bibliography again") from error
    counts: Counter[str] = Counter()
    records = [_record(number, key, entry, counts) for number, (key, entry) in enumerate(entries.items(), 1)]
    return LoadedFile(records, unread_note(counts))


def _record(number: int, key: str, entry: Any, counts: Counter[str]) -> LoadedRecord:
    text = {name.lower(): _plain(value) for name, value in entry.fields.items()}
    people = author_names(map(_name, entry.persons.get("author", [])))
    publisher = next((name for name in _PUBLISHERS if text.get(name)), "")
    language = next((name for name in ("langid", "language") if text.get(name)), "")
    published = _published(text)
    address, addressed = web_address(text.get("url"), text.get("doi"))
    used = {"title", "subtitle", publisher, language, addressed}
    if published is not None:
        used |= {"date"} if text.get("date") else {"year", "month", "day"}
    counts.update(name for name in text if name not in used)
    counts.update(role for role in entry.persons if role != "author")
    counts.update("and others" for person in people if person == _ET_AL)
    spoken = text.get(language, "")
    fields = {
        "key": source_key(key),
        "kind": _KINDS.get(entry.type.lower(), "other"),
        "title": ": ".join(part for part in (text.get("title"), text.get("subtitle")) if part),
        "authors": [person for person in people if person != _ET_AL],
        "publisher": text.get(publisher),
        "published": published,
        "url": address,
        "language": _LANGUAGES.get(spoken.lower(), spoken),
    }
    return source_record(f"entry {number} ({key})", number, fields)


def _plain(value: str) -> str:
    """Return a field with its LaTeX rendered as plain text."""
    from pybtex.backends.plaintext import Backend
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    try:
        # Asked for by its name, the backend is looked up among all installed packages each time.
        plain = str(Text.from_latex(value).render(Backend()))
    except (PybtexError, ValueError, RecursionError):
        plain = value
    return " ".join(plain.split())


def _name(person: Any) -> str:
    parts = (
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    )
    return _plain(" ".join(parts))


def _published(text: dict[str, str]) -> str | None:
    """Return the date of an entry in EDTF: BibLaTeX's `date`, which is EDTF, or else year, month and day."""
    if text.get("date"):
        return text["date"]
    month = text.get("month", "")
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    return edtf_date(text.get("year", ""), month, text.get("day", ""))
