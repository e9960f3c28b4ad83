"""What other programs rely on, pinned: a change here is a change of the contract and belongs in the CHANGELOG."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from importlib.metadata import version
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

import ledger
from ledger import errors
from ledger.book.adding import FIELDS, Addition
from ledger.formats import FORMATS
from ledger.trace.rules import severities

PARTS = ", ".join(
    f"{name}=None"
    for name in ["value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base"]
)
STATEMENT = (
    "title=None, publisher=None, published=None, quote=None, locator=None, snapshot=None, "
    "stated=None, period=None"
)

METHODS = {
    "derive": "reference",
    "names_source": "reference",
    "known_names": "",
    "submission": "document, *, how=None, language=None",
    "enter_scanned": "document, decisions, *, how=None, language=None, dry_run=False",
    "scan": "text, *, language=None",
    "scan_source": "reference, *, language=None",
    "draft_status": "reference, *, scanned=True",
    "capture": "data, how, *, dry_run=False",
    "add": (
        f"quantity=None, *, {PARTS}, label=None, reported_by=(), relayed_by=(), source=None, {STATEMENT}, "
        "place=None, nature=None, primary=False, wording=None, key=None, relays=None, inputs=None, "
        "formula=None, assumptions=(), note=None, tags=(), language=None, dry_run=False, **unknown"
    ),
    "agents": "",
    "duplicates": "",
    "same": "first, second, *, same=True",
    "time_stamps": "note, certificates",
    "witness": "folder, logs, *, key_file=None, clock=<function>",
    "todo": "*, most=10",
    "amend": (
        f"reference, quantity=None, *, {PARTS}, label=None, reported_by=None, source=None, {STATEMENT}, "
        "place=None, nature=None, primary=None, wording=None, key=None, relays=None, inputs=None, "
        "formula=None, assumptions=None, note=None, tags=None, language=None, dry_run=False, **unknown"
    ),
    "assign": "reference, to",
    "backup": "stream, *, progress=<function>",
    "bundle": "references=(), *, key_file=None, warn=<function>",
    "check": "references=(), *, select=(), ignore=(), progress=<function>",
    "clean_up": "",
    "correct": "reference, by, *, reason=None, cause='withdrawn'",
    "close": "",
    "create": "where=None, *, name=None, who=None, wait=60.0, clock=<function>, salts=<function>",
    "dismiss": "draft, start, end",
    "drafts": "*, most=100",
    "enter": "draft, start, end, fields, *, dry_run=False",
    "export": "stream, *, format='jsonl', references=(), with_texts=False, progress=<function>,"
    " warn=<function>, key_file=None, as_of=None",
    "export_lines": "references=(), *, with_texts=False",
    "frame": "references=()",
    "from_frame": "frame, *, name='frame', dry_run=False, language=None",
    "having_seen": "reference, size, *, quote=None, own=None",
    "impact": "reference, *, depth=None, as_of=None",
    "import_": (
        "stream, *, format='jsonl', name=None, rejects=None, refused=None, batch=None, dry_run=False, "
        "language=None, progress=<function>, "
        "committed=<function>"
    ),
    "inbox": "*, most=200, progress=<function>",
    "inboxes": "kept, *, most=200, progress=<function>",
    "last_submission": "source",
    "list": "*, search=None, agent=None, source=None, finding=None, status=None, verdict=None, unit=None, value=None, "
    "date=None, most=None, after=0",
    "log": "reference=None, *, since=None",
    "names_anything": "reference",
    "keys_beginning": "beginning, *, most=50",
    "new_key": "name, file=None, *, witness=False, person=False, random=<function>",
    "offered": "quantity, words, parties=(), *, asked='', without=()",
    "open": "where=None, *, who=None, sign=None, wait=60.0, clock=<function>, salts=<function>",
    "introduce_key": "file=None",
    "personal_keys": "",
    "replace_key": "new, old=None",
    "revoke_key": "public, *, reason=None",
    "public_key": "file=None",
    "propose": "records, reason, *, by='a program'",
    "proposals": "",
    "accept_proposal": "proposal",
    "dismiss_proposal": "proposal",
    "record": "records, *, dry_run=False",
    "recording_as": "who",
    "monitor": "*, warn=86400, critical=604800",
    "redact": "reference, field, *, reason, dry_run=False",
    "remove": "reference, *, reason=None",
    "retract": "reference, *, reason=None, cause='withdrawn'",
    "review": "reference, verdict, *, rating=None, accept=(), note=None",
    "restore": "where, stream, *, progress=<function>",
    "roles": "where=None, *, writer=None, reader=None, dry_run=False",
    "seal": "key_files=(), *, confirm=<function>, witnesses=(), keys=(), authorities=()",
    "search": "words, *, most=20",
    "show": "reference",
    "status": "where=None",
    "take_back": "source, at",
    "trace": "reference, *, depth=None, as_of=None",
    "undo": "reference",
    "unsealed": "",
    "upgrade": "where=None",
    "verify": "*, deep=False, against=None, since=None, keys=(), origin=None, witnesses=0, progress=<function>",
    "verify_bundle": "data, keys=(), *, witnesses=0",
    "verify_page": "data, keys=(), *, witnesses=0",
}

ADDITION = """
quantity value low high hedge unit direction statistic price_base label
reported_by relayed_by source title publisher published quote locator snapshot stated period
place nature primary wording key relays inputs formula assumptions note tags
"""

EXPORTS = """
Ledger Outcome Imported Listed History LogLine Status Redacted Checked Finding TraceAnswer TracedFigure TracedLink
Origin Quantity Problem Proven ProvenPage SealReport Verified __version__
LedgerError InputError NotFoundError AmbiguousError ConflictError OvertakenError TamperError ProofError FormatError
FetchError StoreError MigrationNeededError StoreBusyError
"""

#: Every error with the one it is a kind of, and its code.
ERRORS = {
    "LedgerError": ("Exception", "error"),
    "InputError": ("LedgerError", "input"),
    "NotFoundError": ("LedgerError", "not-found"),
    "AmbiguousError": ("LedgerError", "ambiguous"),
    "ConflictError": ("LedgerError", "conflict"),
    "OvertakenError": ("ConflictError", "overtaken"),
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
        quote-lacks-number quote-not-found
        arithmetic-mismatch units-differ value-changed circular-report impossible-order upstream-retracted
        scale-lost direction-changed
    """,
    "warning": """
        quote-gone
        hedge-dropped hedge-changed hedge-conflict nature-upgraded label-changed period-changed place-changed
        self-citation single-origin origin-unknown unattributed unsourced upstream-corrected upstream-disputed
        review-outdated arithmetic-loose statistic-changed price-base-changed points-as-percent
    """,
    "info": "no-locator not-archived value-rounded unit-converted hedge-added wording-unseen unquantified",
}

