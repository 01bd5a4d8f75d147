"""The kernel: a program as a circuit of planes, all the what-ifs of a space at once.

Section by section what `docs/semantics.md` says, with a plane for each state of a descriptor that is still possible. A
rule is two planes: where it *fired*, and where it is *not ruled out* (fired or pending). Where the two are one gate the
rule can never be pending, and what depends on that falls away; what does not depend on the digits is a constant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from engine.infer.circuit import FALSE, Circuit
from engine.infer.program import Program
from engine.infer.sums import Term, add, constant, exceeds, is_greater, weighted_sum
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule


class Planes(Struct, frozen=True):
    """A descriptor over a space: where each of its states is still possible, and where it has which status.

    *Settled* is where no status holds: one state is left.
    """

    known: tuple[int, ...]
    contradiction: int
    tension: int
    not_separated: int
    open: int

    @property
    def gates(self) -> tuple[int, ...]:
        """All the planes, the states first."""
        return (*self.known, self.contradiction, self.tension, self.not_separated, self.open)


class Reading(Struct, frozen=True):
    """A rule over a space: where it fired, and where it is not ruled out."""

    rule: Rule
    fired: int
    possible: int


def build(circuit: Circuit, program: Program, given: Mapping[str, Sequence[int]], asked: Collection[str]) -> dict[str, Planes]:
    """The planes of the descriptors asked for.

    `given` holds, for a descriptor that anything is asserted of, a plane for each of its states: where what is asserted
    leaves it. Only what the asked descriptors depend on is built.
    """
    cone = {name for goal in asked for name in program.depends_on(goal)}
    kernel = _Kernel(circuit, program)
    for name in program.order:
        if name in cone:
            kernel.settle(name, given.get(name))
    return {name: kernel.planes[name] for name in asked}


def left_by_rules(
    circuit: Circuit, program: Program, chosen: Mapping[str, Sequence[int]], given: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    """Where each state of a descriptor is left by the rules and by what is given, all descriptors being as they are chosen.

    `chosen` holds a plane for each state of each descriptor that takes part, of which just one holds everywhere. What is left
    follows from that alone, whatever depends on what.
    """
    kernel = _Kernel(circuit, program)
    for name, planes in chosen.items():
        kernel.planes[name] = Planes(tuple(planes), FALSE, FALSE, FALSE, FALSE)
        kernel.single[name] = True
    found = {}
    for name in chosen:
        readings = [kernel.read(rule) for rule in program.rules_on.get(name, ())]
        derived, _ = _derived(circuit, program.base.descriptors[name], readings)
        found[name], _ = _asserted(circuit, derived, given.get(name))
    return found


class _Kernel:
    def __init__(self, circuit: Circuit, program: Program) -> None:
        self.circuit = circuit
        self.program = program
        self.planes: dict[str, Planes] = {}
        self.single: dict[str, bool] = {}  # just one state is possible, everywhere
        self.readings: dict[str, Reading] = {}

    def settle(self, name: str, asserted: Sequence[int] | None) -> None:
        circuit, descriptor = self.circuit, self.program.base.descriptors[name]
        readings = [self.read(rule) for rule in self.program.rules_on.get(name, ())]
        derived, contradiction = _derived(circuit, descriptor, readings)
        known, tension = _asserted(circuit, derived, asserted)
        several = _several(circuit, known)
        if asserted is not None and _several(circuit, asserted) == FALSE:
            several = FALSE
        self.single[name] = several == FALSE
        tension = circuit.and_(tension, circuit.not_(contradiction))
        unsettled = circuit.all_([several, circuit.not_(contradiction), circuit.not_(tension)])
        pending = circuit.any_(circuit.and_(r.possible, circuit.not_(r.fired)) for r in readings)
        weighing = circuit.any_(reading.fired for reading in readings if reading.rule.weights(name))
        not_separated = circuit.all_([unsettled, circuit.not_(pending), weighing])
        open_ = circuit.and_(unsettled, circuit.not_(not_separated))
        self.planes[name] = Planes(tuple(known), contradiction, tension, not_separated, open_)

    def read(self, rule: Rule) -> Reading:
        if rule.id not in self.readings:
            circuit = self.circuit
            holds, possible = self.condition(rule.when)
            barred = circuit.not_(circuit.any_(self.condition(condition)[0] for condition in rule.unless))
            self.readings[rule.id] = Reading(rule, circuit.and_(holds, barred), circuit.and_(possible, barred))
        return self.readings[rule.id]

    def condition(self, condition: Condition) -> tuple[int, int]:
        """Where a condition holds, and where it can."""
        entries = [self.test(entry) if isinstance(entry, Test) else self.any_of(entry) for entry in condition.entries]
        holds, possible = [entry[0] for entry in entries], [entry[1] for entry in entries]
        return self.circuit.all_(holds), self.circuit.all_(possible)

    def any_of(self, entry: AnyOf) -> tuple[int, int]:
        options = [self.condition(option) for option in entry.options]
        return self.circuit.any_(option[0] for option in options), self.circuit.any_(option[1] for option in options)

    def test(self, test: Test) -> tuple[int, int]:
        """Where all possible states lie within the set, and where one of them does."""
        circuit, states = self.circuit, self.program.base.descriptors[test.descriptor].states
        known = self.planes[test.descriptor].known
        inside = [plane for state, plane in zip(states, known, strict=True) if state in test.states]
        outside = [plane for state, plane in zip(states, known, strict=True) if state not in test.states]
        if self.single[test.descriptor]:
            one = circuit.any_(inside) if len(inside) <= len(outside) else circuit.not_(circuit.any_(outside))
            return one, one
        return circuit.not_(circuit.any_(outside)), circuit.any_(inside)


def _asserted(circuit: Circuit, derived: list[int], asserted: Sequence[int] | None) -> tuple[list[int], int]:
    """What is left of a descriptor by the rules and what is asserted, and where these two share nothing: step 4 of *Settling*."""
    if asserted is None:
        return derived, FALSE
    both = [circuit.and_(a, d) for a, d in zip(asserted, derived, strict=True)]
    tension = circuit.not_(circuit.any_(both))
    return [circuit.or_(b, circuit.and_(tension, a)) for a, b in zip(asserted, both, strict=True)], tension


def _several(circuit: Circuit, planes: Sequence[int]) -> int:
    """Where more than one of the planes holds."""
    seen = several = FALSE
    for plane in planes:
        several = circuit.or_(several, circuit.and_(seen, plane))
        seen = circuit.or_(seen, plane)
    return several


def _derived(circuit: Circuit, descriptor: Descriptor, readings: Sequence[Reading]) -> tuple[list[int], int]:
    """What the rules say of a descriptor, state by state, and where they contradict one another: steps 1 to 3 of *Settling*."""
    name, states = descriptor.id, descriptor.states
    narrowing = [(reading, narrowed) for reading in readings if (narrowed := reading.rule.narrows(name)) is not None]
    allowed = [circuit.not_(circuit.any_(r.fired for r, left in narrowing if state not in left)) for state in states]
    secure = [circuit.not_(circuit.any_(r.possible for r, left in narrowing if state not in left)) for state in states]
    contradiction = circuit.not_(circuit.any_(allowed))
    beaten: list[list[int]] = [[] for _ in states]
    for first in range(len(states)):
        for second in range(first + 1, len(states)):
            ahead, behind = _margins(circuit, name, (states[first], states[second]), readings)
            beaten[second].append(circuit.and_(secure[first], ahead))
            beaten[first].append(circuit.and_(secure[second], behind))
    left = [circuit.and_(plane, circuit.not_(circuit.any_(lost))) for plane, lost in zip(allowed, beaten, strict=True)]
    if descriptor.default is not None:
        silent = circuit.not_(circuit.any_(reading.possible for reading in readings))
        left = [
            circuit.or_(plane, silent) if state == descriptor.default else circuit.and_(plane, circuit.not_(silent))
            for state, plane in zip(states, left, strict=True)
        ]
    return [circuit.or_(plane, contradiction) for plane in left], contradiction


def _margins(circuit: Circuit, name: str, pair: tuple[str, str], readings: Sequence[Reading]) -> tuple[int, int]:
    """Where the first state is ahead of the second whatever the pending rules do, and where the second of the first.

    What is certain is summed once for both. A rule that may be pending counts for a state where it fired, and against it
    where it is not ruled out; so its size is added where it *is* ruled out, and the bound raised by as much.
    """
    certain: list[Term] = []
    gains: tuple[list[Term], list[Term]] = [], []
    bounds = [0, 0]
    for reading in readings:
        weights = reading.rule.weights(name)
        weight = weights.get(pair[0], 0) - weights.get(pair[1], 0)
        if not weight:
            continue
        if reading.fired == reading.possible:
            certain.append((reading.fired, weight))
            continue
        winner = 0 if weight > 0 else 1
        gains[winner].append((reading.fired, abs(weight)))
        gains[1 - winner].append((circuit.not_(reading.possible), abs(weight)))
        bounds[1 - winner] += abs(weight)
    sure, offset = weighted_sum(circuit, certain)
    first, lift = weighted_sum(circuit, gains[0])
    ahead = exceeds(circuit, add(circuit, sure, first), offset + lift + bounds[0])
    second, lift = weighted_sum(circuit, gains[1])
    spare = offset - lift - bounds[1]  # the second is ahead where `second + spare` exceeds what is sure of the first
    other = add(circuit, second, constant(max(0, spare)))
    behind = is_greater(circuit, other, add(circuit, sure, constant(max(0, -spare))))
    return ahead, behind
