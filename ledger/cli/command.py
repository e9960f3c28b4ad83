"""The classes commands are made of: common options on each, and command modules that are loaded when named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, MutableMapping
from difflib import get_close_matches
from os import devnull, dup2
from pathlib import Path
from typing import Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_group

from ledger.cli.failure import NOBODY_READS, UsageError
from ledger.cli.session import session_of


def _making() -> typer.Typer:
    from ledger.cli.setup_commands import app

    return app


def _adding() -> typer.Typer:
    from ledger.cli.add_command import app

    return app


def _linking() -> typer.Typer:
    from ledger.cli.link_command import app

    return app


def _tracing() -> typer.Typer:
    from ledger.cli.trace_commands import app

    return app


def _looking() -> typer.Typer:
    from ledger.cli.lookup_commands import app

    return app


def _checking() -> typer.Typer:
    from ledger.cli.check_command import app

    return app


def _judging() -> typer.Typer:
    from ledger.cli.judgement_commands import app

    return app


def _redacting() -> typer.Typer:
    from ledger.cli.redact_command import app

    return app


def _importing() -> typer.Typer:
    from ledger.cli.import_command import app

    return app


def _exporting() -> typer.Typer:
    from ledger.cli.export_command import app

    return app


def _sealing() -> typer.Typer:
    from ledger.cli.seal_commands import app

    return app


def _verifying() -> typer.Typer:
    from ledger.cli.verify_command import app

    return app


#: Every command and what imports the module that holds it, in the order in which help lists them.
COMMANDS: Final[Mapping[str, Callable[[], typer.Typer]]] = {
    "init": _making,
    "demo": _making,
    "add": _adding,
    "link": _linking,
    "trace": _tracing,
    "impact": _tracing,
    "show": _looking,
    "list": _looking,
    "log": _looking,
    "check": _checking,
    "review": _judging,
    "correct": _judging,
    "retract": _judging,
    "amend": _adding,
    "undo": _judging,
    "import": _importing,
    "export": _exporting,
    "verify": _verifying,
    "seal": _sealing,
    "key": _sealing,
    "redact": _redacting,
    "db": _making,
}


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
        if value and not context.resilient_parsing:
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
    """A command with the common options."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        super().__init__(name, params=[*own, *_common_options()], **attributes)


class LedgerGroup(TyperGroup):
    """A group that shows its help when no command is named, and says what a mistyped one may have meant."""

    def __init__(self, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        super().__init__(params=[*own, *_common_options()], **attributes)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options; without any words, ask for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words name. Raises UsageError with what is spelled like it."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            near = get_close_matches(args[0], known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"{ctx.command_path} --help lists the commands"
            raise UsageError(f"there is no command {args[0][:60]!r}", hint=hint)
        return super().resolve_command(ctx, args)


class RootGroup(LedgerGroup):
    """All commands. The module of one is imported when the command is asked for, and no other."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names of all commands; none is imported for it."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a name, its module imported; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            commands = cast(MutableMapping[str, Any], self.commands)
            commands.update(get_group(COMMANDS[cmd_name]()).commands)
        return self.commands[cmd_name]

    def invoke(self, ctx: Any) -> Any:
        """Run a command; quietly end where nobody reads what it prints any more."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            # Whoever read has seen enough. What is left in the buffer must not be written at exit either.
            with Path(devnull).open("w") as nowhere:
                dup2(nowhere.fileno(), sys.stdout.fileno())
            raise typer.Exit(NOBODY_READS) from None
