"""A base about something else: nothing in the engine is made for one article, and every command answers.

The toy base has what the article's has not: alternatives, exceptions and defaults that matter, a tie, a
contradiction and a tension.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import COMMANDS
from commands.lazy import LazyGroup
from engine.author.checking import check_base
from engine.author.testing import run_cases
from engine.infer.checker import check_trace
from engine.infer.evaluators import evaluate
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.language.cases import load_cases
from engine.language.facts import Case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.rules import Rule

HERE = str(Path(__file__).parent / "toy")
FOLDER = find_folder(HERE)
BASE = load_base(FOLDER)
CASES = {case.name: case for case in load_cases(BASE, FOLDER)}
ASKING = ("assess", "why", "contrast", "facts", "rules")
AUTHORING = ("test", "check")


def page(*words: str, code: int = 0) -> str:
    """What a command on the toy base prints, its lines joined."""
    done = CliRunner().invoke(LazyGroup(COMMANDS), [*words, "--base", HERE], prog_name="kakehashi", catch_exceptions=False)
    assert done.exit_code == code, done.output
    return " ".join(done.stdout.split())


def document(*words: str) -> dict[str, Any]:
    """The JSON document that a command on the toy base prints."""
    found: dict[str, Any] = json.loads(page(*words, "--json"))
    return found


def settlings(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The settlings in the trace of an answer, by descriptor."""
    return {settling["descriptor"]: settling for settling in answer["trace"]["settlings"]}


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_expects(name: str) -> None:
    (result,) = run_cases(BASE, [CASES[name]], CASES.values()).results
    assert result.failures == ()


def test_every_rule_fires_and_check_finds_nothing() -> None:
    assert run_cases(BASE, CASES.values(), CASES.values()).coverage.rules_covered == len(BASE.rules)
    assert check_base(BASE, list(CASES.values())).findings == ()


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_both_evaluators_make_one_valid_trace(case: Case) -> None:
    program, situation = compile_program(BASE), situate(BASE, case)
    trace = infer(program, situation)
    assert evaluate(program, situation).trace == trace
    assert check_trace(BASE, trace, situation) == ()


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.parametrize("case", CASES)
def test_a_question_is_answered_for_every_case_as_page_and_as_document(command: str, case: str) -> None:
    assert case in page(command, "-c", case)
    answer = document(command, "-c", case)
    assert answer["case"]["name"] == case
    assert set(answer["knowledge"]) == set(BASE.descriptors)
    assert answer["verdict"]["descriptor"] == "festival"
    expect = CASES[case].expect
    assert expect is not None
    if "festival" in expect.states:
        assert set(answer["knowledge"]["festival"]) == set(expect.states["festival"])
    for name, status in expect.status.items():
        assert answer["status"][name] == status


@pytest.mark.parametrize("name", BASE.descriptors)
def test_every_descriptor_can_be_asked_about(name: str) -> None:
    assert name in page("why", name)
    for state in BASE.descriptors[name].states if not BASE.descriptors[name].is_context else ():
        assert name in page("whynot", f"{name}={state}")
    assert BASE.descriptors[name].question in page("facts", name)


@pytest.mark.parametrize("rule", BASE.rules.values(), ids=lambda rule: rule.id)
def test_every_rule_can_be_looked_at(rule: Rule) -> None:
    assert rule.says in page("rules", rule.id)
    assert rule.id in [listed["id"] for listed in document("rules", "--cite", str(rule.cite[0]))["rules"]]


@pytest.mark.parametrize("command", AUTHORING)
def test_authoring_commands_answer_as_page_and_as_document(command: str) -> None:
    assert {"test": f"{len(CASES)} passed, 0 failed", "check": "nothing to mend"}[command] in page(command)
    assert document(command)["passed"] is True


def test_a_contradiction_is_called_one_and_names_the_rules() -> None:
    clash = {"no-hall-leaves-the-green", "a-fire-ban-closes-the-green", "a-promise-is-kept"}
    shown = page("assess", "-c", "no-way-out")
    assert "VERDICT contradiction" in shown
    assert "Contradiction on festival" in shown
    assert all(rule in shown for rule in clash)
    assert "is indicated" not in shown
    assert "contradiction" in page("why", "-c", "no-way-out")
    assert "contradiction" in page("facts", "festival", "-c", "no-way-out")
    answer = document("assess", "-c", "no-way-out")
    assert answer["verdict"]["status"] == "contradiction"
    assert answer["contradictions"] == ["festival"]
    assert set(settlings(answer)["festival"]["clash"]) == clash


def test_a_tension_is_called_one_and_says_what_stands() -> None:
    shown = page("assess", "-c", "stubborn-reports")
    assert "Tension on green.ground" in shown
    assert "Tension on crowd.size" in shown
    assert "outdoors is indicated" in shown
    assert "tension" in page("why", "-c", "stubborn-reports")
    assert "tension" in page("why", "green.ground", "-c", "stubborn-reports")
    answer = document("assess", "-c", "stubborn-reports")
    found = {name: settlings(answer)[name]["tension"] for name in answer["tensions"]}
    assert {name: (tension["by"], tension["lead"]) for name, tension in found.items()} == {
        "green.ground": ("strict", None),
        "crowd.size": ("balance", 1),
    }


def test_what_is_assumed_from_silence_is_said() -> None:
    assert "assumed: fire.ban is not known to be in_force" in page("why", "-c", "silent-warden")
    assert "not known to be" in page("assess", "-c", "silent-warden")
    assert "is not known to hold" in page("rules", "a-willing-council-lights-the-fire", "-c", "silent-warden")
    for command in ("assess", "why"):  # in the baseline the warden has spoken
        assert "not known to be" not in page(command)


def test_a_default_is_called_one() -> None:
    assert "by default" in page("why", "crowd.size", "-c", "five-millimetres")
    assert "by default" not in page("why", "crowd.size")


def test_a_tie_indicates_nothing() -> None:
    shown = page("assess", "-c", "level")
    assert "not separated" in shown
    assert "is indicated" not in shown
    assert document("assess", "-c", "level")["verdict"] == {
        "descriptor": "festival",
        "status": "not_separated",
        "states": ["indoors", "outdoors"],
        "leaning": [],
    }


def test_an_open_verdict_says_what_to_find_out() -> None:
    shown = page("assess", "-c", "nothing-known")
    assert "Find out first" in shown
    assert BASE.descriptors["fire.ban"].question in shown


def test_a_failing_case_fails_the_command(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: Wrong\nextends: fine-day\nexpect: {verdict: cancelled}\n", encoding="utf-8")
    assert "expected festival=cancelled indicated" in page("test", str(wrong), code=1)
