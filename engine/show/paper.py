"""A paper: a document in numbered sections of text, tables, pictures and entries, before any notation.

HTML and Markdown are written from it (`engine.show.paper_html`, `engine.show.paper_markdown`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.show.page import Page, Span

Line = tuple[Span | str, ...]
Cell = tuple[Line, ...]  # its lines


class Table(Struct, frozen=True):
    """A table: what it is, the heads of its columns, and its rows, of which the first cell is the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Picture(Struct, frozen=True):
    """An SVG picture with a caption; `told` says in words what it shows. A `wide` one is printed on a page across."""

    svg: str
    caption: str
    told: Page
    wide: bool = False


class Entry(Struct, frozen=True):
    """Something that is named and may be referred to: a rule, a paragraph; `cited` is how texts name it, where that is longer."""

    name: str
    head: Line
    body: Page
    cited: str = ""


class Attachment(Struct, frozen=True):
    """A text that goes with the paper, under the name of a file; `said` introduces it."""

    name: str
    said: str
    text: str


Block = Page | Table | Picture | tuple[Entry, ...] | Attachment


class Section(Struct, frozen=True):
    """A section; its `name` is that of its anchor."""

    name: str
    title: str
    blocks: tuple[Block, ...]


class Paper(Struct, frozen=True):
    """A document: its kicker, title and leading sentences, what it is about in pairs, and its sections.

    `foot` stands under all of it.
    """

    kicker: str
    title: str
    leads: tuple[str, ...]
    about: tuple[tuple[str, Line], ...]
    sections: tuple[Section, ...]
    foot: str

    @property
    def names(self) -> dict[str, str]:
        """The names of all entries, by what texts may call them."""
        blocks = (block for section in self.sections for block in section.blocks)
        entries = [entry for block in blocks if isinstance(block, tuple) for entry in block]
        return {called: entry.name for entry in entries for called in (entry.name, entry.cited) if called}


def one(*spans: Span | str) -> Cell:
    """A cell of a single line."""
    return (spans,)


def page_of(*lines: str | Line, indent: int = 0) -> Page:
    """A page of paragraphs, or of items where they are indented."""
    page = Page()
    for line in lines:
        page.add(*((line,) if isinstance(line, str) else line), indent=indent, hanging=2)
    return page


def parts_of(page: Page) -> Iterator[tuple[str, Page]]:
    """The parts of a page under their headings."""
    title, part = "", Page()
    for line in page.lines:
        if line.spans and line.spans[0][1] == "heading":
            if title or any(kept.spans for kept in part.lines):
                yield title, part
            title, part = "".join(text for text, _ in line.spans), Page()
        else:
            part.lines.append(line)
    if title or any(kept.spans for kept in part.lines):
        yield title, part


def listed(lines: Iterable[Line]) -> Page:
    """A page of items."""
    return page_of(*lines, indent=2)
