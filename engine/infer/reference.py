"""The reference evaluator: rules read as `docs/semantics.md` says, one after the other. Slow, obvious, the meaning."""

from __future__ import annotations

from collections.abc import Mapping

from engine.infer.forward import forward
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace
from engine.language.rules import Rule


class _PlainReader:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.knowledge: dict[str, tuple[str, ...]] = {}

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        self.knowledge[descriptor] = known

    def read(self, rule: Rule) -> RuleReading:
        return read_rule(rule, self.knowledge)

    def settle(self, name: str, readings: Mapping[str, RuleReading], asserted: tuple[str, ...] | None) -> Settling:
        rules = self.program.rules_on.get(name, ())
        fired = [rule for rule in rules if readings[rule.id].status == "fired"]
        pending = [rule for rule in rules if readings[rule.id].status == "pending"]
        return settle(self.program.base.descriptors[name], fired, pending, asserted)


def infer(program: Program, situation: Situation) -> Trace:
    """The trace of a program in a situation, by the meaning alone."""
    return forward(program, situation, _PlainReader(program))
