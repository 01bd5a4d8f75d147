"""A timeline as an SVG picture: the verdict in lanes, balances as step lines, and the facts with their days.

It is as wide as a page of A4, upright, within margins of a centimetre, and its smallest text is then of six points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec.structs import replace

from engine.ask.changes import FactsChange
from engine.ask.timeline import Moment, Timeline
from engine.ask.verdict import VerdictStatus
from engine.language.base import RuleBase
from engine.show.balances import balances_chart, ends_in
from engine.show.changes import stated_text
from engine.show.days import Days
from engine.show.headline import add_case
from engine.show.lettering import broken, harmless, width
from engine.show.page import Page
from engine.show.responsible import blame_text
from engine.show.strokes import BLUE, DASHED
from engine.show.svg import FAINT, GREY, INK, PAPER, document, element, group, lettering, number, path
from engine.show.words import side_text, states_of

_WIDE = 718.0
_EDGE = 14.0
_LANE = 21.0
_SIZE = 9.0
_NAMES = 150.0  # the most room that names beside the axis get, on either side
_MARKS = 9  # days written on the axis at most
_APART = 16.0  # between two numbers above the axis
_CLOSE = 4.0  # days that stand closer than that cannot be told apart; where most do, the days stand at equal distances
_MEANINGS: tuple[tuple[tuple[VerdictStatus, ...], str], ...] = (
    (("indicated",), "indicated"),
    (("open", "not_separated"), "one of those left"),
    (("contradiction", "tension"), "in a contradiction or tension"),
)


def timeline_picture(answer: Timeline, name: str = "timeline") -> str:
    """The picture of a timeline, on one page; `name` begins every id in it."""
    base = answer.question.base
    verdict = base.descriptors[base.verdict]
    title = f"{verdict.title or verdict.id} over time"
    remarks = _remarks(answer)
    parts, y = _written([(title, 14.0, True), *((remark, _SIZE, False) for remark in remarks)])
    if not answer.moments:
        return document(name, title, "\n".join(remarks), _WIDE, y + _EDGE, parts)
    days = _days(answer)
    flags, y = _flags(answer.moments, days, y + 4)
    lines_begin = y
    lanes, y = _lanes(name, answer, days, y + 10)
    charts: list[str] = []
    for pivot in _weighed(answer):
        heading = f"Balances of {base.descriptors[pivot].title or pivot}"
        charts.append(lettering(harmless(heading), _EDGE, y + 24, 10.0, bold=True))
        drawn, y = balances_chart(name, base.descriptors[pivot], answer.moments, days, y + 38)
        charts += drawn
    axis, bottom = _axis(days, y + 12)
    hair = [_hair(days.at(moment.date), lines_begin, y + 12) for moment in answer.moments]
    listed, bottom = _listed(name, answer, bottom + 20)
    notes, bottom = _notes(answer.moments, bottom + 2, bool(charts))
    about = "\n".join([*remarks, *(_told(base, moment) for moment in answer.moments)])
    body = [*parts, group(hair), *flags, *lanes, *charts, *axis, *listed, *notes]
    return document(name, title, about, _WIDE, bottom + _EDGE, body)


def _remarks(answer: Timeline) -> list[str]:
    """What is asked, and what stood before the first of the moments."""
    page = Page()
    add_case(page, answer.question)
    asked = [line for line in page.plain(10_000).splitlines() if line]
    opening = side_text(answer.opening)
    if not answer.moments:
        return [*asked, f"No fact has a date, so there is nothing to follow. The verdict: {opening}."]
    return [*asked, f"Before {answer.moments[0].date.isoformat()}: {opening}."]


def _written(texts: Sequence[tuple[str, float, bool]]) -> tuple[list[str], float]:
    """Lines of text below one another, each as long as there is room; and where they end."""
    drawn, y = [], _EDGE
    for text, size, bold in texts:
        for line in broken(harmless(text), _WIDE - 2 * _EDGE, size, bold):
            y += size * 1.35
            drawn.append(lettering(line, _EDGE, y, size, bold=bold, fill=None if bold else GREY))
        y += 4 if bold else 0
    return drawn, y + 6


def _weighed(answer: Timeline) -> list[str]:
    """The descriptors of the crux whose balances are anything but 0 at some time."""
    traces = [moment.now.trace for moment in answer.moments]
    return [name for name in answer.crux if any(balance for trace in traces for _, balance in trace.settled[name].balances)]


def _said(base: RuleBase, moment: Moment) -> list[str]:
    """The facts that changed, each in a few words."""
    changes = (change for change in moment.changes.changes if isinstance(change, FactsChange))
    return [f"{change.name} = {stated_text(base, change.after)}" for change in changes]


def _told(base: RuleBase, moment: Moment) -> str:
    return f"{moment.date.isoformat()}: {'; '.join(_said(base, moment))}: {side_text(moment.now)}"


def _days(answer: Timeline) -> Days:
    """The axis, from the first moment to the day of the question, or somewhat past the last moment, between the names."""
    base = answer.question.base
    first, last = answer.moments[0].date, answer.moments[-1].date
    past = min(max((last - first).days // 12, 14), (date.max - last).days)
    as_of = answer.question.situation.as_of
    until = as_of if as_of and as_of > last else last + timedelta(days=past)
    lanes = max(width(harmless(state), _SIZE) for state in base.descriptors[base.verdict].states)
    ends = [width(text, _SIZE, bold=True) for name in _weighed(answer) for text in ends_in(name, answer.moments)]
    begin, end = (min(wide, _NAMES) for wide in (lanes, max(ends, default=0.0)))
    days = Days(first, until, _EDGE + begin + 14, _WIDE - _EDGE - end - 22)
    dates = [moment.date for moment in answer.moments]
    close = sum(days.at(after) - days.at(before) < _CLOSE for before, after in pairwise(dates))
    if 2 * close <= len(dates):
        return days
    return replace(days, stops=tuple(dates) if until == dates[-1] else (*dates, until))


def _flags(moments: Sequence[Moment], days: Days, top: float) -> tuple[list[str], float]:
    """The numbers of the moments, in as many rows as keep them apart; and where they end."""
    rows: list[float] = []
    places = []
    for moment in moments:
        x = days.at(moment.date)
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


def _lanes(name: str, answer: Timeline, days: Days, top: float) -> tuple[list[str], float]:
    """A lane for each scenario: a bar as long as it is indicated or left; and where they end."""
    base = answer.question.base
    drawn = [lettering("Verdict", _EDGE, top + 10, 10.0, bold=True)]
    top += 18
    turns = _turns(answer.moments)
    until = [*(moment.date for moment in turns[1:]), days.last]
    states = base.descriptors[base.verdict].states
    for row, state in enumerate(states):
        middle = top + _LANE * (row + 0.5)
        (said,) = broken(harmless(state), _NAMES, _SIZE, most=1) or [""]
        drawn.append(lettering(said, days.begin - 10, middle + 3.2, _SIZE, anchor="end"))
        drawn.append(path(f"M{number(days.begin)} {number(middle)}H{number(days.end)}", FAINT, 0.4))
        bars = [
            _bar(moment.now.verdict.status, days.at(moment.date), days.at(end), middle)
            for moment, end in zip(turns, until, strict=True)
            if state in moment.now.verdict.states
        ]
        drawn.append(group([part for bar in bars for part in bar], state, id=f"{name}-lane-{state}"))
    return drawn, top + _LANE * len(states)


def _turns(moments: Sequence[Moment]) -> list[Moment]:
    """The moments at which the verdict became another."""
    return [*moments[:1], *(after for before, after in pairwise(moments) if _verdict(before) != _verdict(after))]


def _verdict(moment: Moment) -> tuple[VerdictStatus, tuple[str, ...]]:
    return moment.now.verdict.status, moment.now.verdict.states


def _bar(status: VerdictStatus, x: float, until: float, middle: float) -> list[str]:
    """A bar that says how its state stands, in a word too where there is room."""
    bar = _outline(status, x, middle - 7, max(until - x, 1.0), 14.0)
    text = status.replace("_", " ")
    if width(text, 8.5) + 8 > until - x:
        return [bar]
    return [bar, lettering(text, x + 5, middle + 3, 8.5, fill=PAPER if status == "indicated" else INK)]


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
    if not days.stops:
        return drawn, y + 18
    said = "The days stand at equal distances, for most are too close to one another on one scale."
    return [*drawn, lettering(said, days.begin, y + 29, _SIZE, fill=GREY)], y + 32


def _listed(name: str, answer: Timeline, top: float) -> tuple[list[str], float]:
    """The moments by number, with day, facts, and the verdict where it turned, in two columns; and where they end."""
    base = answer.question.base
    column = (_WIDE - 2 * _EDGE) / 2
    blocks = []
    turns = _turns(answer.moments)
    for at, moment in enumerate(answer.moments, 1):
        said = [*_said(base, moment), *(_turn(base, moment) if moment in turns else [])]
        rows = [row for text in said for row in broken(harmless(text), column - 88, _SIZE, most=3)]
        blocks.append((at, moment, rows))
    total = sum(12.0 * len(rows) + 5 for _, _, rows in blocks)
    drawn = []
    x, y, lowest = _EDGE, top, top
    for at, moment, rows in blocks:
        if x == _EDGE and y - top >= total / 2:
            x, y = _EDGE + column, top
        parts = [*_badge(at, x + 7, y + 1), lettering(moment.date.isoformat(), x + 18, y + 4, _SIZE, bold=True)]
        turned = False
        for text in rows:
            turned = turned or text.startswith("→")
            parts.append(lettering(text, x + 76, y + 4, _SIZE, bold=turned))
            y += 12.0
        drawn.append(group(parts, _told(base, moment), id=f"{name}-moment-{at}"))
        y += 5
        lowest = max(lowest, y)
    return drawn, lowest


def _turn(base: RuleBase, moment: Moment) -> Iterator[str]:
    """Where the verdict has turned to, and what is responsible for it."""
    status, states = _verdict(moment)
    yield f"→ {status.replace('_', ' ')}: {states_of(base, base.verdict, states)}"
    if moment.changes.responsible is not None and len(moment.changes.moving) > 1:
        yield f"moved by {blame_text(moment.changes.responsible.undoing)}"


def _notes(moments: Sequence[Moment], y: float, with_balances: bool) -> tuple[list[str], float]:
    """What the bars in the picture mean, and what balances are; and where it ends."""
    x = _EDGE
    drawn = []
    for statuses, text in _MEANINGS:
        shown = next((status for status, _ in map(_verdict, moments) if status in statuses), None)
        if shown is not None:
            drawn += [_outline(shown, x, y, 24.0, 10.0), lettering(text, x + 30, y + 8, 8.5)]
            x += 30 + width(text, 8.5) + 20
    if with_balances:
        drawn.append(lettering("Balances are sums of weights, not likelihoods.", x, y + 8, 8.5, fill=GREY))
    return drawn, y + 10
