"""The JSON Schema of a record, from the types of its entries: what an editor takes and offers in a file.

An editor gives a plain scalar the type that YAML gives it, so that 1914 is a number where a text is wanted: every shape
takes whatever our loader reads as what it wants. It may take more than that, never less.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from engine.language import records
from engine.language.entries import ENTRIES

Schema = dict[str, Any]
Own = Mapping[tuple[type[BaseModel], str], Schema]  # what a base makes of an entry of a record

WORD = "0-9A-Za-z_\u0080-\U0010ffff"  # `\w` as every dialect of patterns has it, and a little more
TEXT: Schema = {"type": ["string", "number", "boolean"]}

_ALIAS: dict[Any, Schema] = {
    records.Whole: {"type": ["integer", "string"], "pattern": "^(?:0|-?[1-9][0-9]{0,11})$"},
    records.Day: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    records.Flag: {"type": ["boolean", "string"], "pattern": "^(?:true|false)$"},
}


def record_shape(model: type[BaseModel], own: Own) -> Schema:
    """The schema of a record. An entry that `own` names is as it says, any other as its type says."""
    hints = get_type_hints(model, include_extras=True)
    named = [(field.alias or name, hints[name], field.is_required()) for name, field in model.model_fields.items()]
    return {
        "type": "object",
        "properties": {
            entry: {"title": entry, "description": ENTRIES[model][entry], **(own.get((model, entry)) or shape_of(hint, own))}
            for entry, hint, _ in named
        },
        "required": [entry for entry, _, required in named if required],
        "additionalProperties": False,
    }


def shape_of(hint: Any, own: Own) -> Schema:
    """The schema of one type. Raises `TypeError` where it is of no kind that records have."""
    if hint in _ALIAS:
        return dict(_ALIAS[hint])
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _constrained(args[0], args[1:], own)
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, UnionType):
        (only,) = (part for part in args if part is not NoneType)
        return shape_of(only, own)
    if origin is list:
        return {"type": "array", "items": shape_of(args[0], own)}
    if origin is dict:
        return {"type": "object", **_keys(args[0], own), "additionalProperties": shape_of(args[1], own)}
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return record_shape(hint, own)
    if hint is str:
        return dict(TEXT)
    if hint is Any:  # what is raw in a record, and meant for whoever knows the names
        return {}
    raise TypeError(f"no schema says what {hint} is written as")


def one_or_more(item: Schema, least: int = 0) -> Schema:
    """One of a kind, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item, **({"minItems": least} if least else {})}]}


def _constrained(kind: Any, said: tuple[Any, ...], own: Own) -> Schema:
    """What a type says with its constraints; of those that change what is written, only the alternative of one for many."""
    alone = next((alias for alias in _ALIAS if get_args(alias)[0] is kind and get_args(alias)[1] in said), None)
    shape = dict(_ALIAS[alone]) if alone else shape_of(kind, own)
    bounds = [bound for one in said for bound in (one.metadata if isinstance(one, FieldInfo) else [one])]
    least = next((bound.min_length for bound in bounds if isinstance(bound, MinLen)), 0)
    for bound in bounds:
        if isinstance(bound, StringConstraints):
            shape |= _of_text(bound)
        elif isinstance(bound, Ge):
            shape["minimum"] = bound.ge
        elif isinstance(bound, Le):
            shape["maximum"] = bound.le
        elif isinstance(bound, MaxLen):
            shape["maxItems"] = bound.max_length
    if any(getattr(one, "func", None) is records.one_or_more for one in said):
        return one_or_more(shape["items"], least)
    return shape | ({"minItems": least} if least else {})


def _of_text(said: StringConstraints) -> Schema:
    found: Schema = {}
    if said.min_length:
        found["minLength"] = said.min_length
    if said.max_length:
        found["maxLength"] = said.max_length
    if said.pattern:
        found["pattern"] = everywhere(str(said.pattern))
    return found


def _keys(kind: Any, own: Own) -> Schema:
    """What is said of the keys of a mapping: they are texts, whatever they look like."""
    said = {key: value for key, value in shape_of(kind, own).items() if key in ("pattern", "maxLength", "minLength")}
    return {"propertyNames": said} if said else {}


def everywhere(pattern: str) -> str:
    r"""A pattern of Python as other dialects have it, in which `\w` is of ASCII only."""
    inside, found = False, ""
    for part in pattern.replace(r"\w", "\0"):
        inside = part == "[" or (inside and part != "]")
        found += part if part != "\0" else WORD if inside else f"[{WORD}]"
    return found
