"""A page says the same with colour and without, in every width."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.console import Console

from engine import assess, compare, contrast, explain, explain_not, make_question, timeline
from engine.show.assessment import assessment_page
from engine.show.comparison import comparison_page
from engine.show.contrast import contrast_page
from engine.show.explanation import explanation_page, extent
from engine.show.memo import memo_page
from engine.show.page import Page
from engine.show.timeline import timeline_page
from engine.show.whynot import whynot_page

PAGES = {
    "baseline": lambda: assessment_page(assess(make_question())),
    "open": lambda: assessment_page(assess(make_question(case_name="a09-nothing-known"))),
    "tension": lambda: assessment_page(assess(make_question(sets=["japan.sanctions_course=lift"]))),
    "compared": lambda: comparison_page(compare(make_question(), make_question(case_name="a04-thaw-and-treaty"))),
    "compared whole": lambda: comparison_page(compare(make_question(), make_question(case_name="backtest-2022-03")), True),
    "timeline": lambda: timeline_page(timeline(make_question(case_name="story-2012-2015"))),
    "why": lambda: explanation_page(explain(make_question()), extent("mid")),
    "why, short": lambda: explanation_page(explain(make_question()), extent("short")),
    "why, long": lambda: explanation_page(explain(make_question()), extent("long")),
    "why, a memo": lambda: memo_page(explain(make_question()), extent("mid")),
    "why not": lambda: whynot_page(explain_not(make_question(), "scenario=positive"), extent("mid")),
    "contrast": lambda: contrast_page(contrast(make_question()), extent("mid")),
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> Page:
    return PAGES[request.param]()


@pytest.mark.parametrize("width", [60, 80, 100])
def test_colour_adds_nothing_but_colour(page: Page, width: int) -> None:
    out = StringIO()
    page.print(Console(file=out, width=width, force_terminal=True, color_system="standard", legacy_windows=False))
    assert "\x1b[" in out.getvalue()
    assert re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()) == page.plain(width)


def test_no_line_is_wider_than_asked_but_for_a_word_that_is(page: Page) -> None:
    for line in page.plain(80).splitlines():
        assert len(line) <= 80 or max(map(len, line.split())) > 40


def test_wrapped_lines_hang_behind_their_prefix() -> None:
    page = Page()
    page.add("one two three four five six seven eight nine ten eleven", first="├─ ", rest="│    ")
    assert page.plain(40).splitlines() == ["├─ one two three four five six seven", "│    eight nine ten eleven"]


def test_a_gap_is_one_empty_line() -> None:
    page = Page()
    page.gap()
    page.add("a")
    page.gap()
    page.gap()
    page.add("b")
    assert page.plain() == "a\n\nb\n"


def test_a_text_of_several_lines_wraps_like_any_other() -> None:
    page = Page()
    page.add("one\ntwo\n\n  three\tfour ", ("five\n", "strong"))
    out = StringIO()
    page.print(Console(file=out, width=80, force_terminal=True, color_system="standard", legacy_windows=False))
    assert page.plain(80) == re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    assert page.plain(80).rstrip() == "one two three four five"
