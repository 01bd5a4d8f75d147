"""Another rule in the place of one, on finished traces: only what depends on it is read and settled anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.infer.memory import Settlings, memory_of
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, RuleStatus, Settling, Trace
from engine.language.rules import Rule


class Amended(Struct, frozen=True):
    """The readings and settlings that differ from those of the trace; a rule that is gone has no reading."""

    trace: Trace
    readings: Mapping[str, RuleReading | None]
    settlings: Mapping[str, Settling]

    def settled(self, descriptor: str) -> Settling:
        """The settling of a descriptor, as amended."""
        return self.settlings.get(descriptor) or self.trace.settled[descriptor]

    @property
    def whole(self) -> Trace:
        """The trace as amended: that of the other program, in the order of this one."""
        read = [self.readings.get(reading.rule, reading) for reading in self.trace.readings]
        settlings = tuple([self.settlings.get(settling.descriptor, settling) for settling in self.trace.settlings])
        return replace(self.trace, readings=tuple([one for one in read if one is not None]), settlings=settlings)


class Amendment:
    """`now`, or nothing, in the place of a rule of a program.

    It may read what the rule reads or less, and have effects on what the rule has or less: then everything that is settled
    before the rule stays as it is.
    """

    def __init__(self, program: Program, rule: str, now: Rule | None) -> None:
        """Of a program, the rule of that id otherwise."""
        self.program = program
        readings = memory_of(program).rules[rule]
        self.rule, self.place = readings.rule, readings.at
        self.now = now if now is not None and now.effects else None
        self.same = self.now is not None and (self.now.then, self.now.impact) == (self.rule.then, self.rule.impact)
        self.rules = {
            effect: [
                one if one.id != rule else self.now if self.now is not None and effect in self.now.effects else None
                for one in program.rules_on[effect]
            ]
            for effect in self.rule.effects
        }
        self.settlings: dict[Any, Settling] = {}  # of what it has effects on, as in a memory

    def of(self, trace: Trace) -> Amended:
        """What becomes of a trace of the program: what the other program makes of the same situation."""
        name, place, memory = self.rule.id, self.place, memory_of(self.program)
        was = trace.readings[place]
        reading = read_rule(self.now, trace.knowledge, memory.shared.read_test) if self.now is not None else None
        readings: dict[str, RuleReading | None] = {} if reading == was else {name: reading}
        status = reading.status if reading is not None else "ruled_out"
        if status == was.status and (status == "ruled_out" or self.same):
            return Amended(trace, readings, {})
        known, statuses = memory.known(trace), list(trace.statuses)
        statuses[place] = status
        settlings: dict[str, Settling] = {}
        stale: set[str] = set()  # rules that read something that moved, not read anew yet
        touched = set(self.rules)
        for descriptor in self.program.order:
            if descriptor not in touched:
                continue
            for rule in self.program.rules_on[descriptor]:
                if rule.id in stale:
                    found = memory.rules[rule.id]
                    read = found.of(known)
                    statuses[found.at] = read.status
                    if read != trace.readings[found.at]:
                        readings[rule.id] = read
            own = memory.descriptors[descriptor]
            if descriptor in self.rules:
                settling = self.settle(own, statuses, trace.asserted.get(descriptor))
                number = own.knowns[settling.known]
            else:
                settled = own.of(trace.asserted.get(descriptor), statuses)
                settling, number = settled.settling, settled.number
            if settling != trace.settlings[own.at]:
                settlings[descriptor] = settling
            if number != known[own.at]:
                known[own.at] = number
                stale.update([rule.id for rule in self.program.readers.get(descriptor, ())])
                touched.update(self.program.targets.get(descriptor, ()))
        return Amended(trace, readings, settlings)

    def settle(self, settlings: Settlings, statuses: Sequence[RuleStatus], asserted: tuple[str, ...] | None) -> Settling:
        """The settling of something that the rule has an effect on."""
        having, descriptor = settlings.key_of(statuses), settlings.descriptor
        key = (descriptor.id, having, asserted)
        if key not in self.settlings:
            rules = self.rules[descriptor.id]
            pairs = list(zip(rules, having if len(rules) > 1 else (having,), strict=True))
            fired, pending = ([rule for rule, status in pairs if rule and status == one] for one in ("fired", "pending"))
            self.settlings[key] = settle(descriptor, fired, pending, asserted)
        return self.settlings[key]
