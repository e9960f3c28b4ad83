"""Somebody at a terminal: a process of the ledger at a pseudo-terminal, what is on its screen, and the keys pressed."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 15
#: What steers a terminal and is not read (ECMA-48, CSI).
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Person:
    """Somebody who waits for words on the screen before typing."""

    def __init__(self, folder: Path, *words: str, terminal: str = "dumb") -> None:
        self.keystrokes = 0
        self._master, slave = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
        environment |= {"XDG_STATE_HOME": str(folder / "state"), "TERM": terminal, "LEDGER_USER": "Ann"}
        self._program = subprocess.Popen(
            [sys.executable, "-m", "ledger", *words],
            cwd=folder,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.screen = ""
        self._begun = ""
        self._seen = 0
        self._stopping = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def reads(self, words: str) -> str:
        """Wait until the words are printed; returns what was printed up to there since the last call."""
        deadline = time.monotonic() + LIMIT
        while True:
            found = re.search(words, self.screen[self._seen :])
            if found:
                start, self._seen = self._seen, self._seen + found.end()
                return self.screen[start : self._seen]
            assert time.monotonic() < deadline, self.screen
            # select.select() takes no descriptor beyond 1,023, and a test run may hold that many.
            waiting = select.poll()
            waiting.register(self._master, select.POLLIN)
            if waiting.poll(1000):
                try:
                    data = os.read(self._master, 65536)
                except OSError:
                    data = b""
                assert data, self.screen
                self._print(data)

    def _print(self, data: bytes) -> None:
        """Put on the screen what can be read; an escape sequence may come in two parts."""
        text = self._begun + self._decoder.decode(data)
        whole, escape, begun = text.rpartition("\x1b")
        if not escape or _STEERING.match(escape + begun):
            whole, self._begun = text, ""
        else:
            self._begun = escape + begun
        self.screen += _STEERING.sub("", whole).replace("\r\n", "\n")

    def answers(self, question: str, answer: str = "") -> str:
        """Wait for a question and answer it; returns what was printed before it."""
        before = self.reads(question + r"[^\n]*: ?$")
        self.types(f"{answer}\n")
        return before

    def passes(self, *questions: str) -> None:
        """Leave out the fields asked for."""
        for question in questions:
            self.answers(question)

    def types(self, keys: str) -> None:
        """Press keys, one for each character."""
        self.keystrokes += len(keys)
        os.write(self._master, keys.encode())

    def stops(self) -> None:
        """Press Ctrl-C."""
        self._stopping = True
        os.kill(self._program.pid, signal.SIGINT)

    def ends(self) -> int:
        """Wait for the end; returns the exit code.

        Ctrl-C is pressed again where nothing came of it: Python overlooks it right before it waits for a line.
        """
        waiting = select.poll()
        waiting.register(self._master, select.POLLIN | select.POLLHUP)
        deadline = time.monotonic() + 4 * LIMIT
        while True:
            while not waiting.poll(2000):
                assert time.monotonic() < deadline, self.screen
                if self._stopping:
                    self.stops()
            try:
                if not (data := os.read(self._master, 65536)):
                    break
            except OSError:
                break
            self.screen += self._decoder.decode(data).replace("\r\n", "\n")
        os.close(self._master)
        return self._program.wait(LIMIT)
