"""JSON documents: one object with `schema` and `version`, keys sorted; and values of the engine as JSON values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from engine.infer.situation import fact_record
from engine.infer.trace import AnyReading, ConditionReading, TestReading
from engine.language.descriptors import NumberRange
from engine.language.facts import Fact
from engine.language.problems import KakehashiError, Place, Problem

VERSION = 1


def render(document: Mapping[str, Any]) -> str:
    """A document as JSON text; a byte that is no UTF-8, as a word of a command line may hold, is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return text.encode(errors="backslashreplace").decode()


def plain(value: Any) -> Any:
    """A value of the engine as plain JSON values, field by field."""
    if isinstance(value, Fact):
        return fact_record(value) | {"place": str(value.place)}
    if isinstance(value, TestReading):
        return {
            "descriptor": value.test.descriptor,
            "in": list(value.test.states),
            "known": list(value.known),
            "outcome": value.outcome,
        }
    if isinstance(value, AnyReading):
        return {"any": plain(value.options), "outcome": value.outcome}
    if isinstance(value, ConditionReading):
        return {"entries": plain(value.entries), "outcome": value.outcome}
    if isinstance(value, NumberRange | Place | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    return value


def envelope(schema: str, **parts: Any) -> dict[str, Any]:
    """A document of a schema of ours, with its version."""
    return {"schema": f"kakehashi.{schema}", "version": VERSION, **parts}


def error_document(error: KakehashiError) -> dict[str, Any]:
    """The document of a failure."""
    problems: tuple[Problem, ...] = getattr(error, "problems", ())
    listed = [
        {
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
        }
        for p in problems
    ]
    return envelope("error", error=type(error).__name__, message=str(error), problems=listed, exit_code=error.exit_code)
