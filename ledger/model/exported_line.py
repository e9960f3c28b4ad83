"""Spells lines of an export from the stored bytes of leaves, four times as fast as by parsing them.

Both are JSON, in which a member is spelled alike: only the order differs, and the texts that lie beside the log. What
stands here knows the plain leaves of the kinds that there are many of, as canonical JSON spells them. For any other
leaf, such as one whose strings need escapes, `codec.exported` makes the line; the two agree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Final

from ledger.model.body import Body

# Creating an encoder for each of a million lines would double the time.
_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

#: The kinds of which a ledger has many.
_KINDS: Final = frozenset({"agent", "source", "description", "figure", "link", "review"})
_STRING: Final = r'"[^"\\\x00-\x1f]*"'
_LIST: Final = rf"\[(?:{_STRING}(?:,{_STRING})*)?\]"
_OBJECT: Final = rf"\{{(?:{_STRING}:{_STRING}(?:,{_STRING}:{_STRING})*)?\}}"
_TRUTH: Final = "(?:true|false)"
_CLAIM: Final = rf'(?:"claim":(?P<claim>\{{"at":{_STRING},"by":{_STRING}\}}),)?'
_KEY: Final = r'(?P<key>"key":"[^"\\\x00-\x1f]+",)?'


def spelled(line: Body) -> str:
    """Return the line of a record, as `codec.exported` makes it, in JSON."""
    return _encoded(line)


def plain_line(
    kind: str, stored: bytes, record_id: str, at: str, by: str, texts: Collection[tuple[str, str, str]]
) -> str | None:
    """Return the line of a record, None if its leaf is not plain.

    `stored` is what is stored of the leaf, whose hash was compared. `texts` are the path of each text beside it, what
    the leaf holds in its place and the text itself.
    """
    if kind not in _KINDS:
        return None
    match, order = _pattern(kind)
    found = match(stored.decode())
    if found is None:
        return None
    claim, key, note, quote, *present = found.group(*order)
    members = ",".join(filter(None, present))
    if note or quote or texts:
        filled = _with_texts(members, note, quote, texts)
        if filled is None:
            return None
        members = filled
    return f'{{{members},"id":"{record_id}",{key or ""}"recorded":{claim or _recorded(at, by)}}}'


def _with_texts(
    members: str, note: str | None, quote: str | None, texts: Collection[tuple[str, str, str]]
) -> str | None:
    """Return the members with all their texts in place; None if one is missing, or belongs elsewhere."""
    places = (1 if note else 0) + (quote.count('":"') - quote.count('"language":"') if quote else 0)
    if places != len(texts):
        return None
    for path, held, text in texts:
        member = f'"{path.removeprefix("quote.")}":"{held}"'
        within = note if path == "note" else quote if path.startswith("quote.") else None
        # What is held is the hash of a salt of its own, so that it stands in the line once.
        if within is None or member not in within or members.count(member) != 1:
            return None
        members = members.replace(member, f"{member[: -len(held) - 2]}{encode_basestring(text)}")
    return members


@lru_cache(maxsize=64)
def _recorded(at: str, by: str) -> str:
    """Return when and by whom, which all entries of a submission have in common."""
    return f'{{"at":{encode_basestring(at)},"by":{encode_basestring(by)}}}'


@cache
def _pattern(kind: str) -> tuple[Callable[[str], re.Match[str] | None], tuple[int, ...]]:
    """Return what matches a plain leaf of a kind, and its groups: of claim, key, note, quote, and of the whole line."""
    from ledger.model.codec import field_order
    from ledger.model.fields import KINDS, Listing, Mapped, Nested, Truth

    shapes = {Listing: _LIST, Mapped: _OBJECT, Nested: _OBJECT, Truth: _TRUTH}
    values = {name: shapes.get(type(field), _STRING) for name, field in KINDS[kind].fields.items()}
    order = [name for name in dict.fromkeys(field_order(kind)) if name in values and name != "withheld"]
    before = "".join(
        f'(?:(?P<{name}>"{name}":{values[name]}),)?' for name in sorted(order) if name < "record"
    )
    after = "".join(f'(?:,(?P<{name}>"{name}":{values[name]}))?' for name in sorted(order) if name > "record")
    # Every kind has the groups of the texts.
    absent = "".join(f"(?P<{name}>(?!))?" for name in ("note", "quote") if name not in order)
    pattern = rf'\{{{_CLAIM}{_KEY}"record":\{{{before}(?P<record>"record":"{kind}"){after}\}}\}}{absent}'
    compiled = re.compile(pattern)
    groups = ("claim", "key", "note", "quote", "record", *order)
    return compiled.fullmatch, tuple(compiled.groupindex[name] for name in groups)
