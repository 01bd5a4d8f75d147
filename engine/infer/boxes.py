"""Boxes: the simplest conditions under which something holds over a space, as scenario discovery looks for them.

A box restricts some digits to some of their states. It is *prime* where the plane holds all over it and in no box that is
larger: a prime implicant of the plane, with several states to a digit.
"""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, ...]  # a mask of states for each digit
MOST_PRIMES = 20_000


class TooManyBoxes(Exception):
    """There are more prime boxes than anybody will look at."""


class Primes:
    """The prime boxes of planes over digits, the first digit of the circuit running fastest."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.strides = [1]
        for size in sizes:
            self.strides.append(self.strides[-1] * size)
        self.known: dict[tuple[int, int], list[tuple[Box, int]]] = {}
        self.count = 0

    def of(self, plane: int, digits: int | None = None) -> list[tuple[Box, int]]:
        """The prime boxes of a plane over the first digits (None: all), each with its own plane. Raises `TooManyBoxes`."""
        digits = len(self.sizes) if digits is None else digits
        if not plane:
            return []
        cells = self.strides[digits]
        everywhere = (1 << cells) - 1
        if plane == everywhere:
            return [(tuple((1 << size) - 1 for size in self.sizes[:digits]), everywhere)]
        key = (digits, plane)
        if key not in self.known:
            self.known[key] = self._joined(plane, digits - 1)
        return self.known[key]

    def _joined(self, plane: int, digit: int) -> list[tuple[Box, int]]:
        """The boxes for each set of states of the last digit that are in none for a larger set."""
        size, stride = self.sizes[digit], self.strides[digit]
        run = (1 << stride) - 1
        parts = [plane >> stride * state & run for state in range(size)]
        shared = {0: run}
        for mask in range(1, 1 << size):
            lowest = (mask & -mask).bit_length() - 1
            shared[mask] = shared[mask & (mask - 1)] & parts[lowest]
        found = []
        for mask in range(1, 1 << size):
            larger = [shared[mask | 1 << state] for state in range(size) if not mask >> state & 1]
            for box, held in self.of(shared[mask], digit):
                if all(held & ~other for other in larger):
                    whole = sum(held << stride * state for state in range(size) if mask >> state & 1)
                    found.append(((*box, mask), whole))
                    self._count()
        return found

    def _count(self) -> None:
        self.count += 1
        if self.count > MOST_PRIMES:
            raise TooManyBoxes


def cover(plane: int, boxes: Sequence[tuple[Box, int]], sizes: Sequence[int]) -> list[tuple[Box, int, int]]:
    """Boxes that cover a plane together: ever the one that adds the most, of equals the one with the fewest restrictions.

    With each come the cells in it, and those that no earlier one holds.
    """
    left = plane
    rest = sorted(boxes, key=lambda found: (restricted(found[0], sizes), found[0]))
    chosen = []
    while left:
        box, held = max(rest, key=lambda found: (found[1] & left).bit_count())
        chosen.append((box, held.bit_count(), (held & left).bit_count()))
        left &= ~held
    return chosen


def restricted(box: Box, sizes: Sequence[int]) -> int:
    """How many digits a box restricts."""
    return sum(mask != (1 << size) - 1 for mask, size in zip(box, sizes, strict=True))
