"""Walking a person through the fields of a figure, on a terminal."""

from __future__ import annotations

from typing import Any

import typer

from ledger.cli.session import Session
from ledger.model.vocabulary import NATURES

_FIELDS = (
    ("label", "What is counted (else the noun in the words)"),
    ("source", "Source: a URL, or the key of one that is known"),
    ("title", "Title of the source"),
    ("publisher", "Publisher"),
    ("published", "Published on (2023-08-30, 2023-08, 2023)"),
    ("quote", "The sentence in which it stands, word for word"),
    ("locator", "Where in it: page, paragraph, timestamp"),
    ("stated", "Stated on"),
    ("period", "What time it is about"),
    ("place", "What place it is about"),
    ("nature", f"{', '.join(NATURES[:-1])} or {NATURES[-1]}"),
    ("relays", "Passed on from (key or id of the figure)"),
    ("key", "A short key to call it by"),
    ("note", "A note"),
)


def ask_for_figure(session: Session) -> tuple[str, dict[str, Any]]:
    """The words of a figure and what is said of it. An empty answer leaves a field out.

    Raises typer.Abort where the person stops, or does not confirm.
    """
    session.err.put("An empty answer leaves a field out; Ctrl-C stops, and records nothing.", role="faint")
    words = ""
    while not words:
        words = _ask("The number as it is worded")
    fields: dict[str, Any] = {}
    reporters: list[str] = []
    while name := _ask("Who stated it" if not reporters else "Who else, jointly"):
        reporters.append(name)
    if reporters:
        fields["reported_by"] = reporters
    for name, question in _FIELDS:
        if name in ("title", "publisher", "published") and "source" not in fields and "title" not in fields:
            continue
        if answer := _ask(question):
            fields[name] = answer
    if "relays" not in fields and typer.confirm(
        "Did they count or measure it themselves?", default=False, err=True
    ):
        fields["primary"] = True
    session.err.put()
    session.err.put(words, role="strong")
    for name, value in fields.items():
        session.err.put(", ".join(value) if isinstance(value, list) else str(value), first=f"  {name}: ")
    typer.confirm("Record this?", default=True, abort=True, err=True)
    return words, fields


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False, err=True)
    return answer.strip()
