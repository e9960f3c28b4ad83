"""Cosignatures of witnesses (c2sp.org/tlog-cosignature), and the quorum of them that can be asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.book import Ledger
from ledger.errors import ProofError
from ledger.tlog.note import (
    Signature,
    VerifierKey,
    encode_base64,
    parse_note,
    parse_verifier_key,
    verified_by,
)

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

#: The example of the specification.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501


class Witness:
    """A witness, who signs as the specification says, with a library and none of our code."""

    def __init__(self, name: str, seed: int = 7) -> None:
        self._name = name
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.verifier = VerifierKey(name, self._key.public_key().public_bytes_raw(), witness=True)

    def cosign(self, note: str, moment: int = 1679315147, signed_at: int | None = None) -> str:
        """The note with a cosignature more; `signed_at` is the time that is signed, where it is another."""
        text = parse_note(note.encode()).text
        message = f"cosignature/v1\ntime {moment if signed_at is None else signed_at}\n{text}".encode()
        signature = moment.to_bytes(8, "big") + self._key.sign(message)
        return note + str(Signature(self._name, self.verifier.key_id, signature))


ONE, TWO, THREE = Witness("w.example/1", 1), Witness("w.example/2", 2), Witness("w.example/3", 3)


def test_the_example_of_the_specification_is_read() -> None:
    log, witness = parse_note(EXAMPLE.encode()).signatures
    assert (log.name, len(log.signature)) == ("example.com/behind-the-sofa", 64)
    assert (witness.name, len(witness.signature)) == ("witness.example.com/w1", 72)
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147
    assert parse_note(EXAMPLE.encode()).to_bytes() == EXAMPLE.encode()


def test_a_witness_key_is_spelled_with_its_type() -> None:
    text = str(ONE.verifier)
    name, key_id, encoded = text.split("+", 2)
    assert encoded == encode_base64(b"\x04" + ONE.verifier.public)
    assert parse_verifier_key(text) == ONE.verifier
    plain = VerifierKey(name, ONE.verifier.public)
    assert plain.key_id.hex() != key_id
    with pytest.raises(ValueError, match="id of the verifier key"):
        parse_verifier_key(f"{name}+{plain.key_id.hex()}+{encoded}")


def test_a_cosignature_is_good_for_its_time_and_text_alone() -> None:
    note = ONE.cosign(EXAMPLE)
    assert verified_by(parse_note(note.encode()), [ONE.verifier]) == (ONE.verifier,)
    assert verified_by(parse_note(note.encode()), [VerifierKey("w.example/1", ONE.verifier.public)]) == ()
    for wrong in (
        ONE.cosign(EXAMPLE, signed_at=1679315148),
        ONE.cosign(EXAMPLE, moment=1 << 63),
        note.replace("20852163", "20852164"),
    ):
        with pytest.raises(ValueError, match=r"signature by w.example/1 is not good"):
            verified_by(parse_note(wrong.encode()), [ONE.verifier])


def test_a_quorum_of_witnesses_is_asked_for(story: Ledger, ann: Key) -> None:
    kept = TWO.cosign(ONE.cosign(story.seal([ann.file]).note)).encode()
    keys = [ann.public, *(str(witness.verifier) for witness in (ONE, TWO, THREE))]
    verified = story.verify(against=kept, keys=keys, witnesses=2)
    assert verified.against is not None
    assert set(verified.against.signed_by) == {"desk.example/ann", "w.example/1", "w.example/2"}
    with pytest.raises(ProofError, match="cosigned by 2 of 3 witnesses given, and 3 are wanted"):
        story.verify(against=kept, keys=keys, witnesses=3)
    with pytest.raises(ProofError, match="cosigned by 0 of 3 witnesses given"):
        story.verify(keys=keys, witnesses=1)
    with pytest.raises(ProofError, match="cosigned by 0 of 0 witnesses given"):
        story.verify(against=kept, keys=[ann.public], witnesses=1)


def test_one_key_under_two_names_is_one_witness(story: Ledger, ann: Key) -> None:
    again = Witness("w.example/1-too", 1)
    kept = again.cosign(ONE.cosign(story.seal([ann.file]).note)).encode()
    keys = [ann.public, str(ONE.verifier), str(again.verifier)]
    assert story.verify(against=kept, keys=keys, witnesses=1).against is not None
    with pytest.raises(ProofError, match="cosigned by 1 of 1 witness given, and 2 are wanted"):
        story.verify(against=kept, keys=keys, witnesses=2)


def test_witnesses_alone_do_not_say_whose_it_is(story: Ledger, ann: Key, bob: Key) -> None:
    kept = ONE.cosign(story.seal([ann.file]).note).encode()
    assert story.verify(against=kept, keys=[str(ONE.verifier)], witnesses=1).against is not None
    with pytest.raises(ProofError, match="signed by none of the keys given"):
        story.verify(against=kept, keys=[bob.public, str(ONE.verifier)], witnesses=1)


def test_a_bundle_is_asked_for_witnesses_too(story: Ledger, ann: Key, make_key: Callable[[str], Key]) -> None:
    document = json.dumps(story.bundle(["year"], key_file=ann.file)).encode()
    keys = [ann.public, str(ONE.verifier)]
    assert Ledger.verify_bundle(document, keys).is_issued
    with pytest.raises(ProofError, match="the checkpoint of the bundle is cosigned by 0 of 1 witness given"):
        Ledger.verify_bundle(document, keys, witnesses=1)
