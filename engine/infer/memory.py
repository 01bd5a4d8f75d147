"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from engine.infer.program import Program
from engine.infer.reading import Knowledge, read_rule, read_test
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, Settling, TestReading
from engine.language.conditions import Test
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule

MAX_REMEMBERED = 8192  # beside eight for each rule and descriptor of the program; then all is forgotten


class ReadRule(NamedTuple):
    """A rule, what of the knowledge it depends on, and its readings by that."""

    rule: Rule
    key_of: Callable[[Knowledge], Any]
    readings: dict[Any, RuleReading]


class SettledDescriptor(NamedTuple):
    """A descriptor, the rules on it, and its settlings by what is asserted and the statuses of the rules."""

    descriptor: Descriptor
    rules: tuple[str, ...]
    settlings: dict[Any, Settling]


class Memory:
    """Readings and settlings of one program, by what they depend on."""

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        self.program = program
        self.tests: dict[tuple[Test, tuple[str, ...]], TestReading] = {}
        self.rules = {
            rule.id: ReadRule(rule, itemgetter(*rule.reads) if rule.reads else _nothing, {}) for rule in program.rules.values()
        }
        self.descriptors = {
            name: SettledDescriptor(descriptor, tuple(rule.id for rule in program.rules_on.get(name, ())), {})
            for name, descriptor in program.base.descriptors.items()
        }
        self.room = MAX_REMEMBERED + 8 * (len(program.rules) + len(program.order))
        self.remembered = 0

    def read(self, rules: Iterable[ReadRule], knowledge: Knowledge) -> list[RuleReading]:
        """The readings of rules under what is known."""
        found = []
        for rule, key_of, readings in rules:
            key = key_of(knowledge)
            reading = readings.get(key)
            if reading is None:
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
        self,
        descriptors: Iterable[SettledDescriptor],
        readings: Mapping[str, RuleReading],
        given: Mapping[str, tuple[str, ...] | None],
    ) -> list[Settling]:
        """The settlings of descriptors by the readings of the rules on them and what the case asserts."""
        found = []
        for descriptor, rules, settlings in descriptors:
            asserted = given.get(descriptor.id)
            key = (asserted, *[readings[rule].status for rule in rules]) if rules else asserted
            settling = settlings.get(key)
            if settling is None:
                settling = settlings[key] = self.settled(descriptor, [readings[rule] for rule in rules], asserted)
                self.remembered += 1
            found.append(settling)
        return found

    def settled(self, descriptor: Descriptor, readings: Sequence[RuleReading], asserted: tuple[str, ...] | None) -> Settling:
        """The settling of a descriptor by the readings of all rules on it."""
        fired = [self.program.rules[reading.rule] for reading in readings if reading.status == "fired"]
        pending = [self.program.rules[reading.rule] for reading in readings if reading.status == "pending"]
        return settle(descriptor, fired, pending, asserted)

    def make_room(self) -> None:
        """Forgets everything where too much is remembered."""
        if self.remembered > self.room:
            self.remembered = 0
            self.tests.clear()
            for rule in self.rules.values():
                rule.readings.clear()
            for descriptor in self.descriptors.values():
                descriptor.settlings.clear()


def _nothing(_: Knowledge) -> tuple[()]:
    return ()


@lru_cache(maxsize=64)
def memory_of(program: Program) -> Memory:
    """The memory of a program."""
    return Memory(program)
