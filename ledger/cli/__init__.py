"""The commands: they parse words, call the book and render what it says. The only room that prints or exits."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import datetime

__all__ = ["main", "run"]


def main() -> None:
    """Run the command line, and exit."""
    # Most commands end before there is anything worth collecting: looking for cycles among all that was just
    # imported (some 110,000 objects) takes longer than tracing a figure.
    gc.set_threshold(200_000, 20, 20)
    from ledger.cli.entry import main as begin

    try:
        begin()
    finally:
        # Nor is it worth looking through everything once more at the end, which takes as long again.
        gc.freeze()


def run(
    argv: Sequence[str] | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    salts: Callable[[int], bytes] | None = None,
    name: str | None = None,
) -> int:
    """Run one command in this process and return its exit code, as `entry.run` does."""
    from ledger.cli.entry import run as begin

    return begin(argv, clock=clock, salts=salts, name=name)
