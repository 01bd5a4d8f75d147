"""JSON documents: one object with `schema` and `version`, keys sorted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.language.problems import KakehashiError, Problem

VERSION = 1


def render(document: Mapping[str, Any]) -> str:
    """A document as JSON text; a byte that is no UTF-8, as a word of a command line may hold, is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return text.encode(errors="backslashreplace").decode()


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
