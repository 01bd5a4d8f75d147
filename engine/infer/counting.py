"""A what-if space counted part by part: in a part, some digits hold one state each, and the others take all of theirs.

Parts are independent of one another. What they come to is added up, so that it makes no difference who counted which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from engine.infer.compiled import BLOCK as BLOCK_COMPILED
from engine.infer.compiled import Machine, held_digits
from engine.infer.crew import Crew
from engine.infer.planes import BLOCK, TOGETHER, Blocks, Counts, added, fitting, held_by
from engine.infer.space import Digit, SpaceCircuit

X = TypeVar("X")  # what is told apart
Part = tuple[int, ...]  # the states of the digits held


class PartCount(Struct, Generic[X], frozen=True, dict=True):
    """The work of counting how often each outcome occurs, digits in this order, of which the first lie within a block (`most`
    at the most).

    It goes to those who do it as what the circuit is made from, the program and the space, and not as the circuit.
    """

    circuit: Callable[[Sequence[Digit]], SpaceCircuit[X]]
    digits: tuple[Digit, ...]
    reading: Literal["kernel", "compiled"]
    most: int | None = None

    @property
    def in_threads(self) -> bool:
        """Machine code runs outside of the interpreter's lock."""
        return self.reading == "compiled"

    @cached_property
    def made(self) -> SpaceCircuit[X]:
        """The circuit."""
        return self.circuit(self.digits)

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


def count_in_parts(
    work: PartCount[X], crew: Crew, tick: Callable[[int], None]
) -> tuple[SpaceCircuit[X], Sequence[int], dict[str, list[list[int]]]]:
    """The circuit, how often each outcome occurs, and for the digits that are counted (by descriptor) how often with each state.

    `tick` is told of what is done.
    """
    totals = [0] * len(work.made.outcomes)
    by: dict[int, list[list[int]]] = {}
    for counts in crew.carry_out(work, work.parts()):
        totals = added(totals, counts.totals)
        for digit, rows in counts.by.items():
            by[digit] = list(map(added, by[digit], rows)) if digit in by else rows
        tick(sum(counts.totals))
    return work.made, totals, {work.digits[digit].descriptor: rows for digit, rows in by.items()}
