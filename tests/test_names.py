"""How the code speaks: its names and its docstrings."""

from __future__ import annotations

import ast
from pathlib import Path

from jinja2 import Environment, nodes

from tests.source_code import PACKAGE, ROOT, modules, public

EMPTY_NAMES = {"one", "told", "said", "other", "each"}
QUESTIONS = {"What", "How", "Who", "Whom", "Whose", "Where", "Which", "When", "Why", "Whether"}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "data", "info"}


def test_what_is_public_says_what_it_does() -> None:
    wrong = [f"{module.path.relative_to(ROOT)}" for module in modules() if not ast.get_docstring(module.tree)]
    wrong += [
        f"{module.at(node)}: {node.name}"
        for module in modules()
        for node in public(module.tree)
        if not ast.get_docstring(node)
    ]
    assert wrong == []


def test_what_is_documented_begins_with_a_verb_or_a_noun() -> None:
    # "What befell anything upstream" says less than "Findings on figures whose upstream was retracted". Private ones
    # too. A property may begin with "Whether": it is a value, and what it says is true or not.
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            first = (ast.get_docstring(node) or "").partition(" ")[0].strip(",:.")
            decorators = () if isinstance(node, ast.Module) else map(ast.unparse, node.decorator_list)
            is_property = any(decorator.endswith("property") for decorator in decorators)
            if first in QUESTIONS and not (first == "Whether" and is_property):
                name = module.name if isinstance(node, ast.Module) else node.name
                wrong.append(f"{module.path.relative_to(ROOT)}: {name}: {first} …")
    assert wrong == []


def test_names_say_something() -> None:
    assert [module.name for module in modules() if EMPTY_WORDS & set(module.name.split("."))] == []


#: A language's file has the code of the language as its name, and stands in a package of this name.
LANGUAGES = "lexicon"


def test_a_module_name_stands_for_one_thing() -> None:
    # Whoever says "the module arithmetic" means one file. The package `ledger` itself is not a module of the house.
    places: dict[str, list[str]] = {}
    for module in modules():
        *package, name = module.name.split(".")
        if package[-1:] != [LANGUAGES] and name not in (LANGUAGES, "__init__"):
            places.setdefault(name, []).append(module.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_class_name_stands_for_one_thing() -> None:
    # Private ones too, and whether it begins with an underscore or not: a traceback and a search name them alike.
    places: dict[str, list[str]] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.lstrip("_"), []).append(module.at(node))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_variables_are_named_for_what_they_hold() -> None:
    # A loop names what it loops over: these words fit everything, and so say nothing. In tests too.
    sources = [(module.path, module.tree) for module in modules()]
    sources += [
        (path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted((ROOT / "tests").rglob("*.py"))
    ]
    wrong = []
    for path, tree in sources:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name, line = node.id, node.lineno
            elif isinstance(node, ast.arg):
                name, line = node.arg, node.lineno
            else:
                continue
            if name in EMPTY_NAMES:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert wrong == []


def test_variables_of_templates_are_named_for_what_they_hold() -> None:
    templates = sorted(PACKAGE.rglob("*.jinja"))
    assert templates
    wrong = [
        f"{template.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for template in templates
        for node in Environment().parse(template.read_text(encoding="utf-8")).find_all(nodes.Name)
        if node.ctx in ("store", "param") and node.name in EMPTY_NAMES
    ]
    assert wrong == []


def test_a_file_of_tests_has_a_name_of_its_own() -> None:
    # pytest imports them by their names alone, and collects the second of two not at all.
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
