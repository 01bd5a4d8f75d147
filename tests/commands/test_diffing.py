"""`rules diff`, and `rules` that lists as before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.asking import ask

TOY = Path(__file__).resolve().parents[1] / "bases" / "toy"
RULE = "wet-ground-drives-them-in"
IMPACT = "impact: {festival: {indoors: 2, outdoors: -1}}"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of the small base."""
    return Path(shutil.copytree(TOY, tmp_path / "other"))


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def diff(*words: object) -> tuple[int, Any]:
    said = ask(["rules", "diff", *map(str, words), "--json"])
    return said.code, json.loads(said.out)


def test_rules_alone_and_rules_list_are_the_same() -> None:
    listed = ask(["rules", "--base", str(TOY), RULE])
    assert (listed.code, listed.err) == (0, "")
    assert listed.out == ask(["rules", "list", RULE, "--base", str(TOY)]).out
    assert "Wet ground drives them in" in listed.out
    said = ask(["rules", "--help"]).out
    assert "--cite" in said
    assert "diff" in said


def test_a_copy_is_proved_to_be_the_same(other: Path) -> None:
    said = ask(["rules", "diff", str(TOY), str(other)])
    assert said.code == 0
    assert "Nothing is written otherwise." in said.out
    assert "THE SAME  festival: proved over all" in said.out


def test_words_are_said_apart(other: Path) -> None:
    rewrite(other / "rules" / "festival.yaml", "Nobody dances in the mud", "Nobody will dance in the mud")
    rewrite(other / "rules" / "base.yaml", "title: How we decide on the festival", "title: How it is decided")
    code, document = diff(TOY, other)
    edits = document["edits"]
    assert code == 0
    assert [(edit["rule"], edit["edited"], edit["words"]) for edit in edits["rules"]] == [(RULE, "reworded", ["says"])]
    assert edits["words"] == ["source"]
    assert "In words only" in ask(["rules", "diff", str(TOY), str(other)]).out


def test_a_renamed_rule_is_no_other(other: Path) -> None:
    for file in other.rglob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace(RULE, "mud-drives-them-in"), encoding="utf-8")
    code, document = diff(TOY, other)
    edits = document["edits"]
    assert (code, document["changes"]) == (0, [])
    assert [(edit["rule"], edit["edited"], edit["after"]["id"]) for edit in edits["rules"]] == [
        (RULE, "renamed", "mud-drives-them-in")
    ]


def test_a_threshold_is_told_to_both_and_found(other: Path) -> None:
    for name in ("festival.yaml", "people.yaml"):
        text = (other / "rules" / name).read_text(encoding="utf-8")
        (other / "rules" / name).write_text(text.replace("below: 5}", "below: 8}").replace("at_least: 5}", "at_least: 8}"))
    code, document = diff(TOY, other)
    found = document["differences"]
    assert code == 1
    assert any("weather.rain=5..<8" in one["facts"] for one in found)
    told = {one["descriptor"]: one["states"] for one in document["told"]}
    assert "5..<8" in told["weather.rain"]
    said = ask(["rules", "diff", str(TOY), str(other)]).out
    assert "weather.rain from 5 to below 8" in " ".join(said.split())
    assert "1, 5  →  1, 8" in said


def test_what_one_version_alone_has_is_said(other: Path) -> None:
    rewrite(other / "facts" / "vocabulary.yaml", "states: [lifted, in_force]", "states: [lifted, in_force, unclear]")
    with (other / "facts" / "vocabulary.yaml").open("a", encoding="utf-8") as file:
        file.write("\n- {id: moon, title: Moon, question: Is the moon out?, states: [out, hidden], lever: external}\n")
    with (other / "rules" / "people.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n- {id: no-moon-no-dance, title: No moon, when: {moon: hidden}, then: {festival: [cancelled, indoors]},"
            " says: It is dark., cite: [1]}\n"
        )
    said = ask(["rules", "diff", str(TOY), str(other)])
    text = " ".join(said.out.split())
    assert said.code == 1
    assert "moon: told to B alone, as A does not speak of it." in text
    assert "fire.ban=unclear: told to neither, as only B has it." in text
    assert "moon = hidden" in text


