"""Stores of other versions, and what is no store: brought forward whole, or refused and left as it was."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest

from engine.keep import databases, postgres, schema
from engine.keep.verifying import verify_journal
from engine.language.problems import StoreFault
from tests.desk import Desk
from tests.keep.town import add_notes, at_desk, journal_of, town_store
from tests.stores import KINDS, Stores

GUARD = {
    "sqlite": "BEFORE UPDATE ON migrated\nBEGIN\n    SELECT RAISE(ABORT, 'never; changed');\nEND;",
    "postgres": "BEFORE UPDATE ON migrated FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('never; changed');",
}
SECOND = """
-- A column more, and a table; then what is there is taken over.
ALTER TABLE journal ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';
CREATE TABLE migrated (number INTEGER NOT NULL);
INSERT INTO migrated SELECT COUNT(*) FROM event;
CREATE TRIGGER migrated_is_not_changed GUARD
UPDATE journal SET colour = 'blue'
"""
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgres": "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
}
on_both = pytest.mark.parametrize("stores", KINDS, indirect=True)


@pytest.fixture
def second(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the program one that knows a second version of the schema."""
    first = schema.script(1, stores.kind)

    def know(script: str) -> None:
        scripts = tmp_path / "scripts"
        scripts.mkdir(exist_ok=True)
        (scripts / f"0001.{stores.kind}.sql").write_text(first, encoding="utf-8")
        script = script.replace("GUARD", GUARD[stores.kind])
        (scripts / f"0002.{stores.kind}.sql").write_text(script, encoding="utf-8")
        monkeypatch.setattr(schema, "VERSION", 2)
        monkeypatch.setattr(schema, "files", lambda _: scripts)

    return know


def tables(stores: Stores) -> set[str]:
    return {name for (name,) in stores.tell(TABLES[stores.kind])}


def one(stores: Stores, query: str) -> object:
    ((found,),) = stores.tell(query)
    return found


@on_both
def test_a_store_is_brought_forward_and_goes_on(stores: Stores, tmp_path: Path, second: Callable[[str], None]) -> None:
    with town_store(tmp_path, url=stores.url()) as store:
        add_notes(store, 3)
    second(SECOND)
    for create in (False, True):
        with stores.open(create=create) as store:
            assert verify_journal(store, journal_of(store).head).is_sound
            add_notes(store, 1)
    assert one(stores, "SELECT version FROM store_version") == 2
    assert one(stores, "SELECT number FROM migrated") == 4
    assert one(stores, "SELECT colour FROM journal") == "blue"


@on_both
def test_a_new_store_gets_every_version(stores: Stores, tmp_path: Path, second: Callable[[str], None]) -> None:
    second(SECOND)
    with town_store(tmp_path, url=stores.url()):
        pass
    assert one(stores, "SELECT version FROM store_version") == 2
    assert one(stores, "SELECT colour FROM journal") == "red"


@on_both
@pytest.mark.parametrize(
    "broken", ["SELECT * FROM nowhere", "INSERT INTO migrated VALUES (NULL)", "SELEKT", "CREATE TABLE migrated (x INTEGER)"]
)
def test_a_step_that_fails_leaves_the_store_as_it_was(
    stores: Stores, tmp_path: Path, second: Callable[[str], None], broken: str
) -> None:
    with town_store(tmp_path, url=stores.url()) as store:
        add_notes(store, 3)
    before = tables(stores)
    known = schema.VERSION
    second(f"{SECOND};\n{broken};\n")
    for _ in range(2):
        with pytest.raises(StoreFault):
            stores.open()
    assert tables(stores) == before
    schema.VERSION = known
    with stores.open() as store:  # the older program goes on
        add_notes(store, 1)
        assert verify_journal(store, journal_of(store).head).events == 5


@on_both
def test_two_that_open_a_store_at_once_bring_it_forward_once(
    stores: Stores, tmp_path: Path, second: Callable[[str], None]
) -> None:
    with town_store(tmp_path, url=stores.url()):
        pass
    second(SECOND)
    opened, both = [], Barrier(2)

    def work() -> None:
        both.wait()
        with stores.open() as store:
            opened.append(journal_of(store).seq)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [1, 1]
    assert one(stores, "SELECT COUNT(*) FROM migrated") == 1


@on_both
def test_both_schemas_have_the_same_tables_and_columns(stores: Stores) -> None:
    with stores.open(create=True):
        pass
    columns = {
        "sqlite": "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        "postgres": "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()",
    }
    found: dict[str, set[str]] = {}
    for table, column in stores.tell(columns[stores.kind]):
        found.setdefault(table, set()).add(column)
    assert found == {
        "store_version": {"version"},
        "journal": {"id", "name", "base", "archived"},
        "journal_head": {"journal", "seq", "hash", "recorded"},
        "event": {"journal", "seq", "prev", "hash", "recorded", "kind", "text"},
        "fact": {"journal", "seq", "at", "descriptor", "since", "until", "gone"},
        "archive": {"hash", "text"},
        "current_case": {"author", "journal"},
    }


