"""One class for each kind of record about parties, works and names, in normal form, as in `record`."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.model.record import Correction, Figure, Link, Redaction, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A party: person, organization or software (prov:Agent). Its other properties are in descriptions."""

    name: str
    qualifier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published work (schema:CreativeWork), known by its URL, else by title, publisher and date (EDTF)."""

    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The file a snapshot's text was taken from: its SHA-256 in hex and its media type."""

    sha256: str
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The text of a source as seen at `retrieved` (UTC, RFC 3339) (oa:TimeState)."""

    source: str
    retrieved: str | None = None
    archived_at: str | None = None
    original: Original | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Properties of an agent or a source beyond its identity; the newest description of a field wins."""

    of: str
    by: str
    at: str
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """Two parties or two figures are one (or, with `same` False, are not)."""

    refs: tuple[str, str]
    by: str
    at: str
    same: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A local handle given to a record."""

    key: str
    of: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """A number in the text of a snapshot that was looked at and is not to be entered.

    `place` is where its words stand, in code points, the end exclusive: ``120-139``.
    """

    of: str
    place: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The person who is to look at a record next; nobody in particular, with `to` None."""

    of: str
    by: str
    at: str
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalKey:
    """A person's public key (a verifier key, C2SP signed-note), which signs what that person records."""

    public: str
    by: str
    at: str


#: A record of any kind.
Record = (
    Agent
    | Source
    | Snapshot
    | Figure
    | Link
    | Review
    | Correction
    | Description
    | Same
    | Key
    | Redaction
    | Dismissal
    | Assignment
    | PersonalKey
)
