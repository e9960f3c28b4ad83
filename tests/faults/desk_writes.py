"""Records sent to a desk that serves in this process, five at a time: to be killed while it writes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Queue

import httpx

from ledger.web.serving import Serving, serve_desk


def write_through_a_desk(words: Sequence[str]) -> int:
    """Serve a ledger, and send it the lines of a file; say ``posted`` for every five that were recorded.

    `words` are ``desk FILE --db WHERE --as NAME``.
    """
    _, file, _, where, _, name = words
    addresses: Queue[str] = Queue()
    serving = Serving(where=where, recorder=name, port=0)
    threading.Thread(target=serve_desk, args=(serving, addresses.put), daemon=True).start()
    address, _, token = addresses.get(timeout=60).partition("?token=")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/jsonl"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        lines = Path(file).read_text("utf-8").splitlines()
        for low in range(0, len(lines), 5):
            answer = client.post("/api/records", content="\n".join(lines[low : low + 5]))
            if answer.status_code not in (200, 201):
                sys.stderr.write(answer.text)
                return 1
            sys.stdout.write("posted\n")
            sys.stdout.flush()
    return 0