@on_both
@pytest.mark.parametrize("table", ["event", "archive"])
@pytest.mark.parametrize("change", ["UPDATE {} SET text = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_owner_changes_what_was_written(stores: Stores, tmp_path: Path, table: str, change: str) -> None:
    with town_store(tmp_path, url=stores.url()) as store:
        add_notes(store, 2)
    if stores.kind == "sqlite" and "TRUNCATE" in change:
        change = "DELETE FROM {} WHERE 1"  # there is no other way to empty a table there
    with pytest.raises((sqlite3.Error, psycopg.Error), match=r"never (changed|deleted)"):
        stores.tell(change.format(table))
    with stores.open() as store:
        assert verify_journal(store, journal_of(store).head).events == 3


@on_both
def test_a_verification_sees_the_journal_at_one_moment(stores: Stores, tmp_path: Path) -> None:
    with town_store(tmp_path, url=stores.url()) as store, stores.open() as other:
        add_notes(store, 5)
        head = journal_of(store).head
        add_notes(other, 5)  # between the head's being read and the events'
        found = verify_journal(store, head)
        assert (found.is_sound, found.events) == (True, 11), found.flaw
        with store.snapshot():
            seen = journal_of(store).seq
            add_notes(other, 1)
            assert journal_of(store).seq == seen
        with at_desk(store) as desk:
            assert desk.journal.seq == 12


def no_database(path: Path) -> None:
    path.write_bytes(b"This is a letter, and no database.\n" * 100)


def half_a_database(path: Path) -> None:
    with town_store(path.parent / "other"):
        pass
    path.write_bytes((path.parent / "other" / "cases.db").read_bytes()[:5000])


def made_by(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        database = sqlite3.connect(path)
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()

    return make


def newer(path: Path) -> None:
    with town_store(path.parent / "other"):
        pass
    made_by("UPDATE store_version SET version = 2")(path.parent / "other" / "cases.db")
    path.write_bytes((path.parent / "other" / "cases.db").read_bytes())


STRANGE = {
    "no database": (no_database, "file is not a database"),
    "half a database": (half_a_database, "malformed"),
    "newer": (newer, "was written by a newer Kakehashi (schema 2; this one knows 1). Nothing was changed"),
    "somebody else's": (
        made_by("CREATE TABLE letters (text TEXT)"),
        "is no store of Kakehashi's",
    ),
    "a view": (made_by("CREATE VIEW letters AS SELECT 1"), "is no store of Kakehashi's"),
    "no version": (made_by("CREATE TABLE store_version (version INTEGER)"), "is no store of Kakehashi's"),
    "version 0": (made_by("CREATE TABLE store_version (version)", "INSERT INTO store_version VALUES (0)"), "is no store"),
    "version x": (made_by("CREATE TABLE store_version (version)", "INSERT INTO store_version VALUES ('x')"), "is no store"),
    "no column": (made_by("CREATE TABLE store_version (number)"), "no such column"),
}


@pytest.mark.parametrize("title", STRANGE)
def test_what_is_no_store_of_ours_is_refused_and_left_as_it_is(title: str, desk: Desk, tmp_path: Path) -> None:
    make, said = STRANGE[title]
    path = tmp_path / "cases.db"
    make(path)
    before, folder = sha256(path.read_bytes()).hexdigest(), sorted(tmp_path.iterdir())
    for words in (
        ["assess"],
        ["assert", "ukraine.course=stabilising"],
        ["case", "list"],
        ["audit", "verify"],
        ["case", "new", "x"],
    ):
        answer = desk.said(*words, code=3)
        assert answer.out == ""
        assert said in answer.err
        assert answer.err.count("\n") == 1
        document = desk.told(*words, code=3)
        assert (document["schema"], document["exit_code"]) == ("kakehashi.error", 3)
    assert sha256(path.read_bytes()).hexdigest() == before
    assert sorted(tmp_path.iterdir()) == folder


def test_an_empty_file_becomes_a_store(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "cases.db").touch()
    assert desk.told("case", "list")["cases"] == []
    desk.said("assert", "ukraine.course=stabilising")
    assert desk.told("audit", "verify")["sound"]


def test_a_folder_in_the_place_of_the_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "cases.db").mkdir()
    for words in (["assess"], ["assert", "ukraine.course=stabilising"]):
        assert "unable to open database file" in desk.said(*words, code=3).err
    assert list((tmp_path / "cases.db").iterdir()) == []


def test_a_missing_folder_is_made_where_something_is_written(desk: Desk, tmp_path: Path) -> None:
    desk.move("a/b/cases.db")
    desk.said("assess")
    assert not (tmp_path / "a").exists()
    desk.said("assert", "ukraine.course=stabilising")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").touch()
    desk.move("file/cases.db")
    assert "cannot be opened" in desk.said("assert", "ukraine.course=stabilising", code=3).err


def test_a_locked_store_is_waited_for_and_then_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    desk.said("case", "new", "mine")
    other = sqlite3.connect(tmp_path / "cases.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(databases, "WAIT", 0.2)
    answer = desk.said("assert", "ukraine.course=stabilising", code=3)
    assert (answer.out, answer.err.count("\n")) == ("", 1)
    assert "cannot be written: database is locked" in answer.err
    assert desk.told("assess")["case"]["name"] == "mine"  # reading does not wait
    monkeypatch.setattr(databases, "WAIT", 30.0)
    waiting = Thread(target=lambda: (both.wait(), other.execute("ROLLBACK")))
    both = Barrier(2)
    waiting.start()
    both.wait()
    desk.said("assert", "ukraine.course=stabilising")
    waiting.join()
    other.close()
    assert desk.told("audit", "verify")["events"] == 2


STRANGE_SERVED = {
    "newer": (["UPDATE store_version SET version = 2"], "was written by a newer Kakehashi (schema 2; this one knows 1)"),
    "somebody else's": (["DROP TABLE store_version CASCADE"], "is no store of Kakehashi's"),
    "no version": (["DELETE FROM store_version"], "is no store of Kakehashi's"),
    "two versions": (["INSERT INTO store_version VALUES (1)"], "is no store of Kakehashi's"),
    "version 0": (["UPDATE store_version SET version = 0"], "is no store of Kakehashi's"),
    "version x": (["ALTER TABLE store_version ALTER COLUMN version TYPE TEXT"], "is no store of Kakehashi's"),
    "no column": (["ALTER TABLE store_version RENAME COLUMN version TO number"], 'column "version" does not exist'),
}


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
@pytest.mark.parametrize("title", STRANGE_SERVED)
def test_a_database_that_is_no_store_of_ours_is_refused_and_left_as_it_is(stores: Stores, title: str, desk: Desk) -> None:
    statements, said = STRANGE_SERVED[title]
    desk.said("case", "new", "mine")
    stores.tell(*statements)
    everything = "SELECT relname, relkind, reltuples FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    before = stores.tell(everything)
    for words in (
        ["assess"],
        ["assert", "ukraine.course=stabilising"],
        ["case", "list"],
        ["store", "status"],
        ["store", "prepare"],
    ):
        answer = desk.said(*words, code=3)
        assert (answer.out, answer.err.count("\n")) == ("", 1)
        assert said in answer.err
        assert desk.told(*words, code=3)["exit_code"] == 3
    assert stores.tell(everything) == before


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_a_database_of_another_encoding_is_refused(stores: Stores, desk: Desk) -> None:
    server = stores.server()
    server.tell("DROP DATABASE IF EXISTS western", "CREATE DATABASE western ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url("western", "postgres"))
    for words in (["assess"], ["case", "new", "mine"]):
        assert "keeps its texts as LATIN1, which cannot hold all of ours: `createdb -E UTF8`" in desk.said(*words, code=3).err


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_an_old_server_is_refused(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST", 99)
    with pytest.raises(StoreFault, match=r"its server is PostgreSQL 1\d; 99 or newer is needed"):
        stores.open()


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_a_store_stands_in_a_schema_of_its_own_beside_what_is_of_others(stores: Stores, desk: Desk) -> None:
    stores.tell("CREATE TABLE letters (text TEXT)", "CREATE SCHEMA desk")
    assert "is no store of Kakehashi's" in desk.said("case", "new", "mine", code=3).err
    desk.monkeypatch.setenv("KAKEHASHI_STORE", f"{stores.url()}&options=-csearch_path%3Ddesk")
    desk.said("case", "new", "mine")
    assert desk.told("audit", "verify")["sound"]
    assert stores.tell("SELECT COUNT(*) FROM desk.event") == [(1,)]


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_a_library_that_is_missing_is_named(stores: Stores, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.url()
    monkeypatch.delitem(sys.modules, "engine.keep.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = desk.said("assess", code=3).err
    assert "psycopg is not installed; install it with `pip install 'kakehashi[postgres]'`" in said
    assert said.count("\n") == 1
