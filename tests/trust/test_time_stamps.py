"""Time stamps (RFC 3161) on seals, by an authority on the loopback that signs with OpenSSL, verified offline."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.errors import InputError, ProofError
from ledger.tlog.note import parse_note
from tests.sealed_ledgers import Key

_SETTINGS = """
[tsa]
default_tsa = this
[this]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
accuracy = secs:1
digests = sha256
[signer]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
basicConstraints = critical, CA:FALSE
[request]
distinguished_name = name
[name]
"""


class Authority:
    """A time-stamping authority in a folder: a root, a certificate for time stamps, and answers by OpenSSL."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.certificate = folder / "ca.pem"
        #: What it answers instead, where it is broken.
        self.broken: bytes | None = None
        #: Whether it sends its certificates in another order than DER has for a set.
        self.unordered = False
        (folder / "settings").write_text(_SETTINGS)
        new = ("-newkey", "rsa:2048", "-nodes", "-days", "30", "-config", "settings")
        self._openssl(
            "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", f"/CN={folder.name}"
        )
        self._openssl(
            "req", "-new", *new[:3], *new[5:], "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa"
        )
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "settings", "-extensions", "signer", "-out", "tsa.pem",
        )  # fmt: skip

    def answer(self, query: bytes) -> bytes:
        """The time stamp that is asked for."""
        if self.broken is not None:
            return self.broken
        (self.folder / "query").write_bytes(query)
        chain = ("-chain", "ca.pem") if self.unordered else ()
        self._openssl("ts", "-reply", "-config", "settings", "-queryfile", "query", "-out", "reply", *chain)
        reply = (self.folder / "reply").read_bytes()
        if not self.unordered:
            return reply
        ordered = b"".join(sorted(map(self._der, ("tsa.pem", "ca.pem"))))
        reverse = b"".join(sorted(map(self._der, ("tsa.pem", "ca.pem")), reverse=True))
        assert (ordered in reply) != (reverse in reply)
        return reply.replace(ordered, reverse)

    def _der(self, file: str) -> bytes:
        return ssl.PEM_cert_to_DER_cert((self.folder / file).read_text().partition("-----\n-----")[0])

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority with keys of its own."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def address(authority: Authority) -> Iterator[str]:
    """Where the authority answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/stamp"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger with a figure."""
    made = Ledger.create(tmp_path / "desk.db")
    made.add("5 ships", reported_by=["Desk"], primary=True)
    return made


def test_a_seal_is_stamped_and_verified_offline(
    ledger: Ledger, ann: Key, authority: Authority, address: str, tmp_path: Path
) -> None:
    sealed = ledger.seal([ann.file], authorities=[address])
    assert sealed.warnings == ()
    (stamp,) = Ledger.time_stamps(sealed.note, [authority.certificate])
    assert stamp.authority == "127.0.0.1"
    assert stamp.at[:4].isdigit()
    newest = ledger.verify(keys=[ann.public]).sealed
    assert newest is not None
    assert newest.note == sealed.note
    assert Ledger.time_stamps(newest.note, [authority.certificate]) == (stamp,)
    bundle = ledger.bundle(["@"], key_file=ann.file)
    assert bundle["checkpoint"] == sealed.note
    assert Ledger.verify_bundle(json.dumps(bundle).encode(), [ann.public]).is_issued


def test_the_time_stamp_of_another_text_or_authority_is_not_taken(
    ledger: Ledger, ann: Key, authority: Authority, address: str, tmp_path: Path
) -> None:
    first = ledger.seal([ann.file], authorities=[address]).note
    ledger.add("6 ships", reported_by=["Desk"], primary=True)
    second = ledger.seal([ann.file]).note
    with pytest.raises(ProofError, match="has no time stamp"):
        Ledger.time_stamps(second, [authority.certificate])
    moved = second + first.splitlines(keepends=True)[-1]
    assert len(parse_note(moved.encode()).signatures) == 2
    with pytest.raises(ProofError, match="is of another text"):
        Ledger.time_stamps(moved, [authority.certificate])
    stranger = Authority(tmp_path / "stranger")
    with pytest.raises(ProofError, match="has no time stamp of the authorities given"):
        Ledger.time_stamps(first, [stranger.certificate])
    line = first.splitlines()[-1]
    for at in range(len(line) // 2, len(line) - 8, max(1, len(line) // 40)):
        letter = "A" if line[at] != "A" else "B"
        edited = first.replace(line, line[:at] + letter + line[at + 1 :])
        try:
            good = Ledger.time_stamps(edited, [authority.certificate])
        except ProofError:
            continue
        # Some bytes of a time stamp are not signed, such as those of a certificate that is not needed.
        assert good == Ledger.time_stamps(first, [authority.certificate])


def test_an_authority_that_answers_nonsense_is_a_warning(
    ledger: Ledger, ann: Key, authority: Authority, address: str, tmp_path: Path
) -> None:
    first = ledger.seal([ann.file], authorities=[address]).note
    replayed = authority.folder / "reply"
    for broken in (b"", b"nonsense", replayed.read_bytes(), b"x" * 200_000):
        authority.broken = broken
        sealed = ledger.seal([ann.file], authorities=[address])
        assert len(sealed.warnings) == 1, broken[:20]
        assert sealed.note == first
    with pytest.raises(InputError, match="is not an address of a time-stamping authority"):
        ledger.seal([ann.file], authorities=["ftp://127.0.0.1"])
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(InputError, match="holds no certificate"):
        Ledger.time_stamps(first, [tmp_path / "none.pem"])


def test_the_commands_say_before_when_it_was_sealed(
    ledger: Ledger, ann: Key, authority: Authority, address: str, tmp_path: Path
) -> None:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "ledger", *words, "--db", str(tmp_path / "desk.db")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("seal", "--key-file", str(ann.file), "--yes", "--timestamp", address)
    demanded = ("--key", ann.public, "--tsa", str(authority.certificate))
    assert "sealed before: 20" in run("verify", *demanded)
    document = json.loads(run("verify", "--json", *demanded))
    assert [stamp["authority"] for stamp in document["time_stamps"]] == ["127.0.0.1"]
    bundle = tmp_path / "story.json"
    bundle.write_text(json.dumps(ledger.bundle(["@"], key_file=ann.file)))
    assert "sealed before: 20" in run("verify", str(bundle), *demanded)


def test_certificates_in_another_order_than_that_of_der_are_told(
    ledger: Ledger, ann: Key, authority: Authority, address: str
) -> None:
    authority.unordered = True
    (warning,) = ledger.seal([ann.file], authorities=[address]).warnings
    assert "do not stand in the order of DER" in warning
    assert "have the authority mend that" in warning
