"""`ledger verify FILE.html`: a page that holds, and every way in which one can be tampered with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ledger.formats.page.page_document import BUNDLE, program

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Desk


class Sealed(NamedTuple):
    """A desk with the worked case, its key, and a page of it."""

    desk: Desk
    key: str
    file: Path

    def verify(self, *words: str) -> Answer:
        """Verify the page."""
        return self.desk.answer("verify", str(self.file), *words)


@pytest.fixture
def page(worked_case: Desk, surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """A page of the worked case, which is sealed."""
    monkeypatch.setenv("LEDGER_KEY", str(surroundings / "my.key"))
    key = worked_case("key", "new", "desk.example/ann").out.strip()
    worked_case("review", "tdp-5200", "confirmed", "--note", "looked at")
    worked_case("seal")
    made = worked_case("export", "tdp-5200", "fn-headline", "-o", "page.html")
    assert (made.out, made.err) == ("", "")
    return Sealed(worked_case, key, surroundings / "page.html")


def test_a_page_is_verified_without_a_ledger(page: Sealed) -> None:
    Path(page.desk.db).unlink()
    shown = page.verify("--key", page.key)
    assert shown.code == 0
    assert "signed by: desk.example/ann" in shown.out
    assert "page: every word of it follows from these entries, and nothing was changed" in shown.out
    assert "issued: by desk.example/ann on 2026-11-22T" in shown.out
    assert "not proved: that the desk kept nothing back" in shown.out


def test_it_is_read_from_a_pipe_too(page: Sealed) -> None:
    document = page.desk("verify", "-", "--key", page.key, "--json", stdin=page.file.read_bytes()).json()
    assert document["verified"] is True
    assert document["page"] == {"program": program(), "compared": True}
    assert "tdp-5200" in [figure["key"] for figure in document["figures"]]


def test_a_page_that_came_by_other_ends_of_lines_holds(page: Sealed) -> None:
    page.file.write_bytes(page.file.read_bytes().replace(b"\n", b"\r\n"))
    assert page.verify("--key", page.key).code == 0


def test_without_a_key_nobody_is_said_to_have_signed(page: Sealed) -> None:
    shown = page.verify()
    assert shown.code == 1
    assert "no key was given" in shown.err


def within_bundle(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of the bundle alone."""

    def made(text: str) -> str:
        before, opening, rest = text.partition(BUNDLE)
        bundle, closing, after = rest.partition("</script>")
        return before + opening + change(bundle) + closing + after

    return made


