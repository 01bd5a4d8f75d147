"""A journal read: the state of its case by what was told up to one of its events.

The state is a function of the events alone: the facts that were told and not taken back. `tests/keep` compares it with a
model that reads all events one after the other, as `Folded` does here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.keep.events import Event, fact_id, read_event
from engine.keep.rows import Head, Spoken
from engine.keep.times import read_time
from engine.language.base import RuleBase
from engine.language.fact_records import read_fact
from engine.language.facts import Case, Fact
from engine.language.problems import Place, invalid

if TYPE_CHECKING:
    from engine.keep.store import Store


class Told(Struct, frozen=True):
    """A fact of a journal: its id, what it says, when and by whom it was recorded, and the event that took it back."""

    id: str
    fact: Fact
    recorded: str
    author: str
    gone: int | None = None


class Journal(Struct, frozen=True):
    """A journal up to one of its events, `seq`: what was known by then."""

    store: Store
    head: Head
    seq: int
    opened: Event

    @property
    def name(self) -> str:
        """The name it goes by here."""
        return self.head.name

    @property
    def base_note(self) -> dict[str, str]:
        """The rule base that its facts were last told under: ``name``, ``title``, ``rules_hash``, ``vocabulary_hash``."""
        newest = next(self.store.of_kind(self.head.id, "rebased", self.seq), None)
        event = self.event(newest.seq) if newest else self.opened
        note: dict[str, str] = event.body["base"]
        return note

    @property
    def latest(self) -> date | None:
        """The latest date that any of its facts speaks of: what is asked as of where no date is named."""
        opened = self.opened.body.get("as_of")
        days = (date.fromisoformat(opened) if opened else None, self.store.latest(self.head.id, self.seq))
        return max((day for day in days if day), default=None)

    def place(self, seq: int) -> Place:
        """Where an event stands, for messages."""
        return Place(f"{self.name}#{seq}")

    def event(self, seq: int) -> Event:
        """One of its events. Raises `InvalidInput` where it has none of that number."""
        if not 1 <= seq <= self.seq:
            hint = f"Its events are 1 to {self.seq}; `kakehashi audit log` lists them."
            raise invalid(Place(self.name), "no-event", f"there is no event {seq}", hint)
        return read_event(self.store.texts(self.head.id, [seq])[seq], self.place(seq))

    def events(self) -> Iterator[Event]:
        """Its events, in order."""
        for stored in self.store.intact(self.head.id, 1, self.seq):
            yield read_event(stored.text, self.place(stored.seq))

    def told(self, base: RuleBase, spoken: Iterable[Spoken]) -> list[Told]:
        """The facts that the table beside the events names, read from the events. Raises `InvalidInput` where the base
        has no such descriptor or state.
        """
        listed = list(spoken)
        texts = self.store.texts(self.head.id, sorted({one.seq for one in listed}))
        events = {seq: read_event(text, self.place(seq)) for seq, text in texts.items()}
        return [told(base, self.name, events[one.seq], one.at, one.gone) for one in listed]

    def case(self, base: RuleBase, as_of: date | None = None) -> Case:
        """The case with the facts that stand on a date (None: the latest)."""
        day = as_of or self.latest
        names = self.store.descriptors(self.head.id)
        spoken = sorted(one for name in names for one in self.store.standing(self.head.id, name, day, self.seq))
        return self.case_of(self.told(base, spoken), day)

    def whole_case(self, base: RuleBase) -> Case:
        """The case with all its facts, whatever their dates."""
        return self.case_of(self.told(base, self.store.told(self.head.id, self.seq)), self.latest)

    def case_of(self, facts: Iterable[Told], day: date | None) -> Case:
        """A case of some of its facts, asked as of a date."""
        body = self.opened.body
        return Case(self.name, body["title"], tuple(one.fact for one in facts), as_of=day, place=Place(self.name))


def told(base: RuleBase, name: str, event: Event, at: int, gone: int | None = None) -> Told:
    """The fact at a place of an event."""
    facts: list[dict[str, Any]] = event.body["facts"]
    id_ = fact_id(event.seq, at, len(facts))
    return Told(id_, read_fact(base, facts[at - 1], Place(f"{name}#{id_}")), event.recorded, event.author, gone)


def open_journal(store: Store, head: Head, known_by: str = "") -> Journal:
    """A journal by what had been recorded by a time (empty: all of it).

    Raises `InvalidInput` where the time is none, or lies before the journal was opened.
    """
    seq = store.last_by(head.id, read_time(known_by, "--known-by")) if known_by else head.seq
    journal = Journal(store, head, max(seq, 1), read_event(store.texts(head.id, [1])[1], Place(f"{head.name}#1")))
    if seq < 1:
        message = f"the case {head.name} was opened only at {journal.opened.recorded}"
        raise invalid(Place("--known-by"), "nothing-known", message, "Ask by a later time.")
    return journal


def is_fact_id(said: str) -> bool:
    """Whether a word has the form of a fact's id: ``7``, or ``1.12``."""
    seq, point, at = said.partition(".")
    return seq.isdecimal() and (at.isdecimal() if point else True)
