"""What an inference starts from: the facts of a case that hold on a date."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.facts import Case, Fact, Source, states_left


class Situation(Struct, frozen=True):
    """The standing facts on each descriptor, in the order of the vocabulary, and the SHA-256 of them all.

    `context` holds what is given on numbers that no rule reads; it takes no part in inference.
    """

    as_of: date | None
    given: tuple[Given, ...]
    context: tuple[Given, ...]
    facts_hash: str

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All the facts that stand."""
        return tuple(fact for part in (*self.given, *self.context) for fact in part.facts)


def situate(base: RuleBase, case: Case, as_of: date | None = None) -> Situation:
    """The situation of a case on a date (None: the latest any fact speaks of).

    Raises `InvalidInput` where facts that hold on that date share nothing.
    """
    as_of = as_of or case.latest_date()
    standing = case.standing(as_of)
    given: list[Given] = []
    context: list[Given] = []
    for name, descriptor in base.descriptors.items():
        if name in standing:
            part = Given(name, states_left(descriptor, standing[name]), standing[name])
            (context if descriptor.is_context else given).append(part)
    # The order in which facts were written makes no difference to the hash.
    facts = sorted(canonical_json(fact_record(fact)) for part in (*given, *context) for fact in part.facts)
    return Situation(as_of, tuple(given), tuple(context), sha256(b"\n".join(facts)).hexdigest())


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as plain JSON values; what is empty is left out."""
    record: dict[str, Any] = {
        "descriptor": fact.descriptor,
        "value": list(fact.value) if isinstance(fact.value, tuple) else str(fact.value),
        "kind": fact.kind,
    }
    if fact.source != _NO_SOURCE:
        record["source"] = {key: text for key in fact.source.__struct_fields__ if (text := getattr(fact.source, key))}
    for day in ("since", "until"):
        if (said := getattr(fact, day)) is not None:
            record[day] = said.isoformat()
    for key in ("cite", "claims"):
        if listed := getattr(fact, key):
            record[key] = list(listed)
    for key in ("grade", "note", "author", "unverified", "origin"):
        if text := getattr(fact, key):
            record[key] = text
    return record


def canonical_json(record: dict[str, Any]) -> bytes:
    """Canonical JSON (RFC 8785) of a record of texts, whole numbers, flags, lists and records.

    Of such values the sorted encoding of msgspec is the canonical one, at a sixth of the time; a test holds that
    it is what `rfc8785` makes. Keys are ASCII, so sorting them by code point is what the standard asks.
    """
    return msgspec.json.encode(record, order="sorted")


_NO_SOURCE = Source()
