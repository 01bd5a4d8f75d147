"""A what-if space counted part by part: in a part, some digits hold one state each, and the others take all of theirs.

Parts are independent of one another. What they come to is added up, so that it makes no difference who counted which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from operator import add
from typing import Literal

from msgspec import Struct

from engine.infer.compiled import BLOCK as BLOCK_COMPILED
from engine.infer.compiled import Machine, held_digits
from engine.infer.crew import Crew
from engine.infer.planes import BLOCK, TOGETHER, Blocks, Counts, fitting, held_by
from engine.infer.space import Outcome, Space, SpaceCircuit, circuit_of

Part = tuple[int, ...]  # the states of the digits held


class Counting(Struct, frozen=True, dict=True):
    """The work of counting how a goal comes out over a space, whose first digits (`most` at the most) lie within a block.

    It goes to those who do it as the program and the space, not as the circuit of them.
    """

    space: Space
    goal: str
    reading: Literal["kernel", "compiled"]
    most: int | None = None

    @property
    def in_threads(self) -> bool:
        """Machine code runs outside of the interpreter's lock."""
        return self.reading == "compiled"

    @cached_property
    def made(self) -> SpaceCircuit:
        """The circuit, its digits in the order of the space."""
        return circuit_of(self.space, self.goal, self.space.digits)

    def prepare(self) -> Callable[[Part], Counts]:
        """What counts a part; where it is compiled, with those digits only that are not within the block."""
        if self.reading == "compiled":
            return Machine(self.made.circuit, self.made.planes, most=self.most).count
        return Blocks(self.made.circuit, self.made.planes).count

    def parts(self) -> Iterator[Part]:
        """Every part of the space."""
        sizes = self.made.circuit.sizes
        if self.reading == "compiled":
            held = held_digits(sizes, fitting(sizes[: self.most], BLOCK_COMPILED))
        else:
            held = held_by(sizes, fitting(sizes, BLOCK), len(sizes), TOGETHER)
        return product(*(range(size) for size in held))


Found = tuple[Sequence[Outcome], Sequence[int], Mapping[str, list[list[int]]]]  # by: descriptor → outcome → state


def count_in_parts(work: Counting, crew: Crew, tick: Callable[[int], None]) -> Found:
    """How often each outcome occurs, and with each state of the digits that are counted. `tick` is told of what is done."""
    totals = [0] * len(work.made.outcomes)
    by: dict[int, list[list[int]]] = {}
    for counts in crew.carry_out(work, work.parts()):
        totals = _added(totals, counts.totals)
        for digit, rows in counts.by.items():
            by[digit] = list(map(_added, by[digit], rows)) if digit in by else rows
        tick(sum(counts.totals))
    return work.made.outcomes, totals, {work.space.digits[digit].descriptor: rows for digit, rows in by.items()}


def _added(a: list[int], b: list[int]) -> list[int]:
    return list(map(add, a, b))
