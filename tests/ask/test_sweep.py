"""Sweeps of the article's base: counts, what separates, tables and boxes, against assessments one by one."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.ask.question import Question
from engine.ask.sweep import Sweep, find_boxes, goal_of, rows_of, space_of, sweep
from engine.infer.space import Outcome
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput

NAMES = ("ukraine.course", "us_russia.relations", "g7.front", "us_japan.alliance")


def swept(question: Question, *said: str, all_unknown: bool = False, goal: str = "", boxes: str = "") -> Sweep:
    goal = goal_of(question, goal)
    return sweep(question, space_of(question, said, all_unknown, goal), goal, boxes)


def assessed(choice: tuple[str, ...], goal: str) -> Outcome:
    """What an assessment says of one what-if."""
    sets = [f"{name}={state}" for name, state in zip(NAMES, choice, strict=True)]
    settling = make_question(sets=sets).evaluate().trace.settled[goal]
    return Outcome(settling.status, settling.known)


@pytest.mark.parametrize("goal", ["", "japan.sanctions_course"])
def test_every_what_if_is_what_an_assessment_says(goal: str) -> None:
    answer = swept(make_question(), *NAMES, goal=goal)
    expected = {choice: assessed(choice, answer.goal) for choice in answer.space.choices()}
    assert dict(rows_of(answer.space, answer.goal)) == expected
    assert [answer.outcomes[cell] for cell in answer.cells] == list(expected.values())
    assert dict(zip(answer.outcomes, answer.tally.counts, strict=True)) == Counter(expected.values())
    for found in answer.separations:
        at = NAMES.index(found.descriptor)
        for state, counts in zip(found.states, found.counts, strict=True):
            here = Counter(outcome for choice, outcome in expected.items() if choice[at] == state)
            assert [here[outcome] for outcome in answer.outcomes] == list(counts)
        assert found.right == sum(max(counts) for counts in found.counts)
        for outcome, states in found.only:
            assert {choice[at] for choice, said in expected.items() if said == answer.outcomes[outcome]} == set(states)


def test_separations_come_in_the_order_of_what_they_separate() -> None:
    rights = [found.right for found in swept(make_question(), *NAMES).separations]
    assert rights == sorted(rights, reverse=True)
    assert rights[0] > rights[-1]


def test_a_descriptor_takes_only_the_states_that_are_named() -> None:
    answer = swept(make_question(), "ukraine.course=unresolved|stabilising", "japan.sanctions_packages=1..<4", "g7.front")
    assert [digit.states for digit in answer.space.digits] == [
        ("unresolved", "stabilising"),
        ("1..<4",),
        ("divided", "consolidated"),
    ]
    assert answer.size == 4 == sum(answer.tally.counts)


def test_all_unknown_takes_what_is_not_known_and_what_is_left_of_it() -> None:
    question = make_question(unsets=["us_japan.alliance", "japan.leader_stake"], sets=["ukraine.course=unresolved|stabilising"])
    answer = swept(question, "g7.front", all_unknown=True)
    assert [(digit.descriptor, len(digit.states)) for digit in answer.space.digits] == [
        ("g7.front", 2),
        ("ukraine.course", 2),
        ("us_japan.alliance", 2),
    ]


def test_what_the_verdict_does_not_rest_on_makes_no_difference() -> None:
    answer = swept(make_question(), "g7.front", "territory.prospect")
    assert answer.tally.idle == ("territory.prospect",)
    assert sum(answer.tally.counts) == answer.size
    (idle,) = (found for found in answer.separations if found.descriptor == "territory.prospect")
    assert len(set(idle.counts)) == 1


def test_a_large_space_is_counted_on_diagrams_to_the_last_what_if() -> None:
    answer = swept(make_question(case_name="a09-nothing-known"), all_unknown=True)
    assert (answer.size, answer.tally.reading) == (6_115_295_232, "diagrams")
    assert sum(answer.tally.counts) == answer.size
    assert answer.cells == ()


@pytest.mark.parametrize("state", ["positive", "confrontational", "neutral"])
def test_boxes_hold_just_the_what_ifs_that_end_so(state: str) -> None:
    answer = swept(make_question(), *NAMES, boxes=state)
    assert answer.boxes is not None
    wanted = {choice for choice, outcome in rows_of(answer.space, answer.goal) if outcome == Outcome("settled", (state,))}
    held: set[tuple[str, ...]] = set()
    for box in answer.boxes.chosen:
        allowed = {digit.descriptor: digit.states for digit in box.conditions}
        inside = {
            choice
            for choice in answer.space.choices()
            if all(said in allowed.get(name, (said,)) for name, said in zip(NAMES, choice, strict=True))
        }
        assert inside <= wanted
        assert (len(inside), len(inside - held), box.density) == (box.inside, box.new, 1)
        assert box.coverage == len(inside) / len(wanted)
        held |= inside
    assert held == wanted
    assert answer.boxes.target == len(wanted)


@pytest.mark.parametrize(
    ("said", "all_unknown", "code"),
    [
        (("ukraine.curse",), False, "unknown-descriptor"),
        (("ukraine.course=calm",), False, "unknown-state"),
        (("ukraine.course=",), False, "wrong-shape"),
        (("g7.front", "g7.front"), False, "named-twice"),
        ((), False, "empty-space"),
        ((), True, "empty-space"),
    ],
)
def test_what_does_not_fit_is_refused(said: tuple[str, ...], all_unknown: bool, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        swept(make_question(), *said, all_unknown=all_unknown)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_space_that_is_too_large_is_refused_with_its_size() -> None:
    question = make_question(case_name="a09-nothing-known")
    space = space_of(question, (), True, "scenario")
    for ask in (lambda: find_boxes(space, "scenario", "positive"), lambda: rows_of(space, "scenario")):
        with pytest.raises(InvalidInput) as refused:
            ask()
        (problem,) = refused.value.problems
        assert problem.code == "space-too-large"
        assert "6,115,295,232" in problem.message
        assert problem.hint


def test_diagrams_that_grow_too_large_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.infer import diagrams, tally

    monkeypatch.setattr(tally, "MOST_COMPILED", 10)
    monkeypatch.setattr(tally, "MOST_PLAIN", 10)
    monkeypatch.setattr(tally, "SMALL", 10)
    monkeypatch.setattr(tally, "MOST_NODES", 3000)
    assert diagrams.MOST_NODES > 3000
    with pytest.raises(InvalidInput) as refused:
        swept(make_question(case_name="a09-nothing-known"), all_unknown=True)
    assert [problem.code for problem in refused.value.problems] == ["space-too-large"]
