"""The store: journals in a database, which two writers cannot fork and nobody changes behind their backs.

Every write is one transaction that begins with the head of its journal: the row is taken first, so that a second writer
waits, and then sees what the first has written. An event that was acknowledged is on the disk. Events and archived texts are
only ever added; triggers refuse anything else. What is asked and written is the same in a file and on a server
(`engine.keep.databases`).

What is looked up often, which fact speaks of which descriptor and when, is kept in a table beside the events; it says
nothing that the events do not, and `engine.keep.verifying` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

from engine.keep.databases import Database
from engine.keep.events import EventKind, hash_of
from engine.keep.location import Location, Server
from engine.keep.rows import Head, Spoken, Stored
from engine.keep.writer import SET_CURRENT, Writer
from engine.language.problems import Place, StoreFault, invalid

PAGE = 500  # events that are read at a time


class Store:
    """The journals at a location. Used as a context manager. Raises `StoreFault` where the database fails."""

    def __init__(self, location: Location | Server, create: bool = False) -> None:
        """Opens the store, and makes it where it is not there and `create` is given."""
        self.location = location
        self.database = _database_at(location, create)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that could be asked: a database of which no store was made yet."""
        return self.database.is_empty

    def rows(self, statement: str, *values: object) -> list[Any]:
        """All the rows of a query."""
        with self.database.faults("cannot be read"):
            return list(self.database.execute(statement, values))

    def pages(self, statement: str, first: int, *values: object, newest_first: bool = False) -> Iterator[Stored]:
        """The events of a query from a number on, so many at a time: nobody holds a whole journal."""
        beyond, order = ("<=", "DESC") if newest_first else (">=", "ASC")
        due = first
        while True:
            page = self.rows(f"{statement} AND seq {beyond} ? ORDER BY seq {order} LIMIT {PAGE}", *values, due)
            yield from (Stored(*row) for row in page)
            if len(page) < PAGE:
                return
            due = page[-1][0] + (-1 if newest_first else 1)

    # Journals

    def journals(self) -> list[Head]:
        """Every journal, in the order of the names."""
        return self.heads("ORDER BY j.name")

    def find(self, name: str) -> Head | None:
        """The journal that goes by a name, None where there is none."""
        if not name.isprintable():  # half a surrogate pair among others, which the database cannot be asked for
            return None
        return next(iter(self.heads("WHERE j.name = ?", name)), None)

    def known(self, journal: str) -> Head | None:
        """The journal of an id, None where it is not here."""
        return next(iter(self.heads("WHERE j.id = ?", journal)), None)

    def head(self, journal: str) -> Head:
        """A journal as it stands."""
        (head,) = self.heads("WHERE j.id = ?", journal)
        return head

    def current(self, author: str) -> Head | None:
        """The journal that somebody works on."""
        return next(iter(self.heads("JOIN current_case c ON c.journal = j.id WHERE c.author = ?", author)), None)

    def heads(self, which: str, *values: object) -> list[Head]:
        """The journals of a query's end."""
        return [Head(i, name, base, bool(old), *rest) for i, name, base, old, *rest in self.rows(f"{_HEADS} {which}", *values)]

    def set_current(self, author: str, journal: str) -> None:
        """Says which journal somebody works on from now on."""
        with self.database.transaction():
            self.database.execute(SET_CURRENT, (author, journal))

    def set_archived(self, journal: str, archived: bool) -> None:
        """Puts a journal aside, or takes it back; nobody works on one that is put aside."""
        with self.database.transaction():
            self.database.execute("UPDATE journal SET archived = ? WHERE id = ?", (int(archived), journal))
            if archived:
                self.database.execute("DELETE FROM current_case WHERE journal = ?", (journal,))

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read within is as the store was when the first of it was read, whatever others write."""
        return self.database.snapshot()

    # Events

    def stored(self, journal: str, first: int = 1, last: int | None = None) -> Iterator[Stored]:
        """The events of a journal from one to another (None: the last), as they are stored."""
        return self.pages(f"{_EVENTS} AND seq <= ?", first, journal, last if last is not None else 1 << 62)

    def texts(self, journal: str, numbers: Iterable[int]) -> dict[int, str]:
        """The texts of some events. Raises `StoreFault` where one is not the text that was hashed."""
        wanted, found = sorted(set(numbers)), dict[int, str]()
        for at in range(0, len(wanted), PAGE):
            asked = wanted[at : at + PAGE]
            rows = self.rows(f"{_EVENTS} AND seq IN ({', '.join('?' * len(asked))})", journal, *asked)
            found |= {row.seq: row.text for row in (Stored(*row) for row in rows) if hash_of(row.text) == row.hash}
        for seq in wanted:
            if seq not in found:
                raise self.changed(seq)
        return found

    def intact(self, journal: str, first: int, last: int) -> Iterator[Stored]:
        """The events from one to another. Raises `StoreFault` where one is missing, or is not the text that was hashed."""
        due = first
        for row in self.stored(journal, first, last):
            if row.seq != due or hash_of(row.text) != row.hash:
                break
            yield row
            due += 1
        if due <= last:
            raise self.changed(due)

    def changed(self, seq: int) -> StoreFault:
        """What is said of an event that is missing, or is not the text that was hashed."""
        return StoreFault(f"the store {self.location}: event {seq} was changed; `kakehashi audit verify` tells more")

    def of_kind(self, journal: str, kind: EventKind, last: int) -> Iterator[Stored]:
        """The events of one kind up to one, the newest first."""
        return self.pages(f"{_EVENTS} AND kind = ?", last, journal, kind, newest_first=True)

    def last_by(self, journal: str, recorded: str) -> int:
        """The last event that was recorded by a time, 0 where none was."""
        statement = "SELECT seq FROM event WHERE journal = ? AND recorded <= ? ORDER BY recorded DESC, seq DESC LIMIT 1"
        return next((int(seq) for (seq,) in self.rows(statement, journal, recorded)), 0)

    def archived(self, hash_: str) -> str:
        """An archived text. Raises `StoreFault` where it is not there, or is not the text that was hashed."""
        text = next((str(text) for (text,) in self.rows("SELECT text FROM archive WHERE hash = ?", hash_)), None)
        if text is None or hash_of(text) != hash_:
            what = "is not there" if text is None else "was changed"
            raise StoreFault(f"the store {self.location}: the archived text {hash_[:12]}… {what}")
        return text

    # Facts

    def descriptors(self, journal: str) -> list[str]:
        """Every descriptor that some fact of the journal has spoken of."""
        # One look into the index for each of them, however many facts there are.
        return [str(name) for (name,) in self.rows(_DESCRIPTORS, journal, journal)]

    def latest(self, journal: str, seq: int) -> date | None:
        """The latest date on which a fact begins, of those that are told by an event and not taken back by then."""
        # The signs keep the database to the index of the dates: it would rather sort all that was told by then.
        statement = f"SELECT since FROM fact WHERE journal = ? AND {_TOLD.replace('seq', '+seq')} ORDER BY since DESC LIMIT 1"
        return next((date.fromisoformat(day) for (day,) in self.rows(statement, journal, seq, seq) if day), None)

    def standing(self, journal: str, descriptor: str, day: date | None, seq: int) -> list[Spoken]:
        """The facts on a descriptor that stand on a date (None: whatever the date) by what was told up to an event.

        As `Case.standing` has it: of those that have begun and not ended, those that began last.
        """
        on = day.isoformat() if day else ""
        statement = f"{_FACTS} AND descriptor = ? AND since <= ? AND (until = '' OR until >= ?) AND {_TOLD} ORDER BY since DESC"
        found: list[Spoken] = []
        with self.database.faults("cannot be read"):
            for row in self.database.execute(statement, (journal, descriptor, on or "9", on, seq, seq)):
                spoken = Spoken(*row)
                if found and spoken.since != found[0].since:
                    break
                found.append(spoken)
        return sorted(found)

    def beginning(self, journal: str, descriptor: str, day: date | None, seq: int) -> list[Spoken]:
        """The facts on a descriptor that begin on a day (None: those without one), told up to an event."""
        statement = f"{_FACTS} AND descriptor = ? AND since = ? AND {_TOLD} ORDER BY seq, at"
        return [Spoken(*row) for row in self.rows(statement, journal, descriptor, day.isoformat() if day else "", seq, seq)]

    def told(self, journal: str, seq: int) -> list[Spoken]:
        """Every fact that is told by an event and not taken back by then, in the order in which they were told."""
        return [Spoken(*row) for row in self.rows(f"{_FACTS} AND {_TOLD} ORDER BY seq, at", journal, seq, seq)]

    def every_fact(self, journal: str) -> list[Spoken]:
        """Every fact that was ever told, those that were taken back too."""
        return [Spoken(*row) for row in self.rows(f"{_FACTS} ORDER BY seq, at", journal)]

    # Writing

    @contextmanager
    def writing(self, journal: str) -> Iterator[Writer]:
        """Adds events to a journal: all that are appended within, or none. Others who write to it wait."""
        with self.database.transaction():
            statement = "UPDATE journal_head SET seq = seq WHERE journal = ? RETURNING seq, hash, recorded"
            ((seq, hash_, recorded),) = self.database.execute(statement, (journal,))
            writer = Writer(self.database, journal, seq, hash_, recorded)
            yield writer
            writer.move_head()

    @contextmanager
    def opening(self, journal: str, name: str, base: str, option: str = "NAME") -> Iterator[Writer]:
        """Adds a journal with its first events; `base` is where its rule base is found here.

        Raises `InvalidInput` where the name is taken, which the `option` said.
        """
        with self.database.transaction():
            # Whoever would take the same name at this moment waits for it, and then sees that it is taken.
            statement = "INSERT INTO journal (id, name, base) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING id"
            if not list(self.database.execute(statement, (journal, name, base))):
                hint = "Give it another name, or go on with `kakehashi case use`."
                raise invalid(Place(option), "case-exists", f"there is a case `{name}` already", hint)
            self.database.execute("INSERT INTO journal_head (journal, seq, hash, recorded) VALUES (?, 0, '', '')", (journal,))
            writer = Writer(self.database, journal, 0, "", "")
            yield writer
            writer.move_head()


def _database_at(location: Location | Server, create: bool) -> Database:
    """The database at a location, at the version that this program knows; with `create` it is made where it is not there.

    Raises `StoreFault` where it cannot be opened, or is none of ours.
    """
    if isinstance(location, Server):
        try:
            from engine.keep.postgres import Postgres  # who has no such store needs no such library
        except ImportError:
            hint = "install it with `pip install 'kakehashi[postgres]'`"
            raise StoreFault(f"the store {location} cannot be opened: psycopg is not installed; {hint}") from None
        return Postgres(location, create)
    from engine.keep.sqlite import SQLite

    return SQLite(location, create)


_HEADS = (
    "SELECT j.id, j.name, j.base, j.archived, h.seq, h.hash, h.recorded FROM journal j JOIN journal_head h ON h.journal = j.id"
)
_EVENTS = "SELECT seq, prev, hash, recorded, kind, text FROM event WHERE journal = ?"
_FACTS = "SELECT seq, at, descriptor, since, until, gone FROM fact WHERE journal = ?"
_TOLD = "seq <= ? AND (gone IS NULL OR gone > ?)"
_DESCRIPTORS = """
WITH RECURSIVE named (descriptor) AS (
    SELECT MIN(descriptor) FROM fact WHERE journal = ?
    UNION ALL
    SELECT (SELECT MIN(descriptor) FROM fact WHERE journal = ? AND descriptor > named.descriptor)
    FROM named WHERE named.descriptor IS NOT NULL
)
SELECT descriptor FROM named WHERE descriptor IS NOT NULL
"""
