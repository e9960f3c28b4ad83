"""Checks a bundle without a ledger and without a network, trusting nothing in it.

The checkpoint is verified by the keys that the reader has; every entry must be in its log, every text must be the one
that its entry commits to, every id the hash of its record. Then the trace is made again from these entries alone and
must come out as the one that the bundle shows, so that an edit of either is found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from ledger.errors import FormatError, InputError, LedgerError, ProofError
from ledger.formats.trace_json import trace_document
from ledger.model.acceptance import accepts
from ledger.model.body import Body
from ledger.model.codec import digest_at, digested, exported, held_at, opened, read_leaf, text_places
from ledger.model.strict_json import load_line
from ledger.query import records, tracing
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.lookup import redacted_fields
from ledger.store.scratch import Held, scratch
from ledger.store.submissions import StoredSubmission
from ledger.tlog.canonical import canonical, commitment, record_id
from ledger.tlog.checkpoint import ledger_name
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import VerifierKey
from ledger.tlog.proof import verify_inclusion
from ledger.tlog.tlog_proof import parse_proof
from ledger.trace.document import LedgerHead, Trace
from ledger.trace.material import Copy, QuoteState, RecorderSignature
from ledger.trace.notice import quantity_words
from ledger.trust.answer import Answer, check_answer
from ledger.trust.bundled_submissions import proved_submissions
from ledger.trust.sealing import Seal, check_witnesses, read_seal, signers
from ledger.view.trace_view import TraceView, resolve

FORMAT: Final = "ledger-bundle/1"
#: The largest bundle in bytes: some 10,000 figures.
MAX_BYTES: Final = 100_000_000

_MEMBERS: Final = {"format": str, "checkpoint": str, "trace": dict, "entries": list}
_ENTRY: Final = {"seq": int, "leaf": str, "proof": str}
#: The path of a snapshot's long text: a bundle may contain only its digest.
_LONG: Final = "text"
_SHORT: Final = 120
#: What the findings on a quote say of the texts of its source, which a bundle does not carry.
_LOOKED_UP: Final[Mapping[str, QuoteState]] = {"quote-not-found": "none", "quote-gone": "older"}
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenFigure:
    """A figure of the trace: its words, and where, when (UTC) and by whom it was recorded, with their signature."""

    id: str
    key: str | None
    words: str
    seq: int
    at: str
    by: str
    signature: RecorderSignature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A bundle that holds: every figure of its trace is recorded, unchanged, in this ledger as of the checkpoint.

    `signed_by` names the keys that signed the checkpoint; it is empty where no key was given, and then anybody may
    have made the whole. `checkpoint` is the note, verbatim; `sealed_at` is the signer's word. `answer` says who
    issued the bundle as it is; without one, anybody can have put it together from entries of the log.
    """

    ledger: str | None
    origin: str
    size: int
    root: str
    sealed_at: str | None
    checkpoint: str
    signed_by: tuple[str, ...]
    answer: Answer | None
    entries: int
    links: int
    removed: int
    figures: tuple[ProvenFigure, ...]

    @property
    def is_issued(self) -> bool:
        """Whether a key that the reader knows signed the bundle as a whole, and one signed its checkpoint."""
        return bool(self.signed_by and self.answer is not None and self.answer.signed_by)


def read_bundle(data: bytes) -> dict[str, Any]:
    """Parse a bundle. Raises FormatError for bytes that are no bundle."""
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"a bundle of more than {MAX_BYTES:,} bytes is not read", hint="bundle fewer figures"
        )
    try:
        document = load_line(data, longest=MAX_BYTES)
    except InputError as error:
        raise FormatError(f"that is not a bundle: {error.message}") from None
    if not isinstance(document, dict) or not str(document.get("format")).startswith("ledger-bundle/"):
        raise FormatError("that is not a bundle", hint="ledger trace REF --proof prints one")
    if document["format"] != FORMAT:
        raise FormatError(
            f"this program reads {FORMAT}, and not {document['format'][:40]}",
            hint="upgrade it: pip install --upgrade figure-ledger",
        )
    return document


