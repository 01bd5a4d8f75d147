"""What the kernel must say of the what-ifs over a generated question: what the reference says, state by state."""

from __future__ import annotations

from collections import Counter
from math import prod
from random import Random

from engine.infer.circuit import Circuit
from engine.infer.kernel import Planes, build
from engine.infer.planes import Blocks
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.space import Digit, Outcome, Reported, Space, given_planes
from engine.infer.trace import Trace
from tests.generated import Asked, one_state

MOST = 12  # what-ifs of a space that the reference is asked for
STATUSES: tuple[Reported, ...] = ("contradiction", "tension", "not_separated", "open")


def made_space(asked: Asked, random: Random, most: int = 3) -> Space:
    """A space over some descriptors of a question, derived ones among them, some with part of their states."""
    descriptors = asked.base.descriptors
    names = random.sample(asked.program.order, min(len(asked.program.order), random.randint(1, most)))
    digits = []
    for name in names:
        states = descriptors[name].states
        left = states if random.random() < 0.8 else tuple(sorted(random.sample(states, len(states) - 1), key=states.index))
        digits.append(Digit(name, left))
    return Space(asked.program, asked.situation, tuple(digits))


def traced(asked: Asked, space: Space, choice: tuple[str, ...]) -> Trace:
    """The reference's trace of one what-if."""
    descriptors = asked.base.descriptors
    facts = [one_state(descriptors[digit.descriptor], state) for digit, state in zip(space.digits, choice, strict=True)]
    return infer(asked.program, situate(asked.base, asked.case.replaced(facts)))


def outcome_of(trace: Trace, name: str) -> Outcome:
    return Outcome(trace.settled[name].status, trace.settled[name].known)


def reference_counts(asked: Asked, space: Space, goal: str) -> Counter[Outcome]:
    return Counter(outcome_of(traced(asked, space, choice), goal) for choice in space.choices())


def kernel_differences(asked: Asked, seed: int) -> list[str]:
    """Where the kernel says otherwise than the reference, of every descriptor, over a space that follows from the seed."""
    random = Random(seed)
    space = made_space(asked, random)
    digits = space.digits[::-1]
    circuit = Circuit([len(digit.states) for digit in digits])
    given = given_planes(space)
    for at, digit in enumerate(digits):
        states = asked.base.descriptors[digit.descriptor].states
        masks = [1 << digit.states.index(state) if state in digit.states else 0 for state in states]
        given[digit.descriptor] = [circuit.digit(at, mask) for mask in masks]
    built = build(circuit, asked.program, given, asked.program.order)
    gates = [gate for planes in built.values() for gate in planes.gates]
    (planes,) = [Blocks(circuit, gates, space.size).run(())]
    held = dict(zip(gates, planes, strict=True))
    cells = range(space.size) if space.size <= MOST else random.sample(range(space.size), MOST)
    choices = list(space.choices())
    assert len(choices) == prod(circuit.sizes)
    found = []
    for cell in cells:
        trace = traced(asked, space, choices[cell])
        for name in asked.program.order:
            ours = _said(asked, name, built[name], held, cell)
            if ours != outcome_of(trace, name):
                found.append(f"{space.digits} at {choices[cell]}: {name} is {ours}, not {outcome_of(trace, name)}")
    return found


def _said(asked: Asked, name: str, planes: Planes, held: dict[int, int], cell: int) -> Outcome:
    states = asked.base.descriptors[name].states
    known = tuple(state for state, gate in zip(states, planes.known, strict=True) if held[gate] >> cell & 1)
    statuses = [status for status in STATUSES if held[getattr(planes, status)] >> cell & 1]
    assert len(statuses) <= 1, f"{name} has several statuses: {statuses}"
    return Outcome(statuses[0] if statuses else "settled", known)
