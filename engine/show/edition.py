"""What this program is, for whoever reports a fault or keeps an answer: its version, its documents, its bases."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.keep.edition import BaseEdition, Edition
from engine.show.page import Page
from engine.show.schemas import named_versions

KEPT = ("journal", "trace")  # what is written to be read again years later
SHORT = 12  # letters of a hash


class VersionDocument(TypedDict):
    """What this program is: its version, those of all that it writes down, and the hashes of the bases that ship with it.

    `documents` are the published schemas by name and version, `rete` is empty where the library is not installed.
    """

    schema: Literal["kakehashi.version"]
    version: Literal[1]
    program: str
    python: str
    rete: str
    store: int
    documents: list[str]
    bases: tuple[BaseEdition, ...]


def version_page(found: Edition) -> Page:
    """The page of the versions."""
    page = Page()
    page.add((f"kakehashi {found.program}", "heading"), f" on Python {found.python}, {_evaluator(found)}", hanging=2)
    newest = dict(named_versions())
    page.add(f"documents: {len(newest)} kinds (`kakehashi schema` lists them)", indent=2, hanging=2)
    kept = ", ".join(f"{name}/{newest[name]}" for name in KEPT)
    page.add(f"kept: {kept}, store/{found.store}", indent=2, hanging=2)
    for base in found.bases:
        hashes = f"rules {base.rules_hash[:SHORT]}, vocabulary {base.vocabulary_hash[:SHORT]}"
        page.add(f"base {base.name}: {hashes}", indent=2, hanging=2)
    return page


def _evaluator(found: Edition) -> str:
    return f"Rete library {found.rete}" if found.rete else "without the Rete library: the reference evaluator answers"


def version_document(found: Edition) -> VersionDocument:
    """The document of the versions."""
    return VersionDocument(
        schema="kakehashi.version",
        version=1,
        program=found.program,
        python=found.python,
        rete=found.rete,
        store=found.store,
        documents=[f"{name}/{version}" for name, version in named_versions()],
        bases=found.bases,
    )
