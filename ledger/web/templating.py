"""Rendering a screen: templates that escape whatever a source wrote."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ledger.model.visible import visible
from ledger.web.static_files import static_address
from ledger.web.users import User


@cache
def environment() -> Environment:
    """The templates of the desk. What is put into one is text, unless it is marked as markup."""
    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = static_address
    # Control and bidirectional characters of a source are shown as what they are.
    made.filters["visible"] = visible
    return made


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as an answer. It also gets `user`, `csrf` (for forms and htmx) and `may("reviewer")`."""
    user: User = request.state.user
    rendered = (
        environment()
        .get_template(template)
        .render(request=request, user=user, csrf=user.csrf, may=user.may, **values)
    )
    return HTMLResponse(rendered, status_code=status)