def check(document: Mapping[str, Any], keys: Sequence[VerifierKey], witnesses: int = 0) -> Proven:
    """Check a bundle, down to the trace that it shows, and that so many `witnesses` of the keys cosigned it.

    Raises ProofError, which says what does not hold.
    """
    proven = prove(document, keys)[0]
    check_quorum(proven, keys, witnesses)
    return proven


def check_quorum(proven: Proven, keys: Sequence[VerifierKey], witnesses: int) -> None:
    """Raise ProofError unless so many witnesses among the keys cosigned the checkpoint of a bundle."""
    what = "the checkpoint of the bundle"
    check_witnesses(read_seal(proven.checkpoint.encode(), what), keys, witnesses, what)


def prove(document: Mapping[str, Any], keys: Sequence[VerifierKey]) -> tuple[Proven, TraceView]:
    """Check a bundle, and give the view of the trace that follows from its entries, with copies of its sources."""
    _check_shape(document, _MEMBERS, "the bundle", {"answer": str, "submissions": list})
    try:
        seal = read_seal(document["checkpoint"].encode(), "the checkpoint of the bundle")
    except (FormatError, UnicodeEncodeError) as error:
        raise ProofError(str(error)) from None
    signed_by = signers(seal, keys, "the checkpoint of the bundle")
    entries = tuple(_entries(document["entries"], seal))
    submitted = proved_submissions(document.get("submissions", []), seal)
    view = resolve(_traced(document["trace"], entries, submitted, seal))
    _compare(document["trace"], trace_document(view))
    checkpoint = seal.checkpoint
    answer = check_answer(document, checkpoint, keys)
    proven = Proven(
        ledger=view.ledger.name,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        sealed_at=seal.sealed_at,
        checkpoint=seal.text,
        signed_by=signed_by,
        answer=answer,
        entries=len(entries),
        links=len(view.links),
        removed=sum(len(entry.missing) for entry in entries),
        figures=tuple(
            ProvenFigure(
                id=figure.entry.id,
                key=figure.entry.key,
                words=quantity_words(figure.entry.record.quantity),
                seq=figure.entry.seq,
                at=figure.entry.recorded.at,
                by=figure.entry.recorded.by,
                signature=figure.entry.recorded.signature,
            )
            for figure in view.figures
        ),
    )
    return proven, view


def _check_shape(
    document: Mapping[str, Any],
    members: Mapping[str, type],
    what: str,
    optional: Mapping[str, type] | None = None,
) -> None:
    """Raise ProofError unless an object has these members, each of its type, and no others."""
    known = {**members, **(optional or {})}
    for name, value in document.items():
        if name not in known:
            raise ProofError(f"{what} has the unknown field {name[:40]!r}")
        if type(value) is not known[name]:
            raise ProofError(f"{what}: {name} is of another type than it should be")
    for name in members:
        if name not in document:
            raise ProofError(f"{what} has no {name}")


def _entries(listed: Sequence[object], seal: Seal) -> Iterator[Held]:
    """Yield the entries, each proved to be in the log of the checkpoint at its place."""
    last = 0
    for place, entry in enumerate(listed):
        where = f"the bundle at /entries/{place}"
        if type(entry) is not dict:
            raise ProofError(f"{where} is not an entry")
        _check_shape(entry, _ENTRY, where, {"texts": dict})
        if not last < entry["seq"] <= seal.checkpoint.size:
            raise ProofError(f"{where}: entries stand in the order of the log, up to that of the checkpoint")
        last = entry["seq"]
        leaf = _proved(entry, seal)
        try:
            yield _held(entry["seq"], leaf, entry.get("texts", {}))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ProofError(f"entry {last} is in the log, and cannot be read") from None


