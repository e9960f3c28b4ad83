"""Desks as processes that wait for no imports: each is forked from one process that has loaded what a desk needs.

That process is asked over the socket on its standard input, a JSON object a message. ``{"words": […], "environment":
{…}, "folder": …}`` comes with the descriptors of a standard output and error, and is answered with the number of a new
process that runs the command; ``{"wait": NUMBER}`` is answered with how it ended, negative for a signal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


class ForkedDesk:
    """A process of `ledger serve`, with the methods of a `subprocess.Popen`."""

    def __init__(self, forks: socket.socket, words: Sequence[str]) -> None:
        self._forks = forks
        self.returncode: int | None = None
        (output, written), (error, complained) = os.pipe(), os.pipe()
        self.stdout, self._stderr = os.fdopen(output), os.fdopen(error)
        order = {"words": words, "environment": {**os.environ}, "folder": str(Path.cwd())}
        socket.send_fds(forks, [json.dumps(order).encode()], [written, complained])
        os.close(written)
        os.close(complained)
        self._pid = int(forks.recv(100))
        self._ended = os.pidfd_open(self._pid)

    def poll(self, seconds: float = 0) -> int | None:
        """Return how it ended, or None if it still runs after so many seconds."""
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._ended, select.POLLIN)
            if ended.poll(seconds * 1000):
                os.close(self._ended)
                self._forks.send(json.dumps({"wait": self._pid}).encode())
                self.returncode = int(self._forks.recv(100))
        return self.returncode

    def wait(self, timeout: float = 20) -> int:
        """Wait until it ends, and return how. Raises TimeoutExpired."""
        code = self.poll(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("ledger serve", timeout)
        return code

    def communicate(self, timeout: float = 20) -> tuple[str, str]:
        """Wait until it ends, and return what it wrote and was not read yet. Raises TimeoutExpired."""
        self.wait(timeout)
        return self.stdout.read(), self._stderr.read()

    def close(self) -> None:
        """Kill it if it still runs, and close its outputs."""
        self.kill()
        self.wait()
        self.stdout.close()
        self._stderr.close()

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal if it still runs."""
        if self.poll() is None:
            os.kill(self._pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


@contextlib.contextmanager
def desk_forks() -> Iterator[socket.socket]:
    """Start the process that forks, and give the socket over which it is asked."""
    ours, theirs = socket.socketpair()
    # Ctrl-C is for the tests: the process ends when nobody can ask it any more. What a desk prints is read at once.
    command = [sys.executable, "-u", "-m", "tests.web.desk_forks"]
    forking = subprocess.Popen(
        command, stdin=theirs.fileno(), cwd=Path(__file__).parents[2], start_new_session=True
    )
    theirs.close()
    with forking, ours:
        yield ours


def _begin(order: dict[str, Any], outputs: Sequence[int]) -> int:
    """Run a command in a process of its own, and return its number."""
    from ledger.cli import run

    child = os.fork()
    if child:
        return child
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(outputs[0], 1)
        os.dup2(outputs[1], 2)
        os.closerange(3, max(outputs) + 1)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        code = run(order["words"])
        sys.stdout.flush()
    finally:
        os._exit(code)


def _obey(asked: socket.socket) -> None:
    """Do what is asked until the asker is gone."""
    while True:
        message, outputs, _, _ = socket.recv_fds(asked, 1 << 20, 2)
        if not message:
            return
        order = json.loads(message)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = _begin(order, outputs)
        for output in outputs:
            os.close(output)
        asked.send(str(answer).encode())


if __name__ == "__main__":
    from ledger.cli import run
    from ledger.web import app, serving

    assert app
    assert serving
    # Loads what recording and tracing need.
    with contextlib.redirect_stdout(io.StringIO()):
        run(["demo"])
    _obey(socket.socket(fileno=0))
