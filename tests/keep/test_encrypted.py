"""A store on a server that is reached through TLS: only where the server proves who it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.keep.encrypted import Gate, authority
from tests.server import OWNER, Server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def gate(server: Server, folder: Path) -> Iterator[Gate]:
    """The server of the tests behind TLS, believed by `ours.crt`."""
    found = Gate(server, authority(folder, "ours"))
    yield found
    found.close()


@pytest.fixture
def database(server: Server) -> str:
    return server.database().partition("@/")[2].partition("?")[0]


def test_a_store_is_used_through_a_connection_that_is_encrypted_and_proven(
    gate: Gate, folder: Path, database: str, desk: Desk
) -> None:
    desk.said("case", "new", "mine")
    before = gate.encrypted
    url = gate.url(database, OWNER, sslmode="verify-full", sslrootcert=str(folder / "ours.crt"))
    desk.said("store", "prepare", "--store", url)
    desk.said("case", "push", "mine", "--to", url)
    desk.monkeypatch.setenv("KAKEHASHI_STORE", url)
    desk.said("case", "use", "mine")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
    desk.said("assess", "--record")
    assert desk.told("audit", "verify")["events"] == 3
    assert desk.told("store", "status")["rights"]["encrypted"]
    assert "not encrypted" not in desk.said("store", "status").out
    assert gate.encrypted >= before + 8  # none went past it


@pytest.mark.parametrize(
    ("mode", "root", "host", "said"),
    [
        ("verify-full", "others", "localhost", "certificate verify failed"),
        ("verify-ca", "others", "localhost", "certificate verify failed"),
        ("verify-full", "ours", "elsewhere.example.org", 'does not match host name "elsewhere.example.org"'),
        ("verify-full", "none", "localhost", 'none.crt" does not exist'),
    ],
)
def test_a_server_that_does_not_prove_who_it_is_is_refused(
    mode: str, root: str, host: str, said: str, gate: Gate, folder: Path, database: str, desk: Desk
) -> None:
    if root == "others":
        authority(folder, "others")
    url = gate.url(database, OWNER, host, sslmode=mode, sslrootcert=str(folder / f"{root}.crt"))
    desk.monkeypatch.setenv("KAKEHASHI_STORE", url)
    for words in (["store", "prepare"], ["case", "new", "mine"], ["assess"]):
        answer = desk.said(*words, code=3)
        assert (answer.out, answer.err.count("\n")) == ("", 1)
        assert "cannot be opened: " in answer.err
        assert said in answer.err
        assert desk.told(*words, code=3)["error"] == "StoreFault"


def test_a_server_without_encryption_is_refused_where_it_is_asked_for(server: Server, database: str, desk: Desk) -> None:
    url = f"postgresql://{OWNER}@127.0.0.1:{server.port}/{database}?sslmode=require"
    assert "does not support SSL" in desk.said("assess", "--store", url, code=3).err
