"""Every command that writes a document, asked for each form that its document takes, on a small base and a case of one's own.

Beside them what only the page of the explorer asks: `serve` writes no document, and answers with these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cli import COMMANDS
from commands.lazy import LazyGroup
from engine.ask.explore import explore
from engine.keep.board import lay_board
from engine.keep.choices import choices
from engine.keep.questions import make_question
from engine.show.board import board_document, choices_document
from engine.show.documents import render
from engine.show.explored import exploration_document
from tests.bad_input.asking import ask

MATRIX = str(Path(__file__).resolve().parents[1] / "bad_input" / "good" / "matrix.scw")
TOY = str(Path(__file__).resolve().parents[1] / "bases" / "toy")
STATED = ["--base", TOY, "-c", "silent-warden"]
OPEN = ["--base", TOY, "-c", "nothing-known"]
CLASH = ["--base", TOY, "-c", "no-way-out"]

# Command → its words, each time it is asked. They are asked in this order, and those on `mine` after `case new`.
ASKED: dict[str, list[list[str]]] = {
    "assess": [STATED, OPEN, CLASH, [*STATED, "--set", "hall.door=closed", "--without", "a-promise-is-kept"]],
    "why": [STATED, ["hall.seats", *STATED], [*OPEN], ["festival=indoors", *STATED], [*CLASH, "--unset", "fire.ban"]],
    "whynot": [["festival=indoors", *STATED], ["festival=cancelled", *OPEN], ["festival=indoors", *CLASH]],
    "contrast": [STATED, OPEN, ["outdoors", "cancelled", *CLASH]],
    "howto": [["festival=indoors", *STATED], ["festival=cancelled", *STATED, "--max", "1"], ["festival=outdoors", *STATED]],
    "whatif": [["weather.rain=40", *STATED], ["--without", "a-promise-is-kept", *STATED]],
    "watch": [STATED, [*OPEN, "--max", "1"], [*CLASH, "--grade", "A1"]],
    "facts": [STATED, ["--all", *OPEN], ["weather.rain", *CLASH]],
    "rules list": [STATED, ["a-promise-is-kept", *CLASH], ["--cite", "4", *STATED], [*STATED, "--without", "a-promise-is-kept"]],
    "rules diff": [
        [TOY, TOY],
        [TOY, "--weight", "wet-ground-drives-them-in:indoors=1", "--without", "a-promise-is-kept"],
        [TOY, MATRIX, "--seconds", "0"],
        [TOY, "--without", "a-promise-is-kept", "--about", "crowd.size"],
    ],
    "compare": [
        ["fine-day", "no-way-out", "--base", TOY],
        [*STATED, "--set", "weather.rain=40", "--without", "a-promise-is-kept"],
        [*STATED, "--weight", "a-large-hall-is-welcome:indoors=0"],
    ],
    "timeline": [STATED, OPEN],
    "sweep": [["hall.door", "fire.ban", "--boxes", "outdoors", *STATED], ["--all-unknown", "--of", "crowd.size", *OPEN]],
    "consistent": [STATED, CLASH, ["--base", MATRIX, "--tolerance", "3", "--only", "A_Ferry=runs_daily"]],
    "batch": [["table.csv", "-o", "answers.csv", "--keep", "of", "--skip-bad", *STATED]],
    "graph": [STATED, ["--all", *OPEN], ["--map", *STATED]],
    "report": [STATED, OPEN, CLASH, [*STATED, "--set", "hall.door=closed", "--without", "a-promise-is-kept"]],
    "case new": [["mine", "--from", "fine-day", "--base", TOY]],
    "assert": [["weather.rain=12", "--since", "2019-09-15", "--source", "A gauge", "--grade", "B2", "--note", "Read at noon."]],
    "retract": [["weather.rain", "--why", "The gauge leaked."]],
    "case use": [["mine"]],
    "case list": [[], ["--all"]],
    "case show": [[], ["mine"]],
    "audit log": [["-c", "mine"]],
    "audit verify": [["-c", "mine"]],
    "audit show": [["5", "-c", "mine"]],
    "audit replay": [["5", "-c", "mine"]],
    "case import": [["mine.csv", "--as", "other", "--base", TOY]],
    "case archive": [["other"], ["other", "--undo"]],
    "case push": [["mine", "--to", "sqlite:///team.db"], ["mine", "--to", "sqlite:///team.db"]],
    "case pull": [["mine", "--from", "sqlite:///team.db"]],
    "store status": [[], ["--store", "sqlite:///none.db"]],
    "store prepare": [[]],
    "test": [["--base", TOY], ["fine-day", "--base", TOY]],
    "check": [["--base", TOY], ["--base", TOY, "--prove"]],
    "convert": [[MATRIX, "again.scw"], [MATRIX, "made"]],
    "new": [["started"], ["another", "--verdict", "crossing=sails,late,cancelled", "--question", "Does she sail?"]],
    "schema": [[], ["--base", TOY, "-o", "schemas"]],
    "--version": [[]],
}
SERVED: tuple[dict[str, Any], ...] = (  # what the page asks, each of them of all that it asks at once
    {"case_name": "silent-warden"},
    {"case_name": "nothing-known", "unsets": ("hall.door",)},
    {"case_name": "no-way-out", "weights": ("a-large-hall-is-welcome:indoors=0",)},
    {"case_name": "stubborn-reports", "sets": ("hall.door=closed", "weather.rain=40"), "without": ("a-promise-is-kept",)},
    {"case_name": "mine"},
)
REFUSED = (["assess", "--set", "x=y", *STATED], ["asess"], ["case", "show", "nobody"], ["schema", "nothing"])


def writing_commands() -> set[str]:
    """Every command, and every command of a group, that takes `--json`; and `--version`, with which the program itself does."""
    group = LazyGroup(COMMANDS)
    assert any("--json" in option.opts for option in group.params)
    found = {"--version"}
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        parts = {f"{name} {part}": one for part, one in command.commands.items()} if isinstance(command, click.Group) else {}
        for words, one in (parts or {name: command}).items():
            if any("--json" in option.opts for option in one.params):
                found.add(words)
    return found


def told() -> Iterator[tuple[str, Any]]:
    """Each command with a document that it writes; the store and the folder that it is asked in are those of the moment."""
    for command, asked in ASKED.items():
        if command == "retract":
            yield "assess", _document(["assess", "--record", "-c", "mine"])
        if command == "batch":
            Path("table.csv").write_text("of,hall.door,fire.ban\n1,open,lifted\n2,closed,\n3,ajar,lifted\n", encoding="utf-8")
        if command == "audit show":
            yield "assess", _document(["assess", "--record", "--without", "a-promise-is-kept", "-c", "mine"])
            yield "report", _document(["report", "5", "-c", "mine"])
        if command == "case import":
            assert ask(["case", "export", "mine", "-o", "mine.csv"]).code == 0
        for words in asked:
            yield command, _document([*command.split(), *words])
    for asked_at_once in SERVED:
        own = {"base_name": TOY} | asked_at_once
        place = {name: own[name] for name in ("base_name", "case_name")}
        for document in (
            exploration_document(explore(make_question(**own))),
            board_document(lay_board(**place)),
            choices_document(choices(**place)),
        ):
            yield "serve", json.loads(render(document))
    for words in REFUSED:
        yield words[0], _document(words)


def _document(words: list[str]) -> Any:
    return json.loads(ask([*words, "--json"]).out)
