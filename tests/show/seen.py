"""An SVG picture as one sees it: its boxes, texts and arrows, read back from the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Rect:
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rect) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Rect, slack: float = 0.1) -> bool:
        across = self.left - slack <= other.left and other.right <= self.right + slack
        return across and self.top - slack <= other.top and other.bottom <= self.bottom + slack


@dataclass(frozen=True)
class Seen:
    """A picture: the groups that have an id, by what follows the name of the picture in it."""

    root: ElementTree.Element
    groups: dict[str, ElementTree.Element]

    def box(self, name: str) -> Rect:
        """The outline of a box."""
        found = self.groups[name].find(f"{SVG}rect")
        assert found is not None
        x, y, wide, high = (float(found.attrib[key]) for key in ("x", "y", "width", "height"))
        return Rect(x, y, x + wide, y + high)

    def lines(self, name: str) -> Iterator[tuple[str, float, float, float]]:
        """Each line of text in a group: the text, where it begins, its base line and its size."""
        for text in self.groups[name].iter(f"{SVG}text"):
            x, y, size = (float(text.attrib[key]) for key in ("x", "y", "font-size"))
            yield text.text or "", x, y, size

    def heights(self, name: str) -> list[tuple[float, float, float]]:
        """The level stretches of an arrow: from where to where, and at what height."""
        found = []
        for path in self.groups[name].findall(f"{SVG}path")[:1]:
            x = y = 0.0
            for sign, numbers in re.findall(r"([MHVC])([-\d. ]+)", path.attrib["d"]):
                values = [float(number) for number in numbers.split()]
                if sign == "H":
                    found.append((x, values[0], y))
                    x = values[0]
                elif sign == "V":
                    y = values[0]
                else:
                    x, y = values[-2:]
        return found


def see(text: str) -> Seen:
    """Reads a picture; it must be well-formed."""
    root = ElementTree.fromstring(text)
    name = root.attrib["id"]
    groups = {group.attrib["id"].removeprefix(f"{name}-"): group for group in root.iter(f"{SVG}g") if "id" in group.attrib}
    return Seen(root, groups)
