"""The version of this program."""

from __future__ import annotations

from functools import cache


@cache
def program_version() -> str:
    """Return the version of the installed program; ``0+unknown`` where it runs from sources that are not installed."""
    # Imported here: reading what is installed takes longer than most commands need.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("figure-ledger")
    except PackageNotFoundError:
        return "0+unknown"
