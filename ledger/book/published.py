"""Reads the published schemas and the pages of the manual, which are installed with the program."""

from __future__ import annotations

import json
from difflib import get_close_matches
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from ledger.errors import NotFoundError

_ENDING = ".schema.json"


def schema_names() -> list[str]:
    """Return the names of the published schemas, sorted."""
    return sorted(
        file.name.removesuffix(_ENDING) for file in _schemas().iterdir() if file.name.endswith(_ENDING)
    )


def schema_text(name: str) -> str:
    """Return the text of a published schema, named like ``trace``, ``trace.schema.json`` or ``ledger-trace/1``.

    Raises NotFoundError if there is none.
    """
    bare = name.removesuffix(_ENDING).removeprefix("ledger-").partition("/")[0]
    known = schema_names()
    if bare not in known:
        raise _unknown("schema", name, known, "ledger schema lists them")
    return (_schemas() / f"{bare}{_ENDING}").read_text("utf-8")


def schema_heads() -> list[dict[str, str]]:
    """Return the name, title and description of every published schema."""
    heads = []
    for name in schema_names():
        document = json.loads(schema_text(name))
        heads.append({"name": name, "title": document["title"], "description": document["description"]})
    return heads


def topics() -> dict[str, str]:
    """Return the titles of the pages of the manual by their names."""
    pages = {page.name: page for page in _manual().iterdir() if page.name.endswith(".md")}
    return {name.removesuffix(".md"): _title(pages[name].read_text("utf-8")) for name in sorted(pages)}


def page(topic: str) -> str:
    """Return a page of the manual in Markdown. Raises NotFoundError if there is none."""
    if topic not in topics():
        raise _unknown("page", topic, list(topics()), "ledger help lists them")
    return (_manual() / f"{topic}.md").read_text("utf-8")


def _title(text: str) -> str:
    return next((line.lstrip("# ") for line in text.splitlines() if line.startswith("#")), "")


def _unknown(what: str, name: str, known: list[str], otherwise: str) -> NotFoundError:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else otherwise
    return NotFoundError(f"there is no {what} {name[:60]!r}", near=near, hint=hint)


def _schemas() -> Traversable:
    # A wheel contains them; in a checkout they are next to the package.
    installed = resources.files("ledger") / "_schema"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schema"


def _manual() -> Traversable:
    return resources.files("ledger") / "docs"
