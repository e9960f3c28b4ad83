"""The bulk lane: common records of an import, checked, brought into normal form and spelled in one go.

An import of a newsroom's records is a great many figures with relays or derivations, links, and sources named by their
URLs. Taken through the rules, the normaliser, the canonical writer and the projection like all others, each makes some
hundred calls and a dozen objects. Here a record of these kinds becomes the bytes of its leaf and the values of its rows
directly; what a field says is checked, folded and spelled once for each text that it holds. Measured on 20,000 and
100,000 figures, the whole import takes half as long.

The price is that the normal form of these kinds is written twice. So the lane takes only what it knows, whole records
without a problem or a warning, and leaves everything else to `Intake`; it never refuses and never words a problem. The
rules are those of `model.acceptance`, asked field by field. `tests/store/test_bulk_lane.py` records the same lines both
ways and compares every byte.

A flat record is a tuple that `marshal` can write::

    (code, line, own, id, id in hex, leaf record, key, spelled claim, ids named, what is particular to its kind)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import LedgerError
from ledger.model.acceptance import accepts_field
from ledger.model.body import Body, fold
from ledger.model.codec import put
from ledger.model.repeated import check_formula, noun_of, read_after
from ledger.model.time import utc
from ledger.model.vocabulary import HEDGES
from ledger.store.lane_memory import REMEMBERED, Phrases, RecentKinds, Spellings, Unknown, as_it_is, dated
from ledger.store.project import SEARCH
from ledger.store.spool import Flat, Staged
from ledger.store.words import plain_words
from ledger.tlog.canonical import SALT_BYTES, canonical

if TYPE_CHECKING:
    from ledger.store.intake import Intake

FIGURE, LINK, SOURCE, DESCRIPTION = range(4)
KINDS: Final = ("figure", "link", "source", "description")
#: Those that records of the lane name.
_NAMED: Final = frozenset({FIGURE, SOURCE})

_FIGURES: Final = frozenset({"figure"})
_SOURCES: Final = frozenset({"source"})
_FIGURE_FIELDS: Final = frozenset(
    {
        "record", "key", "id", "recorded", "label", "quantity", "reported_by", "primary", "nature", "stated", "period",
        "place", "source", "quote", "locator", "wording", "note", "relays", "derived_from",
    }
)  # fmt: skip
_LINK_FIELDS: Final = frozenset(
    {"record", "key", "id", "recorded", "relation", "figure", "from", "inputs", "formula", "basis"}
)
_SOURCE_FIELDS: Final = frozenset(
    {"record", "key", "id", "recorded", "title", "kind", "publisher", "published", "url", "language"}
)
_DESCRIPTION_FIELDS: Final = frozenset(
    {"record", "id", "recorded", "of", "by", "at", "kind", "title", "publisher", "published", "language"}
)
_MADE: Final = frozenset({"of", "by", "at"})
_QUANTITY_PARTS: Final = frozenset({"text", "value", "hedge", "unit"})
_DERIVATION_PARTS: Final = frozenset({"inputs", "formula"})
#: The members of a description that says nothing: whose it is, of what, and that it is one.
_SAYING_NOTHING: Final = 3
#: Hedges that ask for nothing but a value.
_HEDGES: Final = {hedge: f'"hedge":{_quoted(hedge)}' for hedge in HEDGES if hedge not in ("between", "vague")}
_GROUPED: Final = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}) ([A-Za-z][A-Za-z ]{0,60})", re.ASCII)
_SEVENS: Final = str.maketrans("0123456789", "7777777777")
_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,15})?", re.ASCII)


class BulkLane:
    """Takes the records that it knows into the spool of an intake; `who` records, `now` is when."""

    def __init__(self, intake: Intake, *, who: str, now: str, salts: Callable[[int], bytes]) -> None:
        self._intake = intake
        self._spool = intake.spool
        self._salts = salts
        self._now = now
        self._who = who
        self._by = _quoted(who)
        self._kinds: Mapping[str, Callable[[Body, int], str]] = {
            "figure": self._figure, "link": self._link, "source": self._source, "description": self._description,
        }  # fmt: skip

        def spellings(field: str, normal: Callable[[str], str] = fold, kind: str = "figure") -> Spellings:
            return Spellings(accepts_field(kind, field), normal)

        self._labels, self._places, self._locators = map(spellings, ("label", "place", "locator"))
        self._natures = spellings("nature", as_it_is)
        self._stated, self._periods = (spellings(field, dated) for field in ("stated", "period"))
        self._units = Spellings(accepts_field("figure", "quantity.unit"), as_it_is)
        self._titles = spellings("title", kind="source")
        self._publishers = spellings("publisher", kind="source")
        self._source_kinds = spellings("kind", as_it_is, kind="source")
        self._languages = spellings("language", as_it_is, kind="source")
        self._published = spellings("published", dated, kind="source")
        self._people = spellings("by", kind="description")
        self._moments = spellings("at", utc, kind="description")
        self._accepts_url = accepts_field("source", "url")
        self._accepts_quantity_text = accepts_field("figure", "quantity.text")
        self._whole_phrases = Phrases(accepts_field("figure", "quantity"))
        self._accepts_quote, self._accepts_note = (
            accepts_field("figure", name) for name in ("quote", "note")
        )
        self._accepts_key = accepts_field("figure", "key")
        self._accepts_reference = accepts_field("figure", "source")
        self._accepts_name = accepts_field("figure", "reported_by.name")
        self._accepts_recorded = accepts_field("figure", "recorded")
        self._accepts_derivation = accepts_field("figure", "derived_from")
        self._recent = RecentKinds()
        self._agents: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._nouns: dict[str | None, str] = {}
        self._formulas: dict[tuple[Any, tuple[str, ...]], str] = {}
        self._phrases: dict[tuple[str, str, str | None], tuple[str, str] | None] = {}
        #: Claims that say both when and by whom.
        self._claims: dict[tuple[Any, Any], str] = {}

    def take(self, record: object, line: int) -> str | None:
        """Stage a record and return its id (hex), or None where it is to be taken like all others."""
        if type(record) is not dict:
            return None
        kind = record.get("record")
        make = self._kinds.get(kind) if type(kind) is str else None
        if make is None:
            return None
        try:
            return make(record, line)
        except (Unknown, LedgerError, TypeError):
            # Any problem with it is found and reported by the way that all other records take.
            return None

    def forget_agents(self) -> None:
        """Forget which parties names mean: what they are called may have changed."""
        self._agents.clear()

    # One method a kind.

    def _figure(self, record: Body, line: int) -> str:
        if not record.keys() <= _FIGURE_FIELDS:
            raise Unknown
        get = record.get
        members: list[str] = []
        source = None if (named := get("source")) is None else self._reference(named, _SOURCES)
        label = "" if (given := get("label")) is None else self._labels[given]
        quantity, text, implied = self._quantity(get("quantity"), source)
        if label or implied:
            label = label or implied
            members.append(f'"label":{label}')
        if (given := get("locator")) is not None and (spelled := self._locators[given]):
            members.append(f'"locator":{spelled}')
        if (nature := get("nature")) is not None:
            members.append(f'"nature":{self._natures[nature]}')
        note_at = len(members)
        if note := get("note"):
            members.append("")
        if (given := get("period")) is not None:
            members.append(f'"period":{self._periods[given]}')
        if (given := get("place")) is not None and (spelled := self._places[given]):
            members.append(f'"place":{spelled}')
        if primary := _truth(get("primary")):
            members.append('"primary":true')
        members.append(f'"quantity":{quantity}')
        quote_at = len(members)
        if (quote := get("quote")) is not None:
            members.append("")
        members.append('"record":"figure"')
        if agents := self._reporters(get("reported_by")):
            together = '","'.join(agents)
            members.append(f'"reported_by":["{together}"]')
        if source is not None:
            members.append(f'"source":"{source}"')
        if (given := get("stated")) is not None:
            members.append(f'"stated":{self._stated[given]}')
        if (wording := get("wording")) is not None and wording != "seen":
            if wording != "unseen":
                raise Unknown
            members.append('"wording":"unseen"')
        words = [self._words_of(label)] if label else []
        if text:
            words.append(plain_words(text))
        texts: list[tuple[str, bytes, str]] = []
        if quote is not None:
            texts.append(("quote.exact", b"", self._quoted_words(quote)))
            words.append(plain_words(texts[0][2]))
        if note:
            if not self._accepts_note(note):
                raise Unknown
            texts.append(("note", b"", note))
        if texts:
            places = {"quote.exact": (quote_at, '"quote":{"exact":"%s"}'), "note": (note_at, '"note":"%s"')}
            for path, _, content in texts:
                place, form = places[path]
                members[place] = form % sha256(content.encode()).hexdigest()
        body = f"{{{','.join(members)}}}".encode()
        record_id = sha256(body)
        figure = record_id.hexdigest()
        links = self._sugar(record, figure)
        key, claim = self._about(record, figure)
        # From here on nothing can be refused.
        if texts:
            texts = [(path, self._salts(SALT_BYTES), content) for path, _, content in texts]
            for path, salt, content in texts:
                place, form = places[path]
                members[place] = form % sha256(salt + content.encode()).hexdigest()
            body = f"{{{','.join(members)}}}".encode()
        named = (source, *agents) if source is not None else tuple(agents)
        searched = "\n".join([part for part in words if part])
        particular = (source is not None, primary or nature == "coined", searched, tuple(texts))
        self._put(FIGURE, line, True, record_id, body, key, claim, named, particular)
        for relation, link, ends in links:
            self._put(LINK, line, False, sha256(link), link, None, None, ends, relation)
        return figure

    def _link(self, record: Body, line: int) -> str:
        if not record.keys() <= _LINK_FIELDS or record.get("basis") not in (None, "attributed"):
            raise Unknown
        relation = record.get("relation")
        figure = self._reference(record.get("figure"), _FIGURES)
        if relation == "derivation":
            if record.get("from") is not None:
                raise Unknown
            spelled, named = self._derivation(record.get("inputs"), record.get("formula"), figure)
        elif relation in ("relay", "revision"):
            if record.get("inputs") is not None or record.get("formula") is not None:
                raise Unknown
            spelled, named = self._relay(relation, record.get("from"), figure)
        else:
            raise Unknown
        record_id = sha256(spelled)
        key, claim = self._about(record, record_id.hexdigest())
        self._put(LINK, line, True, record_id, spelled, key, claim, named, relation)
        return record_id.hexdigest()

    def _source(self, record: Body, line: int) -> str:
        """Return the source of a new URL and its description, which is the first one."""
        url = record.get("url")
        if not record.keys() <= _SOURCE_FIELDS or type(url) is not str or not self._accepts_url(url):
            raise Unknown
        spelled = f'{{"record":"source","url":{_quoted(url)}}}'.encode()
        record_id = sha256(spelled)
        of = record_id.hexdigest()
        if self._spool.named("url", url) or self._intake.is_stored(of):
            raise Unknown
        members, searched = self._description_of(record, of, self._by)
        key, claim = self._about(record, of)
        self._put(SOURCE, line, True, record_id, spelled, key, claim, (), url)
        self._spool.name("url", url, of, "source")
        if len(members) > _SAYING_NOTHING:
            self._describe(line, of, members, searched, (self._who, self._now), record.get("language"))
        return of

    def _description(self, record: Body, line: int) -> str:
        """Return a description of a source that came shortly before, whose author and time are given, as in exports."""
        if not record.keys() <= _DESCRIPTION_FIELDS or not record.keys() >= _MADE or self._spool.rejects:
            raise Unknown
        of, by, at = record["of"], self._people[record["by"]], self._moments[record["at"]]
        if self._recent[of] != "source":
            raise Unknown
        members, searched = self._description_of(record, of, by)
        if not by or len(members) == _SAYING_NOTHING:
            raise Unknown
        made = json.loads(by), at[1:-1]
        return self._describe(line, of, members, searched, made, record.get("language"), about=record)

    # Shared by the kinds.

    def _description_of(self, record: Body, of: str, by: str) -> tuple[list[str], str]:
        """Return the members of a source's description, but for its time, and the words by which it is found."""
        get = record.get
        title = "" if (given := get("title")) is None else self._titles[given]
        publisher = "" if (given := get("publisher")) is None else self._publishers[given]
        members = [
            f'"by":{by}',
            "" if (given := get("kind")) is None else f'"kind":{self._source_kinds[given]}',
            "" if (given := get("language")) is None else f'"language":{self._languages[given]}',
            f'"of":"{of}"',
            "" if (given := get("published")) is None else f'"published":{self._published[given]}',
            publisher and f'"publisher":{publisher}',
            '"record":"description"',
            title and f'"title":{title}',
        ]
        searched = "\n".join(self._words_of(name) for name in (title, publisher) if name)
        return [member for member in members if member], searched

    def _describe(
        self,
        line: int,
        of: str,
        members: list[str],
        searched: str,
        made: tuple[str, str],
        language: str | None,
        about: Body | None = None,
    ) -> str:
        """Stage a description and return its id; `made` says by whom and when, `about` is its own line, if any."""
        who, at = made
        decided = sha256(f"{{{','.join(members)}}}".encode())
        spelled = f'{{"at":"{at}",{",".join(members)}}}'.encode()
        description = sha256(spelled)
        record_id = description.hexdigest()
        claim = None if about is None else self._about(about, record_id)[1]
        particular = (who, at, decided.digest(), searched)
        own = about is not None
        self._put(DESCRIPTION, line, own, description, spelled, None, claim, (of,), particular)
        self._spool.name("judged", of, at, "description")
        held = f"{record_id}{decided.hexdigest()}"
        self._spool.hold(f"judged by description  {who}", of, held, "description")
        if language is not None:
            self._spool.hold("language", of, language, "source")
        return record_id

    def _put(
        self,
        code: int,
        line: int,
        own: bool,
        record_id: Any,
        spelled: bytes,
        key: str | None,
        claim: str | None,
        named: tuple[str, ...],
        particular: Any,
    ) -> None:
        digest = record_id.digest()
        hexadecimal = digest.hex()
        flat = (code, line, own, digest, hexadecimal, spelled, key, claim, named, particular)
        self._spool.add_flat(flat)
        if code in _NAMED:
            self._recent.note(hexadecimal, KINDS[code])
        if key:
            self._spool.hold("key", key, hexadecimal, KINDS[code])

    def _about(self, record: Body, record_id: str) -> tuple[str | None, str | None]:
        """Return the key of a record, and its spelled claim about its own recording; its id must fit."""
        if (given := record.get("id")) is not None and given != record_id:
            raise Unknown
        key, recorded = record.get("key"), record.get("recorded")
        if key is not None and not self._accepts_key(key):
            raise Unknown
        if recorded is None:
            return key, None
        if type(recorded) is not dict:
            raise Unknown
        stated = recorded.get("at"), recorded.get("by")
        if len(recorded) == 2 and (spelled := self._claims.get(stated)):
            return key, spelled
        if not all(type(part) is str for part in recorded.values()) or not self._accepts_recorded(recorded):
            raise Unknown
        claim = recorded | {"at": utc(recorded["at"])} if "at" in recorded else recorded
        spelled = canonical(claim).decode() if claim else None
        if spelled and len(claim) == 2:
            if len(self._claims) >= REMEMBERED:
                self._claims.clear()
            self._claims[stated] = spelled
        return key, spelled

    def _reference(self, reference: Any, kinds: frozenset[str]) -> str:
        """Return the id of what a reference names."""
        if type(reference) is not str:
            raise Unknown
        # No key is as long as an id. What a refused line is called is asked for before ids.
        kind = self._recent[reference]
        if kind is not None and not self._spool.rejects:
            if kind not in kinds:
                raise Unknown
            return reference
        held = self._spool.held("key", reference)
        if held is None:
            if not self._accepts_reference(reference):
                raise Unknown
            held = self._intake.record(reference, kinds)
        if held[0] not in kinds:
            raise Unknown
        return held[1]

    def _reporters(self, names: Any) -> list[str]:
        """Return the ids of parties that are known, each once."""
        if names is None:
            return []
        if type(names) is not list or len(names) > 1000:
            raise Unknown
        found = set()
        for name in names:
            if type(name) is not str:
                raise Unknown
            agent = self._agents.get(name)
            if agent is None:
                if not self._accepts_name(name) or (agent := self._intake.known_agent(name)) is None:
                    raise Unknown
                if len(self._agents) >= REMEMBERED:
                    self._agents.clear()
                self._agents[name] = agent
            found.add(agent)
        return sorted(found)

    def _quoted_words(self, quote: Any) -> str:
        if type(quote) is dict and quote.keys() == {"exact"}:
            quote = quote["exact"]
        if type(quote) is not str or not self._accepts_quote(quote):
            raise Unknown
        return quote

    def _words_of(self, spelled: str) -> str:
        """Return the words by which a text is found that was spelled as JSON."""
        words = self._words.get(spelled)
        if words is None:
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            words = self._words[spelled] = plain_words(json.loads(spelled))
        return words

    def _quantity(self, quantity: Any, source: str | None) -> tuple[str, str, str]:
        """Return a quantity spelled, its words, and the label that it implies, spelled."""
        if type(quantity) is str:
            return self._phrase(quantity, source)
        if type(quantity) is not dict or not quantity.keys() <= _QUANTITY_PARTS:
            raise Unknown
        value, text, unit = quantity.get("value"), quantity.get("text"), quantity.get("unit")
        if type(value) is int:
            value = str(value)
        if type(value) is not str or not _PLAIN_NUMBER.fullmatch(value):
            raise Unknown
        members = []
        if (hedge := quantity.get("hedge")) is not None:
            if type(hedge) is not str or hedge not in _HEDGES:
                raise Unknown
            members.append(_HEDGES[hedge])
        if text:
            if not self._accepts_quantity_text(text):
                raise Unknown
            members.append(f'"text":{_quoted(text)}')
        elif text is not None and text != "":
            raise Unknown
        if unit is not None:
            members.append(f'"unit":{self._units[unit]}')
        members.append(f'"value":"{value}"')
        return f"{{{','.join(members)}}}", text or "", self._counted(unit)

    def _counted(self, unit: str | None) -> str:
        """Return the noun that a unit counts, spelled."""
        if unit not in self._nouns:
            noun = noun_of(unit)
            self._nouns[unit] = _quoted(noun) if noun else ""
        return self._nouns[unit]

    def _phrase(self, phrase: str, source: str | None) -> tuple[str, str, str]:
        """Read, as `_quantity` does, a phrase: 5,200 convictions a year.

        A number of at least four digits in groups is read once, with its words, for all numbers with as many digits,
        as the words are read alike after each. Any other phrase is read once for all figures that repeat it.
        """
        language = self._intake.language(source) if source else None
        match = _GROUPED.fullmatch(phrase)
        if match is None:
            return self._whole_phrases[phrase, language]
        number, words = match.groups()
        asked = number.translate(_SEVENS), words, language
        if asked not in self._phrases:
            if len(self._phrases) >= REMEMBERED:
                self._phrases.clear()
            self._phrases[asked] = reading_of(*asked)
        reading = self._phrases[asked]
        if reading is None:
            raise Unknown
        unit, label = reading
        value = number.replace(",", "")
        return f'{{"text":{_quoted(phrase)},{unit}"value":"{value}"}}', phrase, label

    def _sugar(self, record: Body, figure: str) -> list[tuple[str, bytes, tuple[str, ...]]]:
        """Return the links that a figure comes with: relation, spelling, and the ids of its figure and inputs."""
        links = []
        if (relays := record.get("relays")) is not None:
            links.append(("relay", *self._relay("relay", relays, figure)))
        if (derived := record.get("derived_from")) is not None:
            if type(derived) is not dict or not derived.keys() <= _DERIVATION_PARTS:
                raise Unknown
            spelled = self._derivation(derived.get("inputs"), derived.get("formula"), figure)
            links.append(("derivation", *spelled))
        return links

    def _relay(self, relation: str, reference: Any, figure: str) -> tuple[bytes, tuple[str, ...]]:
        above = self._reference(reference, _FIGURES)
        if above == figure:
            raise Unknown
        spelled = f'{{"figure":"{figure}","from":"{above}","record":"link","relation":"{relation}"}}'
        return spelled.encode(), (figure, above)

    def _derivation(self, inputs: Any, formula: Any, figure: str) -> tuple[bytes, tuple[str, ...]]:
        if type(inputs) is not dict or not 1 <= len(inputs) <= 200:
            raise Unknown
        names = sorted(inputs)
        # A name of an input that is accepted is a name of ASCII: sorted as it is spelled in canonical JSON.
        asked = formula, tuple(names)
        if asked not in self._formulas:
            if len(self._formulas) >= REMEMBERED:
                self._formulas.clear()
            if not self._accepts_derivation({"inputs": inputs, "formula": formula}):
                raise Unknown
            self._formulas[asked] = _spelled_formula(formula, names)
        above = [self._reference(inputs[name], _FIGURES) for name in names]
        if figure in above:
            raise Unknown
        pairs = ",".join([f'"{name}":"{seen}"' for name, seen in zip(names, above, strict=True)])
        spelled = (
            f'{{"figure":"{figure}",{self._formulas[asked]}"inputs":{{{pairs}}},'
            '"record":"link","relation":"derivation"}'
        )
        return spelled.encode(), (figure, *above)


