"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.

What is known, and the statuses of rules, are lists in the order of a trace: to find something by its place takes less
than by its name, the more so the larger the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from engine.infer.program import Program
from engine.infer.reading import Knowledge, read_rule, read_test
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, Settling, TestReading
from engine.language.conditions import Test
from engine.language.rules import Rule

MAX_REMEMBERED = 8192  # beside eight for each rule and descriptor of the program; then all is forgotten

Known = Sequence[tuple[str, ...]]  # what is known of each descriptor, in the order in which they are settled
Statuses = Sequence[str]  # of each rule, in the order in which they are read


class ReadRule(NamedTuple):
    """A rule, its place in the order of reading, what it reads, and its readings by what is known of that."""

    rule: Rule
    at: int
    reads: tuple[str, ...]
    key_of: Callable[[Known], Any]
    readings: dict[Any, RuleReading]


class SettledDescriptor(NamedTuple):
    """A descriptor, its place in the order of settling, the rules on it, and its settlings by what is asserted and the
    statuses of the rules.
    """

    name: str
    at: int
    rules: tuple[Rule, ...]
    statuses_of: Callable[[Statuses], Any]
    settlings: dict[Any, Settling]


class Memory:
    """Readings and settlings of one program, by what they depend on."""

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        self.program = program
        self.tests: dict[tuple[Test, tuple[str, ...]], TestReading] = {}
        place = {name: at for at, name in enumerate(program.order)}
        rules = list(chain.from_iterable(layer.rules for layer in program.layers))
        self.rules: dict[str, ReadRule] = {}
        for at, rule in enumerate(rules):
            reads = rule.reads
            self.rules[rule.id] = ReadRule(rule, at, reads, _getter(place[name] for name in reads), {})
        self.descriptors: dict[str, SettledDescriptor] = {}
        for name, at in place.items():
            on = program.rules_on.get(name, ())
            self.descriptors[name] = SettledDescriptor(name, at, on, _getter(self.rules[rule.id].at for rule in on), {})
        self.room = MAX_REMEMBERED + 8 * (len(self.rules) + len(self.descriptors))
        self.remembered = 0

    def read(self, rules: Iterable[ReadRule], known: Known) -> list[RuleReading]:
        """The readings of rules under what is known."""
        found = []
        for rule, _, reads, key_of, readings in rules:
            key = key_of(known)
            reading = readings.get(key)
            if reading is None:
                knowledge = dict(zip(reads, key if len(reads) > 1 else (key,), strict=False))
                reading = readings[key] = read_rule(rule, knowledge, self.read_test)
                self.remembered += 1
            found.append(reading)
        return found

    def read_test(self, test: Test, knowledge: Knowledge) -> TestReading:
        """The reading of a test under what is known: the same for all the rules that make it."""
        key = (test, knowledge[test.descriptor])
        reading = self.tests.get(key)
        if reading is None:
            reading = self.tests[key] = read_test(test, knowledge)
        return reading

    def settle(
        self, descriptors: Iterable[SettledDescriptor], statuses: Statuses, given: Mapping[str, tuple[str, ...] | None]
    ) -> list[Settling]:
        """The settlings of descriptors by the statuses of the rules on them and what the case asserts."""
        found = []
        for name, _, rules, statuses_of, settlings in descriptors:
            asserted = given.get(name)
            key = (asserted, statuses_of(statuses)) if rules else asserted
            settling = settlings.get(key)
            if settling is None:
                having = statuses_of(statuses) if len(rules) > 1 else (statuses_of(statuses),)
                fired = [rule for rule, status in zip(rules, having, strict=False) if status == "fired"]
                pending = [rule for rule, status in zip(rules, having, strict=False) if status == "pending"]
                settling = settlings[key] = settle(self.program.base.descriptors[name], fired, pending, asserted)
                self.remembered += 1
            found.append(settling)
        return found

    def make_room(self) -> None:
        """Forgets everything where too much is remembered."""
        if self.remembered > self.room:
            self.remembered = 0
            self.tests.clear()
            for rule in self.rules.values():
                rule.readings.clear()
            for descriptor in self.descriptors.values():
                descriptor.settlings.clear()


def _getter(places: Iterable[int]) -> Callable[[Any], Any]:
    """What stands at some places of a list: alone where there is one, nothing where there is none."""
    listed = tuple(places)
    return itemgetter(*listed) if listed else _nothing


def _nothing(_: object) -> None:
    return None


@lru_cache(maxsize=64)
def memory_of(program: Program) -> Memory:
    """The memory of a program."""
    return Memory(program)
