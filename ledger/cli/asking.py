"""Walking a person through the fields of a figure, on a terminal.

Every answer is checked when it is given, by rehearsing the recording of all answers so far, and shown as it is read.
Answers are kept in a draft, so that nothing typed is lost where somebody stops or something fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from ledger.cli.figure_choice import chosen_figure
from ledger.cli.figure_flags import in_flags, named_inputs, split_parties
from ledger.cli.kept_draft import KeptDraft
from ledger.cli.session import Session
from ledger.errors import InputError, LedgerError
from ledger.model.vocabulary import HEDGES, NATURES

if TYPE_CHECKING:
    from ledger.book import Ledger

#: What leaves a field out that has a default.
NOTHING = "-"
#: The fields that say the number, which are checked together.
_NUMBER = ("quantity", "value", "unit", "hedge")
#: The fields that describe a source, which are not asked for one that is recorded.
_OF_A_SOURCE = ("title", "publisher", "published")


class Question(NamedTuple):
    """A field of a figure and its question; without the field `needs` it is not asked."""

    name: str
    words: str
    needs: tuple[str, ...] = ()


QUESTIONS = (
    Question("reported_by", "Who stated it (A; B for joint reporters)"),
    Question("source", "Source: a URL, or the key of one that is known"),
    Question("title", "Title of the source"),
    Question("publisher", "Publisher", ("source", "title")),
    Question("published", "Published on (2023-08-30, 2023-08, 2023)", ("source", "title")),
    Question("quote", "The sentence in which it stands, word for word"),
    Question("locator", "Where in it: page, paragraph, timestamp", ("source", "title", "quote")),
    Question("stated", "Stated on (2023-08-30, 2023-08, 2023)"),
    Question("label", "What is counted (else the noun in the words)"),
    Question("period", "What time it is about (2023, year ending June 2023)"),
    Question("place", "What place it is about"),
    Question("nature", f"{', '.join(NATURES[:-1])} or {NATURES[-1]}"),
    Question("relays", "Passed on from (key, id or words of the figure)"),
    Question("inputs", "Computed from (name=key, another=key)"),
    Question("formula", "How it was computed (weekly * 52)", ("inputs",)),
    Question("assumptions", "What that takes for granted (one; another)", ("inputs",)),
    Question("primary", "Did they count or measure it themselves? (yes)"),
    Question("key", "A short key to call it by"),
    Question("note", "A note"),
)


class Interview:
    """A dialogue about one figure, for an existing ledger."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session = session
        self._ledger = ledger
        self._warned: set[str] = set()
        self.draft = KeptDraft(ledger, "add")

    def run(self) -> dict[str, Any]:
        """Return the fields of a figure, as `Ledger.add` takes them. Raises typer.Abort if the person stops."""
        page = self._session.err
        page.put(
            f"Enter takes what stands in brackets or leaves a field out, {NOTHING} leaves it out; "
            "Ctrl-C stops and keeps what you typed.",
            role="faint",
        )
        answers = self.draft.answers
        self._take_up(self._resumed())
        if "quantity" not in answers:
            self._ask_for_number()
        defaults = self._defaults()
        for question in QUESTIONS:
            if question.name not in answers and self._is_asked(question):
                self._ask(question, defaults.get(question.name))
        fields = {name: value for name, value in answers.items() if value}
        page.put()
        for name, value in fields.items():
            page.put(_shown(value), first=f"  {name}: ")
        typer.confirm("Record this?", default=True, abort=True, err=True)
        return fields

    def _resumed(self) -> dict[str, Any]:
        kept = self.draft.kept()
        if "quantity" not in kept:
            return {}
        self._session.err.put(f"An entry was begun and not recorded: {kept['quantity']}", role="strong")
        if typer.confirm("Go on with it?", default=True, err=True):
            return kept
        self.draft.drop()
        return {}

    def _take_up(self, kept: Mapping[str, Any]) -> None:
        """Take up the answers of a draft, but for those that the ledger no longer accepts, which are asked again."""
        answers = self.draft.answers
        answers.update({name: kept[name] for name in _NUMBER if name in kept})
        if answers and not self._checked("quantity"):
            answers.clear()
            return
        for name, value in kept.items():
            if name not in _NUMBER:
                answers[name] = value
                if value and not self._checked(name):
                    del answers[name]

    def _is_asked(self, question: Question) -> bool:
        answers = self.draft.answers
        if question.name in _OF_A_SOURCE and self._is_recorded(answers.get("source")):
            return False
        if question.name == "inputs":
            return not answers.get("relays")
        if question.name == "primary":
            return not answers.get("relays") and not answers.get("inputs")
        return not question.needs or any(answers.get(name) for name in question.needs)

    def _is_recorded(self, source: str | None) -> bool:
        if not source:
            return False
        try:
            return self._ledger.show(source).record.kind == "source"
        except LedgerError:
            return False

    def _ask_for_number(self) -> None:
        answers = self.draft.answers
        while True:
            words = _prompt("The number as it is worded")
            if not words:
                continue
            answers["quantity"] = words
            if self._checked("quantity"):
                return
            value = _prompt("The number itself, in digits (Enter to word it again, vague if there is none)")
            if not value:
                continue
            if value == "vague":
                answers["hedge"] = "vague"
            else:
                parts = {
                    "value": value,
                    "unit": _prompt("Its unit (conviction/week, GBP, percent)"),
                    "hedge": _prompt(f"Its hedge ({', '.join(HEDGES)})"),
                }
                answers.update({name: part for name, part in parts.items() if part})
            if self._checked("quantity"):
                return
            for name in ("value", "unit", "hedge"):
                answers.pop(name, None)

    def _ask(self, question: Question, default: str | None) -> None:
        answers = self.draft.answers
        while True:
            answer = _prompt(question.words, default)
            try:
                answers[question.name] = self._understood(question.name, answer)
            except LedgerError as error:
                self._session.err.line(error.message, first="  ", role="bad")
                continue
            if not answers[question.name] or self._checked(question.name):
                self.draft.keep()
                return
            # What was refused is not kept.
            del answers[question.name]
            default = None

    def _understood(self, name: str, answer: str) -> Any:
        """Return an answer as the field takes it. Raises InputError for an unknown name."""
        match name:
            case "reported_by":
                return split_parties(answer)
            case "assumptions":
                return [part.strip() for part in answer.split(";") if part.strip()]
            case "inputs":
                given = [part.strip() for part in answer.split(",") if part.strip()]
                unnamed = next((part for part in given if "=" not in part), None)
                if unnamed is not None:
                    raise InputError(
                        f"give the input a name, by which the formula calls it: weekly={unnamed}"
                    )
                return named_inputs(given)
            case "primary" if answer.lower() not in ("", "y", "yes", "n", "no"):
                raise InputError("answer yes or no")
            case "primary":
                return answer.lower() in ("y", "yes")
            case "relays" if answer:
                return chosen_figure(self._ledger, answer, self._session.err)
        return answer

    def _checked(self, name: str) -> bool:
        """Return whether the answers so far can be recorded; shows how the newest is read, or what is wrong with it."""
        page = self._session.err
        answers = {field: value for field, value in self.draft.answers.items() if value}
        # What describes a source comes after it.
        try:
            outcomes = self._ledger.add(dry_run=True, **answers)
        except InputError as error:
            for problem in in_flags(error).problems:
                page.line(problem.message, first="  ", role="bad")
            if not error.problems:
                page.line(error.message, first="  ", role="bad")
            return False
        except LedgerError as error:
            page.line(error.message, first="  ", role="bad")
            return False
        body = [outcome for outcome in outcomes if outcome.kind == "figure"][-1].body
        for line in _readings(name, self.draft.answers, body):
            page.line(line, first="  read as: ", role="faint")
        for outcome in outcomes:
            for warning in outcome.warnings:
                if warning not in self._warned:
                    page.line(warning, first="  note: ", role="odd")
                self._warned.add(warning)
        return True

    def _defaults(self) -> dict[str, str]:
        """Party, source and date of the last figure that this person recorded."""
        try:
            line = self._ledger.show("@").record.line
        except LedgerError:
            return {}
        names = [self._ledger.show(party).record.line["name"] for party in line.get("reported_by", ())]
        defaults = {"reported_by": "; ".join(names), "stated": line.get("stated", "")}
        if "source" in line:
            record = self._ledger.show(line["source"]).record
            defaults["source"] = record.key or record.line.get("url") or record.id[:12]
        return {name: value for name, value in defaults.items() if value}


def _readings(name: str, answers: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[str]:
    """Yield how an answer is read, where that is not the answer itself."""
    if name == "quantity":
        from ledger.book.adding import quantity_words

        yield quantity_words(body.get("quantity", {}))
    elif name == "reported_by" and len(answers[name]) > 1:
        yield f"{len(answers[name])} parties, jointly"
    elif name in ("stated", "period") and body.get(name) != answers[name]:
        yield str(body.get(name))


def _shown(answer: Any) -> str:
    """Return an answer as it may be typed."""
    if isinstance(answer, list):
        return "; ".join(answer)
    if isinstance(answer, dict):
        return ", ".join(f"{name}={reference}" for name, reference in answer.items())
    return "yes" if answer is True else str(answer)


def _prompt(question: str, default: str | None = None) -> str:
    answer: str = typer.prompt(question, default=default or "", show_default=bool(default), err=True)
    answer = answer.strip()
    return "" if answer == NOTHING else answer
