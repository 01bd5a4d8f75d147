"""A paper as Markdown (CommonMark, with tables): pictures are told in words, and what is attached is named."""

from __future__ import annotations

from collections.abc import Iterator

from engine.show.lettering import harmless
from engine.show.markup import markdown_rows, marked
from engine.show.page import Page
from engine.show.paper import Attachment, Block, Cell, Entry, Line, Paper, Picture, Table


def paper_markdown(paper: Paper) -> str:
    """The paper as Markdown; what looks like markup in a text is escaped."""
    rows = [f"# {_text(paper.title)}", "", f"*{_text(paper.kicker)}*"]
    for lead in paper.leads:
        rows += ["", _text(lead)]
    rows += ["", *(f"- {_text(name)}: {_line(line)}" for name, line in paper.about)]
    for number, section in enumerate(paper.sections, 1):
        rows += ["", f"## {number}. {_text(section.title)}"]
        for block in section.blocks:
            rows += ["", *_block(block)]
    return "\n".join(map(harmless, [*rows, "", _text(paper.foot)])) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Page):
        yield from markdown_rows(block)
    elif isinstance(block, Table):
        yield f"| {' | '.join(map(_text, block.head))} |"
        yield f"|{' --- |' * len(block.head)}"
        for row in block.rows:
            yield f"| {' | '.join(map(_cell, row))} |"
    elif isinstance(block, Picture):
        yield f"*{_text(block.caption)}*"
        if block.told.lines:
            yield ""
            yield from markdown_rows(block.told)
    elif isinstance(block, Attachment):
        yield f"{_text(block.said)} {_text(block.name)}, which the HTML form of this report carries."
    else:
        for at, entry in enumerate(block):
            yield from ([""] if at else [])
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {_line(entry.head)}"
    if entry.body.lines:
        yield ""
        yield from markdown_rows(entry.body)


def _cell(cell: Cell) -> str:
    return "<br>".join(_line(line).replace("|", "\\|") for line in cell)


def _line(line: Line) -> str:
    return "".join(_text(span) if isinstance(span, str) else marked(span) for span in line)


def _text(text: str) -> str:
    return marked((text, ""))
