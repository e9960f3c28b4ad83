"""The application of a witness: https://c2sp.org/tlog-witness over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.book.answer_types import LogWitness, WitnessAnswer


def create_witness_app(witness: LogWitness, most: int) -> Starlette:
    """Return the ASGI application of a witness, which reads at most so many bytes of a request."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return PlainTextResponse(f"a request has at most {most:,} bytes\n", 413)
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        return await _answered(lambda: witness.add_checkpoint(bytes(body)))

    async def checkpoint(request: Request) -> Response:
        return await _answered(lambda: witness.checkpoint(request.path_params["origin_hash"]))

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", checkpoint, methods=["GET"]),
        ]
    )


async def _answered(ask: Callable[[], WitnessAnswer]) -> Response:
    """Return the answer of the witness. Where it cannot store what it saw, it has cosigned nothing."""
    try:
        answer = await run_in_threadpool(ask)
    except LedgerError as error:
        return PlainTextResponse(f"{error}\n", 500)
    except OSError as error:
        return PlainTextResponse(f"the witness cannot store what it saw: {error.strerror}\n", 503)
    return Response(answer.body, answer.status, media_type=answer.media_type)
