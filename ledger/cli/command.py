"""The classes of commands and of groups of them, and the options that all of them have."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from ledger.cli.failure import UsageError
from ledger.cli.session import session_of

#: The beginning of a negative number.
_NEGATIVE: Final = re.compile(r"-\s*[\d.,]*\d|-\s*[$£€¥₹]")


def examples(*lines: str) -> str:
    """Return the examples at the end of a command's help."""
    # A paragraph that begins with a backspace is not wrapped.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def command_module(**options: Any) -> typer.Typer:
    """Return an empty set of commands for a module to fill."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, **options)


def _kept_in_session(
    name: str,
) -> Callable[[typer.Context, TyperOption, str | bool | None], str | bool | None]:
    """Return a callback that keeps the value of a common option in the session, under a name.

    It raises UsageError for an empty value, as of a shell's variable that is not set: somebody who names a key means
    what is recorded to be signed, and somebody who names a ledger does not mean the nearest one.
    """

    def keep(context: typer.Context, option: TyperOption, value: str | bool | None) -> str | bool | None:
        # A common option may stand before the command or after it: one that is not given changes nothing.
        if value is None or value is False or context.resilient_parsing:
            return value
        if isinstance(value, str) and not value.strip():
            raise UsageError(
                f"{option.opts[0]} is empty", hint=f"give a {option.metavar}, or leave {option.opts[0]} out"
            )
        setattr(session_of(context), name, value)
        return value

    return keep


def _common_option(flag: str, name: str, **attributes: Any) -> TyperOption:
    return TyperOption(param_decls=[flag], expose_value=False, callback=_kept_in_session(name), **attributes)


def _common_options() -> list[TyperOption]:
    """Return the options that every command has."""
    return [
        _common_option(
            "--db",
            "db",
            metavar="URL_OR_PATH",
            help="The ledger; else $LEDGER_DB, else the nearest ledger.db here or above.",
        ),
        _common_option(
            "--as",
            "who",
            metavar="NAME",
            help="Who records; else $LEDGER_USER, else git's user name, else the login.",
        ),
        _common_option(
            "--sign",
            "sign",
            metavar="FILE",
            help="Sign what is recorded with this person's key; else with that in $LEDGER_SIGN, where it is set.",
        ),
        _common_option("--json", "json", is_flag=True, default=False, help="Print JSON."),
        _common_option(
            "--no-color", "no_color", is_flag=True, default=False, help="Print no colours; so does $NO_COLOR."
        ),
    ]


class LedgerCommand(TyperCommand):
    """A command with the common options, which reads -3.5 and -£5m as words, not as options."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        super().__init__(name, params=[*own, *_common_options()], **attributes)

    def make_parser(self, ctx: Any) -> Any:
        """Return the parser of the command's words. No option of ours begins with a digit or a currency sign."""
        parser: Any = super().make_parser(ctx)
        process = parser._process_opts

        def process_unless_number(word: str, state: Any) -> None:
            if _NEGATIVE.match(word):
                state.largs.append(word)
            else:
                process(word, state)

        parser._process_opts = process_unless_number
        return parser


class LedgerGroup(TyperGroup):
    """A group that shows its help when no command is named, and suggests a command for a mistyped one."""

    def __init__(self, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        super().__init__(params=[*own, *_common_options()], **attributes)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options; without any words, ask for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the words name. Raises UsageError with similar names for an unknown one."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            near = get_close_matches(args[0], known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"{ctx.command_path} --help lists the commands"
            raise UsageError(f"there is no command {args[0][:60]!r}", hint=hint)
        return super().resolve_command(ctx, args)
