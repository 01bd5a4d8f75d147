"""Where the store is: ``sqlite:///path`` or ``postgresql://host/name``, named by `--store` or ``KAKEHASHI_STORE``.

Where neither names one, it is a file in the user's data directory. A password is never told: what is shown of an address, in
a message, a document or a suggested command, is the address without it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from engine.language.addresses import address_without_secrets, without_secrets
from engine.language.problems import InvalidInput, Place, did_you_mean, invalid

STORE = "KAKEHASHI_STORE"
FORMS = (
    "`sqlite:///cases.db` for a file here, `sqlite:////srv/cases.db` for one from the root, "
    "`postgresql://host/cases` for a database."
)
SCHEMES = ("postgresql", "postgres")  # libpq takes both
TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
NAMED_ELSEWHERE = ("PGDATABASE", "PGSERVICE")  # where libpq finds the name of a database that the address does not name


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


class Server(Struct, frozen=True):
    """A database of a PostgreSQL server: its address as libpq reads it, and where that was said."""

    url: str
    place: Place
    is_there = True  # whether it holds a store, only the server can tell

    def __str__(self) -> str:
        return without_secrets(self.url)

    def __repr__(self) -> str:
        return f"Server({self})"


def find_store(said: str = "", option: str = "--store") -> Location | Server:
    """The location that an option names, else the one in ``KAKEHASHI_STORE``, else the user's own.

    Raises `InvalidInput` where it is no address of a store.
    """
    place = Place(option if said else STORE)
    said = said or os.environ.get(STORE, "")
    if not said:
        from platformdirs import user_data_path

        path = user_data_path("kakehashi", appauthor=False) / "cases.db"
        return Location(path, str(path))
    scheme, colon, _ = said.partition("://")
    if colon and scheme in SCHEMES:
        _check_server(said, place)
        return Server(said, place)
    try:
        parts = urlsplit(said)
    except ValueError:  # a bracket that is not closed
        raise _wrong(said, place) from None
    if parts.scheme != "sqlite" or parts.netloc or parts.query or parts.fragment:
        raise _wrong(said, place)
    file = unquote(parts.path.removeprefix("/"))
    if not file or file.endswith("/") or "\0" in file:
        raise invalid(place, "wrong-store", f"`{said[:80]}` names no file", FORMS)
    return Location(Path(file), said)


def _wrong(said: str, place: Place) -> InvalidInput:
    scheme, colon, _ = said.partition("://")
    hint = FORMS
    if colon and (near := did_you_mean(scheme.partition("+")[0], SCHEMES[:1])).startswith("Did"):
        hint = near.replace("`postgresql`", "`postgresql://`")
    return invalid(place, "wrong-store", f"`{address_without_secrets(said)[:80]}` is no address of a store", hint)


def _check_server(said: str, place: Place) -> None:
    """Raises `InvalidInput` where an address is none that libpq would read as it was meant. What is wrong is not quoted: where
    a sign is not escaped, a part of the password is taken for something else.
    """
    _, _, rest = said.partition("://")
    hosts, _, tail = rest.partition("/")
    name, _, query = tail.partition("?")
    wrong = ""
    if not said.isprintable() or " " in said or "#" in said or said.count("@") > 1 or "@" in name:
        wrong = "a sign in the address is not escaped"
    elif re.search("%(?![0-9a-fA-F]{2})|%00", said):
        wrong = "a `%` in the address does not begin an escape"
    elif "?" in hosts:
        wrong = "no database is named before the `?`"
    elif not all(re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(:[0-9]{0,5})?", host) for host in hosts.rpartition("@")[2].split(",")):
        wrong = "the port is no number"
    if wrong:
        hint = "In a name or password, write `@` as %40, `:` as %3A, `/` as %2F, `#` as %23, `%` as %25, a blank as %20."
        raise invalid(place, "wrong-store", wrong, hint)
    pairs = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    if "sslmode" in pairs and pairs["sslmode"] not in TLS:
        message = f"`{pairs['sslmode'][:20]}` is no way to use TLS"
        raise invalid(place, "wrong-store", message, did_you_mean(pairs["sslmode"], TLS))
    named = name or pairs.get("dbname") or pairs.get("service") or any(os.environ.get(one) for one in NAMED_ELSEWHERE)
    if not named:
        raise invalid(place, "wrong-store", f"`{without_secrets(said)[:80]}` names no database", FORMS)
