"""The tools that an assistant is offered: the questions of `/api/` with what a model must know of them, and what may be written.

What a client says is put into the form in which the HTTP API is asked, and is read where that is read: one table, one reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from engine.language.problems import InvalidInput, Place, Problem, did_you_mean
from engine.show.schemas import schema_text
from web.messages import Ask
from web.paths import ANSWERS
from web.questions import Parameter, Schema
from web.writing import WRITINGS

SAID_BY_THE_SERVER = ("author",)  # of what is written: a client does not say who it is
FORMAT = "format"  # of pictures and files, for which there are other ways

# What a model needs to know of a question beside what it is about. What has no note is no tool: the report, which is a file, and
# what the explorer's page alone asks for.
NOTES: Mapping[str, str] = {
    "assess": "Begin here. `verdict.status`: *indicated* means that nothing unknown and no pending rule can turn it; *open* lists"
    " the states left, and `waits` what to find out first.",
    "whatif": "Name what is otherwise in `set` (or `unset`, `without`, `weight`). Nothing is written.",
    "why": "Every step names its rule and the paragraphs of the source; every fact its source, grade, date and kind.",
    "whynot": "Ends with the nearest miss: the one fact that would make it so.",
    "contrast": "What separates the two, and which single facts would turn the one into the other.",
    "howto": "Every way is proved by running it, and no part of one would do. `levers` bounds it to what an actor can move."
    " An empty list of ways is an answer: it cannot be done so.",
    "watch": "Facts that tip the verdict alone or with one other, what tells two scenarios apart, and how robust the verdict is.",
    "sweep": "Counts over all combinations of some descriptors. Shares of such what-ifs are not likelihoods.",
    "facts": "Descriptors with their questions and states; name one to see who can move it and which rules read it.",
    "rules": "Each with its sentence and paragraphs, and whether it fired, is pending or ruled out in the case.",
    "graph": "As a graph of nodes and edges; in words as Mermaid.",
    "map": "As a graph of descriptors, whatever the case; in words as Mermaid.",
    "timeline": "For a case with dated facts.",
    "choices": "Any tool takes these by `base` and `case`.",
    "cases": "Those that ship with a base are not among them: see `choices`.",
    "log": "Who told what and when; every event is hashed and chained to the one before it.",
    "assert": "It is recorded for good, with the name of who started this server and of your client. Give the source and a grade"
    " (A1 best to F6 cannot be judged); `kind` is observed, assumption or judgement. Assert only what you were asked to.",
    "retract": "The fact and the reason stay in the journal. Retract only what you were asked to.",
}


class Tool(Struct, frozen=True):
    """A tool: what it is about, what it takes and what it gives (JSON Schemas), whether it writes, whether it may take long."""

    name: str
    about: str
    takes: Schema
    gives: Schema
    parameters: tuple[Parameter, ...] = ()
    writes: bool = False
    is_long: bool = False

    def ask(self, arguments: Mapping[str, Any], author: str) -> Ask:
        """What is asked by these arguments; what is written is so by that author.

        Raises `InvalidInput` where an argument is unknown or not of its type.
        """
        if problems := list(_unfit(self, arguments)):
            raise InvalidInput(problems)
        said = {name: value for name, value in arguments.items() if value is not None}
        if self.writes:
            return Ask(self.name, "", json.dumps(said | {"author": author}).encode())
        pairs = [(name, word) for name, value in said.items() for word in (value if isinstance(value, list) else [value])]
        return Ask(self.name, urlencode([(name, _word(word)) for name, word in pairs], errors="surrogatepass"))


def tools_offered(may_write: bool) -> dict[str, Tool]:
    """The tools by name; those that write only where they may be offered."""
    found = dict(_questions())
    return found | dict(_writings()) if may_write else found


def _questions() -> Iterator[tuple[str, Tool]]:
    for name, answering in ANSWERS.items():
        if name in NOTES:
            parameters = tuple(parameter for parameter in answering.parameters if parameter.name != FORMAT)
            about = f"{answering.about} {NOTES[name]}"
            gives = _either(answering.documents)
            yield name, Tool(name, about, _taking(parameters), gives, parameters, is_long=answering.is_long)


def _writings() -> Iterator[tuple[str, Tool]]:
    for name, writes in WRITINGS.items():
        (schema,), definitions = msgspec.json.schema_components([writes.body], ref_template="#/$defs/{name}")
        takes = definitions[schema["$ref"].rpartition("/")[2]]
        takes["properties"] = {key: entry for key, entry in takes["properties"].items() if key not in SAID_BY_THE_SERVER}
        yield name, Tool(name, f"{writes.about} {NOTES[name]}", takes, _either((writes.document,)), writes=True)


def _taking(parameters: tuple[Parameter, ...]) -> Schema:
    """What a question takes, as a JSON Schema."""
    properties = {}
    for parameter in parameters:
        one = parameter.kind.schema
        schema = {"type": "array", "items": one} if parameter.repeated else dict(one)
        schema["description"] = parameter.about
        if parameter.otherwise not in ("", None, False) and not parameter.repeated:
            schema["default"] = parameter.otherwise
        properties[parameter.name] = schema
    required = [parameter.name for parameter in parameters if parameter.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _either(documents: tuple[str, ...]) -> Schema:
    """The published schema of a document, or of one of several."""
    schemas: list[Schema] = [json.loads(schema_text(name)) for name in documents]
    if len(schemas) == 1:
        return schemas[0]
    definitions: Schema = {}
    for schema in schemas:
        for name, definition in schema.pop("$defs", {}).items():
            assert definitions.setdefault(name, definition) == definition, f"{name} is two things"
        del schema["$schema"], schema["$id"]  # its references are to what it is put into
    return {"type": "object", "oneOf": schemas, "$defs": definitions}


_TYPES: Mapping[str, type | tuple[type, ...]] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}


def _unfit(tool: Tool, arguments: Mapping[str, Any]) -> Iterator[Problem]:
    """Arguments that are unknown, or not of the type that they should be; what they say is read by whoever answers."""
    known = tool.takes["properties"]
    for name in arguments:
        if name not in known:
            message = f"`{name[:40]}` is no argument of {tool.name}"
            yield Problem(Place(name[:40]), "unknown-argument", message, did_you_mean(name, known))
    for parameter in tool.parameters:
        value = arguments.get(parameter.name)
        if value is None:
            continue
        if parameter.repeated and not isinstance(value, list):
            yield _wrong(parameter.name, "a list")
            continue
        kind = parameter.kind.schema["type"]
        for one in value if parameter.repeated else [value]:
            if not isinstance(one, _TYPES[kind]) or (isinstance(one, bool) and kind != "boolean"):
                yield _wrong(parameter.name, f"a list of {kind}s" if parameter.repeated else f"of the type {kind}")
                break


def _wrong(name: str, wanted: str) -> Problem:
    return Problem(Place(name), "wrong-value", f"{name} must be {wanted}", "The input schema of the tool says what each may be.")


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
