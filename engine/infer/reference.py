"""The reference evaluator: rules read as `docs/semantics.md` says, one after the other. Slow, obvious, the meaning."""

from __future__ import annotations

from collections.abc import Mapping

from engine.infer.forward import forward
from engine.infer.program import Layer, Program
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace


class _PlainReader:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.knowledge: dict[str, tuple[str, ...]] = {}
        self.readings: dict[str, RuleReading] = {}

    def read(self, layer: Layer) -> list[RuleReading]:
        found = [read_rule(rule, self.knowledge) for rule in layer.rules]
        self.readings.update((reading.rule, reading) for reading in found)
        return found

    def settle(self, layer: Layer, given: Mapping[str, tuple[str, ...]]) -> list[Settling]:
        found = [self.settle_one(name, given.get(name)) for name in layer.descriptors]
        self.knowledge.update((settling.descriptor, settling.known) for settling in found)
        return found

    def settle_one(self, name: str, asserted: tuple[str, ...] | None) -> Settling:
        rules = self.program.rules_on.get(name, ())
        fired = [rule for rule in rules if self.readings[rule.id].status == "fired"]
        pending = [rule for rule in rules if self.readings[rule.id].status == "pending"]
        return settle(self.program.base.descriptors[name], fired, pending, asserted)


def infer(program: Program, situation: Situation) -> Trace:
    """The trace of a program in a situation, by the meaning alone."""
    return forward(program, situation, _PlainReader(program))
