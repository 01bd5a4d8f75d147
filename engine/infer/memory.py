"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from engine.infer.program import Program
from engine.infer.reading import Knowledge, read_rule
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, Settling

MAX_REMEMBERED = 8192  # beside two for each rule and descriptor of the program; then all is forgotten


class Memory:
    """Readings and settlings of one program, by what they depend on."""

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        self.program = program
        self.readings: dict[str, tuple[Callable[[Knowledge], Any], dict[Any, RuleReading]]] = {}
        self.settlings: dict[str, tuple[tuple[str, ...], dict[Any, Settling]]] = {}
        self.room = MAX_REMEMBERED + 2 * (len(program.rules) + len(program.order))
        self.remembered = 0

    def read(self, rule: str, knowledge: Knowledge) -> RuleReading:
        """The reading of a rule under what is known."""
        if rule not in self.readings:
            reads = self.program.rules[rule].reads
            self.readings[rule] = (itemgetter(*reads) if reads else _nothing, {})
        key_of, known = self.readings[rule]
        key = key_of(knowledge)
        found = known.get(key)
        if found is None:
            self.count()
            found = known[key] = read_rule(self.program.rules[rule], knowledge)
        return found

    def settle(self, name: str, readings: Mapping[str, RuleReading], asserted: tuple[str, ...] | None) -> Settling:
        """The settling of a descriptor by the readings of the rules on it."""
        if name not in self.settlings:
            self.settlings[name] = (tuple(rule.id for rule in self.program.rules_on.get(name, ())), {})
        rules, known = self.settlings[name]
        statuses = tuple([readings[rule].status for rule in rules])
        key = (asserted, statuses)
        found = known.get(key)
        if found is None:
            self.count()
            having = {
                status: [self.program.rules[r] for r, s in zip(rules, statuses, strict=True) if s == status] for status in _HAVE
            }
            found = settle(self.program.base.descriptors[name], having["fired"], having["pending"], asserted)
            known[key] = found
        return found

    def count(self) -> None:
        """Makes room for one more."""
        self.remembered += 1
        if self.remembered > self.room:
            self.remembered = 0
            for _, readings in self.readings.values():
                readings.clear()
            for _, settlings in self.settlings.values():
                settlings.clear()


_HAVE = ("fired", "pending")  # an effect, or perhaps one


def _nothing(_: Knowledge) -> tuple[()]:
    return ()


@lru_cache(maxsize=64)
def memory_of(program: Program) -> Memory:
    """The memory of a program."""
    return Memory(program)
