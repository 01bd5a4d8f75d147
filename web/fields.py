"""What is wrong, by the fields of the API: the engine names options and arguments of the command line, each of which is one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from engine.language.problems import Place, Problem
from web.paths import ANSWERS
from web.questions import BASE, CASE
from web.writing import WRITINGS

_OPTION = re.compile(r"`[^`]*`|--[a-z]+(?:-[a-z]+)*")


def fields_of(path: str) -> dict[str, str]:
    """The fields that a path takes, by the engine's words for them."""
    if path in WRITINGS:
        return {path: "facts"} | {_option(name): name for name in WRITINGS[path].body.__struct_fields__}
    parameters = ANSWERS[path].parameters if path in ANSWERS else (CASE, BASE)
    return {word: one.name for one in parameters for word in (_option(one.name), *one.words)}


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def in_fields(problem: Problem, fields: Mapping[str, str]) -> Problem:
    """The problem, its place, message and hint naming these fields. What stands between backticks is a command, and stays one."""
    place = problem.place if problem.place.line else Place(fields.get(problem.place.file, problem.place.file))
    message, hint = (_OPTION.sub(lambda found: _named(found[0], fields), said) for said in (problem.message, problem.hint))
    return replace(problem, place=place, message=message, hint=hint)


def _named(word: str, fields: Mapping[str, str]) -> str:
    return f"`{fields[word]}`" if word in fields else word
