"""Forward inference: descriptors are settled once each, in the order in which they depend on one another.

The order, the settling and the record are the same for every evaluator; what differs is who tells how a rule
reads. A `Reader` is told what is known of a descriptor as soon as it is settled, and is asked about a rule
once everything the rule reads is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace
from engine.language.rules import Rule


class Reader(Protocol):
    """Tells how rules read under what it has learned, and how a descriptor is settled by that."""

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        """Takes in what is known of a descriptor, said once."""

    def read(self, rule: Rule) -> RuleReading:
        """The reading of a rule, everything it reads being known."""

    def settle(self, name: str, readings: Mapping[str, RuleReading], asserted: tuple[str, ...] | None) -> Settling:
        """The settling of a descriptor by the readings of the rules on it and what the case asserts of it."""


def forward(program: Program, situation: Situation, reader: Reader) -> Trace:
    """The trace of a program in a situation, its rules read by `reader`."""
    given = {part.descriptor: part.states for part in situation.given}
    readings: dict[str, RuleReading] = {}
    settlings = []
    for name in program.order:
        for rule in program.rules_on.get(name, ()):
            if rule.id not in readings:
                readings[rule.id] = reader.read(rule)
        settling = reader.settle(name, readings, given.get(name))
        settlings.append(settling)
        reader.learn(name, settling.known)
    return Trace(
        base=program.base.name,
        rules_hash=program.base.rules_hash,
        vocabulary_hash=program.base.vocabulary_hash,
        facts_hash=situation.facts_hash,
        dissents=program.dissents,
        given=situation.given,
        context=situation.context,
        readings=tuple(readings.values()),
        settlings=tuple(settlings),
    )
