"""The published JSON Schemas: one file for each version of a document, beside this one.

They are derived from the types of the documents (`engine.show.schemas.table`), and a test holds that they are what is
derived. Read from here they cost no more than a file.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Literal, TypedDict

from msgspec import Struct

from engine.language.problems import Place, did_you_mean, invalid
from engine.show.page import Page

_ENDING = ".json"


class Published(Struct, frozen=True, order=True):
    """A published schema: of which document, in which version, and what that document is."""

    name: str
    version: int
    id: str
    about: str


class SchemasDocument(TypedDict):
    """The schemas that are published, in all their versions."""

    schema: Literal["kakehashi.schemas"]
    version: Literal[1]
    schemas: list[Published]


def published() -> list[Published]:
    """All the schemas, by name and version."""
    found = []
    for name, version in named_versions():
        schema = json.loads(_text(name, version))
        found.append(Published(name, version, schema["$id"], schema.get("description", "")))
    return found


def named_versions() -> list[tuple[str, int]]:
    """The name and the version of each, in order, of which no file has to be read."""
    names = [file.name.removesuffix(_ENDING).rpartition("-") for file in files(__name__).iterdir() if file.name.endswith(_ENDING)]
    return sorted((name, int(version)) for name, _, version in names)


def schema_text(name: str) -> str:
    """The schema of a document, ``name`` (the newest version) or ``name/version``, as JSON text.

    Raises `InvalidInput` where there is none.
    """
    bare, _, version = name.removeprefix("kakehashi.").partition("/")
    known = published()
    versions = [one.version for one in known if one.name == bare and version in ("", str(one.version))]
    if not versions:
        names = [one.name for one in known] + [f"{one.name}/{one.version}" for one in known]
        hint = did_you_mean(name, names)
        raise invalid(Place("NAME"), "unknown-schema", f"there is no schema `{name}`", hint)
    return _text(bare, max(versions))


def _text(name: str, version: int) -> str:
    return (files(__name__) / f"{name}-{version}{_ENDING}").read_text(encoding="utf-8")


def schemas_page(known: list[Published]) -> Page:
    """The page of all schemas."""
    page = Page()
    for one in known:
        page.add((f"{one.name}/{one.version}", "name"), f"  {one.about}", hanging=4)
    return page


def schemas_document(known: list[Published]) -> SchemasDocument:
    """The document of all schemas."""
    return SchemasDocument(schema="kakehashi.schemas", version=1, schemas=known)
