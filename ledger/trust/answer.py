"""Answers: a desk's signature on a bundle as a whole, so that an omission is detected.

Every entry of a bundle is proved on its own. Only the desk, which has the whole log, can say that none is missing: it
signs the trace and the list of entries together, with the question that they answer. The text is a signed note
(C2SP signed-note) whose second line is not a number, so that it is never read as a checkpoint.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from ledger.errors import ProofError
from ledger.tlog.canonical import canonical
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import SigningKey, VerifierKey, encode_base64, parse_note, signed, verified_by

_FORMAT: Final = "figure-ledger-answer/1"
_TEXT: Final = re.compile(
    rf"{_FORMAT}\nlog (?P<origin>[^\n]+)\nsize (?P<size>[1-9][0-9]{{0,18}})\nroot (?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    r"recorded (?P<recorded>[1-9][0-9]{0,18})\nissued (?P<issued_at>[0-9TZ:.-]{27})\nasked (?P<asked>\[[^\n]*\])\n"
    r"trace (?P<trace>[0-9a-f]{64})\nentries (?P<entries>[0-9a-f]{64})\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A bundle as a desk issued it: when (UTC), in answer to which references, and by which of the reader's keys.

    `recorded` is how many entries the log had then, those after its newest checkpoint included. `asked` is empty for
    the whole ledger. Without a `signed_by`, no key that the reader has issued it.
    """

    issued_at: str
    asked: tuple[str, ...]
    recorded: int
    signed_by: tuple[str, ...]


def sign_answer(
    bundle: Mapping[str, Any],
    checkpoint: Checkpoint,
    *,
    asked: Sequence[str],
    recorded: int,
    now: str,
    key: SigningKey,
) -> str:
    """Sign a bundle as the answer to the references `asked`, in a log of `recorded` entries (UTC `now`)."""
    text = (
        f"{_FORMAT}\n{_log_lines(checkpoint)}recorded {recorded}\nissued {now}\n"
        f"asked {json.dumps(list(asked))}\n{_content_lines(bundle)}"
    )
    return signed(text, [key]).to_bytes().decode()


def check_answer(
    bundle: Mapping[str, Any], checkpoint: Checkpoint, keys: Sequence[VerifierKey]
) -> Answer | None:
    """Check what a bundle says about its issue; None if it says nothing.

    Raises ProofError where a known key's signature is not good, or the answer is one to another bundle.
    """
    if "answer" not in bundle:
        return None
    try:
        note = parse_note(bundle["answer"].encode())
        found = _TEXT.fullmatch(note.text)
        asked = None if found is None else json.loads(found["asked"])
        signers = verified_by(note, keys)
    except ValueError as error:
        raise ProofError(f"the answer of the bundle: {error}") from None
    if found is None or not isinstance(asked, list) or not all(isinstance(word, str) for word in asked):
        raise ProofError("the answer of the bundle cannot be read")
    if not note.text.startswith(f"{_FORMAT}\n{_log_lines(checkpoint)}recorded "):
        raise ProofError(
            "the answer was signed for another checkpoint than the bundle's", evidence=[bundle["answer"]]
        )
    if not note.text.endswith(f"\n{_content_lines(bundle)}"):
        raise ProofError(
            "this is not the bundle that was issued: since it was signed something was left out, added or changed",
            evidence=[bundle["answer"]],
        )
    return Answer(
        issued_at=found["issued_at"],
        asked=tuple(asked),
        recorded=int(found["recorded"]),
        signed_by=tuple(key.name for key in signers),
    )


def _log_lines(checkpoint: Checkpoint) -> str:
    return f"log {checkpoint.origin}\nsize {checkpoint.size}\nroot {encode_base64(checkpoint.root)}\n"


def _content_lines(bundle: Mapping[str, Any]) -> str:
    """Return the hashes of the trace and of the entries: a page also shows older copies, for example."""
    trace, entries = (sha256(canonical(bundle[part])).hexdigest() for part in ("trace", "entries"))
    return f"trace {trace}\nentries {entries}\n"
