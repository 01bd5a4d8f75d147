"""Which changes are responsible for a turn: undoing them undoes it.

What undoes a turn is worked out by asking again, with those changes undone and all others kept. Of what would be
enough, likewise: those changes made, and no other. Both are searched by size, so that the smallest sets are found,
and all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb

from msgspec import Struct

from engine.ask.mixtures import Made, Mixtures
from engine.infer.trace import Settling
from engine.language.problems import EngineFault

MAX_SETS = 4096  # sets of changes tried in one search: every set of twelve changes, every pair of ninety
Outcome = Callable[[Settling | None], object]  # what counts of a settling: it turned where that is another


class Search(Struct, frozen=True):
    """Sets of changes, by name, that do what was looked for while no smaller set does.

    All sets of up to `tried` of the `among` changes that can bear on it were tried. Where that found none, `exact` is
    False and there is one set, none of which can be left out, though a smaller one may be found elsewhere.
    """

    sets: tuple[tuple[str, ...], ...]
    tried: int
    among: int
    exact: bool

    @property
    def single(self) -> tuple[str, ...]:
        """The changes each of which does it alone."""
        return tuple(names[0] for names in self.sets if len(names) == 1)


class Responsibility(Struct, frozen=True):
    """What is responsible for a turn: `undoing` undoes it, all else kept; `making` alone makes it, all else left as before."""

    undoing: Search
    making: Search


def responsibility_for(mixtures: Mixtures, descriptor: str, outcome: Outcome) -> Responsibility:
    """What is responsible for the descriptor's coming out otherwise."""
    bearing = mixtures.bearing(descriptor)
    before, after = (outcome(mixtures.settled(made, descriptor)) for made in (frozenset[str](), mixtures.all))

    def undone(names: Made) -> bool:
        return outcome(mixtures.settled(mixtures.all - names, descriptor)) == before

    def made(names: Made) -> bool:
        return outcome(mixtures.settled(names, descriptor)) == after

    return Responsibility(search_sets(bearing, undone), search_sets(bearing, made))


def search_sets(among: tuple[str, ...], does: Callable[[Made], bool], most: int = MAX_SETS) -> Search:
    """The smallest sets that do it, of those that `most` tries come to. All of `among` together do."""
    sets = 0
    for size in range(1, len(among) + 1):
        sets += comb(len(among), size)
        if sets > most:
            return Search((_shrunk(among, does),), size - 1, len(among), False)
        found = tuple(names for names in combinations(among, size) if does(frozenset(names)))
        if found:
            return Search(found, size, len(among), True)
    raise EngineFault("all the changes together do not make the turn that they make")


def _shrunk(among: tuple[str, ...], does: Callable[[Made], bool]) -> tuple[str, ...]:
    """A set that does it and of which none can be left out, from all of them: one after the other is left out while that goes."""
    kept = among
    size = len(kept) + 1
    while len(kept) < size:
        size = len(kept)
        for name in kept:
            rest = tuple(other for other in kept if other != name)
            if does(frozenset(rest)):
                kept = rest
    return kept
