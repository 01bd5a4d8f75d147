"""Addresses of stores: what is none is refused, what cannot be reached is a fault, and no password is ever told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import make_question
from engine.keep.location import find_store
from engine.language.addresses import without_secrets
from engine.language.problems import InvalidInput
from tests.bad_input.asking import ask
from tests.desk import Desk
from tests.server import Server

SECRET = "hush-7#q@/x:?%"
ESCAPED = "hush-7%23q%40%2Fx%3A%3F%25"

# An address, and what is said of it: never the password, or a part of it.
WRONG = {
    "postgresql://anna:hush-7@q@host/cases": "a sign in the address is not escaped",
    "postgresql://anna:hush-7/q@host/cases": "a sign in the address is not escaped",
    "postgresql://anna:hush-7#q@host/cases": "a sign in the address is not escaped",
    "postgresql://anna:hush-7?q@host/cases": "no database is named before the `?`",
    "postgresql://anna:hush-7%q@host/cases": "a `%` in the address does not begin an escape",
    "postgresql://anna:hush 7@host/cases": "a sign in the address is not escaped",
    "postgresql://anna:hush-7@host:54x2/cases": "the port is no number",
    "postgresql://anna:hush-7@host": "names no database",
    "postgresql://anna:hush-7@host/": "names no database",
    "postgresql:///": "names no database",
    "postgresql://anna:hush-7@host/cases?sslmode=verify": "`verify` is no way to use TLS",
    "postgresql://anna:hush-7@host/cases?sslmod=require": "PostgreSQL knows no option `sslmod`",
    "postgresql://anna@host/cases?password=hush-7&sslmod=require": "PostgreSQL knows no option `sslmod`",
    "postgres+psycopg://anna:hush-7@host/cases": "`postgres+psycopg://anna@host/cases` is no address of a store",
    "postgresq://anna:hush-7@host/cases": "`postgresq://anna@host/cases` is no address of a store",
    "mysql://anna:hush-7@host/cases": "`mysql://anna@host/cases` is no address of a store",
    "mysql://anna:hush-7@q/7@host/cases": "`mysql://anna@host/cases` is no address of a store",
    "sqlite://anna:hush-7@host/cases": "is no address of a store",
    "postgresql:/anna:hush-7@host/cases": "`postgresql…@host/cases` is no address of a store",
    "postgres//anna:hush-7@host/cases": "`postgres//anna…@host/cases` is no address of a store",
    "anna:hush-7@q:hush@host/cases": "`anna…@host/cases` is no address of a store",
    "host/cases?user=anna&password=hush-7": "`host/cases?user=anna&` is no address of a store",
    "http://[": "is no address of a store",
}


@pytest.mark.parametrize("url", WRONG)
@pytest.mark.parametrize("option", [True, False])
def test_what_is_no_address_is_refused_without_a_word_of_the_password(
    url: str, option: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", "" if option else url)
    where = ["--store", url] if option else []
    for words in (["assess"], ["case", "list"], ["assert", "ukraine.course=stabilising"], ["store", "status"]):
        text, document = ask([*words, *where]), ask([*words, *where, "--json"])
        assert (text.code, text.out, document.code, document.err) == (2, "", 2, "")
        (problem,) = json.loads(document.out)["problems"]
        assert (problem["file"], problem["code"]) == ("--store" if option else "KAKEHASHI_STORE", "wrong-store")
        assert WRONG[url] in problem["message"]
        assert problem["hint"]
        assert "hush" not in text.err + document.out


def test_the_nearest_scheme_and_option_are_named() -> None:
    for url, said in (
        ("postgresq://host/cases", "Did you mean `postgresql://`?"),
        ("postgresql+psycopg://host/cases", "Did you mean `postgresql://`?"),
        ("postgresql://host/cases?sslmode=verify_full", "Did you mean `verify-full`?"),
        ("postgresql://host/cases?sslrootcrt=x", "Did you mean `sslrootcert`?"),
        ("postgresql://anna:a@b@host/cases", "write `@` as %40"),
    ):
        assert said in ask(["assess", "--store", url]).err


def test_an_address_is_shown_without_its_passwords() -> None:
    for url, shown in (
        ("postgresql://anna:x@host:5432/cases", "postgresql://anna@host:5432/cases"),
        ("postgresql://:x@host/cases", "postgresql://@host/cases"),
        ("postgresql://host/cases?user=a&password=x&sslmode=require", "postgresql://host/cases?user=a&sslmode=require"),
        ("postgresql://host/cases?password=x", "postgresql://host/cases"),
        ("postgresql://host/cases?sslmode=require&sslpassword=x", "postgresql://host/cases?sslmode=require"),
        ("postgresql://host/cases?PASSWORD=x&a=b", "postgresql://host/cases?a=b"),
        ("postgresql://a:x@h1:1,h2:2/cases", "postgresql://a@h1:1,h2:2/cases"),
        ("sqlite:////srv/cases.db", "sqlite:////srv/cases.db"),
        ("no `http://a:x@y/x@host/p?password=x` and (b://c:x", "no `http://a@host/p` and (b://c…"),
        ("`b://c:x` is none: 'b://c:x/y', (b://c:x).", "`b://c…` is none: 'b://c…', (b://c…"),
        ("tcp://HOST:PORT, (tcp://h:1), `tcp://h:1`: none", "tcp://HOST:PORT, (tcp://h:1), `tcp://h:1`: none"),
        ("no scheduler answers at tcp://h:1: gone", "no scheduler answers at tcp://h:1: gone"),
        ("see https://host:8080/x, or host://[::1]:5432/y", "see https://host:8080/x, or host://[::1]:5432/y"),
    ):
        assert without_secrets(url) == shown
        if url.startswith("postgresql"):
            assert str(find_store(url)) == shown
            assert "x" not in repr(find_store(url)).replace("x=", "")


def test_an_address_names_a_database_where_the_environment_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput):
        find_store("postgresql://")
    monkeypatch.setenv("PGSERVICE", "team")
    assert str(find_store("postgresql://")) == "postgresql://"


@pytest.fixture
def guarded(server: Server) -> Iterator[str]:
    """The rest of an address, after who and what password: a database that is reached through the network."""
    server.tell("DROP ROLE IF EXISTS anna")
    server.tell(f"CREATE ROLE anna LOGIN PASSWORD '{SECRET}'")
    database = server.database("anna").partition("@/")[2].partition("?")[0]
    yield f"127.0.0.1:{server.port}/{database}"
    server.tell(f"DROP DATABASE {database} WITH (FORCE)", "DROP ROLE anna")


def test_a_password_is_taken_from_wherever_libpq_takes_it(
    guarded: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store(url: str) -> None:
        monkeypatch.setenv("KAKEHASHI_STORE", url)
        assert desk.told("store", "status")["rights"]["user"] == "anna"

    host, _, name = guarded.partition("/")
    monkeypatch.setenv("KAKEHASHI_STORE", f"postgresql://anna:{ESCAPED}@{guarded}")
    desk.said("case", "new", "mine")
    store(f"postgresql://anna:{ESCAPED}@{guarded}")
    store(f"postgres://anna:{ESCAPED}@{guarded}?sslmode=prefer")
    store(f"postgresql://{guarded}?user=anna&password={ESCAPED}")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    store(f"postgresql://anna@{guarded}")
    monkeypatch.setenv("PGUSER", "anna")
    monkeypatch.setenv("PGDATABASE", name)
    store(f"postgresql://{host}")
    for variable in ("PGPASSWORD", "PGUSER", "PGDATABASE"):
        monkeypatch.delenv(variable)
    (tmp_path / "pass").write_text(f"127.0.0.1:*:*:anna:{SECRET.replace(':', chr(92) + ':')}\n")
    (tmp_path / "pass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pass"))
    store(f"postgresql://anna@{guarded}")
    number = host.partition(":")[2]
    (tmp_path / "services").write_text(f"[team]\nhost=127.0.0.1\nport={number}\ndbname={name}\nuser=anna\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    store("postgresql:///?service=team")


UNREACHED = {
    "postgresql://anna:{wrong}@{guarded}": "password authentication failed",
    "postgresql://anna@{guarded}": "no password supplied",
    "postgresql://anna:{right}@{guarded}_2": "does not exist; `createdb` makes it",
    "postgresql://nobody:{wrong}@{guarded}": "password authentication failed",
    "postgresql://anna:{right}@nowhere.invalid/cases": "nowhere.invalid",
    "postgresql://anna:{right}@127.0.0.1:1/cases": "Connection refused",
    "postgresql://anna:{right}@{guarded}?sslmode=require": "server does not support SSL",
    "postgresql://anna:{right}@{guarded}?sslmode=verify-full&sslrootcert=/nowhere.pem": "/nowhere.pem",
    "postgresql://anna:{right}@{guarded}?options=-csearch_path%3Dnowhere": "may use no schema of it",
}


@pytest.mark.parametrize("url", UNREACHED)
def test_what_cannot_be_reached_is_a_fault_of_one_line_without_the_password(
    url: str, guarded: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", url.format(wrong="hush-hush", right=ESCAPED, guarded=guarded))
    for words in (["assess"], ["case", "list"], ["assert", "ukraine.course=stabilising"], ["store", "status"]):
        answer = desk.said(*words, code=3)
        assert (answer.out, answer.err.count("\n")) == ("", 1)
        assert answer.err.startswith("the store postgresql://")
        assert UNREACHED[url] in answer.err
        document = ask([*words, "--json"])
        assert (document.code, document.err) == (3, "")
        assert "hush" not in answer.err + document.out


def test_no_answer_tells_the_password(guarded: str, desk: Desk, tmp_path: Path) -> None:
    url = f"postgresql://anna:{ESCAPED}@{guarded}"
    desk.monkeypatch.setenv("KAKEHASHI_CASE", "mine")
    said = []
    for words in (
        ["case", "new", "mine"],
        ["assert", "ukraine.course=stabilising", "--since", "2015-02-12"],
        ["assess"],
        ["assess", "--record"],
        ["assess", "--set", "g7.front=divided"],
        ["why"],
        ["report", "-o", str(tmp_path / "r.html")],
        ["case", "list"],
        ["audit", "log"],
        ["audit", "verify"],
        ["audit", "show", "3"],
        ["audit", "replay", "3"],
        ["audit", "export", "-o", str(tmp_path / "r.jsonl")],
        ["store", "status"],
        ["store", "prepare"],
        ["case", "push", "mine", "--to", url],
        ["case", "pull", "mine", "--from", url],
        ["case", "pull", "nobody", "--from", url],
        ["case", "use", url],
        ["case", "list", url],
        ["assess", "-c", "nobody"],
        ["audit", "verify", "--head", url],
    ):
        for more in ([], ["--json"]) if words[1:2] != ["export"] else ([],):
            if words[:2] == ["case", "new"] and more:  # it is there by then
                continue
            answer = ask([*words, "--store", url, *more])
            assert answer.code in (0, 1, 2), answer
            said.append(answer.out + answer.err)
    options = make_question(store=url).options
    assert ("--store", f"postgresql://anna@{guarded}") in options
    said += [(tmp_path / name).read_text(encoding="utf-8") for name in ("r.html", "r.jsonl")]
    assert not [text for text in (*said, str(options)) if "hush" in text]
