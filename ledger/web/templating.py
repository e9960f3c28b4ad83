"""Rendering of screens, by templates that escape whatever a source wrote."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ledger.formats.web_address import is_web_address
from ledger.model.visible import isolated, visible
from ledger.view.dates import brief, day, when
from ledger.web.static_files import static_address
from ledger.web.users import User

_FORMULA_FIRST: Final = re.compile(r"[\w.]+ [-+*/^=]|\w+\(")


@cache
def environment() -> Environment:
    """Return the templates of the desk. Values are text, unless they are marked as markup."""
    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_harmless,
    )
    made.globals["static"] = static_address
    # Markup of this program's own, in which all words of sources are escaped.
    made.filters["ours"] = Markup
    made.filters.update(
        sentence=_sentence,
        visible=visible,
        lines=_lines,
        link=_link,
        brief=brief,
        day=day,
        when=when,
        clock=lambda at: at[11:16],
    )
    return made


def _harmless(value: object) -> object:
    """Make a value harmless in a page: control and bidirectional characters of a source become visible."""
    return isolated(visible(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sentence(text: str) -> str:
    """Begin a sentence with a capital letter, unless it begins with the name of an input in a formula."""
    return text if _FORMULA_FIRST.match(text) else text[:1].upper() + text[1:]


def _lines(text: str) -> Markup:
    """Return a text of several lines with its line breaks."""
    return Markup("\n").join(escape(isolated(visible(line))) for line in text.split("\n"))


def _link(url: str | None) -> str | None:
    """Return an address that may be followed; None for any other."""
    return url if url is not None and is_web_address(url) else None


def fragment(request: Request, template: str, **values: Any) -> str:
    """Render a part of a screen with the values that `page` gives."""
    user: User = request.state.user
    return (
        environment()
        .get_template(template)
        .render(request=request, user=user, csrf=user.csrf, may=user.may, **values)
    )


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as an answer. It also gets `user`, `csrf` (for forms and htmx) and `may("reviewer")`."""
    return HTMLResponse(fragment(request, template, **values), status_code=status)
