"""Makes records of PROV statements that no ledger wrote, as far as a ledger can hold them.

=========================================  ==================================================================
in PROV                                    in the ledger
=========================================  ==================================================================
entity with prov:value or prov:label       figure; a value that is not a number is a statement without one
entity that is a work of schema.org        source
agent                                      agent
wasAttributedTo                            reported_by; of a source, its author
wasDerivedFrom: prov:Quotation             relay
wasDerivedFrom: prov:Revision              revision
wasDerivedFrom: prov:PrimarySource         relay of a figure that is primary; of a source, the source of the figure
wasDerivedFrom otherwise                   derivation from all inputs together
any other statement about a figure         a line of PROV-N in its note
anything else                              left out, by kind and name
=========================================  ==================================================================
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.errors import InputError
from ledger.formats.prov.prov_document import Literal, ReadStatement
from ledger.formats.prov.prov_notation import note_of, provn, short
from ledger.formats.prov.prov_terms import PROV, SCHEMA, XSD
from ledger.formats.schema_org import WORK_TYPES
from ledger.formats.web_address import is_web_address
from ledger.model.edtf import edtf_problem
from ledger.model.vocabulary import MAX_STRING
from ledger.number.quantity import number_problem
from ledger.phrase.reader import parse_phrase

_SCHEMAS: Final = (SCHEMA, "http://schema.org/")
_WORKS: Final = {
    f"{base}{name}": kind
    for base in _SCHEMAS
    for kind, name in (*WORK_TYPES.items(), ("other", "CreativeWork"), ("article", "NewsArticle"))
}
_AGENTS: Final = {
    f"{PROV}Person": "person",
    f"{PROV}Organization": "organization",
    f"{PROV}SoftwareAgent": "software",
}
_NUMBERS: Final = {
    f"{XSD}{name}"
    for name in (
        "decimal", "integer", "int", "long", "short", "byte", "float", "double", "unsignedInt", "unsignedLong",
        "unsignedShort", "unsignedByte", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
        "negativeInteger",
    )
}  # fmt: skip
_TEXTS: Final = {"", f"{PROV}InternationalizedString"} | {
    f"{XSD}{name}" for name in ("string", "normalizedString", "token")
}
_LABEL: Final = (
    f"{PROV}label",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/elements/1.1/title",
    "http://xmlns.com/foaf/0.1/name",
    *(f"{base}name" for base in _SCHEMAS),
)
_RELATIONS: Final = {
    f"{PROV}Quotation": "relay",
    f"{PROV}Revision": "revision",
    f"{PROV}PrimarySource": "relay",
}
#: The number of names that a note lists.
_NAMED: Final = 5

Placed = tuple[str, dict[str, Any]]


def left_out_note(what: str, names: Sequence[str]) -> str:
    """Return a note on what was left out: the number, and the first names."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what}: {len(names)} left out: {', '.join(name[:80] for name in names[:_NAMED])}{more}"


def _labels(statement: ReadStatement) -> Iterator[str]:
    """Yield the labels of a statement, the most fitting first."""
    labels = [value.text.strip() for name in _LABEL for value in statement.attributes.get(name, ())]
    yield from dict.fromkeys(label for label in labels if label)


