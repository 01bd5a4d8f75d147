"""A store in a file: SQLite, in WAL mode with ``synchronous=FULL``, so that what was acknowledged is on the disk.

SQLite keeps two files more beside such a database, even for who only reads. Where none can be made, in a folder that may only be
read, a copy of the whole file is read, in memory: it is of one moment, whatever others do to the file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from engine.keep import databases, schema
from engine.keep.databases import Database
from engine.keep.location import Location

PAUSE = 0.005  # seconds between two tries
DENIED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)  # a file that cannot be made, or not be written to
COPIES = 20  # tries to copy a file to which others are writing
VERSIONS = slice(18, 20)  # of a file's header: 2 where it is written ahead, which a database in memory cannot be


class SQLite(Database):
    """A database file. One who writes keeps everybody else from writing to the file. `is_empty` where nothing was ever written to
    it and nothing was to be made.
    """

    errors = (sqlite3.Error, OSError, UnicodeEncodeError)  # the last: a base in a folder whose name is no Unicode

    def __init__(self, location: Location, create: bool) -> None:
        super().__init__(location)
        self.path = location.path
        with self.faults("cannot be opened"):
            if create:
                location.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            uri = f"{location.path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
            self.connection = sqlite3.connect(uri, uri=True, timeout=databases.WAIT, isolation_level=None)
        try:
            with self.faults("cannot be opened"):
                if not create and self._can_only_be_copied():
                    self.connection.close()
                    self.connection = copy_of(location.path)
                self.execute("PRAGMA foreign_keys = ON")
                self.execute("PRAGMA synchronous = FULL")
                self._migrate(create)
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
        said = getattr(error, "strerror", None) or str(error)
        if _code(error) in DENIED and os.path.isfile(self.path):
            said += "; whoever writes to it has to be allowed to write to the file and to its folder"
        return said

    def _can_only_be_copied(self) -> bool:
        """Whether the file is there and cannot be read where it lies, since none can be made beside it."""
        try:
            with closing(self.connection.execute("SELECT 1 FROM sqlite_master")) as found:
                found.fetchone()
        except sqlite3.OperationalError as error:
            if _code(error) not in DENIED or os.access(self.path.parent, os.W_OK, effective_ids=True):
                raise
            return True
        return False

    def _migrate(self, create: bool) -> None:
        """Brings the store to the version that this program knows; with `create` an empty database becomes a store."""
        version = self._version()
        self.is_empty = version == 0 and not create
        if version == schema.VERSION or self.is_empty:
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


def copy_of(path: Path) -> sqlite3.Connection:
    """A copy of a database file in memory, from which one can only read.

    Raises `OSError` where something was written ahead that is not in the file, or where others go on writing to it.
    """
    ahead = path.with_name(f"{path.name}-wal")
    for _ in range(COPIES):
        before = _stamp(path)
        data = bytearray(path.read_bytes())
        if _stamp(ahead)[1]:
            sleep(PAUSE)
        elif _stamp(path) == before:
            data[VERSIONS] = b"\1\1"
            connection = sqlite3.connect(":memory:", isolation_level=None)
            connection.deserialize(data)
            connection.execute("PRAGMA query_only = ON")
            return connection
    raise OSError(f"what was written last is in {ahead.name}, which cannot be read there: copy both files into a folder of yours")


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was written, and its size; nothing of one that is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _code(error: Exception) -> int:
    """The kind of an error of SQLite's; 0 of another."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


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
