"""The records of the worked case: nearly 100 convictions a week, about 5,200 a year, and how the news relayed them.

In 2023 a British intelligence update relayed what the Russian outlet Mediazona had counted and computed a yearly figure
from it; the news relayed both. The quoted phrases are those that were published. Mediazona's own Russian wording was
not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

#: The figure to trace: the yearly figure of the last article.
ASKED: Final = "tdp-5200"

_REFUSALS = "soldiers convicted for refusing to fight in Ukraine"
_A_YEAR = "projected convictions for refusing to fight in Ukraine"
_UPDATE = "UK Ministry of Defence"


def _party(name: str) -> dict[str, Any]:
    return {"record": "agent", "name": name, "kind": "organization"}


def _work(key: str, title: str, kind: str, publisher: str, published: str) -> dict[str, Any]:
    return {
        "record": "source",
        "key": key,
        "title": title,
        "kind": kind,
        "publisher": publisher,
        "published": published,
    }


def _relay(
    key: str, party: str, words: str, relays: str, source: str, stated: str, **more: Any
) -> dict[str, Any]:
    """Return a figure that relays another; `quantity` in `more` overrides how its published words are read."""
    return {
        "record": "figure",
        "key": key,
        "relays": relays,
        "quantity": words,
        "reported_by": [party],
        "source": source,
        "quote": words,
        "stated": stated,
        **more,
    }


_PARTIES: Final = tuple(
    _party(name)
    for name in (
        "Mediazona",
        "BBC Russian service",
        "The Moscow Times",
        "Ukrainska Pravda",
        _UPDATE,
        "Euromaidan Press",
        "Ukrinform",
        "Forces News",
        "The Defense Post",
    )
)

_WORKS: Final = (
    _work("mz-tally", "Tally of military court records", "dataset", "Mediazona", "2023-07-19"),
    _work("mt-article", "Article of 19 July 2023", "article", "The Moscow Times", "2023-07-19"),
    _work("up-article", "Article of 19 July 2023", "article", "Ukrainska Pravda", "2023-07-19"),
    _work("mod-update", "Intelligence update", "report", _UPDATE, "2023-08-30"),
    _work("ep-article", "Article of 30 August 2023", "article", "Euromaidan Press", "2023-08-30"),
    _work("ui-article", "Article of 30 August 2023", "article", "Ukrinform", "2023-08-30"),
    _work("fn-article", "Article of 30 August 2023", "article", "Forces News", "2023-08-30"),
    _work("tdp-article", "Article of 1 September 2023", "article", "The Defense Post", "2023-09-01"),
)

_FROM_THE_ORIGIN: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "record": "figure",
        "key": "mz-100",
        "label": _REFUSALS,
        "quantity": "100 convictions a week",
        "reported_by": ["Mediazona"],
        "primary": True,
        "nature": "observed",
        "place": "Russia",
        "stated": "2023-07-19",
        "source": "mz-tally",
        "wording": "unseen",
    },
    _relay(
        "mt-100",
        "The Moscow Times",
        "at least 100 deserters every week",
        "mz-100",
        "mt-article",
        "2023-07-19",
        label="deserters",
    ),
    _relay(
        "up-100",
        "Ukrainska Pravda",
        "100 sentences are being passed weekly",
        "mz-100",
        "up-article",
        "2023-07-19",
        quantity={
            "text": "100 sentences are being passed weekly",
            "value": "100",
            "unit": "sentence/week",
        },
    ),
    _relay("mod-100", _UPDATE, "close to 100 soldiers a week", "mz-100", "mod-update", "2023-08-30"),
    {
        "record": "figure",
        "key": "mod-5200",
        "label": _A_YEAR,
        "quantity": "approximately 5,200 convictions a year",
        "reported_by": [_UPDATE],
        "nature": "projected",
        "place": "Russia",
        "source": "mod-update",
        "quote": "approximately 5,200 convictions a year",
        "stated": "2023-08-30",
        "derived_from": {
            "inputs": {"weekly": "mod-100"},
            "formula": "weekly * 52",
            "assumptions": ["the trend continues"],
        },
    },
)

_FROM_THE_UPDATE: Final[tuple[Mapping[str, Any], ...]] = (
    _relay(
        "ep-100", "Euromaidan Press", "nearly 100 soldiers per week", "mod-100", "ep-article", "2023-08-30"
    ),
    _relay(
        "ep-5200",
        "Euromaidan Press",
        "around 5,200 convictions annually",
        "mod-5200",
        "ep-article",
        "2023-08-30",
    ),
    _relay("ui-100", "Ukrinform", "about 100 soldiers every week", "mod-100", "ui-article", "2023-08-30"),
    _relay(
        "ui-headline",
        "Ukrinform",
        "100 soldiers tried in Russia every week",
        "ui-100",
        "ui-article",
        "2023-08-30",
        label="soldiers tried",
        locator="headline",
        quantity={
            "text": "100 soldiers tried in Russia every week",
            "value": "100",
            "unit": "soldier/week",
        },
    ),
    _relay("fn-5200", "Forces News", "5,200 troops a year", "mod-5200", "fn-article", "2023-08-30"),
    _relay(
        "fn-headline",
        "Forces News",
        "more than 5,000 troops",
        "fn-5200",
        "fn-article",
        "2023-08-30",
        locator="headline",
    ),
)

_LAST_ARTICLE: Final[tuple[Mapping[str, Any], ...]] = (
    _relay(
        "tdp-100",
        "The Defense Post",
        "Nearly 100 soldiers",
        "mod-100",
        "tdp-article",
        "2023-09-01",
        quantity={
            "text": "Nearly 100 soldiers",
            "value": "100",
            "hedge": "nearly",
            "unit": "soldier/week",
        },
    ),
    _relay(
        "tdp-5200",
        "The Defense Post",
        "approximately 5,200 convictions a year",
        "mod-5200",
        "tdp-article",
        "2023-09-01",
    ),
    {
        "record": "figure",
        "key": "mz-bbc-30000",
        "label": "dead soldiers since the invasion began",
        "quantity": "more than 30,000 soldiers",
        "reported_by": ["Mediazona", "BBC Russian service"],
        "primary": True,
        "nature": "observed",
        "period": "2022-02/..",
        "wording": "unseen",
    },
    _relay(
        "tdp-30000",
        "The Defense Post",
        "more than 30,000 soldiers",
        "mz-bbc-30000",
        "tdp-article",
        "2023-09-01",
    ),
    {
        "record": "figure",
        "key": "tdp-two",
        "label": "soldiers sentenced to two years in a penal colony the week before",
        "quantity": "two soldiers",
        "reported_by": ["The Defense Post"],
        "source": "tdp-article",
        "stated": "2023-09-01",
    },
    {
        "record": "figure",
        "key": "tdp-awol",
        "label": "soldiers absent without leave",
        "quantity": {"text": "a dramatic rise", "hedge": "vague"},
        "reported_by": ["The Defense Post"],
        "source": "tdp-article",
        "stated": "2023-09-01",
        "period": "2023-03/..",
        "note": "The update gave no rate.",
    },
)

#: Every record, in an order in which references point backwards.
RECORDS: Final[Sequence[Mapping[str, Any]]] = (
    *_PARTIES,
    *_WORKS,
    *_FROM_THE_ORIGIN,
    *_FROM_THE_UPDATE,
    *_LAST_ARTICLE,
)
