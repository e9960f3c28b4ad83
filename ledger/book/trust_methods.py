"""The methods of `Ledger` for all that an outsider can verify: keys, seals, bundles, pages and the log itself."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.book.arguments import as_list, no_progress
from ledger.query.ledger_context import LedgerContext, Salts

if TYPE_CHECKING:
    from ledger.book.checking import Progress
    from ledger.book.personal_keys import KnownKey
    from ledger.store.append import Outcome
    from ledger.trust.monitoring import Monitored
    from ledger.trust.page_proof import ProvenPage
    from ledger.trust.proving import Proven
    from ledger.trust.sealing import FirstSeal, SealReport
    from ledger.trust.timestamping import TimeStamp
    from ledger.trust.verifying import Verified
    from ledger.trust.witness import LogWitness


class TrustMethods:
    """The methods by which a ledger is signed, proved and verified."""

    def __init__(self, context: LedgerContext) -> None:
        self._context = context

    @staticmethod
    def new_key(
        name: str,
        file: str | Path | None = None,
        *,
        witness: bool = False,
        person: bool = False,
        random: Salts = os.urandom,
    ) -> str:
        """Make a signing key in a new file, by default `keys.default_key_file`; returns the public verifier key.

        The key of a `witness` cosigns what other ledgers seal, and nothing else. That of a `person`, kept by default in
        `keys.personal_key_file`, signs what the person called `name` records. Raises InputError for a name that
        no key can have, ConflictError where there is such a file.
        """
        from ledger.trust import keys

        file = None if file is None else Path(file)
        return str(keys.new_key(name, file, witness=witness, person=person, random=random))

    @staticmethod
    def public_key(file: str | Path | None = None) -> str:
        """Return the public key of a signing key. Raises InputError if others can read its file."""
        from ledger.trust import keys

        return str(keys.read_key(None if file is None else Path(file)).verifier())

    def introduce_key(self, file: str | Path | None = None) -> list[Outcome]:
        """Record a person's public key, by default that in `keys.personal_key_file`, signed with it.

        From then on, what they record can be signed with it, see `Ledger.open`. Raises ConflictError where the person
        has a key in this ledger already, and InputError for a key that cannot be used.
        """
        from ledger.book import personal_keys
        from ledger.trust import keys

        key = keys.read_key(keys.personal_key_file() if file is None else Path(file), witness=False)
        return personal_keys.introduce(self._context, key)

    def replace_key(self, new: str | Path, old: str | Path | None = None) -> list[Outcome]:
        """Record that a person signs with a new key instead of the `old` one; both are in files, and both sign it.

        Raises InputError where they are not one person's, or the old one was not introduced here or does not stand.
        """
        from ledger.book import personal_keys
        from ledger.trust import keys

        before = keys.read_key(keys.personal_key_file() if old is None else Path(old), witness=False)
        return personal_keys.replace_key(self._context, before, keys.read_key(Path(new), witness=False))

    def revoke_key(self, public: str, *, reason: str | None = None) -> list[Outcome]:
        """Record that a key (a verifier key, or the beginning of one) signs nothing any more from now on.

        Raises NotFoundError for a key that does not stand in this ledger.
        """
        from ledger.book import personal_keys

        return personal_keys.revoke(self._context, public, reason)

    def personal_keys(self) -> Sequence[KnownKey]:
        """Return every key with which people sign what they record, in the order in which they were introduced."""
        from ledger.book import personal_keys

        return personal_keys.known_keys(self._context)

    def seal(
        self,
        key_files: Sequence[str | Path] = (),
        *,
        confirm: Callable[[FirstSeal], bool] = lambda _first: True,
        witnesses: Sequence[str] = (),
        keys: Sequence[str] = (),
        authorities: Sequence[str] = (),
    ) -> SealReport:
        """Sign the current root as a C2SP checkpoint with the keys in these files, by default one, and store it.

        `confirm` is asked before a key seals a ledger that it has not sealed before. The `witnesses`, addresses of
        C2SP tlog-witness servers, are asked to cosign; `keys`, verifier keys or files of them, are theirs. The
        `authorities`, addresses too, are asked for a time stamp (RFC 3161). Raises
        InputError where nothing is recorded, a key file or an address cannot be used or that was not confirmed, and
        ProofError where the log is not the one that was sealed before, by anybody or by one of the keys, or that a
        witness saw before.
        """
        from ledger.trust import cosigning, sealing, timestamping
        from ledger.trust.keys import verifier_keys

        files: list[Path | None] = [Path(file) for file in as_list("key_files", key_files)]
        asked, known = as_list("witnesses", witnesses), verifier_keys(as_list("keys", keys))
        stamping = as_list("authorities", authorities)
        cosigning.check_asked(asked, known)
        timestamping.check_authorities(stamping)
        report = sealing.seal(self._context, files or [None], confirm)
        if asked:
            report = cosigning.cosign(self._context, report, asked, known)
        return timestamping.stamp(self._context, report, stamping) if stamping else report

    @staticmethod
    def witness(
        folder: str | Path,
        logs: Sequence[str],
        *,
        key_file: str | Path | None = None,
        clock: Callable[[], int] = lambda: int(time.time()),
    ) -> LogWitness:
        """Return a witness (C2SP tlog-witness) with the key in `key_file` that stores its state of `logs` in `folder`.

        Each of the `logs` is the first line of its seals, a space and its verifier key. `clock` gives seconds since
        1970. Raises InputError for a key that is not a witness's, a log that is none, or a folder that cannot be used.
        """
        from ledger.trust import keys, witness

        known = witness.read_logs(as_list("logs", logs))
        key = keys.read_key(None if key_file is None else Path(key_file), witness=True)
        return witness.LogWitness(Path(folder), key, known, clock)

    @staticmethod
    def time_stamps(note: str, certificates: Sequence[str | Path]) -> tuple[TimeStamp, ...]:
        """Return the good time stamps (RFC 3161) on a checkpoint's note, the earliest first.

        `certificates` are PEM files of the authorities that are trusted. Raises InputError for a file that is none,
        FormatError for what is not a note, and ProofError where none of them stamped it.
        """
        from ledger.trust import sealing, timestamping

        roots = timestamping.read_certificates([Path(file) for file in as_list("certificates", certificates)])
        seal = sealing.read_seal(note.encode(), "the checkpoint")
        return timestamping.time_stamps(seal.note, roots, "the checkpoint")

    def bundle(
        self,
        references: Sequence[str] = (),
        *,
        key_file: str | Path | None = None,
        warn: Callable[[str], None] = lambda _message: None,
    ) -> dict[str, Any]:
        """Return a trace with the proofs of all that it follows from, as of the newest checkpoint (`ledger-bundle/1`).

        It is signed as the ledger's answer with the key in `key_file`, by default `keys.default_key_file`; where that
        cannot be used, `warn` is called with the reason where the bundle is not signed. Raises InputError where the
        ledger was never sealed or `key_file` cannot be used, NotFoundError for what was recorded since.
        """
        from ledger.trust import bundling

        return bundling.bundle(
            self._context,
            as_list("references", references),
            key_file=None if key_file is None else Path(key_file),
            warn=warn,
        )

    def monitor(self, *, warn: int = 86_400, critical: int = 604_800) -> Monitored:
        """Look for anything that needs attention: unsealed entries, damage since the last seal, the disk, a standby.

        An entry that waits for a seal for more than `warn` seconds is a warning, and critical after `critical`.
        """
        from ledger.trust import monitoring

        return monitoring.monitor(self._context, warn=warn, critical=critical)

    @property
    def standby_size(self) -> int | None:
        """The number of entries that have reached this standby of a PostgreSQL server; None where it is no standby."""
        from ledger.store.dialect import dialect_of
        from ledger.store.engine import reading
        from ledger.store.head import read_head

        with reading(self._context.database) as connection:
            if dialect_of(connection).standby_lag(connection) is None:
                return None
            return read_head(connection).size

    def unsealed(self) -> int:
        """Return how many entries were recorded since the newest checkpoint: all, where there is none."""
        from ledger.trust import sealing

        return sealing.unsealed(self._context)

    @staticmethod
    def verify_bundle(data: bytes, keys: Sequence[str] = (), *, witnesses: int = 0) -> Proven:
        """Check a bundle without any ledger; `keys` are verifier keys, or files of them.

        So many `witnesses` among them must have cosigned its checkpoint.

        Without a key nothing says who made it: `signed_by` is then empty. Raises FormatError for what is not a bundle,
        ProofError for one that does not hold.
        """
        from ledger.trust import proving
        from ledger.trust.keys import verifier_keys

        return proving.check(proving.read_bundle(data), verifier_keys(as_list("keys", keys)), witnesses)

    @staticmethod
    def verify_page(data: bytes, keys: Sequence[str] = (), *, witnesses: int = 0) -> ProvenPage:
        """Check a page that was exported as html: the bundle in it, as `verify_bundle` does, and every word of it.

        Raises FormatError for what is no such page, ProofError for one that carries no proof, whose bundle does not
        hold, or that was changed.
        """
        from ledger.trust import page_proof, proving
        from ledger.trust.keys import verifier_keys

        known = verifier_keys(as_list("keys", keys))
        page = page_proof.check(data, known)
        proving.check_quorum(page.bundle, known, witnesses)
        return page

    def verify(
        self,
        *,
        deep: bool = False,
        against: bytes | None = None,
        since: bytes | None = None,
        keys: Sequence[str] = (),
        origin: str | None = None,
        witnesses: int = 0,
        progress: Progress = no_progress,
    ) -> Verified:
        """Hash every entry again, compute the root, and hold the log to every checkpoint in the ledger.

        `deep` also rebuilds the projection and compares it. `against` is a checkpoint kept elsewhere, which the log
        must extend. `since` is one that was verified before: only what was recorded since is hashed again, and the
        rest is taken from the stored tree, which must have its root. With `keys`, verifier keys or files of them,
        one of them must have signed it, or else the newest checkpoint in the ledger. `origin` is the first line of the
        seals of the ledger that it must be; so many `witnesses` among the keys must have cosigned that checkpoint.

        Raises TamperError at the first entry that is damaged, ProofError where the log is not the one that was
        sealed, FormatError for what is not a checkpoint.
        """
        from ledger.trust import verifying
        from ledger.trust.keys import verifier_keys

        return verifying.verify(
            self._context,
            deep=deep,
            against=against,
            since=since,
            keys=verifier_keys(as_list("keys", keys)),
            origin=origin,
            witnesses=witnesses,
            progress=progress,
        )
