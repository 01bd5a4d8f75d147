"""Cases of one's own on the command line: which one is asked, what is written, what that does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine import make_question
from engine.keep import clock
from tests.desk import Desk
from tests.stores import KINDS

pytestmark = pytest.mark.parametrize("stores", KINDS, indirect=True)


def states(document: dict[str, Any], descriptor: str) -> list[str]:
    known: list[str] = document["knowledge"][descriptor]
    return known


def test_the_first_fact_makes_a_case_from_the_baseline_and_says_so(desk: Desk) -> None:
    said = desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12").out
    assert said.startswith("There was no case to write to: my-case was made from baseline.")
    assert "japan.role: balancer → bridge" in said
    assert states(desk.told("assess"), "ukraine.course") == ["stabilising"]
    assert make_question().case.name == "my-case"
    assert "There was no case" not in desk.said("assert", "g7.front=divided", "--since", "2015-02-13").out


def test_what_is_refused_makes_no_case(desk: Desk) -> None:
    assert desk.codes("assert", "ukraine.course=stabilising", "ukraine.corse=x") == ["unknown-descriptor"]
    assert desk.told("case", "list")["cases"] == []
    assert desk.codes("assert", "ukraine.course=calm") == ["unknown-state"]
    assert desk.told("case", "list")["cases"] == []


def test_a_case_is_named_by_the_option_the_environment_the_work_and_the_base(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def name(*words: str) -> object:
        return desk.told("assess", *words)["case"]["name"]

    assert name() == "baseline"
    for made in ("one", "two", "three"):
        desk.said("case", "new", made)
    desk.said("case", "use", "two")
    assert (name(), name("-c", "three"), name("-c", "baseline")) == ("two", "three", "baseline")
    monkeypatch.setenv("KAKEHASHI_CASE", "one")
    assert (name(), name("-c", "three")) == ("one", "three")
    monkeypatch.delenv("KAKEHASHI_CASE")
    monkeypatch.setenv("KAKEHASHI_AUTHOR", "somebody else")
    assert name() == "baseline"  # what others work on is theirs


def test_who_is_named_as_author_works_on_a_case_of_their_own(desk: Desk) -> None:
    made = [desk.told("assert", "g7.front=divided", "--since", day, "--author", "ben") for day in ("2015-03-01", "2015-03-02")]
    assert [one["made"] for one in made] == [True, False]
    assert {one["journal"]["name"] for one in made} == {"my-case"}
    desk.said("case", "new", "mine")
    assert desk.told("assert", "g7.front=divided", "--author", "ben")["journal"]["name"] == "my-case"
    assert desk.told("assert", "g7.front=divided", "--author", "zoe")["journal"]["name"] == "mine"  # who has none writes to ours
    assert desk.told("case", "use", "my-case", "--author", "zoe")["current"]
    assert desk.told("case", "list", "--author", "zoe")["current"] == "my-case"


def test_who_cannot_be_written_down_is_refused(desk: Desk) -> None:
    desk.said("case", "new", "mine")
    file = str(desk.folder / "mine.jsonl")
    desk.said("case", "export", "mine", "-o", file)
    for words in (
        ["case", "use", "mine"],
        ["case", "list"],
        ["case", "new", "other"],
        ["case", "import", file, "--as", "other"],
        ["case", "pull", "mine", "--from", desk.stores.url(), "--store", desk.stores.url("other.db")],
        ["assert", "g7.front=divided"],
        ["retract", "g7.front", "--why", "a hoax"],
        ["assess", "--record"],
    ):
        for author in ("\udcff", "a\x1b[2J"):
            (problem,) = desk.told(*words, "--author", author, code=2)["problems"]
            assert (problem["file"], problem["code"]) == ("--author", "wrong-character")
    assert desk.told("case", "list", "--all")["current"] == "mine"
    assert len(desk.told("audit", "log")["events"]) == 1


def test_a_base_that_is_named_is_asked_with_its_own_cases(desk: Desk) -> None:
    desk.said("case", "new", "mine")
    town = desk.town()
    assert desk.told("assess", "--base", town)["case"]["name"] == "start"
    desk.said("case", "new", "ferry-desk", "--base", town)
    for words in ((), ("--base", town), ("-c", "ferry-desk")):
        answer = desk.told("assess", *words)
        assert (answer["case"]["name"], answer["base"]["name"]) == ("ferry-desk", "ferry")


def test_news_ends_what_stood_and_facts_of_one_day_intersect(desk: Desk) -> None:
    desk.said("case", "new", "d", "--empty")
    desk.said("assert", "ukraine.course=unresolved|stabilising", "--since", "2015-01-01")
    both = desk.told("assert", "ukraine.course=escalating|unresolved", "--since", "2015-01-01")
    assert (both["ended"], states(both, "ukraine.course")) == ([], ["unresolved"])
    news = desk.told("assert", "ukraine.course=escalating", "--since", "2015-02-01")
    assert [one["id"] for one in news["ended"]] == ["2", "3"]
    assert states(desk.told("assess"), "ukraine.course") == ["escalating"]
    assert states(desk.told("assess", "--as-of", "2015-01-31"), "ukraine.course") == ["unresolved"]
    assert states(desk.told("assess", "--as-of", "2014-12-31"), "ukraine.course") == ["escalating", "unresolved", "stabilising"]


def test_facts_of_one_day_that_leave_nothing_are_refused_naming_both(desk: Desk) -> None:
    desk.said("case", "new", "d", "--empty")
    desk.said("assert", "ukraine.course=unresolved", "--since", "2015-01-01")
    (problem,) = desk.told("assert", "ukraine.course=escalating", "g7.front=divided", "--since", "2015-01-01", code=2)["problems"]
    assert problem["code"] == "facts-clash"
    assert "ukraine.course=unresolved (d#2) and ukraine.course=escalating (assert)" in problem["message"]
    assert len(desk.told("audit", "log")["events"]) == 2
    assert desk.codes("assert", "g7.front=divided", "g7.front=consolidated") == ["facts-clash"]


def test_an_older_fact_does_not_stand_today_and_says_so(desk: Desk) -> None:
    desk.said("case", "new", "d", "--empty")
    desk.said("assert", "ukraine.course=unresolved", "--since", "2015-02-01")
    said = desk.told("assert", "ukraine.course=escalating", "--since", "2014-04-01")
    assert [one["id"] for one in said["later"]] == ["2"]
    assert states(said, "ukraine.course") == ["unresolved"]
    assert states(desk.told("assess", "--as-of", "2014-12-31"), "ukraine.course") == ["escalating"]


def test_a_fact_that_has_ended_lets_the_one_before_stand_again(desk: Desk) -> None:
    desk.said("case", "new", "d", "--empty")
    desk.said("assert", "ukraine.course=unresolved", "--since", "2015-01-01")
    desk.said("assert", "ukraine.course=escalating", "--since", "2015-02-01", "--until", "2015-02-10")
    desk.said("assert", "g7.front=divided", "--since", "2015-03-01")
    assert states(desk.told("assess"), "ukraine.course") == ["unresolved"]
    assert states(desk.told("assess", "--as-of", "2015-02-10"), "ukraine.course") == ["escalating"]


def test_without_a_date_a_fact_holds_from_today(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.said("assert", "ukraine.course=stabilising")
    answer = desk.told("assess")
    assert answer["case"]["as_of"] == clock.today().isoformat()


def test_what_moves_the_date_that_a_case_is_asked_as_of_says_so(desk: Desk) -> None:
    def said(*words: str) -> str:
        return " ".join(desk.said(*words).out.split())

    desk.said("case", "new", "d")
    moved = "It is asked as of 2015-02-12 now, no longer as of 2015-02-02: the latest date that a fact speaks of."
    assert moved in said("assert", "g7.front=divided", "--since", "2015-02-12")
    assert "It is asked as of" not in said("assert", "g7.front=consolidated", "--since", "2014-01-01")
    assert "It is asked as of" not in said("assert", "ukraine.course=escalating", "--since", "2015-02-12")
    desk.said("case", "new", "undated", "--empty")
    today = clock.today()
    assert f"It is asked as of {today} now: the latest date that a fact speaks of." in said("assert", "g7.front=divided")
    moved = f"It is asked as of no date now, no longer as of {today}: no fact speaks of one."
    assert moved in said("retract", "g7.front", "--why", "a hoax")


def test_a_correction_takes_the_place_and_the_day_of_what_was_wrong(desk: Desk) -> None:
    desk.said("case", "new", "d", "--empty")
    desk.said("assert", "ukraine.course=escalating", "--since", "2015-02-01", "--until", "2015-12-31")
    said = desk.told("assert", "ukraine.course=stabilising", "--correct")
    assert [one["id"] for one in said["corrected"]] == ["2"]
    (fact,) = [one["fact"] for one in said["told"]]
    assert (fact["since"], fact["until"]) == ("2015-02-01", "2015-12-31")
    assert desk.codes("assert", "g7.front=divided", "--correct") == ["nothing-to-correct"]


def test_what_is_taken_back_is_gone_with_all_that_rested_on_it(desk: Desk) -> None:
    before = desk.told("assess")
    desk.said("assert", "ukraine.course=stabilising", "us_russia.relations=thawing", "--since", "2015-02-12")
    assert desk.told("assess")["knowledge"] != before["knowledge"]
    said = desk.told("retract", "2.1", "us_russia.relations", "--why", "a hoax")
    assert [one["id"] for one in said["retracted"]] == ["2.1", "2.2"]
    assert sorted(one["fact"]["descriptor"] for one in said["again"]) == ["ukraine.course", "us_russia.relations"]
    assert desk.told("assess")["knowledge"] == before["knowledge"]
    desk.said("retract", "ukraine.course", "--all", "--why", "nobody knows")
    assert len(states(desk.told("assess"), "ukraine.course")) == 3
    assert desk.codes("retract", "ukraine.course", "--why", "again") == ["nothing-to-retract"]
    assert desk.codes("retract", "2.1", "--why", "again") == ["nothing-to-retract"]
    assert "2.1 was taken back already (event 3)" in desk.said("retract", "2.1", "--why", "again", code=2).err
    assert "Did you mean" not in desk.said("retract", "2", "--why", "again", code=2).err
    assert desk.codes("retract", "g7.front", "--why", " ") == ["no-reason"]


def test_what_was_known_by_a_time_leaves_out_what_was_recorded_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def at(day: str) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: f"{day}T12:00:00.000000Z")

    at("2026-03-02")
    desk.said("case", "new", "d")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
    at("2026-04-01")
    desk.said("assert", "ukraine.course=unresolved", "--correct")
    for known_by, state in (("2026-03-02T11:59", None), ("2026-03-02", "stabilising"), ("2026-03-31T23:00+02:00", "stabilising")):
        if state is None:
            assert desk.codes("facts", "--known-by", known_by) == ["nothing-known"]
        else:
            assert states(desk.told("facts", "--known-by", known_by), "ukraine.course") == [state]
    assert states(desk.told("facts", "--known-by", "2026-04-01"), "ukraine.course") == ["unresolved"]
    assert desk.codes("facts", "-c", "baseline", "--known-by", "2026-04-01") == ["no-journal"]
    at("2026-01-01")  # a clock that was put back
    desk.said("assert", "g7.front=divided", "--since", "2015-03-01")
    recorded = [event["recorded"] for event in desk.told("audit", "log")["events"]]
    assert recorded == sorted(recorded)


def test_a_recorded_answer_is_shown_and_replayed_without_the_files_of_its_time(desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    recorded = desk.told("assess", "--record", "--set", "town.mood=calm", "--without", "a-tense-town-keeps-the-bank")
    number = str(recorded["recorded"]["event"]["seq"])
    rules = Path(town, "rules", "r.yaml")
    rules.write_text(rules.read_text(encoding="utf-8").replace("below: 4", "below: 2"), encoding="utf-8")
    assert desk.told("assess", "--set", "town.mood=calm")["verdict"] != recorded["verdict"]
    for _ in range(2):  # once with other rules, once with none
        shown = desk.told("audit", "show", number)
        assert (shown["flaws"], shown["verdict"], shown["trace"]) == ([], recorded["verdict"], placeless(recorded["trace"]))
        assert [dissent["text"] for dissent in shown["dissents"]] == ["without a-tense-town-keeps-the-bank"]
        assert desk.told("audit", "replay", number)["same"]
        shutil.rmtree(town, ignore_errors=True)
    assert desk.told("assess")["base"]["name"] == "ferry"
    desk.said("assert", "town.mood=calm")
    assert desk.codes("audit", "show", "1") == ["no-assessment"]
    assert desk.codes("audit", "show", "99") == ["no-event"]
    assert desk.said("audit", "show", "99", code=2).err.startswith(
        "ferry-desk: there is no event 99 [no-event] Its events are 1 "
    )


def placeless(trace: dict[str, object]) -> object:
    """The trace without the places of its facts."""
    return json.loads(json.dumps(trace), object_hook=lambda value: {key: item for key, item in value.items() if key != "place"})


def test_a_rule_base_that_is_written_otherwise_is_told_of_once(desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    rules = Path(town, "rules", "r.yaml")
    rules.write_text(rules.read_text(encoding="utf-8").replace("below: 4", "below: 2"), encoding="utf-8")
    assert desk.told("assert", "town.mood=calm")["rebased"]
    assert not desk.told("assert", "road.state=narrow")["rebased"]
    assert [event["kind"] for event in desk.told("audit", "log")["events"]] == ["opened", "rebased", "asserted", "asserted"]
    assert desk.told("audit", "verify")["sound"]


def test_what_is_recorded_is_said_to_be_though_the_verdict_cannot_be_told(desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    rules = Path(town, "rules", "r.yaml")
    looped = rules.read_text(encoding="utf-8").replace("when: {town.mood: tense}", "when: {outcome: trade}")
    rules.write_text(looped, encoding="utf-8")
    answer = desk.said("assert", "town.mood=calm", code=2)
    assert answer.err.startswith("Recorded in ferry-desk as event 3. What that does to the verdict cannot be said:\n")
    assert "[feedback-loop]" in answer.err
    assert [event["kind"] for event in desk.told("audit", "log")["events"]] == ["opened", "rebased", "asserted"]


@pytest.mark.parametrize("ending", ["yaml", "csv", "jsonl"])
def test_a_case_goes_into_a_file_and_comes_back(ending: str, desk: Desk) -> None:
    desk.said("case", "new", "d")
    about = ["--grade", "B2", "--source", 'He said: "no, #1"', "--publisher", "名前", "--note", "- a\n- b", "--kind", "judgement"]
    days = ["--since", "2015-02-12", "--until", "2015-12-31"]
    desk.said("assert", "ukraine.course=unresolved|stabilising", *days, *about)
    desk.said("assert", "energy.pipeline_gas_share=10..<17", "japan.sanctions_packages=3", "--since", "2015-03-01")
    before = desk.told("facts")
    file = str(desk.folder / f"d.{ending}")
    desk.said("case", "export", "d", "-o", file)
    desk.move("other.db")
    desk.said("case", "import", file, "--as", "back")
    after = desk.told("facts")
    assert after["knowledge"] == before["knowledge"]
    assert after["case"]["as_of"] == before["case"]["as_of"]
    said = [
        [{k: v for k, v in fact.items() if k not in ("place", "origin")} for fact in d["case"]["facts"]] for d in (before, after)
    ]
    assert said[0] == said[1]


def test_a_case_that_is_put_aside_is_asked_but_not_written_to(desk: Desk) -> None:
    desk.said("case", "new", "d")
    desk.said("case", "archive", "d")
    assert desk.told("case", "list")["cases"] == []
    assert [one["name"] for one in desk.told("case", "list", "--all")["cases"]] == ["d"]
    assert desk.told("assess", "-c", "d")["case"]["name"] == "d"
    assert desk.codes("assert", "-c", "d", "g7.front=divided") == ["case-archived"]
    assert desk.codes("case", "use", "d") == ["case-archived"]
    desk.said("case", "archive", "d", "--undo")
    desk.said("assert", "-c", "d", "g7.front=divided")


def test_a_case_is_compared_with_another_and_over_time(desk: Desk) -> None:
    desk.said("case", "new", "d")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
    desk.said("assert", "us_russia.relations=thawing", "g7.front=divided", "--since", "2015-03-01")
    dates = [moment["date"] for moment in desk.told("timeline")["moments"]]
    assert dates[-2:] == ["2015-02-12", "2015-03-01"]
    dated = desk.told("compare", "--between", "2015-02-11", "2015-03-02")
    named = desk.told("compare", "baseline", "d")
    assert dated["comparison"]["responsible"] == named["comparison"]["responsible"]
    assert dated["verdict"] == named["verdict"] != desk.told("assess", "-c", "baseline")["verdict"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["case", "new", "x", "--from", "nope"], "--from"),
        (["case", "show", "nope"], "NAME"),
        (["assess", "-c", "nope"], "--case"),
        (["audit", "log", "-c", "nope"], "--case"),
        (["audit", "verify", "-c", "nope"], "--case"),
        (["audit", "show", "1", "-c", "nope"], "--case"),
        (["audit", "replay", "1", "-c", "nope"], "--case"),
        (["report", "1", "-c", "nope"], "--case"),
    ],
    ids=lambda said: " ".join(said) if isinstance(said, list) else None,
)
def test_what_names_a_case_that_is_not_there_is_named(words: list[str], place: str, desk: Desk) -> None:
    for made in (False, True):
        if made:
            desk.said("case", "new", "mine")
        (problem,) = desk.told(*words, code=2)["problems"]
        assert (problem["file"], problem["code"]) == (place, "no-case")


def test_names_of_cases(desk: Desk) -> None:
    desk.said("case", "new", "d")
    assert desk.codes("case", "new", "d") == ["case-exists"]
    assert desk.codes("case", "new", "baseline") == ["case-exists"]
    assert desk.codes("case", "new", "../d") == ["wrong-name"]
    file = desk.folder / "odd name.yaml"
    file.write_text("title: T\nfacts: []\n", encoding="utf-8")
    assert [problem["file"] for problem in desk.told("case", "import", str(file), code=2)["problems"]] == ["--as"]
    assert desk.codes("case", "use", "e") == ["no-case"]
    assert desk.codes("assert", "-c", "a03-ukraine-calms", "g7.front=divided") == ["read-only"]
    (problem,) = desk.told("assess", "-c", "dd", code=2)["problems"]
    assert "`d`" in problem["hint"]


def test_a_table_is_written_whole_or_not_at_all(desk: Desk) -> None:
    table = desk.folder / "facts.csv"
    table.write_text(
        "descriptor,value,since,grade\nukraine.course,stabilising,2015-02-12,B2\ng7.front,split,,\n", encoding="utf-8"
    )
    (problem,) = desk.told("assert", "--from", str(table), code=2)["problems"]
    assert (problem["code"], problem["line"]) == ("unknown-state", 3)
    assert desk.told("case", "list")["cases"] == []
    table.write_text(table.read_text(encoding="utf-8").replace("split", "divided"), encoding="utf-8")
    said = desk.told("assert", "--from", str(table), "us_russia.relations=thawing", "--since", "2015-03-01")
    assert [(one["fact"]["descriptor"], one["fact"]["since"]) for one in said["told"]] == [
        ("us_russia.relations", "2015-03-01"), ("ukraine.course", "2015-02-12"), ("g7.front", "2015-03-01"),
    ]  # fmt: skip


def test_who_would_use_a_shipped_case_is_told_how_to_ask_it(desk: Desk) -> None:
    assert "ask it with `-c baseline`." in desk.said("case", "use", "baseline", code=2).err
    assert "ask it with `-c august-4 --base alliances-1914`." in desk.said("case", "use", "august-4", code=2).err
    assert "It is in alliances-1914: ask it with --base alliances-1914." in desk.said("assess", "-c", "august-4", code=2).err


def test_of_an_event_with_several_facts_the_ids_are_named(desk: Desk) -> None:
    desk.said("assert", "ukraine.course=stabilising", "us_russia.relations=thawing")
    assert "Event 2 told several facts: name 2.1 or 2.2." in desk.said("retract", "2", "--why", "a hoax", code=2).err
    desk.said("assert", "g7.front=divided")
    desk.said("retract", "3", "--why", "a hoax")
    assert "3 was taken back already (event 4)" in desk.said("retract", "3", "--why", "a hoax", code=2).err
