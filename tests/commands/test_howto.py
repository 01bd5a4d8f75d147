"""`howto` on the command line: whose levers, what is held, what it costs, what it says where there is no way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from engine.ask import howto
from engine.keep.questions import make_question
from tests.bad_input.asking import ask
from tests.house.tree import ROOT

TOKYO = {"us_japan.alliance": "strained", "territory.talks": "advancing"}
MOSCOW = {"us_russia.relations": "thawing", "territory.talks": "advancing", "russia.border_change": "none_made"}


def ways(*words: str, code: int = 0) -> dict[str, Any]:
    answer = ask(["howto", "--json", *words])
    assert (answer.code, answer.err) == (code, "")
    document: dict[str, Any] = json.loads(answer.out)
    assert (document["schema"], document["reading"], document["exhausted"]) == ("kakehashi.howto", "solver", True)
    return document


def changes(document: dict[str, Any]) -> list[dict[str, str | None]]:
    return [{change["descriptor"]: change["state"] for change in way["changes"]} for way in document["ways"]]


@pytest.mark.parametrize(("actor", "way"), [("Japan", TOKYO), ("japan", TOKYO), ("Russia", MOSCOW)])
def test_an_actor_is_named_by_id_or_title(actor: str, way: dict[str, str]) -> None:
    document = ways("scenario=positive", "--levers", actor)
    assert changes(document) == [way]
    assert document["ways"][0]["verdict"] == {
        "descriptor": "scenario",
        "leaning": [],
        "states": ["positive"],
        "status": "indicated",
    }
    assert document["verdict"]["states"] == ["neutral"]


def test_levers_of_two_actors_are_those_of_either() -> None:
    document = ways("scenario=positive", "--levers", "japan", "--levers", "Russia")
    assert TOKYO in changes(document)
    assert MOSCOW in changes(document)
    assert [len(way) for way in changes(document)] == [2, 2, 2, 3]


def test_where_the_goal_holds_there_is_nothing_to_change() -> None:
    document = ways("scenario=neutral")
    assert document["holds_already"]
    assert changes(document) == [{}]
    assert "It holds already" in ask(["howto", "scenario=neutral"]).out


def test_rules_that_bar_a_goal_are_those_without_which_there_is_a_way() -> None:
    words = ["scenario=positive", "--levers", "japan", "--hold", "us_japan.alliance"]
    document = ways(*words, code=1)
    assert document["fewest"] is None
    assert document["barred"]["sets"] == [["solidarity-keeps-sanctions", "tokyo-holds-with-washington"]]
    for rules in document["barred"]["sets"]:
        assert changes(ways(*words, *(f"--without={rule}" for rule in rules)))
        for left in rules:  # the set is the smallest: one of the rules alone does not bar it
            assert not changes(ways(*words, f"--without={left}", code=1))


def test_where_it_takes_more_changes_it_says_how_many() -> None:
    document = ways("scenario=positive", "--levers", "japan", "--max", "1", code=1)
    assert (document["fewest"], document["barred"]) == (2, None)
    assert "--max 2" in ask(["howto", "scenario=positive", "--levers", "japan", "--max", "1"]).out


def test_what_is_observed_is_reached_by_no_change_of_others() -> None:
    assert changes(ways("ukraine.course=stabilising", code=1)) == []
    assert "only a fact on it makes it so" in ask(["howto", "ukraine.course=stabilising"]).out


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_the_cheapest_way_comes_first(form: str, tmp_path: Path) -> None:
    costs = {"us_japan.alliance": "20", "us_russia.relations=thawing": "0.5", "us_russia.relations": "9", "g7.front": "3"}
    file = tmp_path / f"costs.{form}"
    between = "," if form == "csv" else ": "
    file.write_text("".join(f"{change}{between}{cost}\n" for change, cost in costs.items()), encoding="utf-8")
    document = ways("scenario=positive", "--max", "2", "--costs", str(file))
    assert [way["cost"] for way in document["ways"]][:3] == ["1.5", "3.5", "20.5"]
    assert changes(document)[0] == {"us_russia.relations": "thawing", "nea.security": "stable"}
    assert sorted(map(str, changes(document))) == sorted(map(str, changes(ways("scenario=positive", "--max", "2"))))


def test_to_forget_is_a_change_where_it_is_allowed() -> None:
    words = ["bridge.demand=high", "--set", "us_russia.relations=thawing"]
    two = [{"us_russia.relations": "worsening"}, {"us_russia.relations": "tense"}]
    assert changes(ways(*words)) == two
    assert changes(ways(*words, "--allow-unknown")) == [*two, {"us_russia.relations": None}]


def test_the_seconds_are_those_of_all_searches_together(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def slowly(search: Callable[..., Any]) -> Callable[..., Any]:
        def searched(*args: Any, **more: Any) -> Any:
            given.append(args[-1])
            sleep(0.01)
            return search(*args, **more)

        return searched

    for name in ("minimal_changes", "fewest_changes", "barring_rules"):
        monkeypatch.setattr(howto, name, slowly(getattr(howto, name)))
    question = make_question(base_name=str(ROOT / "tests" / "bases" / "toy"), case_name="fine-day", sets=("hall.door=closed",))
    answer = howto.find_ways(question, "festival=indoors", hold=["hall.door"], most=1, seconds=600)
    assert (answer.ways, len(given)) == ((), 3)
    assert 600 >= given[0] > given[1] > given[2]


@pytest.mark.parametrize("words", [["howto", "scenario=neutral"], ["watch"], ["check"], ["test"], ["rules", "diff", "a", "b"]])
@pytest.mark.parametrize("said", ["-1", "nan", "soon"])
def test_seconds_are_none_or_more_for_every_command(words: list[str], said: str) -> None:
    answer = ask([*words, "--seconds", said])
    assert (answer.code, answer.out) == (2, "")
    assert "Invalid value for '--seconds'" in answer.err


def test_the_running_of_what_is_found_is_within_the_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    run = howto._way

    def slowly(*args: Any) -> Any:
        sleep(0.05)
        return run(*args)

    monkeypatch.setattr(howto, "_way", slowly)
    answer = howto.find_ways(make_question(case_name="a09-nothing-known"), "scenario=neutral", seconds=0.5)
    assert len(answer.ways) <= 11  # of tens of thousands
    assert not answer.exhausted


def test_a_search_that_is_stopped_says_so() -> None:
    answer = ask(["howto", "--json", "scenario=confrontational", "--seconds", "0"])
    document = json.loads(answer.out)
    assert not document["exhausted"]
    assert "the search was stopped" in ask(["howto", "scenario=confrontational", "--seconds", "0"]).out
