from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import SigningKey, encode_base64, signed
from ledger.tlog.proof import MAX_SIZE
from ledger.tlog.tlog_proof import TlogProof, parse_proof

ROOT = encode_base64(bytes(range(32)))
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@given(LINES, st.integers(0, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_a_checkpoint_is_read_back_as_it_was_written(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint(checkpoint.text()) == checkpoint


def test_the_lines_of_a_checkpoint() -> None:
    assert Checkpoint("example.com/log", 0, bytes(range(32))).text() == f"example.com/log\n0\n{ROOT}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "three lines"),
        (f"log\n5\n{ROOT}", "three lines"),
        ("log\n5\n", "three lines"),
        (f"\n5\n{ROOT}\n", "empty"),
        (f"log\n5\n{ROOT}\n\n", "empty"),
        (f"log\n05\n{ROOT}\n", "leading zeros"),
        (f"log\n00\n{ROOT}\n", "leading zeros"),
        (f"log\n+5\n{ROOT}\n", "decimal"),
        (f"log\n-5\n{ROOT}\n", "decimal"),
        (f"log\n5 \n{ROOT}\n", "decimal"),
        (f"log\n0x5\n{ROOT}\n", "decimal"),
        (f"log\n5_0\n{ROOT}\n", "decimal"),
        (f"log\n٥\n{ROOT}\n", "decimal"),
        (f"log\n{2**63}\n{ROOT}\n", "below 2\\^63"),
        (f"log\n{'9' * 5000}\n{ROOT}\n", "below 2\\^63"),
        (f"log\n5\n{ROOT[:-1]}\n", "base64"),
        (f"log\n5\n{ROOT[:-2]}9=\n", "one spelling"),
        (f"log\n5\n {ROOT}\n", "base64"),
        (f"log\n5\n{encode_base64(bytes(31))}\n", "32 bytes"),
        (f"log\n5\n{encode_base64(bytes(33))}\n", "32 bytes"),
    ],
)
def test_another_spelling_is_no_checkpoint(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_checkpoint(text)


NOTE = signed(Checkpoint("log", 5, bytes(range(32))).text(), [SigningKey("desk", bytes(32))])


@given(
    st.integers(0, MAX_SIZE - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(max_size=50),
)
def test_a_proof_is_read_back_as_it_was_written(index: int, path: list[bytes], extra: bytes | None) -> None:
    proof = TlogProof(index, tuple(path), NOTE, extra)
    assert parse_proof(proof.to_bytes()) == proof
    assert proof.to_bytes() == proof.lines().encode() + b"\n" + NOTE.to_bytes()


def test_the_lines_of_a_proof() -> None:
    proof = TlogProof(4, (leaf_hash(b""),), NOTE, b"more")
    assert proof.lines() == (
        "c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 4\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"
    )


HASH = encode_base64(bytes(32))


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        ("", "first line"),
        ("c2sp.org/tlog-proof@v2\nindex 0", "first line"),
        ("c2sp.org/tlog-proof@v1", "index"),
        ("c2sp.org/tlog-proof@v1\nindex 00", "index"),
        ("c2sp.org/tlog-proof@v1\nindex -1", "index"),
        (f"c2sp.org/tlog-proof@v1\nindex {MAX_SIZE}", "index"),
        ("c2sp.org/tlog-proof@v1\nextra ?\nindex 0", "base64"),
        ("c2sp.org/tlog-proof@v1\nindex 0\nextra AA==", "base64"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH[:-4]}", "32 bytes|base64"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{encode_base64(bytes(31))}", "32 bytes"),
        ("c2sp.org/tlog-proof@v1\nindex 0" + f"\n{HASH}" * 64, "at most 63 hashes"),
        ("c2sp.org/tlog-proof@v1\r\nindex 0", "first line"),
        ("c2sp.org/tlog-proof@v1\nindex ０", "ASCII"),
        ("x" * 300_000, "not that long"),
    ],
)
def test_what_is_no_proof(proof: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_proof(proof.encode() + b"\n\n" + NOTE.to_bytes())


def test_a_proof_without_a_checkpoint_is_none() -> None:
    with pytest.raises(ValueError, match="checkpoint below"):
        parse_proof(b"c2sp.org/tlog-proof@v1\nindex 0\n")
    with pytest.raises(ValueError, match="no blank line"):
        parse_proof(b"c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n5\n")
