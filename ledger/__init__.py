"""A fact-check provenance ledger: where a number in the news came from, and how it changed on the way.

>>> import ledger
>>> with ledger.Ledger.open("ledger.db") as book:  # doctest: +SKIP
...     book.add("nearly 100 convictions per week", reported_by=["Mediazona"], primary=True)
...     print(book.trace("@").to_json())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ledger.book.checking import Checked as Checked
    from ledger.book.history import History as History
    from ledger.book.history import LogLine as LogLine
    from ledger.book.importing import Imported as Imported
    from ledger.book.ledger import Ledger as Ledger
    from ledger.book.listing import Listed as Listed
    from ledger.book.making import Status as Status
    from ledger.book.redacting import Redacted as Redacted
    from ledger.book.trace_answer import TraceAnswer as TraceAnswer
    from ledger.errors import AmbiguousError as AmbiguousError
    from ledger.errors import ConflictError as ConflictError
    from ledger.errors import FetchError as FetchError
    from ledger.errors import FormatError as FormatError
    from ledger.errors import InputError as InputError
    from ledger.errors import LedgerError as LedgerError
    from ledger.errors import MigrationNeededError as MigrationNeededError
    from ledger.errors import NotFoundError as NotFoundError
    from ledger.errors import OvertakenError as OvertakenError
    from ledger.errors import Problem as Problem
    from ledger.errors import ProofError as ProofError
    from ledger.errors import StoreBusyError as StoreBusyError
    from ledger.errors import StoreError as StoreError
    from ledger.errors import TamperError as TamperError
    from ledger.number.quantity import Quantity as Quantity
    from ledger.store.append import Outcome as Outcome
    from ledger.trace.document import Origin as Origin
    from ledger.trace.document import TracedFigure as TracedFigure
    from ledger.trace.document import TracedLink as TracedLink
    from ledger.trace.finding import Finding as Finding
    from ledger.trust.page_proof import ProvenPage as ProvenPage
    from ledger.trust.proving import Proven as Proven
    from ledger.trust.sealing import SealReport as SealReport
    from ledger.trust.verifying import Verified as Verified

    __version__: str

#: The modules of the exported names. Each is imported on first use, so that using one does not import all of them.
_MODULES: Final = {
    "AmbiguousError": "errors",
    "Checked": "book.checking",
    "ConflictError": "errors",
    "FetchError": "errors",
    "Finding": "trace.finding",
    "FormatError": "errors",
    "History": "book.history",
    "Imported": "book.importing",
    "InputError": "errors",
    "Ledger": "book.ledger",
    "LedgerError": "errors",
    "Listed": "book.listing",
    "LogLine": "book.history",
    "MigrationNeededError": "errors",
    "NotFoundError": "errors",
    "Origin": "trace.document",
    "Outcome": "store.append",
    "OvertakenError": "errors",
    "Problem": "errors",
    "ProofError": "errors",
    "Proven": "trust.proving",
    "ProvenPage": "trust.page_proof",
    "Quantity": "number.quantity",
    "Redacted": "book.redacting",
    "SealReport": "trust.sealing",
    "Status": "book.making",
    "StoreBusyError": "errors",
    "StoreError": "errors",
    "TamperError": "errors",
    "TraceAnswer": "book.trace_answer",
    "TracedFigure": "trace.document",
    "TracedLink": "trace.document",
    "Verified": "trust.verifying",
}

__all__ = [*_MODULES, "__version__"]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from ledger.version import program_version

        return program_version()
    if name not in _MODULES:
        raise AttributeError(f"module 'ledger' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"ledger.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__]
