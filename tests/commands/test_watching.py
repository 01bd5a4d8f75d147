"""`whatif` and `watch` on the command line: what they take, and what their documents carry."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from engine.ask import tipping
from tests.bad_input.asking import ask


def document(*words: str) -> Any:
    answer = ask([*words, "--json"])
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)


def test_a_what_if_is_the_comparison_of_the_case_with_itself_under_these_facts() -> None:
    facts = ["us_russia.relations=thawing", "g7.front=divided"]
    sets = [word for fact in facts for word in ("--set", fact)]
    assert document("whatif", *facts) == document("compare", *sets) == document("whatif", facts[0], "--set", facts[1])
    page = ask(["whatif", *facts]).out
    assert page.count("Case baseline") == 1
    assert "What if g7.front = divided" in page


def test_a_what_if_may_forget_and_dissent() -> None:
    found = document("whatif", "japan.economy=strong", "--unset", "g7.front", "--without", "asia-is-not-europe")
    assert found["schema"] == "kakehashi.comparison"
    names = {change["name"] for change in found["comparison"]["changes"]}
    assert names == {"japan.economy", "g7.front", "without asia-is-not-europe"}


def test_what_is_watched_is_what_an_actor_can_move_less_what_is_held() -> None:
    found = document("watch", "--levers", "Japan", "--hold", "summitry.putin_visit")
    names = {fact["descriptor"] for fact in found["facts"]}
    assert (found["levers"], found["held"]) == (["japan"], ["summitry.putin_visit"])
    assert "us_japan.alliance" in names
    assert not names & {"summitry.putin_visit", "ukraine.course"}
    assert found["separations"]["reading"] == "kernel"
    assert ask(["watch", "--levers", "Japan"]).out.count("confrontational is never indicated") == 2


def test_the_document_of_watching_says_by_what_it_was_searched() -> None:
    found = document("watch", "--max", "1")
    assert {key: found["tippings"][key] for key in ("most", "sets", "reading", "exhausted", "fewest", "settled")} == {
        "most": 1,
        "sets": 35,
        "reading": "kernel",
        "exhausted": True,
        "fewest": 1,
        "settled": True,
    }
    first = found["facts"][0]
    assert (first["descriptor"], first["tips_with"], first["known"]) == ("us_japan.alliance", 1, ["firm"])
    (move,) = first["moves"]
    assert (move["state"], move["tips"], move["pulls"][0]["by"]) == ("strained", True, 8)
    assert found["robustness"]["graded"]["grade"] == "B2"


def test_too_many_sets_for_the_kernel_are_searched_by_the_solver_and_give_the_same() -> None:
    gone_through = document("watch", "--max", "3")
    with patch.object(tipping, "MOST_SETS", 0):
        searched = document("watch", "--max", "3")
        stopped = document("watch", "--max", "3", "--seconds", "0")
        page = ask(["watch", "--max", "3", "--seconds", "0"]).out
    assert searched["tippings"].pop("reading") == "solver"
    assert gone_through["tippings"].pop("reading") == "kernel"
    assert searched == gone_through
    assert (stopped["tippings"]["exhausted"], stopped["tippings"]["settled"]) == (False, False)
    assert "was stopped" in page


def test_the_bound_of_grades_may_be_another() -> None:
    kept = [document("watch", "--max", "1", "--grade", grade)["robustness"]["graded"]["kept"] for grade in ("A1", "B2", "E5")]
    assert kept == sorted(kept)
    assert kept[0] < kept[-1]
