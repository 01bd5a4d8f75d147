"""The schema of the store: numbered scripts, each of which brings a store from the version before it to its own.

There is one for each database, and they say the same: the tables and columns that the statements of `engine.keep.store` name.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from engine.keep.location import Location, Server
from engine.language.problems import StoreFault

VERSION = 1


def script(number: int, database: str) -> str:
    """The text of one script, for ``sqlite`` or ``postgres``."""
    return (files(__name__) / f"{number:04}.{database}.sql").read_text(encoding="utf-8")


def known_version(found: Sequence[object], is_empty: bool, location: Location | Server) -> int:
    """The version of a store, by what its table of it says; 0 of an empty database.

    Raises `StoreFault` where the database is none of ours, or of a newer version.
    """
    version = found[0] if len(found) == 1 else None
    if not isinstance(version, int) or (not is_empty and version < 1):
        raise StoreFault(f"the database {location} is no store of Kakehashi's. Nothing was changed.")
    if version > VERSION:
        message = f"the store {location} was written by a newer Kakehashi (schema {version}; this one knows {VERSION})"
        raise StoreFault(f"{message}. Nothing was changed; use the newer program.")
    return version
