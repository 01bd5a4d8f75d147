"""JSON documents: one object with `schema` and `version`, keys sorted.

A document is a typed dictionary of values of the engine, and its published schema (`engine.show.schemas`) is derived from
that type, so that the two cannot come apart: the type is checked where the document is made, the schema where it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, TypedDict

import msgspec

from engine.infer.records import plain
from engine.language.problems import KakehashiError, Problem


class ProblemRecord(TypedDict):
    """One thing that is wrong: where (line and column from 1, 0 where there is none), its stable code, what to do."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str


class ErrorDocument(TypedDict):
    """Why there is no answer: bad usage or input (exit code 2) with all of its problems, or a fault inside (3)."""

    schema: Literal["kakehashi.error"]
    version: Literal[1]
    error: str
    message: str
    problems: list[ProblemRecord]
    exit_code: Literal[2, 3]


def render(document: Mapping[str, object]) -> str:
    """A document as JSON text; a byte that is no UTF-8, as a word of a command line may hold, is escaped."""
    value = plain(document)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if text.isascii() or _is_unicode(text):
        # To indent what is written already takes a fifth of the time of `indent=1`, and gives the same text.
        return msgspec.json.format(text, indent=1) + "\n"
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode(errors="backslashreplace").decode() + "\n"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def problem_record(problem: Problem) -> ProblemRecord:
    """A problem, its place in parts."""
    place = problem.place
    return ProblemRecord(
        file=place.file, line=place.line, column=place.column, code=problem.code, message=problem.message, hint=problem.hint
    )


def error_document(error: KakehashiError) -> ErrorDocument:
    """The document of a failure."""
    problems: tuple[Problem, ...] = getattr(error, "problems", ())
    return ErrorDocument(
        schema="kakehashi.error",
        version=1,
        error=type(error).__name__,
        message=str(error),
        problems=[problem_record(problem) for problem in problems],
        exit_code=error.exit_code,
    )
