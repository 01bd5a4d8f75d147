"""How boxes and arrows of each kind are drawn. Colour never tells alone: shape, stroke, head and sign say the same."""

from __future__ import annotations

from msgspec import Struct

from engine.show.figure import Arrow, ArrowKind, Box, BoxKind
from engine.show.svg import FAINT, GREY, INK, PAPER, element, number

BLUE, RUST = "#1c5a8a", "#a3431c"
DASHED, DOTTED = "5 3", "1.5 2.5"


class Stroke(Struct, frozen=True):
    """A line: its colour, width, dashes (None: solid) and the head it ends in."""

    colour: str
    width: float
    dashes: str | None = None
    head: str = ""


ARROW_STROKES: dict[ArrowKind, Stroke] = {
    "premise": Stroke(FAINT, 0.9),
    "exception": Stroke(GREY, 0.9, DOTTED, "ring"),
    "waits": Stroke(GREY, 0.9, DASHED),
    "blocks": Stroke(GREY, 0.9, None, "cross"),
    "beside": Stroke(FAINT, 0.7, DOTTED),
    "for": Stroke(BLUE, 1.3, None, "point"),
    "against": Stroke(RUST, 1.3, "7 2 1.5 2", "bar"),
    "level": Stroke(INK, 0.9, None, "point"),
    "narrows": Stroke(INK, 2.0, None, "point"),
    "reads": Stroke(FAINT, 0.9),
    "excepts": Stroke(GREY, 0.9, DOTTED, "ring"),
    "weighing": Stroke(INK, 0.9, None, "point"),
    "narrowing": Stroke(INK, 2.0, None, "point"),
    "settles": Stroke(INK, 0.9, None, "point"),
}
_FILLS: dict[BoxKind, str] = {
    "verdict": "#e9eff6",
    "derived": PAPER,
    "observed": "#f5f2ea",
    "rule": PAPER,
    "bearing": PAPER,
}


def stroke_of(arrow: Arrow) -> Stroke:
    """The stroke of an arrow: that of its kind, broken where its rule did not fire."""
    stroke = ARROW_STROKES[arrow.kind]
    if arrow.mark == "pending":
        return Stroke(GREY, stroke.width, DASHED, stroke.head)
    if arrow.mark == "ruled_out":
        return Stroke(FAINT, 0.9, DOTTED, stroke.head)
    return stroke


def frame(box: Box, x: float, y: float, wide: float, high: float) -> list[str]:
    """The outline of a box."""
    dashes = {"open": DASHED, "pending": DASHED, "ruled_out": DOTTED}.get(box.mark)
    fill = _FILLS[box.kind]
    if box.kind == "rule":
        ink = FAINT if box.mark == "ruled_out" else GREY
        return [_rect(x, y, wide, high, 7.0, fill, ink, 0.8, dashes)]
    if box.kind == "bearing":
        return [_rect(x, y, wide, high, high / 2, fill, FAINT, 0.7, None)]
    if box.kind == "observed":
        bar = element("rect", x=x, y=y, width=3.0, height=high, fill=GREY)
        return [_rect(x, y, wide, high, 0.0, fill, GREY, 0.8, dashes), bar]
    heavy = 2.4 if box.mark == "conflict" else 1.1
    if box.kind == "verdict":
        inner = _rect(x + 3, y + 3, wide - 6, high - 6, 3.0, "none", INK, 0.6, dashes)
        return [_rect(x, y, wide, high, 5.0, fill, INK, max(heavy, 1.4), dashes), inner]
    return [_rect(x, y, wide, high, 5.0, fill, INK, heavy, dashes)]


def _rect(
    x: float, y: float, wide: float, high: float, round_: float, fill: str, ink: str, heavy: float, dashes: str | None
) -> str:
    return element(
        "rect", x=x, y=y, width=wide, height=high, rx=round_ or None, fill=fill, stroke=ink, stroke_width=heavy,
        stroke_dasharray=dashes,
    )  # fmt: skip


def head(stroke: Stroke, x: float, y: float) -> str:
    """The head of an arrow that comes from the left and ends at a point."""
    at = f"M{number(x)} {number(y)}"
    if stroke.head == "point":
        return element("path", d=f"{at}l-6 -2.8v5.6z", fill=stroke.colour)
    if stroke.head == "bar":
        return element("path", d=f"M{number(x - 2)} {number(y - 3.5)}v7", stroke=stroke.colour, stroke_width=1.6)
    if stroke.head == "ring":
        return element("circle", cx=x - 3, cy=y, r=2.4, fill=PAPER, stroke=stroke.colour, stroke_width=0.9)
    if stroke.head == "cross":
        path = f"M{number(x - 8)} {number(y - 3)}l6 6m0 -6l-6 6"
        return element("path", d=path, stroke=stroke.colour, stroke_width=1.2)
    return ""
