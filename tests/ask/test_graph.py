"""The inference graph holds what mattered, all of it, and says how much it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from engine.ask.extent import LEVELS, READABLE
from engine.ask.graph import Graph, graph_of
from engine.ask.mattering import mattering_rules, used_of
from engine.ask.question import Question
from engine.infer.settling import settle
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput
from tests.generated import Asked, examples, questions

TOY = str(Path(__file__).parents[1] / "bases" / "toy")


def asks(asked: Asked) -> Question:
    return Question(asked.program, asked.case, asked.situation)


def names(graph: Graph) -> tuple[set[str], set[str]]:
    return {node.descriptor.id for node in graph.descriptors}, {node.rule.id for node in graph.rules}


@pytest.fixture(scope="module")
def baseline() -> Graph:
    return graph_of(make_question())


@given(questions())
@examples(300)
def test_the_rules_that_mattered_alone_settle_a_descriptor_as_all_rules_do(asked: Asked) -> None:
    for settling in asked.trace.settlings:
        name = settling.descriptor
        rules = mattering_rules(asked.program, asked.trace, name)
        assert {rule.id for rule in rules} <= {*settling.fired, *settling.pending}
        fired, pending = ([rule for rule in rules if rule.id in listed] for listed in (settling.fired, settling.pending))
        if not rules and settling.asserted == settling.known:
            continue  # stated, and no rule says otherwise
        again = settle(asked.base.descriptors[name], fired, pending, settling.asserted)
        assert (again.known, again.allowed, again.clash) == (settling.known, settling.allowed, settling.clash)


@given(questions())
@examples(200)
def test_what_a_rule_used_has_the_outcomes_that_made_it_read_so(asked: Asked) -> None:
    for reading in asked.trace.readings:
        rule = asked.program.rules[reading.rule]
        used = used_of(reading)
        outcomes = {(use.exception, use.test.outcome) for use in used}
        if reading.status == "fired":
            assert outcomes <= {(False, "holds"), (True, "undecided"), (True, "cannot_hold")}
        elif reading.status == "pending":
            assert used
            assert outcomes <= {(False, "undecided"), (True, "undecided")}
        else:
            assert used
            assert outcomes <= {(False, "cannot_hold"), (True, "holds")}
        assert {use.test.test.descriptor for use in used} <= set(rule.reads)


@given(questions())
@examples(200)
def test_a_graph_is_whole_from_its_goal_to_the_facts(asked: Asked) -> None:
    question = asks(asked)
    full = graph_of(question, depth=0)
    descriptors, rules = names(full)
    assert (full.rules_left_out, full.descriptors_left_out) == (0, 0)
    assert {effect.rule for effect in full.effects} == rules
    for node in full.descriptors:
        assert node.folded == 0
        mattered = {rule.id for rule in mattering_rules(asked.program, full.trace, node.descriptor.id)}
        assert {effect.rule for effect in full.effects if effect.descriptor == node.descriptor.id} == mattered
    for rule in rules:
        read = {use.test.test.descriptor for use in used_of(full.trace.read[rule])}
        assert {premise.descriptor for premise in full.premises if premise.rule == rule} == read
    used = {premise.descriptor for premise in full.premises} | {full.goal}
    assert used == descriptors


@given(questions(most=9))
@examples(200)
def test_what_is_left_out_is_counted(asked: Asked) -> None:
    question = asks(asked)
    full, page = graph_of(question, depth=0), graph_of(question)
    (all_descriptors, all_rules), (descriptors, rules) = names(full), names(page)
    assert descriptors <= all_descriptors
    assert rules <= all_rules
    assert len(rules) + page.rules_left_out == len(all_rules)
    assert len(descriptors) + page.descriptors_left_out == len(all_descriptors)
    assert len(descriptors) + len(rules) <= READABLE
    assert page.idle <= full.idle
    told = {effect.descriptor for effect in page.effects}
    fired = {rule for name in told for rule in page.trace.settled[name].fired}
    assert page.idle == len(fired) - len(fired & all_rules)
    for node in page.descriptors:
        drawn = sum(effect.descriptor == node.descriptor.id for effect in page.effects)
        assert drawn + node.folded == len(mattering_rules(asked.program, page.trace, node.descriptor.id))


@given(questions(most=9))
@examples(100)
def test_all_is_every_rule_and_every_test(asked: Asked) -> None:
    question = asks(asked)
    graph = graph_of(question, whole=True)
    descriptors, rules = names(graph)
    assert descriptors == set(asked.trace.settled)
    assert rules == set(asked.trace.read)
    for name, rule in asked.program.rules.items():
        assert {premise.descriptor for premise in graph.premises if premise.rule == name} == set(rule.reads)
        assert {effect.descriptor for effect in graph.effects if effect.rule == name} == set(rule.effects)


def test_the_baseline_shows_what_the_verdict_turns_on(baseline: Graph) -> None:
    descriptors, rules = names(baseline)
    assert baseline.goal == "scenario"
    assert {"sanctions-kept-rule-out-the-positive-scenario", "no-stiffening-rules-out-confrontation"} <= rules
    assert "japan.sanctions_course" in descriptors
    assert len(descriptors) + len(rules) == 34
    assert (baseline.rules_left_out, baseline.descriptors_left_out, baseline.idle) == (27, 20, 4)
    assert "holding-bears-out-the-neutral-scenario" not in rules  # the strict rules leave nothing to weigh


def test_sides_are_those_of_the_account(baseline: Graph) -> None:
    sides = {effect.rule: effect.side for effect in baseline.effects if effect.descriptor == "japan.sanctions_course"}
    assert sides["solidarity-keeps-sanctions"] == "for"
    assert sides["non-recognition-speaks-against-lifting"] == "for"  # it weighs on the runner-up
    assert sides["asia-is-not-europe"] == "against"
    assert sides["afghan-sanctions-memory-makes-tokyo-wary"] == "level"  # stiffen is not the runner-up


def test_a_page_has_few_levels_and_more_are_drawn_when_asked_for(baseline: Graph) -> None:
    two, three = (graph_of(make_question(), depth=depth) for depth in (LEVELS, LEVELS + 1))
    assert names(two) == names(baseline)
    assert names(three)[1] > names(two)[1]


def test_a_page_that_one_descriptor_fills_shows_the_strongest_of_its_rules() -> None:
    graph = graph_of(make_question(case_name="a09-nothing-known"))
    (course,) = [node for node in graph.descriptors if node.descriptor.id == "japan.sanctions_course"]
    assert course.folded
    assert len(graph.descriptors) + len(graph.rules) <= READABLE
    assert {effect.rule for effect in graph.effects if effect.descriptor == "scenario"} >= {
        "lifting-means-the-positive-scenario",
        "sanctions-kept-rule-out-the-positive-scenario",
    }


def test_an_exception_that_does_not_hold_is_a_premise_of_its_own_kind() -> None:
    graph = graph_of(make_question(base_name=TOY, case_name="silent-warden"), depth=0)
    exceptions = [premise for premise in graph.premises if premise.exception]
    assert {(premise.descriptor, premise.outcome) for premise in exceptions} == {("fire.ban", "undecided")}


def test_what_is_stated_needs_no_rule_and_a_contradiction_shows_the_clash() -> None:
    stated = graph_of(make_question(sets=["japan.sanctions_course=hold"]))
    assert {effect.descriptor for effect in stated.effects} == {"scenario"}
    clash = graph_of(make_question(base_name=TOY, case_name="no-way-out"))
    settling = clash.trace.settled["festival"]
    assert {effect.rule for effect in clash.effects if effect.descriptor == "festival"} == set(settling.clash)


def test_a_number_that_no_rule_reads_stands_alone_with_its_facts() -> None:
    graph = graph_of(make_question(), "energy.pipeline_gas_share")
    (node,) = graph.descriptors
    assert node.settling is None
    assert [fact.said for fact in node.facts] == ["17"]
    assert graph.rules == ()


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"`japan\.rolle` is no descriptor"):
        graph_of(make_question(), "japan.rolle")
