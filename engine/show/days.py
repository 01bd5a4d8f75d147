"""An axis of days: where a day stands on it, and which days are marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)  # months between two marks
_LONGEST = 31 * 4  # days that are marked by the week


class Days(Struct, frozen=True):
    """The days from `first` to `last`, between two heights or widths.

    With `stops`, days from first to last in their order, these stand at equal distances, and other days between them.
    """

    first: date
    last: date
    begin: float
    end: float
    stops: tuple[date, ...] = ()

    def at(self, day: date) -> float:
        """Where a day stands."""
        return self.begin + self._share(day) * (self.end - self.begin)

    def _share(self, day: date) -> float:
        if not self.stops:
            return (day - self.first).days / max((self.last - self.first).days, 1)
        after = min(max(bisect_right(self.stops, day), 1), len(self.stops) - 1)
        before, then = self.stops[after - 1], self.stops[after]
        return (after - 1 + (day - before).days / (then - before).days) / (len(self.stops) - 1)

    def marks(self, most: int) -> list[tuple[date, str]]:
        """At most so many days with what is written at them: round ones, further apart the longer the axis; or of the stops."""
        if self.stops:
            return [(day, day.isoformat()) for day in self.stops[:: -(-len(self.stops) // most)]]
        if (self.last - self.first).days <= _LONGEST:
            return [(day, day.isoformat()) for day in _weeks(self.first, self.last, most)]
        for step in _STEPS:
            found = list(_months(self.first, self.last, step))
            if len(found) <= most:
                return [(day, str(day.year) if step % 12 == 0 else f"{day.year}-{day.month:02d}") for day in found]
        return [(self.first, str(self.first.year))]


def _weeks(first: date, last: date, most: int) -> Iterator[date]:
    weeks = max(1, -(-((last - first).days // 7 + 1) // most))
    day = first
    while day <= last:
        yield day
        day = day + timedelta(days=7 * weeks)


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every `step` months between two days."""
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    while month < last.year * 12 + last.month:
        if month // 12 <= date.max.year:
            yield date(month // 12, month % 12 + 1, 1)
        month += step
