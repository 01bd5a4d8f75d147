"""What-if spaces: every choice of one state for each of some descriptors, the rest of the case held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from engine.infer.circuit import FALSE, TRUE, Circuit
from engine.infer.kernel import Planes, build
from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.infer.trace import Status


class Digit(Struct, frozen=True):
    """A descriptor of a space, and the states that it takes in turn."""

    descriptor: str
    states: tuple[str, ...]


class Space(Struct, frozen=True):
    """The what-ifs over some descriptors: the last takes its states fastest, as the last digit of a number does."""

    program: Program
    situation: Situation
    digits: tuple[Digit, ...]

    @property
    def size(self) -> int:
        """How many what-ifs there are."""
        return prod(len(digit.states) for digit in self.digits)

    def choices(self) -> Iterator[tuple[str, ...]]:
        """The what-ifs in order: a state for each digit."""
        return product(*(digit.states for digit in self.digits))


class Outcome(Struct, frozen=True, order=True):
    """How a descriptor comes out: its status, and the states that are left of it."""

    status: Status
    states: tuple[str, ...]


X = TypeVar("X")  # what is told apart


class SpaceCircuit(Struct, Generic[X], frozen=True):
    """A circuit over the digits of a space (the first digit of the circuit first), and the plane of each outcome."""

    circuit: Circuit
    digits: tuple[Digit, ...]
    outcomes: tuple[X, ...]
    planes: tuple[int, ...]


def circuit_of(space: Space, goal: str, digits: Sequence[Digit]) -> SpaceCircuit[Outcome]:
    """The circuit that tells how a descriptor comes out, its digits in the order given (all those of the space)."""
    program = space.program
    circuit = Circuit([len(digit.states) for digit in digits])
    given = given_planes(space)
    for at, digit in enumerate(digits):
        states = program.base.descriptors[digit.descriptor].states
        masks = [1 << digit.states.index(state) if state in digit.states else 0 for state in states]
        given[digit.descriptor] = [circuit.digit(at, mask) for mask in masks]
    planes = build(circuit, program, given, (goal,))[goal]
    found = outcome_planes(circuit, program.base.descriptors[goal].states, planes)
    return SpaceCircuit(circuit, tuple(digits), tuple(found), tuple(found.values()))


def given_planes(space: Space) -> dict[str, list[int]]:
    """What the case asserts of each descriptor, as constant planes."""
    descriptors = space.program.base.descriptors
    return {
        part.descriptor: [TRUE if state in part.states else FALSE for state in descriptors[part.descriptor].states]
        for part in space.situation.given
    }


Reported = Literal["contradiction", "tension", "open", "not_separated"]
_REPORTED: tuple[Reported, ...] = ("contradiction", "tension", "open", "not_separated")


def outcome_planes(circuit: Circuit, states: Sequence[str], planes: Planes) -> dict[Outcome, int]:
    """The plane of each outcome that is not seen at once to be impossible."""
    reported = circuit.any_(getattr(planes, status) for status in _REPORTED)
    found: dict[Outcome, int] = {}
    for state, known in zip(states, planes.known, strict=True):
        found[Outcome("settled", (state,))] = circuit.and_(known, circuit.not_(reported))
    for status in _REPORTED:
        least = 2 if status in ("open", "not_separated") else 1
        for left, plane in _exactly(circuit, getattr(planes, status), list(zip(states, planes.known, strict=True))):
            if len(left) >= least:
                found[Outcome(status, left)] = plane
    return {outcome: plane for outcome, plane in found.items() if plane != FALSE}


def _exactly(circuit: Circuit, plane: int, known: list[tuple[str, int]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The parts of a plane in which just these states are left, for each set of states."""
    if plane == FALSE:
        return
    if not known:
        yield (), plane
        return
    (state, here), *others = known
    for left, part in _exactly(circuit, circuit.and_(plane, here), others):
        yield (state, *left), part
    yield from _exactly(circuit, circuit.and_(plane, circuit.not_(here)), others)


def by_reach(space: Space, goal: str) -> tuple[Digit, ...]:
    """The digits, those first on which the most rules rest that the goal rests on."""
    program = space.program
    reach: dict[str, int] = dict.fromkeys((digit.descriptor for digit in space.digits), 0)
    for name in program.depends_on(goal):
        rules = len(program.rules_on.get(name, ()))
        for read in program.depends_on(name):
            if read in reach:
                reach[read] += rules
    return tuple(sorted(space.digits, key=lambda digit: -reach[digit.descriptor]))


def by_kinship(space: Space, goal: str) -> tuple[Digit, ...]:
    """The digits, those side by side that are read together: from the goal down, what rests on least first."""
    program = space.program
    swept = {digit.descriptor: digit for digit in space.digits}
    found: dict[str, None] = {}
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        reads = dict.fromkeys(read for rule in program.rules_on.get(name, ()) for read in rule.reads)
        for read in sorted(reads, key=lambda read: len(program.depends_on(read))):
            visit(read)
        found[name] = None

    visit(goal)
    order = [name for name in found if name in swept] + [name for name in swept if name not in found]
    return tuple(swept[name] for name in order)
