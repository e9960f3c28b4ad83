"""Extracting the text of a document in a process of its own, so that a hostile one costs bounded time and memory.

Run as a program, this module is that process: it reads a document from standard input and writes what it found, or
what is wrong with it, to standard output as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any, Final

from ledger.article.extract import extract
from ledger.article.extract.document_text import Document
from ledger.errors import FormatError, InputError, LedgerError

#: What the process may take: seconds of CPU, seconds on the clock, bytes of address space.
MAX_CPU: Final = 30
MAX_WAIT: Final = 60
MAX_MEMORY: Final = 2_000_000_000

_ERRORS: Final = {"format": FormatError, "input": InputError}


def extract_bounded(
    data: bytes, media_type: str, *, url: str | None = None, encoding: str | None = None
) -> Document:
    """Extract the text of a document as `article.extract.extract` does, within the bounds above.

    Raises FormatError and InputError as it does, and FormatError where the bounds do not suffice.
    """
    if media_type in ("text/plain", "text/markdown"):
        # Nothing is parsed: no process is needed.
        return extract(data, media_type, url=url, encoding=encoding)
    asked = json.dumps({"media_type": media_type, "url": url, "encoding": encoding})
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, asked],
            input=data,
            capture_output=True,
            timeout=MAX_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise _too_much() from error
    if "error" in found:
        raise _ERRORS.get(found["error"], FormatError)(found["message"], hint=found["hint"])
    return Document(**found | {"authors": tuple(found["authors"])})


def _too_much() -> FormatError:
    return FormatError(
        "the document cannot be read within 30 seconds and 2 GB of memory",
        hint="save it as plain text, or capture the part that is needed",
    )


def _limit_this_process() -> None:
    import resource

    for kind, most in ((resource.RLIMIT_CPU, MAX_CPU), (resource.RLIMIT_AS, MAX_MEMORY)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _run(asked: str, data: bytes) -> dict[str, Any]:
    given = json.loads(asked)
    try:
        return asdict(extract(data, given["media_type"], url=given["url"], encoding=given["encoding"]))
    except LedgerError as error:
        return {"error": error.code, "message": error.message, "hint": error.hint}
    except (MemoryError, RecursionError):
        too_much = _too_much()
        return {"error": too_much.code, "message": too_much.message, "hint": too_much.hint}


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(json.dumps(_run(sys.argv[1], sys.stdin.buffer.read())))
