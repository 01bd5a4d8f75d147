"""Values that show themselves in a notebook.

How they are shown is for `engine.show` to say, which stands above all values and which none of them may import. So the
package tells here what is to be asked (`engine/__init__.py`), and it is loaded when a notebook first shows a value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Display(Protocol):
    """What shows values: as text, as HTML, and as a picture where there is one."""

    def text_of(self, value: object, /) -> str:
        """The value as text."""

    def html_of(self, value: object, /) -> str:
        """The value as HTML."""

    def svg_of(self, value: object, /) -> str | None:
        """The value as an SVG picture, None where there is nothing to draw, or too much."""


_displays: list[Callable[[], Display]] = []


def show_by(load: Callable[[], Display]) -> None:
    """Says what shows values from now on."""
    _displays[:] = [load]


class Shown:
    """A value that shows itself, by the names that IPython and other notebooks ask for."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(_displays[0]().text_of(self) if _displays else repr(self))

    def _repr_html_(self) -> str | None:
        return _displays[0]().html_of(self) if _displays else None

    def _repr_svg_(self) -> str | None:
        return _displays[0]().svg_of(self) if _displays else None
