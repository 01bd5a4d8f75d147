"""The page of all JSON documents, made from the published schemas: the entries of each, and the parts they share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.show.schemas import published, schema_text
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "documents.md"
HEAD = """\
# The documents

What each document of `--json` holds, made from the published schemas: `python -m tests.house.reference --write`. The schemas
themselves, in JSON Schema 2020-12, are printed by `kakehashi schema NAME`; which command writes which document, and what stays
from version to version, is told in [json.md](json.md).

An entry in *italics* may be missing; all others are always there. Every document has `schema` and `version` too, which name it.
What several documents hold is told once, under [Parts](#parts).
"""
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
}
NAMING = ("schema", "version")
Schema = Mapping[str, Any]


def schemas() -> dict[str, Schema]:
    """Every schema in its newest version, by the name of its document."""
    return {one.name: json.loads(schema_text(one.name)) for one in published()}


class Parts:
    """The definitions that documents refer to, by their headings: the name, with the documents where two go by one name."""

    def __init__(self, known: Mapping[str, Schema]) -> None:
        homes: dict[str, dict[str, list[str]]] = {}  # name → definition → documents
        for document, schema in known.items():
            for name, part in schema.get("$defs", {}).items():
                homes.setdefault(name, {}).setdefault(json.dumps(part), []).append(document)
        self.told: dict[str, Schema] = {}
        self.headings: dict[tuple[str, str], str] = {}  # document, name → heading
        for name, shapes in sorted(homes.items()):
            for part, documents in shapes.items():
                heading = name if len(shapes) == 1 else f"{name} of {', '.join(documents)}"
                self.told[heading] = json.loads(part)
                self.headings |= {(document, name): heading for document in documents}
                self.headings[heading, name] = heading
        for heading in self.told:  # a part of one document refers to its parts, one of several to what they share
            name = heading.partition(" of ")[0]
            document = next(document for (document, part), told in self.headings.items() if part == name and told == heading)
            self.headings |= {(heading, part): told for (home, part), told in self.headings.items() if home == document}

    def link(self, home: str, name: str) -> str:
        """A link to what a document, or a part by its heading, refers to."""
        heading = self.headings[home, name]
        return f"[{name}](#{heading.lower().replace(',', '').replace(' ', '-')})"


def written() -> str:
    """The page."""
    known = schemas()
    parts = Parts(known)
    documents = [_told(f"kakehashi.{name}", schema, name, parts) for name, schema in known.items()]
    shared = [_told(name, part, name, parts) for name, part in parts.told.items()]
    return "\n".join([HEAD, "## Documents\n", *documents, "## Parts\n", *shared])


def _told(heading: str, schema: Schema, home: str, parts: Parts) -> str:
    """A document or part: what it is, and its entries."""
    lines = [f"### {heading}\n", f"{_escaped(schema.get('description', ''))}\n"]
    naming = NAMING if "$id" in schema else ()
    entries = {key: kind for key, kind in schema.get("properties", {}).items() if key not in naming}
    if not entries:
        return "\n".join([*lines, f"{_Words(home, parts).kind_of(schema)}.\n"])
    lines += ["| entry | what it is |", "|---|---|"]
    for key, kind in entries.items():
        written = f"`{key}`" if key in schema.get("required", ()) else f"*`{key}`*"
        lines.append(f"| {written} | {_Words(home, parts).kind_of(kind)} |")
    return "\n".join(lines) + "\n"


class _Words:
    """Says what values are, in a document or part."""

    def __init__(self, home: str, parts: Parts) -> None:
        self.home, self.parts = home, parts

    def kind_of(self, schema: Schema) -> str:
        """What a value is, in words."""
        *rest, last = self._alternatives(schema)
        return f"{', '.join(rest)} or {last}" if rest else last

    def _alternatives(self, schema: Schema) -> list[str]:
        if "$ref" in schema:
            return [self.parts.link(self.home, schema["$ref"].rpartition("/")[2])]
        if "const" in schema or "enum" in schema:
            return [f"`{json.dumps(word)}`" for word in schema.get("enum", [schema.get("const")])]
        if "anyOf" in schema:
            return [word for kind in schema["anyOf"] for word in self._alternatives(kind)]
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return [self._plain(kind, schema) for kind in kinds]

    def _plain(self, kind: str, schema: Schema) -> str:
        """What a value of one of JSON's types is."""
        if kind == "array" and "prefixItems" in schema:
            return f"list of {', then '.join(self.kind_of(part) for part in schema['prefixItems'])}"
        if kind == "array":
            return f"list of: {self.kind_of(schema['items'])}"
        if kind == "object":
            return f"object, by name: {self.kind_of(schema['additionalProperties'])}"
        if schema.get("format") == "date":
            return "date, `YYYY-MM-DD`"
        bounds = [f"at least {schema['minimum']}"] if "minimum" in schema else []
        bounds += [f"as `{schema['pattern']}`"] if "pattern" in schema else []
        return ", ".join([WORDS[kind], *bounds]).replace("|", r"\|")


def _escaped(text: str) -> str:
    return text.replace("<", r"\<").replace("*", r"\*")
