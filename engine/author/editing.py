"""JSON Schemas of the files of one base: by them an editor offers, explains and checks entries, names and states."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Literal, get_args

from pydantic import BaseModel

from engine.author.naming import VARIABLE, Names, words
from engine.author.shapes import TEXT, Own, Schema, one_or_more, record_shape, shape_of
from engine.language import records
from engine.language.base import RuleBase
from engine.language.describing import MAX_STATES, RESERVED
from engine.language.descriptors import EXTERNAL
from engine.language.expecting import STATUSES
from engine.language.numbers import NUMBER
from engine.language.scopes import MAX_VARIABLES

Kind = Literal["base", "vocabulary", "rules", "case"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DIALECT = "https://json-schema.org/draft/2020-12/schema"

MADE = "Made by `kakehashi schema --base`, which writes it anew."

_ANY = "One of these conditions must hold."
_NOT = "Each of these must be known to be otherwise."


def editor_schema(kind: Kind, base: RuleBase, cases: Collection[str]) -> Schema:
    """The schema of one kind of file of a base, whose cases go by these names.

    It refuses nothing that loads, as long as the other files stay as they are. What it cannot see, `check` does.
    """
    names = Names(base)
    make = {"base": _base, "vocabulary": _vocabulary, "rules": _rules, "case": _case}[kind]
    shape = make(names, base, cases)
    head = {
        "$schema": DIALECT,
        "$comment": MADE,
        "title": f"{kind} of {base.name}",
        "description": f"{base.title}: {_WHAT[kind]}",
    }
    return head | shape | {"$defs": names.defs}


_WHAT = {
    "base": "what the base is, and the text it rests on.",
    "vocabulary": "its descriptors.",
    "rules": "its rules.",
    "case": "the facts of one situation; with `expect` it is a test.",
}


def schema_file(kind: Kind, base: RuleBase, cases: Collection[str]) -> str:
    """The schema of one kind of file, as its own file has it."""
    return json.dumps(editor_schema(kind, base, cases), indent=1) + "\n"


def _base(names: Names, base: RuleBase, cases: Collection[str]) -> Schema:
    """`base.yaml`. What is declared in this very file is not held against what it was before."""
    own: dict[tuple[type[BaseModel], str], Schema] = {(records.BaseRecord, "verdict"): names.called(worded=True)}
    if cases:
        own[records.BaseRecord, "baseline"] = words(cases)
    return record_shape(records.BaseRecord, own)


def _vocabulary(names: Names, base: RuleBase, _: Collection[str]) -> Schema:
    number = {"type": ["number", "string"], "pattern": f"^{NUMBER}$"}
    state = shape_of(records.State, {})
    own: Own = {
        (records.DescriptorRecord, "id"): shape_of(records.DescriptorId, {}) | {"not": {"enum": sorted(RESERVED)}},
        (records.DescriptorRecord, "states"): {
            "type": "array",
            "items": state,
            "minItems": 2,
            "maxItems": MAX_STATES,
            "uniqueItems": True,
        },
        (records.DescriptorRecord, "lever"): names.actors(words([EXTERNAL]), _variable()),
        (records.NumberRecord, "min"): number,
        (records.NumberRecord, "max"): number,
        **_cited(records.DescriptorRecord, names),
        **_scoped(records.DescriptorRecord, names, base),
    }
    shape = _with_scope(record_shape(records.DescriptorRecord, own))
    worded, counted = {"required": ["states"]}, {"required": ["number"], "not": {"required": ["default"]}}
    return {"type": "array", "items": shape | {"oneOf": [worded, counted]}}


def _rules(names: Names, base: RuleBase, _: Collection[str]) -> Schema:
    tests = names.descriptors("test", variables=True)
    refer = {"$ref": "#/$defs/condition"}
    alternatives = {"title": "any", "description": _ANY, "type": "array", "items": refer, "minItems": 1}
    otherwise = {"title": "not", "description": _NOT, **tests, "minProperties": 1}
    condition = tests | {"properties": tests["properties"] | {"any": alternatives, "not": otherwise}}
    names.define("condition", condition | {"minProperties": 1})
    own: Own = {
        (records.RuleRecord, "when"): condition | {"type": ["object", "null"]},  # of nothing: it always holds
        (records.RuleRecord, "unless"): {"anyOf": [refer, {"type": "array", "items": refer, "minItems": 1}]},
        (records.RuleRecord, "then"): names.descriptors("effect", variables=True) | {"minProperties": 1},
        (records.RuleRecord, "impact"): names.descriptors("weights", variables=True) | {"minProperties": 1},
        **_cited(records.RuleRecord, names, 1),
        **_scoped(records.RuleRecord, names, base),
    }
    shape = _with_scope(record_shape(records.RuleRecord, own))
    return {"type": "array", "items": shape | {"anyOf": [{"required": ["then"]}, {"required": ["impact"]}]}}


def _case(names: Names, base: RuleBase, cases: Collection[str]) -> Schema:
    rules = names.define("rules", one_or_more(names.define("rule", names.rule)))
    called = names.define("descriptors", one_or_more(names.define("descriptor", names.called())))
    verdict = words(base.descriptors[base.verdict].states)
    by_state = names.define("by-state", names.by_state(rules))
    status = names.define("status", {"enum": list(STATUSES)})
    listed = names.descriptors("states")
    statuses = {part: dict.fromkeys(listed.get(part, ()), status) for part in ("properties", "patternProperties")}
    states = names.define("states", listed)
    case = words(cases) if cases else dict(TEXT)
    own: Own = {
        (records.CaseRecord, "facts"): {"type": "array", "items": _fact(names)},
        (records.CaseRecord, "extends"): case,
        (records.CaseRecord, "retract"): called,
        (records.ExpectationRecord, "verdict"): verdict,
        (records.ExpectationRecord, "not_indicated"): one_or_more(verdict),
        (records.ExpectationRecord, "states"): states,
        (records.ExpectationRecord, "excluded"): states,
        (records.ExpectationRecord, "status"): listed | statuses,
        (records.ExpectationRecord, "fired"): rules,
        (records.ExpectationRecord, "not_fired"): rules,
        (records.ExpectationRecord, "ruled_out"): names.by_rule(called),
        (records.ExpectationRecord, "for"): by_state,
        (records.ExpectationRecord, "against"): by_state,
        (records.ExpectationRecord, "asks_for"): called,
        (records.ComparisonRecord, "case"): case,
        (records.ComparisonRecord, "rises"): states,
        (records.ComparisonRecord, "fell_silent"): by_state,
        (records.ComparisonRecord, "lead_shrinks"): states,
    }
    return record_shape(records.CaseRecord, own)


def _fact(names: Names) -> Schema:
    """A fact: its descriptor is one key among the others, so that of two no schema tells."""
    source = {"anyOf": [shape_of(records.Text, {}), record_shape(records.FactSourceRecord, {})]}
    grades = [f"{one}{statement}" for one in "ABCDEF" for statement in "123456"]
    own: Own = {
        (records.FactRecord, "source"): source,
        (records.FactRecord, "grade"): {"enum": [*grades, ""]},
        **_cited(records.FactRecord, names),
    }
    entries = record_shape(records.FactRecord, own)
    named = names.descriptors("fact")
    nothing = {"propertyNames": {"enum": list(entries["properties"])}}
    return named | {"properties": named["properties"] | entries["properties"], "not": nothing}


def _cited(model: type[BaseModel], names: Names, least: int = 0) -> Own:
    return {(model, "cite"): names.paragraphs(least), (model, "claims"): names.claims}


def _scoped(model: type[BaseModel], names: Names, base: RuleBase) -> Own:
    """`for` and `except`, for the actors of a base and their kinds."""
    kinds = words(dict.fromkeys(kind for actor in base.actors.values() for kind in actor.kinds))
    keys = {"type": "object", "propertyNames": {"title": "A", **_variable()}}
    return {
        (model, "for"): keys | {"additionalProperties": kinds, "minProperties": 1, "maxProperties": MAX_VARIABLES},
        (model, "except"): keys | {"additionalProperties": names.actors()},
        (model, "order"): {"type": "string", "pattern": rf"^\s*{VARIABLE}\s*(?:<\s*{VARIABLE}\s*)+$"},
    }


def _with_scope(shape: Schema) -> Schema:
    """What is said of variables is said where there are some."""
    return shape | {"dependentRequired": {entry: ["for"] for entry in ("distinct", "order", "except")}}


def _variable() -> Schema:
    return {"type": "string", "pattern": f"^{VARIABLE}$"}
