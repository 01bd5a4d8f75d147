"""Forward inference: descriptors are settled once each, in the order in which they depend on one another.

The order and the record are the same for every evaluator; what differs is who tells how a rule reads. A program is
gone through layer by layer: a `Reader` is asked about the rules of a layer, and then settles its descriptors by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Protocol

from engine.infer.program import Layer, Program
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace


class Reader(Protocol):
    """Tells how rules read under what it knows of earlier layers, and how descriptors are settled by that."""

    def read(self, layer: Layer) -> Sequence[RuleReading]:
        """The readings of the rules of a layer, everything they read being known."""

    def settle(self, layer: Layer, given: Mapping[str, tuple[str, ...]]) -> Sequence[Settling]:
        """The settlings of its descriptors by the readings of the rules on them and what the case asserts."""


def forward(program: Program, situation: Situation, reader: Reader) -> Trace:
    """The trace of a program in a situation, its rules read by `reader`."""
    given = {part.descriptor: part.states for part in situation.given}
    readings: list[Sequence[RuleReading]] = []
    settlings: list[Sequence[Settling]] = []
    for layer in program.layers:
        readings.append(reader.read(layer))
        settlings.append(reader.settle(layer, given))
    return Trace(
        base=program.base.name,
        rules_hash=program.base.rules_hash,
        vocabulary_hash=program.base.vocabulary_hash,
        facts_hash=situation.facts_hash,
        dissents=program.dissents,
        given=situation.given,
        context=situation.context,
        readings=tuple(chain.from_iterable(readings)),
        settlings=tuple(chain.from_iterable(settlings)),
    )
