"""What was converted, as a page and as a JSON document."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.language.base import RuleBase
from engine.language.matrices import Matrix
from engine.show.answers import BaseRecord, base_record
from engine.show.page import Page


class ConvertedDocument(TypedDict):
    """What was converted: the base, how much there is in it, and where it was written."""

    schema: Literal["kakehashi.converted"]
    version: Literal[1]
    base: BaseRecord
    descriptors: int
    states: int
    rules: int
    impacts: int
    target: str


def converted_page(base: RuleBase, matrix: Matrix, target: str) -> Page:
    """The page: what was written, and where."""
    page = Page()
    page.add((base.title, "heading"))
    impacts = sum(1 for row in matrix.cells for cell in row if cell)
    page.add(f"{len(matrix.descriptors)} descriptors with {len(matrix.cells)} states, {len(base.rules)} rules, {impacts} impacts")
    page.add(f"written to {target}")
    return page


def converted_document(base: RuleBase, matrix: Matrix, target: str) -> ConvertedDocument:
    """The document."""
    return ConvertedDocument(
        schema="kakehashi.converted",
        version=1,
        base=base_record(base),
        descriptors=len(matrix.descriptors),
        states=len(matrix.cells),
        rules=len(base.rules),
        impacts=sum(1 for row in matrix.cells for cell in row if cell),
        target=target,
    )
