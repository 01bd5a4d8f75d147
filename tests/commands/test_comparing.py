"""`compare` and `timeline`: what may be compared, what is refused, and what their documents carry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_conventions import ask
from tests.show.seen import see

STORY = "story-2012-2015"


def document(*words: str, **settings: str) -> Any:
    ran = ask(*words, "--json", **settings)
    assert (ran.returncode, ran.stderr) == (0, "")
    return json.loads(ran.stdout)


def sides(found: Any) -> list[tuple[str, str, list[str]]]:
    """Case, date and what was changed for the question, of both sides."""
    return [(side["case"]["name"], side["case"]["as_of"], side["case"]["changed"]) for side in (found["before"], found)]


def test_two_cases_are_compared_under_the_same_what_ifs_and_dissents() -> None:
    calm, hostile = "a03-ukraine-calms", "a05-calm-ukraine-hostile-russia"
    found = document("compare", calm, hostile, "--set", "japan.economy=strong", "--without", "asia-is-not-europe")
    assert sides(found) == [(name, "2015-02-02", ["japan.economy"]) for name in (calm, hostile)]
    assert [side["dissents"][0]["rule"] for side in (found["before"], found)] == ["asia-is-not-europe"] * 2
    changed = [change["name"] for change in found["comparison"]["changes"]]
    assert changed == ["russia.posture_to_japan", "russia.countermeasures_on_japan"]


@pytest.mark.parametrize("words", [("a03-ukraine-calms",), ("-c", "a03-ukraine-calms")])
def test_one_case_is_compared_with_what_the_options_make_of_it(words: tuple[str, ...]) -> None:
    found = document("compare", *words, "--set", "us_russia.relations=thawing", "--unset", "japan.economy")
    assert sides(found) == [("a03-ukraine-calms", "2015-02-02", changed) for changed in ([], ["us_russia.relations"])]
    assert {change["name"] for change in found["comparison"]["changes"]} == {"us_russia.relations", "japan.economy"}


def test_the_case_may_come_from_the_environment_and_from_the_words_before_it() -> None:
    asked = ("compare", "--set", "japan.economy=strong")
    assert document(*asked, KAKEHASHI_CASE="a03-ukraine-calms")["case"]["name"] == "a03-ukraine-calms"
    found = document("compare", "a04-thaw-and-treaty", *asked[1:], KAKEHASHI_CASE="a03-ukraine-calms")
    assert found["case"]["name"] == "a04-thaw-and-treaty"


def test_two_dates_of_one_case_are_compared() -> None:
    found = document("compare", STORY, "--between", "2014-03-17", "2014-03-18")
    assert sides(found) == [(STORY, day, []) for day in ("2014-03-17", "2014-03-18")]
    assert found["comparison"]["responsible"]["undoing"]["sets"] == [["russia.border_change"]]


def test_an_assessment_carries_the_comparison_that_compare_makes() -> None:
    asked = ("--set", "us_russia.relations=thawing", "--weight", "asia-is-not-europe:lift=2")
    assert document("assess", *asked)["changes"] == document("compare", *asked)["comparison"]
    assert document("assess")["changes"] is None


def test_a_change_says_its_kind_and_is_what_the_answer_refers_to() -> None:
    found = document("compare", "--set", "us_russia.relations=thawing", "--without", "asia-is-not-europe")["comparison"]
    assert [(change["kind"], change["name"]) for change in found["changes"]] == [
        ("dissent", "without asia-is-not-europe"),
        ("facts", "us_russia.relations"),
    ]
    assert {trial["change"] for trial in found["trials"]} == {change["name"] for change in found["changes"]}


REFUSED = {
    "nothing to compare with": ("compare",),
    "not both at once": ("compare", "baseline", STORY, "--between", "2014-01-01", "2014-02-01"),
    "not by both": ("compare", "baseline", STORY, "-c", STORY),
    "no case": ("compare", "baseline", "nowhere"),
    "2014-02-30": ("compare", "--between", "2014-01-01", "2014-02-30"),
    "no descriptor": ("compare", "--set", "x=y"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_compared_is_refused(said: str) -> None:
    ran = ask(*REFUSED[said])
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in " ".join(ran.stderr.split())
    error = json.loads(ask(*REFUSED[said], "--json").stdout)
    assert (error["schema"], error["exit_code"]) == ("kakehashi.error", 2)


def test_nothing_that_differs_is_an_answer_too() -> None:
    ran = ask("compare", "baseline", "baseline")
    assert ran.returncode == 0
    assert "Nothing differs" in ran.stdout


def test_a_timeline_has_a_moment_for_each_date_with_its_comparison() -> None:
    found = document("timeline", "-c", STORY)
    dates = [moment["date"] for moment in found["moments"]]
    assert dates == sorted(dates)
    assert dates[-1] == found["case"]["as_of"] == "2015-02-02"
    last = found["moments"][-1]
    assert (last["verdict"], last["knowledge"]) == (found["verdict"], {k: found["knowledge"][k] for k in last["knowledge"]})
    assert found["crux"] == ["japan.sanctions_course"]
    assert set(last["balances"]["japan.sanctions_course"]) == {"lift", "hold", "stiffen"}
    turned = [moment["date"] for moment in found["moments"] if moment["changes"]["responsible"]]
    assert {"2014-03-18", "2014-09-05"} <= set(turned)


def test_a_timeline_of_no_dates_says_so() -> None:
    ran = ask("timeline", "-c", "a09-nothing-known")
    assert ran.returncode == 0
    assert "No fact has a date" in ran.stdout


@pytest.mark.parametrize("words", [("-o", "story.svg"), ("-o", "story", "--format", "svg")])
def test_a_timeline_is_drawn_into_a_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = ask("timeline", "-c", STORY, *(str(tmp_path / word) if word.startswith("story") else word for word in words))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("neutral is indicated\n")
    (file,) = tmp_path.iterdir()
    assert "lane-neutral" in see(file.read_text(encoding="utf-8")).groups
    assert ask("timeline", "-c", STORY, "--format", "svg").stdout == file.read_text(encoding="utf-8")


def test_a_timeline_is_written_into_a_file_as_text_too(tmp_path: Path) -> None:
    assert ask("timeline", "-c", STORY, "-o", str(tmp_path / "story.txt")).returncode == 0
    assert (tmp_path / "story.txt").read_text(encoding="utf-8") == ask("timeline", "-c", STORY).stdout


def test_a_drawn_timeline_leaves_stdout_to_the_document(tmp_path: Path) -> None:
    ran = ask("timeline", "-c", STORY, "--json", "-o", str(tmp_path / "story.svg"))
    assert json.loads(ran.stdout) == document("timeline", "-c", STORY)
    assert (tmp_path / "story.svg").exists()
