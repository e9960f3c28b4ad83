"""The page: what an editor reads on it, what it is made of, and its proof."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.errors import InputError
from ledger.formats.page.page_document import BUNDLE
from ledger.view.dates import when
from tests.formats.page_desk import ODD, Desk, Record

if TYPE_CHECKING:
    from tests.conftest import Clock


GOLDEN = Path(__file__).parent / "golden"


def text_of(page: str) -> str:
    """What the page says, without its markup, its picture and its proof, white space folded."""
    for part in ("style", "script", "figure"):
        page = re.sub(rf"<{part}\b.*?</{part}>", "", page, flags=re.DOTALL)
    page = re.sub(r"</(?:dt|dd|p|li|th|td|h\d)>", " ", page)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


# What it says.


def test_the_five_questions_are_answered(worked: Desk) -> None:
    printed = text_of(worked.page("tdp-5200"))
    for answer in (
        "Who stated it first? UK Ministry of Defence computed it UK Ministry of Defence: "
        "“approximately 5,200 convictions a year”",
        "It goes back to “100 convictions a week”, 19 July 2023, in Tally of military court records (step 1), "
        "by Mediazona, who counted it.",
        "Who repeats it? Four parties report this number; the others have it from UK Ministry of Defence",
        "13 figures of 8 parties in this ledger go back to “100 convictions a week” by Mediazona",
        "The path to this figure: Mediazona → UK Ministry of Defence → The Defense Post.",
        "What was computed, and is it right? 100 × 52 = 5,200: right, exactly",
        "It assumes: the trend continues.",
        "What changed on the way? Nothing that can be seen; some words were not seen",
        "Is it still standing? Yes: nothing it rests on was taken back",
        "It rests on one party: if that party withdraws its number, this one falls.",
        "not reviewed",
    ):
        assert answer in printed


def test_the_page_of_the_worked_case(worked: Desk) -> None:
    page = worked.page("tdp-5200")
    for part in ("style", "script", "figure"):
        page = re.sub(rf"(<{part}\b[^>]*>).*?</{part}>", rf"\1…</{part}>", page, flags=re.DOTALL)
    page = re.sub(r"figure-ledger [^<\"]+(?=[<\"])", "figure-ledger VERSION", page)
    page = re.sub(r"sha256-[\w+/=]+", "sha256-…", page)
    page = re.sub(r'(name="unicode" content=)"[^"]+"', r'\1"VERSION"', page)
    file = GOLDEN / "tdp-5200.html"
    if os.environ.get("LEDGER_REWRITE_GOLDEN"):
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")


def test_the_steps_lead_from_the_origin(worked: Desk) -> None:
    page = worked.page("tdp-5200")
    steps = page[page.index('<ol class="steps">') : page.index('<h2 id="table">')]
    parties = re.findall(r'<p class="by"><b><bdi>(.*?)</bdi>', steps)
    assert parties == ["Mediazona", "UK Ministry of Defence", "UK Ministry of Defence", "The Defense Post"]
    printed = text_of(steps)
    assert "Computed from “close to 100 soldiers a week” by UK Ministry of Defence (step 2)" in printed
    assert (
        "weekly 100, “close to 100 soldiers a week” by UK Ministry of Defence (step 2) formula weekly * 52"
        in printed
    )
    assert (
        "gives 100 × 52 = 5,200 stated “approximately 5,200 convictions a year” so it is right, exactly"
        in printed
    )


def test_a_story_opens_with_its_figures_the_worst_first(odd: Desk) -> None:
    page = odd.page("story")
    index = page[page.index('<ol class="index">') : page.index("</ol>")]
    words = [unescape(element) for element in re.findall(r'<h3 class="words" dir="auto">“(.*?)”</h3>', index)]
    assert words[:2] == ["40 percent", "70 clinics"] or words[:2] == ["70 clinics", "40 percent"]
    assert words[2] == "1,500 infections"
    assert words[3] == "9 cases per 100,000 people"
    assert len(words) == 10
    # What is wrong upstream is blamed on whoever is upstream.
    assert re.findall(r'<p class="worst \w+">(.*?)</p>', index)[:4] == [
        "Something upstream was withdrawn",
        "Upstream of it: reports go in a circle",
        "Upstream of it: another number",
        "The sum does not come out",
    ]
    assert "Something upstream was corrected" in index


@pytest.mark.parametrize(
    ("figure", "answers"),
    [
        ("our-cases", ["disputed", "The number, how sure it sounds and what is counted",
                       "Disputed by Ann on 22 November 2026: the Wire has another number.",
                       "Copy kept at https://archive.example/yearbook, 1 April 2024; SHA-256 of its text",
                       "removed by Ann on 2026-11-22: a private matter", "p. 12", "In all, “there were 1,204"]),
        ("rate", ["1,204 ÷ 3.1 million × 100,000 = 38.8387: wrong", "It assumes: nobody was counted twice.",
                  "The sum does not come out", "3,100,000 (3,050,000 to 3,150,000) people",
                  "by Census Bureau and Statistics Office, who estimated it."]),
        ("third", ["nobody named", "stated about 2024", "Not known: the trail ends in this very statement",
                   "Nobody is named"]),
        ("rise", ["no number", "No number"]),
        ("our-clinics", ["No: what it rests on was withdrawn", "no longer stands",
                         "Withdrawn on 22 November 2026, as Ann recorded: the board had counted twice."]),
        ("our-deaths", ["Yes, but it rests on a corrected number", "Now: “15 deaths” by Hospital"]),
        ("our-percent", ["Nobody: the reports go in a circle", "No: only a circle of reports holds it up",
                         "a conjecture", "According to Wire report", "“as Blog B has it”", "Note: a guess"]),
        ("tonnes-old", ["Yes, and there is a newer statement", "A newer statement revises it: “8 tonnes” by Port"]),
        ("our-tonnes", ["Confirmed by Ann", "Warning, accepted", "A reviewer looked at this".lower()]),
        ("our-ships", ["Said to be the same as “9 ships” by Navy."]),
    ],
)  # fmt: skip
def test_odd_figures_are_told_in_plain_words(odd: Desk, figure: str, answers: list[str]) -> None:
    printed = text_of(odd.page(figure))
    for answer in answers:
        assert answer in printed, answer


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2023-09-01", "1 September 2023"),
        ("2023-10", "October 2023"),
        ("2023", "2023"),
        ("2023~", "about 2023"),
        ("2022-02/..", "since February 2022"),
        ("../2022-02-24", "until 24 February 2022"),
        ("2023-01/2023-06", "January 2023 to June 2023"),
        ("2023-21", "2023-21"),
        ("-0044-03-15", "-0044-03-15"),
    ],
)
def test_dates_are_said_as_in_a_sentence(edtf: str, words: str) -> None:
    assert when(edtf) == words


# What it is.


@pytest.mark.parametrize(
    "references",
    [(), ("story",), ("our-tonnes",), ("our-deaths",), ("our-ships",), ("tonnes-new",), ("ships-a",)],
)
def test_every_link_within_the_page_leads_somewhere(odd: Desk, references: tuple[str, ...]) -> None:
    page = odd.page(*references)
    anchors = set(re.findall(r'\bid="([^"]+)"', page))
    assert len(anchors) == len(re.findall(r'\bid="([^"]+)"', page))
    within = set(re.findall(r'href="#([^"]+)"', page))
    assert within
    assert within <= anchors


def test_links_out_are_of_the_web_and_give_nothing_away(odd: Desk) -> None:
    out = re.findall(r'<a [^>]*href="(?!#)([^"]*)"([^>]*)>', odd.page())
    assert ("https://example.org/story?a=1&amp;b=2", ' rel="noopener noreferrer"') in out
    assert all(url.startswith("https://") and "noopener noreferrer" in rest for url, rest in out)
    assert '<meta name="referrer" content="no-referrer">' in odd.page()


def test_nothing_is_fetched_and_only_its_own_script_may_run(worked: Desk) -> None:
    page = worked.page("tdp-5200")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    assert unescape(policy).split("; ") == [
        "default-src 'none'",
        f"script-src {digest(script)}",
        f"style-src {digest(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search(r"<[^>]*\s(?:style|on\w+|src)\s*=", page.replace(script, "").replace(style, ""))


def test_what_cannot_be_seen_is_shown(odd: Desk) -> None:
    page = odd.page("hostile")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", page)
    assert "\\u202e987\\u202c\\x1b[31m\\x07 =1+1" in page
    assert "49" not in text_of(page[page.index("<h1") : page.index("</h1>")])


def test_of_many_findings_each_figure_shows_the_worst(tmp_path: Path, clock: Clock) -> None:
    records: list[Record] = [
        {
            "record": "figure",
            "key": "k0",
            "quantity": "about 100 people",
            "reported_by": ["P0"],
            "primary": True,
        }
    ]
    for n in range(1, 12):
        words = f"{n}00 people" if n % 2 else f"about {n}00 people"
        records.append(
            {
                "record": "figure",
                "key": f"k{n}",
                "quantity": words,
                "relays": f"k{n - 1}",
                "reported_by": [f"P{n}"],
            }
        )
    page = Desk(tmp_path, records, clock).page("k11", "k10")
    assert re.findall(r"And \d+ more, which stand at the steps below", text_of(page)) == [
        "And 10 more, which stand at the steps below",
        "And 8 more, which stand at the steps below",
    ]
    steps = page[page.index('<ol class="steps">') :]
    assert (steps.count("<code>hedge-dropped</code>"), steps.count("<code>value-changed</code>")) == (6, 8)


def test_the_same_ledger_gives_the_same_page(worked: Desk) -> None:
    assert worked.page("tdp-article") == worked.page("tdp-article")


def test_both_databases_give_the_same_page(
    tmp_path: Path, make_clock: Callable[[], Clock], new_postgres: Callable[[], str]
) -> None:
    pages = []
    for name, db in (("sqlite", None), ("postgresql", new_postgres())):
        folder = tmp_path / name
        folder.mkdir()
        desk = Desk(folder, ODD, make_clock(), db)
        pages.append((desk.page("story"), desk.page()))
    assert pages[0] == pages[1]


def test_a_page_of_too_many_figures_is_refused(tmp_path: Path, clock: Clock) -> None:
    many = [{"record": "figure", "quantity": f"{n} people", "reported_by": ["A"]} for n in range(1, 1002)]
    desk = Desk(tmp_path, many, clock)
    with pytest.raises(InputError, match="at most 1,000 figures, and these are 1,001"):
        desk.page()


def test_a_ledger_without_a_figure_has_no_page(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(InputError, match="no figure"):
        Desk(tmp_path, [], clock).page()


# Its proof.


def test_a_sealed_ledger_gives_a_page_with_its_bundle(worked: Desk) -> None:
    worked.seal()
    page = worked.page("tdp-5200")
    embedded = json.loads(page.partition(BUNDLE)[2].partition("</script>")[0])
    assert embedded.pop("answer").startswith("figure-ledger-answer/1\n")
    assert embedded == json.loads(json.dumps(worked.ledger.bundle(["tdp-5200"])))
    assert worked.warnings == []
    assert "It was signed as a whole" in text_of(page)
    assert "This page carries its proof." in text_of(page)
    assert Ledger.verify_page(page.encode(), [worked.key]).compared


def test_a_page_of_a_ledger_that_was_never_sealed_says_so(worked: Desk) -> None:
    assert "This page carries no proof." in text_of(worked.page("tdp-5200"))
    assert worked.warnings == [
        "the page carries no proof: ledger seal, and another export, make one that can be verified"
    ]


def test_what_is_recorded_elsewhere_takes_no_proof_away(worked: Desk) -> None:
    worked.seal()
    before = worked.page("tdp-5200").partition(BUNDLE)[0]
    worked.ledger.add("7 apples", reported_by=["A grocer"])
    assert worked.page("tdp-5200").partition(BUNDLE)[0] == before


@pytest.mark.parametrize(
    "record",
    [
        {"record": "review", "of": "mod-100", "verdict": "disputed"},
        {"record": "snapshot", "source": "mod-update", "retrieved": "2026-11-22T09:00:00Z", "text": "a copy"},
        {
            "record": "figure",
            "quantity": "100 soldiers a week",
            "relays": "mz-100",
            "reported_by": ["Another"],
        },
        {"record": "correction", "of": "mz-100", "reason": "withdrawn"},
    ],
)
def test_what_changed_since_the_seal_is_shown_without_a_proof(
    worked: Desk, record: Mapping[str, Any]
) -> None:
    worked.seal()
    worked.ledger.record([record])
    assert "This page carries no proof." in text_of(worked.page("tdp-5200"))
    assert len(worked.warnings) == 1
    worked.seal()
    page = worked.page("tdp-5200")
    assert worked.warnings == []
    assert Ledger.verify_page(page.encode(), [worked.key]).compared


@pytest.mark.parametrize("references", [("story",), ("hostile",), ("rate", "our-ships"), ()])
def test_every_odd_page_can_be_verified(odd: Desk, references: tuple[str, ...]) -> None:
    odd.seal()
    proven = Ledger.verify_page(odd.page(*references).encode(), [odd.key])
    assert proven.compared
    assert proven.bundle.signed_by == ("desk.example/ann",)
