"""Extracts the text of a document in a separate process, so that a hostile document costs bounded time and memory.

Run as a program, this module is that process: it reads a document from standard input and writes the text, or the
error, to standard output as JSON.
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

#: The limits of the process: seconds of CPU time, seconds of elapsed time, bytes of address space.
MAX_CPU: Final = 30
MAX_WAIT: Final = 60
MAX_MEMORY: Final = 2_000_000_000

_ERRORS: Final = {"format": FormatError, "input": InputError}


def extract_bounded(
    data: bytes, media_type: str, *, url: str | None = None, encoding: str | None = None
) -> Document:
    """Extract the text of a document as `article.extract.extract` does, within the limits above.

    Raises FormatError and InputError as it does, and FormatError if a limit is exceeded.
    """
    if media_type in ("text/plain", "text/markdown"):
        # Plain text is not parsed, so that it needs no process.
        return extract(data, media_type, url=url, encoding=encoding)
    options = json.dumps({"media_type": media_type, "url": url, "encoding": encoding})
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, options],
            input=data,
            capture_output=True,
            timeout=MAX_WAIT,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise _limit_exceeded() from error
    if "error" in answer:
        raise _ERRORS.get(answer["error"], FormatError)(answer["message"], hint=answer["hint"])
    return Document(**answer | {"authors": tuple(answer["authors"])})


def _limit_exceeded() -> FormatError:
    return FormatError(
        "the document cannot be read within 30 seconds and 2 GB of memory",
        hint="save it as plain text, or capture the part that is needed",
    )


def _limit_this_process() -> None:
    import resource

    for kind, most in ((resource.RLIMIT_CPU, MAX_CPU), (resource.RLIMIT_AS, MAX_MEMORY)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(options: str, data: bytes) -> dict[str, Any]:
    error: LedgerError
    try:
        return asdict(extract(data, **json.loads(options)))
    except LedgerError as refused:
        error = refused
    except (MemoryError, RecursionError):
        error = _limit_exceeded()
    return {"error": error.code, "message": error.message, "hint": error.hint}


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(json.dumps(_answer(sys.argv[1], sys.stdin.buffer.read())))
