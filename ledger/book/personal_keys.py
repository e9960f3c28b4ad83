"""The keys with which people sign what they record: introduced, replaced and revoked by records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.book.recording import Record, Steps, record
from ledger.errors import ConflictError, InputError, NotFoundError
from ledger.query.ledger_context import LedgerContext
from ledger.query.signing import IntroducedKey, PersonalKeys, called, signer
from ledger.store.append import Outcome
from ledger.store.engine import reading
from ledger.store.lookup import NOW
from ledger.tlog.note import SigningKey
from ledger.tlog.submission import person_named


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key that was introduced: whose it is, the public key, the record's id, when (UTC) and by whom.

    `standing` is ``current``, ``replaced`` or ``revoked``; or ``not vouched for`` where it did not sign its own
    introduction, or the person's key before it did not.
    """

    person: str
    public: str
    id: str
    at: str
    by: str
    standing: str


def known_keys(context: LedgerContext) -> Sequence[KnownKey]:
    """Return every introduced key, in the order of introduction."""
    with reading(context.database) as connection:
        keys = PersonalKeys(connection)
        return [
            KnownKey(
                person=introduced.person,
                public=str(introduced.key),
                id=introduced.id,
                at=introduced.at,
                by=introduced.by,
                standing=_standing(keys, introduced),
            )
            for introduced in keys.introduced
        ]


def introduce(context: LedgerContext, key: SigningKey) -> list[Outcome]:
    """Record a person's public key, signed with it, as that person. Raises ConflictError if they have a valid key."""
    person = person_named(key.name)
    if standing := _standing_keys(context, person):
        own = any(introduced.key == key.verifier() for introduced in standing)
        raise ConflictError(
            f"{person} has the key {called(standing[-1].key)} in this ledger{' already' if own else ''}",
            hint=None if own else "ledger key replace records a new one, signed with both",
        )
    made = {"record": "personal_key", "public": str(key.verifier())}
    return record(replace(context, name=person, signing=None), [made], sign=signer([key]))


def replace_key(context: LedgerContext, old: SigningKey, new: SigningKey) -> list[Outcome]:
    """Record that a person signs with a new key from now on, signed with both.

    Raises InputError where the keys are not one person's, or the old one does not stand.
    """
    person = person_named(new.name)
    if person_named(old.name) != person:
        raise InputError(
            f"these are keys of {person_named(old.name)} and of {person}, who are not one person"
        )
    standing = {introduced.key: introduced for introduced in _standing_keys(context, person)}
    if old.verifier() not in standing:
        raise InputError(
            f"the key {called(old.verifier())} was not introduced to this ledger, or was replaced or revoked",
            hint="ledger key list shows the keys that it knows",
        )
    if old.verifier() == new.verifier():
        raise InputError(
            "the new key is the old one", hint="make another: ledger key new --person NAME -o FILE"
        )

    def steps() -> Steps:
        introduced = yield {"record": "personal_key", "public": str(new.verifier())}
        yield {"record": "correction", "of": standing[old.verifier()].id, "by": introduced}

    return record(replace(context, name=person, signing=None), steps(), sign=signer([new, old]))


def revoke(context: LedgerContext, public: str, reason: str | None) -> list[Outcome]:
    """Record that a key signs nothing any more: a verifier key, or its NAME+ID, as `known_keys` has it.

    Raises NotFoundError for a key that does not stand.
    """
    found = [
        key for key in known_keys(context) if key.standing == "current" and key.public.startswith(public)
    ]
    if len(found) != 1:
        raise NotFoundError(
            f"{public[:100]} is no key that stands in this ledger", hint="ledger key list shows those that do"
        )
    made: Record = {"record": "correction", "of": found[0].id, "reason": reason}
    return record(context, [made])


def _standing_keys(context: LedgerContext, person: str) -> list[IntroducedKey]:
    with reading(context.database) as connection:
        return PersonalKeys(connection).standing(person, NOW)


def _standing(keys: PersonalKeys, introduced: IntroducedKey) -> str:
    if not introduced.counts:
        return "not vouched for"
    status = keys.status(introduced, NOW)
    return {"corrected": "replaced", "retracted": "revoked"}.get(status, status)
