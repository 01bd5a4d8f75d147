"""What-ifs one by one: how the goal comes out in each, in the order of the space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.infer.planes import BLOCK, Blocks
from engine.infer.space import Outcome, Space, circuit_of

_MOST = 255  # the last outcome that a byte can name


def outcome_cells(space: Space, goal: str, block: int = BLOCK) -> Iterator[tuple[Sequence[Outcome], Sequence[int]]]:
    """Block by block, the outcomes and which of them each what-if has (its place among them)."""
    made = circuit_of(space, goal, space.digits[::-1])
    blocks = Blocks(made.circuit, made.planes, block)
    for choice in blocks.choices():
        yield made.outcomes, told_apart(blocks.run(choice), blocks.cells)


def told_apart(planes: Sequence[int], cells: int) -> Sequence[int]:
    """Which of the planes holds in each cell; in each, just one does."""
    present = [at for at, plane in enumerate(planes) if plane]
    if present and present[-1] <= _MOST:
        total = sum(spread(planes[at], cells) * at for at in present)
        return total.to_bytes(cells, "little")
    found = [0] * cells
    for at in present:
        for cell, held in enumerate(spread(planes[at], cells).to_bytes(cells, "little")):
            if held:
                found[cell] = at
    return found


def spread(plane: int, cells: int) -> int:
    """A plane with a byte for each bit."""
    digits = format(plane, f"0{cells}b").encode()  # the last cell first
    return int.from_bytes(digits, "big") ^ int.from_bytes(b"0" * cells, "big")
