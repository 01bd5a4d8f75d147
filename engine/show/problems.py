"""What is wrong, as a page: each problem behind its place, which stays on one row so that a terminal can follow it."""

from __future__ import annotations

from engine.language.problems import InvalidInput, KakehashiError, visible
from engine.show.page import Page


def problems_page(error: KakehashiError) -> Page:
    """The page of a failure: all problems of what was given, or what the fault is."""
    page = Page()
    for problem in error.problems if isinstance(error, InvalidInput) else ():
        said = visible(f"{problem.message} [{problem.code}] {problem.hint}".rstrip())
        page.add(said, first=visible(f"{problem.place}: "), rest="  ", whole=True)
    if not page.lines:
        page.add(str(error), hanging=2, whole=True)
    return page
