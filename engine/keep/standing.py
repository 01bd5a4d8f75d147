"""How a store stands: where it is, what is in it, and what whoever asks may do there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.keep.location import Location, Server, find_store
from engine.keep.roles import Rights, check_roles, grant, grants, rights_of, scripts
from engine.keep.store import Store
from engine.language.problems import Place, StoreFault, invalid

if TYPE_CHECKING:
    from engine.keep.postgres import Postgres


class Standing(Struct, frozen=True):
    """A store: where, of which schema (0: nothing is there yet), and how much is in it.

    `rights` are what the user may do on a server, None of a file, where the file's permissions say that. `granted` are the
    statements that were carried out to prepare it.
    """

    location: Location | Server
    schema: int = 0
    cases: int = 0
    events: int = 0
    rights: Rights | None = None
    granted: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Which database it is."""
        return "postgresql" if isinstance(self.location, Server) else "sqlite"


def standing_of(said: str) -> Standing:
    """How the store stands that is named, else the one that is worked with. Nothing is made by looking."""
    location = find_store(said)
    if not location.is_there:
        return Standing(location)
    with Store(location) as store:
        return Standing(location) if store.is_empty else _standing(store)


def prepare_store(said: str, writers: Sequence[str], auditors: Sequence[str]) -> Standing:
    """Makes the store where it is not there, brings it to this program's schema, and gives roles what they need.

    Raises `InvalidInput` where roles are named for a file, or there are no such roles; then nothing is made.
    """
    location = _with_roles(said, writers, auditors)
    if not isinstance(location, Server):
        with Store(location, create=True) as store:
            return _standing(store)
    with Store(location) as store:
        check_roles(_server_of(store), writers, auditors)
    with Store(location, create=True) as store:
        granted = grant(_server_of(store), writers, auditors)
        return replace(_standing(store), granted=tuple(granted))


def statements_to_prepare(said: str, writers: Sequence[str], auditors: Sequence[str]) -> list[str]:
    """The statements that `prepare_store` would carry out on a server, for whoever wants to read or run them by hand."""
    location = _with_roles(said, writers, auditors)
    if not isinstance(location, Server):
        raise invalid(Place("--print"), "no-server", "a file is prepared by no statements", "Name a store on a server.")
    with Store(location) as store:
        database = _server_of(store)
        check_roles(database, writers, auditors)
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


def _standing(store: Store) -> Standing:
    rights = None
    if isinstance(store.location, Server):
        with store.database.faults("cannot be read"):
            rights = rights_of(_server_of(store))
        if not rights.reads:
            said = f"{rights.user} may not read it; its owner grants that: `kakehashi store prepare`"
            raise StoreFault(f"the store {store.location} cannot be read: {said}")
    ((version,),) = store.rows("SELECT version FROM store_version")
    ((cases, events),) = store.rows("SELECT COUNT(*), COALESCE(SUM(seq), 0) FROM journal_head")
    return Standing(store.location, version, int(cases), int(events), rights)
