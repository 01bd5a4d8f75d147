"""A trace as a record of plain JSON values, and read back from it: nothing is lost either way.

The record is what `kakehashi assess --json` shows and what a journal keeps; its hash is that of its canonical JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from engine.infer.program import Dissent
from engine.infer.records import plain
from engine.infer.situation import canonical_json
from engine.infer.trace import (
    SCHEMA,
    AnyReading,
    Beaten,
    ConditionReading,
    Given,
    RuleReading,
    Settling,
    Tension,
    TestReading,
    Trace,
)
from engine.language.conditions import Test
from engine.language.facts import Fact, Source
from engine.language.numbers import parse_range
from engine.language.problems import NOWHERE, Place, invalid
from engine.language.rules import Binding, Bound

Document = Mapping[str, Any]


def trace_record(trace: Trace) -> dict[str, Any]:
    """A trace as plain JSON values; its `schema` is its own."""
    record: dict[str, Any] = plain(trace)
    return record


def trace_text(trace: Trace) -> str:
    """The text of a trace that a journal keeps and that is hashed: canonical JSON, without where its facts were written,
    which is another thing on every machine.
    """
    given, context = (
        tuple(replace(part, facts=tuple(replace(fact, place=NOWHERE) for fact in part.facts)) for part in parts)
        for parts in (trace.given, trace.context)
    )
    return canonical_json(trace_record(replace(trace, given=given, context=context))).decode()


def read_trace(record: Document, place: Place) -> Trace:
    """The trace of a record. Raises `InvalidInput` where it is none."""
    try:
        trace = _trace(record)
        if trace.schema == SCHEMA and trace_record(trace) == record:
            return trace
    except (KeyError, TypeError, ValueError, AttributeError):  # what a record that is none of ours may lead to
        pass
    raise invalid(place, "no-trace", "this is no trace of ours", "It was changed, or written by a newer program.")


def _trace(document: Document) -> Trace:
    parts = {
        "dissents": tuple(Dissent(**dissent) for dissent in document["dissents"]),
        "given": tuple(map(_given, document["given"])),
        "context": tuple(map(_given, document["context"])),
        "readings": tuple(map(_rule, document["readings"])),
        "settlings": tuple(map(_settling, document["settlings"])),
    }
    return Trace(**{**document, **parts})


def _given(document: Document) -> Given:
    return Given(document["descriptor"], tuple(document["states"]), tuple(map(_fact, document["facts"])))


def _fact(document: Document) -> Fact:
    value = tuple(document["value"]) if isinstance(document["value"], list) else parse_range(document["value"])
    if value is None:
        raise ValueError(document["value"])
    days = {key: date.fromisoformat(document[key]) for key in ("since", "until") if key in document}
    lists = {key: tuple(document[key]) for key in ("cite", "claims") if key in document}
    parts = {
        "value": value,
        "source": Source(**document.get("source", {})),
        "place": _place(document["place"]) if "place" in document else NOWHERE,
    }
    return Fact(**{**document, **days, **lists, **parts})


def _place(text: str) -> Place:
    file, _, rest = text.partition(":")
    line, _, column = rest.partition(":")
    return Place(file, int(line or 0), int(column or 0))


def _rule(document: Document) -> RuleReading:
    unless = tuple(map(_condition, document["unless"]))
    said = document.get("binding")
    binding = Binding(said["rule"], tuple(Bound(**bound) for bound in said["bound"])) if said else None
    return RuleReading(document["rule"], document["status"], _condition(document["when"]), unless, binding)


def _condition(document: Document) -> ConditionReading:
    return ConditionReading(tuple(map(_entry, document["entries"])), document["outcome"])


def _entry(document: Document) -> TestReading | AnyReading:
    if "any" in document:
        return AnyReading(tuple(map(_condition, document["any"])), document["outcome"])
    test = Test(document["descriptor"], tuple(document["in"]))
    return TestReading(test, tuple(document["known"]), document["outcome"])


def _settling(document: Document) -> Settling:
    tension = document["tension"]
    parts: dict[str, Any] = {key: tuple(value) for key, value in document.items() if isinstance(value, list)}
    parts["balances"] = tuple((state, balance) for state, balance in document["balances"])
    parts["beaten"] = tuple(Beaten(**beaten) for beaten in document["beaten"])
    if tension:
        sides = {"derived": tuple(tension["derived"]), "asserted": tuple(tension["asserted"])}
        parts["tension"] = Tension(**{**tension, **sides})
    return Settling(**{**document, **parts})
