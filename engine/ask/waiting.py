"""What an open answer waits for: pending rules, and the facts that would decide them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.trace import AnyReading, ConditionReading, RuleReading, TestReading, Trace


class Wait(Struct, frozen=True):
    """An unsettled descriptor that pending rules wait for.

    `states` are those still possible, `rules` the pending rules that read it, and `reach` counts all the
    pending rules that wait for it directly or through what they read. A derived descriptor is waited for
    itself only where its own rules are all decided and leave it open.
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
    """The facts that would decide what is pending on a descriptor, the farthest-reaching first."""
    direct: dict[str, dict[str, None]] = {}
    behind: dict[str, frozenset[str]] = {}
    reach: dict[str, int] = {}
    cone = program.depends_on(descriptor)
    for name in program.order:  # what a descriptor waits for is known before it is asked for
        if name not in cone or len(trace.knowledge[name]) == 1:
            continue
        found: set[str] = set()
        for rule in trace.settled[name].pending:
            facts = frozenset[str]().union(
                *(behind.get(test.test.descriptor, frozenset()) for test in undecided(trace.read[rule]))
            )
            found |= facts
            for fact in facts:
                reach[fact] = reach.get(fact, 0) + 1
            for test in undecided(trace.read[rule]):
                direct.setdefault(test.test.descriptor, {})[rule] = None
        behind[name] = frozenset(found) if found else frozenset((name,))
    wanted = behind.get(descriptor, frozenset()) - {descriptor}
    waits = [Wait(name, trace.knowledge[name], tuple(direct.get(name, ())), reach.get(name, 0)) for name in wanted]
    rank = {name: at for at, name in enumerate(program.base.descriptors)}
    return tuple(sorted(waits, key=lambda wait: (-wait.reach, rank[wait.descriptor])))