def outside(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of everything but the bundle."""

    def made(text: str) -> str:
        before, opening, rest = text.partition(BUNDLE)
        return change(before) + opening + rest

    return made


def reordered(bundle: str) -> str:
    return json.dumps(json.loads(bundle))


def without(pattern: str) -> Callable[[str], str]:
    return outside(lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL))


def replaced(old: str, new: str, count: int = -1) -> Callable[[str], str]:
    return outside(lambda text: text.replace(old, new, count))


TAMPERED: dict[str, tuple[Callable[[str], str], str]] = {
    "a number in the text": (replaced("100 × 52 = 5,200", "100 × 52 = 5,300"), "100 × 52 = 5,300, right, exactly"),
    "a number in the table": (
        replaced('<td class="value">5,200</td>', '<td class="value">5,300</td>'), "5,300"),
    "a party in the picture": (replaced(">Mediazona</text>", ">Meduza</text>"), "Meduza"),
    "a number in the list": (replaced("“more than 5,000 troops”</h3>", "“more than 6,000 troops”</h3>"),
                             "more than 6,000 troops"),
    "a verdict": (replaced(">confirmed<", ">rejected<", 1), "rejected"),
    "a note of a reviewer": (replaced("looked at", "not looked at", 1), "not looked at"),
    "a finding left out": (without(r'<li class="finding odd">.*?</li>\n'), ""),
    "a step left out": (without(r'<li id="figure-[0-9a-f]{12}">.*?\n</li>\n'), ""),
    "a word added": (
        replaced("</main>", "<p>Everything here is true.</p></main>"), "Everything here is true."),
    "a word after the end": (lambda text: f"{text}<p>More</p>", "More"),
    "a script added": (replaced("</main>", "<script>alert(1)</script></main>"), "alert(1)"),
    "the policy loosened": (replaced("default-src &#39;none&#39;", "default-src *"), "default-src *"),
    "a link led elsewhere": (replaced('href="#figure-', 'href="https://example.org/#figure-', 1), "example.org"),
    "an accepted mark": (replaced('<span class="tag odd">Warning</span>',
                                  '<span class="tag plain">Warning, accepted</span>', 1), "accepted"),
    "a style that hides": (replaced(".findings {", ".findings { display: none;"), "display: none"),
    "the size of the ledger": (replaced("entry 65", "entry 66"), "entry 66"),
    "the checkpoint shown": (replaced("<pre tabindex", "<pre hidden tabindex"), "hidden"),
    "the bundle spaced anew": (within_bundle(reordered), ""),
    "an entry of the bundle": (within_bundle(lambda bundle: bundle.replace("Mediazona", "Mediaz0na")), ""),
    "the trace of the bundle": (within_bundle(lambda bundle: bundle.replace(
        '"value":"5200"', '"value":"5300"', 1)), "/figures/"),
    "the bundle of nothing": (within_bundle(lambda _: "{}"), "not a bundle"),
    "the bundle cut off": (within_bundle(lambda bundle: bundle[: len(bundle) // 2]), "not a bundle"),
    "the bundle taken out": (lambda text: text.replace(BUNDLE, "<script>"), "carries no proof"),
    "another bundle before it": (
        lambda text: text.replace("</body>", "").replace(BUNDLE, f"{BUNDLE}{{}}</script>{BUNDLE}", 1), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_whatever_is_changed_is_told(page: Sealed, name: str) -> None:
    change, complaint = TAMPERED[name]
    before = page.file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    page.file.write_text(after, encoding="utf-8", newline="\n")
    answer = page.verify("--key", page.key)
    assert answer.code in (1, 2), answer
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert complaint in " ".join(answer.err.split())


def test_the_first_place_that_was_changed_is_shown(page: Sealed) -> None:
    text = page.file.read_text(encoding="utf-8")
    page.file.write_text(text.replace("100 × 52 = 5,200: right", "100 × 52 = 6,000: right"), encoding="utf-8")
    error = " ".join(page.verify("--key", page.key).err.split())
    assert re.match(
        r"error: the page was changed: line \d+ shows “100 × 52 = 6,000: right, exactly”, "
        r"and the records say “100 × 52 = 5,200: right, exactly”",
        error,
    )


def test_what_a_page_hides_cannot_steer_a_terminal(page: Sealed) -> None:
    text = page.file.read_text(encoding="utf-8")
    page.file.write_text(text.replace("Who repeats it?", "\x1b[2J\u202eWho repeats it?"), encoding="utf-8")
    error = page.verify("--key", page.key).err
    assert "\\x1b[2J\\u202eWho" in error
    assert "\x1b" not in error


def test_another_key_is_refused(page: Sealed) -> None:
    second_key = page.desk("key", "new", "desk.example/bob", "-o", "bob.key").out.strip()
    answer = page.verify("--key", second_key)
    assert answer.code == 1
    assert "signed by none of the keys given" in answer.err


def test_of_a_page_by_another_version_the_bundle_alone_is_proved(page: Sealed) -> None:
    text = page.file.read_text(encoding="utf-8")
    edited = text.replace(program(), "figure-ledger 0.0.1").replace("Who repeats it?", "Who says so?")
    page.file.write_text(edited, encoding="utf-8", newline="\n")
    answer = page.verify("--key", page.key)
    assert answer.code == 1
    assert "every word" not in answer.out
    assert "proved: " in answer.out
    assert "the page was written by figure-ledger 0.0.1, and its words were not compared" in answer.err
    document = page.desk.answer("verify", str(page.file), "--key", page.key, "--json")
    assert document.json()["verified"] is False
    assert document.json()["page"] == {"program": "figure-ledger 0.0.1", "compared": False}


def with_unicode(page: Sealed, version: str) -> str:
    """The page as a Python of another Unicode would have written it, if all characters are known to both."""
    text = page.file.read_text(encoding="utf-8")
    changed = re.sub(r'(name="unicode" content=)"[^"]+"', rf'\1"{version}"', text)
    assert changed != text
    page.file.write_text(changed, encoding="utf-8", newline="\n")
    return changed


def test_a_page_holds_where_another_unicode_knows_its_characters_too(page: Sealed) -> None:
    text = with_unicode(page, "9.0.0")
    assert page.verify("--key", page.key).code == 0
    page.file.write_text(text.replace("Who repeats it?", "Who says so?"), encoding="utf-8", newline="\n")
    answer = page.verify("--key", page.key)
    assert answer.code == 1
    assert "the page was changed" in answer.err


def test_characters_that_another_unicode_did_not_know_are_no_edit(page: Sealed) -> None:
    page.desk("review", "tdp-5200", "confirmed", "--note", "\U0001f9ee counted")
    page.desk("seal")
    page.desk("export", "tdp-5200", "-o", "page.html")
    assert page.verify("--key", page.key).code == 0
    text = with_unicode(page, "9.0.0")
    page.file.write_text(
        text.replace("<bdi>\U0001f9ee counted", "<bdi>\\U0001f9ee counted"), encoding="utf-8", newline="\n"
    )
    answer = page.verify("--key", page.key)
    assert answer.code == 1
    assert "with Unicode 9.0.0, and its words were not compared" in answer.err


def test_a_page_of_something_else_is_none_of_ours(page: Sealed) -> None:
    page.file.write_text("<!doctype html><title>Hello</title>", encoding="utf-8")
    answer = page.verify("--key", page.key)
    assert answer.code == 2
    assert "not a page of a ledger" in answer.err


def test_a_page_without_a_proof_is_not_verified(page: Sealed) -> None:
    page.desk("review", "mod-100", "disputed")
    made = page.desk("trace", "tdp-5200", "--format", "html", "-o", str(page.file))
    assert "the page carries no proof: ledger seal" in made.err
    answer = page.verify("--key", page.key)
    assert answer.code == 1
    assert "the page carries no proof" in answer.err


def test_a_story_is_written_by_the_ending_of_its_file(page: Sealed) -> None:
    page.desk("trace", "tdp-article", "-o", "story.html")
    story = page.file.parent / "story.html"
    assert "5 figures, the worst first" in story.read_text(encoding="utf-8")
    assert page.desk("verify", "story.html", "--key", page.key).code == 0
