"""What rules read before, in tables: a rule reads the same whenever what is known of the descriptors it reads is the same.

What may be known of a descriptor has a number, and the readings of a rule are a table by the numbers of what it reads: a tuple
of tuples, as deep as the rule reads descriptors. The rules of a layer are looked up at once, a step deeper in all of their
tables after the other, without a loop in Python. Nothing is touched on the way that is not needed: that is what counts where
all that is remembered does not fit into the caches of the processor. The same tables may be read from several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import getitem, itemgetter
from threading import Lock
from typing import Any, cast

from engine.infer.reading import read_rule, read_test
from engine.infer.trace import ConditionReading, RuleReading, RuleStatus
from engine.language.rules import Rule

MAX_DEPTH = 16  # a rule that reads more descriptors is read anew each time
WIDTH = 4  # of a table at first, doubled where more may be known of a descriptor
UNREAD = RuleReading("", cast(RuleStatus, "unread"), ConditionReading((), "undecided"), ())  # where nothing was read yet

States = tuple[str, ...]
Table = Any  # a reading, or a tuple of tables by the number of what is known of the next descriptor


class Shared:
    """What the tables of a program share. `filled` counts the places in rows that something was read for, and what else is
    remembered as if it were in some.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.filled = 0
        self.read_test = lru_cache(maxsize=None)(read_test)  # the same reading for all the rules that make a test


class Knowns(dict[States, int]):
    """The numbers of what may be known of a descriptor, by its states: 0, 1, 2 … as they come. `at` is its place in the order
    of settling.
    """

    __slots__ = ("at", "listed", "readers", "shared", "width")

    def __init__(self, shared: Shared, at: int) -> None:
        self.shared, self.at, self.width = shared, at, WIDTH
        self.listed: list[States] = []  # by their numbers
        self.readers: list[Readings] = []  # the rules with a table by these numbers

    def __missing__(self, states: States) -> int:
        with self.shared.lock:
            if states not in self:
                if len(self) == self.width:
                    for readings in self.readers:
                        readings.widen(self)
                    self.width *= 2
                self.listed.append(states)
                self[states] = len(self)  # last: from now on others may look it up in the tables
        return self[states]


class Readings:
    """The readings of a rule by what is known. `at` is its place in the order of reading, `places` those of what it reads."""

    __slots__ = ("at", "blanks", "knowns", "places", "reads", "rule", "shared", "spot", "tables")

    def __init__(self, shared: Shared, rule: Rule, at: int, knowns: Mapping[str, Knowns]) -> None:
        self.shared, self.rule, self.at, self.reads = shared, rule, at, rule.reads
        self.knowns = [knowns[name] for name in self.reads]
        self.places = [known.at for known in self.knowns]
        self.blanks: list[Table] = [UNREAD]  # the table at each depth where nothing was read yet
        if len(self.reads) <= MAX_DEPTH:
            for known in reversed(self.knowns):
                known.readers.append(self)
                self.blanks.append((self.blanks[-1],) * known.width)
            self.blanks.reverse()
        self.tables: list[Table] = [self.blanks[0]]  # its table is one of these, at the spot
        self.spot = 0

    @property
    def depth(self) -> int:
        """How deep its table is."""
        return len(self.blanks) - 1

    def of(self, numbers: Sequence[int]) -> RuleReading:
        """The reading by the numbers of what is known, of all descriptors in their order."""
        found = self.tables[self.spot]
        for place in self.places[: self.depth]:
            found = found[numbers[place]]
        return found if found is not UNREAD else self.learn(numbers)

    def learn(self, numbers: Sequence[int]) -> RuleReading:
        """The same where it is not in the table; then it is, where there is one."""
        path = [numbers[place] for place in self.places]
        known = {name: knowns.listed[number] for name, knowns, number in zip(self.reads, self.knowns, path, strict=True)}
        reading = read_rule(self.rule, known, self.shared.read_test)
        if self.depth == len(path):
            with self.shared.lock:
                self.tables[self.spot] = self.put(reading, path, self.tables[self.spot], 0)
        return reading

    def put(self, reading: RuleReading, path: Sequence[int], table: Table, depth: int) -> Table:
        """A table of some depth with the reading at the end of the path."""
        if depth == len(path):
            return reading
        if table is self.blanks[depth]:
            self.shared.filled += len(table)
        listed = list(table)
        listed[path[depth]] = self.put(reading, path, listed[path[depth]], depth + 1)
        return tuple(listed)

    def widen(self, knowns: Knowns) -> None:
        """Doubles the room for what may be known of a descriptor. A table that is at several places is still one."""
        depth = next(at for at, known in enumerate(self.knowns) if known is knowns)
        levels = [{id(table): table for table in (self.tables[self.spot], self.blanks[0])}]
        for blank in self.blanks[1 : depth + 1]:
            levels.append({id(table): table for above in levels[-1].values() for table in (*above, blank)})
        more = (self.blanks[depth + 1],) * knowns.width
        wide = {name: (*table, *more) for name, table in levels[depth].items()}
        places = len(wide) * knowns.width
        self.shared.filled += places
        for at in range(depth, -1, -1):
            if at < depth:
                wide = {name: tuple([wide[id(below)] for below in table]) for name, table in levels[at].items()}
            self.blanks[at] = wide[id(self.blanks[at])]
        self.tables[self.spot] = wide[id(self.tables[self.spot])]


class Layered:
    """The rules of a layer, to be looked up at once: in their order, and in that of the depth of their tables."""

    def __init__(self, readings: Sequence[Readings]) -> None:
        self.readings = readings
        order = sorted(range(len(readings)), key=lambda at: -readings[at].depth)
        self.tables: list[Table] = []
        for spot, at in enumerate(order):
            self.tables += readings[at].tables
            readings[at].tables, readings[at].spot = self.tables, spot
        deepest = readings[order[0]].depth if readings else 0
        reading = [[readings[at].places[depth] for at in order if readings[at].depth > depth] for depth in range(deepest)]
        self.steps = [places_of(places) for places in reading]
        self.in_order = places_of([spot for _, spot in sorted(zip(order, range(len(order)), strict=True))])

    def read(self, numbers: Sequence[int]) -> tuple[Sequence[RuleReading], list[RuleStatus]]:
        """Their readings, and the statuses of these, by the numbers of what is known."""
        found = self.tables
        for step in self.steps:
            path = step(numbers)
            found = [*map(getitem, found, path), *found[len(path) :]]
        readings = self.in_order(found)
        statuses = [reading.status for reading in readings]
        if new := statuses.count(UNREAD.status):
            readings, at = list(readings), -1
            for _ in range(new):
                at = statuses.index(UNREAD.status, at + 1)
                readings[at] = self.readings[at].learn(numbers)
                statuses[at] = readings[at].status
        return readings, statuses


def places_of(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What finds what stands at some places of a list."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda listed: [listed[place] for place in places]
