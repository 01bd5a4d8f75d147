"""What is answered over HTTP is what the command line writes, byte for byte."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from engine.language.problems import MAX_PROBLEMS, InvalidInput, Place, Problem
from tests.bad_input.asking import ask
from tests.house.tree import ROOT
from tests.show.schemas import check_document
from tests.web.served import Served
from web.fields import fields_of, in_fields
from web.paths import ANSWERS

TOY = str(ROOT / "tests" / "bases" / "toy")

# What is asked, and the command that asks the same.
SAME = {
    "assess": "assess",
    "assess?case=a02-confrontation": "assess -c a02-confrontation",
    "assess?case=a09-nothing-known": "assess -c a09-nothing-known",
    "assess?base=alliances-1914": "assess --base alliances-1914",
    "assess?set=g7.front=divided&set=us_russia.relations=thawing": "assess --set g7.front=divided "
    "--set us_russia.relations=thawing",
    "assess?set=ukraine.course=unresolved%7Cstabilising": "assess --set ukraine.course=unresolved|stabilising",
    "assess?unset=ukraine.course": "assess --unset ukraine.course",
    "assess?without=asia-is-not-europe&weight=alignment-stays-symbolic:stiffen=%2B1": "assess --without asia-is-not-europe "
    "--weight alignment-stays-symbolic:stiffen=+1",
    "assess?case=story-2012-2015&as_of=2014-03-01": "assess -c story-2012-2015 --as-of 2014-03-01",
    "whatif?set=us_russia.relations=thawing": "whatif us_russia.relations=thawing",
    "whatif?unset=japan.economy": "whatif --unset japan.economy",
    "why": "why",
    "why?goal=japan.role": "why japan.role",
    "why?goal=scenario=positive": "why scenario=positive",
    "whynot?goal=scenario=positive": "whynot scenario=positive",
    "whynot?goal=japan.role=bridge&case=a05-calm-ukraine-hostile-russia": "whynot japan.role=bridge "
    "-c a05-calm-ukraine-hostile-russia",
    "contrast": "contrast",
    "contrast?first=neutral&second=confrontational": "contrast neutral confrontational",
    "contrast?on=japan.role": "contrast --on japan.role",
    "howto?goal=scenario=positive&levers=Russia": "howto scenario=positive --levers Russia",
    "howto?goal=scenario=positive&max=1": "howto scenario=positive --max 1",
    "howto?goal=japan.role=bridge&hold=ukraine.course&allow_unknown=true&max=2": "howto japan.role=bridge --hold ukraine.course "
    "--allow-unknown --max 2",
    "watch?max=1&levers=Japan": "watch --max 1 --levers Japan",
    "sweep?over=g7.front&over=ukraine.course": "sweep g7.front ukraine.course",
    "sweep?over=ukraine.course=unresolved%7Cstabilising&of=japan.role&boxes=bridge": "sweep "
    "ukraine.course=unresolved|stabilising --of japan.role --boxes bridge",
    "sweep?all_unknown=true&unset=g7.front": "sweep --all-unknown --unset g7.front",
    "facts": "facts",
    "facts?descriptor=us_japan.alliance": "facts us_japan.alliance",
    "facts?all=true": "facts --all",
    "rules": "rules",
    "rules?rule=alignment-stays-symbolic": "rules alignment-stays-symbolic",
    "rules?cite=13&claim=C14": "rules --cite 13 --claim C14",
    "rules?about=japan.role": "rules --about japan.role",
    "graph": "graph",
    "graph?goal=japan.role&depth=1": "graph japan.role --depth 1",
    "graph?all=true": "graph --all",
    "map": "graph --map",
    "map?goal=japan.role": "graph --map japan.role",
    "timeline?case=story-2012-2015": "timeline -c story-2012-2015",
    "report?case=a09-nothing-known": "report -c a09-nothing-known",
    "cases": "case list",
    "cases?all=true": "case list --all",
}
OF_THE_PAGE = ("explore", "explore?set=g7.front=divided", "board", "board?base=alliances-1914", "choices")
FILES = {
    "graph?format=svg&set=g7.front=divided": "graph --set g7.front=divided",
    "map?format=svg": "graph --map",
    "timeline?format=svg&case=story-2012-2015": "timeline --format svg -c story-2012-2015",
    "report?format=html": "report",
    "report?format=markdown": "report --format markdown",
}
NAMED = {
    "facts?descriptor=x.y": "descriptor",
    "graph?goal=x.y": "goal",
    "map?goal=x.y": "goal",
    "why?goal=x.y": "goal",
    "whynot?goal=scenario": "goal",
    "howto?goal=scenario": "goal",
    "contrast?first=x": "first",
    "contrast?first=neutral&second=x": "second",
    "contrast?first=neutral&second=neutral": "second",
    "contrast?on=x.y": "on",
    "sweep?over=x.y": "over",
    "sweep?over=g7.front&of=x.y": "of",
    "sweep?over=g7.front&boxes=x": "boxes",
    "watch?levers=x": "levers",
    "watch?hold=x.y": "hold",
    "rules?rule=x": "rule",
    "rules?about=x.y": "about",
    "log?case=x": "case",
    "assess?case=x": "case",
    "assess?base=x": "base",
    "assess?set=x": "set",
    "assess?unset=x": "unset",
    "assess?without=x": "without",
    "assess?weight=x": "weight",
    "assess?known_by=2015-01-01": "known_by",
}
REFUSED = {
    "assess?set=ukraine.corse=stabilising": "assess --set ukraine.corse=stabilising",
    "assess?set=ukraine.course=stable&set=nothing&unset=x": "assess --set ukraine.course=stable --set nothing --unset x",
    "assess?case=no-such-case": "assess -c no-such-case",
    "assess?case=alliances": "assess -c alliances",
    "assess?known_by=2015-01-01": "assess --known-by 2015-01-01",
    "whatif": "whatif",
    "whynot?goal=scenario=x": "whynot scenario=x",
    "howto?goal=scenario=positive&levers=Atlantis": "howto scenario=positive --levers Atlantis",
    "sweep": "sweep",
    "rules?cite=9999": "rules --cite 9999",
    "log": "audit log",
    "assess?case=start&base=alliances-1914": "assess -c start --base alliances-1914",
}


@pytest.fixture
def same_store(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{server.folder / 'cases.db'}")
    monkeypatch.setenv("KAKEHASHI_AUTHOR", "anna")


@pytest.mark.parametrize("asked", SAME)
@pytest.mark.usefixtures("same_store")
def test_an_answer_is_what_the_command_writes(server: Served, asked: str) -> None:
    answer, command = server.get(asked), ask([*SAME[asked].split(), "--json"])
    assert command.code in (0, 1)
    assert answer.status_code == 200
    assert answer.text == command.out
    check_document(answer.json())
    assert answer.json()["schema"].removeprefix("kakehashi.") in ANSWERS[asked.partition("?")[0]].documents


@pytest.mark.parametrize("asked", FILES)
@pytest.mark.usefixtures("same_store")
def test_a_file_is_what_the_command_writes(server: Served, asked: str, tmp_path: Path) -> None:
    assert ask([*FILES[asked].split(), "-o", str(tmp_path / "file")]).code == 0
    assert server.get(asked).content == (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("asked", REFUSED)
@pytest.mark.usefixtures("same_store")
def test_a_refusal_is_what_the_command_writes_by_the_fields_of_the_api(server: Served, asked: str) -> None:
    answer, command = server.get(asked), ask([*REFUSED[asked].split(), "--json"])
    assert (command.code, answer.status_code) == (2, 400)
    check_document(answer.json())
    fields = fields_of(asked.partition("?")[0])
    told, written = answer.json(), json.loads(command.out)
    assert [problem["code"] for problem in told["problems"]] == [problem["code"] for problem in written["problems"]]
    assert [problem["file"] for problem in told["problems"]] == [fields[problem["file"]] for problem in written["problems"]]
    assert "--" not in re.sub("`[^`]*`", "", json.dumps(told))
    assert told["message"].startswith(f"{told['problems'][0]['file']}: ")


@pytest.mark.parametrize("asked", NAMED)
def test_every_problem_names_a_field_of_its_path(server: Served, asked: str) -> None:
    (problem,) = server.get(asked).json()["problems"]
    assert problem["file"] == NAMED[asked]


def test_every_problem_with_what_is_written_names_a_field(tmp_path: Path) -> None:
    with Served(tmp_path) as own:

        def told(path: str, **said: object) -> tuple[str, str]:
            (problem,) = own.post(path, said).json()["problems"]
            return problem["file"], problem["hint"]

        assert told("assert", facts=["ukraine.course=stabilising"], grade="Z9")[0] == "grade"
        assert told("assert", facts=["x=y"])[0] == "facts"
        assert told("retract", facts=["x.y"], why="x")[0] == "facts"
        assert told("retract", facts=["g7.front"], why=" ") == ("why", "Say what was wrong with it: `why` '…'.")
        assert own.post("retract", {"facts": ["g7.front"], "why": "to begin with"}).status_code == 200
        assert told("assert", facts=["g7.front=divided"], correct=True) == ("correct", "Leave `correct` out to state it.")
        assert own.post("assert", {"facts": ["g7.front=divided"], "since": "2015-03-01"}).status_code == 200
        hint = "Give the later one the day from which it holds (`since`), or replace a wrong one with `correct`."
        assert told("assert", facts=["g7.front=consolidated"], since="2015-03-01") == ("facts", hint)


def test_what_stands_in_backticks_is_a_command_and_stays_one() -> None:
    problem = Problem(Place("--set"), "a", "one of --set, --all-unknown", "Give `kakehashi assess --set D=S`, or say --set.")
    told = in_fields(problem, fields_of("assess"))
    assert (told.place.file, told.message) == ("set", "one of `set`, --all-unknown")
    assert told.hint == "Give `kakehashi assess --set D=S`, or say `set`."
    of_a_file = Place("--set", 3, 1)
    assert in_fields(Problem(of_a_file, "a", "b"), fields_of("assess")).place == of_a_file
    many = InvalidInput(Problem(Place("--set"), "a", str(at)) for at in range(MAX_PROBLEMS + 20))
    told_all = many.told(lambda one: in_fields(one, {"--set": "set"}))
    assert [one.place.file for one in told_all.problems] == ["set"] * (MAX_PROBLEMS + 1)
    assert str(told_all).startswith("set: 0 [a]\nset: 1 [a]\n")


def test_every_path_is_among_them() -> None:
    assert {asked.partition("?")[0] for asked in (*SAME, *OF_THE_PAGE)} | {"log"} == set(ANSWERS)


@pytest.mark.parametrize("asked", OF_THE_PAGE)
def test_what_the_page_asks_is_a_published_document(server: Served, asked: str) -> None:
    answer = server.get(asked)
    assert answer.status_code == 200
    check_document(answer.json())
    assert answer.json()["schema"].removeprefix("kakehashi.") in ANSWERS[asked.partition("?")[0]].documents


def test_a_picture_of_a_sweep_is_what_the_command_writes(server: Served, tmp_path: Path) -> None:
    assert ask(["sweep", "g7.front", "ukraine.course", "-o", str(tmp_path / "x.svg")]).code == 0
    assert server.get("sweep?over=g7.front&over=ukraine.course&format=svg").text == (tmp_path / "x.svg").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("assess?sett=g7.front=divided", "unknown-parameter"),
        ("assess?case=baseline&case=baseline", "said-twice"),
        ("howto", "missing-parameter"),
        ("howto?goal=scenario=positive&max=-1", "wrong-value"),
        ("howto?goal=scenario=positive&seconds=61", "wrong-value"),
        ("assess?as_of=yesterday", "wrong-date"),
        ("facts?all=yes", "wrong-value"),
        ("graph?format=png", "wrong-value"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(server: Served, asked: str, code: str) -> None:
    answer = server.get(asked)
    assert answer.status_code == 400
    check_document(answer.json())
    assert [problem["code"] for problem in answer.json()["problems"]] == [code]


def test_all_that_is_wrong_with_the_parameters_is_told_at_once(server: Served) -> None:
    told = server.get("howto?max=x&seconds=y&case=a&case=b&z=1").json()["problems"]
    assert len(told) == 5


def test_a_server_of_a_case_and_a_base_asks_them_where_none_is_named(tmp_path: Path) -> None:
    with Served(tmp_path, "--base", TOY, "--case", "stubborn-reports") as own:
        assert own.get("assess").text == ask(["assess", "--base", TOY, "-c", "stubborn-reports", "--json"]).out
        assert (
            own.get(f"assess?base={TOY}&case=no-way-out").text == ask(["assess", "--base", TOY, "-c", "no-way-out", "--json"]).out
        )
        asked = own.get("assess?base=streltsov-2015&case=baseline")
        assert asked.text == ask(["assess", "--base", "streltsov-2015", "-c", "baseline", "--json"]).out
        assert own.get(f"assess?base={ROOT / 'tests' / 'bases' / 'pact'}").status_code == 400


def test_a_base_that_is_written_otherwise_is_read_again(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "bases" / "toy", tmp_path / "toy")
    with Served(tmp_path, "--base", "toy") as own:
        before = own.get("assess").json()
        rules = next((tmp_path / "toy").rglob("base.yaml"))
        rules.write_text(rules.read_text(encoding="utf-8").replace("title: ", "title: Another ", 1), encoding="utf-8")
        after = own.get("assess").json()
        assert after["base"]["rules_hash"] != before["base"]["rules_hash"]
        assert after["base"]["title"].startswith("Another")
        rules.write_text("no base any more", encoding="utf-8")
        assert own.get("assess").status_code == 400


def test_an_answer_is_one_document_for_machines(server: Served) -> None:
    answer = server.get("assess")
    assert answer.headers["content-type"] == "application/json"
    assert list(json.loads(answer.text)) == sorted(answer.json())
