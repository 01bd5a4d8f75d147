"""The explanations of the article read as they did when they were found right, and cite the right paragraphs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from engine import contrast, explain, explain_not, make_question
from engine.ask.blockers import Blocker
from engine.language.conditions import Test
from tests.ask.explained import CASES, FOLDER, answered, names


def kept(name: str) -> dict[str, Any]:
    """The values that are kept of an answer."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def paragraphs(name: str) -> set[int]:
    """Every paragraph that the kept text of an answer cites."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return {int(number) for number in re.findall(r"¶(\d+)", text)}


@pytest.mark.parametrize(("name", "suffix"), names())
def test_an_explanation_of_the_article_is_as_it_was(name: str, suffix: str) -> None:
    expected = (FOLDER / f"{name}{suffix}").read_text(encoding="utf-8")
    assert answered(name, suffix) == expected, "read it; where it is right, run `python -m tests.ask.explained --write`"


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name + suffix for name, suffix in names()}


@pytest.mark.parametrize("case", CASES)
def test_neutral_is_proved_by_what_scenarios_mean_and_by_the_course_of_sanctions(case: str) -> None:
    document = kept(f"why-scenario-{case}")
    goal = document["proofs"]["scenario"]
    assert goal["enough"] == ["sanctions-kept-rule-out-the-positive-scenario", "no-stiffening-rules-out-confrontation"]
    assert goal["settling"]["known"] == ["neutral"]
    assert document["support"]["minimality"] == "smallest"
    assert document["support"]["sufficient"] == ["ukraine.course", "us_russia.relations", "g7.front", "us_japan.alliance"]
    # the meaning of the scenarios, the four principles, the alliance, and what pulls the other way
    assert {23, 24, 25, 2, 9, 10, 11, 13, 14, 26, 28} <= paragraphs(f"why-scenario-{case}")


def test_positive_is_missed_by_the_sanctions_kept() -> None:
    answer = explain_not(make_question(), "scenario=positive")
    goal = answer.absences[answer.goal]
    (loss,) = goal.losses
    assert (loss.how, loss.rules) == ("narrowed", ("sanctions-kept-rule-out-the-positive-scenario",))
    assert goal.missed[0].rule == "lifting-means-the-positive-scenario"
    course = answer.absences[Test("japan.sanctions_course", ("lift",))]
    assert [(lead.state, lead.rival, lead.gap) for lead in course.leads] == [("lift", "hold", 8)]
    assert {step.rule for step in course.against} >= {"solidarity-keeps-sanctions", "tokyo-holds-with-washington"}
    near = answer.nearest[0]
    assert (near.rule, near.changes, near.reached) == (
        "lifting-means-the-positive-scenario", (Test("japan.sanctions_course", ("lift",)),), True,
    )  # fmt: skip
    assert {24, 25, 27, 28, 9, 2, 3} <= paragraphs("whynot-positive-a1")


def test_a_hostile_moscow_keeps_japan_from_being_a_bridge() -> None:
    answer = explain_not(make_question(case_name=CASES["a5"]), "japan.role=bridge")
    first = answer.absences[answer.goal].missed[0]
    assert (first.rule, first.fewest) == ("calm-ukraine-opens-a-bridge", 1)
    relations = answer.absences[Test("relations.with_japan", ("less_spoiled",))]
    assert {step.rule for step in relations.against} == {
        "hostile-posture-spoils-relations", "countermeasures-spoil-relations-and-trade",
    }  # fmt: skip
    blocked = {missed.rule: [b.test.descriptor for b in missed.blockers if isinstance(b, Blocker)] for missed in relations.missed}
    assert blocked == {
        "friendly-posture-spares-relations": ["russia.posture_to_japan"],
        "no-countermeasures-spare-relations": ["russia.countermeasures_on_japan"],
    }
    assert {27, 18, 19} <= paragraphs("whynot-bridge-a5")


def test_in_the_baseline_only_ukraine_keeps_japan_from_being_a_bridge() -> None:
    near = explain_not(make_question(), "japan.role=bridge").nearest
    assert [(n.rule, n.changes, n.reached) for n in near] == [
        ("calm-ukraine-opens-a-bridge", (Test("ukraine.course", ("stabilising",)),), True)
    ]


def test_neutral_rather_than_positive_is_decided_between_holding_and_lifting() -> None:
    answer = contrast(make_question())
    scenario, course = answer.separations
    assert (scenario.first.state, scenario.second.state) == ("neutral", "positive")
    assert (answer.pivot, course.first.state, course.second.state, course.gap) == ("japan.sanctions_course", "hold", "lift", 8)
    assert [(c.descriptor, c.otherwise, c.effect) for c in answer.crucial if c.effect != "narrows"] == [
        ("us_japan.alliance", "strained", "closes")
    ]
    assert explain(make_question(), "scenario").support is not None


def test_under_a_hostile_moscow_no_single_fact_closes_the_gap() -> None:
    answer = contrast(make_question(case_name=CASES["a5"]))
    assert {crucial.effect for crucial in answer.crucial} == {"narrows"}
    assert answer.crucial[0].descriptor == "us_japan.alliance"
