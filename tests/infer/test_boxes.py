"""Prime boxes are all the largest boxes that lie within a plane, and those chosen cover it."""

from __future__ import annotations

from functools import reduce
from itertools import product
from math import prod
from operator import or_
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.infer import boxes
from engine.infer.boxes import Box, Primes, TooManyBoxes, cover
from tests.generated import examples

SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def plane_of(box: Box, sizes: list[int]) -> int:
    """The cells of a box, the first digit running fastest."""
    cells = product(*(range(size) for size in reversed(sizes)))
    return sum(
        1 << at
        for at, cell in enumerate(cells)
        if all(mask >> state & 1 for mask, state in zip(box, reversed(cell), strict=True))
    )


def brute_primes(plane: int, sizes: list[int]) -> set[Box]:
    """Every box within the plane that no other such box holds."""
    every = product(*(range(1, 1 << size) for size in sizes))
    within = [box for box in every if not plane_of(box, sizes) & ~plane]
    return {
        box
        for box in within
        if not any(box != other and all(a & b == a for a, b in zip(box, other, strict=True)) for other in within)
    }


@examples(400)
@given(SIZES, st.integers(0, 2**32 - 1))
def test_prime_boxes_are_those_of_an_exhaustive_search(sizes: list[int], seed: int) -> None:
    if prod((1 << size) - 1 for size in sizes) > 800:
        sizes = sizes[:2]
    cells = prod(sizes)
    random = Random(seed)
    plane = reduce(or_, (random.getrandbits(cells) for _ in range(seed % 3 + 1)))
    found = Primes(sizes).of(plane)
    assert {box for box, _ in found} == brute_primes(plane, sizes)
    assert len(found) == len({box for box, _ in found})
    assert all(held == plane_of(box, sizes) for box, held in found)


@examples(200)
@given(SIZES, st.integers(0, 2**32 - 1))
def test_chosen_boxes_cover_the_plane_and_nothing_else(sizes: list[int], seed: int) -> None:
    plane = Random(seed).getrandbits(prod(sizes))
    primes = Primes(sizes).of(plane)
    chosen = cover(plane, primes, sizes)
    assert reduce(or_, (plane_of(box, sizes) for box, _, _ in chosen), 0) == plane
    assert sum(new for _, _, new in chosen) == plane.bit_count()
    assert all(inside == plane_of(box, sizes).bit_count() and new for box, inside, new in chosen)
    assert {box for box, _, _ in chosen} <= {box for box, _ in primes}


def test_more_boxes_than_anybody_looks_at_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MOST_PRIMES", 5)
    with pytest.raises(TooManyBoxes):
        Primes([2] * 6).of(Random(1).getrandbits(64))
