"""The addresses that a document may link to."""

from __future__ import annotations


def is_web_address(url: str | None) -> bool:
    """Return whether a URL has the scheme http or https: a reader cannot tell what other schemes do."""
    return url is not None and url.lower().startswith(("http://", "https://"))
