"""No expectation of the agreed cases hangs on a single weight: every one may be shifted by one, up or down.

Looked at are the verdict, the states left and excluded, and the status. What an expectation says of the weights
themselves (`for`, `against`, `rises`, `fell_silent`, `lead_shrinks`) is left out, since a shifted weight is another
weight; so is what was fired or ruled out, and `asks_for`. The cases with `vary` are left out as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.language.expectations import Expectation
from tests.bases.streltsov import BASE, BASELINE, CASES, PROGRAM

AGREED = [BASELINE, *(CASES[name] for name in CASES if name.startswith("a") and CASES[name].vary is None)]
EXPECTED = [(case, situate(BASE, case), case.expect) for case in AGREED if case.expect is not None]
WEIGHTS = {
    rule.id: [(descriptor, state, weight) for descriptor, weights in rule.impact for state, weight in weights]
    for rule in BASE.rules.values()
    if rule.impact
}


def missed(trace: Trace, expect: Expectation) -> Iterator[str]:
    """What the trace does not give of the verdict, the states and the statuses that are expected."""
    verdict = trace.settled[BASE.verdict]
    indicated = verdict.known[0] if verdict.status == "settled" else None
    if expect.verdict is not None and indicated != expect.verdict:
        yield f"{BASE.verdict} is {'|'.join(verdict.known)}, {verdict.status}, and not {expect.verdict}"
    if indicated in expect.not_indicated:
        yield f"{indicated} is indicated"
    for name, states in expect.states.items():
        if set(trace.knowledge[name]) != set(states):
            yield f"{name} is {'|'.join(trace.knowledge[name])} and not {'|'.join(states)}"
    for name, states in expect.excluded.items():
        if kept := set(states) & set(trace.knowledge[name]):
            yield f"{name}={'|'.join(sorted(kept))} is not excluded"
    for name, status in expect.status.items():
        if trace.settled[name].status != status:
            yield f"{name} is {trace.settled[name].status} and not {status}"


def failures(dissent: Dissent) -> list[str]:
    """What fails in the agreed cases under a dissent."""
    program = compile_program(BASE, [dissent])
    return [
        f"{case.name}, {dissent}: {text}"
        for case, situation, expect in EXPECTED
        for text in missed(infer(program, situation), expect)
    ]


def test_the_cases_are_the_agreed_ones() -> None:
    assert [case.title.partition(":")[0] for case, _, _ in EXPECTED[1:]] == [f"A{n}" for n in (*range(2, 11), 12, 13)]
    assert [text for _, situation, expect in EXPECTED for text in missed(infer(PROGRAM, situation), expect)] == []


@pytest.mark.parametrize("rule", WEIGHTS)
def test_no_expectation_hangs_on_one_step_of_a_weight(rule: str) -> None:
    shifted = [
        Dissent(rule, descriptor, state, weight + step, weight) for descriptor, state, weight in WEIGHTS[rule] for step in (1, -1)
    ]
    assert [text for dissent in shifted for text in failures(dissent)] == []


def test_an_expectation_that_hangs_on_a_weight_would_be_seen() -> None:
    turned = [Dissent("solidarity-keeps-sanctions", "japan.sanctions_course", "hold", -6, 2)]
    assert [text for dissent in turned for text in failures(dissent) if text.startswith("baseline, ")] != []
