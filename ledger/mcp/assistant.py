"""The server of an assistant: the tools over standard input and output, by the Model Context Protocol."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any, Final

import anyio
from anyio.to_thread import run_sync
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from ledger.book import Ledger
from ledger.book.answer_documents import error_document
from ledger.errors import InputError, LedgerError, Problem
from ledger.mcp.quoting import INSTRUCTIONS, quoted
from ledger.mcp.tools import TOOLS, AssistantTool
from ledger.version import program_version

_BY_NAME: Final = {tool.name: tool for tool in TOOLS}


def serve_assistant(where: str | Path | None = None, **how: Any) -> None:
    """Serve the ledger at a path or URL over standard input and output.

    `how` is as in `Ledger.open`. Raises StoreError where there is no ledger.
    """
    with Ledger.open(where, **how) as ledger:
        _warm_up(ledger)
        anyio.run(_run, ledger)


def _warm_up(ledger: Ledger) -> None:
    """Load what a trace needs before the first one: an assistant starts once and asks often."""
    listed = next(ledger.list(most=1), None)
    if listed is not None:
        _answer(ledger, "trace", {"ref": listed.entry.id}, "")
    # What is loaded by now stays: looking for garbage in it would take longer than a trace.
    gc.collect()
    gc.freeze()


async def _run(ledger: Ledger) -> None:
    server = create_server(ledger)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def create_server(ledger: Ledger) -> Server[Any]:
    """Return the server of a ledger, which lists the tools and calls them."""

    async def list_tools(
        _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=list(map(_tool, TOOLS)))

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        given = dict(params.arguments or {})
        try:
            document = await run_sync(_answer, ledger, params.name, given, _client(context))
        except LedgerError as error:
            return CallToolResult(content=[_text({"error": error_document(error)})], is_error=True)
        return CallToolResult(content=[_text(document)], structured_content={"ledger_data": document})

    return Server(
        "figure-ledger",
        version=program_version(),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _answer(ledger: Ledger, name: str, given: dict[str, Any], client: str) -> dict[str, Any]:
    tool = _BY_NAME.get(name)
    if tool is None:
        raise InputError(f"there is no tool {name[:40]!r}", hint=f"there are: {', '.join(_BY_NAME)}")
    _refuse_odd(tool, given)
    return tool.answer(ledger, given | {"by": client} if tool.proposes else given)


def _refuse_odd(tool: AssistantTool, given: dict[str, Any]) -> None:
    """Raise InputError with everything that is wrong with a tool's arguments."""
    from jsonschema import Draft202012Validator

    problems = [
        Problem(
            "/" + "/".join(map(str, error.absolute_path)) if error.absolute_path else "", error.message[:300]
        )
        for error in Draft202012Validator(tool.schema).iter_errors(given)
    ]
    if problems:
        raise InputError(problems=problems)


def _client(context: ServerRequestContext[Any]) -> str:
    """Return the name that the program at the other end gives itself."""
    params = context.session.client_params
    return (
        "an assistant"
        if params is None
        else f"{params.client_info.name} {params.client_info.version}".strip()
    )


def _text(document: dict[str, Any]) -> TextContent:
    return TextContent(type="text", text=quoted(document))


def _tool(tool: AssistantTool) -> Tool:
    return Tool(
        name=tool.name,
        description=tool.about,
        input_schema=tool.schema,
        annotations=ToolAnnotations(
            read_only_hint=not tool.proposes, destructive_hint=False, open_world_hint=False
        ),
    )
