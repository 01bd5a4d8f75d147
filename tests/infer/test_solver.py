"""A space of cases has by clingo just the outcomes that going through it has; of single cases, see `test_kernel`."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.infer.program import compile_program
from engine.infer.records import plain
from engine.infer.reference import infer
from engine.infer.situation import canonical_json, situate
from engine.infer.solver import Freedom, Outcome, Solver, solve, terms_of
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.generated import Asked, examples, one_state, questions
from tests.infer.agreement import outcome

LOST = Path(__file__).parent / "lost_answer"


@pytest.mark.parametrize("freedom", ["one", "loose", "some"])
def test_a_space_has_just_the_outcomes_of_its_cases(freedom: Freedom) -> None:
    @examples(40)
    @given(questions(most=6), st.integers(0, 2**32 - 1))
    def agree(asked: Asked, seed: int) -> None:
        names = [name for name in asked.strata if freedom != "some" or asked.base.descriptors[name].number is None]
        free = Random(seed).sample(names, min(len(names), 2))
        expected = []
        for facts in product(*(_choices(asked.base.descriptors[name], freedom) for name in free)):
            case = asked.case.replaced([fact for fact in facts if fact is not None], free)
            expected.append(outcome(infer(asked.program, situate(asked.base, case))))
        terms = terms_of(asked.program)
        held = situate(asked.base, asked.case.replaced((), free))
        solver = Solver(terms, [terms.facts(held), terms.free(dict.fromkeys(free, freedom))])
        assert sorted(map(_text, solver.outcomes())) == sorted(map(_text, expected))
        assert solver.exhausted

    agree()


def test_an_answer_is_not_lost_to_the_preprocessing_of_clingo() -> None:
    program = compile_program(load_base(find_folder(str(LOST))))
    situation = situate(program.base, Case("nothing", "Nothing is known", ()))
    assert solve(program, situation) == outcome(infer(program, situation))


def _text(outcome: Outcome) -> str:
    return canonical_json(plain(outcome)).decode()


def _choices(descriptor: Descriptor, freedom: Freedom) -> list[Fact | None]:
    """What may be given of a free descriptor."""
    single: list[Fact | None] = [one_state(descriptor, state) for state in descriptor.states]
    if freedom == "one":
        return single
    if freedom == "loose":
        return [None, *single]
    masks = range(1, 2 ** len(descriptor.states))
    return [
        None,
        *(Fact(descriptor.id, tuple(s for at, s in enumerate(descriptor.states) if mask >> at & 1)) for mask in masks),
    ]
