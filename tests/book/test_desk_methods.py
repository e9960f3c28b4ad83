"""What the desk does to a draft through the book: entering, ignoring, assigning, taking back, and two at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.book.capturing import Capture
from ledger.errors import ConflictError, InputError
from ledger.view.draft_view import DraftFigure, blocks
from ledger.view.figure_panel import figure_panel

ARTICLE = (Path(__file__).parents[1] / "article" / "worked_case.txt").read_text("utf-8")


@pytest.fixture
def draft(ledger: Ledger) -> Ledger:
    """A ledger with the article of the worked case as a draft."""
    ledger.capture(ARTICLE.encode(), Capture(name="a.txt", title="A story", key="story"))
    return ledger


def figures(ledger: Ledger) -> tuple[DraftFigure, ...]:
    """The figures of the draft."""
    return ledger.draft_status("story").figures


def states(ledger: Ledger) -> list[str]:
    """Their states, in reading order."""
    return [figure.state for figure in figures(ledger)]


def place(figure: DraftFigure) -> tuple[int, int]:
    """Where a figure stands."""
    assert figure.span is not None
    return figure.span.start, figure.span.end


def test_a_figure_is_entered_from_its_place_as_a_scan_reads_it(draft: Ledger) -> None:
    draft.enter("story", *place(figures(draft)[0]), {})
    view = figures(draft)[0].view
    assert view is not None
    assert [party.name for party in view.reporters] == ["UK Ministry of Defence"]
    assert (view.record.quantity.value, view.record.quantity.hedge) == ("100", "nearly")
    assert view.record.quote is not None
    assert view.record.quote.exact == "Nearly 100 Russian soldiers a week"
    with pytest.raises(InputError, match="not a place in the text"):
        draft.enter("story", 10, 10_000, {})


def test_what_is_ignored_stays_ignored_in_the_next_version_and_comes_back_when_undone(draft: Ledger) -> None:
    draft.dismiss("story", *place(figures(draft)[2]))
    assert states(draft)[2] == "ignored"
    draft.capture(f"News of today.\n\n{ARTICLE}".encode(), Capture(name="a.txt", source="story"))
    assert states(draft)[2] == "ignored"
    judgement = figures(draft)[2].ignored
    assert judgement is not None
    draft.undo(judgement)
    assert states(draft)[2] == "not-entered"


def test_a_dismissal_and_an_assignment_are_exported_and_imported(
    draft: Ledger, make_ledger: Callable[..., Ledger]
) -> None:
    import io
    import json

    draft.dismiss("story", *place(figures(draft)[2]))
    draft.assign("story", "Bea")
    lines = list(draft.export_lines(with_texts=True))
    assert [line["to"] for line in lines if line["record"] == "assignment"] == ["Bea"]
    copy = make_ledger()
    copy.import_(io.BytesIO("\n".join(json.dumps(line) for line in lines).encode()))
    assert states(copy) == states(draft)
    assert any("is for Bea to look at" in line.summary for line in copy.log())


def test_somebody_else_who_came_between_is_named_and_nothing_is_recorded(draft: Ledger) -> None:
    draft.enter("story", *place(figures(draft)[0]), {})
    view = figures(draft)[0].view
    assert view is not None
    seen = draft.size
    mine = draft.recording_as("Ann").having_seen(view.entry.id, seen)
    draft.recording_as("Bob").review(view.entry.id, "disputed")
    size = draft.size
    with pytest.raises(ConflictError, match="Bob"):
        mine.review(view.entry.id, "confirmed")
    assert draft.size == size
    draft.recording_as("Ann").having_seen(view.entry.id, size).review(view.entry.id, "confirmed")
    # What oneself did since is no news.
    mine = draft.recording_as("Ann").having_seen(view.entry.id, size)
    mine.review(view.entry.id, "confirmed", note="seen")


def test_two_who_enter_the_same_words_do_not_enter_them_twice(draft: Ledger) -> None:
    first, second = place(figures(draft)[0]), place(figures(draft)[1])
    seen, words = draft.size, ARTICLE[slice(*first)]
    draft.recording_as("Bob").enter("story", *first, {})
    with pytest.raises(ConflictError, match="Bob"):
        draft.recording_as("Ann").having_seen("story", seen, quote=words).enter("story", *first, {})
    words = ARTICLE[slice(*second)]
    draft.recording_as("Ann").having_seen("story", seen, quote=words).enter("story", *second, {})
    assert states(draft)[:2] == ["to-look-at", "to-look-at"]


def test_submissions_are_taken_back_newest_first_and_only_ones_own(draft: Ledger) -> None:
    ann, bob = draft.recording_as("Ann"), draft.recording_as("Bob")
    ann.enter("story", *place(figures(draft)[0]), {})
    view = figures(draft)[0].view
    assert view is not None
    ann.amend(view.entry.id, period="2023")
    mended = figures(draft)[0].view
    assert mended is not None
    ann.review(mended.entry.id, "confirmed")
    bob.dismiss("story", *place(figures(draft)[2]))
    last = ann.last_submission("story")
    assert last is not None
    assert last.words[0].startswith("confirmed")
    ann.take_back("story", last.at)
    assert states(draft)[0] == "to-look-at"
    with pytest.raises(ConflictError, match="not the last thing"):
        ann.take_back("story", last.at)
    last = ann.last_submission("story")
    assert last is not None
    ann.take_back("story", last.at)
    before = figures(draft)[0].view
    assert before is not None
    assert before.record.period is None
    last = ann.last_submission("story")
    assert last is not None
    ann.take_back("story", last.at)
    assert states(draft)[:3] == ["not-entered", "not-entered", "ignored"]
    assert ann.last_submission("story") is None


def test_the_text_in_blocks_is_the_text(draft: Ledger) -> None:
    draft.enter("story", *place(figures(draft)[0]), {})
    status = draft.draft_status("story")
    drawn = blocks(status)
    words = "\n\n".join("".join(segment.text for segment in block.segments) for block in drawn)
    assert words == ARTICLE.strip()
    marked = {
        segment.figure: segment.text
        for block in drawn
        for segment in block.segments
        if segment.figure is not None
    }
    assert marked[1] == "approximately 5,200 convictions a year"
    assert all(
        status.text[segment.start :].startswith(segment.text) for block in drawn for segment in block.segments
    )


def test_a_figure_whose_words_changed_is_marked_at_those_that_replaced_them(draft: Ledger) -> None:
    draft.enter("story", *place(figures(draft)[1]), {})
    newer = ARTICLE.replace("5,200", "5,700")
    draft.capture(newer.encode(), Capture(name="newer.txt", source="story"))
    status = draft.draft_status("story")
    (changed,) = (at for at, figure in enumerate(status.figures) if figure.state == "changed")
    marked = [segment for block in blocks(status) for segment in block.segments if segment.figure == changed]
    assert "".join(segment.text for segment in marked) == "approximately 5,700 convictions a year"


def test_a_panel_tells_the_way_the_arithmetic_and_what_to_write_instead(draft: Ledger) -> None:
    draft.add("100 convictions a week", reported_by=["Mediazona"], primary=True, key="mz")
    draft.enter("story", *place(figures(draft)[0]), {"relays": "mz"})
    weekly = figures(draft)[0].view
    assert weekly is not None
    fields = {"inputs": {"weekly": weekly.entry.id}, "formula": "weekly * 12"}
    draft.enter("story", *place(figures(draft)[1]), fields)
    panel = figure_panel(draft.draft_status("story"), 2)
    assert [step.who for step in panel.steps] == ["UK Ministry of Defence", "Mediazona"]
    assert panel.steps[0].arithmetic is not None
    assert panel.steps[0].arithmetic.worked == "100 × 12 = 1,200"
    assert panel.figure.state == "wrong"
    assert panel.findings[0].code == "arithmetic-mismatch"
    assert panel.findings[0].key == 1
    assert panel.read_as == "about 5,200 convictions per year"


def test_offers_begin_with_the_figures_of_the_same_number(draft: Ledger) -> None:
    for paper in range(9):
        draft.add("100 soldiers a week", reported_by=[f"Paper {paper}"])
    draft.add("about 100 soldiers a week", reported_by=["UK Ministry of Defence"], key="mod")
    draft.add("30 dogs", reported_by=["Somebody"], key="dogs")
    figure = figures(draft)[0]
    assert figure.read_as is not None
    # However many say the same, and whatever the text calls it, the party that it names comes first.
    for name in ("UK Ministry of Defence", "the British defence ministry"):
        offers = draft.offered(figure.read_as, figure.words, [name])
        assert (offers[0].entry.key, len(offers)) == ("mod", 9)
    asked = draft.offered(figure.read_as, figure.words, asked="dogs")
    assert [offer.entry.key for offer in asked] == ["dogs"]


def test_drafts_are_listed_the_last_that_was_captured_first(draft: Ledger) -> None:
    draft.capture(b"5 people died.", Capture(name="b.txt", title="Another"))
    draft.enter("story", *place(figures(draft)[0]), {})
    assert [(shelved.work.title, shelved.figures) for shelved in draft.drafts()] == [
        ("Another", 0),
        ("A story", 1),
    ]
