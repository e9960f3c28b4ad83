"""`ledger scan --add` at a terminal: through the figures of a text by keyboard alone, and all accepted in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ledger.cli.figure_choice import chosen_figure
from ledger.cli.figure_flags import split_parties
from ledger.cli.kept_draft import KeptDraft
from ledger.cli.keyboard import END, ENTER, Keyboard, LegendKey
from ledger.cli.scan_card import named, show_fields, show_words
from ledger.cli.scan_choices import SOURCE, Choices
from ledger.cli.scan_fields import (
    FIELDS,
    PARTIES,
    Field,
    changed,
    computed,
    relaying,
    shown,
    without_upstream,
)
from ledger.cli.session import Session
from ledger.errors import InputError, LedgerError
from ledger.view.short_words import counted

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import Outcome
    from ledger.book.completing import KnownNames
    from ledger.book.proposing import FigureInText, Submission

_FIGURE: Final = (
    LegendKey(ENTER, "accept"),
    LegendKey("s", "skip"),
    LegendKey("e", "edit"),
    LegendKey("r", "relay of"),
    LegendKey("c", "computed from"),
    LegendKey("p", "primary"),
)
_ALWAYS: Final = (
    LegendKey("b", "back"),
    LegendKey("u", "undo"),
    LegendKey("n", "new"),
    LegendKey("d", "done"),
    LegendKey("q", "stop"),
    LegendKey("?", "help"),
)
_SOURCE: Final = (
    ("t", "title", "Title"),
    ("p", "publisher", "Publisher"),
    ("w", "published", "Published on (2023-08-30, 2023-08, 2023)"),
    ("l", "url", "URL"),
    ("k", "key", "A short key to call it by"),
)
_HELP: Final = (
    ("Enter", "accepts the figure as the card has it and goes on to the next one"),
    ("s", "skips it: it is not entered, and ledger draft status lists it as found and not entered"),
    ("e", "edits a field: its key, then the new words; Enter alone keeps what stands there"),
    ("r", "says that it passes on another figure, of this text or of the ledger; likely ones come first"),
    ("c", "says how it was computed; formulas that come out are offered with what they give"),
    (
        "p",
        "says that whoever states it counted or measured it; where it is passed on, that the party cited did",
    ),
    ("b", "goes back to the card before; what was decided on it stays until it is decided anew"),
    ("u", "takes the last change back, again and again"),
    ("n", "enters a figure that was not found, by its words; one without a number too"),
    ("d", "goes to the end, where everything that was accepted is recorded together"),
    ("q", "stops and keeps all decisions: the same command goes on with them. So does Ctrl-C"),
)


class _Stopped(Exception):
    """Raised when the person stops, to go on another day."""


class ScanWalk:
    """A walk through the figures of one text. Nothing is recorded before its end."""

    def __init__(self, session: Session, ledger: Ledger, submission: Submission) -> None:
        self._session = session
        self._ledger = ledger
        self._submission = submission
        self._page = session.err
        self._keyboard = Keyboard(width=session.err.width, coloured=session.err.coloured)
        self._draft = KeptDraft(ledger, "scan", submission.scanned.scan.digest + (submission.source or ""))
        self._choices = Choices(submission, self._draft)

    def run(self) -> Sequence[Outcome] | None:
        """Walk, and record the accepted figures. None if the person stops or accepts nothing."""
        try:
            with self._keyboard.held():
                self._begin()
                self._walk()
            while True:
                try:
                    return self._record()
                except LedgerError as error:
                    self._show_problem(error)
                    self._choices.go(len(self._choices.names))
                with self._keyboard.held():
                    self._walk()
        except _Stopped:
            self._show_kept()
            return None
        except KeyboardInterrupt:
            self._show_kept()
            raise

    def _show_kept(self) -> None:
        self._choices.keep()
        self._page.put("kept, not recorded: the same command goes on with it", role="odd")

    def _record(self) -> Sequence[Outcome]:
        outcomes = self._submission.record(self._choices.decisions())
        self._choices.recorded()
        return outcomes

    # From card to card.

    def _begin(self) -> None:
        kept = self._draft.kept()
        if "figures" not in kept:
            return
        self._page.put("Decisions on this text were begun and not recorded.", role="strong")
        key = self._key(
            [LegendKey(ENTER, "go on with them"), LegendKey("x", "begin anew"), LegendKey("q", "stop")]
        )
        if key == "x":
            self._draft.drop()
        else:
            # What an older version of this program kept may be of another form.
            with suppress(LookupError, TypeError, AttributeError, InputError):
                self._choices.resume(kept)
        self._describe()

    def _walk(self) -> None:
        """Show card after card until everything is to be recorded. Raises _Stopped."""
        done = False
        while not done:
            choices = self._choices
            self._page.put()
            if choices.at == SOURCE:
                self._source_card()
            elif choices.at < len(choices.names):
                self._figure_card(choices.names[choices.at])
            else:
                done = self._end_card()

    def _key(self, legend: Sequence[LegendKey], head: str = "") -> str:
        key = self._keyboard.key(legend, head=head)
        if key in ("q", END):
            raise _Stopped
        return key

    def _always(self, key: str) -> bool:
        """Do what a key does on every card; whether it does."""
        choices = self._choices
        match key:
            case "b":
                choices.go(choices.at - 1)
            case "u":
                self._page.put("taken back" if choices.undo() else "nothing is left to take back", role="odd")
                self._describe()
            case "n":
                self._point()
            case "d":
                choices.go(len(choices.names))
            case "?":
                for name, words in _HELP:
                    self._page.put(words, first=f"  {name:<6}")
            case _:
                return False
        return True

    # The source.

    def _source_card(self) -> None:
        original, source = self._submission.document, self._choices.source
        assert original is not None
        page, document = self._page, original.document
        page.put("The text, and what is known of it", role="strong")
        if known := source.get("source"):
            page.put(f"a new snapshot of {known}", first="  source: ")
        for _, name, _words in _SOURCE:
            if value := source.get(name) or getattr(document, name, None):
                page.put(value, first=f"  {name}: ")
            elif name == "title" and not known:
                capture = self._submission.capture
                page.put("" if capture is None else capture.name, first="  title: ")
        page.put(f"{counted(len(self._choices.names), 'figure')} found", first="  ")
        keys = [LegendKey(key, name) for key, name, _ in _SOURCE]
        legend = [LegendKey(ENTER, "go on"), *keys, LegendKey("s", "known source"), *_ALWAYS]
        key = self._key(legend)
        if key == ENTER:
            self._choices.go(0)
        elif key == "s":
            self._edit_source("source", "Which one: key, title or URL", self._names.sources)
        elif not self._always(key):
            name, words = next((name, words) for known, name, words in _SOURCE if known == key)
            names = self._names.parties if name == "publisher" else ()
            self._edit_source(name, words, names, getattr(document, name, None) or "")

    def _edit_source(self, name: str, words: str, names: Sequence[str], read: str = "") -> None:
        before = self._choices.source
        answer = before.get(name) or read
        while True:
            typed = self._keyboard.line(words, answer, names)
            if typed is None:
                return
            self._choices.describe({field: v for field, v in {**before, name: typed}.items() if v})
            self._describe()
            try:
                self._submission.record([], dry_run=True)
            except LedgerError as error:
                self._show_problem(error)
                self._choices.undo()
                self._describe()
                answer = typed
            else:
                return

    def _describe(self) -> None:
        """Tell the submission how its document is captured."""
        if self._submission.capture is not None:
            none = dict.fromkeys(("source", *(name for _, name, _ in _SOURCE)))
            described: dict[str, Any] = none | self._choices.source
            self._submission.capture = replace(self._submission.capture, **described)

    # A figure.

    def _figure_card(self, name: str) -> None:
        choices, page = self._choices, self._page
        figure = self._submission.found(choices.decision(name))
        state = {True: " · accepted", False: " · skipped", None: ""}[choices.accepted(name)]
        page.put(f"{name} · {choices.at + 1} of {len(choices.names)}{state}", role="strong")
        show_words(page, self._submission, figure)
        outcomes, fields = self._tried(name), self._fields(name)
        show_fields(page, self._submission, figure, fields, outcomes)
        legend = [LegendKey("p", "not primary" if fields.get("primary") else key.words) if key.key == "p" else key
                  for key in _FIGURE]  # fmt: skip
        key = self._key([*legend, *_ALWAYS])
        match key:
            case "enter" if outcomes:
                self._decide(name, accept=True)
            case "s":
                self._decide(name, accept=False)
            case "e":
                self._edit(name)
            case "r":
                self._relay(name, figure)
            case "c":
                self._compute(name, figure)
            case "p":
                choices.change(name, fields=choices.given(name) | {"primary": not fields.get("primary")})
            case _:
                self._always(key)

    def _decide(self, name: str, *, accept: bool) -> None:
        self._choices.change(name, accept=accept)
        self._choices.go(self._choices.at + 1)
        self._page.put(f"{name} {'accepted' if accept else 'skipped'}", role="good" if accept else "faint")

    def _fields(self, name: str) -> dict[str, Any]:
        decisions = [*self._choices.rehearsed(name)]
        return self._submission.fields(decisions, name)

    def _tried(self, name: str) -> Sequence[Outcome]:
        """Rehearse entering a figure and return the outcomes; print the problem and return none if it is refused."""
        try:
            outcomes = self._submission.rehearse(self._choices.rehearsed(name), name)
        except LedgerError as error:
            self._show_problem(error)
            return ()
        for warning in dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings):
            self._page.put(warning, first="  note: ", role="odd")
        return outcomes

    def _show_problem(self, error: LedgerError) -> None:
        messages = [problem.message for problem in error.problems] if isinstance(error, InputError) else []
        for message in messages or [error.message]:
            self._page.put(message, first="  cannot be recorded: ", role="bad")

    def _edit(self, name: str) -> None:
        """Change one field, by its key."""
        fields = self._fields(name)
        for field in FIELDS:
            self._page.put(shown(field.name, fields), first=f"  {field.key}  {field.words + ':':<21} ")
        listed = "".join(field.key for field in FIELDS)
        key = self._keyboard.key([LegendKey(ENTER, "back to the card")], head="Which field?", listed=listed)
        for field in FIELDS:
            if field.key == key:
                self._edit_field(name, field, shown(field.name, fields))

    def _edit_field(self, name: str, field: Field, answer: str) -> None:
        words = field.words.capitalize()
        if field.choices:
            words = f"{words} ({', '.join(field.choices)})"
        elif field.name in PARTIES:
            words = f"{words} (A; B for joint parties)"
        names = self._names.parties if field.name in PARTIES else field.choices
        before = answer
        while (typed := self._keyboard.line(words, answer, names, separators=";")) is not None:
            answer = typed
            given = self._choices.given(name)

            def decided(typed: str = typed, given: dict[str, Any] = given) -> dict[str, Any]:
                if field.name == "quote" and typed:
                    quoted = self._submission.quote_of(typed)
                    return given | {"quote": quoted}
                return changed(field.name, typed, given, self._fields(name))

            if self._takes(name, decided):
                if field.name in PARTIES:
                    self._name_alike(split_parties(before), split_parties(typed))
                return

    def _name_alike(self, before: Sequence[str], now: Sequence[str]) -> None:
        """Give the fuller name that one party got (UK before Ministry of Defence) to those still to come."""
        old, new = [*set(before) - set(now)], [*set(now) - set(before)]
        if len(old) == len(new) == 1 and set(old[0].split()) < set(new[0].split()):
            self._choices.rename(old[0], new[0])

    def _takes(self, name: str, decided: Callable[[], dict[str, Any]]) -> bool:
        """Decide on fields and try them. False, and everything as it was, where they cannot be recorded."""
        try:
            self._choices.change(name, fields=decided())
        except LedgerError as error:
            self._show_problem(error)
            return False
        if self._tried(name):
            return True
        self._choices.undo()
        return False

    def _relay(self, name: str, figure: FigureInText) -> None:
        """Ask which figure is passed on: one of the likely ones, another, or none."""
        from ledger.book.upstream_offers import relay_offers

        offers = relay_offers(self._submission, figure)
        for number, offer in enumerate(offers, 1):
            where = "in this text" if offer.reference in self._submission.proposed else "in the ledger"
            words = named(self._submission, offer.reference)
            parties = f", {' and '.join(offer.parties)}" if offer.parties and where == "in this text" else ""
            self._page.put(f"{words}{parties} · {where}", first=f"  {number} ")
        key = self._offered(
            len(offers), "passes on one of these" if offers else "no figure states the same number"
        )
        if key.isdigit():
            self._takes(name, lambda: relaying(self._choices.given(name), offers[int(key) - 1].reference))
        elif key == "-":
            self._takes(name, lambda: without_upstream(self._choices.given(name)))
        elif key == "/":
            self._asked(
                name,
                "The figure it passes on: key, id or words; s1 in this text",
                lambda typed: relaying(self._choices.given(name), self._reference(typed)),
            )

    def _compute(self, name: str, figure: FigureInText) -> None:
        """Ask how a figure was computed: by one of the formulas that come out, another, or not at all."""
        from ledger.book.upstream_offers import derivation_offers

        offers = derivation_offers(self._submission, figure)
        for number, offer in enumerate(offers, 1):
            inputs = ", ".join(
                f"{part} = {named(self._submission, known.reference)}" for part, known in offer.inputs.items()
            )
            words = f"{offer.formula or 'converted'}, with {inputs}: gives {offer.gives} ({offer.outcome})"
            self._page.put(words, first=f"  {number} ")
            for assumption in offer.assumptions:
                self._page.put(f"assuming that {assumption}", first="    ", role="faint")
        key = self._offered(len(offers), "computed so" if offers else "no formula is likelier than chance")
        given = self._choices.given(name)
        if key.isdigit():
            offer = offers[int(key) - 1]
            inputs_by_name = {part: known.reference for part, known in offer.inputs.items()}
            assumptions = list(offer.assumptions)
            self._takes(name, lambda: computed(given, inputs_by_name, offer.formula, assumptions))
        elif key == "-":
            self._takes(name, lambda: without_upstream(given))
        elif key == "/":
            self._asked(name, "Computed from (weekly=s1, another=KEY)", self._own_formula(given))

    def _own_formula(self, given: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
        def decided(typed: str) -> dict[str, Any]:
            formula = self._keyboard.line("Formula (weekly * 52)") or ""
            assumptions = self._keyboard.line("Assuming (A; B)") or ""
            parts = [part.strip() for part in assumptions.split(";") if part.strip()]
            return computed(given, typed, formula, parts)

        return decided

    def _offered(self, count: int, head: str) -> str:
        numbers = [LegendKey(str(number), "") for number in range(1, count + 1)]
        legend = [
            *numbers,
            LegendKey("/", "another"),
            LegendKey("-", "from nothing"),
            LegendKey(ENTER, "as it was"),
        ]
        return self._keyboard.key(legend, head=head)

    def _asked(self, name: str, question: str, decided: Callable[[str], dict[str, Any]]) -> None:
        """Ask for a line until its meaning can be recorded, or the person leaves it."""
        answer = ""
        while typed := self._keyboard.line(question, answer):
            answer = typed
            if self._takes(name, lambda typed=typed: decided(typed)):  # type: ignore[misc]
                return

    def _reference(self, words: str) -> str:
        if words in self._choices.names:
            return words
        return chosen_figure(self._ledger, words, self._page)

    # A figure that was not found.

    def _point(self) -> None:
        """Ask for the words of a figure that was not found."""
        typed = self._keyboard.line(
            "Its words, as they stand in the text", "", list(self._clauses()), anywhere=False
        )
        if not typed:
            return
        try:
            name = self._choices.point({"exact": typed})
        except LedgerError as error:
            self._choices.undo()
            self._show_problem(error)
            return
        try:
            self._submission.rehearse(self._choices.rehearsed(name), name)
        except LedgerError:
            self._page.put("no number is read in these words", first="  ", role="odd")
            key = self._keyboard.key(
                [
                    LegendKey("v", "vague: they state none"),
                    LegendKey("g", "give the number"),
                    LegendKey(ENTER, "leave it out"),
                ]
            )
            if key == "v":
                self._choices.change(name, fields={"hedge": "vague"})
            elif key == "g":
                self._edit_field(name, next(field for field in FIELDS if field.name == "value"), "")
            else:
                self._choices.undo()

    def _clauses(self) -> Iterator[str]:
        """Yield the text from each word to the end of its clause, as completions."""
        import re

        text = self._submission.text[:100_000]
        for word in re.finditer(r"\b\w", text):
            end = re.compile(r"[.,;:!?\n]").search(text, word.start())
            yield " ".join(text[word.start() : end.start() if end else len(text)].split())

    @cached_property
    def _recorded_names(self) -> KnownNames:
        return self._ledger.known_names()

    @property
    def _names(self) -> KnownNames:
        """The parties and sources of the ledger, and the parties of the text, as they were typed first."""
        known = self._recorded_names
        typed = [
            name
            for figure in self._choices.names
            for field in PARTIES
            for name in self._choices.given(figure).get(field, ())
        ]
        here = [
            name
            for figure in self._submission.proposed.values()
            for name in (*figure.parties, *figure.passed_on)
        ]
        publisher = self._choices.source.get("publisher")
        names = [*([publisher] if publisher else []), *typed, *here, *known.parties]
        return known._replace(parties=tuple(dict.fromkeys(names)))

    # The end.

    def _end_card(self) -> bool:
        """Show the decisions, and ask whether to record them."""
        choices, page = self._choices, self._page
        accepted = choices.count(True)
        tally = f"{accepted} accepted, {choices.count(False)} skipped, {choices.count(None)} not decided"
        page.put(tally, role="strong")
        for name, handle in choices.entered.items():
            page.put(
                f"{named(self._submission, name)}: entered before as {handle[:20]}", first="  ", role="faint"
            )
        for name in choices.names:
            figure = self._submission.found(choices.decision(name))
            words = " ".join(figure.quote["exact"].split())
            if choices.accepted(name):
                parties = " and ".join(self._fields(name)["reported_by"]) or "nobody named"
                page.put(f"{name} {words}: {parties}", first="  + ")
            else:
                mark = "-" if choices.accepted(name) is False else "?"
                page.put(f"{name} {words}", first=f"  {mark} ", role="faint")
        key = self._key([LegendKey(ENTER, f"record {counted(accepted, 'figure')}"), *_ALWAYS])
        if key == ENTER:
            if accepted:
                return True
            page.put("nothing is accepted: b goes back, q stops", role="odd")
        else:
            self._always(key)
        return False