def test_cases_are_saved_that_pass_in_the_second_version(other: Path, tmp_path: Path) -> None:
    rewrite(
        other / "rules" / "festival.yaml", "impact: {festival: {indoors: 2, outdoors: -1}}", "impact: {festival: {cancelled: 2}}"
    )
    drafts = tmp_path / "drafts"
    said = ask(["rules", "diff", str(TOY), str(other), "--save", str(drafts)])
    assert said.code == 1
    files = sorted(map(str, drafts.glob("*.yaml")))
    assert len(files) > 3
    assert ask(["test", *files, "--base", str(other)]).code == 0
    assert ask(["test", *files, "--base", str(TOY)]).code == 1
    again = ask(["rules", "diff", str(TOY), str(other), "--save", str(drafts)])
    assert (again.code, again.out) == (2, "")
    assert "file-exists" in again.err


def test_only_of_the_verdict_a_state_is_indicated() -> None:
    words = ["rules", "diff", str(TOY), "--without", "much-rain-soaks-the-green"]
    assert "One version indicates a state" in ask(words).out
    said = ask([*words, "--about", "green.ground"]).out
    assert "One version settles a state" in said
    assert "in A wet is settled, in B" in said
    assert "indicat" not in said


def test_dissents_make_the_second_version() -> None:
    code, document = diff(TOY, "--without", "a-promise-is-kept", "--weight", f"{RULE}:indoors=1")
    found = document["differences"]
    assert code == 1
    assert document["changes"] == [RULE, "a-promise-is-kept"]
    assert all(one["responsible"]["sets"] for one in found)
    assert ask(["rules", "diff", str(TOY)]).code == 2
    assert "unknown-rule" in ask(["rules", "diff", str(TOY), "--without", "a-promise-is-kep"]).err


def test_what_is_not_settled_is_not_taken_for_the_same() -> None:
    words = ["rules", "diff", "streltsov-2015", "--weight", "alignment-stays-symbolic:stiffen=1", "--seconds", "0"]
    said = ask(words)
    assert said.code == 1
    text = " ".join(said.out.split())
    assert "There may be other kinds" in text or "not settled within 0 s" in text


def test_a_base_that_the_store_keeps_is_named_by_its_hash(other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path / 'cases.db'}")
    assert ask(["case", "new", "kept", "--from", "fine-day", "--base", str(other)]).code == 0
    old = json.loads(ask(["assess", "-c", "kept", "--json"]).out)["base"]["rules_hash"]
    rewrite(
        other / "rules" / "festival.yaml", "impact: {festival: {indoors: 2, outdoors: -1}}", "impact: {festival: {indoors: 3}}"
    )
    code, document = diff(old[:8], other)
    assert (code, document["before"]["rules_hash"]) == (1, old)
    missing = ask(["rules", "diff", "deadbeef", str(other)])
    assert missing.code == 2
    assert "A: no rule base is kept" in missing.err


def test_where_there_is_no_store_no_hash_is_known(other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path / 'none' / 'cases.db'}")
    missing = ask(["rules", "diff", "deadbeef", str(other)])
    assert missing.code == 2
    assert "A: no rule base is kept" in missing.err
    assert not (tmp_path / "none").exists()


def test_a_folder_whose_name_looks_like_a_hash_is_a_folder(other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(other, "20150201")
    code, document = diff("20150201", other)
    assert (code, document["changes"]) == (0, [])


def test_what_cannot_be_compared_is_refused(other: Path) -> None:
    assert "B: there is no rule base `nowhere`" in ask(["rules", "diff", str(TOY), "nowhere"]).err
    assert "number-goal" in ask(["rules", "diff", str(TOY), str(other), "--about", "weather.rain"]).err
    assert "unknown-descriptor" in ask(["rules", "diff", str(TOY), str(other), "--about", "weather.rein"]).err
    with (other / "rules" / "people.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n- {id: round-and-round, title: Round, when: {festival: outdoors}, impact: {crowd.size: {large: 1}},"
            " says: It goes round., cite: [1]}\n"
        )
    said = ask(["rules", "diff", str(TOY), str(other)])
    assert (said.code, said.out) == (2, "")
    assert "loop" in said.err
