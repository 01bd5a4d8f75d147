"""A circuit carried out on decision diagrams: exact counts over spaces that nobody can enumerate.

Each digit is a few binary variables, and *valid* says which codes stand for a state. The diagrams of a program are small
where descriptors that are read together are neighbours in the order; where they are not small, the cap on nodes ends the
attempt. The library (oxidd) is imported here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import and_, or_, xor
from time import sleep
from typing import Any

from engine.infer.circuit import Circuit
from engine.infer.planes import Tape

MOST_NODES = 6_000_000  # of 24 bytes or so each
_CACHED = 2_000_000
_PAUSES = (0.0, 0.01, 0.04, 0.16, 0.64)  # in seconds, before another try


class TooManyNodes(Exception):
    """The diagrams grew past the cap."""


class Diagram:
    """A function of the binary variables.

    The library clears away what nobody needs in a thread of its own, which a busy machine may not let run in time. So where
    there is no room for an outcome it is cleared at once, and tried again: the cap is one of what is needed.
    """

    __slots__ = ("function", "going", "manager")

    def __init__(self, function: Any, manager: Any, going: Callable[[], None]) -> None:
        self.function, self.manager, self.going = function, manager, going

    def __and__(self, other: Diagram) -> Diagram:
        return self._with(and_, other)

    def __or__(self, other: Diagram) -> Diagram:
        return self._with(or_, other)

    def __xor__(self, other: Diagram) -> Diagram:
        return self._with(xor, other)

    def count(self, variables: int) -> int:
        """How many values of so many variables it holds for."""
        return int(self.function.sat_count(variables))

    def _with(self, joined: Callable[[Any, Any], Any], other: Diagram) -> Diagram:
        from oxidd.util import DDMemoryError

        self.going()
        for pause in _PAUSES:
            try:
                return Diagram(joined(self.function, other.function), self.manager, self.going)
            except DDMemoryError:
                sleep(pause)
                self.manager.gc()
        return Diagram(joined(self.function, other.function), self.manager, self.going)


def count_diagrams(
    circuit: Circuit, roots: Sequence[int], most_nodes: int = MOST_NODES, going: Callable[[], None] = lambda: None
) -> tuple[list[int], dict[int, list[list[int]]]]:
    """How often each root holds; and with each state of each digit. Raises `TooManyNodes`.

    `going` is called before every operation, and may raise what ends it.
    """
    from oxidd.bcdd import BCDDManager
    from oxidd.util import DDMemoryError

    manager = BCDDManager(most_nodes, min(_CACHED, most_nodes), 1)
    try:
        return _counted(manager, circuit, roots, going)
    except DDMemoryError:
        raise TooManyNodes from None


def _counted(
    manager: Any, circuit: Circuit, roots: Sequence[int], going: Callable[[], None]
) -> tuple[list[int], dict[int, list[list[int]]]]:
    true, false = Diagram(manager.true(), manager, going), Diagram(manager.false(), manager, going)
    states: list[list[Diagram]] = []
    valid, variables = true, 0
    for size in circuit.sizes:
        bits = (size - 1).bit_length()
        manager.add_vars(bits)
        codes = [Diagram(manager.var(variables + bit), manager, going) for bit in range(bits)]
        variables += bits
        planes = []
        some = false
        for state in range(size):
            plane = true
            for bit, variable in enumerate(codes):
                plane = plane & (variable if state >> bit & 1 else variable ^ true)
            planes.append(plane)
            some = some | plane
        states.append(planes)
        valid = valid & some

    def word(digit: int, mask: int) -> Diagram:
        held = false
        for state, plane in enumerate(states[digit]):
            held = held | plane if mask >> state & 1 else held
        return held

    found = [root & valid for root in Tape(circuit, roots).run(word, false, true)]
    totals = [root.count(variables) for root in found]
    by = {
        digit: [[(root & plane).count(variables) for plane in planes] if total else [0] * len(planes)
                for root, total in zip(found, totals, strict=True)]
        for digit, planes in enumerate(states)
    }  # fmt: skip
    return totals, by
