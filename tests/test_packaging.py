"""The wheel, built for real and used from an empty folder, without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


class Installed:
    """An installed wheel: its folder, and a folder with nothing in it to work from."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.site = site
        self.folder = folder
        # What is installed comes before the checkout, also where that is installed for editing.
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("LEDGER", "PYTHON"))
        }
        self._environment = kept | {"PYTHONPATH": str(site), "LEDGER_USER": "Ann", "NO_COLOR": "1"}

    def run(self, *command: str | Path, stdin: str | None = None) -> str:
        """Run a command in the folder; what it printed. Fails with what it said where it fails."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env=self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def ledger(self, *words: str | Path, stdin: str | None = None) -> str:
        """Run the console script."""
        return self.run(self.site / "bin" / "ledger", *words, stdin=stdin)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    """The wheel, unpacked beside the libraries that this Python has."""
    site, folder = tmp_path / "site", tmp_path / "empty"
    folder.mkdir()
    _pip("install", "--target", site, wheel)
    return Installed(site, folder)


def _pip(command: str, *words: str | Path) -> None:
    alone = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    done = subprocess.run(
        [sys.executable, "-m", "pip", command, *alone, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_wheel_carries_migrations_and_schemas(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for folder, inside in (("alembic", "_alembic"), ("schema", "_schema")):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        assert files
        assert {f"ledger/{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} <= held
    ours = [path for path in (ROOT / "ledger").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {path.relative_to(ROOT).as_posix() for path in ours} <= held
    tops = {name.split("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ledger"}


def test_a_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    _pip("wheel", "--no-build-isolation", "--wheel-dir", tmp_path, archive)
    (again,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as first_wheel, ZipFile(again) as second_wheel:
        assert sorted(first_wheel.namelist()) == sorted(second_wheel.namelist())
        assert all(first_wheel.read(name) == second_wheel.read(name) for name in first_wheel.namelist())


def test_the_wheel_works_from_an_empty_folder(installed: Installed) -> None:
    where = installed.run(sys.executable, "-c", "import ledger; print(ledger.__file__)")
    assert Path(where.strip()).is_relative_to(installed.site)
    installed.ledger("init")
    installed.ledger(
        "add", "close to 100 soldiers a week",
        "--reported-by", "Mediazona", "--relayed-by", "UK Ministry of Defence",
        "--primary", "--stated", "2023-08-30", "--key", "weekly",
    )  # fmt: skip
    installed.ledger(
        "add", "about 5,200 convictions per year",
        "--reported-by", "UK Ministry of Defence",
        "--from", "weekly=weekly", "--formula", "weekly * 52 week/year", "--key", "yearly",
    )  # fmt: skip
    traced = json.loads(installed.ledger("trace", "yearly", "--json"))
    assert [origin["agents"] for origin in traced["origins"]] == [["Mediazona"]]
    derivation = next(link for link in traced["links"] if link["relation"] == "derivation")
    assert derivation["check"]["outcome"] == "exact"
    assert "Mediazona" in installed.ledger("trace", "yearly")
    assert "Who stated it first?" in installed.ledger("trace", "yearly", "--format", "html")
    exported = installed.ledger("export", "--format", "jsonl")
    installed.ledger("init", "--db", "other.db")
    installed.ledger("import", "-", "--db", "other.db", stdin=exported)
    again = json.loads(installed.ledger("trace", "yearly", "--json", "--db", "other.db"))
    assert {figure["id"] for figure in again["figures"]} == {figure["id"] for figure in traced["figures"]}
    for database in ("ledger.db", "other.db"):
        installed.ledger("verify", "--deep", "--db", database)
        installed.ledger("db", "status", "--db", database)


def test_the_package_runs_as_a_module(installed: Installed) -> None:
    assert "trace" in installed.run(sys.executable, "-m", "ledger", "--help")
