"""Records as the trace room takes them: read with the parties, works, keys and judgements that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from sys import intern
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from ledger.model.body import Body
from ledger.model.codec import decode
from ledger.model.record import Redaction
from ledger.query.unsaid_numbers import with_numbers
from ledger.store import bodies as stored
from ledger.store import reach, submissions
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, asked_once
from ledger.trace.material import Bodies, Copy, Entry, Party, Recorded, RecorderSignature, Work

#: The number of parties and works that are remembered, for as long as the log does not grow: few of them are named by
#: most figures. Some 10 MB of them.
_REMEMBERED: Final = 20_000

#: The number of records that are read together.
_TOGETHER: Final = 5_000

#: The recorder's signature on an entry, and the database's user, where there are such.
Signed: TypeAlias = tuple[RecorderSignature | None, str | None]


def read_bodies(
    connection: Transaction,
    figures: Iterable[int],
    links: Iterable[int],
    until: int,
    *,
    behind: Iterable[int] = (),
    named: Iterable[int] = (),
    copies: bool = False,
) -> Bodies:
    """Return figures and links with the parties and works they name, and the reviews of these and of all `behind`.

    `named` are agents and sources that are known to be named, which are then read along. With `copies`, also the
    copies of the works.
    """
    wanted = set(figures) | set(links)
    read = read_statements(connection, wanted, until, named=named)
    with damage_suspected():
        judged = wanted.union(behind, read.works, read.parties)
        return with_judgements(connection, read, judged, until)._replace(
            copies=copies_of(connection, read.works, until) if copies else {}
        )


def with_judgements(connection: Transaction, bodies: Bodies, judged: Collection[int], until: int) -> Bodies:
    """Return bodies with the standing reviews and corrections of all that is `judged`."""
    judgements = stored.judgements_on(connection, ("review", "correction"), judged, until)
    return bodies._replace(
        reviews=_decoded(judgements["review"]), corrections=_decoded(judgements["correction"])
    )


def read_statements(
    connection: Transaction,
    wanted: Collection[int],
    until: int,
    *,
    named: Iterable[int] = (),
    seqs: dict[str, int] | None = None,
) -> Bodies:
    """Return figures and links with the parties and works they name, and no judgements; `named` as `read_bodies`.

    `seqs` are the sequence numbers of ids that are known; those that are found are added.
    """
    with damage_suspected():
        known: dict[int, Party | Work] = asked_once(connection, ("parties and works", until), dict)
        if len(known) > _REMEMBERED:
            known.clear()
        beside = {seq for seq in named if seq not in known}
        found: dict[int, stored.Stored] = {}
        seqs = {} if seqs is None else seqs
        seqs.update((known[seq].id, seq) for seq in named if seq in known)
        agents: set[int] = set()
        sources: set[int] = set()
        read_figures: dict[int, Entry[Any]] = {}
        read_links: dict[int, Entry[Any]] = {}
        following = iter(sorted(beside.union(wanted)))
        # Of a long trail the bodies are let go of as soon as they are decoded.
        while some := list(islice(following, _TOGETHER)):
            read, keys = stored.read_with_keys(connection, some, until)
            read = with_numbers(connection, read)
            stored.add_seqs(connection, read, seqs)
            found.update((entry.seq, entry) for entry in read if entry.seq not in wanted)
            read = [entry for entry in read if entry.seq in wanted]
            _add_named(read, seqs, agents, sources)
            signed = signatures_of(connection, {entry.seq: entry.by for entry in read})
            for entry in read:
                entries = read_links if entry.body["record"] == "link" else read_figures
                entries[entry.seq] = entry_of(entry, seqs, keys, signed.get(entry.seq))
        unknown = {seq for seq in (*agents, *sources) if seq not in known}
        known.update(described(connection, unknown, until, read=found))
        return Bodies(
            figures=read_figures,
            links=read_links,
            parties={seq: cast(Party, known[seq]) for seq in agents},
            works={seq: cast(Work, known[seq]) for seq in sources},
        )


def described(
    connection: Transaction,
    seqs: set[int],
    until: int,
    *,
    read: Mapping[int, stored.Stored] = MappingProxyType({}),
) -> Iterator[tuple[int, Party | Work]]:
    """Yield agents and sources as they are described, by sequence number; some of them have been read already."""
    if not seqs:
        return
    subjects = {seq: read[seq] for seq in seqs if seq in read}
    subjects.update((entry.seq, entry) for entry in stored.read(connection, seqs - subjects.keys()))
    descriptions = stored.judgements_on(connection, ("description",), seqs, until)["description"]
    keys = stored.keys_of(connection, seqs, until)
    for seq, entry in stored.filled(subjects, descriptions).items():
        yield seq, party_of(entry) if entry.body["record"] == "agent" else work_of(entry, keys)


def signatures_of(connection: Transaction, recorders: Mapping[int, str]) -> dict[int, Signed]:
    """Return the signature on each of these entries, given with its recorder, and the database's user, if known."""
    submitted = submissions.covering(connection, recorders)
    if not submitted:
        return {}
    # Few ledgers are signed: what reads signatures is loaded where there is one.
    from ledger.query.signing import signatures_on

    return signatures_on(connection, recorders, submitted)


