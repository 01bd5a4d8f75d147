"""Many cases at once: a row a case, what is known of some descriptors differing from row to row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct

from engine.infer.cells import told_apart
from engine.infer.circuit import Circuit
from engine.infer.kernel import build
from engine.infer.planes import Tape
from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.infer.space import Outcome, Space, given_planes, outcome_planes

_BYTE = 256


class Answers(Struct, frozen=True):
    """How the goal comes out row by row: `rows` holds places among the outcomes."""

    outcomes: tuple[Outcome, ...]
    rows: Sequence[int]


class BatchKernel:
    """The kernel for rows that say what is known of the same descriptors, the rest of the situation held.

    A descriptor of which every row knows the one state is a digit, as in a what-if space. Of any other each state is a digit
    of two: possible or not.
    """

    def __init__(self, program: Program, situation: Situation, columns: Sequence[str], goal: str) -> None:
        self.program, self.situation, self.columns, self.goal = program, situation, tuple(columns), goal
        self.made: dict[tuple[bool, ...], tuple[tuple[Outcome, ...], Tape, list[tuple[int, int]]]] = {}

    def answer(self, masks: Sequence[Sequence[int]], rows: int) -> Answers:
        """The answers to rows; `masks` holds, for each column and each row, the states still possible as bits."""
        sizes = [len(self.program.base.descriptors[name].states) for name in self.columns]
        planes = [state_planes(column, size) for column, size in zip(masks, sizes, strict=True)]
        known = tuple(all(mask & (mask - 1) == 0 for mask in set(column)) for column in masks)
        if known not in self.made:
            self.made[known] = self._make(known, sizes)
        outcomes, tape, digits = self.made[known]
        everywhere = (1 << rows) - 1

        def word(digit: int, mask: int) -> int:
            column, state = digits[digit]
            if state < 0:
                return sum(plane for at, plane in enumerate(planes[column]) if mask >> at & 1)
            return planes[column][state] if mask == 2 else planes[column][state] ^ everywhere

        return Answers(outcomes, told_apart(tape.run(word, 0, everywhere), rows))

    def _make(self, known: Sequence[bool], sizes: Sequence[int]) -> tuple[tuple[Outcome, ...], Tape, list[tuple[int, int]]]:
        """The circuit where these columns know one state in each row; its digits are columns, or states of them."""
        digits: list[tuple[int, int]] = []
        for column, size in enumerate(sizes):
            digits += [(column, -1)] if known[column] else [(column, state) for state in range(size)]
        circuit = Circuit([sizes[column] if state < 0 else 2 for column, state in digits])
        given: dict[str, list[int]] = given_planes(Space(self.program, self.situation, ()))
        given |= {name: [] for name in self.columns}
        for at, (column, state) in enumerate(digits):
            masks = [1 << one for one in range(sizes[column])] if state < 0 else [2]
            given[self.columns[column]] += [circuit.digit(at, mask) for mask in masks]
        planes = build(circuit, self.program, given, (self.goal,))[self.goal]
        found: Mapping[Outcome, int] = outcome_planes(circuit, self.program.base.descriptors[self.goal].states, planes)
        return tuple(found), Tape(circuit, tuple(found.values())), digits


def state_planes(masks: Sequence[int], states: int) -> list[int]:
    """For each state, the plane of the rows in which it is possible."""
    if max(masks, default=0) < _BYTE:
        raw = bytes(masks)[::-1]
        return [int(raw.translate(_digits(state)) or b"0", 2) for state in range(states)]
    return [int("".join("01"[mask >> state & 1] for mask in reversed(masks)), 2) for state in range(states)]


@cache
def _digits(state: int) -> bytes:
    """For each mask of a byte, the digit that says whether it has the state."""
    return bytes(48 + (mask >> state & 1) for mask in range(_BYTE))
