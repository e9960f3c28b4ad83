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

#: Every command and the module of this room that holds it, by what a person wants to do, in the order of help.
SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Begin": {"init": "setup_commands", "demo": "setup_commands", "help": "manual_commands"},
    "Record": {
        "add": "add_command",
        "link": "link_command",
        "import": "import_command",
        "capture": "capture_command",
        "scan": "scan_commands",
        "draft": "draft_commands",
    },
    "Ask": {
        "trace": "trace_commands",
        "impact": "trace_commands",
        "check": "check_command",
        "todo": "todo_command",
        "list": "lookup_commands",
        "show": "lookup_commands",
        "log": "lookup_commands",
        "derive": "scan_commands",
        "dupes": "agent_commands",
        "agent": "agent_commands",
    },
    "Judge and mend": {
        "review": "judgement_commands",
        "correct": "judgement_commands",
        "retract": "judgement_commands",
        "amend": "add_command",
        "remove": "judgement_commands",
        "undo": "judgement_commands",
        "redact": "redact_command",
    },
    "Hand out": {
        "export": "export_command",
        "serve": "serve_command",
        "mcp": "mcp_command",
        "schema": "manual_commands",
    },
    "Prove": {
        "seal": "seal_commands",
        "verify": "verify_command",
        "key": "seal_commands",
        "witness": "serve_command",
    },
    "Administer": {
        "status": "setup_commands",
        "backup": "setup_commands",
        "restore": "setup_commands",
        "db": "setup_commands",
    },
}
COMMANDS: Final[Mapping[str, str]] = {
    name: module for commands in SECTIONS.values() for name, module in commands.items()
}


class RootGroup(LedgerGroup):
    """All commands. A command's module is imported when the command is asked for, and no other."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the names of all commands; none is imported for it."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the command of a name, its module imported; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"ledger.cli.{COMMANDS[cmd_name]}")
            commands = cast(MutableMapping[str, Any], self.commands)
            commands.update(get_group(module.app).commands)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write every command with its first sentence, by what a person wants to do."""
        width = max(map(len, COMMANDS))
        for heading, names in SECTIONS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                rows.append((name.ljust(width), command.get_short_help_str(formatter.width - width - 4)))
            with formatter.section(heading):
                formatter.write_dl(rows)

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
