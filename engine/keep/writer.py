"""Writing to one journal: events and texts that are added to it within one transaction."""

from __future__ import annotations

from typing import Any

from engine.keep import clock
from engine.keep.databases import Database
from engine.keep.events import MAX_BYTES, Event, EventKind, check_characters, hash_of
from engine.keep.rows import spoken_by, taken_back_by
from engine.language.problems import Place, invalid

SET_CURRENT = (
    "INSERT INTO current_case (author, journal) VALUES (?, ?) ON CONFLICT (author) DO UPDATE SET journal = excluded.journal"
)


class Writer:
    """Adds events to one journal, within a transaction of its store."""

    def __init__(self, database: Database, journal: str, seq: int, hash_: str, recorded: str) -> None:
        self.database, self.journal = database, journal
        self.seq, self.hash, self.recorded = seq, hash_, recorded

    def append(self, kind: EventKind, body: dict[str, Any], author: str) -> Event:
        """A new event at the end. Its time is never before that of the event before it, whatever the clock says."""
        event = Event(self.seq + 1, self.hash, max(clock.utc_now(), self.recorded), author, kind, body)
        self.add(event)
        return event

    def add(self, event: Event) -> None:
        """An event at the end, as it was written elsewhere or is written now.

        Raises `InvalidInput` where it is too large, or holds a character that may not stand in a text.
        """
        check_characters(event)
        text = event.text
        if len(text.encode()) > MAX_BYTES:
            raise invalid(Place("event"), "event-too-large", f"more than the {MAX_BYTES:,} bytes of an event", "Say it in parts.")
        hash_ = hash_of(text)
        execute = self.database.execute
        row = (self.journal, event.seq, event.prev, hash_, event.recorded, event.kind, text)
        execute("INSERT INTO event (journal, seq, prev, hash, recorded, kind, text) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        for one in spoken_by(event):
            fact = (self.journal, one.seq, one.at, one.descriptor, one.since, one.until)
            execute("INSERT INTO fact (journal, seq, at, descriptor, since, until) VALUES (?, ?, ?, ?, ?, ?)", fact)
        for seq, at in taken_back_by(event):
            execute("UPDATE fact SET gone = ? WHERE journal = ? AND seq = ? AND at = ?", (event.seq, self.journal, seq, at))
        self.seq, self.hash, self.recorded = event.seq, hash_, event.recorded
        self.database.written = (event.seq, hash_)

    def move_head(self) -> None:
        """Has the head of the journal be the last event: once, however many were added."""
        head = (self.seq, self.hash, self.recorded, self.journal)
        self.database.execute("UPDATE journal_head SET seq = ?, hash = ?, recorded = ? WHERE journal = ?", head)

    def make_current(self, author: str) -> None:
        """Says that somebody works on this journal from now on."""
        self.database.execute(SET_CURRENT, (author, self.journal))

    def archive(self, text: str) -> str:
        """Keeps a text that an event names; returns its hash."""
        hash_ = hash_of(text)
        self.database.execute("INSERT INTO archive (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (hash_, text))
        return hash_
