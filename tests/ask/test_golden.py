"""The article's what-ifs come out as kept in `golden/`, and what the table of acceptance asks of them holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import compare, make_question
from engine.language.folders import SHIPPED, find_folder
from tests.ask.golden import FOLDER, STORY, WHAT_IFS, files_of, in_short


@pytest.mark.parametrize("case", [*WHAT_IFS, STORY])
def test_a_what_if_comes_out_as_kept(case: str) -> None:
    for file, text in files_of(case).items():
        kept = file.read_text(encoding="utf-8")
        assert text == kept, f"{file.name} differs (mend it, or run `python -m tests.ask.golden --write`)"


@pytest.mark.parametrize("case", WHAT_IFS)
def test_a_what_if_is_the_comparison_of_the_baseline_with_the_case_of_those_facts(case: str) -> None:
    assert kept(case) == json.loads(json.dumps(in_short(compare(make_question(), make_question(case_name=case)))))


def test_every_file_that_is_kept_is_compared() -> None:
    assert set(FOLDER.iterdir()) == {file for case in (*WHAT_IFS, STORY) for file in files_of(case)}
    assert {*WHAT_IFS, STORY} <= set(find_folder(SHIPPED).case_files())


def kept(case: str) -> Any:
    return json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))


def test_confrontation_takes_three_changes_and_needs_each() -> None:
    answer = kept("a02-confrontation")
    assert answer["verdict"] == ["neutral is indicated", "confrontational is indicated"]
    assert answer["responsible"]["undoing"] == ["ukraine.course", "us_russia.relations", "russia.posture_to_japan"]
    assert answer["turned"]["territory.prospect"]["to"] == "none_left"
    for state in ("growing", "junior_partner"):
        before, after = answer["moved"][f"russia.china_dependence={state}"]["balance"]
        assert after > before


def test_a_calmer_ukraine_alone_makes_japan_a_bridge_and_a_hostile_moscow_bars_it() -> None:
    calm, hostile = kept("a03-ukraine-calms"), kept("a05-calm-ukraine-hostile-russia")
    assert calm["turned"]["japan.role"]["to"] == "bridge"
    assert "calm-ukraine-opens-a-bridge" in calm["gained"]
    assert "japan.role" not in hostile["turned"]
    assert "calm-ukraine-opens-a-bridge" not in hostile["gained"]


def test_the_thaw_is_in_every_set_that_brings_the_positive_scenario() -> None:
    answer = kept("a04-thaw-and-treaty")
    assert answer["verdict"][1] == "positive is indicated"
    assert answer["turned"]["japan.sanctions_course"]["to"] == "lift"
    assert answer["turned"]["territory.prospect"]["to"] == "possible"
    assert all("us_russia.relations" in names for names in answer["responsible"]["undoing"])
    assert answer["responsible"]["making"] == ["us_russia.relations & g7.front"]


def test_a_dormant_dispute_silences_the_china_ground_alone() -> None:
    answer = kept("a06-china-dispute-dormant")
    assert "refusal-denies-china-a-lesson" in answer["lost"]
    assert answer["moved"]["japan.recognition=refused"]["by"] == {"refusal-denies-china-a-lesson": -2}
    assert "japan.recognition" not in answer["turned"]


def test_three_packages_are_symbolic() -> None:
    assert kept("a07-three-packages")["turned"]["japan.sanctions_character"]["to"] == "symbolic"


def test_stiffening_gains_by_exactly_the_rules_that_fell_silent() -> None:
    answer = kept("a08-restraint-falls-silent")
    moved = answer["moved"]["japan.sanctions_course=stiffen"]
    assert moved["by"] == {"asia-is-not-europe": 2, "afghan-sanctions-memory-makes-tokyo-wary": 1}
    assert moved["balance"][1] - moved["balance"][0] == 3
    assert set(moved["by"]) <= set(answer["lost"])


def test_a_falling_out_leaves_no_positive_scenario_and_escalation_alone_narrows_the_lead() -> None:
    assert "positive" not in kept("a12-escalation-and-falling-out")["verdict"][1]
    alone = kept("a13-escalation-alone")["moved"]
    hold, stiffen = (alone[f"japan.sanctions_course={state}"]["balance"] for state in ("hold", "stiffen"))
    assert hold[1] - stiffen[1] < hold[0] - stiffen[0]
