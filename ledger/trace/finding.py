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
    """All the words for a code.

    `title` stands over it, `short` is for a label or a drawing, `explain` is a paragraph that says what was found,
    `advice` says what to do and ends with what would mend it. `subject` is what changed, as part of a list ("how
    sure it sounds"); empty where the finding is of no change.
    """

    code: str
    severity: str
    title: str
    short: str
    explain: str
    advice: str
    subject: str = ""
