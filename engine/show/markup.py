"""A page as Markdown and as HTML: headings, paragraphs, and lists nested as deep as the lines are indented.

A heading is a line in that style, the first one the title; a line without indent is a paragraph, any other an item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from engine.show.page import Line, Page, Span

STEP = 2  # spaces of indent that make a level

_MARKS = re.compile(r"([\\*<>]|(?<!\w)_|_(?!\w)|\](?=[(\[:])|^[#+=~-])")
_NUMBER = re.compile(r"^(\d+)([.)])")
_STYLE = "body{max-width:44em;margin:2em auto;padding:0 1em;font-family:serif;line-height:1.45}small{color:#555}"


def markdown(page: Page) -> str:
    """The page as Markdown (CommonMark). What looks like markup in a text is escaped."""
    return "\n".join(markdown_rows(page)) + "\n"


def markdown_rows(page: Page) -> list[str]:
    """The rows of a page in Markdown."""
    rows: list[str] = []
    listed = False
    for kind, level, line in _parts(page):
        text = "".join(marked(span) for span in line.spans).strip()
        if rows and not (kind == "item" and listed):
            rows.append("")
        listed = kind == "item"
        rows.append(f"{'#' * level} {text}" if kind == "heading" else f"{'  ' * level}- {text}" if listed else text)
    return rows


def html(page: Page) -> str:
    """The page as one self-contained HTML document without scripts; everything in it is escaped."""
    title = next(("".join(part for part, _ in line.spans) for line in page.lines if line.spans), "")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(html_rows(page))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body><main>\n{body}\n</main></body></html>\n'


def html_rows(page: Page, tagged: Callable[[Span], str] | None = None) -> list[str]:
    """The rows of a page in HTML, its spans as they are `tagged`."""
    tagged = tagged or tagged_span
    rows: list[str] = []
    depth = 0  # lists that are open
    for kind, level, line in _parts(page):
        text = "".join(map(tagged, line.spans)).strip()
        inside = level + 1 if kind == "item" else 0
        while depth > inside:
            rows.append("</li></ul>")
            depth -= 1
        if kind == "item":
            rows.append("</li>" if depth == inside else "<ul>")
            depth = inside
            rows.append(f"<li>{text}")
        else:
            tag = f"h{level}" if kind == "heading" else "p"
            rows.append(f"<{tag}>{text}</{tag}>")
    return rows + ["</li></ul>"] * depth


def _parts(page: Page) -> Iterator[tuple[str, int, Line]]:
    """The lines that say something, each as a heading, a paragraph or an item, with its level."""
    headings, deepest = 0, -1
    for line in page.lines:
        if not line.spans:
            continue
        if line.spans[0][1] == "heading":
            headings, deepest = headings + 1, -1
            yield "heading", 1 if headings == 1 else 2, line
            continue
        indent = len(line.first) - len(line.first.lstrip(" "))
        if not indent:
            deepest = -1
            yield "paragraph", 0, line
        else:
            deepest = min(indent // STEP - 1, deepest + 1)  # a list begins at its first level
            yield "item", deepest, line


def marked(span: Span) -> str:
    """A span in Markdown."""
    text, style = span
    escaped = _NUMBER.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))
    if style == "name":
        return f"`{text}`"
    body = escaped.strip()
    if style == "strong" and body:
        before, _, after = escaped.partition(body)
        return f"{before}**{body}**{after}"
    return escaped


def tagged_span(span: Span) -> str:
    """A span in HTML."""
    text, style = span
    tag = {"name": "code", "strong": "strong", "good": "strong", "bad": "strong", "dim": "small"}.get(style)
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)
