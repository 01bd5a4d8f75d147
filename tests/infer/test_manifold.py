"""What is written for many actors means what it means written out for each of them."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import permutations, product
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.infer.checker import check_trace
from engine.infer.evaluators import evaluate
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.infer.trace_record import read_trace, trace_record
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import NOWHERE
from engine.language.scopes import Scope
from tests.generated import examples
from tests.manifold import Manifold, plain

NOT_COMPARED = ("place", "binding", "rules_hash", "vocabulary_hash", "facts_hash")  # that it is written otherwise


def asked(folder: Path) -> tuple[RuleBase, Trace]:
    """The base in a folder and the trace of its case, on which reference, Rete and checker agree."""
    base = load_base(str(folder))
    program, situation = compile_program(base), situate(base, load_case(base, find_folder(str(folder))))
    trace = infer(program, situation)
    assert evaluate(program, situation).trace == trace
    assert list(check_trace(base, trace, situation)) == []
    return base, trace


def compared(value: Any) -> Any:
    """A record without what may differ."""
    if isinstance(value, dict):
        return {key: compared(inner) for key, inner in value.items() if key not in NOT_COMPARED}
    return [compared(inner) for inner in value] if isinstance(value, list) else value


@examples(200)
@given(st.integers(0, 2**32 - 1))
def test_a_generic_base_and_the_same_written_out_by_hand_are_answered_alike(seed: int) -> None:
    manifold = Manifold(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifold.write(folder / "written")
        manifold.write_twin(folder / "out")
        base, trace = asked(folder / "written")
        twin, expected = asked(folder / "out")
    assert compared(plain(trace_record(trace))) == compared(trace_record(expected))
    assert [plain(name) for name in base.descriptors] == list(twin.descriptors)
    assert [plain(name) for name in base.rules] == list(twin.rules)
    assert read_trace(trace_record(trace), NOWHERE) == trace
    for reading in trace.readings:
        rule = base.rules[reading.rule]
        assert reading.binding == rule.binding
        assert rule.binding is None or rule.id == f"{rule.written}({', '.join(bound.actor for bound in rule.binding.bound)})"


def test_the_generator_reaches_what_can_be_written_for_many() -> None:
    found: Counter[str] = Counter()
    for seed in range(200):
        manifold = Manifold(seed)
        for what, entries in (("descriptor", manifold.vocabulary), ("rule", manifold.rules)):
            for entry in entries:
                found.update(
                    f"{what} {key}" for key in ("for", "order", "except", "distinct", "number", "unless") if key in entry
                )
                found[f"{what} of {len(entry.get('for', ()))}"] += 1
    for what in ("descriptor for", "descriptor order", "descriptor except", "descriptor distinct", "descriptor number"):
        assert found[what] > 20, what
    for what in ("rule for", "rule order", "rule except", "rule distinct", "rule unless", "rule of 0", "rule of 2", "rule of 3"):
        assert found[what] > 20, what


def test_the_choices_of_a_scope_are_those_of_a_product_and_their_number_is_known_before() -> None:
    actors = ("w", "x", "y", "z")
    sizes = 0
    for one, other, distinct, order in product(
        (actors, actors[:2], actors[1:]), (actors, actors[2:]), (True, False), ((), ("A", "B"), ("B", "A"))
    ):
        scope = Scope({"A": "k", "B": "k", "C": "k"}, {"A": one, "B": other, "C": one}, distinct, order, {}, actors)
        expected = [
            choice
            for choice in product(one, other, one)
            if (not distinct or len(set(choice)) == 3)
            and (not order or actors.index(choice["ABC".index(order[0])]) < actors.index(choice["ABC".index(order[1])]))
        ]
        assert list(scope.choices()) == expected
        if scope.size() is not None:
            sizes += 1
            assert scope.size() == len(expected)
    assert sizes > 10
    chain = Scope(dict.fromkeys("ABC", "k"), dict.fromkeys("ABC", actors), True, ("C", "A", "B"), {}, actors)
    assert chain.size() == len(list(permutations(actors, 3))) // 6 == len(list(chain.choices()))
