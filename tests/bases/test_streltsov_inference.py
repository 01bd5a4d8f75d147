"""Inference on the base of the article, in made-up situations: sound, the same by every way, and valid."""

from __future__ import annotations

from random import Random

import pytest

from engine.infer.checker import check_trace
from engine.infer.evaluators import evaluate
from engine.infer.reference import infer
from engine.infer.revising import revise
from engine.infer.situation import situate
from engine.language.facts import Case, states_left
from tests.bases.streltsov import BASE, BASELINE, CASES, PROGRAM, complete_case, every_state, partial_case

COMPLETE, PARTIAL, BATCH = 300, 50, 10
STATES = list(every_state())


@pytest.mark.parametrize("name", CASES)
def test_reference_and_rete_make_one_trace_of_a_case(name: str) -> None:
    situation = situate(BASE, CASES[name])
    trace = infer(PROGRAM, situation)
    assert evaluate(PROGRAM, situation).trace == trace
    assert check_trace(BASE, trace, situation) == ()


@pytest.mark.parametrize("seed", range(COMPLETE // BATCH))
def test_with_everything_known_nothing_is_contradicted_or_in_tension(seed: int) -> None:
    random = Random(seed)
    for number in range(BATCH):
        situation = situate(BASE, complete_case(random, f"complete-{seed}-{number}"))
        trace = infer(PROGRAM, situation)
        found = {settling.descriptor: settling.status for settling in trace.settlings}
        given = ", ".join(str(fact) for part in situation.given for fact in part.facts)
        assert not {"contradiction", "tension"} & set(found.values()), f"{found}\ngiven {given}"
        assert check_trace(BASE, trace, situation) == (), given


def situations() -> list[Case]:
    """The baseline, and seeded random cases that know a part."""
    random = Random(2015)
    return [BASELINE, *(partial_case(random, f"partial-{number}") for number in range(PARTIAL))]


@pytest.mark.parametrize("case", situations(), ids=lambda case: case.name)
def test_a_revised_trace_settles_as_a_whole_inference_does(case: Case) -> None:
    trace = infer(PROGRAM, situate(BASE, case))
    for fact in STATES:
        whole = infer(PROGRAM, situate(BASE, case.replaced([fact])))
        revised = revise(PROGRAM, trace, fact.descriptor, states_left(BASE.descriptors[fact.descriptor], [fact]))
        assert tuple(revised.settled(settling.descriptor) for settling in whole.settlings) == whole.settlings, str(fact)
