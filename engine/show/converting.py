"""What was converted, as a page and as a JSON document."""

from __future__ import annotations

from typing import Any

from engine.language.base import RuleBase
from engine.language.matrices import Matrix
from engine.show.documents import envelope
from engine.show.page import Page


def converted_page(base: RuleBase, matrix: Matrix, target: str) -> Page:
    """The page: what was written, and where."""
    page = Page()
    page.add((base.title, "heading"))
    impacts = sum(1 for row in matrix.cells for cell in row if cell)
    page.add(f"{len(matrix.descriptors)} descriptors with {len(matrix.cells)} states, {len(base.rules)} rules, {impacts} impacts")
    page.add(f"written to {target}")
    return page


def converted_document(base: RuleBase, matrix: Matrix, target: str) -> dict[str, Any]:
    """The document."""
    impacts = sum(1 for row in matrix.cells for cell in row if cell)
    return envelope(
        "converted",
        base={"name": base.name, "title": base.title},
        descriptors=len(matrix.descriptors),
        states=len(matrix.cells),
        rules=len(base.rules),
        impacts=impacts,
        target=target,
    )
