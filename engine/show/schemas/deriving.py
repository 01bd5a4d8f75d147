"""The JSON Schema (2020-12) of what a type is written as.

It goes through types as `engine.infer.records.plain` goes through values. Nothing is left open: an object has the entries
that it is declared with and no others, unless it is a mapping; a type that says nothing (`Any`) is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from engine.infer import records
from engine.infer.records import fields_told
from engine.show import journals
from engine.show.comparing import ComparisonRecord

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS = records.RECORDS | journals.RECORDS

_ALIKE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}
_LATE = {"ComparisonRecord": ComparisonRecord}  # what the file that names it imports only where it is needed


def schema_of(name: str, version: int, shape: Any, about: str = "") -> Schema:
    """The schema of a published type, by the name and the version that it goes by; `about` tells what it is, else its docstring.

    Raises `TypeError` where a type does not say what is written, or two go by one name.
    """
    parts = _Parts()
    whole = parts.of(shape)
    schema: Schema = {"$schema": DIALECT, "$id": f"urn:kakehashi:{name}:{version}", "title": f"kakehashi.{name}/{version}"}
    if "$ref" in whole:  # its own definition is the whole
        whole = parts.defs[whole["$ref"].rpartition("/")[2]]
        if not parts.recurs(shape):
            del parts.defs[shape.__name__]
    defs = {"$defs": dict(sorted(parts.defs.items()))} if parts.defs else {}
    return schema | whole | ({"description": about} if about else {}) | defs


class _Parts:
    """Collects the definitions that a schema refers to, each type once."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}
        self.homes: dict[str, Any] = {}
        self.referred: list[str] = []

    def of(self, kind: Any) -> Schema:
        """The schema of one type."""
        if kind in RECORDS:
            return self.of(RECORDS[kind])
        if kind in _ALIKE:
            return dict(_ALIKE[kind])
        if is_typeddict(kind) or (isinstance(kind, type) and issubclass(kind, Struct)):
            return self.refer(kind)
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.of(args[0]) | _bounds(args[1])
        if origin is Literal:
            return {"const": args[0]} if len(args) == 1 else {"enum": list(args)}
        if origin in (Union, UnionType):
            return _any_of([self.of(part) for part in args if part is not UnsetType])
        if origin is tuple and args[-1] is not Ellipsis:
            count = {"minItems": len(args), "maxItems": len(args)}
            return {"type": "array", "prefixItems": [self.of(part) for part in args], "items": False, **count}
        if origin in (list, tuple, set, frozenset):
            return {"type": "array", "items": self.of(args[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        raise TypeError(f"no schema says what {kind} is written as")

    def refer(self, kind: Any) -> Schema:
        """A reference to the definition of a type with entries of its own."""
        name = kind.__name__
        if self.homes.setdefault(name, kind) is not kind:
            raise TypeError(f"two types go by the name {name}: {self.homes[name]} and {kind}")
        self.referred.append(name)
        if name not in self.defs:
            self.defs[name] = {}
            entries = entries_of(kind)
            self.defs[name] = {
                "description": " ".join(cleandoc(kind.__doc__ or "").partition("\n\n")[0].split()),
                "type": "object",
                "properties": {key: self.of(part) for key, (part, _) in sorted(entries.items())},
                "required": sorted(key for key, (_, required) in entries.items() if required),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def recurs(self, kind: Any) -> bool:
        """Whether a type is referred to from within, too."""
        return self.referred.count(kind.__name__) > 1


def entries_of(kind: Any) -> dict[str, tuple[Any, bool]]:
    """The entries of what a type is written as: the type of each, and whether it is always there."""
    hints = get_type_hints(kind, localns=_LATE, include_extras=True)
    if is_typeddict(kind):
        return {
            key: (get_args(hint)[0], False) if get_origin(hint) is NotRequired else (hint, True) for key, hint in hints.items()
        }
    named = {field.name: field for field in msgspec.structs.fields(kind)}
    found = {}
    for name in fields_told(kind):
        if name not in named:
            found[name] = (get_type_hints(getattr(kind, name).fget)["return"], True)
            continue
        hint = journals.FIELDS.get((kind, name), hints[name])
        found[named[name].encode_name] = (hint, named[name].default is not UNSET)
    return found


def _bounds(meta: Meta) -> Schema:
    """What `Meta` says of a value; the end of a text is written as ECMA-262 has it."""
    bounds: Schema = {}
    if meta.pattern is not None:
        bounds["pattern"] = meta.pattern.replace(r"\Z", "$")
    if meta.ge is not None:
        bounds["minimum"] = meta.ge
    return bounds


def _any_of(parts: list[Schema]) -> Schema:
    """One of several schemas; those of a plain type each are put together."""
    if all(set(part) == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    return {"anyOf": parts} if len(parts) > 1 else parts[0]
