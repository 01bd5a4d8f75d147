"""Descriptors: what can be in one of several exclusive states (a term of cross-impact balances).

A numeric descriptor declares a domain; the thresholds that the rules use cut it into half-open intervals,
and these are its states. They are named ``<4``, ``4..<10`` and ``>=10``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from engine.language.problems import NOWHERE, Place, Placed

EXTERNAL = "external"


class NumberRange(Struct, frozen=True, gc=False):
    """The numbers from `low` (included) to `high` (included unless `open_high`); None: no bound on that side."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_high: bool = False

    def __and__(self, other: NumberRange) -> NumberRange | None:
        """The numbers in both, None where there are none."""
        low = max((bound for bound in (self.low, other.low) if bound is not None), default=None)
        tops = [(r.high, not r.open_high) for r in (self, other) if r.high is not None]
        high, closed = min(tops, default=(None, False))
        both = NumberRange(low, high, high is not None and not closed)
        return both if both.has_numbers() else None

    def has_numbers(self) -> bool:
        """Whether any number lies in it."""
        if self.low is None or self.high is None:
            return True
        return self.low < self.high or (self.low == self.high and not self.open_high)

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return str(self.low)
        low = "" if self.low is None else str(self.low)
        if self.high is None:
            return f">={low}"
        if self.low is None:
            return f"<{self.high}" if self.open_high else f"..{self.high}"
        return f"{low}..{'<' if self.open_high else ''}{self.high}"


class NumberDomain(Struct, frozen=True, gc=False):
    """The numbers a descriptor may take: bounds (included), unit, and whether only whole ones count."""

    low: Decimal | None = None
    high: Decimal | None = None
    whole: bool = False
    unit: str = ""

    def as_range(self) -> NumberRange:
        """The whole domain as a range."""
        return NumberRange(self.low, self.high)


class Descriptor(Placed, frozen=True, eq=False):
    """A descriptor with its states in the order of the vocabulary.

    `theme` is the heading under which a reader looks for it, empty where its author gave none.
    `lever` names the actors that can move it, or `external`; it is empty for a derived one. `cuts` are the
    thresholds of a numeric descriptor, ascending; one without any is *context*: kept, and not reasoned on.
    """

    id: str
    title: str
    question: str
    states: tuple[str, ...]
    ordered: bool = False
    number: NumberDomain | None = None
    cuts: tuple[Decimal, ...] = ()
    lever: tuple[str, ...] = ()
    default: str | None = None
    cite: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()
    note: str = ""
    theme: str = ""
    place: Place = NOWHERE

    @property
    def is_context(self) -> bool:
        """A number that no rule reads."""
        return self.number is not None and not self.cuts

    def in_order(self, states: Iterable[str]) -> tuple[str, ...]:
        """The given states in the order of the vocabulary."""
        wanted = set(states)
        return tuple(state for state in self.states if state in wanted)

    def at_least(self, state: str) -> frozenset[str]:
        """The states from this one upwards (of an ordered descriptor)."""
        return frozenset(self.states[self.states.index(state) :])

    def at_most(self, state: str) -> frozenset[str]:
        """The states up to this one (of an ordered descriptor)."""
        return frozenset(self.states[: self.states.index(state) + 1])

    def meets(self, numbers: NumberRange) -> tuple[str, ...]:
        """The intervals of a numeric descriptor that share a number with the range."""
        assert self.number is not None
        first = 0 if numbers.low is None else bisect_right(self.cuts, numbers.low)
        if numbers.high is None:
            last = len(self.cuts)
        else:
            last = bisect_right(self.cuts, numbers.high)
            if numbers.open_high and last and self.cuts[last - 1] == numbers.high:
                last -= 1
        return self.states[first : last + 1]

    def interval(self, state: str) -> NumberRange:
        """The numbers of one interval of a numeric descriptor, within its domain."""
        assert self.number is not None
        at = self.states.index(state)
        low = self.cuts[at - 1] if at else self.number.low
        if at < len(self.cuts):
            return NumberRange(low, self.cuts[at], open_high=True)
        return NumberRange(low, self.number.high)


def interval_names(cuts: tuple[Decimal, ...]) -> tuple[str, ...]:
    """The names of the intervals that ascending thresholds make; a single one, ``any``, where there are none."""
    if not cuts:
        return ("any",)
    between = (f"{low}..<{high}" for low, high in pairwise(cuts))
    return (f"<{cuts[0]}", *between, f">={cuts[-1]}")
