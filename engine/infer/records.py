"""Values of the engine as plain JSON values: what documents, records and hashes are made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from msgspec import Struct

from engine.infer.situation import fact_record
from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, RuleStatus, TestReading
from engine.language.descriptors import NumberRange
from engine.language.facts import Fact, Kind
from engine.language.problems import NOWHERE, Place
from engine.language.rules import Binding


class SourceRecord(TypedDict):
    """Where a fact comes from; what is empty is left out."""

    publisher: NotRequired[str]
    title: NotRequired[str]
    date: NotRequired[str]
    locator: NotRequired[str]
    url: NotRequired[str]


class FactRecord(TypedDict):
    """A fact: a descriptor is in one of some states or, of a numeric one, in a range. What is empty is left out."""

    descriptor: str
    value: list[str] | str
    kind: Kind
    source: NotRequired[SourceRecord]
    since: NotRequired[date]
    until: NotRequired[date]
    cite: NotRequired[list[int]]
    claims: NotRequired[list[str]]
    grade: NotRequired[str]
    note: NotRequired[str]
    author: NotRequired[str]
    unverified: NotRequired[bool]
    origin: NotRequired[str]
    place: NotRequired[str]


TestRecord = TypedDict("TestRecord", {"descriptor": str, "in": list[str], "known": list[str], "outcome": Outcome})
TestRecord.__doc__ = TestReading.__doc__


class AnyRecord(TypedDict):
    """Alternatives, and whether one of them holds."""

    any: list[ConditionRecord]
    outcome: Outcome


class ConditionRecord(TypedDict):
    """The entries of a condition, and whether all of them hold."""

    entries: list[TestRecord | AnyRecord]
    outcome: Outcome


class RuleReadingRecord(TypedDict):
    """A rule under what was known when it was read; `binding` is there where it is written for many actors."""

    rule: str
    status: RuleStatus
    when: ConditionRecord
    unless: list[ConditionRecord]
    binding: NotRequired[Binding]


# What is not written field by field, and as what it is.
RECORDS: dict[Any, Any] = {
    Fact: FactRecord,
    TestReading: TestRecord,
    AnyReading: AnyRecord,
    ConditionReading: ConditionRecord,
    RuleReading: RuleReadingRecord,
    NumberRange: str,
    Place: str,
    Decimal: str,
}


_PLAIN = frozenset({str, int, float, bool, type(None)})  # most values are one of these, and are looked at first


def plain(value: Any) -> Any:
    """A value of the engine as plain JSON values: as `RECORDS` says, else field by field, with what it tells beside them."""
    if type(value) in _PLAIN:
        return value
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
    if isinstance(value, RuleReading) and value.binding is None:
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "binding"}
    if isinstance(value, NumberRange | Place | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in fields_told(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    return value


def fields_told(kind: type[Struct]) -> tuple[str, ...]:
    """What the record of a value has: its fields, and the properties that it names in `beside`."""
    beside: tuple[str, ...] = getattr(kind, "beside", ())
    return (*kind.__struct_fields__, *beside)
