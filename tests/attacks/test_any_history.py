"""Two ledgers through any history: recorded, linked, corrected, undone, merged, cut short, reopened, tampered with.

After each step they verify to the ground, have lost nothing, trace as a walk in plain Python does, and come out of
an export as they went in. `LEDGER_FULL=1` tries 300 histories.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from ledger.book import Ledger
from ledger.errors import InputError, TamperError
from tests.fresh_ledger import fresh_ledger

FULL = os.environ.get("LEDGER_FULL") == "1"
SIDES = st.sampled_from([0, 1])
PARTIES = st.sampled_from(["Mediazona", "MoD", "Forces News"])

#: A process that dies in the middle of recording, the log and the tables half written.
DYING = """
import os, signal, sys
from ledger.book import Ledger
from ledger.store import append
write = append._Appender._flush
def die(self):
    write(self)
    os.kill(os.getpid(), signal.SIGKILL)
append._Appender._flush = die
Ledger.open(sys.argv[1], who="Ann").add("9 people", reported_by=["Nobody yet"], quote="nine", key="never")
"""


class Histories(RuleBasedStateMachine):
    """Two desks, each with a ledger of its own."""

    figures = Bundle("figures")
    judgements = Bundle("judgements")

    @initialize()
    def begin(self) -> None:
        """Two empty ledgers."""
        self.folder = tempfile.TemporaryDirectory(prefix="ledger-history-")
        self.places = [Path(self.folder.name) / f"{side}.db" for side in (0, 1)]
        self.ledgers = [
            fresh_ledger(place, name=f"desk {side}", who=f"Ann {side}")
            for side, place in enumerate(self.places)
        ]
        self.ids: list[list[str]] = [[], []]
        #: The links of each side: its figure, and what it is linked to.
        self.upstream: list[dict[str, set[str]]] = [{}, {}]

    def teardown(self) -> None:
        """Let go of the files."""
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(target=figures, side=SIDES, number=st.integers(1, 9), party=PARTIES, words=st.text(max_size=10))
    def add(self, side: int, number: int, party: str, words: str) -> Any:
        """Record a figure."""
        words = "".join(character for character in words if character.isprintable()).strip()
        outcomes = self.ledgers[side].add(f"{number} people", reported_by=[party], quote=words or None)
        [figure] = [outcome.id for outcome in outcomes if outcome.kind == "figure"]
        self.upstream[side].setdefault(figure, set())
        return side, figure

    @rule(figure=figures, source=figures, derived=st.booleans())
    def link(self, figure: tuple[int, str], source: tuple[int, str], derived: bool) -> None:
        """Say that a figure came from another; one cannot come from itself, or from what is not there."""
        side = figure[0]
        how: dict[str, Any] = {"relation": "relay", "from": source[1]}
        if derived:
            how = {"relation": "derivation", "inputs": {"a": source[1]}, "formula": "a * 2"}
        record = {"record": "link", "figure": figure[1], **how}
        if figure[1] == source[1] or source[1] not in self.upstream[side]:
            with pytest.raises(InputError):
                self.ledgers[side].record([record])
            return
        self.ledgers[side].record([record])
        self.upstream[side][figure[1]].add(source[1])

    @rule(target=judgements, figure=figures, replacement=figures, withdrawn=st.booleans())
    def correct(self, figure: tuple[int, str], replacement: tuple[int, str], withdrawn: bool) -> Any:
        """Withdraw a figure, or replace it by another."""
        side = figure[0]
        if withdrawn:
            made = self.ledgers[side].retract(figure[1], reason="withdrawn")
        elif figure[1] != replacement[1] and replacement[1] in self.upstream[side]:
            made = self.ledgers[side].correct(figure[1], replacement[1], reason="replaced")
        else:
            return multiple()
        return side, made[-1].id

    @rule(judgement=consumes(judgements))
    def undo(self, judgement: tuple[int, str]) -> None:
        """Take a correction back."""
        side, correction = judgement
        self.ledgers[side].undo(correction)

    @rule(side=SIDES)
    def merge(self, side: int) -> None:
        """Take over everything from the other desk."""
        self.ledgers[side].record(list(self.ledgers[1 - side].export_lines()))
        for figure, inputs in self.upstream[1 - side].items():
            self.upstream[side].setdefault(figure, set()).update(inputs)

    @rule(side=SIDES)
    def die(self, side: int) -> None:
        """A process dies in the middle of recording."""
        done = subprocess.run([sys.executable, "-c", DYING, str(self.places[side])], check=False)
        assert done.returncode == -9

    @rule(side=SIDES)
    def reopen(self, side: int) -> None:
        """Open a ledger anew."""
        self.ledgers[side] = Ledger.open(self.places[side], who=f"Ann {side}")

    @rule(side=SIDES, seq=st.integers(0), at=st.integers(0), bits=st.integers(1, 255))
    def tamper(self, side: int, seq: int, at: int, bits: int) -> None:
        """Somebody changes a byte of what was recorded: it is found. They put it back: nothing is wrong."""
        size = self.ledgers[side].verify().size
        if size == 0:
            return
        seq = seq % size + 1
        plain = sqlite3.connect(self.places[side])
        schema = plain.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        (leaf,) = plain.execute("SELECT leaf FROM entry WHERE seq = ?", (seq,)).fetchone()
        changed = bytearray(leaf)
        changed[at % len(leaf)] ^= bits
        with plain:
            for name, _ in schema:
                plain.execute(f'DROP TRIGGER "{name}"')
            plain.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (bytes(changed), seq))
            for _, sql in schema:
                plain.execute(sql)
        for deep in (False, True):
            with pytest.raises(TamperError) as caught:
                self.ledgers[side].verify(deep=deep)
            assert caught.value.seq == seq
        with plain:
            for name, _ in schema:
                plain.execute(f'DROP TRIGGER "{name}"')
            plain.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (leaf, seq))
            for _, sql in schema:
                plain.execute(sql)
        plain.close()

    @invariant()
    def nothing_is_lost(self) -> None:
        """Each ledger verifies, and begins with everything that it ever held, in the same order."""
        for side, ledger in enumerate(self.ledgers):
            ids = [line["id"] for line in ledger.export_lines()]
            assert ledger.verify(deep=True).size == len(ids)
            assert ids[: len(self.ids[side])] == self.ids[side]
            self.ids[side] = ids

    @invariant()
    def a_trace_is_a_walk(self) -> None:
        """A trace holds the figures that a walk along the links comes to."""
        for side, ledger in enumerate(self.ledgers):
            for figure in list(self.upstream[side])[-2:]:
                reached, pending = {figure}, [figure]
                while pending:
                    following = self.upstream[side][pending.pop()] - reached
                    reached |= following
                    pending += following
                assert {shown.entry.id for shown in ledger.trace(figure).figures} == reached

    @invariant()
    def an_export_is_the_ledger(self) -> None:
        """What is exported makes the same records elsewhere."""
        lines = list(self.ledgers[0].export_lines())
        with tempfile.TemporaryDirectory() as folder:
            copy = fresh_ledger(Path(folder) / "copy.db", name="copy", who="Ben")
            copy.record(lines)
            assert [line["id"] for line in copy.export_lines()] == [line["id"] for line in lines]


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=300 if FULL else 4,
    stateful_step_count=20 if FULL else 10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
