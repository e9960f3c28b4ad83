"""The syntax trees of the ledger's own modules, for tests that read how it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ledger"


class Module(NamedTuple):
    """A module of the ledger: `name` is dotted and without ``ledger``, `tree` what it says."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room it is in; of a module beside the rooms, its own name."""
        return self.name.split(".")[0]

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Where a node stands."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


@cache
def migrations() -> tuple[Module, ...]:
    """Every migration script."""
    paths = sorted((ROOT / "alembic" / "versions").glob("*.py"))
    return tuple(Module("alembic", path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the ledger."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Functions and classes that others may use, and the methods of such classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield inner
