"""How far a number is from what a test asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from engine.language.conditions import Test
from engine.language.descriptors import Descriptor, NumberRange
from engine.language.facts import Fact


class Gap(Struct, frozen=True):
    """The distance of a stated number, or range, from the nearest stretch of numbers that a test takes.

    `least` is that of the nearest number stated, 0 where it is taken already; `most` that of the farthest, None where
    the range has no end on that side. Of a whole number it is counted to the nearest whole number that is taken; of
    another, a threshold that is itself not taken counts as reached.
    """

    stated: NumberRange
    needed: NumberRange
    least: Decimal
    most: Decimal | None


def gap_of(descriptor: Descriptor, facts: Iterable[Fact], test: Test) -> Gap | None:
    """The gap of what is stated of a numeric descriptor from a test that does not hold.

    None where it is no number, or nothing is stated of it.
    """
    if descriptor.number is None:
        return None
    stated, said = descriptor.number.as_range(), False
    for fact in facts:
        both = stated & fact.value if isinstance(fact.value, NumberRange) else None
        if both is not None:
            stated, said = both, True
    if not said:
        return None
    gaps = [_gap(descriptor, stated, stretch) for stretch in _stretches(descriptor, test)]
    return min(gaps, key=lambda gap: (gap.least, gap.most is None, gap.most or Decimal()))


def _stretches(descriptor: Descriptor, test: Test) -> Iterator[NumberRange]:
    """The ranges of numbers that a test takes: neighbouring intervals are one."""
    run: list[NumberRange] = []
    for state in descriptor.states:
        if state in test.states:
            run.append(descriptor.interval(state))
        elif run:
            yield NumberRange(run[0].low, run[-1].high, run[-1].open_high)
            run = []
    if run:
        yield NumberRange(run[0].low, run[-1].high, run[-1].open_high)


def _gap(descriptor: Descriptor, stated: NumberRange, needed: NumberRange) -> Gap:
    top = needed.high
    if top is not None and needed.open_high and descriptor.number is not None and descriptor.number.whole:
        top -= 1  # thresholds of whole numbers are whole

    def short(number: Decimal | None, upwards: bool) -> Decimal | None:
        """How far a number, None without end, has to move upwards, or down, to be taken."""
        bound = needed.low if upwards else top
        if bound is None:
            return Decimal()
        if number is None:
            return None
        return max(bound - number if upwards else number - bound, Decimal())

    up, down = short(stated.low, True), short(stated.high, False)
    nearest = (short(stated.high, True) or Decimal(), short(stated.low, False) or Decimal())
    most = None if up is None or down is None else max(up, down)
    return Gap(stated, needed, max(nearest), most)
