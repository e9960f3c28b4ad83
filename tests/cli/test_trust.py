"""Keys, seals, bundles and verifying as a person at a terminal meets them."""

from __future__ import annotations

import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Desk


class Sealed(NamedTuple):
    """A desk with the worked case, its key, and the checkpoint it made."""

    desk: Desk
    key: str
    checkpoint: Path
    bundle: Path


@pytest.fixture
def sealed(worked_case: Desk, surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """The worked case, sealed, with the checkpoint and a bundle kept in files."""
    monkeypatch.setenv("LEDGER_KEY", str(surroundings / "my.key"))
    key = worked_case("key", "new", "desk.example/ann").out.strip()
    (surroundings / "a.checkpoint").write_text(worked_case("seal").out)
    worked_case("export", "tdp-5200", "--format", "bundle", "-o", "story.bundle.json")
    return Sealed(worked_case, key, surroundings / "a.checkpoint", surroundings / "story.bundle.json")


def test_key_new_prints_the_public_key_and_only_that(desk: Desk, surroundings: Path) -> None:
    made = desk("key", "new", "desk.example/ann", "-o", "ann.key")
    assert made.out.startswith("desk.example/ann+")
    assert made.out.count("\n") == 1
    secret = (surroundings / "ann.key").read_text().strip()
    for answer in (made, desk("key", "show", "ann.key"), desk("key", "show", "ann.key", "--json")):
        assert secret.rpartition("+")[2] not in answer.out + answer.err
        assert "PRIVATE" not in answer.out + answer.err
    assert desk("key", "show", "ann.key").out == made.out
    assert desk("key", "show", "ann.key", "--json").json()["key"] == made.out.strip()
    again = desk.answer("key", "new", "desk.example/ann", "-o", "ann.key")
    assert (again.code, again.out) == (2, "")
    assert "already" in again.err


def test_an_open_key_file_is_refused(sealed: Sealed, surroundings: Path) -> None:
    (surroundings / "my.key").chmod(0o644)
    sealed.desk("add", "7 things")
    for words in (["seal"], ["key", "show"]):
        answer = sealed.desk.answer(*words)
        assert (answer.code, answer.out) == (2, "")
        assert "is open to others (mode 0644)" in answer.err
        assert "hint: chmod 600" in answer.err


def test_seal_prints_the_note_and_says_so_when_there_is_nothing_new(sealed: Sealed) -> None:
    again = sealed.desk("seal")
    assert again.out == sealed.checkpoint.read_text()
    assert "already sealed at 64 entries by this key" in again.err
    assert sealed.desk("seal", "--json").json()["note"] == again.out


def test_a_bundle_is_verified_without_a_ledger(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(sealed.desk.db).unlink()
    shown = sealed.desk("verify", str(sealed.bundle), "--key", sealed.key)
    assert "approximately 5,200 convictions a year · tdp-5200" in shown.out
    assert shown.out.count("unchanged") == 4
    assert "signed by: desk.example/ann\n" in shown.out
    assert "issued: by desk.example/ann on 2026-11-22T" in shown.out
    assert "in answer to tdp-5200" in " ".join(shown.out.split())
    assert "fresh: nothing recorded after 2026-11-22T" in shown.out
    assert "not proved: that the desk kept nothing back" in shown.out
    document = sealed.desk(
        "verify", "-", "--key", sealed.key, "--json", stdin=sealed.bundle.read_text()
    ).json()
    assert document["verified"]
    assert document["signed_by"] == ["desk.example/ann"]
    assert len(document["figures"]) == 4


def test_without_a_key_the_answer_is_no(sealed: Sealed) -> None:
    shown = sealed.desk.answer("verify", str(sealed.bundle))
    assert shown.code == 1
    assert "signed by: not checked" in shown.out
    assert "error: no key was given" in shown.err
    as_json = sealed.desk.answer("verify", str(sealed.bundle), "--json")
    assert as_json.code == 1
    assert not as_json.json()["verified"]
    assert as_json.error()["code"] == "proof"


def test_an_edited_bundle_is_refused_in_one_line(sealed: Sealed) -> None:
    document = json.loads(sealed.bundle.read_text())
    document["trace"]["figures"][0]["quantity"]["value"] = "52000"
    answer = sealed.desk.answer("verify", "-", "--key", sealed.key, stdin=json.dumps(document))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        'error: the trace was changed at /figures/0/quantity/value: it shows "52000", and the records say "5200"\n'
    )


def test_trace_proof_is_the_bundle(sealed: Sealed) -> None:
    bundle, printed = (
        json.loads(sealed.bundle.read_text()),
        sealed.desk("trace", "tdp-5200", "--proof").json(),
    )
    # Each is issued in its own second.
    assert bundle.pop("answer") != printed.pop("answer")
    assert printed == bundle
    assert sealed.desk("trace", "tdp-5200", "--proof").err == ""
    sealed.desk("add", "7 things", "--reported-by", "Somebody")
    left = sealed.desk("trace", "tdp-5200", "--proof")
    assert "2 entries recorded since the newest checkpoint are not in it: ledger seal" in left.err
    for words in (["--depth", "1"], ["--as-of", "3"]):
        assert sealed.desk.answer("trace", "tdp-5200", "--proof", *words).code == 2


def test_a_bundle_of_a_ledger_that_was_never_sealed(worked_case: Desk, surroundings: Path) -> None:
    for words in (["trace", "tdp-5200", "--proof"], ["export", "--format", "bundle", "-o", "x.json"]):
        answer = worked_case.answer(*words)
        assert (answer.code, answer.out) == (2, "")
        assert "error: the ledger was never sealed" in answer.err
        assert "ledger key new" in answer.err
    assert not (surroundings / "x.json").exists()


def test_verify_says_how_far_the_seal_reaches(sealed: Sealed) -> None:
    sealed.desk("add", "7 things")
    shown = sealed.desk("verify", "--key", sealed.key).out
    assert "sealed: 64 entries, on 2026-11-22T" in shown
    assert "signed by desk.example/ann" in " ".join(shown.split())
    assert "not sealed: 1 entry since then: ledger seal" in shown
    assert "not checked: give --key" in " ".join(sealed.desk("verify").out.split())


def test_verify_against_a_checkpoint_kept_elsewhere(sealed: Sealed) -> None:
    sealed.desk("add", "7 things")
    shown = sealed.desk("verify", "--against", str(sealed.checkpoint), "--key", sealed.key)
    assert "extends: 64 entries, on 2026-11-22T" in shown.out
    document = sealed.desk("verify", "--against", "-", "--json", stdin=sealed.checkpoint.read_text()).json()
    assert document["against"]["note"] == sealed.checkpoint.read_text()
    assert document["against"]["consistency"]
    assert sealed.desk("verify", "--since", str(sealed.checkpoint), "--json").json()["since"] == 64


def test_a_forged_history_is_shown_by_two_notes(sealed: Sealed, surroundings: Path) -> None:
    fork = str(surroundings / "fork.db")
    with closing(sqlite3.connect(sealed.desk.db)) as plain:
        plain.execute("VACUUM INTO ?", (fork,))
    for db, words in ((fork, "9 pears"), (sealed.desk.db, "7 apples")):
        sealed.desk("add", words, db=db)
    kept = sealed.desk("seal").out
    (surroundings / "kept").write_text(kept)
    assert "65 entries as recorded" in sealed.desk("verify", "--deep", db=fork).out
    refused = sealed.desk.answer("seal", db=fork)
    assert refused.code == 1
    assert "has signed 65 entries of this ledger, and these are not they" in " ".join(refused.err.split())
    # The same key, in a file that remembers nothing.
    shutil.copy("my.key", "elsewhere.key")
    sealed.desk("seal", "--key-file", "elsewhere.key", "--yes", db=fork)
    answer = sealed.desk.answer("verify", "--against", "kept", "--key", sealed.key, db=fork)
    assert (answer.code, answer.out) == (1, "")
    assert "error: the first 65 entries are not those that were sealed" in answer.err
    assert answer.err.count("evidence:") == 2
    assert kept in answer.err
    error = sealed.desk.answer("verify", "--against", "kept", "--json", db=fork).error()
    assert error["code"] == "proof"
    assert error["evidence"][0] == kept
    assert len(error["evidence"]) == 2


def test_what_does_not_go_together(sealed: Sealed) -> None:
    kept = str(sealed.checkpoint)
    for words in (
        [str(sealed.bundle), "--deep"],
        [str(sealed.bundle), "--against", kept],
        ["--against", kept, "--since", kept],
        ["--against", "nowhere"],
        ["nowhere.json"],
        [sealed.desk.db],
        ["--against", str(sealed.bundle)],
        ["--key", "junk"],
    ):
        answer = sealed.desk.answer("verify", *words)
        assert (answer.code, answer.out) == (2, ""), words
        assert answer.err.startswith("error: ")


def test_sealing_after_each_command(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SEAL", "1")
    assert "sealed" not in sealed.desk("add", "7 things").err
    sealed.desk("retract", "tdp-5200")
    sealed.desk("import", "-", stdin='{"record":"agent","name":"Somebody"}\n')
    verified = sealed.desk("verify", "--json", "--key", sealed.key).json()
    assert (verified["checkpoints"], verified["sealed"]["size"]) == (4, verified["size"])
    for words in (["trace", "tdp-5200"], ["check", "mz-100"], ["add", "5 pears", "--dry-run"], ["list"]):
        sealed.desk(*words)
    assert sealed.desk("verify", "--json").json()["checkpoints"] == 4
    monkeypatch.setenv("LEDGER_SEAL", "0")
    sealed.desk("add", "8 things")
    assert sealed.desk("verify", "--json").json()["checkpoints"] == 4


def test_a_seal_that_fails_loses_nothing(
    worked_case: Desk, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_SEAL", "1")
    monkeypatch.setenv("LEDGER_KEY", str(surroundings / "none.key"))
    answer = worked_case("add", "7 things", "--key", "seven")
    assert "recorded: figure seven" in answer.out
    assert "warning: recorded, but not sealed: there is no key file" in answer.err
    assert worked_case("show", "seven").code == 0


def test_a_bundle_made_here_holds_where_there_is_only_the_package(sealed: Sealed, tmp_path: Path) -> None:
    # Another process, in an empty folder, without this ledger and with nothing in its environment that names one.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "ledger", "verify", "-", "--key", sealed.key],
        input=sealed.bundle.read_bytes(),
        capture_output=True,
        check=False,
        cwd=elsewhere,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(elsewhere)},
    )
    assert done.returncode == 0, done.stderr
    assert b"signed by: desk.example/ann" in done.stdout
    assert list(elsewhere.iterdir()) == []


def test_what_somebody_put_together_from_signed_entries_is_told(sealed: Sealed) -> None:
    document = json.loads(sealed.bundle.read_text())
    del document["answer"]
    assembled = json.dumps(document)
    shown = sealed.desk.answer("verify", "-", "--key", sealed.key, stdin=assembled)
    assert shown.code == 1
    assert "issued: by nobody" in shown.out
    assert "put it together from signed entries" in shown.err
    as_json = sealed.desk.answer("verify", "-", "--key", sealed.key, "--json", stdin=assembled)
    assert (as_json.json()["verified"], as_json.json()["issued"]) == (False, None)
    issued = sealed.desk("verify", str(sealed.bundle), "--key", sealed.key, "--json").json()
    assert (issued["verified"], issued["issued"]["asked"]) == (True, ["tdp-5200"])


def test_a_bundle_is_handed_out_without_a_key_and_says_so(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Path(os.environ["LEDGER_KEY"])
    monkeypatch.setenv("LEDGER_KEY", "nowhere.key")
    for words in (["trace", "tdp-5200", "--proof"], ["export", "tdp-5200", "-o", "page.html"]):
        assert "not signed as the ledger's answer" in sealed.desk(*words).err
        assert sealed.desk(*words, "--key-file", str(key)).err == ""
        assert sealed.desk.answer(*words, "--key-file", "nowhere.key").code == 2
    assert "It was signed as a whole" in Path("page.html").read_text()


def test_an_old_answer_is_refused_to_whoever_wants_a_newer_one(sealed: Sealed) -> None:
    words = ["verify", str(sealed.bundle), "--key", sealed.key, "--not-older-than"]
    assert sealed.desk(*words, "2026-11-22").code == 0
    assert sealed.desk(*words, "1d").code == 0
    for when in ("2026-11-23", "2026-11-22T23:00:00Z"):
        answer = sealed.desk.answer(*words, when)
        assert (answer.code, answer.out) == (1, "")
        assert "it may be outdated" in answer.err
    assert sealed.desk.answer(*words, "soon").code == 2
    assert sealed.desk("verify", "--not-older-than", "2026-11-22").code == 0
    assert sealed.desk.answer("verify", "--not-older-than", "2026-11-23").code == 1


def test_which_ledger_it_must_be(sealed: Sealed) -> None:
    origin = sealed.checkpoint.read_text().partition("\n")[0]
    for words in (["verify"], ["verify", str(sealed.bundle), "--key", sealed.key]):
        assert sealed.desk(*words, "--origin", origin).code == 0
        answer = sealed.desk.answer(*words, "--origin", f"{origin}0")
        assert (answer.code, answer.out) == (1, "")
        assert origin in answer.err


def test_a_planted_ledger_is_sealed_only_where_that_is_wanted(
    sealed: Sealed, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = str(surroundings / "planted.db")
    sealed.desk("init", db=planted)
    sealed.desk("add", "1,000,000 things", db=planted)
    answer = sealed.desk.answer("seal", db=planted)
    assert (answer.code, answer.out) == (2, "")
    assert "the key desk.example/ann has never sealed this ledger" in " ".join(answer.err.split())
    monkeypatch.setenv("LEDGER_SEAL", "1")
    assert "recorded, but not sealed" in sealed.desk("add", "2 things", db=planted).err
    monkeypatch.delenv("LEDGER_SEAL")
    assert sealed.desk("seal", "--yes", db=planted).code == 0
    sealed.desk("add", "3 things", db=planted)
    assert sealed.desk("seal", db=planted).code == 0


def test_a_link_of_somebody_elses_to_a_ledger_of_ours_is_passed_over(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.query.ledger_context import default_location

    for name in ("mine.db", "ledger.db"):
        (surroundings / name).write_bytes(b"")
    below = surroundings / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    link = below / "ledger.db"
    link.symlink_to(surroundings / "mine.db")
    assert default_location() == str(link)
    if os.getuid() != 0:
        # Only root gives files away.
        return
    os.chown(link, 65534, 65534, follow_symlinks=False)
    assert default_location() == str(surroundings / "ledger.db")


HOSTILE = "100 \x1b[2J\u202e things"


@pytest.mark.parametrize("name", ["csv", "json", "jsonl", "markdown", "prov-json"])
def test_a_document_on_a_terminal_steers_nothing(desk: Desk, name: str, tmp_path: Path) -> None:
    desk("add", "100 things", "--note", HOSTILE, "--reported-by", "A\u202eB", "--quote", HOSTILE)
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "ledger", "export", "--format", name, "--db", desk.db],
        stdout=slave, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)},
    )  # fmt: skip
    os.close(slave)
    shown = b""
    with suppress(OSError):
        while chunk := os.read(master, 65536):
            shown += chunk
    os.close(master)
    assert done.returncode == 0, done.stderr
    assert b"100" in shown
    assert b"\x1b" not in shown
    assert "\u202e".encode() not in shown
    assert b"u202e" in shown
    piped = desk("export", "--format", name).out
    assert "\u202e" in piped or "\\u202e" in piped


