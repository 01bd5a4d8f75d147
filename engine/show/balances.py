"""Balances over time as step lines, each with its own dashes and marks, and its name where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.ask.timeline import Moment
from engine.language.descriptors import Descriptor
from engine.show.days import Days
from engine.show.layout import nearest
from engine.show.lettering import broken, harmless
from engine.show.strokes import BLUE, RUST
from engine.show.svg import FAINT, GREY, INK, PAPER, element, group, lettering, number, path
from engine.show.words import signed

_LOOKS = ((BLUE, None), (RUST, "7 2 1.5 2"), (INK, "5 3"), (GREY, "1.5 2.5"))  # in turn; the marks differ further
_ASIDE = 1.8  # lines of equal balances run side by side
_HIGH = 170.0
_MOST_LEVELS = 8
_SIZE = 9.0
_MOST_ROOM = 150.0  # for what stands where a line ends


class Stretch(Struct, frozen=True):
    """A balance from one moment to the next, and where it is drawn."""

    x: float
    until: float
    y: float


def balances_chart(name: str, pivot: Descriptor, moments: Sequence[Moment], days: Days, top: float) -> tuple[list[str], float]:
    """The step lines of a descriptor's states, below `top`, and where they end. `name` begins their ids."""
    values = [balance for moment in moments for _, balance in moment.now.trace.settled[pivot.id].balances]
    low, high = min([0, *values]), max([0, *values])
    step = max(1, -(-(high - low) // _MOST_LEVELS))
    low, high = low // step * step, max(-(-high // step) * step, low + 1)
    scale = _HIGH / (high - low)
    drawn = []
    for balance in range(low, high + 1, step):
        y = top + (high - balance) * scale
        ink, wide = (GREY, 0.9) if balance == 0 else (FAINT, 0.3)
        drawn.append(path(f"M{number(days.begin)} {number(y)}H{number(days.end)}", ink, wide))
        drawn.append(lettering(signed(balance), days.begin - 8, y + 3.2, _SIZE, fill=GREY, anchor="end"))
    ends = []
    for at, state in enumerate(pivot.states):
        aside = (at - (len(pivot.states) - 1) / 2) * _ASIDE
        stretches = _stretches(pivot.id, state, moments, days, top + high * scale + aside, scale)
        ink, dashes = _LOOKS[at % len(_LOOKS)]
        parts = [path(_line(stretches), ink, 1.6, dashes), *(_mark(at, stretch.x, stretch.y, ink) for stretch in stretches)]
        drawn.append(group(parts, f"Balance of {state}", id=f"{name}-balance-{pivot.id}-{state}"))
        ends.append((stretches[-1].y, at))
    ends.sort()
    heights = nearest([y for y, _ in ends], [1.0] * len(ends), [12.5] * (len(ends) - 1))
    texts = ends_in(pivot.id, moments)
    for y, (_, at) in zip(heights, ends, strict=True):
        ink = _LOOKS[at % len(_LOOKS)][0]
        (said,) = broken(texts[at], _MOST_ROOM, _SIZE, bold=True, most=1)
        drawn += [_mark(at, days.end + 10, y, ink), lettering(said, days.end + 17, y + 3.2, _SIZE, bold=True, fill=ink)]
    return drawn, top + _HIGH


def ends_in(pivot: str, moments: Sequence[Moment]) -> list[str]:
    """What stands where the lines of a descriptor end: each state with its last balance."""
    return [f"{harmless(state)} {signed(balance)}" for state, balance in moments[-1].now.trace.settled[pivot].balances]


def _stretches(pivot: str, state: str, moments: Sequence[Moment], days: Days, zero: float, scale: float) -> list[Stretch]:
    until = [*(moment.date for moment in moments[1:]), days.last]
    return [
        Stretch(days.at(moment.date), days.at(end), zero - moment.now.trace.settled[pivot].balance(state) * scale)
        for moment, end in zip(moments, until, strict=True)
    ]


def _line(stretches: Sequence[Stretch]) -> str:
    """Steps from stretch to stretch."""
    first, *others = stretches
    said = f"M{number(first.x)} {number(first.y)}H{number(first.until)}"
    return said + "".join(f"V{number(stretch.y)}H{number(stretch.until)}" for stretch in others)


def _mark(at: int, x: float, y: float, ink: str) -> str:
    """A small sign of a line's own: full or hollow circle, square, diamond or triangle, by its number."""
    fill = ink if at // 4 % 2 == 0 else PAPER
    if at % 4 == 0:
        return element("circle", cx=x, cy=y, r=3.0, fill=fill, stroke=ink)
    shape = ("", "m-2.7 -2.7h5.4v5.4h-5.4z", "m0 -3.6l3.6 3.6l-3.6 3.6l-3.6 -3.6z", "m0 -3.3l3.4 5.9h-6.8z")[at % 4]
    return element("path", d=f"M{number(x)} {number(y)}{shape}", fill=fill, stroke=ink)
