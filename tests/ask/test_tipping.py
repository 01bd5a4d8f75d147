"""What tips a verdict: how many sets of changes there are, what grades are, and what the baseline hangs on."""

from __future__ import annotations

from itertools import product

import pytest

from engine.ask.robustness import graded_of
from engine.ask.tipping import sets_up_to
from engine.ask.watch import watch
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput


def test_sets_of_changes_are_counted_without_going_through_them() -> None:
    choices = [2, 1, 3]
    for most in range(5):
        sizes = [sum(at > 0 for at in choice) for choice in product(*(range(1 + number) for number in choices))]
        assert sets_up_to(most, choices) == sum(0 < size <= most for size in sizes)


def test_what_was_said_for_the_question_is_kept_whatever_the_grade() -> None:
    question = make_question(sets=["us_russia.relations=thawing", "g7.front=divided"])
    graded = graded_of(question, "A1")
    assert {str(fact) for fact in question.situation.facts} - set(map(str, graded.dropped)) >= {
        "us_russia.relations=thawing",
        "g7.front=divided",
    }
    assert all(fact.grade for fact in graded.dropped)


@pytest.mark.parametrize("grade", ["", "b2", "B", "F2", "B6", "B22", "G1"])
def test_what_is_no_grade_to_go_by_is_refused(grade: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        watch(make_question(), grade=grade)
    assert [problem.code for problem in refused.value.problems] == ["wrong-grade"]


def test_the_baseline_hangs_on_the_alliance_alone_and_on_a_thaw_with_one_other() -> None:
    answer = watch(make_question())
    assert [fact.descriptor for fact in answer.facts if fact.tips_with == 1] == ["us_japan.alliance"]
    assert answer.facts[1].descriptor == "us_russia.relations"
    with_one = [one.changes for one in answer.tippings.minimal if len(one.changes) == 2]
    assert with_one
    assert all(("us_russia.relations", "thawing") in changes for changes in with_one)
    assert (answer.tippings.reading, answer.tippings.sets) == ("kernel", 624)
    assert (answer.separations.size, answer.separations.reading) == (6_115_295_232, "diagrams")
