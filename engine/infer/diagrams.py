"""A circuit carried out on decision diagrams: exact counts over spaces that nobody can enumerate.

Each digit is a few binary variables, and *valid* says which codes stand for a state. The diagrams of a program are small
where descriptors that are read together are neighbours in the order; where they are not small, the cap on nodes ends the
attempt. The library (oxidd) is imported here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.infer.circuit import Circuit
from engine.infer.planes import Tape

MOST_NODES = 6_000_000  # of 24 bytes or so each
_CACHED = 2_000_000


class TooManyNodes(Exception):
    """The diagrams grew past the cap."""


def count_diagrams(
    circuit: Circuit, roots: Sequence[int], most_nodes: int = MOST_NODES
) -> tuple[list[int], dict[int, list[list[int]]]]:
    """How often each root holds; and with each state of each digit. Raises `TooManyNodes`."""
    from oxidd.bcdd import BCDDManager
    from oxidd.util import DDMemoryError

    manager = BCDDManager(most_nodes, min(_CACHED, most_nodes), 1)
    try:
        return _counted(manager, circuit, roots)
    except DDMemoryError:
        raise TooManyNodes from None


def _counted(manager: Any, circuit: Circuit, roots: Sequence[int]) -> tuple[list[int], dict[int, list[list[int]]]]:
    true, false = manager.true(), manager.false()
    states: list[list[Any]] = []
    valid, variables = true, 0
    for size in circuit.sizes:
        bits = (size - 1).bit_length()
        manager.add_vars(bits)
        codes = [manager.var(variables + bit) for bit in range(bits)]
        variables += bits
        planes = []
        some = false
        for state in range(size):
            plane = true
            for bit, variable in enumerate(codes):
                plane = plane & (variable if state >> bit & 1 else ~variable)
            planes.append(plane)
            some = some | plane
        states.append(planes)
        valid = valid & some

    def word(digit: int, mask: int) -> Any:
        held = false
        for state, plane in enumerate(states[digit]):
            held = held | plane if mask >> state & 1 else held
        return held

    found = [root & valid for root in Tape(circuit, roots).run(word, false, true)]
    totals = [int(root.sat_count(variables)) for root in found]
    by = {
        digit: [[int((root & plane).sat_count(variables)) for plane in planes] if total else [0] * len(planes)
                for root, total in zip(found, totals, strict=True)]
        for digit, planes in enumerate(states)
    }  # fmt: skip
    return totals, by
