"""Whether a journal is what was written: every event hashed, chained, canonical, in order, and its texts kept.

A chain shows any change to what comes before its last event. It cannot show by itself that events were cut off at the
end, or that everything was written anew from some event on: that takes a *head*, ``seq:hash``, kept elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from engine.keep.events import Event, hash_of, read_event
from engine.keep.rows import Head, Spoken, Stored, spoken_by, taken_back_by
from engine.keep.store import Store
from engine.language.problems import InvalidInput, Place, StoreFault, invalid


class Verification(Struct, frozen=True):
    """What a check of a journal found: how many events are sound, the last of them, and the first flaw.

    `at` is the number of the event with the flaw, 0 where it is no event's, or none. `kept` is the head that was given, kept
    elsewhere; without one, what only a head can show was not looked for.
    """

    name: str
    events: int
    head: str
    flaw: str = ""
    at: int = 0
    kept: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.flaw


class Unsound(Exception):
    """A flaw, for whoever goes through a journal to stop at."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


def verify_journal(store: Store, head: Head, kept: str = "") -> Verification:
    """Goes through a journal in the store. Raises `InvalidInput` where `kept` is no head, `StoreFault` where it cannot."""
    wanted = read_head(kept)
    with store.snapshot():  # others may write to it meanwhile
        return _verify(store, store.head(head.id), wanted, kept)


def _verify(store: Store, head: Head, wanted: tuple[int, str] | None, kept: str) -> Verification:
    sound, last = 0, ""
    facts: dict[tuple[int, int], Spoken] = {}
    try:
        for event, hash_ in chain(store.stored(head.id), lambda name: _is_archived(store, name), wanted):
            sound, last = event.seq, f"{event.seq}:{hash_}"
            fold(facts, event)
        if (sound, last) != (head.seq, str(head)):
            message = f"the store says that its head is {head}; the last event is {last or 'missing'}"
            raise Unsound(message, min(sound, head.seq) + 1)
        if sorted(facts.values()) != sorted(store.every_fact(head.id)):
            raise Unsound("the table of facts beside the events is not what the events tell")
    except Unsound as flaw:
        return Verification(head.name, sound, last, str(flaw), flaw.at, kept)
    return Verification(head.name, sound, last, kept=kept)


def chain(
    stored: Iterable[Stored],
    is_archived: Callable[[str], bool],
    kept: tuple[int, str] | None,
    after: tuple[int, str, str] = (0, "", ""),
) -> Iterator[tuple[Event, str]]:
    """The events of a journal with their hashes, each checked against the one before. Raises `Unsound` at the first flaw.

    `after` is the number, the hash and the time of the event that the first of them follows.
    """
    seq, prev, recorded = after
    for row in stored:
        at = seq + 1
        if row.seq != at:
            raise Unsound(f"event {at} is missing: after {seq} comes {row.seq}", at)
        if hash_of(row.text) != row.hash:
            raise Unsound(f"event {at} is not the text that was hashed", at)
        try:
            event = read_event(row.text, Place(f"event {at}"))
        except InvalidInput as error:
            raise Unsound(f"event {at}: {error.problems[0].message}", at) from None
        if (event.seq, event.prev, event.recorded, event.kind) != (row.seq, row.prev, row.recorded, row.kind):
            raise Unsound(f"what stands beside event {at} is not what it says", at)
        if event.prev != prev:
            broken = f"event {at} does not follow from event {seq}: the chain is broken"
            raise Unsound(broken if seq else "event 1 is no beginning", at)
        if event.recorded < recorded:
            raise Unsound(f"event {at} was recorded before event {seq}", at)
        if (event.kind == "opened") is not (at == 1):
            raise Unsound(f"event {at} is of the kind `{event.kind}`, which cannot stand there", at)
        if missing := [name for name in texts_of(event) if not is_archived(name)]:
            raise Unsound(f"the text {missing[0][:12]}… that event {at} names is not kept, or was changed", at)
        if kept is not None and kept[0] == at and kept[1] != row.hash:
            raise Unsound(f"event {at} is not the one whose hash was kept: it was written anew, or one before it", at)
        prev, seq, recorded = row.hash, at, event.recorded
        yield event, row.hash
    if not seq:
        raise Unsound("there is no event", 1)
    if kept is not None and kept[0] > seq:
        raise Unsound(f"it ends with event {seq}; event {kept[0]}, whose hash was kept, was cut off", seq + 1)


def texts_of(event: Event) -> list[str]:
    """The hashes of the archived texts that an event names."""
    base: dict[str, Any] = event.body.get("base", {})
    return [base[key] for key in ("rules_hash", "vocabulary_hash") if key in base] + (
        [event.body["trace"]] if event.kind == "assessed" else []
    )


def fold(facts: dict[tuple[int, int], Spoken], event: Event) -> None:
    """Takes an event into what is told, fact by fact: the table beside the events, made from the events alone."""
    for key in taken_back_by(event):
        told = facts.get(key)
        if told is None or told.gone is not None:
            raise Unsound(f"event {event.seq} takes back a fact that is not told", event.seq)
        facts[key] = Spoken(told.seq, told.at, told.descriptor, told.since, told.until, event.seq)
    for spoken in spoken_by(event):
        facts[spoken.seq, spoken.at] = spoken


def read_head(said: str) -> tuple[int, str] | None:
    """The number and hash in ``seq:hash``, None of an empty text. Raises `InvalidInput` where it is no head."""
    if not said:
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,11}):([0-9a-f]{64})", said)
    if match is None:
        hint = "A head is the number of an event and its hash, `7:1f0c…`, as `kakehashi audit verify` prints it."
        raise invalid(Place("--head"), "wrong-head", f"`{said[:80]}` is no head", hint)
    return int(match[1]), match[2]


def _is_archived(store: Store, hash_: str) -> bool:
    try:
        store.archived(hash_)
    except StoreFault:
        return False
    return True
