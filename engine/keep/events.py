"""The events of a journal: what happened to a case, each hashed, and chained to the one before it.

An event is written down as canonical JSON (RFC 8785), and that very text is stored and hashed: SHA-256. It holds the
hash of the event before it (the first one holds an empty text), so that a changed, lost, moved or added event shows.

================  ==================================================================================================
kind              body
================  ==================================================================================================
``opened``        ``id`` of the journal, ``name`` then, ``title``, ``from`` (a case), ``as_of``, ``base``, ``facts``
``asserted``      ``facts``, and ``replaces``: the facts that were wrong and are taken back (`--correct`)
``retracted``     ``facts`` that are taken back, and ``why``
``rebased``       ``base``: the rule base is written otherwise from here on
``assessed``      an assessment: what was asked, of which base and facts, the verdict, the hash of the trace
``noted``         ``note``
================  ==================================================================================================

Facts that are told are records (`engine.infer.situation.fact_record`); facts that are named are ids, ``7`` for the
only fact of event 7, ``1.12`` for the twelfth of event 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from engine.infer.situation import canonical_json
from engine.language.documents import CONTROL
from engine.language.problems import Place, invalid

EventKind = Literal["opened", "asserted", "retracted", "rebased", "assessed", "noted"]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
FactId = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,11}(\.[1-9][0-9]{0,11})?\Z")]
MAX_BYTES = 4 * 1024**2  # of one event: some thousands of facts


class BaseNote(Struct, forbid_unknown_fields=True):
    """Which rule base, and at which hashes of its text."""

    name: str
    title: str
    rules_hash: Hash
    vocabulary_hash: Hash


class FactNote(Struct):
    """A fact as far as a journal must know it; its other entries are read with its base (`engine.language.fact_records`)."""

    descriptor: str
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class DissentNote(Struct, forbid_unknown_fields=True):
    """A rule switched off (`state` empty), or one of its weights replaced."""

    rule: str
    descriptor: str
    state: str
    weight: int
    authored: int


class Opened(Struct, forbid_unknown_fields=True, rename={"come_from": "from"}):
    """The body of the first event: the journal's id, what the case was made from, its base and its facts."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
    name: str
    title: str
    come_from: str
    as_of: date | None
    base: BaseNote
    facts: list[FactNote]


class Asserted(Struct, forbid_unknown_fields=True):
    """The body of facts that are told, and of those that were wrong and are taken back."""

    facts: list[FactNote]
    replaces: list[FactId]


class Retracted(Struct, forbid_unknown_fields=True):
    """The body of facts that are taken back, with the reason."""

    facts: list[FactId]
    why: str


class Rebased(Struct, forbid_unknown_fields=True):
    """The body of a rule base that is written otherwise from here on."""

    base: BaseNote


class Assessed(Struct, forbid_unknown_fields=True):
    """The body of an assessment: what was asked, of which base and facts, the verdict, the hash of the trace."""

    as_of: date | None
    known_by: int
    changed: list[str]
    freed: list[str]
    dissents: list[DissentNote]
    base: BaseNote
    facts_hash: Hash
    verdict: dict[str, Any]
    evaluator: Literal["rete", "reference"]
    instead: str
    engine: str
    trace: Hash


class Noted(Struct, forbid_unknown_fields=True):
    """The body of a note."""

    note: str


_BODIES: dict[str, type[Struct]] = {
    "opened": Opened,
    "asserted": Asserted,
    "retracted": Retracted,
    "rebased": Rebased,
    "assessed": Assessed,
    "noted": Noted,
}


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """One event. `seq` counts from 1, `prev` is the hash of the event before, `recorded` the time in UTC."""

    seq: int
    prev: str
    recorded: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")]
    author: str
    kind: EventKind
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The event as it is stored and hashed."""
        return canonical_json(msgspec.structs.asdict(self)).decode()


def _refuse(said: str) -> float:
    """Journals hold whole numbers only."""
    raise ValueError(f"{said} is no whole number")


_DECODER = msgspec.json.Decoder(Event, float_hook=_refuse)


def check_characters(event: Event) -> None:
    """Raises `InvalidInput` where a text of the event holds a character that no file may hold, or that a terminal obeys."""
    for text in _texts([event.author, event.body]):
        check_text(text, Place("text"))


def check_text(text: str, place: Place) -> str:
    """A text. Raises `InvalidInput` where it holds a character that no file may hold, or that a terminal obeys."""
    if strange := CONTROL.search(text):
        message = f"the character U+{ord(strange[0]):04X} may not stand in `{text[:40]!a}`"
        raise invalid(place, "wrong-character", message, "Leave it out, or write a blank.")
    return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def hash_of(text: str) -> str:
    """SHA-256 of a text, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def read_event(text: str, place: Place) -> Event:
    """The event that a stored text tells. Raises `InvalidInput` where it tells none, or tells it in another form."""
    try:
        event = _DECODER.decode(text)
        msgspec.convert(event.body, _BODIES[event.kind])
        written = event.text
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        raise invalid(place, "no-event", f"this is no event of a journal: {error}", "It was changed, or damaged.") from None
    if written != text:
        raise invalid(place, "not-canonical", "the event is not written as it was hashed", "It was changed, or damaged.")
    return event


def fact_ids(event: Event) -> list[str]:
    """The ids of the facts that an event tells, in its order."""
    facts = event.body["facts"] if event.kind in ("opened", "asserted") else ()
    return [fact_id(event.seq, at, len(facts)) for at in range(1, len(facts) + 1)]


def fact_id(seq: int, at: int, among: int) -> str:
    """The id of the fact at a place (from 1) in an event that tells so many."""
    return str(seq) if among == 1 else f"{seq}.{at}"
