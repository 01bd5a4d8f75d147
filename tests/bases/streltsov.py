"""The base of the article, loaded once, and made-up situations in its vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from engine.infer.program import compile_program
from engine.language.cases import load_cases
from engine.language.facts import Case, Fact
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.generated import one_state

FOLDER = find_folder("streltsov-2015")
BASE = load_base(FOLDER)
CASES = {case.name: case for case in load_cases(BASE, FOLDER)}
BASELINE = CASES[BASE.baseline]
TESTED = [case for case in CASES.values() if case.expect is not None]
PROGRAM = compile_program(BASE)
OBSERVED = [descriptor for name, descriptor in BASE.descriptors.items() if BASE.is_observed(name) and not descriptor.is_context]


def every_state() -> Iterator[Fact]:
    """Each state of each observed descriptor, as a fact that leaves only it."""
    for descriptor in OBSERVED:
        for state in descriptor.states:
            yield one_state(descriptor, state)


def complete_case(random: Random, name: str) -> Case:
    """A case that knows one state of every observed descriptor."""
    return Case(name, "", tuple(one_state(descriptor, random.choice(descriptor.states)) for descriptor in OBSERVED))


def partial_case(random: Random, name: str) -> Case:
    """A case that knows one state, or some states, of a share of the observed descriptors."""
    share = random.random()
    facts = []
    for descriptor in OBSERVED:
        if random.random() >= share:
            continue
        several = descriptor.number is None and len(descriptor.states) > 2 and random.random() < 0.3
        if several:
            left_out = random.choice(descriptor.states)
            facts.append(Fact(descriptor.id, tuple(state for state in descriptor.states if state != left_out)))
        else:
            facts.append(one_state(descriptor, random.choice(descriptor.states)))
    return Case(name, "", tuple(facts))
