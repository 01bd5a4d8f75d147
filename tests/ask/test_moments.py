"""A moment says what the answer to a question was on a day."""

from __future__ import annotations

from datetime import date

from engine.ask.moments import moment_of
from engine.keep.questions import make_question

DAY = date(2015, 2, 2)


def test_a_moment_is_the_verdict_with_the_balances_of_the_pivot() -> None:
    question = make_question()
    moment = moment_of(question, question.evaluate().trace, DAY, ("nothing new",), "japan.sanctions_course")
    assert (moment.day, moment.changes, moment.status, moment.states) == (DAY, ("nothing new",), "indicated", ("neutral",))
    assert dict(moment.balances) == {"lift": -2, "hold": 6, "stiffen": -6}


def test_without_a_pivot_there_are_no_balances() -> None:
    question = make_question(case_name="a09-nothing-known")
    moment = moment_of(question, question.evaluate().trace, DAY, ())
    assert (moment.status, moment.states) == ("open", ("confrontational", "neutral", "positive"))
    assert moment.balances == ()
