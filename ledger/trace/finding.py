"""A finding: something a reviewer should look at, with a stable code. Data, never an exception."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """A finding by sequence numbers: one about a link names the link and its downstream figure."""

    code: str
    severity: str
    message: str
    figure: int
    link: int | None = None
    accepted: bool = False

    def accept(self) -> Finding:
        """Return the same finding as one that a reviewer found in order."""
        return self._replace(accepted=True)


class Rule(NamedTuple):
    """The words for a code.

    `title` is its heading, `short` is for a label or a drawing, `explain` is a paragraph on what was found, `advice`
    says what to do and ends with what would end the finding. `subject` names what changed, as part of a list ("how
    sure it sounds"); it is empty where the finding is not about a change.
    """

    code: str
    severity: str
    title: str
    short: str
    explain: str
    advice: str
    subject: str = ""
