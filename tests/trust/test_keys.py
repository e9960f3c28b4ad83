"""Key files: made for their owner alone, refused where others can read them, and never told."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.book import Ledger
from ledger.errors import ConflictError, InputError
from ledger.trust.keys import default_key_file

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        Ledger.new_key("ann", tmp_path / "ann.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "ann.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610, 0o777])
def test_a_looser_mode_is_refused(ann: Key, story: Ledger, mode: int) -> None:
    ann.file.chmod(mode)
    for use in (lambda: Ledger.public_key(ann.file), lambda: story.seal([ann.file])):
        with pytest.raises(InputError, match=f"open to others .mode {mode:04o}") as caught:
            use()
        assert caught.value.hint is not None
        assert "chmod 600" in caught.value.hint


def test_a_key_never_takes_the_place_of_a_file(ann: Key, tmp_path: Path) -> None:
    before = ann.file.read_bytes()
    with pytest.raises(ConflictError, match="already"):
        Ledger.new_key("desk.example/ann", ann.file)
    assert ann.file.read_bytes() == before
    link = tmp_path / "link.key"
    link.symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(ConflictError, match="already"):
        Ledger.new_key("desk.example/ann", link)
    assert not (tmp_path / "elsewhere.key").exists()


def test_two_keys_of_one_name_are_two_keys(tmp_path: Path) -> None:
    keys = {Ledger.new_key("ann", tmp_path / f"{number}.key") for number in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize("name", ["", "two words", "a+b", "new\nline"])
def test_a_name_that_no_key_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="white space"):
        Ledger.new_key(name, tmp_path / "a.key")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        Ledger.new_key("ann", tmp_path / "nowhere" / "a.key")


def test_where_a_key_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LEDGER_KEY", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert default_key_file() == tmp_path / ".config" / "ledger" / "signing.key"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    public = Ledger.new_key("ann")
    assert (tmp_path / "settings" / "ledger" / "signing.key").is_file()
    assert stat.S_IMODE((tmp_path / "settings" / "ledger").stat().st_mode) == 0o700
    assert Ledger.public_key() == public
    monkeypatch.setenv("LEDGER_KEY", str(tmp_path / "other.key"))
    with pytest.raises(InputError, match=r"there is no key file .*other\.key"):
        Ledger.public_key()


@pytest.mark.parametrize(
    "content", ["", "PRIVATE+KEY+ann", "x" * 5000, "\0", "desk.example/ann+00000000+AAAA"]
)
def test_a_file_that_holds_no_key(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(InputError, match="holds no signing key") as caught:
        Ledger.public_key(file)
    assert content[:20] == "" or content[:20] not in str(caught.value)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(InputError, match="is not a file"):
        Ledger.public_key(tmp_path / "pipe")
    with pytest.raises(InputError, match="is not a file"):
        Ledger.public_key(tmp_path)


def test_the_secret_is_in_nothing_that_leaves_the_ledger(story: Ledger, ann: Key) -> None:
    secret = ann.file.read_text().strip().rpartition("+")[2]
    handed = io.StringIO()
    for name in ("jsonl", "json", "bundle"):
        story.export(handed, format=name)
    sealed = story.seal([ann.file])
    assert secret not in handed.getvalue() + repr(sealed) + repr(story.verify(keys=[ann.public]))


def test_a_signing_key_given_as_a_verifier_key_is_not_repeated(story: Ledger, ann: Key) -> None:
    secret = ann.file.read_text().strip()
    for given in (secret, str(ann.file)):
        with pytest.raises(InputError, match="that is a signing key") as caught:
            story.verify(keys=[given])
        assert secret not in f"{caught.value} {caught.value.hint}"


def test_verifier_keys_come_from_files_too(story: Ledger, ann: Key, bob: Key, tmp_path: Path) -> None:
    (tmp_path / "desk.pub").write_text(f"{ann.public}\n\n{bob.public}\n")
    sealed = story.verify(keys=[str(tmp_path / "desk.pub")]).sealed
    assert sealed is not None
    assert sealed.signed_by == ("desk.example/ann",)
    with pytest.raises(InputError, match="neither a verifier key nor a file"):
        story.verify(keys=[str(tmp_path / "nobody.pub")])
    with pytest.raises(InputError, match="a character was changed or lost"):
        story.verify(keys=[ann.public.replace("desk", "task")])
