"""The hooks that others may take from this repository: each is a command of ours that says what it should of a base."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli import COMMANDS
from engine.author.plans import HANGS_ON, QUESTION, VERDICT, Plan
from engine.author.starting import draft_base
from tests.bad_input.asking import ask
from tests.house.tree import ROOT

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
DRAFTED: dict[str, str] = draft_base(Plan("quay", "Quay", "Notes", QUESTION, VERDICT, HANGS_ON))
LOCAL: list[dict[str, Any]] = yaml.safe_load(DRAFTED[".pre-commit-config.yaml"])["repos"][0]["hooks"]


def words_of(hook: dict[str, Any]) -> list[str]:
    args: list[str] = hook.get("args", [])
    program, *words = shlex.split(hook["entry"]) + args
    assert program == "kakehashi"
    return words


def test_there_are_two() -> None:
    assert [hook["id"] for hook in HOOKS] == [hook["id"] for hook in LOCAL] == ["kakehashi-check", "kakehashi-test"]


@pytest.mark.parametrize("hook", [*HOOKS, *LOCAL], ids=lambda hook: f"{hook['id']} ({hook['language']})")
def test_a_hook_passes_what_is_right_and_stops_what_is_not(
    hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hook.keys() >= {"id", "name", "entry", "language", "files", "pass_filenames"}
    assert words_of(hook)[0] in COMMANDS
    assert hook["pass_filenames"] is False
    for name, text in DRAFTED.items():
        assert bool(re.search(hook["files"], name)) == name.startswith(("rules/", "facts/")), name
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ask(words_of(hook)).code == 0
    words = tmp_path / "facts" / "cases" / "today.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("verdict: unchanged", "verdict: better"), encoding="utf-8")
    rules = tmp_path / "facts" / "vocabulary.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("lever: external", "note: Nobody.", 1), encoding="utf-8")
    assert ask(words_of(hook)).code == 1