class ForeignRecords:
    """Makes records of statements; `notes` report how each kind of statement was handled."""

    def __init__(
        self, statements: Sequence[ReadStatement], figures: Mapping[str, str], keys: Iterable[str]
    ) -> None:
        """Take the statements, and the ids by IRI and the keys of figures that were read already."""
        self._statements = statements
        #: References to figures, sources and agents in the ledger, by their IRIs in the document.
        self._figures = dict(figures)
        self._exported = frozenset(figures)
        self._sources: dict[str, str] = {}
        self._agents: dict[str, str] = {}
        self._made: dict[str, Placed] = {}
        self._kept: dict[str, dict[str, None]] = {}
        self._keys = set(keys)
        #: The numbers of requests for a key, the names of agents, and the entities with their reporters.
        self._asked: Counter[str] = Counter()
        self._agent_names: set[str] = set()
        self._reported: set[tuple[str, str]] = set()
        #: The activities that notes mention, in PROV-N.
        self._activities: dict[str, str] = {}
        self._left_out: dict[str, list[str]] = {}
        self._in_notes: Counter[str] = Counter()
        #: Entities with several values, each with the values that are not the figure's number.
        self._other_values: list[str] = []
        self._shown = {statement.id: statement.shown for statement in statements if statement.id}

    def records(self) -> list[Placed]:
        """Return the records with their places, ordered so that references point backwards."""
        by_kind: dict[str, list[ReadStatement]] = {}
        for statement in self._statements:
            by_kind.setdefault(statement.kind, []).append(statement)
        for agent in by_kind.pop("agent", []):
            self._agent(agent)
        for entity in by_kind.pop("entity", []):
            self._entity(entity)
        links = list(self._links(by_kind.pop("wasDerivedFrom", [])))
        for attribution in by_kind.pop("wasAttributedTo", []):
            self._attribution(attribution)
        activities = {statement.id: statement for statement in by_kind.pop("activity", [])}
        for relations in by_kind.values():
            for relation in relations:
                self._keep(relation, activities)
        for iri, activity in activities.items():
            if iri not in self._activities:
                self._leave_out("activity", activity.shown)
        for iri, lines in self._kept.items():
            self._made[iri][1]["note"] = note_of(list(lines))
        order = ("agent", "source", "figure")
        return [*sorted(self._made.values(), key=lambda made: order.index(made[1]["record"])), *links]

    def notes(self) -> Iterator[str]:
        """Yield what was kept in notes of figures, and what was left out."""
        for kind, count in sorted(self._in_notes.items()):
            yield f"{kind}: {count} kept as PROV-N in the notes of figures"
        for shown in self._other_values[:_NAMED]:
            yield f"more than one value: the first is the number, the others are kept in the note: {shown}"
        if len(self._other_values) > _NAMED:
            yield f"more than one value: also in {len(self._other_values) - _NAMED:,} further entities"
        for kind, names in sorted(self._left_out.items()):
            yield left_out_note(kind, names)

    def _leave_out(self, what: str, shown: str) -> None:
        self._left_out.setdefault(what, []).append(shown)

    def _agent(self, agent: ReadStatement) -> None:
        assert agent.id is not None
        names = list(_labels(agent)) or [_local(agent.id)]
        record = self._add_agent(agent.id, names[0], agent.place)
        if names[1:]:
            record["aliases"] = names[1:]
        kind = next((_AGENTS[type_] for type_ in sorted(agent.types()) if type_ in _AGENTS), None)
        if kind:
            record["kind"] = kind
        self._leave_out_attributes(
            agent, {*_LABEL, *([f"{PROV}type"] if agent.types() <= set(_AGENTS) else [])}
        )

    def _add_agent(self, iri: str, name: str, place: str) -> dict[str, Any]:
        if name in self._agent_names:
            self._leave_out("agent apart from another of the same name", self._shown.get(iri, iri))
        self._agent_names.add(name)
        record: dict[str, Any] = {"record": "agent", "name": name}
        self._agents[iri] = name
        self._made[iri] = (place, record)
        return record

    def _leave_out_attributes(self, statement: ReadStatement, known: set[str]) -> None:
        """Report the unknown attributes of an agent or a source, which has no note to keep them in."""
        for name in statement.attributes:
            if name not in known:
                self._leave_out(f"attribute of an {statement.kind}", f"{short(name)} of {statement.shown}")

    def _entity(self, entity: ReadStatement) -> None:
        assert entity.id is not None
        work = next((_WORKS[type_] for type_ in sorted(entity.types()) if type_ in _WORKS), None)
        values = entity.attributes.get(f"{PROV}value", ())
        label = next(_labels(entity), None)
        if work is not None and not values:
            self._sources[entity.id] = self._key(entity)
            self._made[entity.id] = (entity.place, self._source(entity, work))
        elif values or label:
            self._figures[entity.id] = self._key(entity)
            figure: dict[str, Any] = {"record": "figure", "key": self._figures[entity.id]}
            figure["quantity"] = _quantity(values[0]) if values else _without_number(label or "")
            if label:
                figure["label"] = label
            if values[1:]:
                others = "; ".join(f"“{value.text[:80]}”" for value in values[1:])
                self._other_values.append(f"{entity.shown[:80]}: {others[:200]}")
            self._made[entity.id] = (entity.place, figure)
            self._kept[entity.id] = dict.fromkeys([f"PROV entity {entity.id}", *self._rest(entity, label)])
        else:
            self._leave_out("entity with neither prov:value nor prov:label", entity.shown)

    def _rest(self, entity: ReadStatement, label: str | None) -> Iterator[str]:
        """Yield a line with the attributes of an entity besides its value and its label, if it has any."""
        rest = {name: list(values) for name, values in entity.attributes.items()}
        if f"{PROV}value" in rest:
            del rest[f"{PROV}value"][0]
        for name in _LABEL:
            rest[name] = [value for value in rest.get(name, []) if value.text.strip() != label]
        rest = {name: values for name, values in rest.items() if values}
        if rest:
            yield provn(replace(entity, attributes=rest), self._shown)

    def _source(self, entity: ReadStatement, work: str) -> dict[str, Any]:
        def text_of(name: str) -> str | None:
            return entity.first(*(f"{base}{name}" for base in _SCHEMAS))

        url, published = text_of("url"), text_of("datePublished")
        title, *more = [*_labels(entity), _local(entity.id or "")]
        recorded = {"publisher", "inLanguage"}
        if is_web_address(url):
            recorded.add("url")
        if published and edtf_problem(published) is None:
            recorded.add("datePublished")
        known = {f"{base}{name}" for base in _SCHEMAS for name in recorded}
        known.update(_LABEL if len(more) < 2 else ())
        known.update([f"{PROV}type"] if entity.types() <= set(_WORKS) else [])
        self._leave_out_attributes(entity, known)
        record = {
            "record": "source",
            "key": self._sources[entity.id or ""],
            "title": title,
            "kind": work,
            "url": url if "url" in recorded else None,
            "publisher": text_of("publisher"),
            "published": published if "datePublished" in recorded else None,
            "language": text_of("inLanguage"),
        }
        return {name: value for name, value in record.items() if value is not None}

    def _key(self, entity: ReadStatement) -> str:
        """Return a key that resembles the entity's name and is unique in this document."""
        plain = re.sub(r"[^a-z0-9._-]+", "-", _local(entity.id or "").lower()).strip("._-")[:80] or "entity"
        if re.fullmatch(r"[0-9a-f]{64}", plain):
            plain = f"entity-{plain}"
        key = plain
        while key in self._keys:
            self._asked[plain] += 1
            key = f"{plain}-{self._asked[plain] + 1}"
        self._keys.add(key)
        return key

    def _attribution(self, statement: ReadStatement) -> None:
        entity, agent = statement.formal.get("prov:entity", ""), statement.formal.get("prov:agent", "")
        if not agent or entity not in self._made or entity in self._agents:
            self._leave_out("wasAttributedTo", self._ends(statement))
            return
        if agent not in self._agents:
            self._add_agent(agent, _local(agent), statement.place)
        _, record = self._made[entity]
        field = "authors" if entity in self._sources else "reported_by"
        if (entity, self._agents[agent]) not in self._reported:
            self._reported.add((entity, self._agents[agent]))
            record.setdefault(field, []).append(self._agents[agent])
        if statement.attributes:
            self._keep(statement, {})

    def _links(self, derivations: Iterable[ReadStatement]) -> Iterator[Placed]:
        """Yield the links between figures, and set the source of each figure that was derived from a work."""
        inputs: dict[str, list[ReadStatement]] = {}
        for statement in derivations:
            later, earlier = (statement.formal.get(f"prov:{end}Entity", "") for end in ("generated", "used"))
            roles = statement.types()
            if later == earlier or later not in self._figures:
                self._leave_out("wasDerivedFrom", self._ends(statement))
            elif earlier in self._sources and later not in self._exported:
                _, figure = self._made[later]
                if figure.setdefault("source", self._sources[earlier]) != self._sources[earlier]:
                    self._keep(statement, {})
                elif f"{PROV}PrimarySource" in roles:
                    figure["primary"] = True
            elif earlier not in self._figures:
                self._keep(statement, {})
            elif relation := next((_RELATIONS[role] for role in sorted(roles) if role in _RELATIONS), None):
                if f"{PROV}PrimarySource" in roles and earlier not in self._exported:
                    self._made[earlier][1]["primary"] = True
                yield statement.place, self._link([statement], relation)
            else:
                inputs.setdefault(later, []).append(statement)
        for derivation in inputs.values():
            yield derivation[0].place, self._link(derivation, "derivation")

    def _link(self, derivations: Sequence[ReadStatement], relation: str) -> dict[str, Any]:
        record: dict[str, Any] = {"record": "link", "relation": relation}
        record["figure"] = self._figures[derivations[0].formal["prov:generatedEntity"]]
        used = list(dict.fromkeys(statement.formal["prov:usedEntity"] for statement in derivations))
        if relation == "derivation":
            names: dict[str, str] = {}
            for iri in used:
                plain = re.sub(r"[^A-Za-z0-9_]+", "_", _local(iri))[:80]
                plain = plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"
                name, number = plain, len(names)
                while name in names:
                    name, number = f"{plain}_{number}", number + 1
                names[name] = self._figures[iri]
            record["inputs"] = names
        else:
            record["from"] = self._figures[used[0]]
        more = [statement for statement in derivations if len(statement.formal) > 2 or statement.attributes]
        if more:
            record["note"] = note_of([provn(statement, self._shown) for statement in more])
        return record

    def _keep(self, statement: ReadStatement, activities: Mapping[str | None, ReadStatement]) -> None:
        """Keep a statement, and the activities it names, in the note of each figure it is about."""
        ends = [end for place, end in statement.formal.items() if not place.endswith("ime")]
        figures = [end for end in ends if end in self._kept]
        if not figures:
            self._leave_out(statement.kind, self._ends(statement))
            return
        self._in_notes[statement.kind] += 1
        lines = [provn(statement, self._shown)]
        for end in ends:
            if end in activities and end not in self._activities:
                self._activities[end] = provn(activities[end], self._shown)
        lines += [self._activities[end] for end in ends if end in self._activities]
        for figure in figures:
            self._kept[figure].update(dict.fromkeys(lines))

    def _ends(self, statement: ReadStatement) -> str:
        named = ", ".join(self._shown.get(end, end) for end in statement.formal.values())
        return f"({named})" if statement.id is None else statement.shown


