"""The board as a document: states in their order, rows in which nothing stands before what it rests on, and never too many."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from engine.ask.base_map import map_of
from engine.keep.board import Board, lay_board, themes_of
from engine.show.board import MOST_DRAWN, board_document
from tests.generated import Asked, examples, questions
from tests.house.tree import ROOT

BASES = ("streltsov-2015", "alliances-1914", str(ROOT / "tests" / "bases" / "toy"))


@examples(40)
@given(questions())
def test_rows_hold_every_conclusion_once_and_go_one_way(asked: Asked) -> None:
    document = board_document(Board(asked.base, "", False, themes_of(asked.base), map_of(asked.program).bearings))
    row = {name: at for at, names in enumerate(document["rows"]) for name in names}
    listed = [name for names in document["rows"] for name in names]
    assert len(listed) == len(row)
    assert row.keys() == asked.base.derived | {asked.base.verdict}
    for source, target in document["ways"]:
        assert source not in row or row[source] < row[target]


@pytest.mark.parametrize("base", BASES)
def test_states_are_in_the_order_of_the_vocabulary(base: str) -> None:
    board = lay_board("", base)
    for record in board_document(board)["descriptors"]:
        assert tuple(one["state"] for one in record["states"]) == board.base.descriptors[record["id"]].states


def test_an_interval_is_said_in_words() -> None:
    listed = board_document(lay_board("", BASES[0]))["descriptors"]
    (packages,) = (record for record in listed if record["id"] == "japan.sanctions_packages")
    assert [one["says"] for one in packages["states"]] == [
        "below 1 packages",
        "from 1 to below 4 packages",
        "at least 4 packages",
    ]


def test_of_too_many_the_nearest_to_the_verdict_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.show.board.MOST_DRAWN", 4)
    board = lay_board("", BASES[0])
    document = board_document(board)
    drawn = [name for row in document["rows"] for name in row]
    near = {end for one in board.bearings for end in (one.source, one.target) if "scenario" in (one.source, one.target)}
    assert len(drawn) == 4 < MOST_DRAWN
    assert set(drawn) <= near
    assert document["left_out"] == len(board.base.derived) - 4
    assert all(target in drawn for _, target in document["ways"])


def test_a_chain_is_a_row_each() -> None:
    rows = board_document(lay_board("", BASES[2]))["rows"]
    assert [row for row in rows if "festival" in row] == [["festival"]]
    assert all(first and second for first, second in pairwise(rows))
