"""A base that is written for many actors on the command line: ground names are taken everywhere, and the binding is shown."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from engine.language.folders import find_folder
from engine.language.words import words_of
from tests.bad_input.asking import ask
from tests.commands.terminal import ROOT
from tests.commands.test_completing import in_bash
from tests.desk import Desk
from tests.stores import KINDS

BASE = ("--base", "alliances-1914")
RULE = "an-ally-stands-by-austria-hungary"
GROUND = f"{RULE}(germany, russia)"
NAMED = f"{RULE} with A = Germany, C = Russia"
GOOD = ROOT / "tests" / "bad_input" / "good_generic"
NEVER = """\
- id: never
  title: Never
  for: {A: port}
  when: {trade(A): yes, not: {trade(A): yes}}
  impact: {outcome: {busy: +1}}
  says: Never.
  cite: 1
"""
LOOP = """\
- id: a-war-draws-in-friends
  title: A war draws in friends
  for: {A: outside_power, B: outside_power}
  when:
    joins(A): yes
    bond(A, B): alliance
  impact:
    joins(B): {yes: +1}
  says: The friend of {A} joins too.
  cite: 6
"""


def said(*words: str) -> str:
    answer = ask([*words, *BASE])
    assert answer.code == 0, answer
    return " ".join(answer.out.split())


@pytest.mark.parametrize(
    "words",
    [
        ("why", "answers(germany)"),
        ("whynot", "answers(germany)=no"),
        ("contrast", "yes", "no", "--on", "answers(germany)"),
        ("rules", GROUND),
        ("howto", "war.extent=continental", "--levers", "Germany"),
    ],
)
def test_a_rule_is_shown_as_written_with_who_stands_for_its_variables(words: tuple[str, ...]) -> None:
    shown = said(*words)
    assert NAMED in shown


def test_a_picture_names_it_too_and_its_parts_have_names_without_spaces(tmp_path: Path) -> None:
    for name in ("a.svg", "a.dot", "a.mmd"):
        assert ask(["graph", "answers(germany)", *BASE, "-o", str(tmp_path / name)]).code == 0
    assert NAMED in (tmp_path / "a.svg").read_text(encoding="utf-8")
    ids = re.findall(r' id="([^"]*)"', (tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert any(GROUND.replace(" ", "") in one for one in ids)
    assert not any(" " in one for one in ids)


def test_a_rule_as_it_is_written_is_shown_with_all_that_come_of_it() -> None:
    shown = said("rules", RULE)
    assert "for A: outside_power, C: outside_power" in shown
    assert "when challenges(C) = yes and bond(A, austria_hungary) = alliance" in shown
    assert "20 rules in case august-4" in shown
    told = json.loads(ask(["rules", GROUND, *BASE, "--json"]).out)["rules"]
    (rule,) = told
    (written,) = json.loads(ask(["rules", RULE, *BASE, "--json"]).out)["written"]
    assert (written["id"], written["kinds"]) == (RULE, {"A": "outside_power", "C": "outside_power"})
    assert rule["binding"]["rule"] == RULE
    assert [(bound["variable"], bound["actor"]) for bound in rule["binding"]["bound"]] == [("A", "germany"), ("C", "russia")]
    assert rule["reading"]["binding"] == rule["binding"]


def test_a_trace_holds_the_binding_of_each_rule() -> None:
    readings = json.loads(ask(["assess", *BASE, "--json"]).out)["trace"]["readings"]
    bound = {reading["rule"]: reading["binding"]["rule"] for reading in readings if "binding" in reading}
    assert bound[GROUND] == RULE
    assert all(name.startswith(f"{written}(") for name, written in bound.items())
    assert "binding" not in next(reading for reading in readings if reading["rule"] == "the-plan-strikes-france-first")


def test_check_names_rules_as_they_are_written(tmp_path: Path) -> None:
    folder = find_folder("alliances-1914")
    for part, root in (("rules", folder.rules), ("facts", folder.facts)):
        (tmp_path / part).mkdir()
        for file in root.iterdir():
            if file.is_file():
                (tmp_path / part / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "rules" / "loop.yaml").write_text(LOOP, encoding="utf-8")
    answer = ask(["check", "--base", str(tmp_path)])
    assert answer.code == 1
    shown = " ".join(answer.out.split())
    assert "through a-war-draws-in-friends with A = " in shown
    assert "joins(germany) → joins(" in shown or "joins(russia) → joins(" in shown


def test_names_are_taken_in_any_spelling_and_answers_spell_them_one_way() -> None:
    for name in ("bond(france,britain)", "bond( britain , france )", "bond(britain, france)"):
        told = json.loads(ask(["assess", *BASE, "--set", f"{name}=none_made", "--json"]).out)
        assert told["knowledge"]["bond(france, britain)"] == ["none_made"]
        assert told["case"]["changed"] == ["bond(france, britain)"]
    told = json.loads(ask(["assess", *BASE, "--unset", "bond(britain,france)", "--json"]).out)
    assert told["case"]["freed"] == ["bond(france, britain)"]
    assert "mobilised(russia)" in said("facts", "mobilised(russia)")


def test_a_dissent_may_be_from_a_rule_as_it_is_written() -> None:
    whole = json.loads(ask(["assess", *BASE, "--without", "a-guarantor-defends-belgium", "--json"]).out)
    assert [dissent["rule"] for dissent in whole["dissents"]] == [
        f"a-guarantor-defends-belgium({power})" for power in ("russia", "france", "britain")
    ]
    assert whole["verdict"]["states"] == ["continental"]
    one = json.loads(ask(["assess", *BASE, "--without", "a-guarantor-defends-belgium(france)", "--json"]).out)
    assert one["verdict"]["states"] == ["general"]
    weighed = json.loads(ask(["assess", *BASE, "--weight", "a-divided-cabinet-hesitates:joins(A):no=3", "--json"]).out)
    assert {dissent["weight"] for dissent in weighed["dissents"]} == {3}
    assert len(weighed["dissents"]) == 5
    assert weighed["verdict"]["status"] == "open"


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_journals_and_tables_take_ground_names(desk: Desk, tmp_path: Path) -> None:
    desk.said("case", "new", "august", *BASE)
    desk.said("assert", "mobilised(russia)=partial", "--since", "1914-08-04", "--source", "A memoir")
    assert desk.told("assess")["knowledge"]["mobilised(russia)"] == ["partial"]
    table = tmp_path / "facts.csv"
    table.write_text('descriptor,value,since\n"bond(britain,france)",alliance,1914-08-04\n', encoding="utf-8")
    desk.said("assert", "--from", str(table))
    assert desk.told("assess")["knowledge"]["bond(france, britain)"] == ["alliance"]
    desk.said("retract", "bond(britain,france)", "--why", "A slip")
    assert desk.told("assess")["knowledge"]["bond(france, britain)"] != ["alliance"]
    desk.said("assess", "--record")
    desk.said("audit", "verify")


def test_completion_offers_ground_names() -> None:
    words = words_of(find_folder("alliances-1914"))
    assert words.descriptors["bond(russia, france)"] == ("none_made", "understanding", "alliance")
    assert words.titles["bond(russia, france)"] == "The bond between Russia and France"
    assert "bond(france, russia)" not in words.descriptors
    assert "backing(russia, serbia)" in words.descriptors
    assert words.rules[GROUND] == words.rules[RULE] == ("yes",)
    assert "a-guarantor-defends-belgium(germany)" not in words.rules


def test_bash_completes_them_within_quotes(tmp_path: Path) -> None:
    offered = in_bash(tmp_path, "kakehashi", "assess", *BASE, "--set", "'mobilised(ru")
    assert "mobilised(russia)=" in "".join(offered)


def test_what_every_choice_of_actors_has_is_found_once(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path / "strait")
    with (tmp_path / "strait" / "rules" / "r.yaml").open("a", encoding="utf-8") as file:
        file.write(NEVER)
    told = json.loads(ask(["check", "--base", str(tmp_path / "strait"), "--json"]).out)["findings"]
    (never,) = [finding for finding in told if finding["code"] == "never-holds"]
    assert never["subject"] == "never"
    assert "never with A = Northport asks" in never["message"]
    assert "each of the 3 choices of actors" in never["message"]
