"""What separates two scenarios: the fact whose states occur most unlike with the one and with the other."""

from __future__ import annotations

from itertools import combinations

from msgspec import Struct

from engine.ask.levers import Moves
from engine.ask.question import Question
from engine.infer.space import Digit, Outcome, Space
from engine.infer.tally import SMALL, Reading, Tally, TooLarge, tally

MOST_FACTS = 64  # diagrams over more of them do not stay small, and to build them takes minutes


class Distinction(Struct, frozen=True):
    """How often each state of a fact occurs with either scenario.

    `apart` is how far the shares of its states differ: half the sum of the differences, 0 where the fact says nothing about
    which of the two it is, 1 where no state of it occurs with both.
    """

    descriptor: str
    states: tuple[str, ...]
    first: tuple[int, ...]
    second: tuple[int, ...]
    apart: float


class Separation(Struct, frozen=True):
    """Two scenarios, in how many what-ifs each is indicated, and the facts that separate them, the best first.

    There are no facts where one of the two is indicated in no what-if.
    """

    first: str
    second: str
    counts: tuple[int, int]
    facts: tuple[Distinction, ...]


class Separations(Struct, frozen=True):
    """Every pair of scenarios over the space of all states of what may be changed, the rest held.

    `reading` is None where the space was too large to be counted; then there are no pairs.
    """

    size: int
    reading: Reading | None
    pairs: tuple[Separation, ...]


def separations_of(question: Question, moves: Moves) -> Separations:
    """What separates each pair of scenarios."""
    base, program = question.base, question.program
    cone = program.depends_on(base.verdict)
    digits = tuple(Digit(name, base.descriptors[name].states) for name in moves if name in cone)
    space = Space(program, question.situation, digits)
    if len(digits) > MOST_FACTS:
        return Separations(space.size, None, ())
    try:
        counted = tally(space, base.verdict, reading="kernel" if space.size <= SMALL else "diagrams")
    except TooLarge:
        return Separations(space.size, None, ())
    pairs = combinations(base.descriptors[base.verdict].states, 2)
    return Separations(space.size, counted.reading, tuple(_separation(space, counted, *pair) for pair in pairs))


def _separation(space: Space, counted: Tally, first: str, second: str) -> Separation:
    place = {outcome: at for at, outcome in enumerate(counted.outcomes)}
    wanted = [Outcome("settled", (scenario,)) for scenario in (first, second)]
    one, two = (counted.counts[place[outcome]] if outcome in place else 0 for outcome in wanted)
    if not (one and two):
        return Separation(first, second, (one, two), ())
    found = []
    for digit in space.digits:
        ours, theirs = (tuple(row[place[outcome]] for row in counted.by[digit.descriptor]) for outcome in wanted)
        spread = sum(abs(a * two - b * one) for a, b in zip(ours, theirs, strict=True))
        found.append(Distinction(digit.descriptor, digit.states, ours, theirs, spread / (2 * one * two)))
    return Separation(first, second, (one, two), tuple(sorted(found, key=lambda distinction: -distinction.apart)))
