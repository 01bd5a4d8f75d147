"""Where the store is: ``sqlite:///path``, named by `--store` or ``KAKEHASHI_STORE``, else in the user's data directory."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from engine.language.problems import Place, invalid

STORE = "KAKEHASHI_STORE"
FORMS = "``sqlite:///cases.db`` for a file here, ``sqlite:////srv/cases.db`` for one from the root."


class Location(Struct, frozen=True):
    """A database file, and how it was named."""

    path: Path
    said: str

    def __str__(self) -> str:
        return self.said

    @property
    def is_there(self) -> bool:
        """Whether anything is there yet."""
        return self.path.exists()


def find_store(said: str = "") -> Location:
    """The location that `--store` names, else the one in ``KAKEHASHI_STORE``, else the user's own.

    Raises `InvalidInput` where it is no address of a store.
    """
    place = Place("--store" if said else STORE)
    said = said or os.environ.get(STORE, "")
    if not said:
        from platformdirs import user_data_path

        path = user_data_path("kakehashi", appauthor=False) / "cases.db"
        return Location(path, str(path))
    hint = FORMS.replace("``", "`")
    parts = urlsplit(said)
    if parts.scheme != "sqlite" or parts.netloc or parts.query or parts.fragment:
        raise invalid(place, "wrong-store", f"`{said[:80]}` is no address of a store", hint)
    file = unquote(parts.path.removeprefix("/"))
    if not file or file.endswith("/") or "\0" in file:
        raise invalid(place, "wrong-store", f"`{said[:80]}` names no file", hint)
    return Location(Path(file), said)
