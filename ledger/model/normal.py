"""Normal form: one spelling for a record, so that the same statement made twice has the same id.

Sugar becomes link records, what an agent or a source record says beyond its identity becomes a description,
references become ids, absent, null, empty and default values are left out, names are NFC with white space
folded, times are UTC. Erasable text (quote, note, snapshot text) enters as its SHA-256; the text goes beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar

from ledger.errors import AmbiguousError, InputError, NotFoundError, Problem
from ledger.model.body import Body, fold, subject_of
from ledger.model.edtf import read_date, season_note
from ledger.model.fields import KINDS
from ledger.model.normalised import Normal, spell
from ledger.model.resolver import Resolver
from ledger.model.stated import filled, quantity_body, quantity_problems
from ledger.model.time import utc
from ledger.model.vocabulary import AGENT_KINDS, JUDGEMENTS, SOURCE_KINDS, with_article
from ledger.model.withholding import WITH_TEXTS, digests_for, given_twice, redaction_body, redaction_problems
from ledger.tlog.note import parse_verifier_key

T = TypeVar("T")

#: The kinds that may be corrected. A party or a work is not a statement that could be withdrawn.
CORRECTABLE: Final = frozenset({"figure", "link", "snapshot", *JUDGEMENTS}) - {"key", "redaction"}
#: The fields that a relay may leave out: nothing is recorded as said that its party did not say.
LEFT_OUT: Final = ("label", "quantity", "period", "place", "nature")


@dataclass(slots=True)
class Normaliser:
    """Brings records that `rules.accepts` into normal form. `who` fills in whose decision a judgement is.

    `language` is that of quantities whose quote and source say none.
    """

    resolver: Resolver
    who: str
    language: str | None = None

    def normalise(self, record: Mapping[str, Any]) -> list[Normal]:
        """Return the record as one or more records in normal form, in the order in which they are to be appended.

        Raises InputError with every problem found.
        """
        return RecordNormaliser(self.resolver, self.who, record, self.language).run()


_FIGURE = frozenset({"figure"})
_SOURCE = frozenset({"source"})
_SNAPSHOT = frozenset({"snapshot"})
_EVERY = frozenset(KINDS)


class RecordNormaliser:
    """The normalisation of one record, with the problems found so far."""

    __slots__ = ("label", "language", "notes", "problems", "record", "resolver", "texts", "who")

    def __init__(
        self, resolver: Resolver, who: str, record: Mapping[str, Any], language: str | None = None
    ) -> None:
        self.language = language
        self.label: str | None = None
        self.resolver = resolver
        self.who = who
        self.record = record
        self.problems: list[Problem] = []
        #: Notes on phrases that could have been read in more than one way.
        self.notes: list[str] = []
        self.texts: dict[str, str] = {}

    def run(self) -> list[Normal]:
        """Normalise the record and the links that its sugar stands for. Raises InputError with every problem."""
        record = self.record
        kind: str = record["record"]
        make: Callable[[], list[Normal]] = getattr(self, f"_{kind}")
        self.problems += given_twice(record)
        made = make()
        if self.problems:
            raise InputError(problems=self.problems)
        own = made[0]
        own.notes = self.notes
        if kind != "key":
            own.key = record.get("key")
        if recorded := record.get("recorded"):
            claim = {name: recorded[name] for name in ("at", "by") if recorded.get(name) is not None}
            if "at" in claim:
                claim["at"] = utc(claim["at"])
            own.claim = claim or None
        own.withheld = kind in WITH_TEXTS and bool(record.get("withheld"))
        for normal in made:
            spell(normal)
        given = record.get("id")
        if given is not None and given != own.id:
            raise InputError(
                problems=[
                    Problem(
                        "/id",
                        f"the id does not fit the record, which has {own.id}: leave it out or restore it",
                    )
                ]
            )
        return made

    # One method a kind. The first record made is the one asked for.

    def _agent(self) -> list[Normal]:
        record = self.record
        body = _body("agent", name=fold(record["name"]), qualifier=fold(record.get("qualifier")))
        agent = spell(Normal(kind="agent", body=body))
        description = {
            "kind": record.get("kind"),
            "aliases": _set(record.get("aliases")),
            "url": record.get("url"),
        }
        return [agent, *self._described(agent.id, description)]

    def _source(self) -> list[Normal]:
        record = self.record
        description: Body = {
            "title": fold(record.get("title")),
            "kind": record.get("kind"),
            "publisher": fold(record.get("publisher")),
            "authors": [fold(name) for name in record.get("authors") or ()],
            "published": self._date("published", record.get("language")),
            "language": record.get("language"),
        }
        url = record.get("url")
        if url is not None:
            body = _body("source", url=url)
        else:
            named = {name: description.pop(name) for name in ("title", "publisher", "published")}
            body = _body("source", **named)
        source = spell(Normal(kind="source", body=body))
        return [source, *self._described(source.id, description)]

    def _described(self, of: str, description: Body) -> Iterator[Normal]:
        body = _body("description", **description)
        if len(body) > 1:
            at = self.resolver.moment(of)
            yield Normal(
                kind="description", body={**body, "of": of, "by": fold(self.who), "at": at}, fresh=True
            )

    def _snapshot(self) -> list[Normal]:
        record = self.record
        retrieved = record.get("retrieved")
        body = _body(
            "snapshot",
            source=self._ref("source", _SOURCE),
            retrieved=utc(retrieved) if retrieved else None,
            archived_at=record.get("archived_at"),
            original=filled(record.get("original") or {}),
            text=self._text("text"),
        )
        return [Normal(kind="snapshot", body=body, texts=self.texts)]

    def _figure(self) -> list[Normal]:
        record = self.record
        relays = self._ref("relays", _FIGURE)
        source = self._ref("source", _SOURCE)
        quantity = self._quantity(source)
        body: Body = {
            "record": "figure",
            "label": fold(record.get("label")),
            "quantity": quantity,
            "reported_by": self._agents(),
            "primary": bool(record.get("primary")),
            "nature": record.get("nature"),
            "stated": self._date("stated", self._language(source)),
            "period": self._date("period", self._language(source)),
            "place": fold(record.get("place")),
            "source": source,
            "snapshot": self._ref("snapshot", _SNAPSHOT),
            "quote": self._quote(),
            "language": record.get("language") or self._language_given(source),
            "locator": fold(record.get("locator")),
            "wording": "unseen" if record.get("wording") == "unseen" else None,
            "note": self._text("note"),
            "tags": _set(record.get("tags")),
        }
        body["label"] = body["label"] or self.label or _counted(quantity)
        if relays and quantity is None:
            # It gives no number: it passes on the number of the figure that it relays.
            body["relays"] = relays
        body = {name: value for name, value in body.items() if value}
        if record.get("restated") is False or "relays" in body:
            body["restated"] = False
        if self.problems:
            return []
        figure = spell(Normal(kind="figure", body=body, texts=self.texts))
        return [figure, *self._sugar(figure.id, relays)]

    def _sugar(self, figure: str, relays: str | None) -> Iterator[Normal]:
        # A line in normal form has its link as a record of its own.
        if relays and not (self.record.get("restated") is False and self.record.get("quantity") is None):
            self._not_itself(figure, relays, "/relays")
            body = {"record": "link", "relation": "relay", "figure": figure, "from": relays}
            yield Normal(kind="link", body=body)
        derived = self.record.get("derived_from")
        if derived:
            yield Normal(kind="link", body=self._derivation(derived, "/derived_from", figure))

    def _link(self) -> list[Normal]:
        record = self.record
        figure = self._ref("figure", _FIGURE) or ""
        if record["relation"] == "derivation":
            body = self._derivation(record, "", figure)
        else:
            start = self._ref("from", _FIGURE) or ""
            self._not_itself(figure, start, "/from")
            body = {"record": "link", "relation": record["relation"], "figure": figure, "from": start}
        basis = record.get("basis")
        rest = _body(
            "link",
            basis=None if basis == "attributed" else basis,
            source=self._ref("source", _SOURCE),
            quote=self._quote(),
            locator=fold(record.get("locator")),
            note=self._text("note"),
        )
        return [Normal(kind="link", body={**body, **rest}, texts=self.texts)]

    def _derivation(self, derivation: Mapping[str, Any], pointer: str, figure: str) -> Body:
        inputs = {}
        for name, reference in derivation["inputs"].items():
            place = f"{pointer}/inputs/{name}"
            found = self._resolve(place, self.resolver.record, reference, _FIGURE)
            inputs[name] = found[1] if found else ""
            self._not_itself(figure, inputs[name], place)
        formula = (derivation.get("formula") or "").strip()
        if formula:
            self._formula(formula, frozenset(inputs), f"{pointer}/formula")
        assumptions = [text for text in map(fold, derivation.get("assumptions") or ()) if text]
        return _body(
            "link",
            relation="derivation",
            figure=figure,
            inputs=inputs,
            formula=formula,
            assumptions=assumptions,
        )

    def _formula(self, text: str, names: frozenset[str], pointer: str) -> None:
        from ledger.number.formula import parse_formula

        try:
            parse_formula(text, inputs=names)
        except InputError as error:
            self.problems.append(Problem(pointer, error.message))

    def _review(self) -> list[Normal]:
        record = self.record
        kinds = frozenset({"figure", "link", "source"})
        body = _body(
            "review",
            of=self._kind_ref("of", kinds)[1],
            verdict=record["verdict"],
            rating=fold(record.get("rating")),
            accept=_set(record.get("accept")),
            note=self._text("note"),
        )
        return [self._judged(body)]

    def _correction(self) -> list[Normal]:
        record = self.record
        kind, of = self._kind_ref("of")
        if kind == "redaction":
            self.problems.append(Problem("/of", "a redaction cannot be taken back: what it erased is gone"))
        elif kind and kind not in CORRECTABLE:
            self.problems.append(
                Problem(
                    "/of",
                    f"this is {with_article(kind)}, which is neither withdrawn nor removed: correct the figures "
                    "that rest on it",
                )
            )
        body = _body(
            "correction",
            of=of,
            cause=None if record.get("cause") == "withdrawn" else record.get("cause"),
            reason=(record.get("reason") or "").strip(),
        )
        if record.get("by") is not None:
            body["by"] = self._ref("by", frozenset({kind}) if kind else _EVERY)
            self._not_itself(of, body["by"], "/by")
        return [self._judged(body, who="recorder")]

    def _description(self) -> list[Normal]:
        record = self.record
        subject, of = self._kind_ref("of", frozenset({"agent", "source"}))
        own = {"kind", "aliases", "url"} if subject == "agent" else set(KINDS["source"].fields)
        for name in ("kind", "aliases", "url", "title", "publisher", "authors", "published", "language"):
            if subject and record.get(name) and name not in own:
                self.problems.append(
                    Problem(f"/{name}", f"this describes {with_article(subject)}, which has no such field")
                )
        kinds = AGENT_KINDS if subject == "agent" else SOURCE_KINDS
        if subject and record.get("kind") and record["kind"] not in kinds:
            self.problems.append(
                Problem(
                    "/kind", f"this describes {with_article(subject)}: its kind is one of {', '.join(kinds)}"
                )
            )
        body = _body(
            "description",
            of=of,
            kind=record.get("kind"),
            aliases=_set(record.get("aliases")),
            url=record.get("url"),
            title=fold(record.get("title")),
            publisher=fold(record.get("publisher")),
            authors=[fold(name) for name in record.get("authors") or ()],
            published=self._date("published", record.get("language")),
            language=record.get("language"),
        )
        if len(body) == 2 and not self.problems:
            self.problems.append(Problem("", "it says nothing of its subject: give a field besides /of"))
        return [self._judged(body)]

    def _same(self) -> list[Normal]:
        kinds = frozenset({"agent", "figure"})
        pairs = [self._kind_ref(f"refs/{index}", kinds, ref) for index, ref in enumerate(self.record["refs"])]
        (first, a), (second, b) = pairs
        if first and second and first != second:
            self.problems.append(
                Problem("/refs", f"{with_article(first)} and {with_article(second)} cannot be the same")
            )
        self._not_itself(a, b, "/refs/1")
        body: Body = {"record": "same", "refs": sorted([a, b])}
        if self.record.get("same") is False:
            body["same"] = False
        return [self._judged(body)]

    def _key(self) -> list[Normal]:
        body: Body = {"record": "key", "key": self.record["key"], "of": self._kind_ref("of")[1]}
        return [self._judged(body)]

    def _redaction(self) -> list[Normal]:
        kind, of = self._kind_ref("of", WITH_TEXTS)
        body = redaction_body(self.record, of, self.resolver.digests(of) if of else {})
        if of:
            self.problems += redaction_problems(self.record, kind, body)
        return [self._judged(body)]

    def _dismissal(self) -> list[Normal]:
        of, place = self._kind_ref("of", frozenset({"snapshot"}))[1], self.record["place"]
        start, end = map(int, place.split("-"))
        if start >= end:
            self.problems.append(Problem("/place", "it ends before it begins"))
        return [self._judged(_body("dismissal", of=of, place=place))]

    def _assignment(self) -> list[Normal]:
        kinds = frozenset({"figure", "link", "source", "agent"})
        body = _body("assignment", of=self._kind_ref("of", kinds)[1], to=fold(self.record.get("to")))
        return [self._judged(body)]

    def _personal_key(self) -> list[Normal]:
        try:
            key = parse_verifier_key(self.record["public"])
        except ValueError as error:
            self.problems.append(Problem("/public", f"{error}: ledger key show prints a key's"))
        else:
            if key.witness:
                self.problems.append(
                    Problem("/public", "this is the key of a witness, which signs no records")
                )
        return [self._judged(_body("personal_key", public=self.record["public"]))]

    # Shared by the kinds.

    def _judged(self, body: Body, who: str = "by") -> Normal:
        body[who] = fold(self.record.get(who)) or fold(self.who)
        at = self.record.get("at")
        if at:
            body["at"] = utc(at)
        elif not self.problems:
            body["at"] = self.resolver.moment(subject_of(body))
        return Normal(kind=body["record"], body=body, texts=self.texts, fresh=not at)

    def _resolve(self, pointer: str, find: Callable[..., T], *asked: object) -> T | None:
        """Return what `find` finds, or None and one problem more."""
        try:
            return find(*asked)
        except (NotFoundError, AmbiguousError) as error:
            self._unresolved(pointer, error)
            return None

    def _unresolved(self, pointer: str, error: NotFoundError | AmbiguousError) -> None:
        message = error.message if error.hint is None else f"{error.message}: {error.hint}"
        self.problems.append(Problem(pointer, message))

    def _ref(self, name: str, kinds: frozenset[str]) -> str | None:
        reference = self.record.get(name)
        if reference is None:
            return None
        try:
            return self.resolver.record(reference, kinds)[1]
        except (NotFoundError, AmbiguousError) as error:
            self._unresolved(f"/{name}", error)
            return None

    def _kind_ref(
        self, name: str, kinds: frozenset[str] = _EVERY, reference: str | None = None
    ) -> tuple[str, str]:
        asked = reference or self.record[name]
        return self._resolve(f"/{name}", self.resolver.judged, asked, kinds) or ("", "")

    def _agents(self) -> list[str]:
        found = {
            self._resolve(f"/reported_by/{index}", self.resolver.agent, name) or ""
            for index, name in enumerate(self.record.get("reported_by") or ())
        }
        return sorted(found)

    def _not_itself(self, record: str, target: str | None, pointer: str) -> None:
        if record and record == target:
            self.problems.append(Problem(pointer, "a record cannot point to itself"))

    def _date(self, name: str, language: str | None) -> str | None:
        """Return the date of a field in EDTF; words are read in the language of the record."""
        text = self.record.get(name)
        if text is None:
            return None
        note = season_note(text)
        # An exported line is in EDTF already.
        if note is not None and "id" not in self.record:
            self.notes.append(note)
        try:
            return read_date(text, language)
        except InputError as error:
            self.problems.append(Problem(f"/{name}", error.message))
            return None

    def _text(self, path: str, text: str | None = None) -> str | None:
        """Set erasable text aside; its digest (hex) stands in its place."""
        text = self.record.get(path) if text is None else text
        if not text:
            withheld: str | None = digests_for(self.record, path)
            return withheld
        self.texts[path] = text
        return sha256(text.encode()).hexdigest()

    def _quote(self) -> Body:
        quote = self.record.get("quote")
        if isinstance(quote, str):
            return {"exact": self._text("quote.exact", quote)}
        if not quote:
            return digests_for(self.record, "quote") or {}
        return {
            name: text if name == "language" else self._text(f"quote.{name}", text)
            for name, text in filled(quote).items()
        }

    def _language(self, source: str | None) -> str | None:
        """Return the language of the quantity: that of its quote, its source, its record, or the one given."""
        stated = self._stated_language(source) or self.record.get("language") or self.language
        return None if stated is None else str(stated)

    def _stated_language(self, source: str | None) -> str | None:
        quote = self.record.get("quote")
        if isinstance(quote, Mapping) and quote.get("language"):
            return str(quote["language"])
        return self.resolver.language(source) if source else None

    def _language_given(self, source: str | None) -> str | None:
        """Return the language given besides the record, where it is what the words are read in."""
        return self.language if self._stated_language(source) is None else None

    def _quantity(self, source: str | None) -> Body | None:
        quantity = self.record.get("quantity")
        if quantity is None:
            return None
        if isinstance(quantity, str):
            from ledger.phrase.reader import read_phrase

            try:
                reading = read_phrase(quantity, self._language(source))
                self.notes += reading.ambiguities
                self.label = reading.label
                return quantity_body(reading.quantity)
            except InputError as error:
                hint = f" ({error.hint})" if error.hint else ""
                self.problems += [Problem("/quantity", p.message + hint) for p in error.problems]
                return {}
        body = {name: str(value) if type(value) is int else value for name, value in filled(quantity).items()}
        self.problems += quantity_problems(body)
        if not any(name in body for name in ("value", "low", "high")):
            body.setdefault("hedge", "vague")
        return body


def _counted(quantity: Body | None) -> str | None:
    from ledger.phrase.reader import counted_noun

    return counted_noun(quantity.get("unit")) if quantity else None


def _body(record: str, /, **fields: Any) -> Body:
    """Return a body without members that are null, empty or false."""
    return {"record": record, **{name: value for name, value in fields.items() if value}}


def _set(items: list[str] | None) -> list[str]:
    return sorted({fold(item) for item in items}) if items else []
