"""How a store stands: where it is, what is in it, and what whoever asks may do there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.keep.location import Location, Server, find_store
from engine.keep.store import Store
from engine.language.problems import Place, StoreFault, invalid

if TYPE_CHECKING:
    from engine.keep.postgres import Postgres


class Rights(Struct, frozen=True):
    """What a user may do in a store on a server, and whether it is guarded.

    `changes` are the privileges to change, delete or empty events and texts that the user has; `guarded` tells that the triggers
    are there which refuse that to the owner too. `lasting` tells that what the server acknowledges is on its disk, `encrypted`
    that the connection is.
    """

    user: str
    owner: bool
    reads: bool
    writes: bool
    changes: list[str]
    guarded: bool
    lasting: bool
    encrypted: bool


class Standing(Struct, frozen=True):
    """A store: where, of which kind and schema (0: nothing is there yet), and how much is in it.

    `rights` are what the user may do on a server, None of a file, where the file's permissions say that. `granted` are the
    statements that were carried out to prepare it.
    """

    location: Location | Server
    kind: Literal["sqlite", "postgresql"]
    schema: int
    cases: int = 0
    events: int = 0
    rights: Rights | None = None
    granted: tuple[str, ...] = ()


def standing_of(said: str) -> Standing:
    """How the store stands that is named, else the one that is worked with. Nothing is made by looking."""
    location = find_store(said)
    kind: Literal["sqlite", "postgresql"] = "postgresql" if isinstance(location, Server) else "sqlite"
    if not location.is_there:
        return Standing(location, kind, 0)
    with Store(location) as store:
        return Standing(location, kind, 0) if store.is_empty else _standing(store, kind)


def prepare_store(said: str, writers: Sequence[str], auditors: Sequence[str]) -> Standing:
    """Makes the store where it is not there, brings it to this program's schema, and gives roles what they need.

    Raises `InvalidInput` where roles are named for a file, or there are no such roles.
    """
    location = _with_roles(said, writers, auditors)
    with Store(location, create=True) as store:
        if not isinstance(location, Server):
            return _standing(store, "sqlite")
        from engine.keep.roles import grant

        granted = grant(_server_of(store), writers, auditors)
        found = _standing(store, "postgresql")
        return Standing(found.location, found.kind, found.schema, found.cases, found.events, found.rights, tuple(granted))


def statements_to_prepare(said: str, writers: Sequence[str], auditors: Sequence[str]) -> list[str]:
    """The statements that `prepare_store` would carry out on a server, for whoever wants to read or run them by hand."""
    location = _with_roles(said, writers, auditors)
    if not isinstance(location, Server):
        raise invalid(Place("--print"), "no-server", "a file is prepared by no statements", "Name a store on a server.")
    from engine.keep.roles import grants, scripts

    with Store(location) as store:
        database = _server_of(store)
        return [*scripts(database), *grants(database, writers, auditors)]


def _with_roles(said: str, writers: Sequence[str], auditors: Sequence[str]) -> Location | Server:
    location = find_store(said)
    if not isinstance(location, Server) and (writers or auditors):
        hint = "Who may read and write a file, its permissions say; roles are those of a PostgreSQL server."
        raise invalid(Place("--writer" if writers else "--auditor"), "no-server", "a file knows no roles", hint)
    return location


def _server_of(store: Store) -> Postgres:
    from engine.keep.postgres import Postgres

    assert isinstance(store.database, Postgres)
    return store.database


def _standing(store: Store, kind: Literal["sqlite", "postgresql"]) -> Standing:
    rights = None
    if kind == "postgresql":
        from engine.keep.roles import rights as rights_of

        with store.database.faults("cannot be read"):
            rights = rights_of(_server_of(store))
        if not rights.reads:
            said = f"{rights.user} may not read it; its owner grants that: `kakehashi store prepare`"
            raise StoreFault(f"the store {store.location} cannot be read: {said}")
    ((version,),) = store.rows("SELECT version FROM store_version")
    ((cases, events),) = store.rows("SELECT COUNT(*), COALESCE(SUM(seq), 0) FROM journal_head")
    return Standing(store.location, kind, version, int(cases), int(events), rights)
