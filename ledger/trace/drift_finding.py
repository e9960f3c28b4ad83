"""A change between a figure and the one it came from, before it is known which entries it is about."""

from __future__ import annotations

from typing import NamedTuple

from ledger.trace.rules import severities


class Drift(NamedTuple):
    """A change on the way: a finding before it is known which figure and link it belongs to."""

    code: str
    severity: str
    message: str


def drift(code: str, message: str, *, severity: str | None = None) -> Drift:
    """Return a `Drift` of the severity of its rule, or of another where the contract says so."""
    return Drift(code=code, severity=severity or severities()[code], message=message)
