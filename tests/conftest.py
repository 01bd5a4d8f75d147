"""What holds for every test: no setting of the user's own reaches the program. And what a test may ask for: a store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk
from tests.server import Server
from tests.stores import Stores


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each core begins at a place of its own, so that neighbours share what they make; who has done takes from the others."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in os.environ:
        if name.startswith(("KAKEHASHI", "PG")):
            monkeypatch.delenv(name)
    # Made only where something is written to it.
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path_factory.getbasetemp() / 'no-store' / 'cases.db'}")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server. What a disk would lose in a power cut it may lose too, which makes it quick."""
    running = Server(fsync="off")
    yield running
    running.remove()


@pytest.fixture
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Stores in files; of the kind that is named, where a test is one for both."""
    return Stores(getattr(request, "param", "sqlite"), tmp_path, lambda: request.getfixturevalue("server"))


@pytest.fixture
def desk(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch, stores)
