"""What lies on the table: every descriptor under one theme, the case that is meant, and what else there is to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.keep.board import lay_board, theme_of
from engine.keep.choices import choices
from engine.language.problems import InvalidInput
from tests.desk import Desk
from tests.house.tree import ROOT

TOY = str(ROOT / "tests" / "bases" / "toy")


@pytest.mark.parametrize("base", ["streltsov-2015", "alliances-1914", TOY])
def test_every_descriptor_is_under_one_theme_and_what_is_observed_comes_first(desk: Desk, base: str) -> None:
    board = lay_board(base_name=base)
    listed = [name for theme in board.themes for name in theme.descriptors]
    assert sorted(listed) == sorted(board.base.descriptors)
    assert all(board.base.is_observed(name) == theme.observed for theme in board.themes for name in theme.descriptors)
    assert [theme.observed for theme in board.themes] == sorted((theme.observed for theme in board.themes), reverse=True)
    names = [(theme.name, theme.observed) for theme in board.themes]
    assert len(names) == len(set(names))


def test_every_descriptor_of_a_shipped_base_has_a_theme_of_its_author(desk: Desk) -> None:
    for base in ("streltsov-2015", "alliances-1914"):
        assert [d.id for d in lay_board(base_name=base).base.descriptors.values() if not d.theme] == []


def test_where_there_is_none_it_is_what_the_name_begins_with(desk: Desk) -> None:
    base = lay_board(base_name=TOY).base
    assert theme_of(base.descriptors["weather.rain"]) == "weather"
    assert {theme_of(d) for d in base.descriptors.values()} == {name.partition(".")[0] for name in base.descriptors}


def test_the_case_is_the_one_that_a_question_is_about(desk: Desk) -> None:
    assert (lay_board().case, lay_board().is_own) == ("baseline", False)
    desk.said("case", "new", "mine")
    assert (lay_board().case, lay_board().is_own) == ("mine", True)
    assert (lay_board("baseline").case, lay_board("baseline").is_own) == ("baseline", False)
    with pytest.raises(InvalidInput, match="there is no case `nobody`"):
        lay_board("nobody")


def test_the_choices_are_all_that_ships_and_all_of_ones_own(desk: Desk) -> None:
    desk.said("case", "new", "mine")
    desk.said("case", "new", "aside", "--base", "alliances-1914")
    desk.said("case", "archive", "aside")
    desk.said("case", "use", "mine")
    found = choices()
    assert [base.name for base in found.bases] == ["alliances-1914", "streltsov-2015"]
    assert all(base.title for base in found.bases)
    assert {one.name for one in found.cases} == {file.stem for file in (ROOT / "facts" / found.base / "cases").glob("*.yaml")}
    assert all(one.title for one in found.cases)
    assert ([head.name for head in found.own], found.current and found.current.name) == (["mine"], "mine")


def test_a_case_that_cannot_be_read_is_listed_all_the_same(desk: Desk) -> None:
    town = Path(desk.town())
    cases = sorted(file.stem for file in (town / "facts" / "cases").glob("*.yaml"))
    (town / "facts" / "cases" / "torn.yaml").write_text("title: [", encoding="utf-8")
    found = choices(cases[0] if cases else "", str(town))
    assert ("torn", "") in [(one.name, one.title) for one in found.cases]
