"""Tables of readings: what is looked up is what reading the rule anew says, however many tables were filled and widened."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.infer import memory
from engine.infer.amending import Amendment
from engine.infer.evaluators import evaluate
from engine.infer.memory import memory_of
from engine.infer.program import Dissent, compile_program
from engine.infer.reading import read_rule
from engine.infer.reading_tables import MAX_DEPTH, UNREAD, WIDTH, Knowns, Layered, Readings, Shared
from engine.infer.reference import infer
from engine.infer.revising import revise_all
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.collecting import Uncollected
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import examples

STATES = ("a", "b", "c", "d", "e")
SUBSETS = tuple(part for size in range(1, len(STATES) + 1) for part in combinations(STATES, size))  # 31 things to know
NAMES = tuple(f"d{number}" for number in range(4))


def rule(name: str, random: Random, reads: Sequence[str]) -> Rule:
    """A rule that reads just these descriptors, in an order of its own."""
    tests: list[Test | AnyOf] = [Test(read, tuple(sorted(random.sample(STATES, random.randint(1, 4))))) for read in reads]
    random.shuffle(tests)
    least = random.randint(0, len(tests))
    options = tuple(Condition((test,)) for test in tests[least:])
    if len(options) > 1:
        tests[least:] = [AnyOf(options)]
    unless = (Condition((Test(reads[0], ("a", "b")),)),) if reads and random.random() < 0.3 else ()
    return Rule(name, "", "", (), when=Condition(tuple(tests)), then=(("goal", ("x",)),), unless=unless)


class Tables:
    """The tables of some rules over the same descriptors, as a layer."""

    def __init__(self, rules: Sequence[Rule], names: Sequence[str]) -> None:
        self.shared, self.names = Shared(), names
        self.knowns = {name: Knowns(self.shared, at) for at, name in enumerate(names)}
        self.readings = [Readings(self.shared, one, at, self.knowns) for at, one in enumerate(rules)]
        self.layer = Layered(self.readings)

    def numbers(self, knowledge: dict[str, tuple[str, ...]]) -> list[int]:
        """What is known, as the tables have it."""
        return [self.knowns[name][knowledge[name]] for name in self.names]


@given(seed=st.integers(0, 2**32))
@examples(150)
def test_what_is_looked_up_is_what_the_rule_says_whatever_was_learned_before(seed: int) -> None:
    random = Random(seed)
    rules = [rule(f"r{at}", random, random.sample(NAMES, random.randint(0, len(NAMES)))) for at in range(random.randint(0, 7))]
    tables = Tables(rules, NAMES)
    met = SUBSETS[: random.choice((2, WIDTH, WIDTH + 1, len(SUBSETS)))]
    for _ in range(60):
        knowledge = {name: random.choice(met) for name in NAMES}
        numbers = tables.numbers(knowledge)
        true = [read_rule(one, knowledge) for one in rules]
        if random.random() < 0.5:
            assert [readings.of(numbers) for readings in tables.readings] == true
        readings, statuses = tables.layer.read(numbers)
        assert list(readings) == true
        assert statuses == [reading.status for reading in true]


def test_what_was_read_once_is_found_again_and_not_read_anew() -> None:
    tables = Tables([rule("r", Random(1), NAMES[:3])], NAMES)
    known = [dict.fromkeys(NAMES, states) for states in SUBSETS]
    first = [tables.layer.read(tables.numbers(knowledge))[0][0] for knowledge in known]
    again = [tables.layer.read(tables.numbers(knowledge))[0][0] for knowledge in known]
    assert len(known) > 2 * WIDTH  # so that the tables were widened on the way
    assert all(one is other for one, other in zip(first, again, strict=True))
    assert UNREAD not in first


def test_a_rule_that_reads_many_descriptors_has_no_table() -> None:
    names = tuple(f"d{number}" for number in range(MAX_DEPTH + 1))
    deep, deepest = rule("deep", Random(2), names), rule("deepest", Random(3), names[:MAX_DEPTH])
    tables = Tables([deep, deepest], names)
    random = Random(4)
    for _ in range(20):
        knowledge = {name: random.choice(SUBSETS) for name in names}
        readings, _ = tables.layer.read(tables.numbers(knowledge))
        assert list(readings) == [read_rule(deep, knowledge), read_rule(deepest, knowledge)]
    assert [readings.depth for readings in tables.readings] == [0, MAX_DEPTH]


def test_threads_that_learn_and_widen_the_same_tables_read_alike() -> None:
    random = Random(5)
    rules = [rule(f"r{at}", random, random.sample(NAMES, at % 4 + 1)) for at in range(12)]
    for _ in range(20):
        tables = Tables(rules, NAMES)
        asked = [{name: random.choice(SUBSETS) for name in NAMES} for _ in range(100)]

        def read(part: int, tables: Tables = tables, asked: list[dict[str, tuple[str, ...]]] = asked) -> None:
            for knowledge in asked[part:] + asked[:part]:
                readings, _ = tables.layer.read(tables.numbers(knowledge))
                assert list(readings) == [read_rule(one, knowledge) for one in rules]

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(read, range(0, 96, 12)))
        assert all(len(set(knowns.values())) == len(knowns.listed) == len(knowns) for knowns in tables.knowns.values())


def test_a_program_that_remembers_too_much_begins_anew_and_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ROOM", 300)
    monkeypatch.setattr(memory, "ROOM_EACH", 20)
    random = Random(6)
    descriptors = {name: Descriptor(name, name, name, STATES) for name in NAMES}
    descriptors["goal"] = Descriptor("goal", "goal", "goal", ("x", "y"))
    rules = {f"r{at}": rule(f"r{at}", random, random.sample(NAMES, 3)) for at in range(6)}
    base = RuleBase("made", "Made", "goal", descriptors, rules, is_shipped=True)
    program = compile_program(base)
    memories = {memory_of(program)}
    amendment = Amendment(program, "r3", None)  # of the first memory

    def ask(seed: int) -> None:
        random = Random(seed)
        for _ in range(50):
            facts = tuple(Fact(name, random.choice(SUBSETS)) for name in NAMES if random.random() < 0.8)
            situation = situate(base, Case("made", "", facts))
            trace = infer(program, situation)
            assert evaluate(program, situation).trace == trace
            other = {name: random.choice(SUBSETS) for name in random.sample(NAMES, 2)}
            case = Case(
                "made", "", (*(fact for fact in facts if fact.descriptor not in other), *map(Fact, other, other.values()))
            )
            settled = infer(program, situate(base, case)).settled
            assert {name: revise_all(program, trace, other).settled(name) for name in settled} == settled
            without = infer(compile_program(base, [Dissent("r3")]), situation)
            assert amendment.of(trace).whole.settlings == without.settlings
            memories.add(memory_of(program))

    ask(0)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, range(1, 5)))
    assert len(memories) > 4


def test_garbage_is_searched_again_after_many_threads_put_it_off() -> None:
    def put_off(_: int) -> None:
        for _ in range(20_000):
            with Uncollected():
                pass

    was = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(put_off, range(4)))
    finally:
        sys.setswitchinterval(was)
    assert gc.isenabled()
    with Uncollected():
        assert not gc.isenabled()
    with pytest.raises(ZeroDivisionError), Uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()
    gc.disable()
    try:
        with Uncollected():
            pass
        assert not gc.isenabled()  # who had it off has it off
    finally:
        gc.enable()
