"""The commands: they parse words, call the book and render what it says. The only room that prints or exits."""

from ledger.cli.entry import main, run

__all__ = ["main", "run"]
