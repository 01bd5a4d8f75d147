"""`test` on the command line: coverage and its threshold, mutants, and the cases that are written for them."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest

from tests.bad_input.asking import Answer, ask
from tests.house.tree import ROOT


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A base with two cases, one of them a test, to be written to."""
    return Path(copytree(ROOT / "tests" / "bad_input" / "good", tmp_path / "ferry"))


def answered(base: Path, *words: str) -> Answer:
    answer = ask(["test", "--base", str(base), *words])
    assert answer.err == ""
    return answer


def document(base: Path, *words: str) -> dict[str, Any]:
    answer = answered(base, "--json", *words)
    found: dict[str, Any] = json.loads(answer.out)
    assert found["schema"] == "kakehashi.test"
    assert found["passed"] == (answer.code == 0)
    return found


def test_coverage_is_told_and_required(ferry: Path) -> None:
    told = document(ferry)["coverage"]
    assert (told["rules"], told["rules_covered"], told["conditions"], told["conditions_covered"], told["share"]) == (
        4,
        2,
        9,
        0,
        0,
    )
    names = {f"{finding['code']} {finding['subject']}" for finding in told["findings"]}
    assert "never-fired low-water-opens-the-crossing" in names
    assert "never-false crossing-brings-trade:unless:1" not in names
    assert [answered(ferry, "--require", number).code for number in ("0", "1")] == [0, 1]
    page = answered(ferry, "--coverage").out
    assert "`town.mood=calm` (when:2:2) of crossing-brings-trade is true in no case" in " ".join(page.split())


def test_what_is_accepted_counts_as_shown(ferry: Path) -> None:
    base = ferry / "rules" / "base.yaml"
    base.write_text(base.read_text(encoding="utf-8") + "accepted: {never-*: A sketch.}\n", encoding="utf-8")
    assert answered(ferry, "--require", "100").code == 0
    assert "accepted never-fired low-water-opens-the-crossing: A sketch." in answered(ferry, "--coverage").out


def test_the_drafts_are_case_files_that_pass_and_leave_nothing_unnoticed(ferry: Path, tmp_path: Path) -> None:
    before = document(ferry, "--mutate", "--save", str(tmp_path / "drafts"))["mutants"]
    assert before["counts"]["unnoticed"] == 21
    files = sorted((tmp_path / "drafts").iterdir())
    assert [file.stem for file in files] == [draft["name"] for draft in before["drafts"]]
    assert [file.read_text(encoding="utf-8") for file in files] == [draft["file"] for draft in before["drafts"]]
    told = {name for draft in before["drafts"] for name in draft["mutants"]}
    assert told == {result["name"] for result in before["results"] if result["outcome"] in ("unnoticed", "moved")}
    for file in files:
        copy(file, ferry / "facts" / "cases")
    after = document(ferry, "--mutate")["mutants"]
    assert (after["counts"].get("unnoticed", 0), after["counts"].get("moved", 0), after["drafts"]) == (0, 0, [])
    by_draft = {result["noticed_by"] for result in after["results"] if result["name"] in told}
    assert by_draft <= {file.stem for file in files}
    assert answered(ferry, "--mutate").code == 0


def test_a_mutant_is_accepted_by_name(ferry: Path) -> None:
    base = ferry / "rules" / "base.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(text + 'accepted: {"unnoticed-mutant *: *": They are ours.}\n', encoding="utf-8")
    answer = answered(ferry, "--mutate")
    assert answer.code == 0
    assert "21 turn the verdict in some complete case, and no case notices (21 accepted)" in answer.out
    base.write_text(text + 'accepted: {"unnoticed-mutant nobody: dropped": A slip.}\n', encoding="utf-8")
    assert "accepted-in-vain unnoticed-mutant nobody: dropped" in {
        f"{finding['code']} {finding['subject']}" for finding in document(ferry, "--mutate")["mutants"]["findings"]
    }
    assert "accepted-in-vain" not in ask(["check", "--base", str(ferry)]).out  # there it was not looked for


def test_what_time_ran_out_for_is_said_and_does_not_pass(ferry: Path) -> None:
    answer = answered(ferry, "--mutate", "--seconds", "0.000001")
    assert answer.code == 1
    assert "40 not searched, as time ran out" in answer.out


def test_mutants_are_tried_only_where_all_cases_pass(ferry: Path) -> None:
    case = ferry / "facts" / "cases" / "later.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("verdict: standstill", "verdict: trade"), encoding="utf-8")
    answer = answered(ferry, "--mutate")
    assert answer.code == 1
    assert "Mutants are tried where all cases pass." in answer.out


def test_nothing_is_written_over(ferry: Path, tmp_path: Path) -> None:
    words = ["test", "--base", str(ferry), "--mutate", "--save", str(tmp_path / "drafts")]
    assert ask(words).code == 1
    again = ask([*words, "--json"])
    assert again.code == 2
    (problem,) = json.loads(again.out)["problems"]
    assert (problem["code"], problem["file"]) == ("file-exists", "--save")
    (tmp_path / "file").touch()
    assert "[unwritable]" in ask([*words[:-1], str(tmp_path / "file" / "drafts")]).err


def test_of_the_verdict_a_state_is_indicated_whatever_was_expected(tmp_path: Path) -> None:
    toy = ROOT / "tests" / "bases" / "toy"
    case = tmp_path / "slip.yaml"
    expected = [
        ("verdict: indoors", "festival=indoors indicated", "indicated: outdoors"),
        ("not_indicated: [outdoors]", "festival=outdoors not indicated", "indicated: outdoors"),
        ("status: {festival: open}", "festival open", "indicated"),
        ("status: {crowd.size: not_separated}", "crowd.size not separated", "settled"),
    ]
    for said, wanted, got in expected:
        case.write_text(f"title: A slip\nextends: fine-day\nfacts: []\nexpect:\n  {said}\n", encoding="utf-8")
        answer = ask(["test", str(case), "--base", str(toy)])
        assert (answer.code, answer.err) == (1, "")
        assert f"expected {wanted}; got {got}" in " ".join(answer.out.split())
