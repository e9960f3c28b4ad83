"""A process that has everything loaded and forks one for each command: what is killed is at work, not starting.

It reads a JSON object a line, ``{"words": […], "seconds": null, "said": FILE, "user": null, "limit": null}``:
the words of a command (or ``desk``, see `desk_writes`), after how many seconds to kill it, where its output goes, the
user (a number) it runs as, and how many bytes a file of its may have. It answers with the exit status, negative for a
signal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
import time
from typing import Any

import psycopg

from ledger.cli import run
from tests.faults.desk_writes import write_through_a_desk


def obey(order: dict[str, Any]) -> int:
    """Run a command in a process of its own, and return how it ended."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            output = os.open(order["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            if order["user"] is not None:
                os.setgroups([])
                os.setgid(order["user"])
                os.setuid(order["user"])
            if order["limit"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit"], order["limit"]))
            words = order["words"]
            code = write_through_a_desk(words) if words[0] == "desk" else run(words)
            sys.stdout.flush()
        finally:
            os._exit(code)
    if order["seconds"] is not None:
        time.sleep(order["seconds"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    assert psycopg
    with contextlib.redirect_stdout(io.StringIO()):
        run(["demo"])
    for line in sys.stdin:
        sys.stdout.write(f"{obey(json.loads(line))}\n")
        sys.stdout.flush()
