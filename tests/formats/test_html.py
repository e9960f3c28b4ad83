"""The page: what an editor reads on it, how it behaves in a real browser, and that nothing hostile comes alive."""

from __future__ import annotations

import itertools
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import unescape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdfium2 import PdfDocument

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import InputError
from ledger.formats.page.page_document import BUNDLE
from ledger.view.dates import when

if TYPE_CHECKING:
    from tests.conftest import Browser, Clock, Opened

Record = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden"

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`|]]>{{ 7*7 }}{% raw %}"
    "\u202e987\u202c\x1b[31m\x07\n=1+1 </script><!-- --></style>&#60;b&#62;"
)

#: Every odd thing that a figure can be.
ODD: list[Record] = [
    {"record": "source", "key": "story", "title": "Our story", "kind": "article", "publisher": "Us",
     "published": "2024-05-02", "url": "https://example.org/story?a=1&b=2"},
    {"record": "source", "key": "stats", "title": "Yearbook", "kind": "report", "publisher": "Statistics Office",
     "published": "2023", "url": "https://example.org/yearbook"},
    {"record": "snapshot", "source": "stats", "retrieved": "2024-04-01T09:00:00Z",
     "archived_at": "https://archive.example/yearbook", "text": "In all, there were 1,204 cases in 2022"},
    {"record": "source", "key": "wire", "title": "Wire report", "kind": "post", "publisher": "Wire"},
    {"record": "figure", "key": "cases", "quantity": "1,204 cases", "label": "cases of measles", "primary": True,
     "reported_by": ["Statistics Office"], "nature": "observed", "source": "stats", "stated": "2023",
     "quote": {"exact": "there were 1,204 cases in 2022", "prefix": "In all, "}, "period": "2022", "place": "Wales",
     "locator": "p. 12", "note": "counted twice"},
    {"record": "figure", "key": "wire-cases", "relays": "cases", "quantity": "about 1,500 cases",
     "reported_by": ["Wire"], "source": "wire", "quote": "about 1,500 cases", "stated": "2024-04-30"},
    {"record": "figure", "key": "our-cases", "relays": "wire-cases", "quantity": "1,500 infections",
     "label": "infections", "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "people", "reported_by": ["Statistics Office", "Census Bureau"], "primary": True,
     "quantity": {"value": "3100000", "low": "3050000", "high": "3150000", "unit": "person"},
     "nature": "estimated"},
    {"record": "figure", "key": "rate", "quantity": "9 cases per 100,000 people", "reported_by": ["Us"],
     "source": "story", "stated": "2024-05-02",
     "derived_from": {"inputs": {"cases": "cases", "people": "people"}, "formula": "cases / people * 100000",
                      "assumptions": ["nobody was counted twice"]}},
    {"record": "figure", "key": "third", "quantity": "one in three", "source": "story", "stated": "2024~"},
    {"record": "figure", "key": "rise", "quantity": {"text": "a dramatic rise", "value": None, "hedge": "vague"},
     "reported_by": ["Us"], "source": "story"},
    {"record": "figure", "key": "clinics", "quantity": "70 clinics", "reported_by": ["Health Board"],
     "primary": True, "stated": "2024-01-05"},
    {"record": "figure", "key": "our-clinics", "relays": "clinics", "quantity": "70 clinics",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "correction", "of": "clinics", "cause": "withdrawn", "reason": "the board had counted twice"},
    {"record": "figure", "key": "deaths-12", "quantity": "12 deaths", "reported_by": ["Hospital"],
     "primary": True, "stated": "2024-02-01"},
    {"record": "figure", "key": "deaths-15", "quantity": "15 deaths", "reported_by": ["Hospital"],
     "primary": True, "stated": "2024-03-01"},
    {"record": "correction", "of": "deaths-12", "by": "deaths-15", "reason": "three more were found"},
    {"record": "figure", "key": "our-deaths", "relays": "deaths-12", "quantity": "12 deaths",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "blog-a", "quantity": "40 percent", "reported_by": ["Blog A"]},
    {"record": "figure", "key": "blog-b", "relays": "blog-a", "quantity": "40 percent", "reported_by": ["Blog B"]},
    {"record": "link", "relation": "relay", "figure": "blog-a", "from": "blog-b", "basis": "conjecture",
     "source": "wire", "quote": "as Blog B has it", "note": "a guess"},
    {"record": "figure", "key": "our-percent", "relays": "blog-b", "quantity": "40 percent",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "tonnes-old", "quantity": "5 to 7 tonnes", "reported_by": ["Port"],
     "primary": True, "stated": "2024-01-01"},
    {"record": "figure", "key": "tonnes-new", "quantity": "8 tonnes", "reported_by": ["Port"], "primary": True,
     "stated": "2024-02-01"},
    {"record": "link", "relation": "revision", "figure": "tonnes-new", "from": "tonnes-old"},
    {"record": "figure", "key": "our-tonnes", "relays": "tonnes-old", "quantity": "at least 5 tonnes",
     "reported_by": ["Us"], "source": "story", "stated": "2024-05-02"},
    {"record": "figure", "key": "their-tonnes", "relays": "tonnes-old", "quantity": "5 to 7 tonnes",
     "reported_by": ["The Gazette"]},
    {"record": "figure", "key": "ships-a", "quantity": "9 ships", "reported_by": ["Navy"], "primary": True},
    {"record": "figure", "key": "ships-b", "quantity": "nine ships", "reported_by": ["The Navy"], "primary": True},
    {"record": "same", "refs": ["ships-a", "ships-b"]},
    {"record": "figure", "key": "our-ships", "relays": "ships-b", "quantity": "9 ships", "reported_by": ["Us"],
     "source": "story"},
    {"record": "figure", "key": "hostile", "quantity": {"text": HOSTILE, "value": "5", "unit": "thing"},
     "label": HOSTILE, "reported_by": ["<b>Mallory</b>"], "source": "story", "place": HOSTILE, "note": HOSTILE,
     "quote": {"exact": HOSTILE, "language": "en", "translation": HOSTILE}, "locator": "javascript:alert(3)"},
    {"record": "review", "of": "our-cases", "verdict": "disputed", "note": "the Wire has another number"},
    {"record": "review", "of": "our-tonnes", "verdict": "confirmed", "accept": ["single-origin"]},
]  # fmt: skip


class Desk:
    """A ledger with a key, and pages written from it."""

    def __init__(self, folder: Path, records: list[Record], clock: Clock, db: str | None = None) -> None:
        numbers = itertools.count(1)
        self.folder = folder
        self.ledger = Ledger.create(
            db or str(folder / "ledger.db"),
            name="desk",
            who="Ann",
            clock=clock,
            salts=lambda size: next(numbers).to_bytes(size, "big"),
        )
        self.ledger.record(records)
        self.key_file = folder / "ann.key"
        self.key = Ledger.new_key("desk.example/ann", self.key_file, random=lambda size: b"a" * size)
        self.warnings: list[str] = []

    def seal(self) -> None:
        """Seal what is recorded."""
        self.ledger.seal([self.key_file])

    def page(self, *references: str) -> str:
        """The page of these figures, or of the whole ledger."""
        self.warnings = []
        stream = StringIO()
        self.ledger.export(
            stream,
            format="html",
            references=references,
            warn=self.warnings.append,
            key_file=self.key_file,
        )
        return stream.getvalue()

    def file(self, *references: str) -> Path:
        """The same as a file."""
        file = self.folder / f"{'-'.join(references) or 'all'}.html"
        file.write_text(self.page(*references), encoding="utf-8", newline="\n")
        return file


@pytest.fixture
def clock(make_clock: Callable[[], Clock]) -> Clock:
    """A set clock."""
    return make_clock()


@pytest.fixture
def worked(tmp_path: Path, clock: Clock) -> Desk:
    """The worked case."""
    return Desk(tmp_path, [dict(record) for record in RECORDS], clock)


@pytest.fixture
def odd(tmp_path: Path, clock: Clock) -> Desk:
    """A story with everything odd in it."""
    desk = Desk(tmp_path, ODD, clock)
    desk.ledger.redact("cases", "note", reason="a private matter")
    return desk


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
        "The way to this figure: Mediazona → UK Ministry of Defence → The Defense Post.",
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
    # The snapshot does not have the quotes: a proof carries no texts that would show it.
    expected = ["quote-not-found"] if record["record"] == "snapshot" else []
    assert [warning.rpartition(" ")[2] for warning in worked.warnings] == expected
    assert Ledger.verify_page(page.encode(), [worked.key]).compared


@pytest.mark.parametrize("references", [("story",), ("hostile",), ("rate", "our-ships"), ()])
def test_every_odd_page_can_be_verified(odd: Desk, references: tuple[str, ...]) -> None:
    odd.seal()
    proven = Ledger.verify_page(odd.page(*references).encode(), [odd.key])
    assert proven.compared
    assert proven.bundle.signed_by == ("desk.example/ann",)


# In a browser.


#: A telephone and a desk, by day and by night.
WINDOWS = [*itertools.product((360, 1280), ("light", "dark"))]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("references", [("story",), ("our-cases",), ("our-percent",), ()])
def test_it_is_quiet_and_fits(
    odd: Desk, browser: Browser, references: tuple[str, ...], width: int, scheme: str
) -> None:
    odd.seal()
    with browser.open(odd.file(*references), width=width, color_scheme=scheme) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        unfolded(opened)
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        assert opened.page.locator(".finding").first.is_visible()
        assert opened.page.locator("figure.graph svg").is_visible()
        opened.assert_quiet()


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("references", [("story",), ("our-cases",)])
def test_axe_finds_no_fault(
    odd: Desk, browser: Browser, references: tuple[str, ...], width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    odd.seal()
    with browser.open(odd.file(*references), width=width, color_scheme=scheme, bypass_csp=True) as opened:
        unfolded(opened)
        found = Axe().run(opened.page)
        assert [
            (violation["id"], violation["impact"], [node["html"][:200] for node in violation["nodes"][:3]])
            for violation in found.response["violations"]
        ] == []
        assert found.response["passes"]


def test_the_answers_stand_on_the_first_screen(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        short = opened.page.locator(".answers .short")
        assert short.count() == 5
        box = short.last.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900
        # Nothing is unfolded, and the whole page stands on a screen.
        assert opened.page.evaluate("document.body.getBoundingClientRect().height") <= 800


def test_a_story_is_a_line_a_figure_before_anything_is_unfolded(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file(), width=360) as opened:
        assert opened.page.locator(".index > li").count() == 17
        assert opened.page.evaluate("document.documentElement.scrollHeight") <= 8 * 800


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_story_is_printed_on_eight_pages_unless_it_is_unfolded(
    worked: Desk, browser: Browser, paper: str
) -> None:
    with browser.open(worked.file(), java_script_enabled=False) as opened:
        assert printed_pages(opened.page.pdf(format=paper)) <= 8
    with browser.open(worked.file()) as opened:
        assert printed_pages(opened.page.pdf(format=paper)) <= 8
        opened.page.get_by_role("button", name="Unfold all").click()
        assert printed_pages(opened.page.pdf(format=paper)) > 8
        opened.page.get_by_role("button", name="Fold all").click()
        assert printed_pages(opened.page.pdf(format=paper)) <= 8


@pytest.mark.parametrize("script", [True, False])
def test_a_figure_is_printed_with_all_that_is_folded(worked: Desk, browser: Browser, script: bool) -> None:
    with browser.open(worked.file("tdp-5200"), java_script_enabled=script) as opened:
        printed = PdfDocument(opened.page.pdf(format="A4"))
        words = "".join(page.get_textpage().get_text_range() for page in printed)
        assert "assuming the trend continues" in " ".join(words.split()).casefold()
        assert opened.page.locator("details[open]").count() == 0


def printed_pages(document: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfDocument(document))


def test_whoever_is_led_to_what_is_folded_finds_it_open(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        step = opened.page.locator("ol.steps > li").first
        assert not step.is_visible()
        opened.page.locator(".headline a.step").first.click()
        assert step.is_visible()
        opened.assert_quiet()


def unfolded(opened: Opened, heading: str = "") -> None:
    """Open what is folded, or one section of it, as a reader would."""
    for summary in opened.page.locator("details:not(.graph-words) > summary", has_text=heading).all():
        if summary.is_visible():
            summary.click()


def hash_of(opened: Opened) -> str:
    return str(opened.page.evaluate("location.hash"))


def test_a_click_on_the_graph_leads_to_the_step(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        unfolded(opened, "The way of the number")
        node = opened.page.locator("figure.graph a.node", has_text="UK Ministry").first
        wanted = node.get_attribute("href")
        node.click()
        assert hash_of(opened) == wanted
        step = opened.page.locator(f"li{wanted}")
        assert step.locator("h3").inner_text() == "“close to 100 soldiers a week”"
        assert step.locator("h3").bounding_box() is not None
        opened.assert_quiet()


def test_the_graph_can_be_reached_by_keys_alone(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        for _ in range(60):
            opened.page.keyboard.press("Tab")
            if opened.page.evaluate("document.activeElement.textContent").startswith("The way of the number"):
                opened.page.keyboard.press("Enter")
            if opened.page.evaluate("document.activeElement.matches('a.node')"):
                break
        wanted = opened.page.evaluate("document.activeElement.getAttribute('href')")
        assert wanted.startswith("#figure-")
        opened.page.keyboard.press("Enter")
        assert hash_of(opened) == wanted
        opened.assert_quiet()


def test_the_first_key_leads_past_the_head(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == "To the contents"
        opened.page.keyboard.press("Enter")
        assert hash_of(opened) == "#main"


def test_headings_are_in_order(odd: Desk, browser: Browser) -> None:
    with browser.open(odd.file("story")) as opened:
        levels = opened.page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])"
        )
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(following <= level + 1 for level, following in itertools.pairwise(levels))
        for landmark in ("header.top", "nav", "main", "footer"):
            assert opened.page.locator(f"body {landmark}").count() == 1


def test_nothing_hostile_comes_alive(odd: Desk, browser: Browser) -> None:
    odd.seal()
    with browser.open(odd.file("hostile")) as opened:
        assert (
            opened.page.locator("h1").inner_text().startswith("“<script>alert(1)</script><img src=x onerror")
        )
        assert opened.page.locator("main img, main script, main b:has-text('Mallory') b").count() == 0
        assert opened.page.evaluate("document.querySelectorAll('script').length") == 2
        assert opened.page.locator("a[href^='javascript']").count() == 0
        opened.assert_quiet()


def test_it_prints(odd: Desk, browser: Browser, tmp_path: Path) -> None:
    with browser.open(odd.file("our-cases"), color_scheme="dark") as opened:
        assert opened.page.pdf(format="A4").startswith(b"%PDF")
        opened.page.emulate_media(media="print", color_scheme="dark")
        assert not opened.page.locator("nav").is_visible()
        assert not opened.page.locator(".graph-tools").is_visible()
        assert opened.page.locator(".finding").first.is_visible()
        assert opened.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        opened.assert_quiet()


def test_it_can_be_read_without_scripts(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200"), java_script_enabled=False) as opened:
        printed = opened.page.locator("main").inner_text()
        assert "Four parties report this number; the others have it from UK Ministry of Defence" in printed
        assert opened.page.locator("figure.graph a.node").count() == 4
        opened.assert_quiet()


def test_the_course_of_a_number_stands_on_its_page_where_three_values_are_dated(
    tmp_path: Path, browser: Browser
) -> None:
    long = "The ministry said this. " * 30 + "It said close to 100 soldiers a week."
    with Ledger.create(tmp_path / "ledger.db", who="Ann") as ledger:
        ledger.record(RECORDS)
        ledger.amend("tdp-100", quote=long)
        file = tmp_path / "page.html"
        with file.open("w", encoding="utf-8") as stream:
            ledger.export(stream, format="html", references=["tdp-100"])
        second = StringIO()
        ledger.export(second, format="html", references=["mz-100"])
    assert '<figure class="chart">' not in second.getvalue()
    with browser.open(file, width=360) as opened:
        page = opened.page
        page.get_by_text("Its value over time, by party").click()
        rows = page.locator(".chart tbody tr")
        assert rows.count() >= 3
        assert "Mediazona" in rows.first.inner_text()
        assert page.locator(".chart svg circle").count() == rows.count()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        # A long quote is cut, and whole behind that.
        page.get_by_text("Step by step, from the origin").click()
        quote = page.locator("details.long").first
        assert quote.locator("p").is_hidden()
        quote.locator("summary").click()
        assert "close to 100 soldiers a week" in quote.locator("p").inner_text()
        opened.assert_quiet()
