"""The users of the desk, and what a role may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from ledger.errors import InputError


class Role(IntEnum):
    """A role of a user: each may do whatever the one before it may."""

    #: Look at everything.
    READER = 1
    #: Enter sources and figures, and mend their own slips.
    RECORDER = 2
    #: Judge: review, correct, retract, join parties, take a judgement back.
    REVIEWER = 3
    #: Erase and seal.
    OWNER = 4

    def __str__(self) -> str:
        return self.name.lower()


ROLES: Final = {str(role): role for role in Role}


@dataclass(frozen=True, slots=True)
class User:
    """The user of a request. `name` is the recorder; `csrf` is the token that their forms must bring back.

    `budget` names the budget that is spent, see `limits`. A user who `has_session` can sign out.
    """

    name: str
    role: Role
    csrf: str
    budget: str
    has_session: bool = False

    def may(self, role: str) -> bool:
        """Return whether they may do what needs a role, which is named as on the command line."""
        return self.role >= role_named(role)


def role_named(name: str) -> Role:
    """Return the role of a name. Raises InputError where there is none."""
    role = ROLES.get(name.strip().lower())
    if role is None:
        raise InputError(f"there is no role {name[:40]!r}", hint=f"one of {', '.join(ROLES)}")
    return role


#: Methods that change nothing.
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

Handler = TypeVar("Handler", bound=Callable[..., object])


def needs(role: str) -> Callable[[Handler], Handler]:
    """Mark a handler as one that only a role, or a higher one, may call.

    Without the mark GET needs a reader, and every other method a recorder.
    """

    def mark(handler: Handler) -> Handler:
        handler.needs_role = role_named(role)  # type: ignore[attr-defined]
        return handler

    return mark
