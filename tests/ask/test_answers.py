"""What an assessment says beside the verdict is what asking again would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Assessment, Explanation, assess, compare, explain, make_question
from engine.ask.whynot import answer_why
from engine.infer.reference import infer

TOY = str(Path(__file__).parents[1] / "bases" / "toy")
OPEN = ["us_russia.relations", "ukraine.course"]


@pytest.fixture(scope="module")
def baseline() -> Assessment:
    return assess(make_question())


def test_every_hinge_is_what_setting_the_fact_gives(baseline: Assessment) -> None:
    assert baseline.hinges
    for hinge in baseline.hinges:
        after = assess(make_question(sets=[f"{hinge.descriptor}={hinge.otherwise}"]))
        assert after.verdict.states == hinge.states
        (pivot,) = baseline.pivots
        table = after.trace.settled[pivot.descriptor]
        rivals = [table.balance(state) for state in table.allowed if state != pivot.state]
        assert hinge.lead == table.balance(pivot.state) - max(rivals)


def test_what_is_no_hinge_narrows_nothing(baseline: Assessment) -> None:
    (pivot,) = baseline.pivots
    hinges = {hinge.descriptor for hinge in baseline.hinges}
    base = baseline.question.base
    for descriptor in (d for d in base.descriptors.values() if base.is_observed(d.id) and d.id not in hinges):
        for state in descriptor.states if not descriptor.is_context else ():
            after = assess(make_question(sets=[f"{descriptor.id}={state}"]))
            table = after.trace.settled[pivot.descriptor]
            rivals = [table.balance(rival) for rival in table.allowed if rival != pivot.state]
            assert after.verdict.states == baseline.verdict.states
            assert table.balance(pivot.state) - max(rivals) >= pivot.lead


def test_an_open_verdict_asks_for_the_facts_that_are_missing() -> None:
    answer = assess(make_question(unsets=OPEN))
    assert answer.verdict.status == "open"
    assert [wait.descriptor for wait in answer.waits] == ["ukraine.course", "us_russia.relations"]
    for wait in answer.waits:
        pending = [answer.trace.read[rule] for rule in wait.rules]
        assert pending
        assert all(reading.status == "pending" for reading in pending)


def test_learning_what_it_asks_for_settles_the_verdict() -> None:
    answer = assess(make_question(unsets=OPEN, sets=[]))
    known = assess(make_question())
    facts = [f"{wait.descriptor}={known.trace.knowledge[wait.descriptor][0]}" for wait in answer.waits]
    assert assess(make_question(sets=facts)).verdict.status == "indicated"


def test_a_tie_waits_for_nothing_and_points_nowhere() -> None:
    answer = assess(make_question(sets=["us_japan.alliance=strained"]))
    (pointer,) = answer.pointers
    assert (answer.verdict.status, answer.waits) == ("open", ())
    assert (pointer.descriptor, pointer.states, pointer.lead) == ("japan.sanctions_course", ("lift", "hold"), 0)


def test_a_dissent_shows_what_it_moved(baseline: Assessment) -> None:
    answer = assess(make_question(without=["asia-is-not-europe"]))
    assert answer.changes is not None
    (difference,) = [d for d in answer.changes.differences if d.descriptor == "japan.sanctions_course"]
    assert {(m.state, m.after - m.before) for m in difference.moved} == {("lift", -1), ("stiffen", 2)}
    assert answer.changes.turned == ()
    assert baseline.changes is None


def test_an_assessment_of_a_what_if_compares_it_with_the_question_before() -> None:
    asked = make_question(sets=["us_russia.relations=thawing"], without=["asia-is-not-europe"])
    assert asked.before is not None
    assert assess(asked).changes == compare(asked.before, asked)


def test_a_reweighed_rule_is_another_program_and_the_trace_says_so() -> None:
    answer = assess(make_question(weights=["asia-is-not-europe:stiffen=+3"]))
    (dissent,) = answer.trace.dissents
    assert (dissent.rule, dissent.state, dissent.weight, dissent.authored) == ("asia-is-not-europe", "stiffen", 3, -2)
    assert answer.trace.settled["japan.sanctions_course"].balance("stiffen") == -1


def test_a_weight_of_nothing_is_no_weight() -> None:
    silent = make_question(weights=["asia-is-not-europe:stiffen=0", "asia-is-not-europe:lift=0"])
    without = make_question(without=["asia-is-not-europe"])
    tables = [infer(q.program, q.situation).settled["japan.sanctions_course"].balances for q in (silent, without)]
    assert tables[0] == tables[1]


def test_what_the_case_states_against_the_rules_is_a_tension_that_clouds_the_verdict() -> None:
    answer = assess(make_question(sets=["japan.sanctions_course=lift"]))
    assert answer.clouds == ("japan.sanctions_course",)
    (settling,) = answer.tensions
    assert settling.tension is not None
    assert (settling.tension.by, settling.tension.lead) == ("balance", 8)


def test_why_goes_down_to_facts() -> None:
    question = make_question(case_name="a05-calm-ukraine-hostile-russia")
    answer = explain(question, "japan.role")
    again = answer_why(question, "japan.role=balancer")
    assert isinstance(again, Explanation)
    assert again.proofs == answer.proofs
    assert {proof.descriptor for proof in answer.proofs.values() if proof.facts} >= {"ukraine.course", "russia.posture_to_japan"}


def test_a_what_if_does_not_move_the_date_it_is_asked_as_of(baseline: Assessment) -> None:
    dated = [fact.descriptor for fact in baseline.question.situation.facts if fact.since]
    asked = make_question(unsets=dated)
    assert asked.situation.as_of == baseline.question.situation.as_of


def test_a_verdict_that_is_stated_or_strict_hangs_on_what_decides_it() -> None:
    stated = assess(make_question(sets=["japan.sanctions_course=hold"]))
    assert stated.hinges[0].descriptor == "japan.sanctions_course"
    assert stated.hinges[0].tips


def test_a_contradiction_points_nowhere() -> None:
    answer = assess(make_question(base_name=TOY, case_name="no-way-out"))
    assert answer.verdict.status == "contradiction"
    assert answer.pointers == ()
