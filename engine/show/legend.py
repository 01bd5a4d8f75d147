"""The foot of a picture: a legend of the kinds that are in it, and its notes."""

from __future__ import annotations

from engine.show.figure import ARROWS, BOXES, MARKS, Arrow, Box, Figure, Mark
from engine.show.lettering import broken, harmless, width
from engine.show.strokes import frame, head, stroke_of
from engine.show.svg import GREY, INK, dots, lettering, number, path

_SIZE = 8.5
_SAMPLE = 28.0
_ROW = 15.0


def legend(figure: Figure, left: float, top: float, wide: float) -> tuple[list[str], float]:
    """What the kinds of boxes and arrows mean, in rows, and the notes below; and where it ends."""
    drawn, x, y = [], left, top
    for sample, text in _entries(figure):
        room = _SAMPLE + 5 + width(text, _SIZE) + 18
        if x > left and x + room > left + wide:
            x, y = left, y + _ROW
        drawn += [*sample_of(sample, x, y), lettering(text, x + _SAMPLE + 5, y + 3, _SIZE, fill=INK)]
        x += room
    y += _ROW + 4
    for note in figure.notes:
        for line in broken(harmless(note), wide, _SIZE):
            drawn.append(lettering(line, left, y + 3, _SIZE, fill=GREY))
            y += 11.5
    return drawn, y - 8


def _entries(figure: Figure) -> list[tuple[Box | Arrow, str]]:
    """A sample of every kind that is in the figure, with what it means."""
    kinds = {box.kind for box in figure.boxes}
    found: list[tuple[Box | Arrow, str]] = [(Box("", kind, ()), text) for kind, text in BOXES.items() if kind in kinds]
    marks = {(box.mark, box.kind == "rule") for box in figure.boxes}
    for mark, text in MARKS.items():
        ruled = mark in ("pending", "ruled_out")
        if (mark, ruled) in marks:
            found.append((Box("", "rule" if ruled else "derived", (), mark), text))
    if any(box.more for box in figure.boxes):
        found.append((Box("", "derived", (), more=True), "rests on rules that are not drawn"))
    arrows = {arrow.kind for arrow in figure.arrows if arrow.mark == ""}
    found += [(Arrow("", "", kind), text) for kind, text in ARROWS.items() if kind in arrows]
    idle: set[Mark] = {arrow.mark for arrow in figure.arrows if arrow.mark}
    texts: dict[Mark, str] = {"pending": "would do so if the rule fired", "ruled_out": "would have done so"}
    return found + [(Arrow("", "", "level", mark), text) for mark, text in texts.items() if mark in idle]


def sample_of(sample: Box | Arrow, x: float, y: float) -> list[str]:
    """A small box or arrow around the height `y`."""
    if isinstance(sample, Box):
        return frame(sample, x + 6, y - 5, _SAMPLE - 10, 10.0) + (dots(x + 6, y) if sample.more else [])
    stroke = stroke_of(sample)
    line = path(f"M{number(x)} {number(y)}H{number(x + _SAMPLE)}", stroke.colour, stroke.width, stroke.dashes)
    return [line, head(stroke, x + _SAMPLE, y)]
