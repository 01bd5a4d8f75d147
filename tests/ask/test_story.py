"""The story of 2012 to 2015: it tells what the article does, turns where history did, and ends at the baseline."""

from __future__ import annotations

from datetime import date

import pytest

from engine import ask_of, assess, make_question, timeline
from engine.ask.question import Question
from engine.ask.timeline import Timeline
from engine.infer.situation import situate
from engine.language.facts import Case, Fact

BASELINE = make_question()
STORY = make_question(case_name="story-2012-2015")


@pytest.fixture(scope="module")
def story() -> Timeline:
    return timeline(STORY)


def test_each_moment_of_the_story_is_what_assessing_on_that_date_says(story: Timeline) -> None:
    assert len(story.moments) > 30
    for moment in story.moments:
        answer = assess(ask_of(STORY.base, STORY.case, as_of=moment.date))
        assert (answer.verdict, answer.trace) == (moment.now.verdict, moment.now.trace)


def test_the_story_ends_where_the_baseline_stands(story: Timeline) -> None:
    last, trace = story.moments[-1], BASELINE.evaluate().trace
    assert last.date == date(2015, 2, 2)
    assert last.now.trace.knowledge == trace.knowledge
    assert last.now.trace.settlings == trace.settlings
    for ours, theirs in zip(last.now.question.situation.given, BASELINE.situation.given, strict=True):
        assert (ours.descriptor, ours.states) == (theirs.descriptor, theirs.states)
        claims = [{claim for fact in part.facts for claim in fact.claims} for part in (ours, theirs)]
        assert claims[0] == claims[1]


def test_the_story_turns_where_history_did(story: Timeline) -> None:
    turned = {moment.date: moment for moment in story.moments if moment.changes.responsible is not None}
    crimea, minsk = turned[date(2014, 3, 18)], turned[date(2014, 9, 5)]
    assert crimea.now.verdict.leaning == ("confrontational",)
    assert minsk.now.verdict.states == ("neutral",)
    for moment, name in ((crimea, "russia.border_change"), (minsk, "ukraine.course")):
        assert moment.changes.responsible is not None
        assert moment.changes.responsible.undoing.single == (name,)


@pytest.mark.parametrize(
    ("day", "leanings", "responsible"),
    [
        (date(2012, 7, 3), [("positive",), ("confrontational", "neutral", "positive")], "territory.talks"),
        (date(2012, 12, 26), [("confrontational", "neutral", "positive"), ("positive",)], "japan.leader_reputation"),
    ],
)
def test_a_verdict_that_stays_open_and_leans_otherwise_has_someone_responsible(
    story: Timeline, day: date, leanings: list[tuple[str, ...]], responsible: str
) -> None:
    (moment,) = [moment for moment in story.moments if moment.date == day]
    changes = moment.changes
    assert changes.before.verdict.states == changes.after.verdict.states
    assert [changes.before.verdict.leaning, changes.after.verdict.leaning] == leanings
    assert changes.responsible is not None
    assert changes.responsible.undoing.sets == ((responsible,),)


def test_the_story_tells_what_the_article_does(story: Timeline) -> None:
    began = {
        (fact.descriptor, moment.date.isoformat())
        for moment in story.moments
        for fact in moment.now.question.situation.facts
        if fact.since == moment.date
    }
    summits = ["2013-06-17", "2013-09-05", "2013-10-07", "2014-02-08", "2014-11-09"]  # and the first, with the talks
    assert {
        ("russia.policy_on_japan", "2012-12-25"),
        ("japan.leader_reputation", "2012-12-26"),
        ("territory.talks", "2013-04-29"),
        *(("summitry.trust", day) for day in summits),
        ("summitry.putin_visit", "2014-02-08"),
        ("russia.border_change", "2014-03-18"),
        *(("japan.sanctions_packages", day) for day in ("2014-03-18", "2014-04-29", "2014-08-05", "2014-09-25")),
        ("g7.front", "2014-11-16"),
        ("summitry.putin_visit", "2014-11-09"),
        ("japan.government", "2014-12-14"),
    } <= began  # fmt: skip


def test_a_date_that_is_named_ends_the_timeline() -> None:
    told = timeline(make_question(case_name="story-2012-2015", as_of=date(2014, 3, 10)))
    assert told.moments[-1].date == date(2014, 3, 6)


def test_a_fact_that_ends_and_none_that_follows_is_a_moment(story: Timeline) -> None:
    (moment,) = [moment for moment in story.moments if moment.date == date(2014, 9, 25)]
    assert "summitry.putin_visit" not in moment.now.trace.given_on
    assert "summitry.putin_visit" in {change.name for change in moment.changes.changes}


@pytest.mark.parametrize(("since", "until"), [(date.min, None), (None, date.max), (date.min, date.max)])
def test_the_ends_of_the_calendar_are_no_moments(since: date | None, until: date | None) -> None:
    fact = Fact("ukraine.course", ("escalating",), since, until)
    case = Case("ends", "", (fact,))
    told = timeline(Question(BASELINE.program, case, situate(BASELINE.base, case)))
    assert told.moments == ()
    assert told.opening.trace.knowledge["ukraine.course"] == ("escalating",)