def _proved(entry: Mapping[str, Any], seal: Seal) -> bytes:
    """Return the proved leaf of an entry. Size and root are the checkpoint's: a proof does not bind them."""
    checkpoint, leaf = seal.checkpoint, str(entry["leaf"]).encode()
    try:
        proof = parse_proof(f"{entry['proof']}\n".encode() + seal.note.to_bytes())
    except ValueError as error:
        raise ProofError(f"the proof of entry {entry['seq']} cannot be read: {error}") from None
    if proof.index != entry["seq"] - 1 or proof.extra is not None:
        raise ProofError(f"the proof of entry {entry['seq']} is that of another")
    if not verify_inclusion(leaf_hash(leaf), proof.index, checkpoint.size, checkpoint.root, proof.path):
        raise ProofError(
            f"entry {entry['seq']} is not in the log of the checkpoint: it was changed, or its proof"
        )
    return leaf


def _held(seq: int, leaf: bytes, given: Mapping[str, Any]) -> Held:
    """Return an entry with its texts, each of them the one that it commits to, and its id that of its record."""
    content = read_leaf(leaf)
    record: Body = content["record"]
    places = text_places(record)
    texts: dict[str, tuple[bytes, str]] = {}
    # A text that was never in the ledger has its digest in the leaf.
    digests = {path: digest for path in places if (digest := digest_at(record, path))}
    for path, text_given in given.items():
        if path not in places or not isinstance(text_given, dict):
            raise ProofError(f"entry {seq} has no text at {path[:40]!r}")
        if path == _LONG and text_given.keys() == {"sha256"} and _DIGEST.fullmatch(text_given["sha256"]):
            digests[path] = text_given["sha256"]
            continue
        if text_given.keys() != {"salt", "text"} or not _SALT.fullmatch(text_given["salt"]):
            raise ProofError(f"the {path} of entry {seq} is not a salt and a text")
        salt, text = bytes.fromhex(text_given["salt"]), text_given["text"]
        if commitment(salt, text.encode()).hex() != held_at(record, path):
            raise ProofError(f"the {path} of entry {seq} is not the one recorded: it was changed")
        texts[path], digests[path] = (salt, text), sha256(text.encode()).hexdigest()
    body = digested(record, digests)
    missing = frozenset(places) - digests.keys()
    if canonical(content) != leaf or (not missing and record_id(body).hex() != content["id"]):
        raise ProofError(f"the id of entry {seq} is not that of what it records")
    if not _is_record(record, content, {path: text for path, (_, text) in texts.items()}):
        raise ProofError(f"entry {seq} is in the log, and is not a record that this program could have made")
    return Held(seq=seq, leaf=leaf, content=content, body=body, texts=texts, missing=missing)


def _is_record(record: Body, content: Body, texts: Mapping[str, str]) -> bool:
    """Return whether a record is one that could be imported: the signer of a log can put anything into it.

    Recomputing a number of a billion digits, say, would take years.
    """
    gone = {path.partition(".")[0] for path in text_places(record) if path not in texts}
    body = {name: value for name, value in opened(record, texts).items() if name not in gone}
    line = exported(body, record_id=content["id"], key=content.get("key"), at=content["at"], by=content["by"])
    # A line has only known fields.
    return body.keys() <= line.keys() and accepts(line)


