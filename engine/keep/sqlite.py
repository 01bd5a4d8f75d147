"""A store in a file: SQLite, in WAL mode with ``synchronous=FULL``, so that what was acknowledged is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from engine.keep import databases, schema
from engine.keep.databases import Database
from engine.keep.location import Location

PAUSE = 0.005  # seconds between two tries


class SQLite(Database):
    """A database file. One who writes keeps everybody else from writing to the file."""

    errors = (sqlite3.Error, OSError, UnicodeEncodeError)  # the last: a base in a folder whose name is no Unicode

    def __init__(self, location: Location, create: bool) -> None:
        super().__init__(location)
        with self.faults("cannot be opened"):
            if create:
                location.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            uri = f"{location.path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
            self.connection = sqlite3.connect(uri, uri=True, timeout=databases.WAIT, isolation_level=None)
        try:
            with self.faults("cannot be opened"):
                self.execute("PRAGMA foreign_keys = ON")
                self.execute("PRAGMA synchronous = FULL")
                self._migrate()
        except BaseException:
            self.close()
            raise

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> Iterable[Any]:
        """Has a statement carried out; the rows that it finds."""
        return self.connection.execute(statement, values)

    def begin(self) -> None:
        """Begins to write; others who write to the file wait."""
        self.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begins to read: from now on everything is as it is at this moment."""
        self.execute("BEGIN")

    def commit(self) -> None:
        """Ends what was begun: once it returns, all that was written is on the disk."""
        self.execute("COMMIT")

    def roll_back(self) -> None:
        """Ends what was begun: nothing of it was written."""
        with suppress(sqlite3.Error):  # the database may have rolled back by itself; what matters is the first error
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    def said(self, error: Exception) -> str:
        """What one of its errors says."""
        return getattr(error, "strerror", None) or str(error)

    def _migrate(self) -> None:
        """Brings the store to the version that this program knows; an empty database becomes a store."""
        if self._version() == schema.VERSION:
            return
        self._write_ahead()
        self.begin()
        try:
            version = self._version()  # another may have been quicker
            if version == 0:
                self.execute("CREATE TABLE store_version (version INTEGER NOT NULL)")
                self.execute("INSERT INTO store_version VALUES (0)")
            for number in range(version + 1, schema.VERSION + 1):
                for statement in statements(number):
                    self.execute(statement)
            self.execute("UPDATE store_version SET version = ?", (schema.VERSION,))
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    def _version(self) -> int:
        tables = {name for (name,) in self.execute("SELECT name FROM sqlite_master")}
        rows = list(self.execute("SELECT version FROM store_version")) if "store_version" in tables else [(0,)]
        return schema.known_version([version for (version,) in rows], not tables, self.location)

    def _write_ahead(self) -> None:
        """Has the database written ahead. SQLite does not wait for others here, as it does elsewhere, so we do."""
        until = monotonic() + databases.WAIT
        while True:
            try:
                self.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                    raise
                sleep(PAUSE)


def statements(number: int) -> Iterator[str]:
    """The statements of one script, in order."""
    text = ""
    for line in schema.script(number, "sqlite").splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
    if text.strip():
        yield text
