"""How often each outcome occurs in a what-if space, exactly, by whichever reading of the program is quick enough.

Small spaces are gone through on whole numbers. Larger ones are counted on decision diagrams where these stay small, else
gone through by the compiled kernel; what is too large for that, on diagrams as large as may be. Whichever it was, every
what-if is counted, and the answer names the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from engine.infer import compiled
from engine.infer.counting import PartCount, count_in_parts
from engine.infer.crew import Crew, Here
from engine.infer.diagrams import MOST_NODES, TooManyNodes, count_diagrams
from engine.infer.planes import fitting
from engine.infer.space import Digit, Outcome, Space, SpaceCircuit, by_kinship, by_reach, circuit_of

Reading = Literal["kernel", "compiled", "diagrams"]
X = TypeVar("X")  # what is told apart
Tick = Callable[[int], None]  # told how many what-ifs of the space have been gone through since

SMALL = 1 << 22  # what-ifs that are gone through on whole numbers at once: a second or so
FEW_NODES = 1_000_000  # diagrams of so many are quicker than going through
MOST_COMPILED = 20_000_000_000  # what-ifs that the compiled kernel goes through in about a minute
MOST_PLAIN = 2_000_000_000  # the same without a compiler
LONGER = 1000  # times as many for each core of a cluster, which takes some hours at most


class Tally(Struct, frozen=True):
    """The outcomes that occur in a space, the most frequent first, and how often.

    `by` holds for each digit of the space and each of its states how often each outcome occurs with it. `idle` are the
    descriptors that make no difference, because the goal does not rest on them.
    """

    outcomes: tuple[Outcome, ...]
    counts: tuple[int, ...]
    by: Mapping[str, tuple[tuple[int, ...], ...]]
    idle: tuple[str, ...]
    reading: Reading


class TooLarge(Exception):
    """No reading can count the space."""


class Counting(Struct, Generic[X], frozen=True):
    """What is counted: so many what-ifs, the circuit that tells their outcomes apart, and two orders of its digits.

    `by_reach` begins with the digits on which the most rests, `by_kinship` has those side by side that are read together.
    `going` is called often while diagrams are made, and may raise what ends it.
    """

    size: int
    by_reach: tuple[Digit, ...]
    by_kinship: tuple[Digit, ...]
    circuit: Callable[[Sequence[Digit]], SpaceCircuit[X]]
    going: Callable[[], None] = lambda: None


class Counted(Struct, Generic[X], frozen=True):
    """How often each outcome occurs, and by descriptor and outcome how often with each state; the reading that counted."""

    outcomes: Sequence[X]
    counts: Sequence[int]
    by: Mapping[str, list[list[int]]]
    reading: Reading


def tally(
    space: Space, goal: str, tick: Tick = lambda done: None, reading: Reading | None = None, crew: Crew | None = None
) -> Tally:
    """The outcomes of a descriptor over a space, counted by the reading (None: the one that fits), gone through by the crew
    (None: this process). Raises `TooLarge`.
    """
    rests_on = space.program.depends_on(goal)
    part = Space(space.program, space.situation, tuple(d for d in space.digits if d.descriptor in rests_on))
    made = partial(circuit_of, part, goal)
    times = space.size // part.size
    counting = Counting(part.size, by_reach(part, goal), by_kinship(part, goal), made)
    return _tally(space, count(counting, lambda done: tick(done * times), reading, crew), times)


def count(
    counting: Counting[X], tick: Tick = lambda done: None, reading: Reading | None = None, crew: Crew | None = None
) -> Counted[X]:
    """How often each outcome occurs, counted by the reading (None: the one that fits), gone through by the crew (None: this
    process). Raises `TooLarge`.
    """
    crew = crew or Here()
    for way in [reading] if reading else _ways(counting.size, crew):
        try:
            made, totals, by = _READINGS[way](counting, tick, crew)
        except TooManyNodes:
            continue
        return Counted(made.outcomes, totals, by, way)
    raise TooLarge


def _ways(size: int, crew: Crew) -> list[Reading]:
    if size <= SMALL and not crew.apart:
        return ["kernel"]
    machine: Reading = "compiled" if crew.compiles else "kernel"
    most = MOST_COMPILED if machine == "compiled" else MOST_PLAIN
    if crew.apart:  # somebody wants it gone through, and waits longer
        return [machine] if size <= most * crew.cores * LONGER else ["diagrams"]
    return ["diagrams", machine] if size <= most else ["diagrams"]


Found = tuple[SpaceCircuit[X], Sequence[int], Mapping[str, list[list[int]]]]  # descriptor → outcome → state


def _on_numbers(counting: Counting[X], tick: Tick, crew: Crew) -> Found[X]:
    return count_in_parts(PartCount(counting.circuit, counting.by_reach, "kernel"), crew, tick)


def _by_machine(counting: Counting[X], tick: Tick, crew: Crew) -> Found[X]:
    """Counts with each state are had of the digits outside of the block: so the others go outside in a second round.

    Each round is half of the work.
    """
    order = counting.by_reach
    most = fitting([len(digit.states) for digit in order], compiled.BLOCK)
    most = most if most < len(order) else len(order) // 2
    found: dict[str, list[list[int]]] = {}
    while True:
        inside = [digit for digit in order if digit.descriptor in found]
        digits = (*inside, *(digit for digit in order if digit not in inside))
        work = PartCount(counting.circuit, digits, "compiled", len(inside) or most)
        made, totals, by = count_in_parts(work, crew, lambda done: tick(done // 2))
        found |= by
        if len(found) == len(order):
            return made, totals, found


def _on_diagrams(counting: Counting[X], tick: Tick, crew: Crew) -> Found[X]:
    made = counting.circuit(counting.by_kinship)
    most = FEW_NODES if counting.size <= MOST_COMPILED else MOST_NODES
    totals, by = count_diagrams(made.circuit, made.planes, most, counting.going)
    return made, totals, {digit.descriptor: by[at] for at, digit in enumerate(made.digits)}


_READINGS: Mapping[Reading, Callable[[Counting[Any], Tick, Crew], Found[Any]]] = {
    "kernel": _on_numbers,
    "compiled": _by_machine,
    "diagrams": _on_diagrams,
}


def _tally(space: Space, counted: Counted[Outcome], times: int) -> Tally:
    outcomes, counts, by = counted.outcomes, [count * times for count in counted.counts], counted.by
    order = sorted((at for at, number in enumerate(counts) if number), key=lambda at: (-counts[at], outcomes[at]))
    return Tally(
        tuple(outcomes[at] for at in order),
        tuple(counts[at] for at in order),
        {digit.descriptor: _row(digit, order, counts, by, times) for digit in space.digits},
        tuple(digit.descriptor for digit in space.digits if digit.descriptor not in by),
        counted.reading,
    )


def _row(
    digit: Digit, order: Sequence[int], counts: Sequence[int], by: Mapping[str, list[list[int]]], times: int
) -> tuple[tuple[int, ...], ...]:
    if digit.descriptor not in by:  # each outcome as often with one state as with another
        return (tuple(counts[at] // len(digit.states) for at in order),) * len(digit.states)
    found = by[digit.descriptor]
    return tuple(tuple(found[at][state] * times for at in order) for state in range(len(digit.states)))