FORMAT_NAMES = """
jsonl json bundle html card element svg png csv xlsx parquet markdown cite docx draft-html draft-markdown
mermaid dot prov-json prov-jsonld claimreview
csl-json bibtex hypothesis auto-archiver
"""


def signature(function: Any) -> str:
    """Parameters with their defaults, without ``self`` and types."""
    shown = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "self":
            continue
        default = "<function>" if inspect.isroutine(parameter.default) else repr(parameter.default)
        mark = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        shown.append(
            f"{mark}{parameter.name}" + ("" if parameter.default is parameter.empty else f"={default}")
        )
    return ", ".join(shown)


def test_what_the_package_exports() -> None:
    assert sorted(ledger.__all__) == sorted(EXPORTS.split())
    types = [name for name in ledger.__all__ if name != "__version__"]
    assert all(getattr(ledger, name).__name__ == name for name in types)
    assert set(ledger.__all__) <= set(dir(ledger))
    assert ledger.__version__ == version("figure-ledger")
    # Every error can be caught without knowing where it is defined.
    assert set(ERRORS) <= set(ledger.__all__)


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
    assert [field.name for field in fields(Addition)] == ADDITION.split()


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


def test_a_ledger_is_used_without_importing_anything_else(tmp_path: Path) -> None:
    with ledger.Ledger.create(tmp_path / "ledger.db", who="Ann") as book:
        assert repr(book) == f"<Ledger {tmp_path}/ledger.db>"
        book.add("100 convictions a week", reported_by=["Mediazona"], primary=True, key="weekly")
        book.add("5,200 convictions a year", reported_by=["Paper"], inputs={"w": "weekly"}, formula="w * 52")
        trace = book.trace("@")
        assert repr(trace) == f"<Trace upstream of {trace.figures[0].entry.id[:12]}: 2 figures, 1 links>"
        assert json.loads(json.dumps(trace.to_json()))["format"] == "ledger-trace/1"
        assert [figure.entry.key for figure in book.list(agent="Mediazona")] == ["weekly"]
        lines = StringIO()
        book.export(lines)
    with ledger.Ledger.create(tmp_path / "copy.db", who="Bob") as copy:
        assert copy.import_(BytesIO(lines.getvalue().encode()), format="jsonl").rejected == 0
        assert copy.size == book.size


