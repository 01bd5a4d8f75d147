"""What was written into a folder for the author of a base, as a page and as a JSON document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Literal, TypedDict

from engine.language.base import RuleBase
from engine.show.answers import BaseRecord, base_record
from engine.show.page import Page
from engine.show.words import verb


class WrittenDocument(TypedDict):
    """What was written for the author of a base: a new base, or the schemas that editors have of one."""

    schema: Literal["kakehashi.written"]
    version: Literal[1]
    base: BaseRecord
    folder: str
    files: tuple[str, ...]


def written_document(base: RuleBase, folder: str, files: Sequence[str]) -> WrittenDocument:
    """The document."""
    return WrittenDocument(schema="kakehashi.written", version=1, base=base_record(base), folder=folder, files=tuple(files))


def new_page(base: RuleBase, folder: str, files: Sequence[str]) -> Page:
    """The page of a new base: what is in its folder, and what to do next."""
    page = Page()
    page.add((base.title, "heading"))
    page.add(f"{len(base.rules)} rules and their tests, in {folder}:")
    for file in files:
        page.add((file, "name"), indent=2)
    page.gap()
    page.add("Next:")
    for command in ("assess", "test --coverage", "check --prove"):
        page.add((f"`kakehashi {command} --base {quote(folder)}`", "name"), indent=2, whole=True)
    page.add(f"{folder}/README.md says how to make it yours.")
    return page


def schemas_written_page(base: RuleBase, folder: str, files: Sequence[str], ways: Mapping[str, str]) -> Page:
    """The page of schemas for editors; `ways` are the first lines by which files find theirs, by where the files lie."""
    page = Page()
    where = "this folder" if folder == "." else folder
    page.add(f"{', '.join(files)} of {base.name} {verb(files, 'is', 'are')} in {where}.")
    if ways:
        page.add("An editor finds them by the first line of a file:")
    for place, way in ways.items():
        page.add(place, indent=2)
        page.add((f"`# yaml-language-server: $schema={way}`", "name"), indent=4, whole=True)
    return page
