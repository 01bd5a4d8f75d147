"""A circuit carried out on whole numbers: a plane is one number, with a bit for each what-if of a block.

The first digits of the circuit lie within the block, as periodic patterns; the others hold one state for a whole block
and are constants in it. No library is needed, and Python's long numbers run at some hundred million what-ifs a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from operator import add
from typing import Any, TypeVar

from msgspec import Struct

from engine.infer.circuit import AND, CONSTANT, DIGIT, FALSE, NOT, OR, TRUE, Circuit, needed, operands, patterns

BLOCK = 1 << 18  # what-ifs: a plane of 32 kB, so that those in use stay in the cache
TOGETHER = 64  # blocks that are counted in one go, in a tenth of a second or so

W = TypeVar("W", bound=Any)


class Counts(Struct, frozen=True):
    """How often each root holds; and `by` digit, root and state of the digit, how often with that."""

    totals: list[int]
    by: Mapping[int, list[list[int]]]


def added(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """Counts added up, place by place."""
    return list(map(add, a, b))


class Tape:
    """The gates that some roots rest on, in order, each with the planes that nobody reads after it."""

    def __init__(self, circuit: Circuit, roots: Sequence[int]) -> None:
        self.circuit = circuit
        self.roots = tuple(roots)
        gates = [gate for gate in needed(circuit, roots) if circuit.gates[gate][0] != CONSTANT]
        last = {read: at for at, gate in enumerate(gates) for read in operands(circuit.gates[gate])}
        keep = {FALSE, TRUE, *roots}
        done: dict[int, list[int]] = {}
        for read, at in last.items():
            if read not in keep:
                done.setdefault(at, []).append(read)
        self.steps = [(gate, *circuit.gates[gate], tuple(done.get(at, ()))) for at, gate in enumerate(gates)]

    def run(self, word: Callable[[int, int], W], none: W, all_: W) -> list[W]:
        """The planes of the roots; `word` makes that of a digit and a mask of its states."""
        planes: dict[int, W] = {FALSE: none, TRUE: all_}
        for gate, kind, a, b, done in self.steps:
            if kind == AND:
                planes[gate] = planes[a] & planes[b]
            elif kind == OR:
                planes[gate] = planes[a] | planes[b]
            elif kind == NOT:
                planes[gate] = planes[a] ^ all_
            elif kind == DIGIT:
                planes[gate] = word(a, b)
            else:
                planes[gate] = planes[a] ^ planes[b]
            for read in done:
                del planes[read]
        return [planes[root] for root in self.roots]


class Blocks:
    """A circuit on whole numbers, block by block."""

    def __init__(self, circuit: Circuit, roots: Sequence[int], block: int = BLOCK) -> None:
        self.sizes = circuit.sizes
        self.tape = Tape(circuit, roots)
        self.within = fitting(self.sizes, block)
        self.cells = prod(self.sizes[: self.within])
        self.all = (1 << self.cells) - 1
        self.patterns: list[list[int]] = []
        stride = 1
        for size in self.sizes[: self.within]:
            self.patterns.append(patterns(size, stride, self.cells))
            stride *= size
        self.masked: dict[tuple[int, int], int] = {}

    def choices(self) -> Iterator[tuple[int, ...]]:
        """The states of the digits that are constant in a block, block by block; the last digit is the slowest."""
        outer = self.sizes[self.within :]
        return (choice[::-1] for choice in product(*(range(size) for size in reversed(outer))))

    def run(self, choice: Sequence[int]) -> list[int]:
        """The planes of the roots in one block."""

        def word(digit: int, mask: int) -> int:
            if digit >= self.within:
                return self.all if mask >> choice[digit - self.within] & 1 else 0
            return self.plane(digit, mask)

        return self.tape.run(word, 0, self.all)

    def count(self, held: Sequence[int] = ()) -> Counts:
        """The counts, with all digits, where the first digits outside of the block are in the states held."""
        heaps = [Heap() for _ in self.tape.roots]
        outer = {digit: [[0] * size for _ in heaps] for digit, size in enumerate(self.sizes) if digit >= self.within}
        for rest in product(*(range(size) for size in self.sizes[self.within + len(held) :])):
            choice = (*held, *rest)
            for root, (heap, plane) in enumerate(zip(heaps, self.run(choice), strict=True)):
                if plane:
                    heap.add(plane)
                    count = plane.bit_count()
                    for digit, state in enumerate(choice, self.within):
                        outer[digit][root][state] += count
        inner = {
            digit: [[heap.count(self.plane(digit, 1 << state)) for state in range(self.sizes[digit])] for heap in heaps]
            for digit in range(self.within)
        }
        return Counts([heap.count(self.all) for heap in heaps], inner | outer)

    def plane(self, digit: int, mask: int) -> int:
        """The plane of a digit within the block."""
        found = self.masked.get((digit, mask))
        if found is None:
            found = sum(plane for state, plane in enumerate(self.patterns[digit]) if mask >> state & 1)
            self.masked[digit, mask] = found
        return found


def fitting(sizes: Sequence[int], most: int) -> int:
    """How many of the first digits a block holds."""
    cells = 1
    for at, size in enumerate(sizes):
        cells *= size
        if cells > most:
            return at
    return len(sizes)


def held_by(sizes: Sequence[int], within: int, until: int, together: int) -> tuple[int, ...]:
    """The sizes of the digits that are held in a part, the first outside of the block: so many that a part has `together`
    choices, at most, of those up to `until`.
    """
    first = until
    while first > within and prod(sizes[first - 1 : until]) <= together:
        first -= 1
    return tuple(sizes[within:first])


class Heap:
    """Planes piled up: how many of them hold at each place, as a number in planes."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def add(self, plane: int) -> None:
        """Adds a plane."""
        for at, bit in enumerate(self.bits):
            if not plane:
                return
            self.bits[at], plane = bit ^ plane, bit & plane
        if plane:
            self.bits.append(plane)

    def count(self, plane: int) -> int:
        """How many held at the places of a plane, all together."""
        return sum((bit & plane).bit_count() << at for at, bit in enumerate(self.bits))
