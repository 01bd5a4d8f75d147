"""How `why`, `whynot` and `contrast` behave: their forms, their lengths, and what they refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html import unescape
from pathlib import Path
from shlex import split
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import COMMANDS
from commands.lazy import LazyGroup
from tests.house.tree import ROOT

PACT = str(Path(__file__).parents[1] / "bases" / "pact")
QUESTIONS = (("why",), ("whynot", "scenario=positive"), ("contrast",))
FIRST = {"text": "Russian-Japanese", "markdown": "# Russian-Japanese", "html": "<!doctype html>", "json": "{"}


def asked(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(LazyGroup(COMMANDS), words, prog_name="kakehashi", catch_exceptions=False)


def shown(*words: str) -> str:
    done = asked(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


def document(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shown(*words, "--json"))
    return found


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("form", FIRST)
def test_an_explanation_comes_in_every_form(words: tuple[str, ...], form: str) -> None:
    text = shown(*words, "--format", form)
    assert text.startswith(FIRST[form])
    if form == "text":
        assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("words", QUESTIONS)
def test_json_is_short_for_its_format(words: tuple[str, ...]) -> None:
    assert shown(*words, "--json") == shown(*words, "--format", "json")
    assert asked(*words, "--json", "--format", "html").exit_code == 2


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_longer_answer_is_longer(words: tuple[str, ...]) -> None:
    short, mid, whole = (shown(*words, "--length", length).count("\n") for length in ("short", "mid", "long"))
    assert short < mid <= whole
    assert short <= 35


def test_depth_and_all_add_to_a_proof() -> None:
    assert "…" not in shown("why", "--depth", "0")
    lines = [shown("why", "--depth", depth).count("\n") for depth in ("1", "2", "3", "0")]
    assert lines == sorted(lines)
    assert "--all shows" in shown("why")
    every = shown("why", "--all", "--depth", "1")
    assert "--all shows" not in every
    assert "holding-bears-out-the-neutral-scenario" in " ".join(every.split())


def test_why_a_state_that_was_not_concluded_is_why_not() -> None:
    words = ("--case", "a05-calm-ukraine-hostile-russia")
    assert shown("why", "japan.role=bridge", *words) == shown("whynot", "japan.role=bridge", *words)
    assert document("why", "japan.role=bridge", *words) == document("whynot", "japan.role=bridge", *words)
    assert document("why", "scenario=neutral")["schema"] == "kakehashi.explanation"


def test_why_not_a_state_that_was_concluded_says_that_it_was() -> None:
    assert "is what was concluded" in shown("whynot", "scenario=neutral")
    assert document("whynot", "scenario=neutral")["concluded"] is True


def test_what_no_rule_concludes_is_said_and_no_error() -> None:
    assert "No rule of the base concludes or promotes it" in " ".join(shown("whynot", "pact=broken_off", "--base", PACT).split())
    assert "No rule has an effect on it" in " ".join(shown("whynot", "ukraine.course=stabilising").split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("whynot", "scenario=positve"), "unknown-state"),
        (("whynot", "scenarioo=positive"), "unknown-descriptor"),
        (("whynot", "scenario"), "wrong-shape"),
        (("whynot", "=positive"), ""),
        (("whynot", "scenario="), "wrong-shape"),
        (("why", "scenario=optimistic"), "unknown-state"),
        (("why", "scenaro"), "unknown-descriptor"),
        (("whynot", "energy.pipeline_gas_share=17"), "context"),
        (("contrast", "positve"), "unknown-state"),
        (("contrast", "neutral", "neutral"), "same-state"),
        (("contrast", "--on", "japan.rolle"), "unknown-descriptor"),
    ],
)
def test_what_cannot_be_explained_is_refused(words: tuple[str, ...], code: str) -> None:
    if not code:  # the verdict is meant
        assert asked(*words).exit_code == 0
        return
    refused = json.loads(asked(*words, "--format", "json").stdout)
    assert (refused["exit_code"], [problem["code"] for problem in refused["problems"]]) == (2, [code])
    plain = asked(*words)
    assert (plain.exit_code, plain.stdout) == (2, "")
    assert code in plain.stderr


def test_html_says_the_same_in_any_encoding() -> None:
    ask = [sys.executable, str(ROOT / "cli.py"), "why", "--format", "html"]
    pages = [
        subprocess.run(ask, capture_output=True, env=os.environ | {"PYTHONIOENCODING": name}, check=True, timeout=60).stdout
        for name in ("utf-8", "latin-1")
    ]
    assert pages[1].isascii()
    assert unescape(pages[0].decode()) == unescape(pages[1].decode())


def test_a_wrong_option_is_refused_in_the_form_that_was_asked_for() -> None:
    assert asked("whynot").exit_code == 2
    assert asked("why", "--format", "svg2").exit_code == 2


def test_a_command_to_ask_further_can_be_pasted_and_asks_the_same_question() -> None:
    asked_with = ("--base", "alliances-1914", "-c", "august-4", "--as-of", "1914-08-04", "--set", "joins(britain)=no")
    text = shown("whynot", "joins(italy)=yes", *asked_with)
    command = split(text.rpartition("What would it take:")[2].split("`")[1])
    assert command[:3] == ["kakehashi", "howto", "joins(italy)=yes"]
    assert sorted(command[3:]) == sorted(asked_with)
    assert "`kakehashi why 'joins(britain)' " in shown("whynot", "joins(britain)=no", *asked_with)
    assert any(
        row.strip().startswith("`kakehashi why -c august-4 --base alliances-1914 ")
        for row in shown("assess", *asked_with).splitlines()
    )
