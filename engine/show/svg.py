"""SVG text: elements, lines of lettering, and a document that carries its title and description.

What is written loads nothing and runs nothing, holds no style sheet, and names nothing that another picture on the same
page could name too, but for ids that begin with the name of the picture. User text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.show.lettering import FONTS, harmless, is_measured, width

INK, GREY, FAINT, PAPER = "#1a1c1e", "#565c63", "#8d949b", "#ffffff"

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})

Attribute = str | int | float | None


def escaped(text: str) -> str:
    """Text for content and attributes; harmless, whatever a user wrote."""
    return harmless(text).translate(_ESCAPES)


def number(value: float) -> str:
    """A length as it is written: to a tenth of a pixel."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *content: str, **attributes: Attribute) -> str:
    """An element around content that is SVG already; attributes that are None are left out, `_` stands for `-`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def group(content: Iterable[str], title: str = "", **attributes: Attribute) -> str:
    """A group, with a title that is shown where one points at it."""
    head = element("title", _lines(title)) if title else ""
    return element("g", head, *content, **attributes)


def _lines(text: str) -> str:
    return "&#10;".join(escaped(line) for line in text.split("\n"))


def lettering(
    text: str, x: float, y: float, size: float, bold: bool = False, fill: str | None = None, anchor: str | None = None
) -> str:
    """A line of text on a base line. It takes the width that it was measured to have, whatever font is at hand."""
    wide = width(text, size, bold)
    return element(
        "text",
        escaped(text),
        x=float(x),
        y=float(y),
        font_size=float(size),
        font_weight="bold" if bold else None,
        fill=fill,
        text_anchor=anchor,
        textLength=wide if is_measured(text) and wide else None,
        lengthAdjust="spacingAndGlyphs" if is_measured(text) and wide else None,
    )


def document(name: str, title: str, about: str, wide: float, high: float, body: Iterable[str]) -> str:
    """A whole SVG document; `name` begins every id in it."""
    size = f"{number(wide)} {number(high)}"
    parts = [
        element("title", escaped(title), id=f"{name}-title"),
        element("desc", _lines(about), id=f"{name}-about"),
        element("rect", width=wide, height=high, fill=PAPER),
        *body,
    ]
    head = {"xmlns": "http://www.w3.org/2000/svg", "id": name, "role": "img", "aria-labelledby": f"{name}-title {name}-about"}
    said = "".join(f' {key}="{escaped(value)}"' for key, value in head.items())
    frame = f' width="{number(wide)}" height="{number(high)}" viewBox="0 0 {size}" font-family="{FONTS}" fill="{INK}"'
    return f"<svg{said}{frame}>\n" + "\n".join(parts) + "\n</svg>\n"


def path(line: str, colour: str, wide: float, dashes: str | None = None) -> str:
    """A line along a path."""
    return element("path", d=line, fill="none", stroke=colour, stroke_width=float(wide), stroke_dasharray=dashes)


def dots(x: float, y: float) -> list[str]:
    """Three small dots before a point: something is there that is not drawn."""
    return [element("circle", cx=x - 4.0 * at, cy=y, r=1.1, fill=GREY) for at in (1, 2, 3)]
