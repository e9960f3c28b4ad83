"""What other programs rely on, pinned: a change here is a change of the contract and belongs in the CHANGELOG."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import fields
from typing import Any

import ledger
from ledger import errors
from ledger.book.adding import Addition
from ledger.formats import FORMATS
from ledger.trace.rules import severities

METHODS = {
    "draft_status": "reference",
    "capture": "data, how, *, dry_run=False",
    "add": "quantity=None, *, language=None, dry_run=False, **fields",
    "amend": "reference, *, language=None, dry_run=False, **fields",
    "bundle": "references=(), *, key_file=None, warn=<function>",
    "check": "references=(), *, select=(), ignore=(), progress=<function>",
    "clean_up": "",
    "correct": "reference, by, *, reason=None, cause='withdrawn'",
    "create": "where=None, *, name=None, who=None, wait=60.0, clock=<function>, salts=<function>",
    "export": "stream, *, format='jsonl', references=(), with_texts=False, progress=<function>,"
    " warn=<function>, key_file=None",
    "export_lines": "references=(), *, with_texts=False",
    "impact": "reference, *, depth=None, as_of=None",
    "import_lines": "stream, how",
    "import_reading": "reading, how",
    "list": "wanted",
    "log": "reference=None, *, since=None",
    "names_anything": "reference",
    "new_key": "name, file=None, *, random=<function>",
    "open": "where=None, *, who=None, wait=60.0, clock=<function>, salts=<function>",
    "public_key": "file=None",
    "record": "records, *, dry_run=False",
    "redact": "reference, field, *, reason, dry_run=False",
    "retract": "reference, *, reason=None, cause='withdrawn'",
    "review": "reference, verdict, *, rating=None, accept=(), note=None",
    "roles": "where=None, *, writer=None, reader=None, dry_run=False",
    "seal": "key_files=()",
    "search": "words, *, most=20",
    "show": "reference",
    "status": "where=None",
    "trace": "reference, *, depth=None, as_of=None",
    "undo": "reference",
    "unsealed": "",
    "upgrade": "where=None",
    "verify": "*, deep=False, against=None, since=None, keys=(), origin=None, progress=<function>",
    "verify_bundle": "data, keys=()",
    "verify_page": "data, keys=()",
}

ADDITION = """
quantity label reported_by relayed_by source title publisher published quote locator snapshot stated period
place nature primary wording key relays inputs formula assumptions note tags
"""

#: Every error with the one it is a kind of, and its code.
ERRORS = {
    "LedgerError": ("Exception", "error"),
    "InputError": ("LedgerError", "input"),
    "NotFoundError": ("LedgerError", "not-found"),
    "AmbiguousError": ("LedgerError", "ambiguous"),
    "ConflictError": ("LedgerError", "conflict"),
    "TamperError": ("LedgerError", "tamper"),
    "ProofError": ("LedgerError", "proof"),
    "FormatError": ("LedgerError", "format"),
    "FetchError": ("LedgerError", "fetch-failed"),
    "StoreError": ("LedgerError", "store"),
    "MigrationNeededError": ("StoreError", "migration-needed"),
    "StoreBusyError": ("StoreError", "busy"),
}

FINDINGS = {
    "error": """
        arithmetic-mismatch units-differ value-changed circular-report impossible-order upstream-retracted
        scale-lost direction-changed
    """,
    "warning": """
        hedge-dropped hedge-changed hedge-conflict nature-upgraded label-changed period-changed place-changed
        self-citation single-origin origin-unknown unattributed unsourced upstream-corrected upstream-disputed
        review-outdated arithmetic-loose statistic-changed price-base-changed points-as-percent
    """,
    "info": "value-rounded unit-converted hedge-added wording-unseen unquantified",
}

FORMAT_NAMES = """
jsonl json bundle html csv xlsx markdown cite mermaid dot prov-json prov-jsonld claimreview
csl-json bibtex hypothesis auto-archiver
"""


def signature(function: Any) -> str:
    """Parameters with their defaults, without ``self`` and types."""
    shown = []
    for one in inspect.signature(function).parameters.values():
        if one.name == "self":
            continue
        default = "<function>" if inspect.isroutine(one.default) else repr(one.default)
        mark = "**" if one.kind is one.VAR_KEYWORD else ""
        if one.kind is one.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        shown.append(f"{mark}{one.name}" + ("" if one.default is one.empty else f"={default}"))
    return ", ".join(shown)


def test_what_the_package_exports() -> None:
    assert sorted(ledger.__all__) == ["Ledger", "LedgerError"]
    assert all(getattr(ledger, name).__name__ == name for name in ledger.__all__)


def test_the_methods_of_a_ledger() -> None:
    found = {
        name: signature(method)
        for name, method in inspect.getmembers(ledger.Ledger, callable)
        if not name.startswith("_")
    }
    assert found == METHODS
    for name in ("who", "size"):
        assert isinstance(inspect.getattr_static(ledger.Ledger, name), property)


def test_the_fields_of_an_addition() -> None:
    # These are the keywords of Ledger.add, and the flags of `ledger add`.
    assert [one.name for one in fields(Addition)] == ADDITION.split()


def test_the_errors_and_their_codes() -> None:
    found = {
        name: (kind.__bases__[0].__name__, kind.code)
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.LedgerError)
    }
    assert found == ERRORS


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = [
        line.split() for line in (errors.__doc__ or "").splitlines() if "Error " in line and "──" in line
    ]
    assert [line[next(at for at, word in enumerate(line) if word.endswith("Error"))] for line in drawn] == [
        name for name in ERRORS if name != "LedgerError"
    ]


def test_the_findings_and_how_severe_they_are() -> None:
    wanted = {code: severity for severity, codes in FINDINGS.items() for code in codes.split()}
    assert dict(severities()) == wanted


def test_the_formats() -> None:
    assert list(FORMATS) == FORMAT_NAMES.split()


def test_the_types_are_there_for_other_programs() -> None:
    program = "from importlib.resources import files; print((files('ledger') / 'py.typed').is_file())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
