"""`ledger agent` and `ledger dupes`: parties and figures that are the same, or are not."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import session_of
from ledger.view.short_words import counted, listed

if TYPE_CHECKING:
    from ledger.book.agents import AgentListed

app = command_module()
agents = command_module()
app.add_typer(
    agents,
    name="agent",
    cls=LedgerGroup,
    help="List the parties, and say which of them are the same.",
    epilog=examples("ledger agent list --alike", 'ledger agent merge "Forces News" "Forces-News"'),
)

First = Annotated[str, typer.Argument(metavar="A", help="A party: its name, key or id.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Another.")]


@agents.command(
    "list",
    cls=LedgerCommand,
    epilog=examples("ledger agent list", "ledger agent list --alike", "ledger agent list --json"),
)
def list_agents(
    context: typer.Context,
    alike: Annotated[bool, typer.Option("--alike", help="Only those that look like another.")] = False,
) -> int:
    """List the parties, and those that look like another.

    Each is shown with the number of figures it reported.
    """
    session = session_of(context)
    found = [agent for agent in session.open().agents() if agent.like or not alike]
    if session.json:
        session.out.data({"format": "ledger-agents/1", "agents": [_document(agent) for agent in found]})
        return DONE
    for agent in found:
        names = f" (also {', '.join(agent.aliases)})" if agent.aliases else ""
        session.out.put(f"{agent.name}{names}: {counted(agent.figures, 'figure')}", role="strong")
        if agent.same:
            session.out.put(f"the same as {listed(agent.same)}", first="    ")
        for name in agent.like:
            pair = f"{quote(agent.name)} {quote(name)}"
            session.out.put(
                f"looks like {name}: if they are one, ledger agent merge {pair}; if not, split instead of merge",
                first="    ",
                role="odd",
            )
    return DONE


def _document(agent: AgentListed) -> dict[str, Any]:
    return {
        "id": agent.id,
        "key": agent.key,
        "name": agent.name,
        "kind": agent.kind,
        "url": agent.url,
        "aliases": list(agent.aliases),
        "figures": agent.figures,
        "same": list(agent.same),
        "like": list(agent.like),
    }


@agents.command(
    "merge",
    cls=LedgerCommand,
    epilog=examples('ledger agent merge "UK Ministry of Defence" "Ministry of Defence (UK)"'),
)
def merge(context: typer.Context, first: First, second: Second) -> int:
    """Say that two parties are one: they count as one origin everywhere. ledger undo takes it back."""
    if first == second:
        raise UsageError(f"{first} is one party already", hint="name the other spelling: ledger agent list")
    session = session_of(context)
    ledger = session.open()
    summary = [f"{first} and {second} are one party, says {ledger.who}"]
    show_outcomes(session, ledger.same(first, second), summary=summary)
    return DONE


@agents.command(
    "split", cls=LedgerCommand, epilog=examples('ledger agent split "The Times" "The Times of India"')
)
def split(context: typer.Context, first: First, second: Second) -> int:
    """Say that two parties are not one, however alike they look."""
    session = session_of(context)
    ledger = session.open()
    summary = [f"{first} and {second} are two parties, says {ledger.who}"]
    show_outcomes(session, ledger.same(first, second, same=False), summary=summary)
    return DONE


@app.command(
    "dupes",
    cls=LedgerCommand,
    epilog=examples(
        "ledger dupes", "ledger dupes --join mod-100 mod-100b", "ledger dupes --part mod-100 mod-5200"
    ),
)
def dupes(
    context: typer.Context,
    join: Annotated[
        tuple[str, str] | None,
        typer.Option("--join", metavar="A B", help="Say that two figures are one statement."),
    ] = None,
    part: Annotated[
        tuple[str, str] | None, typer.Option("--part", metavar="A B", help="Say that they are two.")
    ] = None,
) -> int:
    """List figures that were probably recorded twice.

    With --join or --part, say of two whether they are one statement.
    """
    from ledger.view.wording import handle, phrase

    session = session_of(context)
    if join and part:
        raise UsageError("two figures are one statement or two", hint="give --join or --part")
    ledger = session.open()
    if pair := join or part:
        verdict = "one statement" if join else "two statements"
        summary = [f"{pair[0]} and {pair[1]} are {verdict}, says {ledger.who}"]
        show_outcomes(session, ledger.same(*pair, same=join is not None), summary=summary)
        return DONE
    found = list(ledger.duplicates())
    if session.json:
        groups = [[entry.id for entry in group.figures] for group in found]
        session.out.data({"format": "ledger-dupes/1", "groups": groups})
        return DONE
    for group in found:
        names = listed([party.name for party in group.parties])
        session.out.put(f"{phrase(group.figures[0].record.quantity)} · {names}", role="strong")
        for entry in group.figures:
            stated = f", stated {entry.record.stated}" if entry.record.stated else ""
            session.out.put(f"{handle(entry)}{stated}", first="    ")
    if not found:
        session.out.put("no figure seems to be recorded twice")
    return DONE