def _add_named(
    entries: Iterable[stored.Stored], seqs: Mapping[str, int], agents: set[int], sources: set[int]
) -> None:
    """Add the agents and the sources that figures and links name."""
    for entry in entries:
        agents.update(seqs[agent] for agent in entry.body.get("reported_by", ()))
        if "source" in entry.body:
            sources.add(seqs[entry.body["source"]])


def copies_of(connection: Transaction, sources: Collection[int], until: int) -> dict[int, tuple[Copy, ...]]:
    """Return the snapshots of each source that were not retracted, newest first."""
    rows = standing_snapshots(connection, sources, until)
    found = stored.read(connection, rows)
    return newest_first(
        (rows[entry.seq], copy_of(entry.seq, entry.id, entry.body, entry.digests().get("text")))
        for entry in found
    )


def standing_snapshots(connection: Transaction, sources: Collection[int], until: int) -> dict[int, int]:
    """Return the snapshots of some sources that were not retracted, each with its source."""
    rows = reach.snapshots_of(connection, sources, until)
    gone = stored.judgements_on(connection, ("correction",), rows.keys(), until)["correction"]
    return {snapshot: source for snapshot, source in rows.items() if snapshot not in gone}


def newest_first(copies: Iterable[tuple[int, Copy]]) -> dict[int, tuple[Copy, ...]]:
    """Copies by their sources, the newest of each first."""
    found: dict[int, list[Copy]] = {}
    for source, copy in copies:
        found.setdefault(source, []).append(copy)
    return {
        source: tuple(sorted(of_source, key=lambda copy: (copy.retrieved or "", copy.id), reverse=True))
        for source, of_source in found.items()
    }


def copy_of(seq: int, record_id: str, body: Body, digest: str | None) -> Copy:
    """Return a snapshot as a copy of its source; `digest` is the SHA-256 (hex) of its text, where it has one."""
    return Copy(
        seq=seq,
        id=record_id,
        retrieved=body.get("retrieved"),
        archived_at=body.get("archived_at"),
        sha256=digest or body.get("original", {}).get("sha256"),
    )


def entry_of(
    entry: stored.Stored, seqs: Mapping[str, int], keys: Mapping[int, str], signed: Signed | None = None
) -> Entry[Any]:
    """Return a stored entry as the trace room takes it."""
    signature, user = signed or (None, None)
    redactions: tuple[Redaction, ...] = ()
    if entry.redactions:
        redactions = tuple(cast(Redaction, decode(redaction.body)) for redaction in entry.redactions)
    seq = entry.seq
    # By position: by name it takes twice as long, and of nothing are there more.
    at, by, first_at = intern(entry.at), intern(entry.by), intern(entry.first_at)
    recorded = Recorded(seq, at, by, first_at, signature, user)
    return Entry(seq, entry.id, decode(entry.body), recorded, keys.get(seq), seqs, redactions)


def judgements(
    connection: Transaction, kind: str, subjects: Collection[int], until: int
) -> dict[int, list[Any]]:
    """Return the standing judgements of a kind on each subject, oldest first."""
    with damage_suspected():
        return _decoded(stored.judgements_on(connection, (kind,), subjects, until)[kind])


def _decoded(judgements: stored.Judgements) -> dict[int, list[Any]]:
    return {
        subject: [entry_of(judgement, {}, {}) for judgement in found] for subject, found in judgements.items()
    }


def party_of(agent: stored.Stored) -> Party:
    """Return an agent as it is described."""
    return Party(
        seq=agent.seq,
        id=agent.id,
        name=shown_name(agent.body),
        kind=agent.body.get("kind"),
        url=agent.body.get("url"),
    )


def shown_name(body: Body) -> str:
    """Return an agent's name, with its qualifier where it has one."""
    qualifier = body.get("qualifier")
    return f"{body['name']} ({qualifier})" if qualifier else cast(str, body["name"])


def work_of(source: stored.Stored, keys: Mapping[int, str]) -> Work:
    """Return a source as it is described."""
    body = source.body
    return Work(
        seq=source.seq,
        id=source.id,
        key=keys.get(source.seq),
        title=body.get("title"),
        url=body.get("url"),
        publisher=body.get("publisher"),
        published=body.get("published"),
        kind=body.get("kind"),
        authors=tuple(body.get("authors", ())),
        language=body.get("language"),
    )


def story_of(connection: Transaction, source: int, until: int) -> Work:
    """Return the source whose story was asked for."""
    described = stored.described(connection, [source], until)
    return work_of(described[source], stored.keys_of(connection, [source], until))


def recordings(connection: Transaction, seqs: Collection[int]) -> dict[int, Recorded]:
    """Return when entries were recorded here, and first recorded anywhere as far as is known here."""
    return {
        entry.seq: Recorded(seq=entry.seq, at=entry.at, by=entry.by, first_at=entry.first_at)
        for entry in stored.read(connection, seqs)
    }
