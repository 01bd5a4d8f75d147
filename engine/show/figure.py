"""A figure: boxes and arrows of kinds that mean something, before any notation. SVG, DOT and Mermaid are written from it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.show.page import Page

BoxKind = Literal["verdict", "derived", "observed", "rule", "bearing"]
Mark = Literal["", "open", "conflict", "pending", "ruled_out"]
ArrowKind = Literal[
    "premise", "exception", "waits", "blocks", "beside", "for", "against", "level", "narrows",  # of a case
    "reads", "excepts", "weighing", "narrowing",  # of a map
    "settles",  # of a trace or a comparison, which do not tell how
]  # fmt: skip
WordKind = Literal["title", "state", "note"]

BOXES: dict[BoxKind, str] = {
    "verdict": "the verdict",
    "derived": "conclusion",
    "observed": "observed, known from facts",
    "rule": "rule, with its paragraphs",
    "bearing": "rules: how many, and their widest weight",
}
MARKS: dict[Mark, str] = {
    "open": "not settled",
    "conflict": "contradiction or tension",
    "pending": "rule that waits for facts",
    "ruled_out": "rule that is ruled out",
}
ARROWS: dict[ArrowKind, str] = {
    "premise": "holds, as the rule asks",
    "exception": "exception (unless) that does not hold, as far as is known",
    "waits": "not known yet",
    "blocks": "keeps the rule from firing",
    "beside": "is read, and decides nothing here",
    "for": "carries the conclusion ahead of the runner-up",
    "against": "carries the runner-up ahead",
    "level": "weighs otherwise",
    "narrows": "narrows: only these are left",
    "reads": "is read by",
    "excepts": "is read as an exception (unless) alone",
    "weighing": "weigh",
    "narrowing": "narrow, some or all of them",
    "settles": "has an effect on",
}


class Words(Struct, frozen=True):
    """A text in a box."""

    text: str
    kind: WordKind = "title"


class Box(Struct, frozen=True):
    """A node: what it is, how it stands, what is written in it, and a `hint` that tells more.

    `more` says that something leads to it that is not drawn.
    """

    id: str
    kind: BoxKind
    words: tuple[Words, ...]
    mark: Mark = ""
    hint: str = ""
    more: bool = False


class Arrow(Struct, frozen=True):
    """An edge between two boxes, with labels where it leaves; `part` tells two between the same boxes apart."""

    source: str
    target: str
    kind: ArrowKind
    mark: Mark = ""
    labels: tuple[str, ...] = ()
    hint: str = ""
    part: str = ""

    @property
    def id(self) -> str:
        """Its name; no name of a descriptor or a rule has a colon in it."""
        return ":".join(filter(None, (self.source, self.target, self.part)))


class Figure(Struct, frozen=True):
    """A picture to be drawn: its `name` is an id, `remarks` stand under the title and `notes` under the picture.

    `further` tells whoever asked for it how to see more; it is no part of the picture.
    """

    name: str
    title: str
    remarks: tuple[str, ...]
    about: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...] = ()
    further: str = ""


def figure_page(file: str, figure: Figure) -> Page:
    """What is said of a figure that was written to a file."""
    page = Page()
    page.add(f"{file}: {figure.title}", hanging=2)
    for text in (*figure.notes, figure.further):
        if text:
            page.add(text, indent=2, hanging=2)
    return page
