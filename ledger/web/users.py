"""The users of the desk, and what a role may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from ledger.errors import InputError


class Role(IntEnum):
    """The rights of somebody: each role may do whatever the one before it may."""

    #: Look at everything.
    READER = 1
    #: Enter sources and figures, and mend slips of their own typing.
    RECORDER = 2
    #: Judge: review, correct, retract, merge, take a judgement back.
    REVIEWER = 3
    #: Erase and seal.
    OWNER = 4

    def __str__(self) -> str:
        return self.name.lower()


ROLES: Final = {str(role): role for role in Role}


@dataclass(frozen=True, slots=True)
class User:
    """The person who asks. `name` is who records; `csrf` is the token that a form of theirs must bring back.

    `budget` is whose budget it is that is spent, see `limits`. Whoever `has_session` can sign out.
    """

    name: str
    role: Role
    csrf: str
    budget: str
    has_session: bool = False

    def may(self, role: str) -> bool:
        """Return whether they may do what needs a role, named as on the command line."""
        return self.role >= role_named(role)


def role_named(name: str) -> Role:
    """The role of a name. Raises InputError where there is none."""
    role = ROLES.get(name.strip().lower())
    if role is None:
        raise InputError(f"there is no role {name[:40]!r}", hint=f"one of {', '.join(ROLES)}")
    return role


#: Whoever uses these changes nothing.
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

Handler = TypeVar("Handler", bound=Callable[..., object])


def needs(role: str) -> Callable[[Handler], Handler]:
    """Mark a handler as one that only this role or a higher one may call.

    Without the mark GET needs a reader, and every other method a recorder.
    """

    def mark(handler: Handler) -> Handler:
        handler.needs_role = role_named(role)  # type: ignore[attr-defined]
        return handler

    return mark
