"""The reference evaluator: rules read as `docs/semantics.md` says, one after the other. Slow, obvious, the meaning."""

from __future__ import annotations

from engine.infer.forward import forward
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Trace
from engine.language.rules import Rule


class _PlainReader:
    def __init__(self) -> None:
        self.knowledge: dict[str, tuple[str, ...]] = {}

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        self.knowledge[descriptor] = known

    def read(self, rule: Rule) -> RuleReading:
        return read_rule(rule, self.knowledge)


def infer(program: Program, situation: Situation) -> Trace:
    """The trace of a program in a situation, by the meaning alone."""
    return forward(program, situation, _PlainReader())
