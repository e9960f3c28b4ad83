"""Which addresses a document may link to."""

from __future__ import annotations


def is_web_address(url: str | None) -> bool:
    """Whether an address is one of the web. What any other scheme does is not known to whoever clicks on it."""
    return url is not None and url.lower().startswith(("http://", "https://"))
