"""A paper as one self-contained HTML document: nothing is loaded, nothing runs, and it prints on A4."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape, unescape
from importlib.resources import files

from engine.show.lettering import harmless
from engine.show.markup import html_rows, tagged_span
from engine.show.page import Page, Span
from engine.show.paper import Attachment, Block, Cell, Entry, Line, Paper, Picture, Section, Table

# What is drawn and styled here is all there is; a browser that is told so loads nothing, whatever a text says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z")
_REFERENCE = re.compile(r"¶(\d+)|(?<= · )([^][·]+)(?=\])|(?<=\[)([^][·]+)(?=, above\])")


def paper_html(paper: Paper) -> str:
    """The paper as an HTML document; everything in it is escaped."""
    names = paper.names
    sections = list(enumerate(paper.sections, 1))
    contents = "".join(f'<li><a href="#section-{s.name}">{_text(s.title)}</a></li>' for _, s in sections)
    style = files("engine.show").joinpath("paper.css").read_text(encoding="utf-8")
    rows = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_text(paper.title)}</title>",
        f"<style>\n{style}@page{{@bottom-left{{content:{_css_text(f'{paper.kicker}: {paper.title}')}}}}}\n</style>",
        "</head>",
        "<body>",
        f'<header>\n<p class="kicker">{_text(paper.kicker)}</p>\n<h1>{_text(paper.title)}</h1>',
        *(f'<p class="lead">{_text(lead)}</p>' for lead in paper.leads),
        "<dl>",
        *(f"<div><dt>{_text(name)}</dt><dd>{_line(names, line)}</dd></div>" for name, line in paper.about),
        "</dl>\n</header>",
        f'<nav aria-label="Contents">\n<ol>{contents}</ol>\n</nav>',
        "<main>",
        *(row for number, section in sections for row in _section(names, number, section)),
        "</main>",
        f"<footer>\n<p>{_text(paper.foot)}</p>\n</footer>",
        "</body>\n</html>",
    ]
    return "\n".join(rows) + "\n"


def _section(names: Mapping[str, str], number: int, section: Section) -> Iterator[str]:
    name = f"section-{section.name}"
    across = any(isinstance(block, Picture) and block.wide for block in section.blocks)
    kind = "across" if across else "upright"
    yield f'<section id="{name}" class="{kind}" aria-labelledby="{name}-title">'
    yield f'<h2 id="{name}-title"><span class="number">{number}</span> {_text(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(names, block)
    yield "</section>"


def _block(names: Mapping[str, str], block: Block) -> Iterator[str]:
    if isinstance(block, Page):
        yield from html_rows(block, partial(_span, names))
    elif isinstance(block, Table):
        yield from _table(names, block)
    elif isinstance(block, Picture):
        yield from _picture(names, block)
    elif isinstance(block, Attachment):
        data = b64encode(block.text.encode()).decode()
        link = f'<a download="{escape(block.name)}" href="data:application/json;base64,{data}">{_text(block.name)}</a>'
        yield f'<p class="attachment">{_text(block.said)} {link}</p>'
    else:
        yield '<div class="entries">'
        for entry in block:
            yield from _entry(names, entry)
        yield "</div>"


def _table(names: Mapping[str, str], table: Table) -> Iterator[str]:
    # Where there is no room for it, it scrolls by itself; so it takes the focus, to be scrolled by keys.
    yield f'<div class="table" role="region" aria-label="{_text(table.caption)}" tabindex="0">'
    head = "".join(f'<th scope="col">{_text(title)}</th>' for title in table.head)
    yield f"<table>\n<caption>{_text(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>"
    for first, *others in table.rows:
        cells = "".join(f"<td>{_cell(names, cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{_cell(names, first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _picture(names: Mapping[str, str], picture: Picture) -> Iterator[str]:
    yield f'<figure class="{"wide" if picture.wide else "bars"}">'
    yield f'<div class="picture" role="region" aria-label="{_text(picture.caption)}" tabindex="0">{picture.svg}</div>'
    yield f"<figcaption>{_text(picture.caption)}</figcaption>"
    if picture.told.lines:
        yield "<details>\n<summary>The same in words</summary>"
        yield from html_rows(picture.told, partial(_span, names))
        yield "</details>"
    yield "</figure>"


def _entry(names: Mapping[str, str], entry: Entry) -> Iterator[str]:
    yield f'<article id="{_anchor(entry.name)}">\n<h3>{_line({}, entry.head)}</h3>'
    yield from html_rows(entry.body, partial(_span, names))
    yield "</article>"


def _cell(names: Mapping[str, str], cell: Cell) -> str:
    return "<br>".join(_line(names, line) for line in cell)


def _line(names: Mapping[str, str], line: Line) -> str:
    return "".join(_span(names, (span, "") if isinstance(span, str) else span) for span in line)


def _span(names: Mapping[str, str], span: Span) -> str:
    """A span, with links to what it refers to: an address, a paragraph, or a rule that is told of in the paper."""
    text, style = span
    if _ADDRESS.match(text):
        return f'<a href="{_text(text)}" rel="noreferrer">{_text(text)}</a>'
    if style == "name" and text in names:
        return f'<a href="#{_anchor(names[text])}"><code>{_text(text)}</code></a>'
    said = tagged_span((harmless(text), style))
    return _REFERENCE.sub(lambda found: _reference(names, found), said)


def _reference(names: Mapping[str, str], found: re.Match[str]) -> str:
    name = names.get(f"¶{found[1]}" if found[1] else unescape(found[2] or found[3]))
    return found[0] if name is None else f'<a href="#{_anchor(name)}">{found[0]}</a>'


def _anchor(name: str) -> str:
    """The anchor of an entry, without spaces and signs; no picture has an id that begins like it."""
    return "entry-" + re.sub(r"[^\w.-]", lambda found: f"-{ord(found[0]):x}-", name.replace("¶", "p"))


def _text(text: str) -> str:
    return escape(harmless(text))


def _css_text(text: str) -> str:
    """A text as a string of a style sheet: everything but letters and digits as its number."""
    return '"' + "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):06x}" for char in harmless(text)) + '"'
