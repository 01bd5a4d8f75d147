"""Records read from what was written: every entry that does not fit is a problem, in our words and at its own place."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.language.documents import Mapping, place_of
from engine.language.problems import MANY, Place, Problem, did_you_mean
from engine.language.records import ACTOR_ID, DESCRIPTOR_ID, GRADE, MAX_VARIATIONS, RULE_ID, STATE, Record

R = TypeVar("R", bound=Record)


def read_record(model: type[R], raw: Any, place: Place, problems: list[Problem]) -> R | None:
    """The record in a raw value, or None with its problems appended, each at its own place."""
    if not isinstance(raw, Mapping):
        message = "a mapping (`key: value` entries) is wanted here"
        problems.append(Problem(place_of(raw, place), "wrong-shape", message, _entries_hint(model)))
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=True)[:MANY]:
            problems.append(_problem(model, item, raw, place, len(problems)))
        return None


def _problem(model: type[BaseModel], item: Any, raw: Any, place: Place, before: int) -> Problem:
    """A pydantic error in our words: at the value, or at the key where that is what is wrong."""
    kind, loc = item["type"], item["loc"]
    where, at = raw, place_of(raw, place)
    for index, part in enumerate(loc):
        if isinstance(where, dict) and str(part) in where:
            rest = loc[index + 1 :]
            wrong_key = rest == ("[key]",) or (kind == "extra_forbidden" and not rest)
            where, above = where[str(part)], where
            at = place_of(next(key for key in above if key == str(part)) if wrong_key else where, at)
        elif isinstance(where, list) and isinstance(part, int):
            where = where[part]
            at = place_of(where, at)
        else:
            break
    name = ".".join(str(part) for part in loc if part != "[key]" and not str(part).startswith(("function-", "list[", "dict[")))
    if kind == "extra_forbidden":
        known = _fields(_model_at(model, loc[:-1]))
        return Problem(
            at, "unknown-entry", f"there is no entry `{loc[-1]}` here", did_you_mean(str(loc[-1]), known, before=before)
        )
    if kind == "missing":
        return Problem(at, "missing-entry", f"`{name}` is missing", f"Add `{loc[-1]}:`.")
    message, hint = _in_words(_model_at(model, loc), item, before)
    shown = str(item.get("input"))[:40]
    return Problem(at, "wrong-value", f"`{name}`: {message}, " + (f"not `{shown}`" if shown else "and nothing stands here"), hint)


_TEXT = ("a text is wanted", "Write a word or a sentence, without brackets around it.")
_NUMBER = ("a whole number is wanted", "Write digits only, such as 12.")
_FLAG = ("`true` or `false` is wanted", "Write `true`, or leave the entry out.")
_LIST = ("a list is wanted", "Write `[one, another]`, or one entry a line, each after `- `.")
_EMPTY = ("it may not be empty", "Fill it in.")
_LONG = ("it is too long", "Say it in fewer words, or in several entries.")
_RANGE = ("it is too small or too large", f"From 1 to {MAX_VARIATIONS}.")
_DAY = ("a date is wanted", "Write year, month and day, such as 2015-02-12.")
_WORDS = {
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "whole": _NUMBER,
    "string_type": _TEXT,
    "flag": _FLAG,
    "bool_type": _FLAG,
    "list_type": _LIST,
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
    "too_long": _LONG,
    "greater_than_equal": _RANGE,
    "less_than_equal": _RANGE,
    "string_too_long": _LONG,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "day": _DAY,
}
_FORMS = {
    STATE: "A state is one word: letters, digits, `_ . : + -`.",
    DESCRIPTOR_ID: "A descriptor is dotted words, such as `weather.sea`, or with actors `treaty(A, B)`.",
    ACTOR_ID: "An actor is one word: letters, digits, `_ . -`.",
    RULE_ID: "An id is words joined by hyphens.",
    GRADE: "A grade is a letter A-F and a digit 1-6, such as B2.",
}


def _in_words(model: type[BaseModel], item: Any, before: int) -> tuple[str, str]:
    """What is wanted instead of a wrong value, and a hint."""
    kind, context = item["type"], item.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return "this name or code is not of the right form", _FORMS[context["pattern"]]
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"])
        return "this word is not known here", did_you_mean(str(item.get("input")), words, before=before)
    if kind in ("dict_type", "model_type"):
        return "a mapping is wanted", _entries_hint(model) if kind == "model_type" else "Write `key: value` entries."
    return _WORDS.get(kind, (item["msg"], ""))


def _entries_hint(model: type[BaseModel]) -> str:
    return f"Its entries: {', '.join(_fields(model))}."


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], loc: Any) -> type[BaseModel]:
    """The record nested at a location, as far as the models tell."""
    for part in loc:
        found = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        model = (_models_in(found.annotation) if found else None) or model
    return model


def _models_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _models_in(inner)
        if found is not None:
            return found
    return None
