"""Lanes: what must hold of a consistent bundle as inequalities, all of them side by side in one whole number.

A chosen state stands when its *lanes* are not negative: for each rival, its balance minus that of the rival (and enough to
make up for anything where the rival is excluded); minus the rules that exclude it, where any could; and where the descriptor
has another default, the rules that spoke, minus one. While not all is chosen, a lane holds the most that can still become of
it, so that a lane once negative stays so. The highest bit of a lane is set where it is not negative: one addition and one
comparison of whole numbers tell, for all that is chosen, whether it can still stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from math import prod

from engine.infer.impacts import Amounts, Impacts, Slots, States, total

MOST_ROWS = 512  # choices of what is read together whose exact bounds are looked up; beyond, its rules are bounded one by one


class Lanes:
    """The lanes of a program in which some descriptors are judged by their rules, each in one of some states."""

    def __init__(self, slots: Slots, judged: Iterable[str], states: States, tolerance: int) -> None:
        self.slots = slots
        self.about: list[str] = []  # lane → the descriptor it is about
        self.of_state: dict[tuple[str, str], list[int]] = {}
        self.offsets: Amounts = {}
        self._coefficients: dict[int, list[tuple[int, int]]] = {}  # slot → the lanes that it counts in
        base = slots.program.base
        for name in judged:
            listed, weights = base.descriptors[name].states, _weights(slots, name)
            narrowed = any(rule.narrows(name) is not None for rule in slots.program.rules_on[name])
            for state in states[name]:
                at = listed.index(state)
                lanes = self.of_state[name, state] = []
                for rival in range(len(listed)):
                    if rival != at and weights:
                        lead = {slots.balance(name, at): 1, slots.balance(name, rival): -1}
                        worst = sum(max(0, row.get(listed[rival], 0) - row.get(state, 0)) for row in weights)
                        lanes.append(self._add(name, lead | {slots.excluded(name, rival): worst}, tolerance))
                if narrowed:
                    lanes.append(self._add(name, {slots.excluded(name, at): -1}, 0))
                if base.descriptors[name].default not in (None, state):
                    lanes.append(self._add(name, {slots.fired(name): 1}, -1))
        self.width = self._width()

    def _add(self, name: str, coefficients: Mapping[int, int], offset: int) -> int:
        lane = len(self.about)
        self.about.append(name)
        self.offsets[lane] = offset
        for slot, coefficient in coefficients.items():
            if coefficient:
                self._coefficients.setdefault(slot, []).append((lane, coefficient))
        return lane

    def _width(self) -> int:
        """The bits of a lane that no sum of all rules can leave."""
        most = [abs(self.offsets[lane]) for lane in range(len(self.about))]
        for rule in self.slots.program.rules.values():
            for lane, amount in self.amounts(self.slots.of(rule), exact=False).items():
                most[lane] += amount
        return max(most, default=0).bit_length() + 2

    def amounts(self, slots: Amounts, exact: bool = True) -> Amounts:
        """What amounts in slots come to in lanes; inexactly, how far they can move a lane either way."""
        found: Amounts = {}
        for slot, amount in slots.items():
            for lane, coefficient in self._coefficients.get(slot, ()):
                moved = amount * coefficient
                found[lane] = found.get(lane, 0) + (moved if exact else abs(moved))
        return found

    def packed(self, amounts: Amounts) -> int:
        """Amounts in lanes, side by side in one number."""
        return sum(amount << self.width * lane for lane, amount in amounts.items())

    def start(self) -> int:
        """All lanes before any rule has fired."""
        return self.packed({lane: offset + (1 << self.width - 1) for lane, offset in self.offsets.items()})

    def mask(self, name: str, state: str) -> int:
        """The highest bits of the lanes of a state."""
        return sum(1 << self.width * lane + self.width - 1 for lane in self.of_state.get((name, state), ()))


def _weights(slots: Slots, name: str) -> list[dict[str, int]]:
    return [weights for rule in slots.program.rules_on.get(name, ()) if (weights := rule.weights(name))]


class Bounds(dict[tuple[str, ...], int]):
    """The most that some impacts can still add to each lane, by the states chosen of its first names; made when asked for."""

    def __init__(self, impacts: Impacts, lanes: Lanes) -> None:
        self.impacts = impacts
        self.lanes = lanes
        self.sizes = [len(impacts.states[name]) for name in impacts.names]
        self.is_small = prod(self.sizes) <= MOST_ROWS
        self._most: dict[tuple[str, ...], Amounts] = {}

    def __missing__(self, chosen: tuple[str, ...]) -> int:
        found = self[chosen] = self.lanes.packed(self.most(chosen))
        return found

    def most(self, chosen: tuple[str, ...]) -> Amounts:
        """The most that its rules can come to, lane by lane."""
        if len(chosen) == len(self.sizes):
            return self.lanes.amounts(self.impacts.amounts(chosen))
        found = self._most.get(chosen)
        if found is None:
            found = self._most[chosen] = self._joined(chosen) if self.is_small else self._summed(chosen)
        return found

    def _joined(self, chosen: tuple[str, ...]) -> Amounts:
        """Of each lane, the most over the states of the next name."""
        states = self.impacts.states[self.impacts.names[len(chosen)]]
        return extreme([self.most((*chosen, state)) for state in states], max)

    def _summed(self, chosen: tuple[str, ...]) -> Amounts:
        """What is sure to come, and of what may come all that helps a lane."""
        sure, possible = self.impacts.split(chosen)
        parts = [self.lanes.amounts(self.impacts.slots.of(rule)) for rule in sure]
        for rule in possible:
            moved = self.lanes.amounts(self.impacts.slots.of(rule))
            parts.append({lane: amount for lane, amount in moved.items() if amount > 0})
        return total(parts)

    def spread(self) -> Amounts:
        """By how much the choices of its names can move each lane."""
        if not self.is_small:
            return total(self.lanes.amounts(self.impacts.slots.of(rule), exact=False) for rule in self.impacts.rules)
        rows = [self.most(chosen) for chosen in product(*(self.impacts.states[name] for name in self.impacts.names))]
        least, most = extreme(rows, min), extreme(rows, max)
        return {lane: most.get(lane, 0) - least.get(lane, 0) for lane in least.keys() | most.keys()}


def extreme(rows: list[Amounts], choose: Callable[[Iterable[int]], int]) -> Amounts:
    """Of each lane the least, or the most, of all rows."""
    lanes = {lane for row in rows for lane in row}
    found = {lane: choose([row.get(lane, 0) for row in rows]) for lane in lanes}
    return {lane: amount for lane, amount in found.items() if amount}
