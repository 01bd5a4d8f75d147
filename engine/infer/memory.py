"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from engine.infer.program import Program
from engine.infer.reading import Knowledge, read_rule, read_test
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, Settling, TestReading
from engine.language.conditions import Test
from engine.language.rules import Rule

MAX_REMEMBERED = 8192  # beside two for each rule and descriptor of the program; then all is forgotten


class Memory:
    """Readings and settlings of one program, by what they depend on."""

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        self.program = program
        self.readings: dict[str, tuple[Callable[[Knowledge], Any], dict[Any, RuleReading]]] = {
            rule.id: (itemgetter(*rule.reads) if rule.reads else _nothing, {}) for rule in program.rules.values()
        }
        self.settlings: dict[str, tuple[tuple[str, ...], dict[Any, Settling]]] = {
            name: (tuple(rule.id for rule in program.rules_on.get(name, ())), {}) for name in program.order
        }
        self.tests: dict[tuple[Test, tuple[str, ...]], TestReading] = {}
        self.room = MAX_REMEMBERED + 2 * (len(program.rules) + len(program.order))
        self.remembered = 0

    def read(self, rules: Iterable[Rule], knowledge: Knowledge) -> list[RuleReading]:
        """The readings of rules under what is known."""
        found = []
        for rule in rules:
            key_of, known = self.readings[rule.id]
            key = key_of(knowledge)
            reading = known.get(key)
            if reading is None:
                self.count()
                reading = known[key] = read_rule(rule, knowledge, self.read_test)
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
        self, names: Iterable[str], readings: Mapping[str, RuleReading], given: Mapping[str, tuple[str, ...]]
    ) -> list[Settling]:
        """The settlings of descriptors by the readings of the rules on them."""
        found = []
        for name in names:
            rules, known = self.settlings[name]
            key = (given.get(name), tuple([readings[rule].status for rule in rules]))
            settling = known.get(key)
            if settling is None:
                self.count()
                settling = known[key] = self.settled(name, *key)
            found.append(settling)
        return found

    def settled(self, name: str, asserted: tuple[str, ...] | None, statuses: tuple[str, ...]) -> Settling:
        """The settling of a descriptor by the statuses of the rules on it."""
        rules = self.program.rules_on.get(name, ())
        fired = [rule for rule, status in zip(rules, statuses, strict=True) if status == "fired"]
        pending = [rule for rule, status in zip(rules, statuses, strict=True) if status == "pending"]
        return settle(self.program.base.descriptors[name], fired, pending, asserted)

    def count(self) -> None:
        """Makes room for one more."""
        self.remembered += 1
        if self.remembered > self.room:
            self.remembered = 0
            self.tests.clear()
            for _, readings in self.readings.values():
                readings.clear()
            for _, settlings in self.settlings.values():
                settlings.clear()


def _nothing(_: Knowledge) -> tuple[()]:
    return ()


@lru_cache(maxsize=64)
def memory_of(program: Program) -> Memory:
    """The memory of a program."""
    return Memory(program)
