"""Events, and the lines of an exported journal, as the records that they are: what their schemas are derived from."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from engine.ask.verdict import Verdict
from engine.infer.records import FactRecord
from engine.keep.events import Asserted, Assessed, Event, FactNote, Noted, Opened, Rebased, Retracted
from engine.keep.exporting import EventLine, Heading, TextLine

_Seq = Annotated[int, Meta(ge=1)]
_Time = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")]


class _Recorded(TypedDict):
    seq: _Seq
    prev: str
    recorded: _Time
    author: str


class OpenedEvent(_Recorded):
    """The first event: a case is opened."""

    kind: Literal["opened"]
    body: Opened


class AssertedEvent(_Recorded):
    """Facts are told."""

    kind: Literal["asserted"]
    body: Asserted


class RetractedEvent(_Recorded):
    """Facts are taken back."""

    kind: Literal["retracted"]
    body: Retracted


class RebasedEvent(_Recorded):
    """The rule base is written otherwise."""

    kind: Literal["rebased"]
    body: Rebased


class AssessedEvent(_Recorded):
    """An assessment is recorded."""

    kind: Literal["assessed"]
    body: Assessed


class NotedEvent(_Recorded):
    """A note."""

    kind: Literal["noted"]
    body: Noted


JournalLine = Heading | TextLine | EventLine

# Values of the store, and the records that they are; and fields whose type says less than what they hold.
RECORDS: dict[Any, Any] = {
    Event: OpenedEvent | AssertedEvent | RetractedEvent | RebasedEvent | AssessedEvent | NotedEvent,
    FactNote: FactRecord,
}
FIELDS: dict[tuple[type, str], Any] = {
    (Assessed, "verdict"): Verdict,
    (EventLine, "event"): Event,
    (Heading, "format"): Literal["kakehashi.journal"],
    (Heading, "version"): Literal[1],
}
