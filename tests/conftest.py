"""What holds for every test: no setting of the user's own reaches the program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in os.environ:
        if name.startswith("KAKEHASHI"):
            monkeypatch.delenv(name)
    # Made only where something is written to it.
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path_factory.getbasetemp() / 'no-store' / 'cases.db'}")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)
