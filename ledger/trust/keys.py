"""Signing keys in files of their own, which only their owner can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from ledger.errors import ConflictError, InputError
from ledger.model.vocabulary import MAX_NAME
from ledger.query.ledger_context import Salts
from ledger.tlog.note import SEED_BYTES, SigningKey, VerifierKey, parse_signing_key, parse_verifier_key
from ledger.tlog.submission import key_name

_MODE = 0o600
#: The largest size in bytes: a key file is one line.
_MOST_BYTES = 4096


def default_key_file() -> Path:
    """Return where a signing key is kept: $LEDGER_KEY, else ``ledger/signing.key`` in the user's folder for settings.

    That folder is $XDG_CONFIG_HOME, else ``~/.config`` (XDG Base Directory Specification).
    """
    if where := os.environ.get("LEDGER_KEY", "").strip():
        return Path(where).expanduser()
    return _settings() / "signing.key"


def _settings() -> Path:
    settings = os.environ.get("XDG_CONFIG_HOME", "").strip()
    folder = Path(settings) if settings and Path(settings).is_absolute() else Path.home() / ".config"
    return folder / "ledger"


def personal_key_file() -> Path:
    """Return the file of the key with which a person signs records: $LEDGER_SIGN, else beside the desk's key."""
    if where := os.environ.get("LEDGER_SIGN", "").strip():
        return Path(where).expanduser()
    return _settings() / "personal.key"


def new_key(
    name: str,
    file: Path | None = None,
    *,
    witness: bool = False,
    person: bool = False,
    random: Salts = os.urandom,
) -> VerifierKey:
    """Make a signing key in a new file that only its owner can read, and return the public key.

    The key of a `witness` makes cosignatures and nothing else; that of a `person`, who is called `name` as a recorder,
    signs what they record. Raises InputError for a name that no key can have, ConflictError where the file exists.
    """
    if person:
        name = " ".join(name.split())
        if not name or len(name) > MAX_NAME:
            raise InputError("the name of a person is not blank, and not longer than 500 characters")
    try:
        key = SigningKey(key_name(name) if person else name, random(SEED_BYTES), witness)
    except ValueError as error:
        raise InputError(
            str(error), hint="desk.example.org/ann would do; --person takes any name of a person"
        ) from None
    chosen = (personal_key_file() if person else default_key_file()) if file is None else file
    try:
        if file is None:
            chosen.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = os.open(chosen, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _MODE)
    except FileExistsError:
        raise ConflictError(
            f"there is a file {chosen} already", hint="name another with -o, or show its key: ledger key show"
        ) from None
    except OSError as error:
        raise InputError(f"{chosen} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(made, "w", encoding="utf-8") as stream:
            # The mode given above is cut by the umask, which may cut too much.
            os.fchmod(stream.fileno(), _MODE)
            stream.write(f"{key.encoded()}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        chosen.unlink(missing_ok=True)
        raise InputError(f"{chosen} cannot be written: {error.strerror}") from None
    return key.verifier()


def read_key(file: Path | None = None, *, witness: bool | None = None) -> SigningKey:
    """Return the signing key in a file: a witness's or none, or either where that is not asked.

    Raises InputError where others can read it, where it is not a key or the other kind; nothing of it is repeated.
    """
    chosen = default_key_file() if file is None else file
    try:
        # Without this flag, opening a named pipe would wait for a writer.
        descriptor = os.open(chosen, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        flag = "--person " if chosen == personal_key_file() else ""
        raise InputError(
            f"there is no key file {chosen}", hint=f"make one with: ledger key new {flag}NAME"
        ) from None
    except OSError as error:
        raise InputError(f"the key file {chosen} cannot be read: {error.strerror}") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{chosen} is not a file")
        if found.st_mode & 0o077:
            raise InputError(
                f"the key file {chosen} is open to others (mode {stat.S_IMODE(found.st_mode):04o})",
                hint=f"chmod 600 {chosen}; if anybody may have read it, make a new key",
            )
        content = os.read(descriptor, _MOST_BYTES + 1)
    finally:
        os.close(descriptor)
    try:
        if len(content) > _MOST_BYTES:
            raise ValueError
        key = parse_signing_key(content.decode("utf-8").removesuffix("\n"))
    except ValueError:
        raise InputError(
            f"{chosen} holds no signing key", hint="make one with: ledger key new NAME -o FILE"
        ) from None
    if witness is not None and key.witness != witness:
        kind, flag = ("no witness's key", " --witness") if witness else ("the key of a witness", "")
        raise InputError(f"{chosen} holds {kind}", hint=f"make one with: ledger key new NAME -o FILE{flag}")
    return key


def person_key(file: Path) -> Callable[[], SigningKey]:
    """Reads a person's key when it is first needed: reading a ledger needs none."""
    return cache(lambda: read_key(file, witness=False))


def verifier_keys(given: Iterable[str]) -> tuple[VerifierKey, ...]:
    """Return the public keys that arguments name: each a verifier key, or a file with one on each line.

    Raises InputError for what is neither.
    """
    found: list[VerifierKey] = []
    for word in given:
        lines = [word]
        if "+" not in word:
            try:
                lines = [line.strip() for line in Path(word).read_text(encoding="utf-8").split("\n")]
            except (OSError, ValueError):
                raise InputError(
                    f"{word[:80]} is neither a verifier key nor a file of them",
                    hint="ledger key show prints a key's: NAME+ID+KEY",
                ) from None
        for line in filter(None, lines):
            if line.startswith("PRIVATE+"):
                raise InputError(
                    "that is a signing key, which nobody else may see",
                    hint="give what ledger key show prints",
                )
            try:
                found.append(parse_verifier_key(line))
            except ValueError as error:
                raise InputError(f"{line[:80]}: {error}", hint="ledger key show prints it whole") from None
    return tuple(dict.fromkeys(found))
