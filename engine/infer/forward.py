"""Forward inference: descriptors are settled once each, in the order in which they depend on one another.

The order, the settling and the record are the same for every evaluator; what differs is who tells how a rule
reads. A program is gone through layer by layer: a `Reader` is asked about the rules of a layer, settles its
descriptors by them, and takes in what is then known before it is asked about the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from engine.infer.program import Layer, Program
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace


class Reader(Protocol):
    """Tells how rules read under what it has learned, and how descriptors are settled by that."""

    def read(self, layer: Layer) -> Sequence[RuleReading]:
        """The readings of the rules of a layer, everything they read being known."""

    def settle(
        self, layer: Layer, readings: Mapping[str, RuleReading], given: Mapping[str, tuple[str, ...]]
    ) -> Sequence[Settling]:
        """The settlings of its descriptors by the readings of the rules on them and what the case asserts."""

    def learn(self, layer: Layer, settlings: Iterable[Settling]) -> None:
        """Takes in what is then known of them."""


def forward(program: Program, situation: Situation, reader: Reader) -> Trace:
    """The trace of a program in a situation, its rules read by `reader`."""
    given = {part.descriptor: part.states for part in situation.given}
    readings: dict[str, RuleReading] = {}
    settlings: list[Settling] = []
    for layer in program.layers:
        for reading in reader.read(layer):
            readings[reading.rule] = reading
        settled = reader.settle(layer, readings, given)
        reader.learn(layer, settled)
        settlings += settled
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
