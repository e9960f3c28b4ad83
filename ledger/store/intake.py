"""The first pass over incoming records: they are checked, normalised and staged, without holding a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from sqlalchemy.engine import Connection

from ledger.errors import AmbiguousError, InputError, NotFoundError
from ledger.model import acceptance, schema
from ledger.model.body import Body, fold, subject_of
from ledger.model.codec import held_at, sealed, text_places
from ledger.model.normal import Normaliser
from ledger.model.normalised import Normal, new_agent
from ledger.model.placeholder import names_nobody
from ledger.model.time import just_after
from ledger.model.vocabulary import with_article
from ledger.store import bodies, lookup
from ledger.store.bulk_lane import BulkLane
from ledger.store.confusables import skeleton, skeletons, strangers
from ledger.store.lookup_cache import HEX, LookupCache
from ledger.store.project import decision
from ledger.store.spool import Spool, Staged
from ledger.tlog.canonical import SALT_BYTES, canonical, record_id

Salts = Callable[[int], bytes]


class Intake:
    """Takes records one by one into a spool; `who` records, `now` (UTC, as `write_time` writes it) is when.

    In `bulk`, common records take the bulk lane: their outcomes are reported without their bodies.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        who: str,
        now: str,
        salts: Salts,
        spool: Spool,
        language: str | None = None,
        bulk: bool = False,
    ) -> None:
        self._connection = connection
        self._who = fold(who)
        self._now = now
        self._salts = salts
        self.spool = spool
        self._normaliser = Normaliser(self, who, language)
        self._came_along: list[Staged] = []
        self._warnings: list[str] = []
        # An empty ledger need not be searched for imported records.
        self._known = LookupCache(connection, empty=bulk and not spool.as_of)
        self._agents: dict[str, str] = {}
        self._languages: dict[str, str | None] = {}
        # A language that is given besides the records becomes a part of those that need it.
        takes_all = bulk and language is None
        self._lane = BulkLane(self, who=self._who, now=now, salts=salts) if takes_all else None

    def take(self, record: object, line: int = 0) -> str:
        """Stage a record and return its id (hex). Raises InputError with every problem; then nothing is staged."""
        if self._lane is not None and (staged_id := self._lane.take(record, line)) is not None:
            return staged_id
        if not acceptance.accepts(record) or not isinstance(record, dict):
            raise InputError(problems=schema.differences(record))
        self._came_along, self._warnings = [], []
        try:
            made = self._normaliser.normalise(record)
        except InputError:
            # Parties that this record would have created are unknown to the next one.
            for staged in self._came_along:
                self._agents.pop(staged.body["name"], None)
            raise
        if made[0].kind == "agent" and self._known.id(made[0].id) is None:
            self._warn_of_lookalikes(made[0].body["name"])
        for staged in self._came_along:
            self._put(staged, line)
        for index, normal in enumerate(made):
            staged = self._stage(normal, own=index == 0)
            if index == 0:
                staged.warnings = self._warnings + normal.notes
            self._put(staged, line)
        return made[0].id

    def prefetch(self, records: Iterable[object]) -> None:
        """Look up the references of these records together."""
        self._known.prefetch(records)

    # The methods that the normaliser calls (model.resolver.Resolver).

    def agent(self, reference: str) -> str:
        """Return the id of the agent of this name, alias, key or id; one named for the first time is created."""
        name = fold(reference)
        known = self._agents.get(name)
        if known is None:
            known = self._find_agent(name) or self._create_agent(name)
            self._agents[name] = known
        return known

    def known_agent(self, name: str) -> str | None:
        """Return the id of the agent of this name, or None. Raises AmbiguousError if there are several."""
        folded = fold(name)
        known = self._agents.get(folded) or self._find_agent(folded)
        if known is not None:
            self._agents[folded] = known
        return known

    def is_stored(self, record_id: str) -> bool:
        """Return whether a record (its id in hex) is in the ledger."""
        return self._known.id(record_id) is not None

    def record(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        """Return the kind and the id of a referenced record."""
        found = self._find(reference.strip(), kinds)
        if found is None:
            raise self._not_found(reference, kinds)
        if found[0] not in kinds:
            wanted = " or ".join(sorted(kinds))
            raise NotFoundError(
                f"{reference} is {with_article(found[0])}", hint=f"name {with_article(wanted)}"
            )
        return found

    def judged(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        """Resolve as `record` does, but take the replacement where a key's record was misrecorded.

        A link keeps the id that was meant when it was recorded, and is read as its replacement; a judgement is
        on what is called so now.
        """
        kind, found = self.record(reference, kinds)
        if HEX.issuperset(reference.strip()):
            return kind, found
        current = self.spool.replaced(found)
        known = self._known.id(current)
        if known is not None and (latest := lookup.replacement(self._connection, known[1])) != known[1]:
            current = lookup.id_of(self._connection, latest)
        return kind, current

    def moment(self, subject: str) -> str:
        """Now, or just after the latest decision on `subject`, if that is later."""
        times = [at for _, at in self.spool.named("judged", subject)]
        known = self._known.id(subject)
        if known is not None:
            latest = lookup.latest_judged(self._connection, known[1])
            times += [latest] if latest else []
        after = [just_after(at) for at in times]
        return max([self._now, *after])

    def digests(self, record_id: str) -> Mapping[str, str]:
        """Return the SHA-256 (hex) of every erasable text of a record by path: present, withheld or erased."""
        body = self.spool.body(bytes.fromhex(record_id))
        if body is not None:
            return {path: held_at(body, path) for path in text_places(body)}
        known = self._known.id(record_id)
        return {} if known is None else next(bodies.read(self._connection, [known[1]])).digests()

    def language(self, source: str) -> str | None:
        """Return the language of a source, as it was last described."""
        if (staged := self.spool.held("language", source)) is not None:
            return staged[1]
        if source not in self._languages:
            known = self._known.id(source)
            body = bodies.described(self._connection, [known[1]])[known[1]].body if known else {}
            self._languages[source] = body.get("language")
        return self._languages[source]

    # Finding what a reference names.

    def _find(self, reference: str, kinds: frozenset[str]) -> tuple[str, str] | None:
        if len(reference) == 64 and HEX.issuperset(reference) and not self.spool.rejects:
            # No key is that long and of hex digits.
            return self._by_digits(reference, kinds)
        if here := self.spool.held("key", reference):
            return here
        if self.spool.named("rejected", reference):
            raise NotFoundError(f"{reference} was set aside", hint="mend its line first")
        if reference == "@":
            last = lookup.last_figure(self._connection, self._who)
            return (last.kind, last.id) if last else None
        if held := self._known.key(reference):
            return held.kind, held.id
        if len(reference) >= 6 and len(reference) <= 64 and HEX.issuperset(reference):
            return self._by_digits(reference, kinds)
        if "source" in kinds and "://" in reference:
            return self._source_at(reference)
        if "agent" in kinds:
            agent = self._find_agent(fold(reference))
            return ("agent", agent) if agent else None
        return None

    def _by_digits(self, digits: str, kinds: frozenset[str]) -> tuple[str, str] | None:
        if len(digits) == 64:
            known = self._known.id(digits)
            kind = known[0] if known else self.spool.kind_of(bytes.fromhex(digits))
            return (kind, digits) if kind else None
        low, high = (bytes.fromhex(digits.ljust(64, end)) for end in "0f")
        staged = {(kind, record.hex()) for kind, record in self.spool.by_prefix(low, high) if kind in kinds}
        stored = lookup.by_prefix(self._connection, digits, kinds)
        found = sorted(staged | {(record.kind, record.id) for record in stored})
        if len(found) > 1:
            candidates = [f"{kind} {record}" for kind, record in found]
            raise AmbiguousError(
                f"{digits} begins {len(found)} ids",
                candidates=candidates,
                hint=f"one of {', '.join(candidates)}",
            )
        return found[0] if found else None

    def _source_at(self, url: str) -> tuple[str, str] | None:
        found = {source for _, source in self.spool.named("url", url)}
        found |= {source.id for source in self._known.at(url)}
        return ("source", found.pop()) if found else None

    def _not_found(self, reference: str, kinds: frozenset[str]) -> NotFoundError:
        wanted = " or ".join(sorted(kinds)) if len(kinds) < 4 else "record"
        pool = self.spool.names("key") + lookup.keys_like(self._connection, reference[:2])
        near = get_close_matches(reference, pool, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else "record it first, or correct the reference"
        return NotFoundError(f"no {wanted} is called {reference[:100]}", near=near, hint=hint)

    def _find_agent(self, name: str) -> str | None:
        staged = {agent for _, agent in self.spool.named("agent", name)}
        stored = self._known.named(name)
        named = staged | {agent.id for agent in stored}
        bare = record_id({"record": "agent", "name": name}).hex()
        if bare in named:
            return bare
        if not named:
            named = {agent for _, agent in self.spool.named("alias", name)}
            named |= {agent.id for agent in self._known.aliased(name)}
        if len(named) > 1:
            raise AmbiguousError(
                f"{name} is the name of {len(named)} parties",
                candidates=sorted(named),
                hint=f"name one by its id: {', '.join(agent[:12] for agent in sorted(named))}",
            )
        if named:
            return named.pop()
        return self._agent_otherwise(name)

    def _agent_otherwise(self, reference: str) -> str | None:
        if "(" in reference and reference.endswith(")"):
            name, _, qualifier = reference[:-1].rpartition(" (")
            agent = record_id({"record": "agent", "name": name, "qualifier": qualifier}).hex()
            if self._known.id(agent) or self.spool.kind_of(bytes.fromhex(agent)):
                return agent
        held = self.spool.held("key", reference)
        if not held and (found := self._known.key(reference)):
            held = found.kind, found.id
        if held and held[0] == "agent":
            return held[1]
        if any(kind == "agent" for kind, _ in self.spool.named("rejected", reference)):
            raise NotFoundError(f"{reference} was set aside", hint="mend its line first")
        if len(reference) >= 6 and len(reference) <= 64 and HEX.issuperset(reference):
            by_digits = self._by_digits(reference, frozenset({"agent"}))
            if by_digits and by_digits[0] == "agent":
                return by_digits[1]
            if len(reference) == 64:
                raise NotFoundError(
                    f"no agent has the id {reference}", hint="name the party, or record it first"
                )
        return None

    def _create_agent(self, name: str) -> str:
        normal = new_agent(name)
        self._warn_of_lookalikes(name)
        if names_nobody(name):
            self._warnings.append(
                f"“{name}” is recorded as a party: where nobody is named, leave reported_by empty"
            )
        self._came_along.append(self._stage(normal, own=False))
        return normal.id

    def _warn_of_lookalikes(self, name: str) -> None:
        like: set[str] = set()
        for bones in skeletons(name):
            like |= {agent for _, agent in self.spool.named("skeleton", bones)}
            like |= {agent.name for agent in self._known.alike(bones)}
        others = sorted(like - {name})
        if others:
            odd = strangers(name)
            letters = f" (it is written with {', '.join(odd[:3])})" if odd else ""
            self._warnings.append(
                f"{name} is a new party, and looks like {' and '.join(others[:3])}{letters}: if it is the same "
                "party, use that name, or say so with ledger agent merge"
            )

    # Staging.

    def _stage(self, normal: Normal, *, own: bool) -> Staged:
        body, texts, leaf_record = normal.body, normal.texts, normal.spelled
        salts = {path: self._salts(SALT_BYTES) for path in texts} if texts else {}
        if salts or normal.withheld:
            leaf_record = canonical(sealed(body, texts, salts))
        return Staged(
            normal.kind, bytes.fromhex(normal.id), body, leaf_record, texts, salts, normal.key,
            normal.claim, normal.fresh, own,
        )  # fmt: skip

    def _put(self, staged: Staged, line: int) -> None:
        staged.line = line
        staged_id, kind, body = staged.id.hex(), staged.kind, staged.body
        if staged.fresh:
            same = self._same_decision(body)
            if same is not None:
                # Its names and references to it then mean the record that is already there.
                staged.id = bytes.fromhex(same)
                staged_id = same
        self.spool.add(staged)
        if staged.key:
            self.spool.hold("key", staged.key, staged_id, kind)
        match kind:
            case "agent":
                self.spool.name("agent", body["name"], staged_id, kind)
                self.spool.name("skeleton", skeleton(body["name"]), body["name"], kind)
            case "source" if "url" in body:
                self.spool.name("url", body["url"], staged_id, kind)
            case "key":
                self.spool.hold("key", body["key"], body["of"], self._kind(body["of"]))
            case "correction" if body.get("cause") == "misrecorded" and "by" in body:
                self.spool.hold("replacement", body["of"], body["by"], kind)
        if "at" in body:
            self._note_judgement(staged_id, body)

    def _kind(self, record: str) -> str:
        known = self._known.id(record)
        return known[0] if known else self.spool.kind_of(bytes.fromhex(record)) or ""

    def _note_judgement(self, staged_id: str, body: Body) -> None:
        subject = subject_of(body)
        self.spool.name("judged", subject, body["at"], body["record"])
        self.spool.hold(_judged_by(body), subject, f"{staged_id}{decision(body).hex()}", body["record"])
        if body["record"] == "description":
            if aliases := body.get("aliases"):
                for name in aliases:
                    self.spool.name("alias", name, body["of"], "agent")
                # The names of parties may have changed.
                self._agents.clear()
                if self._lane is not None:
                    self._lane.forget_agents()
            if "language" in body:
                self.spool.hold("language", body["of"], body["language"], "source")
        if body["record"] == "correction":
            self.spool.name("undone", body["of"], staged_id, "correction")

    def _same_decision(self, body: Body) -> str | None:
        """Return the id of this person's latest judgement on the subject, if it is equal and was not taken back."""
        subject = subject_of(body)
        second = body["refs"][1] if "refs" in body else None
        decided = decision(body).hex()
        if staged := self.spool.held(_judged_by(body), subject):
            held, digest = staged[1][:64], staged[1][64:]
            return held if digest == decided and not self.spool.named("undone", held) else None
        known = self._known.id(subject)
        if known is None:
            return None
        pair = self._known.id(second) if second else None
        who = body["recorder"] if body["record"] == "correction" else body["by"]
        latest = lookup.latest_decision(
            self._connection, known[1], body["record"], who, pair[1] if pair else None
        )
        if latest is None or latest.decision.hex() != decided or self.spool.named("undone", latest.id):
            return None
        return latest.id


def _judged_by(body: Body) -> str:
    """Return the space in which the spool keeps a person's latest decision of a kind."""
    who = body["recorder"] if body["record"] == "correction" else body["by"]
    second = body["refs"][1] if "refs" in body else ""
    return f"judged by {body['record']} {second} {who}"
