"""A figure as an SVG picture: boxes measured, laid out in layers, drawn with a legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from engine.show.figure import Arrow, Box, Figure, WordKind
from engine.show.layers import Arrangement, arrange
from engine.show.layout import Layout, Route, Size, lay_out
from engine.show.legend import legend
from engine.show.lettering import broken, harmless, width
from engine.show.strokes import Stroke, frame, head, stroke_of
from engine.show.svg import FAINT, GREY, INK, document, dots, group, lettering, number, path

LABEL = 9.0
EDGE = 22.0  # round the whole picture
_SIDE, _TOP = 8.0, 4.0  # between the outline of a box and its text
_ROOMS = ((196.0, 172.0), (158.0, 140.0), (124.0, 112.0))  # for text: in boxes of descriptors, and of rules
_SIZE: dict[WordKind, float] = {"title": 10.0, "state": 11.0, "note": 8.5}
_LEADING = 1.22
_SPACE = 6.0  # between a text and the note behind it
_PORT = 6.0  # between two arrows that arrive side by side
_NARROWEST = 640.0  # what a title and a legend need


class Run(Struct, frozen=True):
    """Text of one size in a row, from its left."""

    text: str
    x: float
    size: float
    bold: bool
    fill: str

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + width(self.text, self.size, self.bold)


class Measured(Struct, frozen=True):
    """A box with its text in rows, and its size."""

    box: Box
    rows: tuple[tuple[Run, ...], ...]
    size: Size


def picture(figure: Figure) -> str:
    """The figure as an SVG document."""
    boxes, layout = composed(figure)
    wide = max(layout.width, _NARROWEST) + 2 * EDGE
    title, top = _head(figure, wide - 2 * EDGE)
    left = (wide - layout.width) / 2
    arrows = [_arrow(figure, *pair, left, top) for pair in zip(figure.arrows, layout.routes, strict=True)]
    drawn = [_box(figure, box, left + x, top + y) for box, (x, y) in zip(boxes, layout.corners, strict=True)]
    foot, bottom = legend(figure, EDGE, top + layout.height + EDGE, wide - 2 * EDGE)
    about = "\n".join([figure.about, *figure.remarks, *figure.notes])
    return document(
        figure.name, figure.title, about, wide, bottom + EDGE, [*title, group(arrows, fill="none"), group(drawn), *foot]
    )


def composed(figure: Figure) -> tuple[list[Measured], Layout]:
    """The boxes with their text, and where they stand: of the widths of text tried, the one that fills a page best."""
    arrangement = arranged(figure)
    best: tuple[list[Measured], Layout] | None = None
    for rooms in _ROOMS:
        boxes = _measured_all(figure, rooms)
        layout = lay_out(arrangement, [box.size for box in boxes])
        if best is None or _scale(layout) > _scale(best[1]):
            best = boxes, layout
    assert best is not None
    return best


def arranged(figure: Figure) -> Arrangement:
    """The boxes and arrows in layers; what leaves a rule has a label of its own, what leaves another box goes together."""
    at = {box.id: index for index, box in enumerate(figure.boxes)}
    forks = {index for index, box in enumerate(figure.boxes) if box.kind != "rule"}
    return arrange(len(at), [(at[arrow.source], at[arrow.target]) for arrow in figure.arrows], forks)


def _scale(layout: Layout) -> float:
    """How large it comes out on a page of A4, landscape, within margins of a centimetre and with room for title and legend."""
    return min(1047 / max(layout.width, 1), 600 / max(layout.height, 1))


def _measured_all(figure: Figure, rooms: tuple[float, float]) -> list[Measured]:
    """The boxes with their rows, as large as their text and the arrows on either side need."""
    coming = dict.fromkeys((box.id for box in figure.boxes), 0)
    labels: dict[str, list[tuple[str, ...]]] = {box.id: [] for box in figure.boxes}
    for arrow in figure.arrows:
        coming[arrow.target] += 1
        labels[arrow.source].append(arrow.labels)
    return [_measured(box, rooms[box.kind == "rule"], coming[box.id], labels[box.id]) for box in figure.boxes]


def _measured(box: Box, room: float, coming: int, labels: Sequence[tuple[str, ...]]) -> Measured:
    rows = _rows(box, room)
    high = sum(map(_height, rows)) + 2 * (_TOP + (3 if box.kind == "verdict" else 0))  # between two outlines
    if box.kind == "bearing":
        return Measured(box, rows, Size(rows[0][-1].end + 2 * _TOP, high - _TOP, forks=True))
    tallest = max((len(texts) for texts in labels), default=0) * LABEL * _LEADING + 3
    high = max(high, coming * _PORT + 4, len(labels) * tallest if box.kind == "rule" else 0)
    margin = max((width(text, LABEL, bold=True) for texts in labels for text in texts), default=-8) + 8
    return Measured(box, rows, Size(room + 2 * _SIDE, high, margin, box.kind != "rule"))


def _height(row: tuple[Run, ...]) -> float:
    return max(run.size for run in row) * _LEADING


def _rows(box: Box, room: float) -> tuple[tuple[Run, ...], ...]:
    """The text of a box in rows; a note stands behind what comes before it where there is room."""
    rows: list[list[Run]] = []
    for words in box.words:
        text, note = harmless(words.text), words.kind == "note"
        size = _SIZE[words.kind] - (0.5 if box.kind == "rule" and not note else 0)
        fill, bold = GREY if note else INK, words.kind == "state"
        if note and rows and rows[-1][-1].end + _SPACE + width(text, size) <= room:
            rows[-1].append(Run(text, rows[-1][-1].end + _SPACE, size, bold, fill))
        else:
            rows += [[Run(line, 0.0, size, bold, fill)] for line in broken(text, room, size, bold)]
    return tuple(map(tuple, rows))


def _head(figure: Figure, wide: float) -> tuple[list[str], float]:
    """Title and remarks, and where they end."""
    y = EDGE + 12.0
    drawn = []
    for text in broken(harmless(figure.title), wide, 15.0, bold=True):
        drawn.append(lettering(text, EDGE, y, 15.0, bold=True))
        y += 19
    for remark in figure.remarks:
        for text in broken(harmless(remark), wide, 9.5):
            drawn.append(lettering(text, EDGE, y, 9.5, fill=GREY))
            y += 12.5
    return drawn, y + 8


def _box(figure: Figure, own: Measured, x: float, y: float) -> str:
    """A box with its text, from its left and top."""
    box, size = own.box, own.size
    parts = frame(box, x, y, size.width, size.height)
    base = y + (size.height - sum(map(_height, own.rows))) / 2
    side = _TOP if box.kind == "bearing" else _SIDE
    for row in own.rows:
        base += _height(row)
        parts += [lettering(run.text, x + side + run.x, base - 2.6, run.size, run.bold, run.fill) for run in row]
    if box.more:
        parts += dots(x, y + size.height / 2)
    return group(parts, box.hint, id=f"{figure.name}-{box.id}")


def _arrow(figure: Figure, arrow: Arrow, route: Route, left: float, top: float) -> str:
    """An arrow along its route, its labels where it leaves."""
    stroke = stroke_of(arrow)
    stretches = [(left + x, left + until, top + y) for x, until, y in route.stretches]
    x, until, y = stretches[0]
    parts = [_label(text, x + 4, y, at, len(arrow.labels), stroke) for at, text in enumerate(arrow.labels)]
    begin = x + 4 + max((width(text, LABEL, bold=True) for text in arrow.labels), default=-4) + (3 if arrow.labels else 0)
    line = f"M{number(begin)} {number(y)}H{number(until)}"
    for (_, out, before), (into, until, after) in pairwise(stretches):
        bend = (out + into) / 2
        line += f"C{number(bend)} {number(before)} {number(bend)} {number(after)} {number(into)} {number(after)}"
        line += f"H{number(until)}" if until > into else ""
    end_x, _, end_y = stretches[-1]
    parts.append(path(line, stroke.colour, stroke.width, stroke.dashes))
    parts.append(head(stroke, end_x, end_y))
    return group(parts, arrow.hint, id=f"{figure.name}-{arrow.id}")


def _label(text: str, x: float, y: float, at: int, count: int, stroke: Stroke) -> str:
    base = y + (at - (count - 1) / 2) * LABEL * _LEADING + LABEL * 0.35
    return lettering(text, x, base, LABEL, bold=True, fill=GREY if stroke.colour == FAINT else stroke.colour)
