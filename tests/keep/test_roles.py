"""Roles on a server: writers who add and never change, auditors who read everything and write nothing, and the owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.desk import Desk
from tests.server import Server

WRITES = (
    ["case", "new", "other"],
    ["case", "use", "mine"],
    ["case", "archive", "mine"],
    ["assert", "ukraine.course=escalating", "-c", "mine"],
    ["retract", "ukraine.course", "--why", "a hoax", "-c", "mine"],
    ["assess", "--record", "-c", "mine"],
    ["store", "prepare"],
)


@dataclass
class Team:
    """A store that `keeper` owns, with a case of three events; as whom it is asked."""

    desk: Desk
    server: Server
    database: str

    def become(self, who: str) -> None:
        self.desk.monkeypatch.setenv("KAKEHASHI_STORE", self.server.url(self.database, who))

    def tell(self, who: str, *statements: str) -> object:
        return self.server.tell(*statements, database=self.database, user=who)


@pytest.fixture
def team(desk: Desk, server: Server) -> Iterator[Team]:
    """The store prepared for `anna` and `ben`, who write, and `vera`, who audits."""
    roles = ("anna", "ben", "vera", "odd one")
    server.tell(*(f'DROP ROLE IF EXISTS "{role}"' for role in roles), *(f'CREATE ROLE "{role}" LOGIN' for role in roles))
    name = server.database().partition("@/")[2].partition("?")[0]
    found = Team(desk, server, name)
    found.become("keeper")
    desk.said("store", "prepare", "--writer", "anna", "--writer", "ben", "--auditor", "vera")
    found.become("anna")
    desk.said("case", "new", "mine")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
    desk.said("assess", "--record")
    yield found
    server.tell(f"DROP DATABASE {name} WITH (FORCE)", *(f'DROP ROLE "{role}"' for role in roles))


def test_writers_add_to_the_cases_of_one_another(team: Team) -> None:
    team.become("ben")
    desk = team.desk
    desk.said("assert", "g7.front=divided", "-c", "mine", "--author", "ben")
    desk.said("case", "new", "other", "--author", "ben")
    desk.said("case", "use", "mine", "--author", "ben")
    desk.said("case", "archive", "other")
    desk.said("case", "archive", "other", "--undo")
    assert desk.told("audit", "verify", "-c", "mine")["events"] == 4


@pytest.mark.parametrize("table", ["event", "archive"])
@pytest.mark.parametrize("change", ["UPDATE {} SET text = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nobody_changes_what_was_written(team: Team, table: str, change: str) -> None:
    for who in ("anna", "vera"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.tell(who, change.format(table))
    for who in ("keeper", "postgres"):
        for statements in ((), ("SET session_replication_role = replica",))[: 1 + (who == "postgres")]:
            with pytest.raises(psycopg.errors.RestrictViolation, match=r"are never (?:changed|deleted)"):
                team.tell(who, *statements, change.format(table))
    assert team.desk.told("audit", "verify")["events"] == 3


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET name = 'x'",
        "UPDATE fact SET descriptor = 'x'",
        "DELETE FROM journal",
        "DELETE FROM journal_head",
        "DELETE FROM fact",
        "TRUNCATE fact",
        "UPDATE store_version SET version = 9",
        "DROP TABLE event",
        "ALTER TABLE event DISABLE TRIGGER USER",
        "CREATE TABLE x (y text)",
    ],
)
def test_a_writer_may_do_nothing_else_either(team: Team, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        team.tell("anna", change)


def test_the_server_takes_no_event_that_is_not_what_was_hashed(team: Team) -> None:
    row = "SELECT id, 9, repeat('1', 64), repeat('0', 64), 'x', 'noted', '{}' FROM journal"
    with pytest.raises(psycopg.errors.CheckViolation):
        team.tell("anna", f"INSERT INTO event (journal, seq, prev, hash, recorded, kind, text) {row}")
    with pytest.raises(psycopg.errors.CheckViolation):
        team.tell("anna", "INSERT INTO archive VALUES (repeat('0', 64), '{}')")


def test_an_auditor_asks_everything(team: Team) -> None:
    team.become("vera")
    desk = team.desk
    assert desk.told("audit", "verify", "-c", "mine")["sound"]
    assert len(desk.told("audit", "log", "-c", "mine")["events"]) == 3
    assert desk.told("audit", "show", "3", "-c", "mine")["flaws"] == []
    assert desk.told("audit", "replay", "3", "-c", "mine")["same"]
    file = str(desk.folder / "mine.jsonl")
    desk.said("audit", "export", "mine", "-o", file)
    assert desk.told("audit", "verify", file)["events"] == 3
    desk.said("report", "3", "-c", "mine", "-o", str(desk.folder / "r.html"))
    assert desk.told("assess", "-c", "mine")["case"]["name"] == "mine"
    assert [one["name"] for one in desk.told("case", "list")["cases"]] == ["mine"]
    assert desk.told(
        "case", "pull", "mine", "--from", team.server.url(team.database, "vera"), "--store", f"sqlite:///{desk.folder}/vera.db"
    )["made"]


@pytest.mark.parametrize("words", WRITES, ids=" ".join)
def test_whatever_an_auditor_writes_is_refused_with_the_reason(team: Team, words: list[str]) -> None:
    team.become("vera")
    answer = team.desk.said(*words, code=3)
    assert (answer.out, answer.err.count("\n")) == ("", 1)
    if words[0] != "store":
        assert "cannot be written: vera may only read in this store" in answer.err
        assert "permission denied" not in answer.err
        assert ("`-c mine` or KAKEHASHI_CASE=mine" in answer.err) == (words[:2] == ["case", "use"])
    else:
        assert "cannot be prepared by vera: its owner has to" in answer.err
    assert team.desk.told(*words, code=3)["exit_code"] == 3
    assert team.desk.told("audit", "verify", "-c", "mine")["events"] == 3
    assert [one["name"] for one in team.desk.told("case", "list", "--all")["cases"]] == ["mine"]


def test_the_status_tells_what_one_may(team: Team) -> None:
    desk = team.desk

    def may(who: str) -> tuple[object, ...]:
        team.become(who)
        found = desk.told("store", "status")
        assert (found["kind"], found["schema_version"], found["cases"], found["events"]) == ("postgresql", 1, 1, 3)
        rights = found["rights"]
        assert (rights["user"], rights["guarded"], rights["lasting"], rights["encrypted"]) == (who, True, False, False)
        return rights["owner"], rights["reads"], rights["writes"], rights["changes"]

    assert may("anna") == (False, True, True, [])
    assert may("vera") == (False, True, False, [])
    assert may("keeper") == (True, True, True, ["UPDATE", "DELETE", "TRUNCATE"])
    team.tell("keeper", "ALTER TABLE event DISABLE TRIGGER event_is_not_deleted")
    assert "switched off" in desk.said("store", "status").out
    team.become("odd one")
    for words in (["store", "status"], ["assess"], ["case", "list"]):
        assert "cannot be opened: odd one may not read in this store; its owner grants that" in desk.said(*words, code=3).err


def test_a_refusal_that_is_not_for_want_of_the_role_is_told_in_the_words_of_the_server(team: Team) -> None:
    team.tell("keeper", "REVOKE UPDATE (gone) ON fact FROM anna")
    said = team.desk.said("retract", "ukraine.course", "--why", "a hoax", "-c", "mine", code=3).err
    assert "permission denied for table fact (you are connected as anna)" in said
    team.tell("keeper", "REVOKE SELECT ON fact FROM vera")
    team.become("vera")
    assert "permission denied for table fact (you are connected as vera)" in team.desk.said("assess", "-c", "mine", code=3).err


def test_roles_are_given_again_and_changed(team: Team) -> None:
    team.become("keeper")
    desk = team.desk
    for _ in range(2):
        desk.said("store", "prepare", "--writer", "odd one", "--auditor", "ben")
    team.become("odd one")
    desk.said("assert", "g7.front=divided", "-c", "mine")
    team.become("ben")
    desk.said("assert", "g7.front=divided", "-c", "mine", code=3)
    assert desk.told("audit", "verify", "-c", "mine")["events"] == 4


def test_what_is_no_role_or_binds_nobody_is_refused_and_nothing_is_granted(team: Team) -> None:
    team.become("keeper")
    desk = team.desk
    before = team.tell("postgres", "SELECT relname, relacl::text FROM pg_class ORDER BY 1")
    assert desk.codes("store", "prepare", "--writer", "ann", "--auditor", "postgres") == ["unbound-role", "unknown-role"]
    assert "Did you mean `anna`?" in desk.said("store", "prepare", "--writer", "ann", code=2).err
    assert "`createuser zoe`" in desk.said("store", "prepare", "--writer", "zoe", code=2).err
    assert desk.codes("store", "prepare", "--auditor", "keeper") == ["unbound-role"]
    assert desk.codes("store", "prepare", "--writer", "vera", "--auditor", "vera") == ["two-roles"]
    desk.move("a-file.db")
    assert desk.codes("store", "prepare", "--writer", "anna") == ["no-server"]
    assert "[no-server]" in desk.said("store", "prepare", "--print", code=2).err
    assert team.tell("postgres", "SELECT relname, relacl::text FROM pg_class ORDER BY 1") == before


def test_nothing_is_made_where_a_role_is_refused(team: Team) -> None:
    desk, url = team.desk, team.server.database()
    name = url.partition("@/")[2].partition("?")[0]
    desk.monkeypatch.setenv("KAKEHASHI_STORE", url)
    for words, code in (
        (["--writer", "nobody"], "unknown-role"),
        (["--writer", "anna", "--auditor", "nobody"], "unknown-role"),
        (["--writer", "keeper"], "unbound-role"),  # who makes it owns it
        (["--writer", "anna", "--auditor", "anna"], "two-roles"),
    ):
        assert desk.codes("store", "prepare", *words) == [code]
        assert f"[{code}]" in desk.said("store", "prepare", "--print", *words, code=2).err
        assert desk.told("store", "status")["schema_version"] == 0
        tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        assert team.server.tell(tables, database=name) == []
    desk.said("store", "prepare", "--writer", "anna", "--writer", "anna")
    team.server.tell(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_statements_that_are_printed_do_the_same(team: Team) -> None:
    desk, server = team.desk, team.server
    other = server.database()
    name = other.partition("@/")[2].partition("?")[0]
    desk.monkeypatch.setenv("KAKEHASHI_STORE", other)
    printed = desk.said("store", "prepare", "--print", "--writer", "anna", "--auditor", "vera").out
    assert desk.told("store", "status")["schema_version"] == 0
    server.tell(printed, database=name, user="keeper")
    for who in ("anna", "vera", "keeper"):
        access = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
        assert server.tell(access, database=name)
        desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url(name, who))
        assert desk.told("store", "status")["schema_version"] == 1
    desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url(name, "anna"))
    desk.said("case", "new", "mine")
    assert desk.told("store", "status")["rights"]["writes"]
    desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url(name, "vera"))
    assert desk.told("audit", "verify", "-c", "mine")["sound"]
    assert not desk.told("store", "status")["rights"]["writes"]
    server.tell(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_database_that_was_not_prepared_is_empty_to_who_reads_and_refused_to_who_may_not_make_it(team: Team) -> None:
    name = team.server.database().partition("@/")[2].partition("?")[0]
    desk = team.desk
    desk.monkeypatch.setenv("KAKEHASHI_STORE", team.server.url(name, "anna"))
    assert desk.told("case", "list")["cases"] == []
    assert desk.told("assess")["case"]["name"] == "baseline"
    assert desk.told("store", "status")["schema_version"] == 0
    said = desk.said("case", "new", "mine", code=3).err
    assert "is not made yet: permission denied for schema public (you are connected as anna)" in said
    assert "`kakehashi store prepare`" in said
    team.server.tell(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_backup_restores_the_store_with_its_grants_and_guards(team: Team) -> None:
    desk, server = team.desk, team.server
    dump = str(desk.folder / "cases.dump")
    server.run("pg_dump", "-Fc", "-f", dump, server.url(team.database))
    again = server.database().partition("@/")[2].partition("?")[0]
    server.run("pg_restore", "-d", server.url(again), dump)
    desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url(again, "vera"))
    head = desk.told("audit", "verify", "-c", "mine")["head"]
    assert desk.told("store", "status")["rights"]["guarded"]
    desk.said("assert", "g7.front=divided", "-c", "mine", code=3)
    desk.monkeypatch.setenv("KAKEHASHI_STORE", server.url(again, "anna"))
    desk.said("assert", "g7.front=divided", "-c", "mine")
    assert desk.told("audit", "verify", "-c", "mine", "--head", head)["events"] == 4
    team.become("vera")
    assert "was cut off" in desk.told("audit", "verify", "-c", "mine", "--head", f"4:{'0' * 64}", code=1)["flaw"]
    server.tell(f"DROP DATABASE {again} WITH (FORCE)")
