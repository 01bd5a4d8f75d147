"""A store of one test's own, asked through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.asking import Answer, ask
from tests.stores import Stores

TOWN = Path(__file__).resolve().parent / "bad_input" / "good"


class Desk:
    """Commands on one store; each answer must be of the exit code that is said (0 else)."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, stores: Stores) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.stores = stores
        self.move("cases.db")

    def move(self, name: str) -> None:
        """Works with another store."""
        self.monkeypatch.setenv("KAKEHASHI_STORE", self.stores.url(name))

    def said(self, *words: str, code: int = 0) -> Answer:
        """What a command says."""
        answer = ask(words)
        assert answer.code == code, answer
        return answer

    def told(self, *words: str, code: int = 0) -> dict[str, Any]:
        """The document that a command writes."""
        document: dict[str, Any] = json.loads(self.said(*words, "--json", code=code).out)
        return document

    def codes(self, *words: str) -> list[str]:
        """The codes of the problems for which a command is refused."""
        return [problem["code"] for problem in self.told(*words, code=2)["problems"]]

    def town(self) -> str:
        """A small base of one's own, to be changed at will."""
        if not (self.folder / "town").exists():
            shutil.copytree(TOWN, self.folder / "town")
        return str(self.folder / "town")
