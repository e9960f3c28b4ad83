"""A newsroom's records, made up from a seed: what the benchmarks import and trace.

Most figures stand in stories of up to a dozen, where a number is counted once, passed on and computed with.
Two long chains of relays are there to be traced: ``short-0`` from its end to its origin, and ``long-0``; and a hub,
``hub-0``, which a tenth of all figures relay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

Record = dict[str, object]

SHORT_CHAIN = 200
LONG_CHAIN = 5_000

_SYLLABLES = [consonant + vowel for consonant in "bdfgjklmnprstvwz" for vowel in "aeiou"]
_NOUNS = ("conviction", "soldier", "refugee", "vehicle", "household", "GBP", "case", "tonne")
_TELLINGS = ("reported by the courts", "counted at the border", "named in the register")
_PLACES = ("Russia", "Ukraine", "Kent", "Lisbon", "the Aegean")


def records(figures: int, seed: int) -> Iterator[Record]:
    """`figures` figures and what they need, in an order in which every reference points backwards."""
    random = Random(seed)
    agents = [_name(random) for _ in range(max(figures // 200, 4))]
    for name in agents:
        yield {"record": "agent", "name": name, "kind": "organization"}
    sources = [f"source-{number}" for number in range(max(figures // 10, 4))]
    for number, key in enumerate(sources):
        publisher = random.choice(agents)
        yield {
            "record": "source",
            "key": key,
            "title": f"Report {number} of {publisher}",
            "kind": "report",
            "publisher": publisher,
            "published": str(random.randint(1990, 2025)),
            "url": f"https://example.org/{key}",
            "language": "en",
        }
    desk = _Desk(random, agents, sources)
    short, long = min(SHORT_CHAIN, figures // 4), long_chain(figures)
    yield from desk.chain("short", short)
    yield from desk.chain("long", long)
    yield from desk.hub(hub_size(figures))
    left, number = figures - short - long - hub_size(figures), 0
    while left > 0:
        length = min(random.randint(2, 12), left)
        yield from desk.story(f"story-{number}", length)
        left, number = left - length, number + 1


def long_chain(figures: int) -> int:
    """How many figures the long chain has, ``long-0`` the last to pass the number on."""
    return min(LONG_CHAIN, figures // 4)


def hub_size(figures: int) -> int:
    """How many figures the hub and its relays are, from ``hub-0`` on."""
    return figures // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """What a story is about."""

    unit: str
    label: str
    place: str
    period: int
    begun: date


class _Desk:
    """Writes figures, with the agents and sources there are."""

    def __init__(self, random: Random, agents: list[str], sources: list[str]) -> None:
        self.random = random
        self.agents = agents
        self.sources = sources

    def topic(self) -> _Topic:
        """Something to write about."""
        unit, year = self.random.choice(_NOUNS), self.random.randint(1990, 2020)
        return _Topic(
            unit=unit,
            label=f"{unit}s {self.random.choice(_TELLINGS)}",
            place=self.random.choice(_PLACES),
            period=year,
            begun=date(year, self.random.randint(1, 12), self.random.randint(1, 28)),
        )

    def chain(self, name: str, length: int) -> Iterator[Record]:
        """One number passed on from hand to hand; the last hand's figure has the key ``name-0``."""
        topic, value = self.topic(), self.random.randint(1_000, 99_999)
        for hand, number in enumerate(reversed(range(length))):
            upstream: Record = {"relays": f"{name}-{number + 1}"} if hand else {"primary": True}
            yield self.figure(f"{name}-{number}", value, topic, hand) | upstream

    def hub(self, size: int) -> Iterator[Record]:
        """One number that everybody has at first hand."""
        topic, value = self.topic(), self.random.randint(1_000, 99_999)
        for number in range(size):
            upstream: Record = {"relays": "hub-0"} if number else {"primary": True}
            yield self.figure(f"hub-{number}", value, topic, number % 28) | upstream

    def story(self, name: str, length: int) -> Iterator[Record]:
        """An origin and what others made of it: relays, of which some as link records, and derivations."""
        random, topic = self.random, self.topic()
        values = [random.randint(10, 99_999)]
        yield self.figure(f"{name}-0", values[0], topic, 0) | {"primary": random.random() < 0.8}
        for number in range(1, length):
            key, earlier = f"{name}-{number}", random.randrange(number)
            upstream, kind = f"{name}-{earlier}", random.random()
            if kind < 0.6:
                values.append(values[earlier])
                yield self.figure(key, values[-1], topic, number) | {"relays": upstream}
            elif kind < 0.7:
                values.append(values[earlier])
                yield self.figure(key, values[-1], topic, number)
                yield {"record": "link", "relation": "relay", "figure": key, "from": upstream}
            elif kind < 0.8 or earlier == 0:
                values.append(values[earlier] * 12)
                derivation: Record = {"inputs": {"monthly": upstream}, "formula": "monthly * 12"}
                yield self.figure(key, values[-1], topic, number) | {"derived_from": derivation}
            else:
                values.append(values[0] + values[earlier])
                derivation = {"inputs": {"a": f"{name}-0", "b": upstream}, "formula": "a + b"}
                yield self.figure(key, values[-1], topic, number) | {"derived_from": derivation}

    def figure(self, key: str, value: int, topic: _Topic, day: int) -> Record:
        """A figure; a tenth states its quantity in words, a tenth elsewhere, a third is quoted."""
        random = self.random
        words = f"{value:,} {topic.unit}s"
        quantity = {"value": str(value), "hedge": random.choice((None, None, "about")), "unit": topic.unit}
        record: Record = {
            "record": "figure",
            "key": key,
            "label": topic.label,
            "quantity": words if random.random() < 0.1 else quantity,
            "reported_by": random.sample(self.agents, 2 if random.random() < 0.1 else 1),
            "source": random.choice(self.sources),
            "locator": f"para {random.randint(1, 40)}",
            "stated": (topic.begun + timedelta(days=day)).isoformat(),
            "period": str(topic.period),
            "place": random.choice(_PLACES) if random.random() < 0.1 else topic.place,
        }
        if random.random() < 0.3:
            record["quote"] = f"The office counted {words}, it said ({key})."
        return record


def _name(random: Random) -> str:
    return " ".join("".join(random.choices(_SYLLABLES, k=3)).capitalize() for _ in range(3))
