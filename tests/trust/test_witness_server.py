"""Witnesses by https://c2sp.org/tlog-witness: what one answers, and ledgers whose seals are cosigned over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.errors import InputError, ProofError
from ledger.tlog.add_checkpoint import MAX_REQUEST_BYTES, AddCheckpoint, parse_add_checkpoint
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.merkle import CompactRange, leaf_hash
from ledger.tlog.note import Note, SigningKey, parse_note, signed, verified_by
from ledger.tlog.tiles import TiledTree
from ledger.trust.keys import read_key
from ledger.trust.witness import LogWitness, WitnessAnswer, read_logs
from tests.sealed_ledgers import Key

#: The request of the specification.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501
ORIGIN = "log.example/one"
LOG = SigningKey("log.example", b"l" * 32)
KEY = SigningKey("witness.example", b"w" * 32, witness=True)
MOMENT = 1_790_000_000
EMPTY = sha256(b"").digest()


def leaves(size: int, history: str = "a") -> list[bytes]:
    return [leaf_hash(f"{history if index else 'first'} {index}".encode()) for index in range(size)]


def note(size: int, history: str = "a", key: SigningKey = LOG, origin: str = ORIGIN) -> Note:
    root = CompactRange.empty().extend(leaves(size, history)).root() if size else EMPTY
    return signed(Checkpoint(origin, size, root).text(), [key])


def proof(old: int, size: int, history: str = "a") -> tuple[bytes, ...]:
    tree = TiledTree(size, lambda _level, _index: b"", leaves(size, history))
    return tuple(tree.consistency(old)) if old else ()


def request(old: int, size: int, history: str = "a") -> bytes:
    return AddCheckpoint(old, proof(old, size, history), note(size, history)).to_bytes()


@pytest.fixture
def witness(tmp_path: Path) -> LogWitness:
    """A witness that knows one log and has seen nothing."""
    return LogWitness(tmp_path / "seen", KEY, {ORIGIN: [LOG.verifier()]}, lambda: MOMENT)


def test_the_request_of_the_specification_is_read_and_written() -> None:
    read = parse_add_checkpoint(EXAMPLE.encode())
    assert (read.old, len(read.proof), len(read.note.signatures)) == (20852014, 4, 2)
    assert parse_checkpoint(read.note.text).size == 20852163
    assert read.to_bytes() == EXAMPLE.encode()


def test_a_log_that_goes_on_is_cosigned_and_can_be_asked_for(witness: LogWitness) -> None:
    origin_hash = sha256(ORIGIN.encode()).hexdigest()
    assert witness.checkpoint(origin_hash).status == 404
    for old, size in ((0, 5), (5, 5), (5, 13), (13, 64)):
        answer = witness.add_checkpoint(request(old, size))
        assert answer.status == 200, answer
        whole = parse_note(note(size).to_bytes() + answer.body)
        assert verified_by(whole, [KEY.verifier(), LOG.verifier()]) == (LOG.verifier(), KEY.verifier())
        assert int.from_bytes(whole.signatures[-1].signature[:8], "big") == MOMENT
        kept = witness.checkpoint(origin_hash)
        assert (kept.status, kept.body) == (200, whole.to_bytes())


def test_what_it_answers_to_what_it_does_not_cosign(witness: LogWitness) -> None:
    assert witness.add_checkpoint(request(0, 8)).status == 200
    second_key = SigningKey("log.example", b"o" * 32)
    forged = note(9)
    bad = Note(forged.text, (forged.signatures[0].__class__(LOG.name, LOG.verifier().key_id, b"x" * 64),))
    empty = signed(Checkpoint(ORIGIN, 0, b"x" * 32).text(), [LOG])
    cases: list[tuple[bytes, WitnessAnswer | int]] = [
        (b"", 400), (b"old 8\n", 400), (b"old 08\n\n" + note(9).to_bytes(), 400),
        (request(8, 9).replace(b"old 8", b"old -8"), 400), (b"x" * (MAX_REQUEST_BYTES + 1), 400),
        (b"old 8\nQUJD\n\n" + note(9).to_bytes(), 400), (b"old 8\n" + b"A" * 44 * 64 + b"\n\n", 400),
        (AddCheckpoint(9, (), note(8)).to_bytes(), 400),
        (AddCheckpoint(8, (), note(9, origin="log.example/two")).to_bytes(), 404),
        (AddCheckpoint(8, proof(8, 9), note(9, key=second_key)).to_bytes(), 403),
        (AddCheckpoint(8, proof(8, 9), bad).to_bytes(), 403),
        (request(0, 9), WitnessAnswer(409, b"8\n", "text/x.tlog.size")),
        (request(7, 9), WitnessAnswer(409, b"8\n", "text/x.tlog.size")),
        (AddCheckpoint(0, (), empty).to_bytes(), WitnessAnswer(409, b"8\n", "text/x.tlog.size")),
        (request(8, 9, "b"), 422), (request(8, 8, "b"), 422),
        (AddCheckpoint(8, (), note(9)).to_bytes(), 422), (AddCheckpoint(8, (EMPTY,), note(8)).to_bytes(), 422),
    ]  # fmt: skip
    for body, wanted in cases:
        answer = witness.add_checkpoint(body)
        assert (answer if isinstance(wanted, WitnessAnswer) else answer.status) == wanted, (
            body[:300],
            answer,
        )
    assert witness.add_checkpoint(request(8, 9)).status == 200


def test_an_empty_log_is_cosigned_with_the_root_of_nothing_alone(witness: LogWitness) -> None:
    wrong = signed(Checkpoint(ORIGIN, 0, b"x" * 32).text(), [LOG])
    assert witness.add_checkpoint(AddCheckpoint(0, (), wrong).to_bytes()).status == 422
    assert witness.add_checkpoint(AddCheckpoint(0, (EMPTY,), note(3)).to_bytes()).status == 422
    assert witness.add_checkpoint(request(0, 0)).status == 200
    assert witness.add_checkpoint(request(0, 3)).status == 200


def test_of_two_histories_shown_at_once_one_is_cosigned_every_time(tmp_path: Path) -> None:
    # Two threads and two instances on one folder, as two processes would have.
    for attempt in range(100):
        folder = tmp_path / str(attempt)
        both = [LogWitness(folder, KEY, {ORIGIN: [LOG.verifier()]}, lambda: MOMENT) for _ in range(2)]
        assert both[0].add_checkpoint(request(0, 4)).status == 200
        answers: list[int] = []
        start = threading.Barrier(2)

        def show(
            place: int, history: str, start: threading.Barrier = start, both: list[LogWitness] = both,
            answers: list[int] = answers,
        ) -> None:  # fmt: skip
            start.wait()
            answers.append(both[place].add_checkpoint(request(4, 9, history)).status)

        threads = [threading.Thread(target=show, args=found) for found in ((0, "a"), (1, "b"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # The second history does not even go on from what was seen: its first four entries differ.
        assert answers.count(200) == 1, answers


def test_what_was_seen_outlasts_the_process_and_damage_is_no_fresh_start(
    tmp_path: Path, witness: LogWitness
) -> None:
    assert witness.add_checkpoint(request(0, 8)).status == 200
    again = LogWitness(tmp_path / "seen", KEY, {ORIGIN: [LOG.verifier()]}, lambda: MOMENT)
    assert again.add_checkpoint(request(0, 9)).body == b"8\n"
    (tmp_path / "seen" / sha256(ORIGIN.encode()).hexdigest()).write_bytes(b"")
    with pytest.raises(InputError, match="not what this witness wrote"):
        again.add_checkpoint(request(0, 9))


def test_logs_are_named_by_origin_and_key() -> None:
    vkey = str(LOG.verifier())
    assert read_logs(["# ours", "", f"{ORIGIN} {vkey}", f"a b {vkey}"]) == {
        ORIGIN: [LOG.verifier()], "a b": [LOG.verifier()],
    }  # fmt: skip
    for line in (vkey, f"{ORIGIN} nothing", ORIGIN):
        with pytest.raises(InputError, match="names no log"):
            read_logs([line])


def test_a_key_of_a_witness_seals_nothing_and_a_desks_key_cosigns_nothing(tmp_path: Path, ann: Key) -> None:
    file = tmp_path / "witness.key"
    public = Ledger.new_key("witness.example", file, witness=True)
    assert Ledger.public_key(file) == public
    ledger = Ledger.create(tmp_path / "desk.db")
    ledger.add("5 ships", reported_by=["Desk"], primary=True)
    with pytest.raises(InputError, match="holds the key of a witness"):
        ledger.seal([file])
    with pytest.raises(InputError, match="not a witness's"):
        LogWitness(tmp_path / "seen", read_key(ann.file), {}, lambda: MOMENT)


@contextmanager
def served(witness: LogWitness) -> Iterator[str]:
    """A witness on a port of the loopback; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/w/add-checkpoint"
            answer = witness.add_checkpoint(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/w"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def desk(tmp_path: Path, ann: Key) -> Callable[[str], tuple[Ledger, LogWitness]]:
    """Makes a sealed ledger of a name with its witness."""

    def make(name: str) -> tuple[Ledger, LogWitness]:
        ledger = Ledger.create(tmp_path / f"{name}.db", name=name)
        ledger.add("5 ships", reported_by=["Desk"], primary=True)
        origin = ledger.seal([ann.file]).origin
        return ledger, LogWitness(
            tmp_path / f"seen-{name}", KEY, read_logs([f"{origin} {ann.public}"]), lambda: MOMENT
        )

    return make


def test_a_seal_is_cosigned_stored_and_verified_offline(
    desk: Callable[[str], tuple[Ledger, LogWitness]], ann: Key
) -> None:
    ledger, witness = desk("one")
    vkey = str(KEY.verifier())
    with served(witness) as address:
        for size in (6, 7, 8):
            ledger.add(f"{size} ships", reported_by=["Desk"], primary=True)
            sealed = ledger.seal([ann.file], witnesses=[address], keys=[vkey])
            assert sealed.added == ("desk.example/ann", "witness.example")
            assert sealed.warnings == ()
        again = ledger.seal([ann.file], witnesses=[address], keys=[vkey])
        assert again.size == sealed.size
    verified = ledger.verify(keys=[ann.public, vkey], witnesses=1)
    assert verified.sealed is not None
    assert set(verified.sealed.signed_by) == {
        "desk.example/ann",
        "witness.example",
    }
    bundle = json.dumps(ledger.bundle(["@"], key_file=ann.file)).encode()
    assert set(Ledger.verify_bundle(bundle, [ann.public, vkey], witnesses=1).signed_by) >= {"witness.example"}


def test_a_copy_that_went_its_own_way_is_caught_by_the_witness(
    tmp_path: Path, desk: Callable[[str], tuple[Ledger, LogWitness]], ann: Key
) -> None:
    ledger, witness = desk("one")
    vkey = str(KEY.verifier())
    (tmp_path / "copy.db").write_bytes((tmp_path / "one.db").read_bytes())
    copy = Ledger.open(tmp_path / "copy.db")
    # A key elsewhere does not remember what Ann's sealed, as if her key had been taken.
    stolen = tmp_path / "elsewhere" / "ann.key"
    stolen.parent.mkdir()
    stolen.write_bytes(ann.file.read_bytes())
    stolen.chmod(0o600)
    ledger.add("6 ships", reported_by=["Desk"], primary=True)
    copy.add("600 ships", reported_by=["Desk"], primary=True)
    with served(witness) as address:
        ledger.seal([ann.file], witnesses=[address], keys=[vkey])
        with pytest.raises(ProofError, match="another history") as caught:
            copy.seal([stolen], witnesses=[address], keys=[vkey])
        assert caught.value.evidence
    with pytest.raises(ProofError, match="cosigned by 0 of 1"):
        copy.verify(keys=[ann.public, vkey], witnesses=1)


def test_witnesses_that_cannot_be_asked_are_named_and_the_seal_stands(
    tmp_path: Path, desk: Callable[[str], tuple[Ledger, LogWitness]], ann: Key
) -> None:
    ledger, witness = desk("one")
    vkey = str(KEY.verifier())
    with served(witness) as address:
        unknown = str(SigningKey("other.example", b"u" * 32, witness=True).verifier())
        sealed = ledger.seal([ann.file], witnesses=[address], keys=[unknown])
        assert sealed.warnings == (
            f"{address} signed with none of the keys given, and its signature is left out",
        )
    sealed = ledger.seal([ann.file], witnesses=[address], keys=[vkey])
    assert len(sealed.warnings) == 1
    assert "does not answer" in sealed.warnings[0]
    stranger = LogWitness(tmp_path / "strange", KEY, {}, lambda: MOMENT)
    with served(stranger) as address:
        assert (
            "answers 404: this witness does not know the log"
            in ledger.seal([ann.file], witnesses=[address], keys=[vkey]).warnings[0]
        )
    with pytest.raises(InputError, match="is not an address of a witness"):
        ledger.seal([ann.file], witnesses=["file:///etc/passwd"], keys=[vkey])
    with pytest.raises(InputError, match="which keys"):
        ledger.seal([ann.file], witnesses=[address], keys=[ann.public])
    assert ledger.verify(keys=[ann.public]).checkpoints == 1
