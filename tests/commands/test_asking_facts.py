"""`assert` without facts: it asks on a terminal, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_input.asking import ask
from tests.commands.terminal import converse

ANSWERS = [
    ("a name", "ukraine.corse"),
    ("a name", "ukraine.course"),
    ("What is the case", "7"),
    ("What is the case", "3"),
    ("Since when", "2015-02-12"),
    ("What says so", "Package of measures"),
    ("Who published", "Contact Group"),
    ("Grade", "b3"),
    ("What is it", ""),
]


def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    settings = {"KAKEHASHI_STORE": f"sqlite:///{tmp_path}/cases.db", "COLUMNS": "80", "NO_COLOR": "1"}
    code, seen = converse(["assert"], ANSWERS, settings)
    assert code == 0, seen
    assert "There is no `ukraine.corse`. Did you mean `ukraine.course`?" in seen
    assert "Give the number of a state" in seen
    assert "ukraine.course = stabilising  observed, grade B3, Contact Group, since" in seen
    assert "VERDICT  neutral is indicated, as before" in seen


def test_several_states_are_partial_knowledge(tmp_path: Path) -> None:
    settings = {"KAKEHASHI_STORE": f"sqlite:///{tmp_path}/cases.db", "COLUMNS": "80", "NO_COLOR": "1"}
    first = [
        ("a name", "1"),
        ("What is the case", "2 3"),
        ("Since when", ""),
        ("What says so", ""),
        ("Grade", ""),
        ("What is it", ""),
    ]
    code, seen = converse(["assert"], first, settings)
    assert code == 0, seen
    assert "ukraine.course = unresolved or stabilising" in seen.replace("unresolved|stabilising", "unresolved or stabilising")


def test_off_a_terminal_nothing_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path}/cases.db")
    answer = ask(["assert"])
    assert answer.code == 2
    assert "there is no fact to state [no-fact]" in answer.err
    assert not list(tmp_path.iterdir())