def test_a_quorum_of_witnesses_on_the_command_line(sealed: Sealed) -> None:
    from tests.trust.test_witnesses import ONE

    Path("cosigned").write_text(ONE.cosign(sealed.checkpoint.read_text()), encoding="utf-8")
    Path("witnesses.pub").write_text(f"{ONE.verifier}\n", encoding="utf-8")
    words = ["verify", "--against", "cosigned", "--key", sealed.key, "--key", "witnesses.pub", "--witnesses"]
    assert "w.example/1" in sealed.desk(*words, "1").out
    assert sealed.desk.answer(*words, "2").code == 1
    assert sealed.desk.answer("verify", str(sealed.bundle), "--key", sealed.key, "--witnesses", "1").code == 1


@pytest.mark.parametrize(
    ("option", "words", "how"),
    [("--sign", ["--sign", ""], {}), ("--as", [], {"who": ""}), ("--db", [], {"db": " "})],
)
def test_a_common_option_without_a_value_records_nothing(
    worked_case: Desk, option: str, words: list[str], how: dict[str, str]
) -> None:
    # What is meant to be signed is not recorded unsigned, and nothing in a ledger or a name that was not meant.
    before = worked_case.answer("log", "--json").out
    answer = worked_case.answer("add", "5 houses", "--reported-by", "Dee", *words, **how)
    assert (answer.code, f"{option} is empty" in answer.err) == (2, True)
    assert worked_case.answer("log", "--json").out == before


def test_a_personal_key_that_is_missing_is_made_with_its_own_command(
    worked_case: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    answer = worked_case.answer("key", "introduce")
    assert (answer.code, "make one with: ledger key new --person NAME" in answer.err) == (2, True)
