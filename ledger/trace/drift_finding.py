"""A change between a figure and the one it came from, before it is known which entries it is about."""

from __future__ import annotations

from typing import NamedTuple

from ledger.trace.rules import severities


class Drift(NamedTuple):
    """Something that changed on the way: a finding before it is known which figure and link it belongs to."""

    code: str
    severity: str
    message: str


def drift(code: str, message: str, *, severity: str | None = None) -> Drift:
    """A `Drift` of the severity its rule has, or of another where the contract says so."""
    return Drift(code=code, severity=severity or severities()[code], message=message)
