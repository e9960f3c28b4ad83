"""Files that the desk hands out: a record in a format, both named in the address."""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO, TextIOWrapper

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ledger.formats import FORMATS


def handed_out(request: Request, parameter: str, formats: Collection[str], name: str) -> Response:
    """Return the record that `parameter` of the address names as a file called `name`, in one of `formats`.

    `as_of` in the query gives the state of the ledger. Raises HTTPException (404) for another format.
    """
    known = FORMATS.get(request.path_params["format"])
    if known is None or known.name not in formats:
        raise HTTPException(404)
    stream = BytesIO()
    asked = [request.path_params[parameter]]
    as_of = request.query_params.get("as_of", "").strip() or None
    with request.app.state.desk.ledger(request.state.user) as ledger:
        if known.binary:
            ledger.export(stream, format=known.name, references=asked, as_of=as_of)
        else:
            text = TextIOWrapper(stream, "utf-8", newline="\n", write_through=True)
            ledger.export(text, format=known.name, references=asked, as_of=as_of)
            text.detach()
    headers = {"content-disposition": f'attachment; filename="{name}{known.suffix}"'}
    return Response(stream.getvalue(), media_type="application/octet-stream", headers=headers)
