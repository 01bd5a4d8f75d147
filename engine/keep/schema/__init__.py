"""The schema of the store: numbered scripts, each of which brings a store from the version before it to its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from time import monotonic, sleep

from engine.keep.location import Location
from engine.language.problems import StoreFault

VERSION = 1
PAUSE = 0.005  # seconds between two tries


def migrate(database: sqlite3.Connection, location: Location) -> None:
    """Brings a store to the version that this program knows; an empty database becomes a store.

    Raises `StoreFault` where the database is none of ours, or of a newer version.
    """
    if _version(database, location) == VERSION:
        return
    _write_ahead(database)
    database.execute("BEGIN IMMEDIATE")
    try:
        version = _version(database, location)  # another may have been quicker
        if version == 0:
            database.execute("CREATE TABLE store_version (version INTEGER NOT NULL)")
            database.execute("INSERT INTO store_version VALUES (0)")
        for number in range(version + 1, VERSION + 1):
            for statement in statements(number):
                database.execute(statement)
        database.execute("UPDATE store_version SET version = ?", (VERSION,))
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # the database may have rolled back by itself; what matters is the first error
            database.execute("ROLLBACK")
        raise


def _write_ahead(database: sqlite3.Connection) -> None:
    """Has the database written ahead. SQLite does not wait for others here, as it does elsewhere, so we do."""
    (wait,) = database.execute("PRAGMA busy_timeout").fetchone()
    until = monotonic() + wait / 1000
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE)


def statements(number: int) -> Iterator[str]:
    """The statements of one script, in order."""
    text = ""
    for line in (files(__name__) / f"{number:04}.sql").read_text(encoding="utf-8").splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
    if text.strip():
        yield text


def _version(database: sqlite3.Connection, location: Location) -> int:
    """The version of a store, 0 of an empty database. Nothing is changed by looking."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    rows = database.execute("SELECT version FROM store_version").fetchall() if "store_version" in tables else [(0,)]
    version = rows[0][0] if len(rows) == 1 else None
    if not isinstance(version, int) or (tables and version < 1):
        raise StoreFault(f"the database {location} is no store of Kakehashi's. Nothing was changed.")
    if version > VERSION:
        message = f"the store {location} was written by a newer Kakehashi (schema {version}; this one knows {VERSION})"
        raise StoreFault(f"{message}. Nothing was changed; use the newer program.")
    return version
