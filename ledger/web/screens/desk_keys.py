"""The keys of the desk in one table, which the strip below a screen, the help and the script all read."""

from __future__ import annotations

from typing import Final, NamedTuple


class DeskKey(NamedTuple):
    """A key: its name in a word or two, its line in the help, and the role it needs."""

    key: str
    name: str
    help: str
    role: str = "reader"
    group: str = "Go"
    #: The screens that have it.
    screens: str = "draft"


KEYS: Final = (
    DeskKey("j", "next", "the next figure", screens="draft inbox"),
    DeskKey("k", "previous", "the figure before", screens="draft inbox"),
    DeskKey("n", "next open", "the next figure that somebody has to look at"),
    DeskKey("p", "previous open", "the one before that somebody has to look at"),
    DeskKey("a", "enter", "enter a figure that was found, as it was read", "recorder", "Enter"),
    DeskKey("e", "edit", "its fields, each shown as it is read", "recorder", "Enter"),
    DeskKey("s", "add selection", "enter the words that are selected in the text", "recorder", "Enter"),
    DeskKey("l", "relay of…", "say which figure it passes on", "recorder", "Enter"),
    DeskKey("=", "computed…", "say what it was computed from", "recorder", "Enter"),
    DeskKey("i", "ignore", "say that a number that was found is not to be entered", "recorder", "Enter"),
    DeskKey("c", "confirm", "it is right; findings that are ticked are accepted with it", "reviewer", "Judge"),
    DeskKey("d", "dispute…", "it is in doubt: say why", "reviewer", "Judge"),
    DeskKey("x", "reject…", "it is wrong: say why", "reviewer", "Judge"),
    DeskKey("1…9", "accept finding", "tick a finding as looked at and in order", "reviewer", "Judge"),
    DeskKey("m", "note…", "write a note on it", "recorder", "Judge"),
    DeskKey("r", "record mine", "somebody was first: record yours all the same", "recorder", "Judge"),
    DeskKey("w", "copy wording", "copy the words to write instead"),
    DeskKey("t", "trace", "its path to the origins, with the picture", screens="draft inbox"),
    DeskKey("v", "new version", "paste or drop the next version of the draft", "recorder", "Draft"),
    DeskKey("u", "undo…", "undo what you did last here; it asks first", "recorder", "Draft"),
    DeskKey("/", "search", "search all figures", screens="drafts draft trace inbox search"),
    DeskKey("o", "drafts", "all drafts", screens="drafts draft trace inbox search"),
    DeskKey("b", "inbox", "what waits for you and the others", screens="drafts draft trace inbox search"),
    DeskKey("?", "keys", "all keys", screens="drafts draft trace inbox search"),
    DeskKey("d", "its draft", "the draft in which it stands", screens="inbox"),
    DeskKey("f", "filter", "show only what has some words", screens="inbox"),
    DeskKey("m", "to me", "assign it to yourself", "recorder", "Inbox", "inbox"),
    DeskKey("g", "assign…", "assign it to somebody", "recorder", "Inbox", "inbox"),
    DeskKey("=", "same party, accept…", "two parties are one; accept a proposal", "reviewer", "Inbox", "inbox"),
    DeskKey("x", "two parties, dismiss…", "they are two; dismiss a proposal", "reviewer", "Inbox", "inbox"),
    DeskKey("y", "copy address", "copy the address of this trace", screens="trace"),
)  # fmt: skip
