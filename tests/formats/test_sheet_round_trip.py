"""What an exported sheet holds comes back as it was recorded, whichever of its two forms it has."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.book.worked_case import RECORDS
from tests.formats.sheets import MakeLedger, odd_story, recorded, taken, written
from tests.fresh_ledger import fresh_ledger

FORMS = ("csv", "xlsx")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("story", [RECORDS, odd_story()], ids=["the worked case", "odd figures"])
def test_an_empty_ledger_takes_in_the_same_figures_and_links(
    make_ledger: MakeLedger, form: str, story: list[dict[str, Any]]
) -> None:
    here, there = make_ledger(), make_ledger()
    here.record(story)
    sheet = written(here, form)
    taken(there, form, sheet)
    assert recorded(there, "figure", "link", "review") == recorded(here, "figure", "link", "review")
    # Parties and sources that no figure names have no row.
    assert recorded(there, "agent", "source") <= recorded(here, "agent", "source")
    again = taken(here, form, sheet)
    assert (again.recorded, again.rejected) == (0, 0)


TEXT = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\";|,_x0D5F <>&"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=12,
)
NAME = TEXT.filter(lambda text: bool(text.strip()))
NUMBER = st.from_regex(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?", fullmatch=True)
FIGURE = st.fixed_dictionaries(
    {
        "record": st.just("figure"),
        "quantity": st.fixed_dictionaries({"value": NUMBER}, optional={"text": NAME}),
    },
    optional={
        "label": TEXT,
        "reported_by": st.lists(NAME, max_size=3),
        "primary": st.booleans(),
        "stated": st.sampled_from(["2023", "2023-08~", "2022-02/..", "30 August 2023"]),
        "place": TEXT,
        "locator": TEXT,
        "quote": NAME,
        "note": TEXT,
        "tags": st.lists(NAME, max_size=2),
        "wording": st.sampled_from(["seen", "unseen"]),
    },
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(story=st.lists(FIGURE, min_size=1, max_size=6))
def test_whatever_is_recorded_comes_back(
    tmp_path_factory: pytest.TempPathFactory, form: str, story: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    here, there = (fresh_ledger(folder / name, who="Ann") for name in ("here.db", "there.db"))
    keyed = [{**record, "key": f"f{string.ascii_lowercase[number]}-x"} for number, record in enumerate(story)]
    figures = [outcome.id for outcome in here.record(keyed) if outcome.kind == "figure"]
    here.record(
        [
            {"record": "link", "relation": "derivation", "figure": figures[0], "inputs": {"x": figure}}
            for figure in set(figures[1:]) - {figures[0]}
        ]
    )
    sheet = written(here, form)
    taken(there, form, sheet)
    assert recorded(there, "figure", "link") == recorded(here, "figure", "link")
    assert taken(here, form, sheet).recorded == 0
