"""A server that goes away: whoever was writing is told what became of it, and it is so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from engine.keep import databases, postgres
from engine.keep.postgres import Postgres
from engine.keep.store import Store
from engine.language.problems import StoreFault
from tests.desk import Desk
from tests.house.tree import ROOT
from tests.keep.town import add_notes, journal_of, town_store
from tests.server import Server
from tests.stores import Stores

pytestmark = pytest.mark.parametrize("stores", ["postgres"], indirect=True)


def test_a_server_killed_200_times_loses_nothing_that_was_acknowledged(stores: Stores) -> None:
    line = [sys.executable, "-m", "tests.keep.outage", "200"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    print(done.stdout)
    found = json.loads(done.stdout)
    assert found["killed"] == 200
    assert (found["missing"], found["undead"], found["broken"], found["flaws"]) == (0, 0, 0, [])
    assert set(found["told"]) <= {"kept", "lost", "open"}
    assert found["told"]["kept"] >= 200
    assert found["told"]["lost"] >= 20


def end_connections(stores: Stores) -> None:
    """Ends every connection to the store, as a server does that is shut down."""
    server = stores.server()
    name = stores.url().partition("@/")[2].partition("?")[0]
    server.tell(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")


def database_of(store: Store) -> Postgres:
    assert isinstance(store.database, Postgres)
    return store.database


def test_what_is_lost_before_the_commit_was_not_recorded_and_says_so(stores: Stores, tmp_path: Path) -> None:
    with town_store(tmp_path, url=stores.url()) as store:
        id_ = journal_of(store).head.id

        def write() -> None:
            with store.writing(id_) as writer:
                writer.append("noted", {"note": "1"}, "clerk")
                end_connections(stores)
                writer.append("noted", {"note": "2"}, "clerk")

        with pytest.raises(StoreFault, match=r"cannot be written: .*; nothing was recorded$"):
            write()
        with pytest.raises(StoreFault, match="cannot be read"):
            store.journals()
    with stores.open() as store:
        assert journal_of(store).seq == 1


class Losing:
    """A connection that is lost when a commit is sent: before it reached the server, or after it was carried out."""

    def __init__(self, database: Postgres, reached: bool, meanwhile: Callable[[], object]) -> None:
        self.connection, self.reached, self.meanwhile = database.connection, reached, meanwhile

    def __getattr__(self, name: str) -> object:
        return getattr(self.connection, name)

    def execute(self, statement: object, *values: object, **options: object) -> object:
        if statement == "COMMIT":
            if self.reached:
                self.connection.execute("COMMIT")
            self.meanwhile()
        return self.connection.execute(statement, *values, **options)  # type: ignore[call-overload]  # whatever it is given


@pytest.mark.parametrize("reached", [False, True])
def test_what_was_being_committed_is_looked_for_by_its_hash(stores: Stores, tmp_path: Path, reached: bool) -> None:
    with town_store(tmp_path, url=stores.url()) as store:
        database = database_of(store)
        losing = Losing(database, reached, lambda: end_connections(stores))
        database.connection = losing  # type: ignore[assignment]  # stands in for a connection
        if reached:
            add_notes(store, 2)  # it goes on, on a new connection
            assert journal_of(store).seq == 3
        else:
            said = r"was lost while event 2 \([0-9a-f]{12}…\) was being recorded. It is back, and nothing was recorded"
            with pytest.raises(StoreFault, match=said):
                add_notes(store, 1)
    with stores.open() as store:
        assert journal_of(store).seq == (3 if reached else 1)


def test_a_commit_that_is_still_under_way_is_waited_for(stores: Stores, tmp_path: Path) -> None:
    """The connection is cut on our side only; the server, which knows nothing of it, commits a while later."""
    with town_store(tmp_path, url=stores.url()) as store:
        database = database_of(store)
        held: list[psycopg.Connection] = []
        late: list[Thread] = []

        def cut() -> None:
            held.append(losing.connection)
            losing.connection = psycopg.connect(stores.url())
            losing.connection.close()
            late.append(Thread(target=lambda: (event.wait(0.5), held[0].execute("COMMIT"))))
            late[0].start()

        event, losing = Event(), Losing(database, False, cut)
        database.connection = losing  # type: ignore[assignment]  # stands in for a connection
        add_notes(store, 1)
        late[0].join()
        held[0].close()
        assert journal_of(store).seq == 2


def test_what_cannot_be_found_out_is_said_to_be_unknown(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.3)
    with town_store(tmp_path, url=stores.url()) as store:
        database = database_of(store)
        losing = Losing(database, True, lambda: end_connections(stores))
        database.connection = losing  # type: ignore[assignment]  # stands in for a connection

        def refuse(_: object) -> psycopg.Connection:
            raise psycopg.OperationalError("Connection refused")

        monkeypatch.setattr(postgres, "connect", refuse)
        said = r"event 2 \([0-9a-f]{12}…\) was being recorded, and has not come back. Whether it was recorded is not known"
        with pytest.raises(StoreFault, match=said):
            add_notes(store, 1)


def test_a_server_that_is_gone_is_a_fault_of_one_line(stores: Stores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = Server(fsync="off")
    try:
        desk = Desk(tmp_path, monkeypatch, stores)
        monkeypatch.setenv("KAKEHASHI_STORE", own.database())
        desk.said("case", "new", "mine")
        own.stop()
        for words in (
            ["assess"],
            ["assert", "ukraine.course=stabilising"],
            ["case", "list"],
            ["audit", "verify"],
            ["store", "status"],
        ):
            answer = desk.said(*words, code=3)
            assert (answer.out, answer.err.count("\n")) == ("", 1)
            assert "cannot be opened: connection" in answer.err
            assert "No such file or directory. Is the server running locally" in answer.err  # two lines of libpq's
            assert desk.told(*words, code=3)["exit_code"] == 3
        own.start()
        desk.said("assert", "ukraine.course=stabilising")
        assert desk.told("audit", "verify")["events"] == 2
    finally:
        own.remove()


def test_a_writer_that_holds_the_journal_is_waited_for_and_then_told_of(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town_store(tmp_path, url=stores.url()) as store, stores.open() as other:
        id_ = journal_of(store).head.id
        monkeypatch.setattr(databases, "WAIT", 0.2)
        with store.writing(id_) as writer:
            writer.append("noted", {"note": "1"}, "clerk")
            with pytest.raises(StoreFault, match=r"another has been writing for 0\.2 seconds"):
                add_notes(other, 1)
            assert journal_of(other).seq == 1  # reading does not wait
        add_notes(other, 1)
        assert journal_of(store).seq == 3
