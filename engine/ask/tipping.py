"""What tips the verdict: all the smallest sets of changes with which its status or its states are others.

Sets of a few changes are gone through by the kernel, as rows of a table; where there are too many of them, the solver finds
the minimal ones without going through them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from math import inf
from time import monotonic
from typing import Literal, NamedTuple

from msgspec import Struct

from engine.ask.levers import Moves
from engine.ask.question import Question
from engine.ask.verdict import Verdict, verdict_in
from engine.infer.batches import BatchKernel
from engine.infer.minimal_changes import Tipped, fewest_changes, minimal_changes
from engine.infer.revising import revise_all
from engine.infer.space import Outcome
from engine.infer.trace import Trace
from engine.language.problems import Disagreement

MOST_SETS = 1 << 20  # sets of changes that the kernel goes through: some seconds
_ROWS = 1 << 12  # that are answered together
MOST_WORK = 1 << 23  # sets times facts that are gone through where the clock does not count: a second or so

Reading = Literal["kernel", "solver"]
Change = tuple[str, str]  # a descriptor, and the state it is changed to


class Tipping(Struct, frozen=True):
    """A minimal set of changes that tips the verdict, and the verdict with them."""

    changes: tuple[Change, ...]
    verdict: Verdict


class Tippings(Struct, frozen=True):
    """All minimal sets of up to `most` changes that tip the verdict, the smallest first.

    `sets` is how many sets of up to so many changes there are, of what the verdict rests on; `reading` by what they were
    searched, `exhausted` whether that search came to its end, and `unsearched` how many larger sets, asked for as well, were
    left alone as too many. `fewest` is how many changes it takes at least and `smallest`
    are the minimal sets of so many, those beyond `most` included; None where no set of changes does it. `settled` tells
    whether that was found out: where not, `fewest` may be None for that, and `smallest` not all.
    """

    most: int
    sets: int
    reading: Reading
    exhausted: bool
    minimal: tuple[Tipping, ...]
    fewest: int | None
    smallest: tuple[Tipping, ...]
    settled: bool
    unsearched: int = 0


def find_tippings(question: Question, trace: Trace, moves: Moves, most: int, seconds: float | None) -> Tippings:
    """What tips the verdict of a question, of the changes that may be made, found within so many seconds.

    Without seconds what is searched does not depend on the clock: sets of as many changes as are soon gone through, and how
    many it takes beyond that only where there are few sets of any size.
    """
    end = inf if seconds is None else monotonic() + seconds
    verdict = question.base.verdict
    cone = question.program.depends_on(verdict)
    bearing = {name: states for name, states in moves.items() if name in cone and states}
    sought = Tipped(question.program, question.situation, verdict, bearing, trace.settled[verdict])
    choices = [len(states) for states in bearing.values()]
    asked = sets_up_to(most, choices)
    while seconds is None and most > 1 and sets_up_to(most, choices) * len(bearing) > MOST_WORK:
        most -= 1
    sets = sets_up_to(most, choices)
    reading: Reading = "kernel" if sets <= MOST_SETS else "solver"
    if reading == "kernel":
        gone = _gone_through(question, trace, bearing, most, end)
        found, exhausted = gone.sets, gone.exhausted
    else:
        searched = minimal_changes(sought, most, end - monotonic())
        found, exhausted = [tuple(_said(changes)) for changes in searched.sets], searched.exhausted
    minimal = _in_order(question, trace, bearing, found)
    if minimal or not exhausted:
        known = bool(minimal) and (exhausted or reading == "kernel")  # which goes through the smaller sets first
        fewest = len(minimal[0].changes) if known else None
        smallest = tuple(tipping for tipping in minimal if len(tipping.changes) == fewest)
        return Tippings(most, sets, reading, exhausted, minimal, fewest, smallest, exhausted, asked - sets)
    if seconds is None and sets_up_to(len(choices), choices) * len(bearing) > MOST_WORK:
        return Tippings(most, sets, reading, True, (), None, (), len(choices) <= most, asked - sets)
    least = fewest_changes(sought, end - monotonic())
    if least.number is None:
        return Tippings(most, sets, reading, True, (), None, (), least.exhausted, asked - sets)
    searched = minimal_changes(sought, least.number, end - monotonic())
    smallest = _in_order(question, trace, bearing, [tuple(_said(changes)) for changes in searched.sets])
    return Tippings(most, sets, reading, True, (), least.number, smallest, searched.exhausted, asked - sets)


def sets_up_to(most: int, choices: Sequence[int]) -> int:
    """How many sets of one to so many changes there are, with so many choices for each descriptor."""
    ways = [1] + [0] * most  # by size
    for number in choices:
        for size in range(most, 0, -1):
            ways[size] += ways[size - 1] * number
    return sum(ways[1:])


class _Gone(NamedTuple):
    """The minimal sets that were found, and whether all sets were gone through."""

    sets: list[tuple[Change, ...]]
    exhausted: bool


def _gone_through(question: Question, trace: Trace, moves: Moves, most: int, end: float = inf) -> _Gone:
    """The minimal sets, by going through all, the smaller first, till the `end`; what contains one that tips is left out."""
    before = trace.settled[question.base.verdict]
    now = Outcome(before.status, before.known)
    kernel = BatchKernel(question.program, question.situation, list(moves), before.descriptor)
    base = question.base
    bits = {
        (name, state): 1 << base.descriptors[name].states.index(state)
        for name in moves
        for state in base.descriptors[name].states
    }
    given = {part.descriptor: part.states for part in question.situation.given}
    held = [sum(bits[name, state] for state in given.get(name, base.descriptors[name].states)) for name in moves]
    place = {name: at for at, name in enumerate(moves)}
    tipping: set[frozenset[Change]] = set()
    gone: list[tuple[Change, ...]] = []
    for size in range(1, most + 1):
        found: list[tuple[Change, ...]] = []
        untried = (changes for changes in _sets(moves, size) if not _contains(tipping, changes))
        while rows := list(islice(untried, _ROWS)):
            if monotonic() > end:
                return _Gone(gone + found, False)
            columns = [[mask] * len(rows) for mask in held]
            for row, changes in enumerate(rows):
                for change in changes:
                    columns[place[change[0]]][row] = bits[change]
            answers = kernel.answer(columns, len(rows))
            found += [changes for changes, at in zip(rows, answers.rows, strict=True) if answers.outcomes[at] != now]
        tipping |= set(map(frozenset, found))
        gone += found
    return _Gone(gone, True)


def _sets(moves: Moves, size: int) -> Iterator[tuple[Change, ...]]:
    """The sets of so many changes, on as many descriptors."""
    for names in combinations(moves, size):
        for states in product(*(moves[name] for name in names)):
            yield tuple((name, state) for name, state in zip(names, states, strict=True) if state is not None)


def _contains(tipping: set[frozenset[Change]], changes: tuple[Change, ...]) -> bool:
    """Whether a smaller set among these changes tips already."""
    return any(frozenset(part) in tipping for size in range(1, len(changes)) for part in combinations(changes, size))


def _said(changes: Mapping[str, str | None]) -> Iterator[Change]:
    for name, state in changes.items():
        if state is not None:
            yield name, state


def _in_order(question: Question, trace: Trace, moves: Moves, found: list[tuple[Change, ...]]) -> tuple[Tipping, ...]:
    """Minimal sets with their verdicts, each asked again; the smallest first, equals in the order of what may be changed."""
    names = list(moves)
    before = verdict_in(trace.settled[question.base.verdict])
    tippings = []
    for changes in sorted(found, key=lambda found: (len(found), [(names.index(d), moves[d].index(s)) for d, s in found])):
        revised = revise_all(question.program, trace, {name: (state,) for name, state in changes})
        verdict = verdict_in(revised.settled(question.base.verdict))
        if not tips(before, verdict):
            said = ", ".join(f"{name}={state}" for name, state in changes)
            raise Disagreement(f"{said} is said to tip {verdict.descriptor}, and run it does not")
        tippings.append(Tipping(changes, verdict))
    return tuple(tippings)


def tips(before: Verdict, after: Verdict) -> bool:
    """Whether the verdict is tipped: its status or its states are others."""
    return (before.status, before.states) != (after.status, after.states)
