"""Bundles: a trace with every entry that it follows from, each proved to be in the log of a signed checkpoint.

A bundle is checked before it is handed out, by the same code that checks it elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.errors import InputError, NotFoundError, ProofError
from ledger.formats import SealedTrace
from ledger.formats.trace_json import trace_document
from ledger.query import surroundings, tracing
from ledger.query.gc_pause import gc_paused
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import TRACEABLE, find
from ledger.store import bodies as stored
from ledger.store import lookup, reach, submissions
from ledger.store.engine import Transaction, reading
from ledger.store.erase import redacted_since
from ledger.store.head import read_head
from ledger.store.logtree import damage_reported, tree_at
from ledger.tlog.note import SigningKey
from ledger.tlog.tiles import TiledTree
from ledger.tlog.tlog_proof import TlogProof
from ledger.trust import proving
from ledger.trust.answer import sign_answer
from ledger.trust.bundled_submissions import submitted_entries
from ledger.trust.key_memory import read_memory
from ledger.trust.keys import default_key_file, read_key
from ledger.trust.sealing import Seal, has_sealed, newest_seal
from ledger.view.trace_view import resolve

Document = dict[str, Any]

#: Long texts of others: a bundle contains only their digests.
_BY_DIGEST = frozenset({"text"})


def bundle(
    context: LedgerContext,
    references: Sequence[str],
    *,
    key_file: Path | None = None,
    warn: Callable[[str], None] = lambda _message: None,
) -> Document:
    """Return the bundle of what the references name: that of `sealed`. `warn` is called with why it is not signed."""
    found = sealed(context, references, key_file=key_file)
    if found.unsigned is not None:
        warn(found.unsigned)
    return dict(found.bundle)


def sealed(context: LedgerContext, references: Sequence[str], *, key_file: Path | None = None) -> SealedTrace:
    """Return the trace and the bundle of the references, or else of all figures, as of the newest checkpoint.

    The bundle is signed as an answer with the key in `key_file`, else with the default key where that can be used.

    Raises InputError where nothing was ever sealed, or a text was removed since, NotFoundError for what came after
    the checkpoint, and ProofError where the log is not the one that was sealed.
    """
    with gc_paused(), reading(context.database) as connection:
        seal = newest_seal(connection)
        if seal is None:
            raise InputError(
                "the ledger was never sealed: there is nothing that a proof could lead to",
                hint="ledger key new NAME makes a key, and ledger seal signs what is recorded",
            )
        until = seal.checkpoint.size
        tree = _tree(connection, seal)
        asked, story = _asked(context, connection, references, until)
        trace = tracing.traced(
            connection,
            asked,
            direction="upstream",
            depth=None,
            until=until,
            as_of=None,
            story=story,
            wordings=True,
        )
        needed = _needed(connection, trace.asked, story, until)
        if redacted_since(connection, needed, until):
            raise InputError(
                "a text of what is asked for was removed since the ledger was last sealed", hint="ledger seal"
            )
        made: Document = {
            "format": proving.FORMAT,
            "checkpoint": seal.text,
            "trace": trace_document(resolve(trace)),
            "entries": list(_entries(connection, seal, tree, needed)),
        }
        if submitted := submitted_entries(connection, needed, seal, tree):
            made["submissions"] = submitted
        question = _question(context, connection, references)
        recorded = read_head(connection).size
        key, unsigned = _answering_key(connection, seal, key_file)
    if key is not None:
        made["answer"] = sign_answer(
            made, seal.checkpoint, asked=question, recorded=recorded, now=context.now(), key=key
        )
    _, view = proving.prove(made, ())
    return SealedTrace(view, made, unsigned, None if key is None else str(key.verifier()))


def _answering_key(
    connection: Transaction, seal: Seal, key_file: Path | None
) -> tuple[SigningKey | None, str | None]:
    """Return the key to sign an answer with, or None and the reason. A key that was named is always used."""
    if key_file is not None:
        return read_key(key_file, witness=False), None
    origin = seal.checkpoint.origin
    try:
        key, file = read_key(witness=False), default_key_file()
        if has_sealed(connection, key, origin, read_memory(file)):
            return key, None
        reason = f"the key {key.name} has never sealed this ledger, {origin}"
    except InputError as error:
        reason = error.message
    return None, f"this is not signed as the ledger's answer, so that something may be left out: {reason}"


def _question(context: LedgerContext, connection: Transaction, references: Sequence[str]) -> list[str]:
    """Return the references as the reader of an answer sees them, with the id of the figure that @ means."""
    return [
        find(connection, reference, who=context.who).id if reference == "@" else reference
        for reference in references
    ]


def _tree(connection: Transaction, seal: Seal) -> TiledTree:
    """Return the tree of the log as it was sealed."""
    size = seal.checkpoint.size
    with damage_reported(size):
        if size <= read_head(connection).size:
            tree = tree_at(connection, size)
            if tree.root() == seal.checkpoint.root:
                return tree
    raise ProofError(
        f"the first {size:,} entries are not those that were sealed",
        evidence=[seal.text],
        hint="ledger verify says whether that is damage",
    )


def _asked(
    context: LedgerContext, connection: Transaction, references: Sequence[str], until: int
) -> tuple[list[int], int | None]:
    """Return the figures that are asked for, and the source where one source alone is."""
    if not references:
        figures = surroundings.read_figures(connection, until)
        if not figures:
            raise InputError("no figure was recorded before the ledger was sealed", hint="ledger seal")
        return figures, None
    asked: list[int] = []
    story = None
    for reference in references:
        found = find(connection, reference, who=context.who if reference == "@" else None, kinds=TRACEABLE)
        figures = (
            [found.seq]
            if found.kind == "figure"
            else list(reach.figures_of_source(connection, found.seq, until))
        )
        if found.seq > until or not figures:
            raise NotFoundError(
                f"{reference[:100]} is not in the newest checkpoint, which covers {until:,} entries",
                hint="ledger seal signs what was recorded since",
            )
        story = found.seq if found.kind == "source" and len(references) == 1 else None
        asked += figures
    return list(dict.fromkeys(asked)), story


def _needed(connection: Transaction, asked: Sequence[int], story: int | None, until: int) -> set[int]:
    """Return every entry that the trace of some figures follows from."""
    figures, edges = surroundings.everything_around(connection, asked, until)
    revisions = reach.revisions(connection, figures, until)
    pending = figures | {edge.link for edge in (*edges, *revisions)}
    pending |= {end for edge in revisions for end in (edge.figure, edge.input)}
    if story is not None:
        pending.add(story)
    chosen = set(pending)
    while pending:
        entries = list(stored.read(connection, pending))
        around = set(stored.seqs_of(connection, entries).values()) | pending
        around |= reach.judged_on(connection, around, until)
        around |= {row.seq for row in reach.judged_rows(connection, around, until)}
        around |= _holders(connection, entries, until)
        if any(submission.note for submission in submissions.covering(connection, pending).values()):
            # The signer depends on all introductions of keys.
            around.update(reach.introduced_keys(connection, until))
        pending = around - chosen
        chosen |= pending
    return chosen


def _holders(connection: Transaction, entries: Collection[stored.Stored], until: int) -> set[int]:
    """Return who held the keys first that some entries give: whether they got them hangs on that."""
    keys = {entry.body["key"] for entry in entries if entry.body["record"] == "key"}
    return {seq for seq in lookup.key_givers(connection, keys) if seq <= until}


def _entries(connection: Transaction, seal: Seal, tree: TiledTree, seqs: set[int]) -> Iterator[Document]:
    """Yield the entries as a bundle has them, each with the proof that it is in the tree of the checkpoint."""
    with damage_reported(tree.size):
        for seq, leaf, texts in stored.leaves(connection, seqs):
            entry: Document = {
                "seq": seq,
                "leaf": leaf.decode(),
                "proof": TlogProof(seq - 1, tree.inclusion(seq - 1), seal.note).lines(),
            }
            if texts:
                entry["texts"] = {path: _text(path, *held) for path, held in texts.items()}
            yield entry


def _text(path: str, salt: bytes, text: str) -> Document:
    if path in _BY_DIGEST:
        return {"sha256": sha256(text.encode()).hexdigest()}
    return {"salt": salt.hex(), "text": text}
