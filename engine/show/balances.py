"""Balances over time as step lines, each with its own dashes and marks, and its name where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.ask.moments import Moment
from engine.show.days import Days
from engine.show.layout import nearest
from engine.show.strokes import BLUE, RUST
from engine.show.svg import FAINT, GREY, INK, PAPER, element, group, lettering, number, path
from engine.show.words import signed

_LOOKS = ((BLUE, None), (RUST, "7 2 1.5 2"), (INK, "5 3"), (GREY, "1.5 2.5"))  # in turn; the marks differ further
_ASIDE = 1.8  # lines of equal balances run side by side
_HIGH = 170.0
_MOST_LEVELS = 8
_SIZE = 9.5


class Stretch(Struct, frozen=True):
    """A balance from one moment to the next, and where it is drawn."""

    x: float
    until: float
    y: float
    balance: int


def balances_chart(
    name: str, states: Sequence[str], moments: Sequence[Moment], days: Days, top: float
) -> tuple[list[str], float]:
    """The step lines of the states, below `top`, and where they end. `name` begins their ids."""
    values = [balance for moment in moments for _, balance in moment.balances]
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
    for at, state in enumerate(states):
        aside = (at - (len(states) - 1) / 2) * _ASIDE
        stretches = _stretches(state, moments, days, top + high * scale + aside, scale)
        if stretches:
            ink, dashes = _LOOKS[at % len(_LOOKS)]
            parts = [path(_line(stretches), ink, 1.6, dashes), *(_mark(at, stretch.x, stretch.y, ink) for stretch in stretches)]
            drawn.append(group(parts, f"Balance of {state}", id=f"{name}-balance-{state}"))
            ends.append((stretches[-1].y, at, f"{state} {signed(stretches[-1].balance)}"))
    ends.sort()
    heights = nearest([y for y, _, _ in ends], [1.0] * len(ends), [12.5] * (len(ends) - 1))
    for y, (_, at, text) in zip(heights, ends, strict=True):
        ink = _LOOKS[at % len(_LOOKS)][0]
        drawn += [_mark(at, days.end + 10, y, ink), lettering(text, days.end + 17, y + 3.2, _SIZE, bold=True, fill=ink)]
    return drawn, top + _HIGH


def _stretches(state: str, moments: Sequence[Moment], days: Days, zero: float, scale: float) -> list[Stretch]:
    until = [*(moment.day for moment in moments[1:]), days.last]
    found = []
    for moment, end in zip(moments, until, strict=True):
        balance = dict(moment.balances).get(state)
        if balance is not None:
            found.append(Stretch(days.at(moment.day), days.at(end), zero - balance * scale, balance))
    return found


def _line(stretches: Sequence[Stretch]) -> str:
    """Steps from stretch to stretch; broken where there is no balance in between."""
    said, end = "", -1.0
    for stretch in stretches:
        joined = stretch.x == end
        said += f"V{number(stretch.y)}" if joined else f"M{number(stretch.x)} {number(stretch.y)}"
        said += f"H{number(stretch.until)}"
        end = stretch.until
    return said


def _mark(at: int, x: float, y: float, ink: str) -> str:
    """A small sign of a line's own: full or hollow circle, square, diamond or triangle, by its number."""
    fill = ink if at // 4 % 2 == 0 else PAPER
    if at % 4 == 0:
        return element("circle", cx=x, cy=y, r=3.0, fill=fill, stroke=ink)
    shape = ("", "m-2.7 -2.7h5.4v5.4h-5.4z", "m0 -3.6l3.6 3.6l-3.6 3.6l-3.6 -3.6z", "m0 -3.3l3.4 5.9h-6.8z")[at % 4]
    return element("path", d=f"M{number(x)} {number(y)}{shape}", fill=fill, stroke=ink)
