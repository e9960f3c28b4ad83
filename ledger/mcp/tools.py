"""The tools of an assistant: the arguments and the answer of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from ledger.book import Ledger
from ledger.errors import InputError

Document = dict[str, Any]
Arguments = Mapping[str, Any]

_REF: Final[Document] = {
    "type": "string",
    "maxLength": 4_000,
    "description": "A key, an id or its beginning, a source's URL.",
}
_DEPTH: Final[Document] = {
    "type": "integer",
    "minimum": 0,
    "maximum": 10_000,
    "description": "No more than so many hops.",
}
_AS_OF: Final[Document] = {
    "type": "string",
    "maxLength": 100,
    "description": "As the ledger was after an entry (its number), or at a time.",
}
#: The figures that a search shows, and the tasks of each kind, unless more are asked for.
_FEW: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantTool:
    """A tool: `fields` are JSON Schemas of its arguments, `answer` makes the document."""

    name: str
    about: str
    fields: Mapping[str, Document]
    required: tuple[str, ...] = ()
    answer: Callable[[Ledger, Arguments], Document]
    proposes: bool = False

    @property
    def schema(self) -> Document:
        """The JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": dict(self.fields),
            "required": list(self.required),
            "additionalProperties": False,
        }


def _search(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.answer_documents import listed_document

    found = ledger.search(given["words"], most=given.get("most", _FEW))
    return {"format": "ledger-list/1", "figures": list(map(listed_document, found))}


def _show(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.answer_documents import history_document

    return history_document(ledger.show(given["ref"]))


def _trace(ledger: Ledger, given: Arguments) -> Document:
    return ledger.trace(given["ref"], depth=given.get("depth"), as_of=given.get("as_of")).to_json()


def _impact(ledger: Ledger, given: Arguments) -> Document:
    return ledger.impact(given["ref"], depth=given.get("depth"), as_of=given.get("as_of")).to_json()


def _check(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.answer_documents import checked_document

    return checked_document(ledger.check(given["refs"]))


def _scan(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.scan_document import scan_document

    text, source, language = given.get("text"), given.get("source"), given.get("language")
    if (text is None) == (source is None):
        raise InputError("a scan takes a text, or the source whose newest snapshot is meant")
    if source is not None:
        return scan_document(ledger.scan_source(source, language=language))
    assert text is not None
    return scan_document(ledger.scan(text, language=language))


def _derive(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.scan_document import derive_document

    return derive_document(ledger.derive(given["ref"]))


def _todo(ledger: Ledger, given: Arguments) -> Document:
    from ledger.book.answer_documents import todo_document

    return todo_document(ledger.todo(most=given.get("most", _FEW)), ledger.proposals())


def _propose(ledger: Ledger, given: Arguments) -> Document:
    proposal = ledger.propose(given["records"], given["reason"], by=given["by"])
    return {"waits": True, "proposal": asdict(proposal) | {"records": list(proposal.records)}}


TOOLS: Final = (
    AssistantTool(
        name="search",
        about="Find figures by words in labels, quotes, names and titles, best first.",
        fields={
            "words": {"type": "string", "maxLength": 1_000},
            "most": {"type": "integer", "minimum": 1, "maximum": 100},
        },
        required=("words",),
        answer=_search,
    ),
    AssistantTool(
        name="show",
        about="Read one record (a figure, a party, a source, a link) with its whole history.",
        fields={"ref": _REF},
        required=("ref",),
        answer=_show,
    ),
    AssistantTool(
        name="trace",
        about="Where a figure came from, up to its origins, with the arithmetic and what is to be looked at.",
        fields={"ref": _REF, "depth": _DEPTH, "as_of": _AS_OF},
        required=("ref",),
        answer=_trace,
    ),
    AssistantTool(
        name="impact",
        about="What rests on a figure, in which sources, and what would fall with it.",
        fields={"ref": _REF, "depth": _DEPTH, "as_of": _AS_OF},
        required=("ref",),
        answer=_impact,
    ),
    AssistantTool(
        name="check",
        about="Recompute, compare, find: for some figures or sources and all that they rest on.",
        fields={"refs": {"type": "array", "items": _REF, "minItems": 1, "maxItems": 100}},
        required=("refs",),
        answer=_check,
    ),
    AssistantTool(
        name="scan",
        about="Find the figures of a text, or of a source's newest snapshot: each with its words and who states it.",
        fields={
            "text": {"type": "string", "maxLength": 5_000_000},
            "source": _REF,
            "language": {"type": "string", "maxLength": 35, "description": "A BCP 47 tag."},
        },
        answer=_scan,
    ),
    AssistantTool(
        name="derive",
        about="How a recorded figure may have been computed from others, likeliest first.",
        fields={"ref": _REF},
        required=("ref",),
        answer=_derive,
    ),
    AssistantTool(
        name="todo",
        about="What there is to do: proposals that wait, errors, where trails end, what nobody reviewed.",
        fields={"most": {"type": "integer", "minimum": 1, "maximum": 100}},
        answer=_todo,
    ),
    AssistantTool(
        name="propose",
        about=(
            "Hand records to a person who decides on them: nothing is recorded before. Records are those of "
            "`ledger schema record`, without by, at, id and recorded; `reason` says why, in a sentence."
        ),
        fields={
            "records": {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 100},
            "reason": {"type": "string", "minLength": 1, "maxLength": 2_000},
        },
        required=("records", "reason"),
        answer=_propose,
        proposes=True,
    ),
)
