"""The answers of `Ledger.trace` and `Ledger.impact`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.trace.document import Trace


@dataclass(frozen=True, kw_only=True, repr=False)
class TraceAnswer(Trace):
    """A trace that can be written as JSON."""

    @classmethod
    def of(cls, trace: Trace) -> TraceAnswer:
        """Make an answer of a trace, with all that has been found out about it."""
        answer = object.__new__(cls)
        vars(answer).update(vars(trace))
        return answer

    def __repr__(self) -> str:
        asked = self.entry(self.asked[0]) if self.asked else None
        words = "nothing" if asked is None else asked.key or asked.id[:12]
        if self.source is not None:
            words = self.source.title or self.source.url or self.source.id[:12]
        return f"<Trace {self.direction} of {words}: {len(self.figures)} figures, {len(self.links)} links>"

    def _repr_html_(self) -> str:
        """Return the answer as a card, for a notebook."""
        from html import escape

        from ledger.formats.page.page_document import write_card
        from ledger.view.trace_view import resolve

        if self.direction == "downstream":
            return f"<p>{escape(repr(self))}</p>"
        return (
            f'<iframe width="440" height="420" sandbox srcdoc="{escape(write_card(resolve(self)))}"></iframe>'
        )

    def to_json(self) -> dict[str, Any]:
        """Return the trace as a document of `schema/trace.schema.json`, ready for `json.dumps`."""
        from ledger.formats.trace_json import trace_document
        from ledger.view.trace_view import resolve

        return trace_document(resolve(self))
