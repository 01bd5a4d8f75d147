"""Consistent bundles: the search finds what trying every bundle finds, with and without feedback, and what the meaning says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import prod
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.infer import lanes
from engine.infer.bundle_search import BundleSearch
from engine.infer.bundles import Bundle
from engine.infer.components import components
from engine.infer.program import Program, compile_program
from engine.infer.situation import Situation, situate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case
from engine.language.matrices import Matrix
from engine.language.matrix_bases import base_of_matrix
from engine.language.problems import FeedbackLoop
from engine.language.rules import Rule
from engine.show.scenario_wizard import matrix_text
from tests.generated import Asked, examples, made_up, questions
from tests.infer.plain_bundles import plain_bundles, taking_part
from tests.matrices import matrices, standardised

MOST = 500  # bundles that are tried one by one
EMPTY = Case("empty", "")


def searched(
    program: Program, situation: Situation, tolerance: int = 0, only: Mapping[str, tuple[str, ...]] | None = None
) -> list[Bundle]:
    return in_order(list(BundleSearch(program, situation, tolerance, only).find()))


def in_order(bundles: list[Bundle]) -> list[Bundle]:
    return sorted(bundles, key=lambda bundle: bundle.states)


def of_matrix(matrix: Matrix) -> tuple[Program, Situation]:
    base = base_of_matrix(matrix_text(matrix), "matrix.scw", "", "")
    return compile_program(base, feedback=True), situate(base, EMPTY)


def size(program: Program) -> int:
    return prod(len(program.base.descriptors[name].states) for name in taking_part(program))


def has_loop(program: Program) -> bool:
    try:
        return not program.layers
    except FeedbackLoop:
        return True


@given(questions(most=7, feedback=True), st.integers(0, 2))
@examples(500)
def test_the_search_finds_what_trying_every_bundle_finds(asked: Asked, tolerance: int) -> None:
    if size(asked.program) <= MOST:
        tried = in_order(plain_bundles(asked.program, asked.situation, tolerance))
        assert searched(asked.program, asked.situation, tolerance) == tried


@given(matrices(), st.integers(0, 2))
@examples(200)
def test_the_bundles_of_a_matrix_are_those_that_trying_every_one_finds(matrix: Matrix, tolerance: int) -> None:
    program, situation = of_matrix(matrix)
    if size(program) <= MOST:
        assert searched(program, situation, tolerance) == in_order(plain_bundles(program, situation, tolerance))


@given(questions(most=7))
@examples(200)
def test_without_feedback_too(asked: Asked) -> None:
    if size(asked.program) <= MOST:
        assert searched(asked.program, asked.situation) == in_order(plain_bundles(asked.program, asked.situation))


@given(questions(known=100))
@examples(300)
def test_what_is_settled_everywhere_is_the_only_bundle(asked: Asked) -> None:
    trace = asked.trace
    if all(len(settling.known) == 1 and settling.status != "contradiction" for settling in trace.settlings):
        states = tuple(trace.knowledge[name][0] for name in taking_part(asked.program))
        assert [bundle.states for bundle in searched(asked.program, asked.situation)] == [states]


@given(questions(unless=False, on_derived=False))
@examples(300)
def test_a_bundle_is_within_what_forward_inference_leaves(asked: Asked) -> None:
    if size(asked.program) > MOST or any(settling.status == "contradiction" for settling in asked.trace.settlings):
        return
    for bundle in searched(asked.program, asked.situation):
        chosen = dict(zip(taking_part(asked.program), bundle.states, strict=True))
        assert all(state in asked.trace.knowledge[name] for name, state in chosen.items())


@given(matrices(most=5))
@examples(200)
def test_a_matrix_and_its_standardised_form_have_the_same_bundles(matrix: Matrix) -> None:
    standard, scale = standardised(matrix)
    before, after = searched(*of_matrix(matrix)), searched(*of_matrix(standard))
    scaled = [
        replace(b, leads=tuple(lead and lead * scale for lead in b.leads), value=b.value and b.value * scale) for b in before
    ]
    assert [replace(bundle, score=0) for bundle in after] == [replace(bundle, score=0) for bundle in scaled]


@given(questions(most=7, feedback=True), st.randoms(use_true_random=False))
@examples(150)
def test_asking_for_some_states_leaves_the_bundles_that_have_them(asked: Asked, dice: Random) -> None:
    names = taking_part(asked.program)
    at = dice.randrange(len(names))
    states = asked.base.descriptors[names[at]].states
    some = tuple(state for state in states if dice.random() < 0.6)
    if size(asked.program) <= MOST:
        every = searched(asked.program, asked.situation)
        assert searched(asked.program, asked.situation, only={names[at]: some}) == [b for b in every if b.states[at] in some]


@given(questions(most=7, feedback=True), st.integers(0, 2))
@examples(150)
def test_a_higher_tolerance_loses_no_bundle(asked: Asked, tolerance: int) -> None:
    if size(asked.program) <= MOST:
        less, more = (searched(asked.program, asked.situation, tolerance + extra) for extra in (0, 1))
        assert set(less) <= set(more)


@given(questions(most=7, feedback=True))
@examples(150)
def test_rules_bounded_one_by_one_lose_no_bundle(asked: Asked) -> None:
    every = searched(asked.program, asked.situation) if size(asked.program) <= MOST else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lanes, "MOST_ROWS", 0)
        assert not every or searched(asked.program, asked.situation) == every


def test_the_bases_with_feedback_are_of_enough_kinds() -> None:
    seen: Counter[str] = Counter()
    for seed in range(300):
        asked = made_up(seed, 2 + seed % 6, feedback=True)
        if size(asked.program) > 6 * MOST:
            continue
        found = searched(asked.program, asked.situation)
        seen["loop" if has_loop(asked.program) else "order"] += 1
        seen["none" if not found else "one" if len(found) == 1 else "several"] += 1
        seen["more with tolerance"] += len(searched(asked.program, asked.situation, 1)) > len(found)
        seen["ties"] += any(bundle.value == 0 for bundle in found)
        seen["no value"] += any(bundle.value is None for bundle in found)
        derived = [part for part in asked.situation.given if part.descriptor in asked.program.rules_on]
        seen["asserted in part"] += any(len(part.states) > 1 for part in derived)
    assert min(seen[kind] for kind in ("order", "none", "one", "several", "ties", "no value")) >= 10, seen
    assert min(seen[kind] for kind in ("loop", "more with tolerance", "asserted in part")) >= 50, seen


def test_a_long_chain_is_gone_through_without_recursion() -> None:
    names = [f"d{number}" for number in range(3000)]
    descriptors = {name: Descriptor(name, "", "", ("a", "b")) for name in names}
    rules = {}
    for before, name in zip([names[-1], *names], names, strict=False):
        for state in ("a", "b"):
            when = Condition((Test(before, (state,)),))
            rules[f"{name}-{state}"] = Rule(f"{name}-{state}", "", "", (), when, impact=((name, ((state, 1),)),))
    base = RuleBase("ring", "", names[0], descriptors, rules)
    found = searched(compile_program(base, feedback=True), situate(base, EMPTY))
    assert [(set(bundle.states), bundle.value, bundle.score) for bundle in found] == [({"a"}, 1, 3000), ({"b"}, 1, 3000)]


@given(questions(most=9, feedback=True))
@examples(150)
def test_components_are_what_reaches_itself_and_come_after_what_they_rest_on(asked: Asked) -> None:
    program, names = asked.program, list(asked.base.descriptors)
    parts = components(names, program.sources)
    assert sorted(name for part in parts for name in part) == sorted(names)
    done: set[str] = set()
    for part in parts:
        for name in part:
            reached = set(program.depends_on(name))
            assert {other for other in reached if name in program.depends_on(other)} == set(part)
            assert reached <= done | set(part)
        done |= set(part)


def test_progress_is_told_and_never_falls() -> None:
    asked = made_up(5, 7, feedback=True)
    told: list[float] = []
    list(BundleSearch(asked.program, asked.situation).find(told.append))
    assert told == sorted(told)
    assert all(0 <= share < 1 for share in told)
