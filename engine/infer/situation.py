"""What an inference starts from: the facts of a case that hold on a date."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import rfc8785
from msgspec import Struct

from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.descriptors import NumberRange
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
    as_of = as_of or case.latest_date()
    standing = case.standing(as_of)
    given: list[Given] = []
    context: list[Given] = []
    for name, descriptor in base.descriptors.items():
        if name in standing:
            part = Given(name, states_left(descriptor, standing[name]), standing[name])
            (context if descriptor.is_context else given).append(part)
    # The order in which facts were written makes no difference to the hash.
    facts = sorted(rfc8785.dumps(fact_record(fact)) for part in (*given, *context) for fact in part.facts)
    return Situation(as_of, tuple(given), tuple(context), sha256(b"\n".join(facts)).hexdigest())


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as plain JSON values; what is empty is left out."""
    source = {key: getattr(fact.source, key) for key in ("publisher", "title", "date", "locator", "url")}
    record = {
        "descriptor": fact.descriptor,
        "value": str(fact.value) if isinstance(fact.value, NumberRange) else list(fact.value),
        "since": fact.since.isoformat() if fact.since else "",
        "until": fact.until.isoformat() if fact.until else "",
        "source": {key: text for key, text in source.items() if text},
        "grade": fact.grade,
        "kind": fact.kind,
        "cite": list(fact.cite),
        "claims": list(fact.claims),
        "note": fact.note,
        "author": fact.author,
        "unverified": fact.unverified,
        "origin": fact.origin,
    }
    return {key: value for key, value in record.items() if value not in ("", [], {}, False)}
