"""The two kinds of store that keep one contract: a file of SQLite's, and a database of a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import psycopg

from engine.keep.location import find_store
from engine.keep.store import Store
from tests.server import OWNER, Server

Kind = Literal["sqlite", "postgres"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgres")


class Stores:
    """Stores of one kind, in a folder or on a server, each under a name."""

    def __init__(self, kind: Kind, folder: Path, server: Callable[[], Server]) -> None:
        self.kind, self.folder, self.server = kind, folder, server
        self.made: dict[str, str] = {}

    def url(self, name: str = "cases.db") -> str:
        """The address of the store of that name, which may not be there yet."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}"
        if name not in self.made:
            self.made[name] = self.server().database()
        return self.made[name]

    def open(self, name: str = "cases.db", create: bool = False) -> Store:
        return Store(find_store(self.url(name)), create)

    def copied(self, name: str = "cases.db") -> str:
        """The address of a copy of a store on a server."""
        server, original = self.server(), self.url(name).partition("@/")[2].partition("?")[0]
        copy = f"{original}_{next(server.made)}"
        server.tell(f"CREATE DATABASE {copy} TEMPLATE {original} OWNER {OWNER}")
        return server.url(copy)

    def tell(self, *statements: str, name: str = "cases.db") -> list[Any]:
        """Statements carried out behind the program's back, by the owner of the store; the rows of the last."""
        if self.kind == "postgres":
            with psycopg.connect(self.url(name)) as connection:
                for statement in statements:
                    done = connection.execute(statement.encode())
                return done.fetchall() if done.description else []
        database = sqlite3.connect(self.folder / name)
        try:
            for statement in statements:
                found = database.execute(statement).fetchall()
            database.commit()
            return found
        finally:
            database.close()

    def unguarded(self, *statements: str, name: str = "cases.db") -> None:
        """Statements carried out after what guards the store was taken away."""
        if self.kind == "postgres":
            guards = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in ("event", "archive")]
            guards += [f"ALTER TABLE {table} DROP CONSTRAINT {table}_is_what_was_hashed" for table in ("event", "archive")]
        else:
            guards = [f"DROP TRIGGER {table}_is_not_{done}" for table in ("event", "archive") for done in ("changed", "deleted")]
        self.tell(*guards, *statements, name=name)
