from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.note import (
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    encode_base64,
    parse_note,
    parse_signing_key,
    parse_verifier_key,
    signed,
    verified_by,
)

ANN = SigningKey("desk.example/ann", bytes(range(32)))
BOB = SigningKey("desk.example/bob", bytes(range(1, 33)))
TEXT = "The tally of the week:\n\n100 convictions.\n"


def test_a_note_signed_here_is_the_same_note_forever() -> None:
    # Ed25519 is deterministic: another implementation gives these bytes too.
    assert str(ANN.verifier()) == "desk.example/ann+ab6f58a6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    assert signed("hello\n", [ANN]).to_bytes().decode() == (
        "hello\n\n— desk.example/ann q29YprCB8qZ4IxEGL9BaMuh6upuVa6ngpVI4rJA32UgutelhwQq7kVTch1z0fFcvy569zJn9RWfo5"
        "C2apY591ftvWQY=\n"
    )


def test_what_is_signed_is_read_back_and_verified() -> None:
    note = signed(TEXT, [ANN, BOB])
    again = parse_note(note.to_bytes())
    assert again == note
    assert again.to_bytes() == note.to_bytes()
    assert verified_by(again, [ANN.verifier(), BOB.verifier()]) == (ANN.verifier(), BOB.verifier())


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = signed(TEXT, [ANN, BOB])
    assert verified_by(note, [BOB.verifier()]) == (BOB.verifier(),)
    assert verified_by(note, []) == ()


def test_a_key_that_shares_the_name_or_the_id_alone_is_unknown() -> None:
    note = signed(TEXT, [ANN])
    namesake = SigningKey(ANN.name, bytes(32)).verifier()
    renamed = VerifierKey("desk.example/other", ANN.verifier().public)
    assert verified_by(note, [namesake, renamed]) == ()


def test_a_bad_signature_of_a_known_key_rejects_the_note_even_beside_a_good_one() -> None:
    good = signed(TEXT, [ANN, BOB])
    bad = Signature(BOB.name, BOB.verifier().key_id, bytes(64))
    note = Note(TEXT, (good.signatures[0], bad))
    assert verified_by(note, [ANN.verifier()]) == (ANN.verifier(),)
    with pytest.raises(ValueError, match=r"by desk\.example/bob is not good"):
        verified_by(note, [ANN.verifier(), BOB.verifier()])


@given(st.integers(0, len(signed(TEXT, [ANN]).to_bytes()) - 1), st.integers(0, 7))
def test_any_flipped_bit_leaves_nothing_verified(at: int, bit: int) -> None:
    data = bytearray(signed(TEXT, [ANN]).to_bytes())
    data[at] ^= 1 << bit
    with suppress(ValueError):
        assert verified_by(parse_note(bytes(data)), [ANN.verifier()]) == ()


@given(st.binary(max_size=300))
def test_whatever_bytes_are_read_they_are_refused_or_written_back_the_same(data: bytes) -> None:
    for note in (data, TEXT.encode() + b"\n" + data, data + signed(TEXT, [ANN]).to_bytes()):
        with suppress(ValueError):
            assert parse_note(note).to_bytes() == note


