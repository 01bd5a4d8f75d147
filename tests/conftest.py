"""What holds for every test: no setting of the user's own reaches the program."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("KAKEHASHI"):
            monkeypatch.delenv(name)