def _truth(given: Any) -> bool:
    if given is not None and type(given) is not bool:
        raise Unknown
    return bool(given)


def _spelled_formula(formula: str | None, names: list[str]) -> str:
    formula = (formula or "").strip()
    if not formula:
        return ""
    check_formula(formula, names)
    return f'"formula":{_quoted(formula)},'


def reading_of(number: str, words: str, language: str | None) -> tuple[str, str] | None:
    """Return how words after a number are read: the unit and the label, spelled; None where there is more to it."""
    read = read_after(number, words, language)
    if read is None:
        return None
    unit, label = read
    return f'"unit":{_quoted(unit)},' if unit else "", _quoted(label) if label else ""


def as_staged(flat: Flat) -> Staged:
    """Return a flat record as all others are staged."""
    code, line, own, record_id, _, spelled, key, claim, _, particular = flat
    body: Body = json.loads(spelled)
    texts = particular[3] if code == FIGURE else ()
    for path, _, content in texts:
        put(body, path, sha256(content.encode()).hexdigest())
    return Staged(
        kind=KINDS[code], id=record_id, body=body, leaf_record=spelled,
        texts={path: content for path, _, content in texts}, salts={path: salt for path, salt, _ in texts},
        key=key, claim=json.loads(claim) if claim else None, fresh=code == DESCRIPTION and not own, own=own, line=line,
    )  # fmt: skip


