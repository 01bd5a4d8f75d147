"""What an address asks: its parameters, read one by one into what the functions of the engine take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote_plus

from msgspec import Struct

from engine.keep.times import read_day
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, gathered, invalid
from web.naming import Setting, check_names

MOST_PARAMETERS = 1000

Schema = dict[str, Any]


class Kind(Struct, frozen=True):
    """What a parameter may be: its JSON Schema, and how a word is read, given the name of the parameter.

    `of` names what of the base it is one of: a fact, a descriptor, a rule.
    """

    schema: Schema
    read: Callable[[str, str], Any]
    of: str = ""


class Parameter(Struct, frozen=True):
    """A parameter of an address: the keyword that takes it, what it may be, and what is meant where it is not there.

    `words` are those by which the engine names it beside the option of its name: its place on a command line.
    """

    name: str
    keyword: str
    kind: Kind
    about: str
    repeated: bool = False
    required: bool = False
    otherwise: Any = ""
    words: tuple[str, ...] = ()


def _as_it_is(said: str, name: str) -> str:
    return said


def _flag(said: str, name: str) -> bool:
    if said not in ("true", "false"):
        raise invalid(Place(name), "wrong-value", f"`{said[:40]}` is neither true nor false", f"Write {name}=true.")
    return said == "true"


def text(of: str = "", **schema: Any) -> Kind:
    """Any word, or one that names something of the base."""
    return Kind({"type": "string"} | schema, _as_it_is, of)


def whole(least: int) -> Kind:
    """A whole number from `least`."""

    def read(said: str, name: str) -> int:
        if not (said.isascii() and said.isdecimal() and len(said) < 10 and int(said) >= least):
            raise invalid(Place(name), "wrong-value", f"`{said[:40]}` is no whole number from {least}", f"Write {name}={least}.")
        return int(said)

    return Kind({"type": "integer", "minimum": least, "maximum": 999_999_999}, read)


def number(least: float, most: float) -> Kind:
    """A number from `least` to `most`."""

    def read(said: str, name: str) -> float:
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", said, re.ASCII) is None or not least <= float(said) <= most:
            hint = f"Write {name}={most:g}."
            raise invalid(Place(name), "wrong-value", f"`{said[:40]}` is no number from {least:g} to {most:g}", hint)
        return float(said)

    return Kind({"type": "number", "minimum": least, "maximum": most}, read)


def choice(*words: str) -> Kind:
    """One of some words."""

    def read(said: str, name: str) -> str:
        if said not in words:
            raise invalid(Place(name), "wrong-value", f"{name} cannot be `{said[:40]}`", did_you_mean(said, words))
        return said

    return Kind({"type": "string", "enum": list(words)}, read)


FLAG = Kind({"type": "boolean"}, _flag)
DAY = Kind({"type": "string", "format": "date"}, lambda said, name: read_day(said, name))

CASE = Parameter(
    "case", "case_name", text("case"), "The case, by name. Else the one that the server was started with.", words=("NAME",)
)
BASE = Parameter("base", "base_name", text("base"), "The rule base: a shipped one, or that of the server.")
# Those of every question about a case, as the command line has them.
ASKING = (
    CASE,
    BASE,
    Parameter("as_of", "as_of", DAY, "The facts that hold on that day.", otherwise=None),
    Parameter("known_by", "known_by", text(), "Only what had been recorded by then (UTC)."),
    Parameter(
        "set", "sets", text("fact"), "What if: D=S replaces what is known of D by state S (or S|T).", True, words=("what-if",)
    ),
    Parameter("unset", "unsets", text("descriptor"), "What if: nothing is known of D.", repeated=True),
    Parameter("without", "without", text("rule"), "Dissent: leave this rule out.", repeated=True),
    Parameter("weight", "weights", text("weight"), "Dissent: RULE:STATE=N gives this weight another value.", repeated=True),
)


def read_query(setting: Setting, query: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """What a query says, by the keywords that take it. Raises `InvalidInput` with everything that does not fit."""
    problems: list[Problem] = []
    known = {parameter.name: parameter for parameter in parameters}
    said: dict[str, list[str]] = {}
    for name, word in _pairs(query):
        if name not in known:
            problems.append(
                Problem(Place(name[:40]), "unknown-parameter", f"`{name[:40]}` is no parameter here", did_you_mean(name, known))
            )
        said.setdefault(name, []).append(word)
    asked: dict[str, Any] = {"store": setting.store}
    for parameter in parameters:
        words = said.get(parameter.name, [])
        found = [gathered(problems, parameter.kind.read, word, parameter.name) for word in words]
        if parameter.repeated:
            asked[parameter.keyword] = tuple(found)
            continue
        if len(found) > 1:
            problems.append(
                Problem(Place(parameter.name), "said-twice", f"{parameter.name} is said {len(found)} times", "Say it once.")
            )
        if parameter.required and not found:
            problems.append(Problem(Place(parameter.name), "missing-parameter", f"{parameter.name} is missing", parameter.about))
        asked[parameter.keyword] = found[0] if found else parameter.otherwise
    if problems:
        raise InvalidInput(problems)
    return completed(setting, asked)


def completed(setting: Setting, asked: dict[str, Any]) -> dict[str, Any]:
    """With the case and the base of the server where none is named. Raises `InvalidInput` where one may not be named."""
    check_names(setting, asked.get("case_name", ""), asked.get("base_name", ""))
    own = {"case_name": setting.case_name, "base_name": setting.base_name}
    return asked | {key: asked[key] or own[key] for key in own if key in asked}


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query in their order. Raises `InvalidInput` where it is no UTF-8, or has too many."""
    parts = [part for part in query.split("&") if part]
    if len(parts) > MOST_PARAMETERS:
        raise invalid(
            Place("query"), "too-many-parameters", f"{len(parts):,} parameters", f"At most {MOST_PARAMETERS:,} are read."
        )
    try:
        pairs = [part.partition("=") for part in parts]
        return [(unquote_plus(name, errors="strict"), unquote_plus(word, errors="strict")) for name, _, word in pairs]
    except UnicodeDecodeError:
        raise invalid(
            Place("query"), "not-utf8", "the query is no UTF-8", "Encode it as UTF-8, then with per cent signs."
        ) from None
