"""Monitoring, and the examples for systemd and containers in the manual, which are run as far as they can be here."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.cli.commands import COMMANDS
from tests.conftest import Clock
from tests.sealed_ledgers import Key

MANUAL = (Path(__file__).parents[2] / "ledger" / "docs" / "administrator.md").read_text(encoding="utf-8")


def test_what_waits_for_a_seal_grows_urgent(make_ledger: Callable[..., Ledger], ann: Key) -> None:
    clock = Clock()
    ledger = make_ledger(clock=clock)
    assert next(seen.words for seen in ledger.monitor().observations) == "no entries yet"
    ledger.add("5 ships", reported_by=["Desk"], primary=True)
    levels: list[int] = []
    for days in (0, 2, 7):
        clock.moment += timedelta(days=days)
        levels.append(ledger.monitor().level)
    assert levels == [0, 1, 2]
    assert "never sealed" in ledger.monitor().observations[0].words
    assert ledger.monitor(warn=10**9, critical=10**9).level == 0
    ledger.seal([ann.file])
    sealed = ledger.monitor()
    assert (sealed.level, sealed.numbers["unsealed"], sealed.numbers["unsealed_age"]) == (0, 0, 0)
    ledger.add("6 ships", reported_by=["Desk"], primary=True)
    clock.moment += timedelta(days=2)
    waiting = ledger.monitor()
    assert waiting.level == 1
    assert waiting.numbers["unsealed"] >= 1
    assert waiting.numbers["unsealed_age"] >= 2 * 86_400


def test_damage_since_the_seal_is_critical_in_one_line(tmp_path: Path, ann: Key) -> None:
    where = tmp_path / "desk.db"
    with Ledger.create(where) as ledger:
        ledger.add("5 ships", reported_by=["Desk"], primary=True)
        ledger.seal([ann.file])
        ledger.add("6 ships", reported_by=["Desk"], primary=True)
    command = [sys.executable, "-m", "ledger", "status", "--monitor", "--db", str(where)]
    well = subprocess.run(command, capture_output=True, text=True)
    assert (well.returncode, well.stdout.count("\n")) == (0, 1)
    assert re.fullmatch(
        r"LEDGER OK - .*, 1 not sealed since .* \| entries=\d+ unsealed=\d+ unsealed_age=\d+ disk_free=\d+\n"
        r"|LEDGER OK - .*not sealed since.*\n",
        well.stdout,
    )
    with closing(sqlite3.connect(where)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entry SET recorded_by = 'Eve' WHERE seq = (SELECT max(seq) FROM entry)")
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
    hurt = subprocess.run(command, capture_output=True, text=True)
    assert hurt.returncode == 2
    assert hurt.stdout.startswith("LEDGER CRITICAL - ")
    assert json.loads(subprocess.run([*command, "--json"], capture_output=True).stdout)["level"] == "critical"
    gone = subprocess.run([*command[:-1], str(tmp_path / "none.db")], capture_output=True, text=True)
    assert gone.returncode == 3


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)


def test_the_units_for_systemd_do_what_they_say(tmp_path: Path) -> None:
    service, timer = (ConfigParser(strict=False, interpolation=None) for _ in range(2))
    units = _blocks("ini")
    service.read_string(units[0])
    timer.read_string(units[1])
    assert timer["Timer"]["OnCalendar"]
    folder = tmp_path / "srv"
    for made in ("ledger", "keys", "backup"):
        (folder / made).mkdir(parents=True)
    program = f"{shlex.quote(sys.executable)} -m ledger"
    environment = {**os.environ}
    for setting in shlex.split(service["Service"]["Environment"].replace("/srv", str(folder))):
        name, _, value = setting.partition("=")
        environment[name] = value
    assert all(
        path in service["Service"]["ReadWritePaths"].split()
        for path in ("/srv/ledger", "/srv/keys", "/srv/backup")
    )

    def run(words: str) -> None:
        done = subprocess.run(
            shlex.split(words), env=environment, cwd=folder / "ledger", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    run(f"{program} init")
    run(f"{program} key new desk.example.org/night")
    run(f"{program} add '5 ships' --reported-by Desk")
    for line in re.findall(r"^ExecStart=(.*)$", units[0], re.MULTILINE):
        run(line.replace("/opt/ledger/bin/ledger", program).replace("/srv", str(folder)))
    assert (folder / "backup" / "ledger.backup").stat().st_size > 100


def test_the_container_runs_commands_that_there_are() -> None:
    (text,) = _blocks("dockerfile")
    commands = [json.loads(words) for words in re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)]
    commands += [
        json.loads(words)[1:] for words in re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", text, re.MULTILINE)
    ]
    assert len(commands) == 2
    for command in commands:
        assert command[0] in COMMANDS
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (extras,) = re.findall(r"figure-ledger\[([a-z,]+)\]", text)
    for extra in extras.split(","):
        assert re.search(rf"^{extra} = ", project, re.MULTILINE)


@pytest.mark.parametrize("age", ["soon", "7", "-1d", "1.5d"])
def test_an_age_that_is_none_is_refused(age: str, tmp_path: Path) -> None:
    Ledger.create(tmp_path / "desk.db").close()
    command = [sys.executable, "-m", "ledger", "status", "--monitor", f"--warn={age}"]
    refused = subprocess.run([*command, "--db", str(tmp_path / "desk.db")], capture_output=True, text=True)
    assert refused.returncode == 2
    assert "is not an age" in refused.stderr
