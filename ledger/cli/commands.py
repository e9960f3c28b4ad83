"""The list of all commands. Only the entry imports it, so that no command's module loads another's."""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping
from importlib import import_module
from typing import Any, Final, cast

import typer
from typer.main import get_group

from ledger.cli.command import LedgerGroup
from ledger.cli.failure import NOBODY_READS, drop_output

#: Every command and the module of this room that holds it, in the order in which help lists them.
COMMANDS: Final[Mapping[str, str]] = {
    "init": "setup_commands",
    "demo": "setup_commands",
    "add": "add_command",
    "capture": "capture_command",
    "scan": "scan_commands",
    "derive": "scan_commands",
    "draft": "draft_commands",
    "link": "link_command",
    "trace": "trace_commands",
    "impact": "trace_commands",
    "show": "lookup_commands",
    "list": "lookup_commands",
    "log": "lookup_commands",
    "check": "check_command",
    "review": "judgement_commands",
    "correct": "judgement_commands",
    "retract": "judgement_commands",
    "amend": "add_command",
    "remove": "judgement_commands",
    "undo": "judgement_commands",
    "agent": "agent_commands",
    "dupes": "agent_commands",
    "todo": "todo_command",
    "serve": "serve_command",
    "mcp": "mcp_command",
    "import": "import_command",
    "export": "export_command",
    "verify": "verify_command",
    "seal": "seal_commands",
    "key": "seal_commands",
    "witness": "serve_command",
    "status": "setup_commands",
    "backup": "setup_commands",
    "restore": "setup_commands",
    "redact": "redact_command",
    "db": "setup_commands",
    "schema": "manual_commands",
    "help": "manual_commands",
}


class RootGroup(LedgerGroup):
    """All commands. A command's module is imported when the command is asked for, and no other."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names of all commands; none is imported for it."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a name, its module imported; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"ledger.cli.{COMMANDS[cmd_name]}")
            commands = cast(MutableMapping[str, Any], self.commands)
            commands.update(get_group(module.app).commands)
        return self.commands[cmd_name]

    def invoke(self, ctx: Any) -> Any:
        """Run a command; end quietly if nobody reads its output any more."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            # Whoever read has seen enough.
            drop_output()
            raise typer.Exit(NOBODY_READS) from None
