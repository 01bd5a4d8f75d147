"""What stands in the tables of a store: the head of a journal, an event, a fact beside the events."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.keep.events import Event


class Head(Struct, frozen=True):
    """A journal as it stands: its id, the name it goes by here, its last event and that event's hash.

    `base` is where its rule base is found here: a shipped name or a folder; empty where it is only archived.
    """

    id: str
    name: str
    base: str
    archived: bool
    seq: int
    hash: str
    recorded: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class Stored(Struct, frozen=True):
    """An event as it is stored: its text, and what stands beside it."""

    seq: int
    prev: str
    hash: str
    recorded: str
    kind: str
    text: str


class Spoken(Struct, frozen=True, order=True):
    """A fact as the table beside the events has it: the fact at a place of an event, and the event that took it back."""

    seq: int
    at: int
    descriptor: str
    since: str
    until: str
    gone: int | None = None


def spoken_by(event: Event) -> Iterator[Spoken]:
    """The facts that an event tells, as the table beside the events has them."""
    for at, record in enumerate(event.body["facts"] if event.kind in ("opened", "asserted") else (), start=1):
        yield Spoken(event.seq, at, record["descriptor"], record.get("since", ""), record.get("until", ""))


def taken_back_by(event: Event) -> Iterator[tuple[int, int]]:
    """The facts that an event takes back: the event that told each, and its place there."""
    named = {"asserted": "replaces", "retracted": "facts"}.get(event.kind)
    for said in event.body[named] if named else ():
        seq, _, at = said.partition(".")
        yield int(seq), int(at or 1)
