"""Large bases are carried: many rules, one test in many rules, one descriptor with many states."""

import sys
from collections.abc import Iterator, Sequence

import pytest

from engine.infer.checker import check_trace
from engine.infer.evaluators import evaluate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import Asked

EVALUATOR = "rete" if sys.version_info < (3, 13) else "reference"
STATES = ("a", "b", "c")


def asked_of(descriptors: Sequence[Descriptor], rules: Iterator[Rule], **facts: str) -> Asked:
    base = RuleBase("large", "", descriptors[-1].id, {d.id: d for d in descriptors}, {rule.id: rule for rule in rules})
    return Asked(base, Case("c", "", tuple(Fact(name, (state,)) for name, state in facts.items())))


def fired(asked: Asked) -> int:
    """How many rules fire by the Rete library, which agrees with the reference and the checker."""
    evaluation = evaluate(asked.program, asked.situation)
    assert evaluation.evaluator == EVALUATOR
    assert evaluation.trace == asked.trace
    assert check_trace(asked.base, asked.trace, asked.situation) == ()
    return sum(reading.status == "fired" for reading in evaluation.trace.readings)


def test_ten_thousand_rules() -> None:
    """1,000 observed descriptors, 1,000 derived from them, and a verdict on which ten rules for each weigh."""
    observed = [Descriptor(f"o{at}", "", "", STATES) for at in range(1000)]
    derived = [Descriptor(f"d{at}", "", "", STATES) for at in range(1000)]

    def rules() -> Iterator[Rule]:
        for at in range(1000):
            for number, state in enumerate(STATES):
                when = Condition((Test(f"o{at}", (state,)), Test(f"o{(at + 1) % 1000}", STATES[:2])))
                yield Rule(f"step-{at}-{number}", "", "", (), when, then=((f"d{at}", (state,)),))
            for number in range(7):
                when = Condition((Test(f"d{at}", (STATES[number % 3],)),))
                yield Rule(f"weight-{at}-{number}", "", "", (), when, impact=(("goal", ((STATES[number % 3], 1),)),))

    asked = asked_of([*observed, *derived, Descriptor("goal", "", "", STATES)], rules(), **{d.id: "a" for d in observed})
    assert len(asked.program.rules) == 10_000
    assert fired(asked) == 4_000
    assert asked.trace.knowledge["goal"] == ("a",)


def test_one_test_in_five_thousand_rules() -> None:
    names = [f"goal{at}" for at in range(50)]
    when = Condition((Test("seen", ("a",)),))
    descriptors = [Descriptor(name, "", "", STATES) for name in ["seen", *names]]
    rules = (Rule(f"r{at}", "", "", (), when, impact=((names[at % 50], ((STATES[at % 3], 1),)),)) for at in range(5000))
    assert fired(asked_of(descriptors, rules, seen="a")) == 5_000


@pytest.mark.parametrize(("fact", "count"), [({"many": "s7"}, 3), ({}, 0)], ids=["known", "unknown"])
def test_a_descriptor_with_two_hundred_states(fact: dict[str, str], count: int) -> None:
    """As observed, with a test of each state and of its neighbours, and as derived, with weights on every one."""
    states = tuple(f"s{at}" for at in range(200))
    descriptors = [Descriptor("many", "", "", states, ordered=True), Descriptor("goal", "", "", states)]

    def rules() -> Iterator[Rule]:
        for at, state in enumerate(states):
            yield Rule(f"is-{state}", "", "", (), Condition((Test("many", (state,)),)), then=(("goal", (state,)),))
            if at:
                near = Condition((Test("many", states[at - 1 : at + 1]),))
                yield Rule(
                    f"near-{state}",
                    "",
                    "",
                    (),
                    near,
                    impact=(("goal", tuple((s, (n + at) % 3 + 1) for n, s in enumerate(states))),),
                )

    asked = asked_of(descriptors, rules(), **fact)
    assert fired(asked) == count
    assert asked.trace.knowledge["goal"] == (("s7",) if fact else states)
