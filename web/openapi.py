"""The description of the API (OpenAPI 3.1), for one base: its paths, their parameters, and the documents that they answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import chain
from typing import Any

import msgspec

from engine.keep.questions import make_question
from engine.language.base import RuleBase
from engine.language.folders import SHIPPED, shipped_bases
from engine.show.schemas import schema_text
from web.naming import Setting
from web.paths import ANSWERS, Answering
from web.questions import Parameter, Schema
from web.safety import TOKEN
from web.writing import WRITINGS, Writes

OPENAPI = "openapi.json"  # what it is asked by, under `/api/`
ERROR = "error"
_ASKED_WRONG = {
    400: "What is asked cannot be read or does not fit: every problem of it.",
    403: "The request does not come from this machine's own programs or page.",
    414: "The address is too long.",
    431: "There are too many headers.",
}
_FAILED = {
    500: "A fault inside, or of the process that answers.",
    503: "Too many questions wait; Retry-After says when to come again.",
    504: "The answer took longer than it may.",
}
_WRITTEN_WRONG = {408: "The body came too slowly.", 413: "The body is too large.", 415: "The body is not said to be JSON."}
_TOKEN = "The token of this start of the server, which its page carries in `<meta name=kakehashi-token>`."
_ORIGIN = "The address of this server, as it is asked: http://127.0.0.1:8765. Browsers send it by themselves."
_EVENT: Schema = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["progress", "answer", "problem"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
        "id": {"type": "string"},
    },
    "required": ["event", "data"],
}


def description(base: RuleBase, named: str, is_needed: bool = False) -> Schema:
    """The OpenAPI document for a base, as it is `named` to the server (empty: it cannot be); `is_needed`: it has to be."""
    documents = {
        ERROR,
        *(one.document for one in WRITINGS.values()),
        *chain.from_iterable(one.documents for one in ANSWERS.values()),
    }
    schemas = _documents(sorted(documents)) | _bodies() | words_of(base) | {"BaseWord": {"type": "string", "enum": [named]}}
    paths = {f"/api/{name}": {"get": _asked(name, one, is_needed)} for name, one in ANSWERS.items()}
    paths |= {"/api/sweep/events": {"get": _events(is_needed)}}
    paths |= {f"/api/{name}": {"post": _written(name, one)} for name, one in WRITINGS.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kakehashi",
            "version": version("kakehashi"),
            "summary": f"Questions to {base.name}: {base.title}",
            "description": "What the command line answers with --json, to the letter. The words of the base are those of "
            f"{base.name}; `/api/openapi.json?base=NAME` describes another.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": TOKEN.decode(), "description": _TOKEN}},
        },
    }


def words_of(base: RuleBase) -> dict[str, Schema]:
    """What the words of a base are: of each kind those that there are, and the form of facts that are no single state."""
    facts = [f"{d.id}={state}" for d in base.descriptors.values() if not d.is_context and d.number is None for state in d.states]
    return {
        "DescriptorWord": _words(base.descriptors),
        "RuleWord": _words([*base.rules, *base.generic]),
        "ActorWord": _words(base.actors),
        "ClaimWord": _words(base.claims),
        "OutcomeWord": _words(facts),
        "GoalWord": {"anyOf": [_words(base.descriptors), _words(facts)]},
        "FactWord": {
            "anyOf": [_words(facts), {"type": "string", "pattern": "^[^=]+=[^=]+$", "description": "D=S|T, or a number"}]
        },
        "DigitWord": {"anyOf": [_words(base.descriptors), _words(facts), {"type": "string", "pattern": "^[^=]+=[^=]+$"}]},
        "WeightWord": {
            "type": "string",
            "pattern": "^[^:=]+:[^:=]+=[+-]?[0-9]+$",
        },
        "CaseWord": {"type": "string"},
    }


def _words(words: Iterable[str]) -> Schema:
    found = list(dict.fromkeys(words))
    return {"type": "string", "enum": found} if found else {"type": "string"}


def _asked(name: str, one: Answering, is_needed: bool) -> Schema:
    documents = [{"$ref": f"#/components/schemas/{document}"} for document in one.documents]
    content: Schema = {"application/json": {"schema": documents[0] if len(documents) == 1 else {"anyOf": documents}}}
    content |= {media.partition(";")[0]: {"schema": {"type": "string"}} for media in one.media}
    return {
        "operationId": name,
        "summary": one.about,
        "parameters": [_parameter(parameter, is_needed) for parameter in one.parameters],
        "responses": {"200": {"description": one.about, "content": content}} | _errors(_ASKED_WRONG | _FAILED),
    }


def _events(is_needed: bool) -> Schema:
    one = ANSWERS["sweep"]
    said = "Events `progress` with done and total; at the end `answer` with the document, or `problem`. Closing it gives up."
    return {
        "operationId": "sweep-events",
        "summary": "A sweep as server-sent events, with how much of it is done.",
        "parameters": [_parameter(parameter, is_needed) for parameter in one.parameters],
        "responses": {"200": {"description": said, "content": {"text/event-stream": {"schema": _EVENT}}}}
        | {"204": {"description": "It was told already: a browser that asks again by itself (Last-Event-ID) is told nothing."}}
        | _errors(_ASKED_WRONG | _FAILED),
    }


def _written(name: str, one: Writes) -> Schema:
    body = {"schema": {"$ref": f"#/components/schemas/{one.body.__name__}"}}
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{one.document}"}}}
    return {
        "operationId": name,
        "summary": one.about,
        "security": [{"token": []}],
        "parameters": [
            {"name": "Origin", "in": "header", "required": True, "schema": {"type": "string"}, "description": _ORIGIN}
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {"200": {"description": one.about, "content": answer}} | _errors(_ASKED_WRONG | _WRITTEN_WRONG | _FAILED),
    }


def _errors(statuses: Mapping[int, str]) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ERROR}"}}}
    return {str(status): {"description": about, "content": content} for status, about in sorted(statuses.items())}


def _parameter(parameter: Parameter, is_needed: bool) -> Schema:
    kind = parameter.kind
    schema: Schema = {"$ref": f"#/components/schemas/{kind.of.title()}Word"} if kind.of else dict(kind.schema)
    if parameter.repeated:
        schema = {"type": "array", "items": schema}
    elif parameter.otherwise == "" and not parameter.required:
        schema = {"anyOf": [schema, {"const": ""}]}  # empty: as if it were not there
    elif parameter.otherwise not in ("", None) and not kind.of:
        schema |= {"default": parameter.otherwise}
    required = parameter.required or (is_needed and kind.of == "base")
    return {
        "name": parameter.name,
        "in": "query",
        "required": required,
        "description": parameter.about,
        "schema": schema,
        **({"style": "form", "explode": True} if parameter.repeated else {}),
    }


def _bodies() -> dict[str, Schema]:
    """The schemas of what is written, from their types."""
    bodies = [one.body for one in WRITINGS.values()]
    _, schemas = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    return schemas


def _documents(names: Iterable[str]) -> dict[str, Schema]:
    """The published schemas of documents, their definitions beside them: those that are alike everywhere once."""
    schemas = {name: json.loads(schema_text(name)) for name in names}
    parts = {name: schema.pop("$defs", {}) for name, schema in schemas.items()}
    apart = _apart(parts)
    found: dict[str, Schema] = {}
    for name, schema in schemas.items():
        kept = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
        found[name] = _referring(kept, name, apart)
        for part, definition in parts[name].items():
            found[_called(name, part, apart)] = _referring(definition, name, apart)
    return found


def _apart(parts: Mapping[str, Mapping[str, Schema]]) -> set[str]:
    """The names of definitions that differ between documents, or refer to such."""
    seen: dict[str, Schema] = {}
    apart = {part for defs in parts.values() for part, shape in defs.items() if seen.setdefault(part, shape) != shape}
    while more := {part for part, shape in seen.items() if part not in apart and apart.intersection(_named(shape))}:
        apart |= more
    return apart


def _named(value: Any) -> Iterator[str]:
    """The definitions that a schema refers to."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        yield from chain.from_iterable(map(_named, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_named, value))


def _called(name: str, part: str, apart: set[str]) -> str:
    return f"{name}.{part}" if part in apart else part


def _referring(value: Any, name: str, apart: set[str]) -> Any:
    """A schema that refers to the definitions where they now are; a reference to itself is one to its document."""
    if isinstance(value, dict):
        found = {key: _referring(item, name, apart) for key, item in value.items()}
        if isinstance(value.get("$ref"), str):
            head, _, part = value["$ref"].rpartition("/")
            found["$ref"] = f"#/components/schemas/{_called(name, part, apart) if head else name}"
        return found
    return [_referring(item, name, apart) for item in value] if isinstance(value, list) else value


def openapi_answer(setting: Setting, asked: Mapping[str, Any]) -> Schema:
    """The description of the base that a query means."""
    base = make_question(**asked).base
    named = asked["base_name"] or setting.base_name or (base.name if base.name in shipped_bases() else "")
    return description(base, named, is_needed=named not in ("", setting.base_name or SHIPPED))
