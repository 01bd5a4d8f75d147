"""Facts read back from their records: plain JSON values, as `fact_record` writes them and a row of a table has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from engine.language.base import RuleBase
from engine.language.facts import Fact, Kind, Source
from engine.language.problems import InvalidInput, Place, Problem, invalid
from engine.language.resolving import Resolver

MAX_TEXT = 4000  # characters, as in a YAML file
GRADE_HINT = "A to F for the source, 1 to 6 for the statement: B2, for example."

Text = Annotated[str, Meta(max_length=MAX_TEXT)]


class _Record(Struct, forbid_unknown_fields=True):
    descriptor: Text
    value: list[Text] | Text
    kind: Kind = "observed"
    source: dict[str, Text] = {}
    since: date | None = None
    until: date | None = None
    grade: Annotated[str, Meta(pattern=r"^([A-F][1-6])?\Z")] = ""
    cite: list[int] = []
    claims: list[str] = []
    note: Text = ""
    author: Text = ""
    unverified: bool = False
    origin: Text = ""


def read_fact(base: RuleBase, record: Mapping[str, Any], place: Place) -> Fact:
    """The fact of a record, whose states are those of the base.

    Raises `InvalidInput` where an entry is unknown or not of its kind, or a descriptor or state is none of the base's.
    """
    try:
        said = msgspec.convert(record, _Record)
        source = msgspec.convert(said.source, Source)
        if unknown := said.source.keys() - set(Source.__struct_fields__):
            raise msgspec.ValidationError(f"a source has no entry `{min(unknown)}`")
    except msgspec.ValidationError as error:
        hint = GRADE_HINT if "grade" in str(error) else "Entries are those of a fact in a case file."
        raise invalid(place, "wrong-fact", f"this is no fact: {error}", hint) from None
    descriptor = base.descriptor(said.descriptor, place)
    problems: list[Problem] = []
    written = said.value if isinstance(said.value, str) else "|".join(said.value)
    value = Resolver(base.vocabulary, problems).fact_value(descriptor, written, place)
    if value is None:
        raise InvalidInput(problems)
    fact = Fact(
        descriptor.id, value, said.since, said.until, source, said.grade, said.kind, tuple(said.cite), tuple(said.claims),
        said.note, said.author, said.unverified, said.origin, place,
    )  # fmt: skip
    return check_dates(fact)


def check_dates(fact: Fact) -> Fact:
    """The fact. Raises `InvalidInput` where it ends before it begins."""
    if fact.since and fact.until and fact.until < fact.since:
        message = f"the fact ends ({fact.until}) before it begins ({fact.since})"
        raise InvalidInput([Problem(fact.place, "wrong-dates", message, "Mend one of the two; both are days on which it holds.")])
    return fact
