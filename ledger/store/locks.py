"""Who holds the lock that a writer waited for in vain: a courtesy to the person waiting."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL


def who_holds(url: URL) -> str | None:
    """The process that has locked an SQLite file, as ``process 4711 (ledger import …)``, where it can be told.

    The kernel lists POSIX locks by process and inode; in WAL mode the writer's lock is on the -shm file.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    inodes = {path.stat().st_ino for suffix in ("", "-shm") if (path := Path(url.database + suffix)).exists()}
    try:
        lines = Path("/proc/locks").read_text("ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        # 1: POSIX  ADVISORY  WRITE 4711 08:02:131 120 120
        fields = line.split()
        if len(fields) >= 8 and fields[3] == "WRITE" and fields[4] != str(os.getpid()):
            inode = int(fields[5].rsplit(":", 1)[-1])
            if inode in inodes:
                return f"process {fields[4]}{_command(fields[4])}"
    return None


def _command(process: str) -> str:
    try:
        raw = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    words = [word for word in raw.decode("utf-8", "replace").split("\0") if word]
    printable = "".join(c if c.isprintable() else "?" for c in " ".join(words))
    return f" ({printable[:80]})" if words else ""