def add_rows(
    flat: Flat,
    seq: int,
    part: bytes,
    hashed: bytes,
    made: tuple[str, str],
    seqs: Mapping[str, int],
    rows: Mapping[str, list[Any]],
) -> None:
    """Add the rows that an entry makes, but for its key, to those of each table, as `project` lays them out.

    `part` is what is stored of its leaf, and `hashed` the leaf's hash; `made` says when and by whom the entry is made;
    `seqs` has the entries of all ids that it names.
    """
    code, _, _, record_id, _, _, _, _, named, particular = flat
    rows["entry"].append((seq, record_id, KINDS[code], *made, part, hashed))
    words = ""
    if code == FIGURE:
        sourced, primary, words, texts = particular
        rows["figure"].append((seq, seqs[named[0]] if sourced else None, primary, True))
        for agent in named[1:] if sourced else named:
            rows["reporter"].append((seq, seqs[agent]))
        for path, salt, content in texts:
            rows["entry_text"].append((seq, path, salt, content))
    elif code == LINK:
        figure = seqs[named[0]]
        for position, above in enumerate(named[1:]):
            rows["edge"].append((seq, position, particular, figure, seqs[above]))
    elif code == SOURCE:
        rows["source"].append((seq, particular))
    else:
        who, at, decided, words = particular
        rows["judgement"].append((seq, "description", seqs[named[0]], None, None, who, at, decided))
    if words:
        rows[SEARCH].append((seq, words))
