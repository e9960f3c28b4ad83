"""`<figure-trace>`: a browser shows the card of a bundle that it proved, and nothing of any other."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.errors import InputError
from ledger.formats.element.element_html import script
from tests.conftest import Browser
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

MUTATIONS = 1_000
#: Bundles one after another, and the state in which each is shown; what a mutated one shows is kept if it is proved.
SHOW_EACH = """async (bundles) => {
    const element = document.querySelector("figure-trace");
    const states = [];
    for (const bundle of bundles) {
        element.bundle = bundle;
        await element.shown;
        states.push([element.getAttribute("state"), element.shadowRoot.textContent]);
    }
    return states;
}"""


def element(ledger: Ledger, key: Key, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format="element", references=references, key_file=key.file)
    return stream.getvalue()


def page(folder: Path, body: str) -> Path:
    file = folder / "article.html"
    # A publisher's policy: no connection, no style of its own, and this one script.
    policy = "default-src 'none'; script-src 'unsafe-inline'"
    file.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Article</title>{body}",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def sealed(ann: Key, tmp_path: Path) -> Ledger:
    """The story of `sealed_ledgers` on SQLite: what a browser is shown does not hang on the database."""
    from tests.sealed_ledgers import STORY

    ledger = fresh_ledger(tmp_path / "ledger.db", name="desk", who="Ann")
    ledger.record(STORY)
    ledger.seal([ann.file])
    return ledger


def test_the_script_is_small_and_asks_for_nothing() -> None:
    text = script()
    assert len(text.encode()) <= 15_000
    assert not re.search(
        r"fetch\(|XMLHttpRequest|innerHTML|import\(|https?://|eval\(|sendBeacon|WebSocket", text
    )


def test_a_reader_sees_the_card_of_what_is_proved(
    sealed: Ledger, ann: Key, tmp_path: Path, browser: Browser
) -> None:
    with browser.open(page(tmp_path, element(sealed, ann, "year"))) as opened:
        shown = opened.page.locator("figure-trace")
        opened.page.wait_for_selector('figure-trace[state="proved"]')
        text = opened.page.evaluate('document.querySelector("figure-trace").shadowRoot.textContent')
        assert "“about 5,200 convictions per year”" in text
        assert "It is computed as weekly * 52 from “close to 100 soldiers a week”, MoD" in text
        assert "It goes back to “100 convictions per week”, Mediazona, 2023-07-19." in text
        assert "confirmed, says Ann." in text
        assert "Proved in this browser: signed by desk.example/ann on " in text
        assert f"of {sealed.size} entries" in text
        box = shown.bounding_box()
        assert box is not None
        assert box["width"] <= 400
        opened.assert_quiet()


def test_without_the_desks_key_nothing_is_shown(
    sealed: Ledger, ann: Key, bob: Key, tmp_path: Path, browser: Browser
) -> None:
    made = element(sealed, ann, "year")
    unsigned = re.sub(r',"answer":"(?:[^"\\]|\\.)*"', "", made)
    assert unsigned != made
    for body, why in (
        (made.replace(ann.public, bob.public), "is not signed with this key"),
        (made.replace(f'key="{ann.public}"', ""), "no key is given"),
        (made.replace(ann.public, ann.public[:-6] + "AAAAA="), "the key"),
        (unsigned, "it is not signed as an answer"),
    ):
        with browser.open(page(tmp_path, body)) as opened:
            opened.page.wait_for_selector('figure-trace[state="refused"]')
            text = opened.page.evaluate('document.querySelector("figure-trace").shadowRoot.textContent')
            assert why in text
            assert "5,200" not in text


def test_a_mutated_bundle_is_never_shown_as_proved(
    sealed: Ledger, ann: Key, tmp_path: Path, browser: Browser
) -> None:
    stream = io.StringIO()
    sealed.export(stream, format="bundle", references=["year"], key_file=ann.file)
    bundle = json.loads(stream.getvalue())
    dice = random.Random(20)
    mutated = [mutation(bundle, dice) for _ in range(MUTATIONS)]
    with browser.open(page(tmp_path, element(sealed, ann, "year"))) as opened:
        states = opened.page.evaluate(SHOW_EACH, [json.dumps(bundle), *mutated, json.dumps(bundle)])
        opened.assert_quiet()
    assert (states[0][0], states[-1][0]) == ("proved", "proved")
    assert {state for state, _ in states[1:-1]} == {"refused"}
    assert not any("5,200" in text for _, text in states[1:-1])


def mutation(bundle: dict[str, Any], dice: random.Random) -> str:
    """The bundle with something in it changed, left out, doubled or swapped: anything but how it is spelled."""
    while True:
        document: Any = json.loads(json.dumps(bundle))
        changed_text = MUTATE[dice.randrange(len(MUTATE))](document, dice)
        if changed_text is not None and _differs(changed_text, bundle):
            return changed_text


def _differs(text: str, bundle: object) -> bool:
    try:
        return bool(json.loads(text) != bundle)
    except ValueError:
        return True


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document: what it is in, and its name or number there."""
    found = []
    pending = [value]
    for holder in pending:
        names = holder if isinstance(holder, dict) else range(len(holder))
        for name in names:
            found.append((holder, name))
            if isinstance(holder[name], dict | list):
                pending.append(holder[name])
    return found


def other_value(document: Any, dice: random.Random) -> str:
    """Another value at a place, of any kind; of a text often with one character changed."""
    holder, name = dice.choice(places(document))
    value = holder[name]
    if isinstance(value, str) and value and dice.random() < 0.8:
        at = dice.randrange(len(value))
        holder[name] = value[:at] + chr(ord(value[at]) ^ (1 << dice.randrange(5))) + value[at + 1 :]
    elif isinstance(value, int) and not isinstance(value, bool):
        holder[name] = value + dice.choice([-1, 1, 1000])
    else:
        holder[name] = dice.choice([None, "", 0, True, False, [], {}, "x"])
    return json.dumps(document)


def left_out(document: Any, dice: random.Random) -> str:
    """A place left out."""
    holder, name = dice.choice(places(document))
    del holder[name]
    return json.dumps(document)


def doubled(document: Any, dice: random.Random) -> str | None:
    """An element of a list once more."""
    holder, name = dice.choice(places(document))
    if not isinstance(holder, list):
        return None
    holder.insert(dice.randrange(len(holder) + 1), holder[name])
    return json.dumps(document)


def swapped(document: Any, dice: random.Random) -> str:
    """Two values that have changed places."""
    (first, first_place), (second, second_place) = (
        dice.choice(places(document)),
        dice.choice(places(document)),
    )
    first[first_place], second[second_place] = (
        json.loads(json.dumps(second[second_place])),
        json.loads(json.dumps(first[first_place])),
    )
    return json.dumps(document)


def flipped(document: Any, dice: random.Random) -> str:
    """One character of the text changed, wherever it stands."""
    text = json.dumps(document)
    at = dice.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(7))) + text[at + 1 :]


MUTATE: tuple[Callable[[Any, random.Random], str | None], ...] = (
    other_value, other_value, left_out, doubled, swapped, flipped,
)  # fmt: skip


def test_what_is_not_sealed_or_not_signed_has_no_element(tmp_path: Path, ann: Key) -> None:
    ledger = fresh_ledger(tmp_path / "plain.db", name="desk", who="Ann")
    ledger.add("5 people", key="five", reported_by=["A"])
    with pytest.raises(InputError, match="only of what is sealed"):
        element(ledger, ann, "five")