def _traced(
    shown: Mapping[str, Any], entries: Sequence[Held], submitted: Sequence[StoredSubmission], seal: Seal
) -> Trace:
    """Return the trace that the bundle shows, made again from its entries alone.

    Only what was found when a quote was looked up in the texts of its source is taken from the trace shown: that is
    the word of whoever signed it.
    """
    checkpoint = seal.checkpoint
    head = LedgerHead(name=ledger_name(checkpoint.origin), size=checkpoint.size, root=checkpoint.root.hex())
    seqs = {entry.content["id"]: entry.seq for entry in entries}
    try:
        asked, story = _asked(shown, seqs)
        looked_up = {
            finding["figure"]: _LOOKED_UP[finding["code"]]
            for finding in shown["findings"]
            if finding["code"] in _LOOKED_UP
        }
        with scratch(entries, submitted) as database, reading(database) as connection:
            _check_removed(connection, entries)
            if story is not None:
                asked = list(reach.figures_of_source(connection, story, checkpoint.size))
            trace = tracing.traced(
                connection, asked, direction="upstream", depth=None, until=checkpoint.size, as_of=None,
                story=story, head=head, wordings=True, looked_up=looked_up,
            )  # fmt: skip
            copies = _copies(connection, trace.bodies.works, entries, checkpoint.size)
            return replace(trace, bodies=trace.bodies._replace(copies=copies))
    except ProofError:
        raise
    except (LedgerError, LookupError, TypeError, ValueError, AttributeError) as error:
        # Something is missing or does not fit, so that there is no trace to compare.
        reason = error.message if isinstance(error, LedgerError) else f"{type(error).__name__}: {error}"
        raise ProofError(
            f"the trace does not follow from the entries of the bundle: {reason[:200]}"
        ) from None


def _copies(
    connection: Transaction, sources: Collection[int], entries: Iterable[Held], until: int
) -> dict[int, tuple[Copy, ...]]:
    """Return the copies of the sources: the digest of a missing text is in the entry or its redaction."""
    rows = records.standing_snapshots(connection, sources, until)
    redactions = (entry.body for entry in entries if entry.body["record"] == "redaction")
    removed = {body["of"]: body["withheld"][_LONG] for body in redactions if _LONG in body["withheld"]}
    found: list[tuple[int, Copy]] = []
    for entry in entries:
        if entry.seq in rows:
            record_id = entry.content["id"]
            digest = removed.get(record_id) if _LONG in entry.missing else entry.body.get(_LONG)
            found.append((rows[entry.seq], records.copy_of(entry.seq, record_id, entry.body, digest)))
    return records.newest_first(found)


def _asked(shown: Mapping[str, Any], seqs: Mapping[str, int]) -> tuple[list[int], int | None]:
    """Return what the trace says that it is of: figures by sequence number, or a source."""
    if shown.get("source") is not None:
        return [], seqs[shown["source"]["id"]]
    at_start = [figure["id"] for figure in shown["figures"] if figure["depth"] == 0]
    return [seqs[record_id] for record_id in dict.fromkeys([shown["figure"], *at_start])], None


def _check_removed(connection: Transaction, entries: Iterable[Held]) -> None:
    """Raise ProofError where a text is left out that no recorded redaction has removed."""
    for entry in entries:
        fields = {path.partition(".")[0] for path in entry.missing}
        if fields and not fields <= redacted_fields(connection, entry.seq):
            raise ProofError(
                f"the {', '.join(sorted(fields))} of entry {entry.seq} is left out of the bundle"
            )


def _compare(shown: object, made: object) -> None:
    """Raise ProofError with the first place at which the trace shown is not the one that was made."""
    if canonical(shown) != canonical(made):
        pointer, says, should = _difference(shown, made)
        raise ProofError(
            f"the trace was changed at {pointer or '/'}: it shows {_short(says)}, and the records say {_short(should)}"
        )


def _difference(shown: object, made: object, pointer: str = "") -> tuple[str, object, object]:
    """Return the first place (a JSON Pointer) at which two values differ, and what stands there."""
    if isinstance(shown, dict) and isinstance(made, dict) and shown.keys() == made.keys():
        pairs = [(name, shown[name], made[name]) for name in made]
    elif isinstance(shown, list) and isinstance(made, list) and len(shown) == len(made):
        pairs = [(str(at), *pair) for at, pair in enumerate(zip(shown, made, strict=True))]
    else:
        return pointer, shown, made
    for name, shown_part, made_part in pairs:
        if canonical(shown_part) != canonical(made_part):
            return _difference(shown_part, made_part, f"{pointer}/{name}")
    return pointer, shown, made


def _short(value: object) -> str:
    text = canonical(value).decode()
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