def _quantity(value: Literal) -> Any:
    """Return the quantity of a prov:value: a number if it is or reads as one, or else a statement without a number."""
    text = value.text.strip()
    if value.datatype in _NUMBERS:
        number = _plain_number(text)
        if number_problem(number) is None:
            return {"text": text, "value": number}
    elif value.datatype in _TEXTS and 0 < len(text) <= MAX_STRING:
        try:
            quantity = parse_phrase(text)
        except InputError:
            return _without_number(text)
        if quantity.value is not None or quantity.low is not None or quantity.high is not None:
            return text
    return _without_number(text or "an empty value")


def _plain_number(text: str) -> str:
    """Return an XML Schema number as the ledger writes it: no plus, no leading zeros, a digit before the point."""
    match = re.fullmatch(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?", text, re.ASCII)
    if match is None or not (match[2] or match[3] or "0" in text):
        return text
    sign = "-" if match[1] == "-" else ""
    decimals = f".{match[3]}" if match[3] else ""
    return f"{sign}{match[2] or '0'}{decimals}{f'e{match[4]}' if match[4] else ''}"


def _without_number(text: str) -> dict[str, Any]:
    return {"text": text, "value": None, "hedge": "vague"}


def _local(iri: str) -> str:
    """Return the last part of an IRI."""
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1] or iri
