"""The trace: the complete, ordered, checkable record of one inference.

A trace is a value: two evaluators that agree make equal traces, whatever they are. Texts and pictures are
rendered from it, and `engine.infer.checker` validates it without the evaluator that made it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from engine.infer.program import Dissent
from engine.language.conditions import Test
from engine.language.facts import Fact
from engine.language.rules import Binding
from engine.language.showing import Shown

SCHEMA: Literal["kakehashi.trace/1"] = "kakehashi.trace/1"

Outcome = Literal["holds", "cannot_hold", "undecided"]
RuleStatus = Literal["fired", "ruled_out", "pending"]
Status = Literal["contradiction", "tension", "settled", "not_separated", "open"]
Ground = Literal["contradiction", "default", "weighed"]


class TestReading(Struct, frozen=True, gc=False):
    """A test, the knowledge it met, and what came of it."""

    __test__ = False

    test: Test
    known: tuple[str, ...]
    outcome: Outcome


class AnyReading(Struct, frozen=True, gc=False):
    """Alternatives, and whether one of them holds."""

    options: tuple[ConditionReading, ...]
    outcome: Outcome


class ConditionReading(Struct, frozen=True, gc=False):
    """The entries of a condition, and whether all of them hold."""

    entries: tuple[TestReading | AnyReading, ...]
    outcome: Outcome


class RuleReading(Struct, frozen=True, gc=False):
    """A rule under the knowledge of the moment when its descriptors were all settled.

    A fired rule whose `unless` has an undecided condition *assumes* that it does not hold: that is the only
    place where something is taken from not being known. `binding` is that of a rule which is written for many actors.
    """

    rule: str
    status: RuleStatus
    when: ConditionReading
    unless: tuple[ConditionReading, ...]
    binding: Binding | None = None

    @property
    def assumed(self) -> tuple[ConditionReading, ...]:
        """The `unless` conditions that are not known to hold, nor known not to."""
        return tuple(c for c in self.unless if c.outcome == "undecided") if self.status == "fired" else ()


class Beaten(Struct, frozen=True, gc=False):
    """A state that cannot win any more: a secure state `by` leads it by `margin` whatever pending rules do."""

    state: str
    by: str
    margin: int


class Tension(Struct, frozen=True, gc=False):
    """What the case asserts is not what the rules derive.

    `by` tells how the rules exclude the asserted states; `lead` is by how much the derived state leads them
    on today's balance, where they were outweighed.
    """

    derived: tuple[str, ...]
    asserted: tuple[str, ...]
    by: Literal["strict", "default", "balance"]
    lead: int | None


class Settling(Struct, frozen=True, gc=False):
    """How a descriptor was settled: the whole table. On an observed one there are no rules, and it is short.

    `allowed` is *T*, `balances` *b*, `derived` *D*, `asserted` *F* and `known` *K* of `docs/semantics.md`;
    `clash` names the rules of a contradiction. Rules are named in the order of the base.
    """

    descriptor: str
    fired: tuple[str, ...]
    pending: tuple[str, ...]
    allowed: tuple[str, ...]
    balances: tuple[tuple[str, int], ...]
    secure: tuple[str, ...]
    beaten: tuple[Beaten, ...]
    ground: Ground
    derived: tuple[str, ...]
    asserted: tuple[str, ...] | None
    known: tuple[str, ...]
    status: Status
    leaning: tuple[str, ...]
    clash: tuple[str, ...] = ()
    tension: Tension | None = None

    def balance(self, state: str) -> int:
        """The balance of a state."""
        return dict(self.balances)[state]


class Given(Struct, frozen=True, gc=False):
    """The facts of the case on one descriptor, and the states they leave together."""

    descriptor: str
    states: tuple[str, ...]
    facts: tuple[Fact, ...]


class Trace(Shown, Struct, frozen=True, dict=True):
    """One inference: what was given, how each rule read, how each descriptor was settled, in order.

    Every descriptor that takes part has a settling, observed ones too. `context` is what was given on numbers that
    no rule reads. Hashes are SHA-256 of the rules, the vocabulary and the facts that stood, context included.
    """

    base: str
    rules_hash: str
    vocabulary_hash: str
    facts_hash: str
    dissents: tuple[Dissent, ...]
    given: tuple[Given, ...]
    context: tuple[Given, ...]
    readings: tuple[RuleReading, ...]
    settlings: tuple[Settling, ...]
    schema: Literal["kakehashi.trace/1"] = SCHEMA

    @cached_property
    def knowledge(self) -> dict[str, tuple[str, ...]]:
        """What is known of each descriptor, derived ones included: the states still possible."""
        return {settling.descriptor: settling.known for settling in self.settlings}

    @cached_property
    def asserted(self) -> dict[str, tuple[str, ...]]:
        """The states that what was given leaves, by descriptor."""
        return {given.descriptor: given.states for given in self.given}

    @cached_property
    def known(self) -> tuple[tuple[str, ...], ...]:
        """What is known of each descriptor, in the order of the settlings."""
        return tuple([settling.known for settling in self.settlings])

    @cached_property
    def statuses(self) -> tuple[RuleStatus, ...]:
        """How each rule reads, in the order of the readings."""
        return tuple([reading.status for reading in self.readings])

    @cached_property
    def settled(self) -> dict[str, Settling]:
        """The settlings by descriptor."""
        return {settling.descriptor: settling for settling in self.settlings}

    @cached_property
    def read(self) -> dict[str, RuleReading]:
        """The readings by rule."""
        return {reading.rule: reading for reading in self.readings}

    @cached_property
    def given_on(self) -> dict[str, Given]:
        """What was given, by descriptor."""
        return {given.descriptor: given for given in self.given}
