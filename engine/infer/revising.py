"""What-ifs on a finished trace: one descriptor otherwise, and only what depends on it settled anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.infer.memory import memory_of
from engine.infer.program import Program
from engine.infer.trace import RuleReading, Settling, Trace


class Revision(NamedTuple):
    """The settlings that differ from those of the trace, by descriptor, and the rest of the trace behind them."""

    trace: Trace
    changed: Mapping[str, Settling]

    def settled(self, descriptor: str) -> Settling:
        """The settling of a descriptor after the change."""
        return self.changed.get(descriptor) or self.trace.settled[descriptor]


def revise(program: Program, trace: Trace, descriptor: str, states: tuple[str, ...]) -> Revision:
    """What becomes of a trace when all facts on a descriptor are replaced by one that leaves `states`.

    The same settlings as a whole inference with that fact makes; what does not depend on the descriptor, or
    depends on it and comes out as before, is not touched.
    """
    knowledge = dict(trace.knowledge)
    given = {part.descriptor: part.states for part in trace.given} | {descriptor: states}
    readings: dict[str, RuleReading] = dict(trace.read)
    changed: dict[str, Settling] = {}
    stale: set[str] = set()  # rules that read something that moved, not read anew yet
    touched = {descriptor}
    memory = memory_of(program)
    memory.make_room()
    for name in program.order:
        if name not in touched:
            continue
        moved = [memory.rules[rule.id] for rule in program.rules_on.get(name, ()) if rule.id in stale]
        readings |= {reading.rule: reading for reading in memory.read(moved, knowledge)}
        (settling,) = memory.settle([memory.descriptors[name]], readings, given)
        if settling != trace.settled[name]:
            changed[name] = settling
        if settling.known != knowledge[name]:
            knowledge[name] = settling.known
            for rule in program.readers.get(name, ()):
                stale.add(rule.id)
                touched.update(rule.effects)
    return Revision(trace, changed)
