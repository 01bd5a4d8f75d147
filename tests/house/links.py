"""The links of the pages, and what they may lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_SPAN = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#\s]*)(?:#(?P<anchor>[^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.*)$", re.M)


def links(text: str) -> Iterator[tuple[str, str]]:
    """The links of a page to files of the project: the file, empty for the page itself, and the anchor in it, if any."""
    prose = _SPAN.sub("", _FENCED.sub("", text))
    for link in _LINK.finditer(prose):
        yield link["file"], link["anchor"] or ""


def anchors(text: str) -> set[str]:
    """The anchors of a page: its headings as code hosts and MyST write them, `-1` behind one that comes again."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCED.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        again = (f"{slug}-{number}" for number in range(1, 100))
        found.add(slug if slug not in found else next(name for name in again if name not in found))
    return found


def broken(page: Path) -> list[str]:
    """What the links of a page name that is not there."""
    wrong = []
    for file, anchor in links(page.read_text(encoding="utf-8")):
        target = page.parent / file if file else page
        if not target.exists():
            wrong.append(file)
        elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
            wrong.append(f"{file}#{anchor}")
    return wrong