LINE = str(signed(TEXT, [ANN]).signatures[0])


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (TEXT, "does not end|signature line"),
        ("one line\n", "no blank line"),
        (TEXT + "\n", "last signature|signature line"),
        (TEXT + "\n" + LINE[:-1], "does not end its line"),
        (TEXT + "\n" + LINE + "more\n", "em dash"),
        (TEXT + "\n" + LINE + "\n", "last signature|signature line"),
        (TEXT + "\n" + LINE.replace("— ", "- "), "em dash"),
        (TEXT + "\n" + LINE.replace("ann", "an n"), "base64"),
        (TEXT + "\n" + LINE.replace("ann", "a+n"), "em dash"),
        (TEXT + "\n" + LINE.replace("ann", "a\u00a0n"), "em dash"),
        (TEXT + "\n" + LINE.replace("ann", "a\u2028n"), "em dash"),
        (TEXT + "\n—  " + LINE.split(" ", 2)[2], "em dash"),
        (TEXT + "\n— a AAAAAA==\n", "4 bytes and more"),
        (TEXT + "\n— a AAAAAAB=\n", "one spelling"),
        (TEXT + "\n— a AAAA AAA=\n", "base64"),
        (TEXT + "\n— a ÄÄÄÄ\n", "base64"),
        ("\x01" + TEXT + "\n" + LINE, "control character"),
        (TEXT.replace("\n", "\r\n") + "\n" + LINE, "control character"),
        (TEXT + "\n" + "— a AAAAAAA=\n" * (MAX_SIGNATURES + 1), "at most 100 signatures"),
        ("x" * MAX_NOTE_BYTES + "\n\n" + LINE, "at most 100,000 bytes"),
    ],
)
def test_what_is_not_a_note_is_refused_with_the_reason(note: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_note(note.encode())


def test_bytes_that_are_not_utf_8_are_no_note() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        parse_note(b"\xff" + signed(TEXT, [ANN]).to_bytes())


def test_as_many_signatures_as_are_allowed() -> None:
    keys = [SigningKey(f"desk{number}", number.to_bytes(32, "big")) for number in range(MAX_SIGNATURES)]
    note = parse_note(signed(TEXT, keys).to_bytes())
    assert len(verified_by(note, [key.verifier() for key in keys])) == MAX_SIGNATURES
    with pytest.raises(ValueError, match="1 to 100 signatures"):
        signed(TEXT, [ANN], note.signatures)
    with pytest.raises(ValueError, match="1 to 100 signatures"):
        signed(TEXT, [])


@pytest.mark.parametrize("text", ["", "no newline", "bell\x07\n", "return\r\n"])
def test_a_text_that_no_note_can_have_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match="ends in a newline"):
        signed(text, [ANN])


def test_a_repeated_signature_counts_once() -> None:
    note = signed(TEXT, [ANN])
    assert verified_by(Note(TEXT, note.signatures * 3), [ANN.verifier(), ANN.verifier()]) == (ANN.verifier(),)


@pytest.mark.parametrize("read", [parse_verifier_key, parse_signing_key])
def test_a_key_is_read_whole_and_unchanged_or_not_at_all(read: Callable[[str], object]) -> None:
    text = str(ANN.verifier()) if read is parse_verifier_key else ANN.encoded()
    assert read(text) == (ANN.verifier() if read is parse_verifier_key else ANN)
    for at in range(len(text)):
        for mangled in (text[:at], text[at + 1 :], text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :]):
            with pytest.raises(ValueError, match=r"key|base64"):
                read(mangled)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "NAME"),
        ("name", "NAME"),
        ("na me+ab6f58a6+AQ==", "NAME"),
        ("name+AB6F58A6+AQ==", "NAME"),
        ("name+ab6f58a6+" + encode_base64(b"\x02" + bytes(32)), "type Ed25519"),
        ("name+ab6f58a6+" + encode_base64(b"\x01" + bytes(31)), "32 bytes"),
        ("name+ab6f58a6+" + encode_base64(b"\x01" + bytes(32)), "id of the verifier key"),
    ],
)
def test_what_is_no_verifier_key(key: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_verifier_key(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\u3000b", "a\nb"])
def test_a_key_is_not_called_what_a_signature_line_cannot_hold(name: str) -> None:
    with pytest.raises(ValueError, match="white space"):
        SigningKey(name, bytes(32))


def test_the_secret_is_in_no_representation_and_in_no_refusal() -> None:
    secret = encode_base64(b"\x01" + ANN.seed)
    assert secret in ANN.encoded()
    assert secret not in repr(ANN)
    assert repr(ANN.seed) not in repr(ANN)
    with pytest.raises(ValueError, match="signing key") as caught:
        parse_signing_key(ANN.encoded().replace("ab6f58a6", "00000000"))
    assert secret not in str(caught.value)


def test_reading_notes_does_not_load_the_library_that_signs() -> None:
    program = (
        "import sys; from ledger.tlog.note import parse_note; parse_note(sys.stdin.buffer.read());"
        " print('cryptography' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=signed(TEXT, [ANN]).to_bytes(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == b"False"
