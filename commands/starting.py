"""A base to begin with: `new`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from commands.files import check_folder, write_folder
from commands.options import json_option
from commands.output import answering, write, write_document
from engine.author.editing import KINDS, schema_file
from engine.author.plans import (
    HANGS_ON,
    QUESTION,
    VERDICT,
    Choice,
    Plan,
    check_name,
    check_names,
    check_text,
    check_verdict,
    least_of,
    read_choice,
    title_of,
)
from engine.author.starting import SCHEMAS, draft_base
from engine.language.folders import folder_of
from engine.language.loading import load_base
from engine.language.problems import InvalidInput, Place
from engine.show.written import new_page, written_document

T = TypeVar("T")


@click.command(short_help="A small base of your own to begin with, complete and tested.")
@click.argument("folder", metavar="FOLDER")
@click.option("--title", default="", metavar="TEXT", help="What the base is called. [default: from the folder]")
@click.option("--source", default="", metavar="TEXT", help="The text that its rules rest on. [default: Notes of mine]")
@click.option("--question", default="", metavar="TEXT", help=f"The question it answers. [default: {QUESTION}]")
@click.option(
    "--verdict", default="", metavar="NAME=A,B,…", help="The answer and its states; the first where nothing speaks for another."
)
@click.option(
    "--descriptor", "hangs_on", multiple=True, metavar="NAME=A,B,…", help="What it hangs on; the last state makes a difference."
)
@json_option
@answering
def new(folder: str, title: str, source: str, question: str, verdict: str, hangs_on: tuple[str, ...], as_json: bool) -> None:
    """Write a small base into a new FOLDER: vocabulary, rules, cases that are its tests, and schemas for your editor.

    On a terminal, and without options, it asks what the base is about; Enter takes what is in brackets.
    """
    name = Path(folder).resolve().name if folder else ""
    check_name(name, Place("FOLDER"))
    asked = sys.stdin is not None and sys.stdin.isatty() and not (title or source or question or verdict or hangs_on or as_json)
    if asked:
        check_folder(folder, "FOLDER")
        plan = _ask(name)
    else:
        answer = read_choice(verdict, "--verdict") if verdict else VERDICT
        chosen = tuple(read_choice(said, "--descriptor") for said in hangs_on) or HANGS_ON
        plan = Plan(name, title or title_of(name), source or "Notes of mine", question or QUESTION, answer, chosen)
    files = draft_base(plan)
    drafted = folder_of(files, folder)
    base = load_base(drafted)
    cases = list(drafted.case_files())
    schemas = {f"{SCHEMAS}/{kind}.json": schema_file(kind, base, cases) for kind in KINDS}
    write_folder(folder, files | schemas, "FOLDER")
    if as_json:
        write_document(written_document(base, folder, [*files, *schemas]))
    else:
        write(new_page(base, folder, [*files, f"{SCHEMAS}/"]))


def _ask(name: str) -> Plan:
    """The plan of whoever sits at the terminal."""
    title = _prompt("Title", title_of(name), _text)
    source = _prompt("The text it rests on", "Notes of mine", _text)
    question = _prompt("The question it answers", QUESTION, _text)
    verdict = _prompt("Its answers, the first where nothing speaks for another", _said(VERDICT), _verdict)
    chosen: list[Choice] = []

    def another(said: str) -> Choice:
        choice = read_choice(said, "")
        check_names(verdict, [*chosen, choice])
        return choice

    while len(chosen) < least_of(verdict):
        default = _said(HANGS_ON[len(chosen)]) if len(chosen) < len(HANGS_ON) else None
        chosen.append(_prompt("What it hangs on; its last state makes a difference", default, another))
    while more := _prompt("What else it hangs on, if anything", "", lambda said: another(said) if said else None):
        chosen.append(more)
    return Plan(name, title, source, question, verdict, tuple(chosen))


def _verdict(said: str) -> Choice:
    """The verdict; where only states are said, they are those of one that is called as ours is."""
    return check_verdict(read_choice(said if "=" in said else f"{VERDICT.id}={said}", ""))


def _text(said: str) -> str:
    return check_text(said, Place(""))


def _prompt(text: str, default: str | None, read: Callable[[str], T]) -> T:
    """The answer to a question, which is asked again where the answer will not do."""

    def reading(said: str) -> T:
        try:
            return read(said.strip())
        except InvalidInput as error:
            raise click.UsageError(f"{error.problems[0].message}. {error.problems[0].hint}") from None

    found: T = click.prompt(text, default=default, value_proc=reading, show_default=bool(default), err=True)
    return found


def _said(choice: Choice) -> str:
    return f"{choice.id}={','.join(choice.states)}"
