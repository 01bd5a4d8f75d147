"""Succession: the kernel follows bundles to where the reference does, and what nothing moves in is consistent."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import prod

from hypothesis import given

from engine.infer.bundle_search import BundleSearch
from engine.infer.program import Program, compile_program
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.situation import Situation, situate
from engine.infer.succession import count_basins
from engine.language.facts import Case
from engine.language.matrices import Matrix, Variants
from engine.language.matrix_bases import base_of_matrix
from engine.show.scenario_wizard import matrix_text
from tests.generated import Asked, examples, questions
from tests.infer.plain_bundles import taking_part
from tests.matrices import matrices

MOST = 300  # bundles that are followed one by one

States = tuple[str, ...]


def following(program: Program, situation: Situation, states: States) -> tuple[States, bool]:
    """The bundle that follows one, and whether its rules contradict one another."""
    names = taking_part(program)
    given_states = {part.descriptor: part.states for part in situation.given}
    knowledge = {name: (state,) for name, state in zip(names, states, strict=True)}
    fires = {name for name, rule in program.rules.items() if read_rule(rule, knowledge).status == "fired"}
    after, clash = [], False
    for name, state in zip(names, states, strict=True):
        fired = [rule for rule in program.rules_on.get(name, ()) if rule.id in fires]
        settling = settle(program.base.descriptors[name], fired, [], given_states.get(name))
        clash |= settling.ground == "contradiction" and name not in given_states
        after.append(state if state in settling.known else settling.known[0])
    return tuple(after), clash


def plain_basins(program: Program, situation: Situation) -> tuple[Counter[States], set[States]]:
    """How many bundles come to each in which nothing moves, and those of these whose rules contradict one another."""
    given_states = {part.descriptor: part.states for part in situation.given}
    every = product(*(given_states.get(name, program.base.descriptors[name].states) for name in taking_part(program)))
    steps = {states: following(program, situation, states) for states in every}
    found: Counter[States] = Counter()
    for begun in steps:
        states = begun
        for _ in range(len(steps)):
            states = steps[states][0]
        if steps[states][0] == states:
            found[states] += 1
    return found, {states for states in found if steps[states][1]}


def check(program: Program, situation: Situation) -> None:
    basins, clashes = plain_basins(program, situation)
    consistent = [bundle.states for bundle in BundleSearch(program, situation).find()]
    assert set(consistent) == basins.keys() - clashes
    assert count_basins(program, situation, consistent) == tuple(basins[states] for states in consistent)


@examples(200)
@given(questions(most=6, feedback=True))
def test_basins_are_those_that_following_every_bundle_finds(asked: Asked) -> None:
    if prod(len(asked.base.descriptors[name].states) for name in taking_part(asked.program)) <= MOST:
        check(asked.program, asked.situation)


@examples(50)
@given(matrices(most=4))
def test_the_basins_of_a_matrix_are_those_that_following_every_bundle_finds(matrix: Matrix) -> None:
    base = base_of_matrix(matrix_text(matrix), "matrix.scw", "", "")
    check(compile_program(base, feedback=True), situate(base, Case("empty", "")))


def test_what_moves_in_a_ring_comes_to_nothing() -> None:
    parts = (Variants("A", ("a", "b")), Variants("B", ("a", "b")))
    turning = Matrix("", parts, ((0, 0, 1, 0), (0, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0)))
    agreeing = Matrix("", parts, ((0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0)))
    counted = []
    for matrix in (turning, agreeing):
        base = base_of_matrix(matrix_text(matrix), "matrix.scw", "", "")
        program, situation = compile_program(base, feedback=True), situate(base, Case("empty", ""))
        counted.append(count_basins(program, situation, product(*(d.states for d in base.descriptors.values()))))
    assert counted == [(0, 0, 0, 0), (1, 0, 0, 1)]
