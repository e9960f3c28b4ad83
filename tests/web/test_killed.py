"""The server is killed in the middle of its work: what it acknowledged is there, and nothing is half there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import httpx

from ledger import Ledger
from tests.fresh_ledger import fresh_ledger
from tests.web.conftest import Served


def test_what_was_acknowledged_is_there_after_the_server_was_killed(
    new_db: Callable[[], str], serve: Callable[..., Served]
) -> None:
    where = new_db()
    with fresh_ledger(where, who="Ann"):
        pass
    served = serve(where)
    acknowledged: list[str] = []
    enough = threading.Event()

    def send(sender: int) -> None:
        with served.program() as program:
            for number in range(1_000):
                # A figure and its relay go in together or not at all.
                key = f"f{sender}-{number}"
                lines = [
                    {"record": "figure", "key": key, "quantity": f"{number + 2} houses", "label": key},
                    {"record": "figure", "key": f"{key}-b", "relays": key, "reported_by": ["Dee"]},
                ]
                try:
                    answer = program.post(
                        "/api/records",
                        content="\n".join(map(json.dumps, lines)),
                        headers={"Content-Type": "application/jsonl"},
                    )
                except httpx.HTTPError:
                    return
                if answer.status_code == 201:
                    acknowledged.append(key)
                if len(acknowledged) >= 12:
                    enough.set()

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(3)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    served.process.kill()
    for thread in threads:
        thread.join()
    with Ledger.open(where) as ledger:
        keys = {listed.entry.key for listed in ledger.list()}
        assert set(acknowledged) <= keys
        assert {f"{key}-b" for key in keys if key and not key.endswith("-b")} <= keys
        assert ledger.verify(deep=True).size == ledger.size
    again = serve(where)
    with again.program() as program:
        assert program.get(f"/api/trace/{acknowledged[-1]}").status_code == 200
