"""Cross-impact matrices made up by hypothesis, most of them with feedback."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import lcm
from random import Random

from hypothesis import strategies as st

from engine.language.matrices import Matrix, Variants

Draw = Callable[[st.SearchStrategy[int]], int]


@st.composite
def matrices(draw: Draw, most: int = 6, highest: int = 3) -> Matrix:
    """A matrix of 2 to `most` descriptors with 2 to 4 variants, some of whose sections are empty."""
    return made_up(draw(st.integers(0, 2**32 - 1)), draw(st.integers(2, most)), highest)


def made_up(seed: int, count: int, highest: int = 3, filled: float | None = None, sizes: list[int] | None = None) -> Matrix:
    """The matrix that follows from a seed; `filled` is the share of sections with impacts, `sizes` how many variants."""
    dice = Random(seed)
    share = filled if filled is not None else dice.choice((0.3, 0.6, 1.0))
    sizes = sizes or [dice.randint(2, 4) for _ in range(count)]
    names = [f"D{number}" for number in range(len(sizes))]
    owner = [at for at, size in enumerate(sizes) for _ in range(size)]
    is_filled = {(a, b): a != b and dice.random() < share for a in range(len(sizes)) for b in range(len(sizes))}
    cells = tuple(tuple(dice.randint(-highest, highest) if is_filled[a, b] else 0 for b in owner) for a in owner)
    parts = [Variants(name, tuple(f"v{at}" for at in range(size))) for name, size in zip(names, sizes, strict=True)]
    return Matrix(f"made up of {seed}", tuple(parts), cells)


def standardised(matrix: Matrix) -> tuple[Matrix, int]:
    """Each row of each section shifted to sum to zero, and all scaled to stay whole; with the scale."""
    scale = lcm(*(len(part.variants) for part in matrix.descriptors))
    firsts = matrix.firsts()
    rows = []
    for row in matrix.cells:
        shifted: list[int] = []
        for first, end in pairwise(firsts):
            mean = scale // (end - first) * sum(row[first:end])
            shifted += [scale * cell - mean for cell in row[first:end]]
        rows.append(tuple(shifted))
    return Matrix(matrix.name, matrix.descriptors, tuple(rows)), scale
