"""What an inference starts from: the facts of a case that hold on a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.collecting import Uncollected
from engine.language.facts import Case, Fact, states_left


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
    with Uncollected():
        as_of = as_of or case.latest_date()
        standing = case.standing(as_of)
        parts = [
            Given(descriptor.id, states_left(descriptor, facts), facts)
            for descriptor, facts in zip(base.descriptors.values(), map(standing.get, base.descriptors), strict=True)
            if facts is not None
        ]
        given, context = parts, []
        if base.context:
            given = [part for part in parts if part.descriptor not in base.context]
            context = [part for part in parts if part.descriptor in base.context]
        stand = [fact for part in (*given, *context) for fact in part.facts]
        return Situation(as_of, tuple(given), tuple(context), facts_hash(stand))


def facts_hash(facts: Iterable[Fact]) -> str:
    """The SHA-256 of facts: of their records, a line each, in the order of these, which is not that of writing."""
    return sha256(b"\n".join(sorted([canonical_json(fact_record(fact)) for fact in facts]))).hexdigest()


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as plain JSON values; what is empty is left out."""
    value = list(fact.value) if isinstance(fact.value, tuple) else str(fact.value)
    record: dict[str, Any] = {"descriptor": fact.descriptor, "value": value, "kind": fact.kind}
    if fact.source is not _NO_SOURCE and (source := {key: text for key, text in asdict(fact.source).items() if text}):
        record["source"] = source
    if fact.since is not None:
        record["since"] = fact.since.isoformat()
    if fact.until is not None:
        record["until"] = fact.until.isoformat()
    if fact.cite:
        record["cite"] = list(fact.cite)
    if fact.claims:
        record["claims"] = list(fact.claims)
    if fact.grade:
        record["grade"] = fact.grade
    if fact.note:
        record["note"] = fact.note
    if fact.author:
        record["author"] = fact.author
    if fact.unverified:
        record["unverified"] = True
    if fact.origin:
        record["origin"] = fact.origin
    return record


def canonical_json(record: dict[str, Any]) -> bytes:
    """Canonical JSON (RFC 8785) of a record of texts, whole numbers, flags, lists and records.

    Of such values the sorted encoding of msgspec is the canonical one, at a sixth of the time; a test holds that
    it is what `rfc8785` makes. Keys are ASCII, so sorting them by code point is what the standard asks.
    """
    return _CANONICAL.encode(record)


_NO_SOURCE = Fact("", ()).source
_CANONICAL = msgspec.json.Encoder(order="sorted")
