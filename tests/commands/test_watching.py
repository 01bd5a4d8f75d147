"""`whatif` and `watch` on the command line: what they take, and what their documents carry."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from engine import assess, make_question, report_on
from engine.ask import tipping
from engine.ask.watch import watch
from engine.show.watch import searched_text
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


def test_what_is_stated_though_rules_derive_it_is_watched_and_may_be_held() -> None:
    stated = ["watch", "--max", "1", "--set", "japan.sanctions_course=hold"]
    found = document(*stated)
    (first, *_) = found["facts"]
    assert (first["descriptor"], first["tips_with"], found["crux"]) == ("japan.sanctions_course", 1, ["japan.sanctions_course"])
    assert "It turns on japan.sanctions_course (stated: hold;" in ask(stated).out
    held = document(*stated, "--hold", "japan.sanctions_course")
    assert "japan.sanctions_course" not in {fact["descriptor"] for fact in held["facts"]}


def test_a_number_kept_as_context_cannot_be_held() -> None:
    answer = ask(["watch", "--hold", "energy.pipeline_gas_share"])
    assert answer.code != 0
    assert "[context-descriptor]" in answer.err


def test_a_weight_of_0_is_still_one_of_the_weights() -> None:
    zero = document("watch", "--max", "1", "--weight", "solidarity-keeps-sanctions:lift=0")
    assert zero["robustness"]["weights"] == document("watch", "--max", "1")["robustness"]["weights"]


def test_the_kernel_is_stopped_too_and_without_seconds_only_what_is_soon_searched_is() -> None:
    question = make_question()
    stopped = watch(question, seconds=0).tippings
    assert (stopped.reading, stopped.exhausted, stopped.settled) == ("kernel", False, False)
    with patch.object(tipping, "MOST_WORK", 0):
        brief = report_on(assess(question))
    assert (brief.watch.tippings.most, brief.watch.tippings.sets, brief.watch.tippings.unsearched) == (1, 35, 589)
    assert "larger ones were not searched: 589 sets" in " ".join(searched_text(brief.watch).split())
