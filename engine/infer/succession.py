"""Succession: in a bundle, every descriptor at once moves to a state that its rules leave, and so on until nothing moves.

One that is in such a state stays; else it moves to the first of them. A bundle in which nothing moves is consistent, and how many
end in it is the size of its *basin*. (Of a cross-impact matrix this is the global succession of cross-impact balances.)
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, repeat
from operator import add

from engine.infer.cells import told_apart
from engine.infer.circuit import FALSE, TRUE, Circuit
from engine.infer.kernel import left_by_rules
from engine.infer.planes import Blocks
from engine.infer.program import Program
from engine.infer.situation import Situation

States = Mapping[str, tuple[str, ...]]


def count_basins(program: Program, situation: Situation, bundles: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """How many of the bundles that respect the facts end in each of these; in one that is not consistent none does.

    All of them are gone through at once: some seconds and a hundred bytes for a million.
    """
    descriptors = {name: d for name, d in program.base.descriptors.items() if not d.is_context}
    given = {part.descriptor: part.states for part in situation.given}
    states = {name: given.get(name, descriptor.states) for name, descriptor in descriptors.items()}
    after = _successors(program, states, given)
    ends, steps = after, 1
    while steps < len(after):  # twice as far each time; nothing that moves for longer ever ends
        further = array("Q", map(ends.__getitem__, ends))
        if further == ends:
            break
        ends, steps = further, 2 * steps
    basins = Counter(ends)
    numbers = [_number(states, bundle) for bundle in bundles]
    return tuple(basins[number] if after[number] == number else 0 for number in numbers)


def _number(states: States, bundle: Sequence[str]) -> int:
    """The number of a bundle: its first descriptor takes its states fastest."""
    number, stride = 0, 1
    for listed, state in zip(states.values(), bundle, strict=True):
        number += stride * listed.index(state)
        stride *= len(listed)
    return number


def _successors(program: Program, states: States, given: States) -> array[int]:
    """What follows each bundle, by number."""
    circuit = Circuit([len(listed) for listed in states.values()])
    chosen: dict[str, list[int]] = {}
    asserted: dict[str, list[int]] = {}
    for digit, (name, listed) in enumerate(states.items()):
        every = program.base.descriptors[name].states
        chosen[name] = [circuit.digit(digit, 1 << listed.index(state) if state in listed else 0) for state in every]
        if name in given:
            asserted[name] = [TRUE if state in listed else FALSE for state in every]
    left = left_by_rules(circuit, program, chosen, asserted)
    moves = [_moves(circuit, chosen[name], left[name]) for name in states]
    kept = [
        [plane for state, plane in zip(program.base.descriptors[name].states, planes, strict=True) if state in listed]
        for (name, listed), planes in zip(states.items(), moves, strict=True)
    ]
    blocks = Blocks(circuit, [plane for planes in kept for plane in planes])
    found = array("Q")
    for choice in blocks.choices():
        run = iter(blocks.run(choice))
        numbers: Iterable[int] = repeat(0, blocks.cells)
        stride = 1
        for planes in kept:
            places = told_apart(list(islice(run, len(planes))), blocks.cells)
            numbers = map(add, numbers, map(range(0, stride * len(planes), stride).__getitem__, places))
            stride *= len(planes)
        found.extend(numbers)
    return found


def _moves(circuit: Circuit, chosen: Sequence[int], left: Sequence[int]) -> list[int]:
    """Where a descriptor is in which state afterwards."""
    stays = [circuit.and_(here, there) for here, there in zip(chosen, left, strict=True)]
    leaves = circuit.not_(circuit.any_(stays))
    found = []
    for stay, there in zip(stays, left, strict=True):
        found.append(circuit.or_(stay, circuit.and_(leaves, there)))
        leaves = circuit.and_(leaves, circuit.not_(there))
    return found
