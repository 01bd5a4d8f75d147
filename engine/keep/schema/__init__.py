"""The schema of the store: numbered scripts, each of which brings a store from the version before it to its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from engine.keep.location import Location
from engine.language.problems import StoreFault

VERSION = 1


def migrate(database: sqlite3.Connection, location: Location) -> None:
    """Brings a store to the version that this program knows; an empty database becomes a store.

    Raises `StoreFault` where the database is none of ours, or of a newer version.
    """
    version = _version(database)
    if version == VERSION:
        return
    if version > VERSION:
        message = f"the store {location} was written by a newer Kakehashi (schema {version}; this one knows {VERSION})"
        raise StoreFault(f"{message}. Nothing was changed; use the newer program.")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        version = _version(database)  # another may have been quicker
        if version == 0:
            if database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                raise StoreFault(f"the database {location} is there, and is no store of Kakehashi's. Nothing was changed.")
            database.execute("CREATE TABLE store_version (version INTEGER NOT NULL)")
            database.execute("INSERT INTO store_version VALUES (0)")
        for number in range(version + 1, VERSION + 1):
            for statement in statements(number):
                database.execute(statement)
        database.execute("UPDATE store_version SET version = ?", (VERSION,))
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def statements(number: int) -> Iterator[str]:
    """The statements of one script, in order."""
    text = ""
    for line in (files(__name__) / f"{number:04}.sql").read_text(encoding="utf-8").splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _version(database: sqlite3.Connection) -> int:
    known = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'store_version'").fetchone()
    row = database.execute("SELECT version FROM store_version").fetchone() if known else (0,)
    if row is None:
        raise sqlite3.DatabaseError("its version is missing")
    return int(row[0])
