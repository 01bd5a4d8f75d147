"""A timeline says of every date what asking as of it says, and between its dates nothing changes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine import compare, timeline
from engine.ask.hinges import crux_of
from engine.ask.question import Question
from engine.infer.program import compile_program
from engine.infer.situation import situate
from engine.language.facts import Case, Fact
from tests.generated import Asked, examples, one_state, questions

FIRST = date(2012, 1, 1)
DAYS = 30


def on(question: Question, day: date) -> Question:
    return replace(question, situation=situate(question.base, question.case, day))


def dated(asked: Asked, random: Random) -> Question:
    """The question with one to three facts on each descriptor, begun and ended on random days, some without a beginning."""
    facts: list[Fact] = []
    for descriptor in asked.base.descriptors.values():
        if descriptor.is_context or random.random() < 0.3:
            continue
        for begin in random.sample(range(DAYS), random.randint(1, 3)):
            fact = one_state(descriptor, random.choice(descriptor.states))
            since = FIRST + timedelta(begin) if begin else None
            until = FIRST + timedelta(begin + random.randint(0, DAYS)) if random.random() < 0.3 else None
            facts.append(replace(fact, since=since, until=until))
    case = Case("dated", "", tuple(facts))
    return Question(compile_program(asked.base, asked.dissents), case, situate(asked.base, case))


@examples(100)
@given(questions(most=6), st.integers(0, 2**32 - 1))
def test_on_every_day_things_stand_as_the_timeline_says(asked: Asked, seed: int) -> None:
    question = dated(asked, Random(seed))
    told = timeline(question)
    assert [moment.date for moment in told.moments] == sorted({moment.date for moment in told.moments})
    facts = question.case.facts
    days = {fact.since for fact in facts} | {fact.until + timedelta(1) for fact in facts if fact.until}
    assert {moment.date for moment in told.moments} <= days
    now = told.opening
    for day in (FIRST + timedelta(n) for n in range(-1, 2 * DAYS + 2)):
        now = next((moment.now for moment in told.moments if moment.date == day), now)
        answer = on(question, day)
        trace = answer.evaluate().trace
        if told.moments:
            assert now.trace == trace
            assert set(told.crux) >= set(crux_of(answer, trace))


@examples(60)
@given(questions(most=6), st.integers(0, 2**32 - 1))
def test_each_moment_is_compared_with_the_one_before(asked: Asked, seed: int) -> None:
    question = dated(asked, Random(seed))
    told = timeline(question)
    before = told.opening
    for moment in told.moments:
        assert moment.changes.changes
        assert moment.changes == compare(before.question, moment.now.question)
        assert (moment.changes.responsible is None) == (before.verdict == moment.now.verdict)
        before = moment.now