@pytest.mark.parametrize(
    "call",
    [
        lambda book: book.add("1 house", reported_by="Mediazona"),
        lambda book: book.add("1 house", reported_by=["A"], relayed_by="Mediazona"),
        lambda book: book.add("1 house", tags="x"),
        lambda book: book.add("1 house", inputs={"a": "weekly"}, assumptions="x"),
        lambda book: book.amend("weekly", reported_by="Mediazona"),
        lambda book: book.review("weekly", "confirmed", accept="label-changed"),
        lambda book: book.check("weekly"),
        lambda book: book.check(["weekly"], select="label-changed"),
        lambda book: book.export(StringIO(), references="weekly"),
        lambda book: list(book.export_lines("weekly")),
        lambda book: book.bundle("weekly"),
        lambda book: book.seal("desk.key"),
        lambda book: book.verify(keys="desk.pub"),
        lambda book: book.record({"record": "agent", "name": "A"}),
    ],
    ids=[
        *("reported_by", "relayed_by", "tags", "assumptions", "amend", "accept", "references", "select"),
        *("export", "export_lines", "bundle", "seal", "keys", "record"),
    ],
)
def test_text_is_refused_where_a_list_is_meant(
    call: Callable[[ledger.Ledger], object], tmp_path: Path
) -> None:
    book = ledger.Ledger.create(tmp_path / "ledger.db", who="Ann")
    book.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
    size = book.size
    with pytest.raises(ledger.InputError, match="list"):
        call(book)
    assert book.size == size


def test_a_misspelled_field_is_refused(tmp_path: Path) -> None:
    book = ledger.Ledger.create(tmp_path / "ledger.db", who="Ann")
    with pytest.raises(ledger.InputError, match="unknown field reportd_by, did you mean reported_by"):
        book.add("1 house", reportd_by=["A"])  # type: ignore[arg-type]
    assert book.size == 0
    book.add("1 house", key="house")
    with pytest.raises(ledger.InputError, match="unknown field lable, did you mean label"):
        book.amend("house", lable="a house")  # type: ignore[arg-type]


def test_adding_and_amending_have_the_same_fields() -> None:
    def types(method: Callable[..., Any]) -> dict[str, str]:
        annotations = {name: str(hint) for name, hint in inspect.get_annotations(method).items()}
        return {name: annotations[name].replace(" | None", "") for name in annotations.keys() & FIELDS}

    added, amended = types(ledger.Ledger.add), types(ledger.Ledger.amend)
    assert added.keys() == FIELDS
    assert {name: hint for name, hint in added.items() if name != "relayed_by"} == amended
