"""Three desks that witness one another's seals, each in a network of its own, with a cable that can be pulled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Ledger

_DRIVER = Path(__file__).with_name("desk_driver.py")
_PORT = 8766
#: What stands in quotes and notes, and must not leave a desk.
_SECRET = "said by a source who must not be known"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class NetworkedDesk:
    """A desk: its network namespace, its address, its folder, the keys that verify its seals and its cosignatures."""

    space: str
    address: str
    folder: Path
    public: str
    witness_key: str
    witness: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where its witness answers."""
        return f"http://{self.address}:{_PORT}"

    def run(self, *words: str) -> dict[str, Any]:
        """Run the driver in its network."""
        command = ["ip", "netns", "exec", self.space, sys.executable, str(_DRIVER), *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def go_on(self, witnesses: list[NetworkedDesk], text: str) -> dict[str, Any]:
        """Record a figure, and seal with the witnesses of other desks."""
        return self.run("go-on", str(self.folder), *_asked(witnesses), text)


def _asked(witnesses: list[NetworkedDesk]) -> tuple[str, str]:
    return json.dumps([desk.url for desk in witnesses]), json.dumps([desk.witness_key for desk in witnesses])


class Cables:
    """The network between the desks: a switch in a namespace of its own, which keeps what goes through it."""

    def __init__(self, name: str) -> None:
        self.space = f"{name}-switch"
        self.seen = bytearray()
        _ip("netns", "add", self.space)
        self._in("link", "add", "switch", "type", "bridge")
        self._in("link", "set", "switch", "up")

    def _in(self, *words: str) -> None:
        _ip("-n", self.space, *words)

    def connect(self, desk: NetworkedDesk, number: int) -> None:
        """Lay a cable from a desk to the switch."""
        _ip("netns", "add", desk.space)
        _ip(
            "-n",
            self.space,
            "link",
            "add",
            f"p{number}",
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            desk.space,
        )
        self._in("link", "set", f"p{number}", "master", "switch", "up")
        _ip("-n", desk.space, "addr", "add", f"{desk.address}/24", "dev", "eth0")
        _ip("-n", desk.space, "link", "set", "eth0", "up")
        _ip("-n", desk.space, "link", "set", "lo", "up")

    def pull(self, number: int) -> None:
        """Pull a cable out of the switch."""
        self._in("link", "set", f"p{number}", "nomaster")

    def plug(self, number: int) -> None:
        """Plug it in again."""
        self._in("link", "set", f"p{number}", "master", "switch")

    def listen(self) -> subprocess.Popen[bytes]:
        """Keep every byte that goes through the switch."""
        script = (
            "import socket, sys\n"
            "sys.stdout.buffer.write(b'ready\\n'); sys.stdout.flush()\n"
            "every = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))\n"
            "while True:\n"
            "    sys.stdout.buffer.write(every.recv(70000)); sys.stdout.flush()\n"
        )
        command = ["ip", "netns", "exec", self.space, sys.executable, "-c", script]
        listening = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert listening.stdout is not None
        assert listening.stdout.readline() == b"ready\n"
        stream = listening.stdout

        def keep() -> None:
            while chunk := stream.read1(65_536):  # type: ignore[attr-defined]
                self.seen += chunk

        threading.Thread(target=keep, daemon=True).start()
        return listening


@pytest.fixture
def network(tmp_path: Path) -> Iterator[tuple[list[NetworkedDesk], Cables]]:
    """Three desks with a sealed ledger and a witness each, that know one another."""
    name = f"ledger{os.getpid()}"
    spaces = [f"{name}-{number}" for number in (1, 2, 3)]
    running: list[subprocess.Popen[Any]] = []
    try:
        cables = Cables(name)
        desks: list[NetworkedDesk] = []
        logs: list[str] = []
        for number, space in enumerate(spaces, start=1):
            folder = tmp_path / f"desk{number}"
            folder.mkdir()
            public = Ledger.new_key(f"desk{number}.example", folder / "desk.key")
            witness_key = Ledger.new_key(f"witness{number}.example", folder / "witness.key", witness=True)
            with Ledger.create(folder / "desk.db", name=f"desk{number}") as ledger:
                ledger.add("5 ships", reported_by=["Desk"], primary=True, note=_SECRET)
                logs.append(f"{ledger.seal([folder / 'desk.key']).origin} {public}")
            desks.append(NetworkedDesk(space, f"10.77.0.{number}", folder, public, witness_key))
            cables.connect(desks[-1], number)
        for desk in desks:
            (desk.folder / "known.logs").write_text("\n".join(logs))
            command = ["ip", "netns", "exec", desk.space, sys.executable, "-m", "ledger", "witness", "serve"]
            command += ["--host", desk.address, "--port", str(_PORT), "--logs", "known.logs"]
            command += ["--key-file", "witness.key", "--folder", "seen"]
            environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
            desk.witness = subprocess.Popen(
                command, stdout=subprocess.PIPE, text=True, cwd=desk.folder, env=environment
            )
            running.append(desk.witness)
            assert desk.witness.stdout is not None
            assert desk.witness.stdout.readline().strip() == desk.url
        running.append(cables.listen())
        yield desks, cables
    finally:
        for process in running:
            process.kill()
            process.communicate()
        for space in (*spaces, f"{name}-switch"):
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", space)


def test_desks_witness_one_another_and_a_split_view_is_caught_every_time(
    network: tuple[list[NetworkedDesk], Cables],
) -> None:
    desks, cables = network
    first, second, third = desks
    for desk, others in ((first, [second, third]), (second, [first, third]), (third, [first, second])):
        sealed = desk.go_on(others, _SECRET)
        assert sealed["warnings"] == []
        assert len(sealed["added"]) == 3
        with Ledger.open(desk.folder / "desk.db") as ledger:
            keys = [desk.public, *(found.witness_key for found in others)]
            assert ledger.verify(keys=keys, witnesses=2).sealed is not None

    assert first.run("split", str(first.folder), *_asked([second, third]), "3") == {
        "caught": 3,
        "both": 0,
    }

    # One desk is cut off: the others go on, and say which witness is missing.
    cables.pull(3)
    cut = first.go_on([second, third], f"{_SECRET}, again")
    assert [name for name in cut["added"] if name.startswith("witness")] == ["witness2.example"]
    assert len(cut["warnings"]) == 1
    assert third.url in cut["warnings"][0]
    # It is back, and cosigns on from what it saw before.
    cables.plug(3)
    healed = first.go_on([second, third], f"{_SECRET}, at last")
    assert healed["warnings"] == []
    with Ledger.open(first.folder / "desk.db") as ledger:
        assert ledger.verify(keys=[first.public, second.witness_key, third.witness_key], witnesses=2).sealed
    assert b"add-checkpoint" in cables.seen
    for secret in (_SECRET, "told to the public", "ships", "Desk\n"):
        assert secret.encode() not in cables.seen
