"""The classes that commands are made of, and the options that all of them have."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from ledger.cli.failure import UsageError
from ledger.cli.session import session_of

#: How a negative number begins.
_NEGATIVE: Final = re.compile(r"-\s*[\d.,]*\d|-\s*[$£€¥₹]")


def examples(*lines: str) -> str:
    """The examples at the end of a command's help."""
    # A paragraph that begins with a backspace is not wrapped.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def command_module(**options: Any) -> typer.Typer:
    """An empty set of commands for a module to fill."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, **options)


def _remembering(name: str) -> Callable[[typer.Context, Any, Any], Any]:
    def remember(context: typer.Context, _option: Any, value: Any) -> Any:
        # A common option may stand before the command or after it: what is not given takes nothing back.
        if (value or (name == "sign" and value is not None)) and not context.resilient_parsing:
            setattr(session_of(context), name, value)
        return value

    return remember


def _common_options() -> list[TyperOption]:
    """The options that every command has."""
    return [
        TyperOption(
            param_decls=["--db"],
            metavar="URL_OR_PATH",
            expose_value=False,
            callback=_remembering("db"),
            help="The ledger; else $LEDGER_DB, else the nearest ledger.db here or above.",
        ),
        TyperOption(
            param_decls=["--as"],
            metavar="NAME",
            expose_value=False,
            callback=_remembering("who"),
            help="Who records; else $LEDGER_USER, else git's user name, else the login.",
        ),
        TyperOption(
            param_decls=["--sign"],
            metavar="FILE",
            expose_value=False,
            callback=_remembering("sign"),
            help="Sign what is recorded with this person's key; else with that in $LEDGER_SIGN, where it is set.",
        ),
        TyperOption(
            param_decls=["--json"],
            is_flag=True,
            default=False,
            expose_value=False,
            callback=_remembering("json"),
            help="Print JSON.",
        ),
        TyperOption(
            param_decls=["--no-color"],
            is_flag=True,
            default=False,
            expose_value=False,
            callback=_remembering("no_color"),
            help="Print no colours; so does $NO_COLOR.",
        ),
    ]


class LedgerCommand(TyperCommand):
    """A command with the common options, to which -3.5 and -£5m are words, not options."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        super().__init__(name, params=[*own, *_common_options()], **attributes)

    def make_parser(self, ctx: Any) -> Any:
        """The parser of the command's words. No option of ours begins with a digit or a currency sign."""
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
        """The command that the words name. Raises UsageError with similar names for an unknown one."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            near = get_close_matches(args[0], known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"{ctx.command_path} --help lists the commands"
            raise UsageError(f"there is no command {args[0][:60]!r}", hint=hint)
        return super().resolve_command(ctx, args)
