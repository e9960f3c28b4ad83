"""Keys and lines from a terminal: one key where one is enough, a line that can be edited and completed elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output

from ledger.cli.text_width import columns
from ledger.model.visible import visible

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyPressEvent

ENTER: Final = "enter"
#: Ctrl-D, by which a terminal says that nothing more comes.
END: Final = "end"
#: Keys by the names under which they are known here.
_NAMED: Final = {"c-m": ENTER, "c-j": ENTER, "c-d": END}
#: The most completions that are shown.
_MOST_COMPLETIONS: Final = 50


class LegendKey(NamedTuple):
    """A key and its action, as the legend shows them."""

    key: str
    words: str


class Keyboard:
    """A person at a terminal. A question is erased once it is answered; printed text stays."""

    def __init__(self, *, width: int, coloured: bool) -> None:
        self._input = create_input(sys.stdin)
        self._output = create_output(stdout=sys.stderr)
        # Asking a terminal where its cursor stands makes some wait, and nothing here depends on it.
        self._output.enable_cpr = False  # type: ignore[attr-defined]
        self._width = width
        self._coloured = coloured

    def held(self) -> AbstractContextManager[None]:
        """While it lasts no key is echoed, and those typed ahead are kept for the next question."""
        return self._input.raw_mode()

    def key(self, legend: Sequence[LegendKey], *, head: str = "", listed: str = "") -> str:
        """Wait for one of the keys of a legend, which is shown until then, or of those `listed` above it.

        Raises KeyboardInterrupt for Ctrl-C.
        """
        bindings = KeyBindings()
        known = {key.key for key in legend} | {END, *listed}

        def pressed(event: KeyPressEvent) -> None:
            data = event.key_sequence[0]
            name = _NAMED.get(str(getattr(data.key, "value", data.key)), data.data)
            if name in known:
                event.app.exit(result=name)
            else:
                event.app.output.bell()

        for name in ("enter", "c-j", "c-d", Keys.Any):
            bindings.add(name)(pressed)
        session: PromptSession[str] = self._session(key_bindings=bindings, erase_when_done=True)
        return session.prompt(self._legend(legend, head))

    def line(
        self,
        question: str,
        default: str = "",
        completions: Iterable[str] = (),
        *,
        separators: str = "",
        anywhere: bool = True,
    ) -> str | None:
        """Ask for a line. None if the person leaves it unchanged (Esc).

        `separators` are characters behind which another of the completions may begin; `anywhere` says whether what is
        typed may stand anywhere in a completion, or has to begin it. Raises KeyboardInterrupt for Ctrl-C.
        """
        bindings = KeyBindings()

        @bindings.add("escape", eager=True)
        def leave(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

        @bindings.add("c-d")
        def end(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

        session: PromptSession[str | None] = self._session(key_bindings=bindings, erase_when_done=True)
        answer = session.prompt(
            [("", f"{question}: ")],
            # What a person cannot see is not a beginning for what they type.
            default=default if default == visible(default) else "",
            completer=_NameCompleter(completions, separators, anywhere=anywhere),
            complete_while_typing=True,
            bottom_toolbar=[
                ("", " Enter takes it   Tab completes   Ctrl-U clears it   Esc leaves it as it was ")
            ],
        )
        return None if answer is None else answer.strip()

    def _session(self, **how: Any) -> PromptSession[Any]:
        return PromptSession(input=self._input, output=self._output, **how)

    def _legend(self, legend: Sequence[LegendKey], head: str) -> StyleAndTextTuples:
        """Return the keys in as many lines as they take."""
        fragments: StyleAndTextTuples = [("", f"{head}\n")] if head else []
        used = 0
        for key in legend:
            shown = key.key.capitalize() if len(key.key) > 1 else key.key
            wide = columns(f"{shown} {key.words}   ")
            if used and used + wide > self._width:
                fragments.append(("", "\n"))
                used = 0
            fragments += [("bold" if self._coloured else "", shown), ("", f" {key.words}   ")]
            used += wide
        return fragments


class _NameCompleter(Completer):
    """Completes what stands behind the last separator to names that have it in them, first those that begin so."""

    def __init__(self, names: Iterable[str], separators: str, *, anywhere: bool) -> None:
        # A name with what cannot be seen would be typed unseen.
        self._names = [(name.casefold(), name) for name in dict.fromkeys(names) if name == visible(name)]
        self._separators = separators
        self._anywhere = anywhere

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        typed = document.text_before_cursor
        start = max((typed.rfind(mark) for mark in self._separators), default=-1) + 1
        part = typed[start:].lstrip()
        if not part and not complete_event.completion_requested:
            return
        wanted = part.casefold()
        fitting = [
            pair
            for pair in self._names
            if pair[0].startswith(wanted) or (self._anywhere and wanted in pair[0])
        ]
        fitting.sort(key=lambda pair: not pair[0].startswith(wanted))
        for _, name in fitting[:_MOST_COMPLETIONS]:
            yield Completion(name, start_position=-len(part))
