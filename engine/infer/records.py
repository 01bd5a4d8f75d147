"""Values of the engine as plain JSON values: what documents, records and hashes are made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from engine.infer.situation import fact_record
from engine.infer.trace import AnyReading, ConditionReading, RuleReading, TestReading
from engine.language.descriptors import NumberRange
from engine.language.facts import Fact
from engine.language.problems import NOWHERE, Place
from engine.language.rules import Rule


def plain(value: Any) -> Any:
    """A value of the engine as plain JSON values, field by field."""
    if isinstance(value, Fact):
        return fact_record(value) | ({"place": str(value.place)} if value.place != NOWHERE else {})
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
    if isinstance(value, RuleReading | Rule) and value.binding is None:  # a rule that is written as it stands has none
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "binding"}
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
