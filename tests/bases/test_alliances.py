"""The base on the powers in 1914, which is written for any of them: its cases hold, and its commitments are the treaties'."""

from __future__ import annotations

from itertools import combinations

import pytest

from engine.ask.question import ask_of
from engine.ask.timeline import timeline
from engine.author.checking import check_base
from engine.author.judging import Failure
from engine.author.testing import run_cases
from engine.infer.checker import check_trace
from engine.language.cases import load_cases
from engine.language.facts import Case
from engine.language.folders import find_folder, shipped_bases
from engine.language.loading import load_base

FOLDER = find_folder("alliances-1914")
BASE = load_base(FOLDER)
CASES = {case.name: case for case in load_cases(BASE, FOLDER)}
TESTED = [case for case in CASES.values() if case.expect is not None]
BOUND = {  # as it stood in July 1914; all other pairs have no bond
    "austria_hungary, germany": "alliance",
    "austria_hungary, italy": "alliance",
    "germany, italy": "alliance",
    "russia, france": "alliance",
    "france, britain": "understanding",
    "russia, britain": "understanding",
    "france, italy": "understanding",
    "russia, italy": "understanding",
}
POWERS = [actor.id for actor in BASE.actors.values() if "great_power" in actor.kinds]


def known(case: str, descriptor: str) -> tuple[str, ...]:
    return ask_of(BASE, CASES[case]).evaluate().trace.knowledge[BASE.vocabulary.spelled(descriptor)]


def test_it_ships_and_is_written_for_many() -> None:
    assert "alliances-1914" in shipped_bases()
    written = {rule.written for rule in BASE.rules.values()}
    assert len(BASE.generic) > len(written) / 2
    assert len(BASE.rules) > 5 * len(written)
    for name, generic in BASE.generic.items():
        assert len(BASE.written_rules(name)) == len(list(generic.scope.choices()))


@pytest.mark.parametrize("case", TESTED, ids=lambda case: case.name)
def test_a_case_holds(case: Case) -> None:
    (result,) = run_cases(BASE, [case], CASES.values()).results
    failures: tuple[Failure, ...] = result.failures
    assert failures == ()


def test_every_scenario_is_expected_by_a_case_and_every_rule_fires_in_one() -> None:
    expected = {case.expect.verdict for case in TESTED if case.expect is not None} - {None}
    assert expected == set(BASE.descriptors[BASE.verdict].states)
    coverage = run_cases(BASE, TESTED, CASES.values()).coverage
    assert coverage.rules_covered == coverage.rules


@pytest.mark.parametrize("case", list(CASES.values()), ids=lambda case: case.name)
def test_a_trace_passes_the_checker(case: Case) -> None:
    question = ask_of(BASE, case)
    assert list(check_trace(BASE, question.evaluate().trace, question.situation)) == []


@pytest.mark.parametrize("pair", list(combinations(POWERS, 2)), ids="-".join)
def test_a_bond_is_the_one_of_the_treaties_whichever_power_is_named_first(pair: tuple[str, str]) -> None:
    first, second = pair
    said = BOUND.get(f"{first}, {second}", BOUND.get(f"{second}, {first}", "none_made"))
    assert known("august-4", f"bond({first}, {second})") == known("august-4", f"bond({second},{first})") == (said,)


def test_nothing_that_is_proved_of_it_is_left_unexplained() -> None:
    report = check_base(BASE, list(CASES.values()), proof=True)
    assert [finding for finding in report.findings if not finding.accepted] == []


def test_the_crisis_goes_from_local_to_general() -> None:
    story = timeline(ask_of(BASE, CASES["story-july-1914"]))
    verdicts = {moment.date.isoformat(): moment.now.trace.knowledge[BASE.verdict] for moment in story.moments}
    assert verdicts["1914-07-28"] == ("local",)
    assert verdicts["1914-07-29"] == ("local", "continental", "general")
    assert verdicts["1914-07-30"] == ("continental", "general")
    assert verdicts["1914-08-03"] == verdicts["1914-08-04"] == ("general",)


def test_a_fact_that_stands_on_a_history_says_that_it_was_not_looked_up() -> None:
    for case in CASES.values():
        for fact in case.facts:
            if fact.kind == "judgement":
                assert fact.unverified or fact.source.date, f"{fact} in {case.name}"
            if fact.kind == "observed":
                assert fact.source.title, f"{fact} in {case.name}"
