"""What-ifs on a finished trace: some descriptors otherwise, and only what depends on them settled anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.infer.memory import memory_of
from engine.infer.program import Program
from engine.infer.trace import Settling, Trace


class Revision(NamedTuple):
    """The settlings that differ from those of the trace, by descriptor, and the rest of the trace behind them."""

    trace: Trace
    changed: Mapping[str, Settling]

    def settled(self, descriptor: str) -> Settling:
        """The settling of a descriptor after the change."""
        return self.changed.get(descriptor) or self.trace.settled[descriptor]


def revise(program: Program, trace: Trace, descriptor: str, states: tuple[str, ...]) -> Revision:
    """What becomes of a trace when all facts on a descriptor are replaced by one that leaves `states`."""
    return revise_all(program, trace, {descriptor: states})


def revise_all(program: Program, trace: Trace, changes: Mapping[str, tuple[str, ...] | None]) -> Revision:
    """What becomes of a trace when all facts on each of the descriptors are replaced by one that leaves its states.

    Where there are no states (None) the facts are dropped and nothing is put in their place. The same settlings as a
    whole inference with those facts makes; what does not depend on the descriptors, or depends on them and comes out
    as before, is not touched.
    """
    memory = memory_of(program)
    known = memory.known(trace)
    statuses = list(trace.statuses)
    changed: dict[str, Settling] = {}
    stale: set[str] = set()  # rules that read something that moved, not read anew yet
    touched = set(changes)
    given = {**trace.asserted, **changes}
    for name in program.order:
        if name not in touched:
            continue
        for rule in program.rules_on.get(name, ()):
            if rule.id in stale:
                readings = memory.rules[rule.id]
                statuses[readings.at] = readings.of(known).status
        settlings = memory.descriptors[name]
        settled = settlings.of(given.get(name), statuses)
        if settled.settling != trace.settled[name]:
            changed[name] = settled.settling
        if settled.number != known[settlings.at]:
            known[settlings.at] = settled.number
            stale.update([rule.id for rule in program.readers.get(name, ())])
            touched.update(program.targets.get(name, ()))
    return Revision(trace, changed)
