"""Problems as a page: as wide as a terminal, with each place and each command on one row."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.problems import EngineFault, InvalidInput, Place, Problem
from engine.show.problems import problems_page
from tests.bad_input.asking import ask
from tests.commands.terminal import converse

LONG = Problem(
    Place("a folder/rules/harbour.yaml", 12, 7),
    "unknown-state",
    "`storm` is no state of weather.sea, which the rules of the harbour read in every case that there is",
    "Did you mean `stormy`? `kakehashi facts weather.sea --base 'a folder'` lists them.",
)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_problem_is_wrapped_behind_its_place(width: int) -> None:
    said = problems_page(InvalidInput([LONG, Problem(Place("--set"), "usage", "short")])).plain(width)
    rows = said.splitlines()
    assert rows[0] == "--set: short [usage]"
    assert rows[1].startswith("a folder/rules/harbour.yaml:12:7: `storm`")
    assert all(row.startswith("  ") for row in rows[2:])
    assert any("`kakehashi facts weather.sea --base 'a folder'`" in row for row in rows)
    assert all(len(row) <= width for row in rows if "`kakehashi" not in row and "harbour.yaml" not in row)
    assert " ".join(said.split()) == " ".join(f"--set: short [usage]\n{LONG}".split())


def test_a_place_that_is_wider_than_the_terminal_stays_whole() -> None:
    place = f"{'very/' * 30}long.yaml:1:1"
    said = problems_page(InvalidInput([Problem(Place(place), "no-file", "there is no such file")])).plain(60)
    assert said.splitlines()[0].startswith(f"{place}: there")


def test_what_a_terminal_obeys_is_escaped_and_a_fault_is_told() -> None:
    hostile = Problem(Place("a\x1b[2J.yaml", 1, 1), "x", "b\x1b]0;c", "d\u202e")
    said = problems_page(InvalidInput([hostile])).plain()
    assert not set("\x1b\u202e") & set(said)
    assert problems_page(EngineFault("it broke")).plain() == "it broke\n"


def test_on_a_terminal_it_is_wrapped_and_in_a_pipe_it_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["assess", "--base", "nowhere-that-anybody-has-ever-heard-of"]
    code, seen = converse(words, [], {"COLUMNS": "50"})
    line = ask(words).err
    assert (code, line.count("\n")) == (2, 1)
    assert len(line) > 50
    assert seen.count("\n") > 1
    assert max(map(len, seen.splitlines())) <= 50 or "`nowhere-that" in seen
    assert " ".join(seen.split()) == " ".join(line.split())
