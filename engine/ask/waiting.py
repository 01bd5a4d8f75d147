"""What an open answer waits for: pending rules, and the facts that would decide them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.trace import AnyReading, ConditionReading, RuleReading, TestReading, Trace
from engine.language.rules import MAX_WEIGHT, Rule


class Wait(Struct, frozen=True):
    """An observed descriptor that is not settled and that pending rules wait for.

    `states` are those still possible, `rules` the pending rules that read it, and `reach` counts all the
    pending rules that wait for it directly or through what they read.
    """

    descriptor: str
    states: tuple[str, ...]
    rules: tuple[str, ...]
    reach: int


def undecided(reading: RuleReading) -> tuple[TestReading, ...]:
    """The tests that a pending rule still waits for: those that could still change its status."""
    conditions = [reading.when, *(c for c in reading.unless if c.outcome == "undecided")]
    return tuple(dict.fromkeys(test for condition in conditions for test in _undecided(condition)))


def _undecided(condition: ConditionReading) -> Iterator[TestReading]:
    for entry in condition.entries:
        if entry.outcome != "undecided":
            continue
        if isinstance(entry, AnyReading):
            for option in entry.options:
                if option.outcome == "undecided":
                    yield from _undecided(option)
        else:
            yield entry


def waits_for(program: Program, trace: Trace, descriptor: str) -> tuple[Wait, ...]:
    """The facts that would decide what is pending on a descriptor, those that bear on it most first.

    What bears on it is counted from the descriptor down: what is undecided there is shared out among its pending
    rules by their strength (the widest weight, or the widest there is for a `then`), and from each rule to the
    tests that it waits for, until it comes to facts. It is a measure of attention, and of nothing else.
    """
    bearing: dict[str, Fraction] = {descriptor: Fraction(1)}
    reached: dict[str, set[str]] = {}
    behind: dict[str, set[str]] = {descriptor: set()}
    for name in reversed(program.order):  # whatever waits for a descriptor is settled after it
        if name not in bearing:
            continue
        pending = [program.rules[rule] for rule in trace.settled[name].pending]
        strength = sum(_strength(rule, name) for rule in pending)
        for rule in pending:
            tests = undecided(trace.read[rule.id])
            for test in tests:
                other = test.test.descriptor
                bearing[other] = bearing.get(other, Fraction()) + bearing[name] * Fraction(
                    _strength(rule, name), strength * len(tests)
                )
                behind.setdefault(other, set()).update(behind[name], (rule.id,))
                if program.base.is_observed(other):
                    reached.setdefault(other, set()).add(rule.id)
    waits = [Wait(name, trace.knowledge[name], tuple(sorted(rules)), len(behind[name])) for name, rules in reached.items()]
    rank = {name: at for at, name in enumerate(program.order)}
    return tuple(sorted(waits, key=lambda wait: (-bearing[wait.descriptor], rank[wait.descriptor])))


def _strength(rule: Rule, descriptor: str) -> int:
    weights = [abs(weight) for weight in rule.weights(descriptor).values()]
    return max([*weights, MAX_WEIGHT if rule.narrows(descriptor) is not None else 0])
