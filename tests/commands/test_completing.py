"""What the shells offer: cases, descriptors, states and rules, in bash itself and in what zsh and fish are told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_input.asking import ask
from tests.commands.terminal import ROOT, put_on_path
from tests.desk import Desk
from tests.stores import KINDS

BASH = """
eval "$(_KAKEHASHI_COMPLETE=bash_source kakehashi)"
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_kakehashi_completion kakehashi
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(folder: Path, *words: str, store: str = "") -> list[str]:
    """What bash offers for the last of the words, as it takes them apart."""
    store = store or f"sqlite:///{folder}/cases.db"
    settings = {"PATH": put_on_path(folder), "KAKEHASHI_STORE": store, "HOME": str(folder)}
    ran = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", *words], env=settings, cwd=folder, capture_output=True, text=True, check=True
    )
    assert not ran.stderr
    return ran.stdout.split()


def told(shell: str, folder: Path, words: list[str]) -> str:
    """What zsh or fish is told about the last of the words."""
    *before, last = words
    settings = {"_KAKEHASHI_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(before if shell == "fish" else words)}
    settings |= {"COMP_CWORD": last if shell == "fish" else str(len(words) - 1), "PYTHONPATH": str(ROOT)}
    settings["KAKEHASHI_STORE"] = f"sqlite:///{folder}/cases.db"
    code = "import sys, cli; sys.argv[0] = 'kakehashi'; cli.main()"
    return subprocess.run(
        [sys.executable, "-c", code], env=settings, cwd=folder, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["kakehashi", "ass"], ["assess", "assert"]),
        (["kakehashi", "assert", "ukraine"], ["ukraine.course="]),
        (["kakehashi", "assert", "ukraine.course", "="], ["escalating", "unresolved", "stabilising"]),
        (["kakehashi", "assert", "ukraine.course", "=", "st"], ["stabilising"]),
        (["kakehashi", "assess", "--set", "ukraine.course", "=", "u"], ["unresolved"]),
        (["kakehashi", "retract", "g7"], ["g7.front"]),
        (["kakehashi", "assess", "--unset", "g7.f"], ["g7.front"]),
        (["kakehashi", "assess", "--without", "asia-is"], ["asia-is-not-europe"]),
        (["kakehashi", "assess", "--weight", "alignment-stays-symbolic", ":", "s"], ["stiffen="]),
        (["kakehashi", "assess", "-c", "a03"], ["a03-ukraine-calms"]),
        (["kakehashi", "assess", "--base", "no-such-base", "--set", "u"], []),
        (["kakehashi", "case", "ex"], ["export"]),
    ],
)
def test_bash_completes(words: list[str], offered: list[str], tmp_path: Path) -> None:
    assert in_bash(tmp_path, *words) == offered


@pytest.mark.parametrize("stores", KINDS, indirect=True)
@pytest.mark.parametrize("words", [["report"], ["audit", "show"], ["audit", "replay"]])
def test_bash_offers_the_assessments_that_were_recorded(words: list[str], desk: Desk) -> None:
    desk.said("case", "new", "mine")
    desk.said("assess", "--record")
    desk.said("assess", "--record", "--unset", "g7.front")
    assert in_bash(desk.folder, "kakehashi", *words, "", store=desk.stores.url()) == ["3", "2"]
    assert in_bash(desk.folder, "kakehashi", *words, "3", store=desk.stores.url()) == ["3"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_are_told_the_whole_word(shell: str, tmp_path: Path) -> None:
    assert "ukraine.course=stabilising" in told(shell, tmp_path, ["kakehashi", "assert", "ukraine.course=st"])
    assert "ukraine.course=unresolved|stabilising" in told(shell, tmp_path, ["kakehashi", "assert", "ukraine.course=unresolved|"])


def test_cases_of_ones_own_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path}/cases.db")
    ask(["case", "new", "a-desk"])
    ask(["case", "new", "a-shelf"])
    ask(["case", "archive", "a-shelf"])
    offered = in_bash(tmp_path, "kakehashi", "assess", "-c", "a")
    assert offered[0] == "a-desk"
    assert "a-shelf" not in offered
    assert "a12-escalation" in " ".join(offered)


def test_a_store_that_is_none_offers_no_more_than_the_shipped_cases(tmp_path: Path) -> None:
    (tmp_path / "cases.db").write_text("no database", encoding="utf-8")
    assert in_bash(tmp_path, "kakehashi", "assess", "-c", "base") == ["baseline"]
