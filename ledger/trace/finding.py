"""A finding: something a reviewer should look at, with a stable code. Data, never an exception."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """`figure` and `link` are sequence numbers; a finding about a link has it and its downstream figure."""

    code: str
    severity: str
    message: str
    figure: int
    link: int | None = None
    accepted: bool = False

    def accept(self) -> Finding:
        """The same finding, looked at and found in order by a reviewer."""
        return self._replace(accepted=True)


class Rule(NamedTuple):
    """What a code means: `explain` is a paragraph for `ledger check --explain`, its first sentence a summary."""

    code: str
    severity: str
    explain: str
