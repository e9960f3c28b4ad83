"""A desk that writes pages, and a story with everything odd in it."""

from __future__ import annotations

import itertools
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.book import Ledger
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.conftest import Clock

Record = dict[str, Any]

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`|]]>{{ 7*7 }}{% raw %}"
    "\u202e987\u202c\x1b[31m\x07\n=1+1 </script><!-- --></style>&#60;b&#62;"
)

#: Every odd thing that a figure can be.
ODD: list[Record] = [
    {"record": "source", "key": "story", "title": "Our story", "kind": "article", "publisher": "Us",
     "published": "2024-05-02", "url": "https://example.org/story?a=1&b=2"},
    {"record": "source", "key": "stats", "title": "Yearbook", "kind": "report", "publisher": "Statistics Office",
     "published": "2023", "url": "https://example.org/yearbook"},
    {"record": "snapshot", "source": "stats", "retrieved": "2024-04-01T09:00:00Z",
     "archived_at": "https://archive.example/yearbook", "text": "In all, there were 1,204 cases in 2022"},
    {"record": "source", "key": "wire", "title": "Wire report", "kind": "post", "publisher": "Wire"},
    {"record": "figure", "key": "cases", "quantity": "1,204 cases", "label": "cases of measles", "primary": True,
     "reported_by": ["Statistics Office"], "nature": "observed", "source": "stats", "stated": "2023",
     "quote": {"exact": "there were 1,204 cases in 2022", "prefix": "In all, "}, "period": "2022", "place": "Wales",
     "locator": "p. 12", "note": "counted twice"},
    {"record": "figure", "key": "wire-cases", "relays": "cases", "quantity": "about 1,500 cases",
     "reported_by": ["Wire"], "source": "wire", "quote": "about 1,500 cases", "stated": "2024-04-30"},
    {"record": "figure", "key": "our-cases", "relays": "wire-cases", "quantity": "1,500 infections",
     "label": "infections", "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "people", "reported_by": ["Statistics Office", "Census Bureau"], "primary": True,
     "quantity": {"value": "3100000", "low": "3050000", "high": "3150000", "unit": "person"},
     "nature": "estimated"},
    {"record": "figure", "key": "rate", "quantity": "9 cases per 100,000 people", "reported_by": ["Us"],
     "source": "story", "stated": "2024-05-02",
     "derived_from": {"inputs": {"cases": "cases", "people": "people"}, "formula": "cases / people * 100000",
                      "assumptions": ["nobody was counted twice"]}},
    {"record": "figure", "key": "third", "quantity": "one in three", "source": "story", "stated": "2024~"},
    {"record": "figure", "key": "rise", "quantity": {"text": "a dramatic rise", "value": None, "hedge": "vague"},
     "reported_by": ["Us"], "source": "story"},
    {"record": "figure", "key": "clinics", "quantity": "70 clinics", "reported_by": ["Health Board"],
     "primary": True, "stated": "2024-01-05"},
    {"record": "figure", "key": "our-clinics", "relays": "clinics", "quantity": "70 clinics",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "correction", "of": "clinics", "cause": "withdrawn", "reason": "the board had counted twice"},
    {"record": "figure", "key": "deaths-12", "quantity": "12 deaths", "reported_by": ["Hospital"],
     "primary": True, "stated": "2024-02-01"},
    {"record": "figure", "key": "deaths-15", "quantity": "15 deaths", "reported_by": ["Hospital"],
     "primary": True, "stated": "2024-03-01"},
    {"record": "correction", "of": "deaths-12", "by": "deaths-15", "reason": "three more were found"},
    {"record": "figure", "key": "our-deaths", "relays": "deaths-12", "quantity": "12 deaths",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "blog-a", "quantity": "40 percent", "reported_by": ["Blog A"]},
    {"record": "figure", "key": "blog-b", "relays": "blog-a", "quantity": "40 percent", "reported_by": ["Blog B"]},
    {"record": "link", "relation": "relay", "figure": "blog-a", "from": "blog-b", "basis": "conjecture",
     "source": "wire", "quote": "as Blog B has it", "note": "a guess"},
    {"record": "figure", "key": "our-percent", "relays": "blog-b", "quantity": "40 percent",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "tonnes-old", "quantity": "5 to 7 tonnes", "reported_by": ["Port"],
     "primary": True, "stated": "2024-01-01"},
    {"record": "figure", "key": "tonnes-new", "quantity": "8 tonnes", "reported_by": ["Port"], "primary": True,
     "stated": "2024-02-01"},
    {"record": "link", "relation": "revision", "figure": "tonnes-new", "from": "tonnes-old"},
    {"record": "figure", "key": "our-tonnes", "relays": "tonnes-old", "quantity": "at least 5 tonnes",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "their-tonnes", "relays": "tonnes-old", "quantity": "5 to 7 tonnes",
     "reported_by": ["The Gazette"]},
    {"record": "figure", "key": "ships-a", "quantity": "9 ships", "reported_by": ["Navy"], "primary": True},
    {"record": "figure", "key": "ships-b", "quantity": "nine ships", "reported_by": ["The Navy"], "primary": True},
    {"record": "same", "refs": ["ships-a", "ships-b"]},
    {"record": "figure", "key": "our-ships", "relays": "ships-b", "quantity": "9 ships", "reported_by": ["Us"],
     "source": "story"},
    {"record": "figure", "key": "hostile", "quantity": {"text": HOSTILE, "value": "5", "unit": "thing"},
     "label": HOSTILE, "reported_by": ["<b>Mallory</b>"], "source": "story", "place": HOSTILE, "note": HOSTILE,
     "quote": {"exact": HOSTILE, "language": "en", "translation": HOSTILE}, "locator": "javascript:alert(3)"},
    {"record": "review", "of": "our-cases", "verdict": "disputed", "note": "the Wire has another number"},
    {"record": "review", "of": "our-tonnes", "verdict": "confirmed", "accept": ["single-origin"]},
]  # fmt: skip


class Desk:
    """A ledger with a key, and pages written from it."""

    def __init__(self, folder: Path, records: list[Record], clock: Clock, db: str | None = None) -> None:
        numbers = itertools.count(1)
        self.folder = folder
        self.ledger = fresh_ledger(
            db or str(folder / "ledger.db"),
            name="desk",
            who="Ann",
            clock=clock,
            salts=lambda size: next(numbers).to_bytes(size, "big"),
        )
        self.ledger.record(records)
        self.key_file = folder / "ann.key"
        self.key = Ledger.new_key("desk.example/ann", self.key_file, random=lambda size: b"a" * size)
        self.warnings: list[str] = []

    def seal(self) -> None:
        """Seal what is recorded."""
        self.ledger.seal([self.key_file])

    def page(self, *references: str) -> str:
        """The page of these figures, or of the whole ledger."""
        self.warnings = []
        stream = StringIO()
        self.ledger.export(
            stream,
            format="html",
            references=references,
            warn=self.warnings.append,
            key_file=self.key_file,
        )
        return stream.getvalue()

    def file(self, *references: str) -> Path:
        """The same as a file."""
        file = self.folder / f"{'-'.join(references) or 'all'}.html"
        file.write_text(self.page(*references), encoding="utf-8", newline="\n")
        return file
