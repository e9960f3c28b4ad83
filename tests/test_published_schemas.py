"""What was published does not change under those who rely on it.

A schema grows by optional fields, or is a new version. Each published version stands in `tests/published`. One that
only grew is published again with `LEDGER_PUBLISH=1 pytest tests/test_published_schemas.py`; one that changed needs
another number in its `$id`, and in the `format` of what it describes, and stands beside the old one from then on.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PUBLISHED = Path(__file__).parent / "published"
SCHEMAS = sorted((ROOT / "schema").glob("*.schema.json"))
#: What is said for people alone.
WORDS = {"title", "description", "examples", "$comment"}
#: Where names are members, and more of them may be added.
GROWING = {"properties", "$defs"}


def changes(old: Any, new: Any, pointer: str = "") -> Iterator[str]:
    """Every place at which a schema says something else than it did, but for optional members that are new."""
    if isinstance(old, dict) and isinstance(new, dict):
        members = pointer.rpartition("/")[2] in GROWING
        for name in sorted(old.keys() | new.keys()):
            if not members and name in WORDS:
                continue
            if name in old and name in new:
                yield from changes(old[name], new[name], f"{pointer}/{name}")
            elif name in old or not members:
                yield f"{pointer}/{name}"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, pair in enumerate(zip(old, new, strict=True)):
            yield from changes(*pair, f"{pointer}/{place}")
    elif old != new or type(old) is not type(new):
        yield pointer


def version(schema: dict[str, Any]) -> str:
    """The file in which a version stands, from the end of its `$id`."""
    return "-".join(schema["$id"].split("/")[-2:]) + ".json"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name.partition(".")[0])
def test_a_published_schema_does_not_change(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    kept = PUBLISHED / version(schema)
    if os.environ.get("LEDGER_PUBLISH") == "1":
        old = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else schema
        assert not list(changes(old, schema)), "this is more than growth: give it a new version"
        kept.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert kept.exists(), f"{path.name} was never published as {kept.name}: LEDGER_PUBLISH=1"
    published = json.loads(kept.read_text(encoding="utf-8"))
    assert not list(changes(published, schema)), "changed without a new version"
    assert published == schema, "it grew: publish it again with LEDGER_PUBLISH=1"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name.partition(".")[0])
def test_a_schema_and_what_it_describes_have_one_version(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    name, number = schema["$id"].split("/")[-2:]
    assert name == path.name.partition(".")[0]
    constant = schema.get("properties", {}).get("format", {}).get("const")
    # Records carry no version: the file that holds them is that of the ledger they came from.
    assert constant == (None if name == "record" else f"ledger-{name}/{number}")


def edited(schema: dict[str, Any], *way: str) -> tuple[dict[str, Any], Any]:
    """A copy of a schema, and the part of it at the end of a way."""
    whole = copy.deepcopy(schema)
    part: Any = whole
    for step in way:
        part = part[step]
    return whole, part


def test_growth_is_told_from_change() -> None:
    schema = json.loads((ROOT / "schema" / "document.schema.json").read_text(encoding="utf-8"))
    grown, properties = edited(schema, "$defs", "figure", "properties")
    properties["colour"] = {"type": "string"}
    grown["description"] = "in other words"
    assert list(changes(schema, grown)) == []
    assert list(changes(grown, schema)) == ["/$defs/figure/properties/colour"]
    for way, name, value in (
        (("$defs", "figure"), "required", []),
        (("$defs", "figure", "properties", "depth"), "minimum", 1),
        (("$defs", "figure"), "additionalProperties", True),
        (("properties", "format"), "const", "ledger-document/2"),
    ):
        changed, part = edited(schema, *way)
        part[name] = value
        assert list(changes(schema, changed)), (way, name)


def test_ajv_compiles_every_schema_as_it_is_by_default(tmp_path: Path) -> None:
    """What most programs elsewhere validate with refuses a schema for whatever it does not know."""
    for file in (Path(__file__).parent / "ajv").iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    install = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(tmp_path)]
    installed = subprocess.run(install, capture_output=True, text=True, check=False, timeout=300)
    assert installed.returncode == 0, installed.stderr
    command = ["node", str(tmp_path / "compile.mjs"), str(ROOT / "schema")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.splitlines() == [f"compiled: {path.name}" for path in SCHEMAS]


def test_every_schema_is_in_the_list_of_them() -> None:
    listed = (ROOT / "schema" / "README.md").read_text(encoding="utf-8")
    assert [schema.name for schema in SCHEMAS if f"| `{schema.name}` |" not in listed] == []
