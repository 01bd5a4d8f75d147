"""The moments of a case as an SVG picture: the verdict in lanes, balances as step lines, and the facts with their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from engine.ask.moments import Moment, Moments
from engine.ask.verdict import VerdictStatus
from engine.show.balances import balances_chart
from engine.show.days import Days
from engine.show.lettering import broken, harmless, width
from engine.show.strokes import BLUE, DASHED
from engine.show.svg import FAINT, GREY, INK, PAPER, document, element, group, lettering, number, path
from engine.show.words import any_of

_WIDE = 1047.0  # a page of A4, landscape, within margins of a centimetre
_EDGE = 22.0
_BEGIN, _END = 190.0, 905.0  # of the axis; lane names stand before it, the names of lines behind it
_LANE = 21.0
_SIZE = 9.5
_MARKS = 12  # days written on the axis at most
_APART = 16.0  # between two numbers above the axis
_MEANINGS: tuple[tuple[tuple[VerdictStatus, ...], str], ...] = (
    (("indicated",), "indicated"),
    (("open", "not_separated"), "one of those left"),
    (("contradiction", "tension"), "in a contradiction or tension"),
)


def moments_picture(moments: Moments, name: str = "timeline") -> str:
    """The picture of moments, of which there is at least one, on one page; `name` begins every id in it."""
    title = f"{moments.verdict.title or moments.verdict.id} over time"
    parts = [lettering(title, _EDGE, _EDGE + 12, 15.0, bold=True)]
    y = _EDGE + 31.0
    for remark in moments.remarks:
        for text in broken(harmless(remark), _WIDE - 2 * _EDGE, _SIZE):
            parts.append(lettering(text, _EDGE, y, _SIZE, fill=GREY))
            y += 12.5
    days = _days(moments)
    flags, y = _flags(moments.moments, days, y + 6)
    lines_begin = y
    lanes, y = _lanes(name, moments, days, y + 10)
    chart: list[str] = []
    if moments.pivot is not None and any(moment.balances for moment in moments.moments):
        heading = f"Balances of {moments.pivot.title or moments.pivot.id}"
        chart.append(lettering(harmless(heading), _EDGE, y + 24, 10.5, bold=True))
        drawn, y = balances_chart(name, moments.pivot.states, moments.moments, days, y + 38)
        chart += drawn
    axis, bottom = _axis(days, y + 12)
    hair = [_hair(days.at(moment.day), lines_begin, y + 12) for moment in moments.moments]
    listed, bottom = _listed(name, moments.moments, bottom + 20)
    notes, bottom = _notes(moments.moments, bottom, bool(chart))
    about = "\n".join([*moments.remarks, *(_told(moment) for moment in moments.moments)])
    body = [*parts, group(hair), *flags, *lanes, *chart, *axis, *listed, *notes]
    return document(name, title, about, _WIDE, bottom + _EDGE, body)


def _told(moment: Moment) -> str:
    changes = "; ".join(moment.changes)
    return (
        f"{moment.day.isoformat()}: {changes}{': ' if changes else ''}{moment.status.replace('_', ' ')}, {any_of(moment.states)}"
    )


def _days(moments: Moments) -> Days:
    """The axis: from the first moment to the day up to which the last answer holds, or somewhat past the last moment."""
    first, last = moments.moments[0].day, moments.moments[-1].day
    past = min(max((last - first).days // 12, 14), (date.max - last).days)
    until = moments.until if moments.until and moments.until > last else last + timedelta(days=past)
    return Days(first, until, _BEGIN, _END)


def _flags(moments: Sequence[Moment], days: Days, top: float) -> tuple[list[str], float]:
    """The numbers of the moments, in as many rows as keep them apart; and where they end."""
    rows: list[float] = []
    places = []
    for moment in moments:
        x = days.at(moment.day)
        row = next((at for at, end in enumerate(rows) if x - end >= _APART), len(rows))
        rows[row:] = [x, *rows[row + 1 :]]
        places.append((x, row))
    bottom = top + 15.0 * len(rows)
    drawn = []
    for at, (x, row) in enumerate(places, 1):
        y = bottom - 8 - 15 * row
        drawn.append(path(f"M{number(x)} {number(y)}V{number(bottom)}", FAINT, 0.6))
        drawn += _badge(at, x, y)
    return drawn, bottom


def _badge(at: int, x: float, y: float) -> list[str]:
    return [
        element("circle", cx=x, cy=y, r=6.6, fill=PAPER, stroke=INK, stroke_width=0.8),
        lettering(str(at), x, y + 2.8, 8.0, bold=True, anchor="middle"),
    ]


def _hair(x: float, top: float, bottom: float) -> str:
    return path(f"M{number(x)} {number(top)}V{number(bottom)}", FAINT, 0.6, "1.5 2.5")


def _lanes(name: str, moments: Moments, days: Days, top: float) -> tuple[list[str], float]:
    """A lane for each scenario: a bar as long as it is indicated or left; and where they end."""
    drawn = [lettering("Verdict", _EDGE, top + 10, 10.5, bold=True)]
    top += 18
    turns = _turns(moments.moments)
    until = [*(moment.day for moment in turns[1:]), days.last]
    for row, state in enumerate(moments.verdict.states):
        middle = top + _LANE * (row + 0.5)
        drawn.append(lettering(harmless(state), days.begin - 10, middle + 3.4, _SIZE, anchor="end"))
        drawn.append(path(f"M{number(days.begin)} {number(middle)}H{number(days.end)}", FAINT, 0.4))
        bars = [
            _bar(moment, days.at(moment.day), days.at(end), middle)
            for moment, end in zip(turns, until, strict=True)
            if state in moment.states
        ]
        drawn.append(group([part for bar in bars for part in bar], state, id=f"{name}-lane-{state}"))
    return drawn, top + _LANE * len(moments.verdict.states)


def _turns(moments: Sequence[Moment]) -> list[Moment]:
    """The moments at which the verdict became another."""
    return [*moments[:1], *(after for before, after in pairwise(moments) if _verdict(before) != _verdict(after))]


def _verdict(moment: Moment) -> tuple[VerdictStatus, tuple[str, ...]]:
    return moment.status, moment.states


def _bar(moment: Moment, x: float, until: float, middle: float) -> list[str]:
    """A bar that says how its state stands, in a word too where there is room."""
    bar = _outline(moment.status, x, middle - 7, max(until - x, 1.0), 14.0)
    text = moment.status.replace("_", " ")
    if width(text, 8.5) + 8 > until - x:
        return [bar]
    return [bar, lettering(text, x + 5, middle + 3, 8.5, fill=PAPER if moment.status == "indicated" else INK)]


def _outline(status: VerdictStatus, x: float, y: float, wide: float, high: float) -> str:
    """A bar: full where its state is indicated, hollow and broken where it is one of those left, heavy in a conflict."""
    if status == "indicated":
        return element("rect", x=x, y=y, width=wide, height=high, fill=BLUE, stroke=PAPER, stroke_width=0.8)
    heavy = status in ("contradiction", "tension")
    return element(
        "rect", x=x, y=y, width=wide, height=high, fill=PAPER, stroke=INK, stroke_width=1.8 if heavy else 0.9,
        stroke_dasharray=None if heavy else DASHED,
    )  # fmt: skip


def _axis(days: Days, y: float) -> tuple[list[str], float]:
    """The line of days with its marks; and where it ends."""
    drawn = [path(f"M{number(days.begin)} {number(y)}H{number(days.end)}", INK, 0.9)]
    for day, text in days.marks(_MARKS):
        x = days.at(day)
        drawn.append(path(f"M{number(x)} {number(y)}v5", INK, 0.9))
        drawn.append(lettering(text, x, y + 15, 9.0, fill=GREY, anchor="middle"))
    return drawn, y + 18


def _listed(name: str, moments: Sequence[Moment], top: float) -> tuple[list[str], float]:
    """The moments by number, with day, facts, and the verdict where it turned, in two columns; and where they end."""
    column = (_WIDE - 2 * _EDGE) / 2
    blocks = []
    turns = _turns(moments)
    for at, moment in enumerate(moments, 1):
        verdict = f"→ {moment.status.replace('_', ' ')}: {any_of(moment.states)}"
        said = [*moment.changes, *([verdict] if moment in turns or not moment.changes else [])]
        rows = [row for text in said for row in broken(harmless(text), column - 110, _SIZE, most=3)]
        blocks.append((at, moment, rows))
    total = sum(12.5 * len(rows) + 5 for _, _, rows in blocks)
    drawn = []
    x, y, lowest = _EDGE, top, top
    for at, moment, rows in blocks:
        if x == _EDGE and y - top >= total / 2:
            x, y = _EDGE + column, top
        parts = [*_badge(at, x + 7, y + 1), lettering(moment.day.isoformat(), x + 20, y + 4, _SIZE, bold=True)]
        for text in rows:
            parts.append(lettering(text, x + 82, y + 4, _SIZE, fill=INK if not text.startswith("→") else GREY))
            y += 12.5
        drawn.append(group(parts, _told(moment), id=f"{name}-moment-{at}"))
        y += 5
        lowest = max(lowest, y)
    return drawn, lowest


def _notes(moments: Sequence[Moment], y: float, with_balances: bool) -> tuple[list[str], float]:
    """What the bars in the picture mean, and what balances are; and where it ends."""
    x = _EDGE
    drawn = []
    for statuses, text in _MEANINGS:
        shown = next((moment.status for moment in moments if moment.status in statuses), None)
        if shown is not None:
            drawn += [_outline(shown, x, y, 24.0, 10.0), lettering(text, x + 30, y + 8, 8.5)]
            x += 30 + width(text, 8.5) + 20
    if with_balances:
        drawn.append(lettering("Balances are sums of weights, not likelihoods.", x, y + 8, 8.5, fill=GREY))
    return drawn, y + 10
