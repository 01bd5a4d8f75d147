"""A page of text: lines with styles, written plainly or with colour, in any width.

What a line says never depends on colour; styles only repeat what the words say.
"""

from __future__ import annotations

import re
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from engine.show.lettering import harmless

if TYPE_CHECKING:
    from rich.console import Console

Style = Literal["", "heading", "strong", "good", "bad", "dim", "name"]
Span = tuple[str, Style]

_BREAK = re.compile(r"\s*[\n\r\t\v\f]\s*")
_COMMAND = re.compile(r"`[^`]+`")
_JOINED = "\x00"  # stands for a space that is not wrapped at; no text of a page has it
_COLOURS = {"heading": "bold", "strong": "bold", "good": "green", "bad": "red", "dim": "dim", "name": "cyan"}


class Line(Struct, frozen=True):
    """Spans of text behind a first indent; the lines it wraps to stand behind `rest`. Of a `whole` one no command is."""

    spans: tuple[Span, ...]
    first: str = ""
    rest: str = ""
    whole: bool = False


class Page(Struct):
    """Lines from top to bottom."""

    lines: list[Line] = field(default_factory=list)

    def add(
        self,
        *spans: Span | str,
        indent: int = 0,
        hanging: int = 0,
        first: str | None = None,
        rest: str | None = None,
        whole: bool = False,
    ) -> None:
        """A line behind `indent` spaces, wrapped lines `hanging` deeper; or behind the prefixes given.

        In a `whole` one a command between backticks stays on one row, as long as it is, so that it can be pasted.
        """
        lead = " " * indent if first is None else first
        follow = " " * (indent + hanging) if rest is None else rest
        styled: list[Span] = [(span, "") if isinstance(span, str) else span for span in spans]
        # A line is one line: a text written over several wraps like any other, and none turns the order of letters round.
        flat = [(harmless(_BREAK.sub(" ", part)), style) for part, style in styled]
        self.lines.append(Line(tuple(flat), lead, follow, whole))

    def heading(self, text: str) -> None:
        """A heading with an empty line above it."""
        if self.lines and self.lines[-1].spans:
            self.add()
        self.add((text, "heading"))

    def gap(self) -> None:
        """An empty line, unless one is there or a heading has just begun."""
        if self.lines and self.lines[-1].spans and self.lines[-1].spans[0][1] != "heading":
            self.add()

    def plain(self, width: int = 80) -> str:
        """The page as plain text."""
        return "".join(f"{row}\n" for line in self.lines for row, _ in _rows(line, width))

    def print(self, console: Console) -> None:
        """The page on a rich console, with colour where it has any."""
        from rich.text import Text

        for line in self.lines:
            styles = [style for part, style in line.spans for _ in part]
            text, at = "".join(part for part, _ in line.spans), 0
            for row, prefix in _rows(line, console.width):
                body = row[len(prefix) :]
                at = text.find(body, at) if body else at
                shown, done = Text(prefix), 0
                for style, run in groupby(styles[at : at + len(body)]):
                    length = len(list(run))
                    shown.append(body[done : done + length], _COLOURS[style] if style else None)
                    done += length
                at += len(body)
                console.print(shown, no_wrap=True, highlight=False, overflow="ignore", crop=False)


def _rows(line: Line, width: int) -> list[tuple[str, str]]:
    """The rows that a line wraps to, each with the prefix it stands behind."""
    text = "".join(part for part, _ in line.spans)
    if not text:
        return [(line.first.rstrip(), line.first.rstrip())]
    rows = wrap(
        _COMMAND.sub(lambda found: found[0].replace(" ", _JOINED), text) if line.whole else text,
        max(width, 40),
        initial_indent=line.first,
        subsequent_indent=line.rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [(row.replace(_JOINED, " "), line.rest if at else line.first) for at, row in enumerate(rows)]
