"""What a page says in words is what the values say: counted rightly, compared like with like, and once."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from engine import Assessment, assess, explain_not, make_question, report_on, space_of, sweep
from engine.ask.compare import what_if
from engine.ask.explore import explore
from engine.ask.hinges import Hinge
from engine.ask.responsibility import Responsibility, Search
from engine.ask.verdict import is_only_stated, verdict_in
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.show.assessment import assessment_page
from engine.show.comparison import comparison_page
from engine.show.explanation import Extent
from engine.show.explored import exploration_document
from engine.show.headline import verdict_line
from engine.show.paper_markdown import paper_markdown
from engine.show.reasons import hinge_text
from engine.show.report import report_paper
from engine.show.responsible import enough_text, undone_text
from engine.show.sweep import sweep_page
from engine.show.whynot import whynot_page
from engine.show.words import BY_ID, in_words, verdict_text
from tests.generated import Asked, examples, questions


def said(answer: Assessment) -> str:
    return assessment_page(answer).plain(10_000)


@pytest.fixture(scope="module")
def baseline() -> Assessment:
    return assess(make_question())


def test_the_hinges_that_are_not_listed_are_counted_by_what_they_do(baseline: Assessment) -> None:
    answer = assess(make_question(base_name="alliances-1914"))
    assert all(hinge.tips for hinge in answer.hinges)
    assert f"… and {len(answer.hinges) - 5} more that turn the verdict (--json lists them)." in said(answer)
    assert f"… and {len(baseline.hinges) - 5} more that only narrow the lead (" in said(baseline)
    tipping, *narrowing = baseline.hinges
    both = replace(baseline, hinges=(*[tipping] * 6, replace(narrowing[0], lead=None), *narrowing[:2]))
    counted = "1 more that turns the verdict, 1 that changes only the way to it and 2 that only narrow the lead"
    assert f"… and {counted} (" in said(both)


def test_the_lead_over_one_rival_is_not_compared_with_that_over_another(baseline: Assessment) -> None:
    (pivot,) = baseline.pivots
    hinges: dict[str, Hinge] = {hinge.descriptor: hinge for hinge in baseline.hinges}
    assert (
        hinge_text(hinges["ukraine.course"], pivot, "scenario") == "hold would lead by 6 (over stiffen) instead of 8 (over lift)"
    )
    assert hinge_text(hinges["g7.front"], pivot, "scenario") == "hold would lead lift by 3 instead of 8"
    level = replace(pivot, over=("lift", "stiffen"))
    assert hinge_text(hinges["ukraine.course"], level, "scenario") == "hold would lead stiffen by 6 instead of 8"


def test_an_open_verdict_leans_on_every_page() -> None:
    asked = make_question(sets=["us_japan.alliance=strained"])
    answer = assess(asked)
    assert answer.verdict.leaning == ("positive",)
    page = said(answer)
    assert f"VERDICT  {verdict_text(answer.verdict)}  (scenario)" in page
    assert verdict_text(answer.verdict) == "open between neutral and positive, leaning to positive"
    assert "On japan.sanctions_course lift and hold are level; the scenarios' own balances lean to positive." in page
    assert "nothing is in front" not in page


def test_who_writes_no_commands_is_told_in_the_words_of_the_vocabulary() -> None:
    asked = make_question(sets=["us_japan.alliance=strained"])
    document = exploration_document(explore(asked))
    told = "On Japan's sanctions course lift and hold are level; the scenarios' own balances lean to positive."
    assert document["cautions"] == [told]
    assert document["says"] == verdict_text(assess(asked).verdict)
    naming = in_words(asked.base)
    assert naming.states("japan.border_motive", ["china_lesson"]) == "china lesson"
    assert naming.states("japan.sanctions_packages", [">=4"]) == "at least 4 packages"
    motive = assess(asked).trace.settled["japan.border_motive"]
    verdict = verdict_in(motive)
    lines = [verdict_line(verdict, motive, one) for one in (naming, BY_ID)]
    assert lines == ["china lesson is indicated", "china_lesson is indicated"]


def test_a_tension_is_told_in_the_words_of_the_vocabulary() -> None:
    asked = make_question(sets=["japan.sanctions_course=stiffen"])
    (told,) = exploration_document(explore(asked))["cautions"]
    assert told.startswith("Your what-if sets Japan's sanctions course: stiffen; the rules alone give hold, by 12.")
    assert "Your what-if sets japan.sanctions_course = stiffen; the rules alone give hold, by 12." in said(assess(asked))


def test_what_leans_nowhere_is_level() -> None:
    page = said(assess(make_question(case_name="a09-nothing-known")))
    assert "are level; nothing is in front. Pending rules may still turn it." in page
    assert "lean" not in page


def test_rules_may_still_weigh_only_where_something_is_left_to_find_out() -> None:
    answer = assess(make_question(sets=["us_japan.alliance=strained"]))
    assert (answer.waits, [bool(account.pending) for account in answer.accounts]) == ((), [True] * 3)
    page = said(answer)
    assert "Nothing that is left to find out" in page
    assert "may still weigh on it" not in page
    assert page.count("on it stay pending: what they ask for is undecided too") == 2  # confrontational is excluded
    assert "pending rules may still weigh on it" in said(assess(make_question(case_name="a09-nothing-known")))


def test_what_is_open_is_not_said_to_be_what_is_asked_for() -> None:
    page = whynot_page(explain_not(make_question(case_name="a09-nothing-known"), "scenario=confrontational"), Extent())
    told = "scenario = confrontational is not concluded: it is open; confrontational, neutral and positive are left."
    assert told in page.plain(10_000)


def test_a_verdict_that_is_only_stated_is_not_called_indicated() -> None:
    stated = make_question(case_name="a09-nothing-known", sets=["scenario=neutral"])
    answer = assess(stated)
    page = said(answer)
    assert answer.verdict.status == "indicated"
    assert "VERDICT  neutral is stated; the rules alone leave confrontational, neutral or positive  (scenario)" in page
    assert "indicated" not in page
    assert "scenario is neutral. Were it confrontational, confrontational would be stated." in page
    assert "→ neutral is stated  (scenario)" in comparison_page(what_if(stated)).plain(10_000)
    paper = paper_markdown(report_paper(report_on(answer)))
    assert "neutral is stated" in paper
    assert "neutral is indicated" not in paper


def test_a_verdict_that_rules_indicate_is_so_where_it_is_stated_too() -> None:
    page = said(assess(make_question(sets=["scenario=neutral"])))
    assert "VERDICT  neutral is indicated  (scenario)" in page


def test_a_sweep_calls_no_verdict_indicated_that_is_stated() -> None:
    for sets, swept in ((["scenario=neutral"], "ukraine.course"), ([], "scenario")):
        question = make_question(sets=sets)
        page = sweep_page(sweep(question, space_of(question, [swept]))).plain(10_000)
        assert "neutral settled" in page
        assert "indicated" not in page


@examples(200)
@given(questions(known=100))
def test_what_is_only_stated_is_settled_otherwise_without_the_statement(asked: Asked) -> None:
    for settling in asked.trace.settlings:
        facts = tuple(fact for fact in asked.case.facts if fact.descriptor != settling.descriptor)
        situation = situate(asked.base, replace(asked.case, facts=facts), asked.situation.as_of)
        alone = infer(asked.program, situation).settled[settling.descriptor]
        is_stated = settling.status == "settled" and settling.asserted == settling.known
        others = set(alone.known) > set(settling.known)
        assert is_only_stated(settling) == (is_stated and others)


def test_a_sweep_says_how_often_a_guess_is_right() -> None:
    question = make_question()
    page = sweep_page(sweep(question, space_of(question, ["us_japan.alliance", "ukraine.course", "us_russia.relations"]))).plain(
        10_000
    )
    assert "to guess the most frequent outcome is right in 66.7 % of the what-ifs. With one of them known," in page


@pytest.mark.parametrize(
    ("undoing", "making", "undone", "enough"),
    [
        ([("a", "b")], [("b",)], "bring the verdict back; it takes undoing a and b together.", "b alone is enough for the turn,"),
        ([("a", "b")], [("a",), ("b",)], "it takes undoing a and b together.", "Either of a and b alone is enough for the turn,"),
        ([("a",)], [("a",)], "a: without it the verdict would be as before.", "a alone is enough for the turn as well,"),
        ([("a",)], [("a", "b")], "a: without it", "No change alone is enough for the turn; it takes a and b together."),
    ],
)
def test_undoing_is_told_apart_from_making(
    undoing: list[tuple[str, ...]], making: list[tuple[str, ...]], undone: str, enough: str
) -> None:
    searches = (Search(tuple(sets), len(sets[0]), 3, exact=True) for sets in (undoing, making))
    responsible = Responsibility(*searches)
    assert undone in undone_text(responsible.undoing, "the verdict")
    assert enough in enough_text(responsible)
