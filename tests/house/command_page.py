"""The page of all commands, made of what click knows of them and of an example of each (`tests.house.examples`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import cli
from commands.lazy import LazyGroup
from tests.house.console import blocks, commands, run_page
from tests.house.examples import EXAMPLES, LINES, Example
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "commands.md"
SHARED = 5  # an option that so many commands have in the same words is told once
HEAD = """\
# Commands

This page is made from the program: `python -m tests.house.reference --write`. `kakehashi COMMAND --help` says the same.

Names of descriptors are written `D`, states `S`, as in `ukraine.course=unresolved`; `D=S|T` stands for one of several
states. An option in brackets may be left out; one with `…` behind it may be given several times.

| exit code | what it says |
|---|---|
| 0 | it answered, whatever the verdict |
| 1 | it answered, and the answer is negative: no way, a failed test, a finding, a journal that is not sound |
| 2 | bad usage or input: what is wrong, where, and what was probably meant, on stderr |
| 3 | a fault inside, or of the store |
| 130 | interrupted |

| variable | what it sets |
|---|---|
| `KAKEHASHI_CASE` | the case that is asked where `-c` names none |
| `KAKEHASHI_STORE` | where cases are kept |
| `KAKEHASHI_AUTHOR` | who writes |
| `KAKEHASHI_TRACEBACK` | set to anything, a fault inside is shown with its traceback |
| `NO_COLOR` | no colour, also on a terminal |
"""
Commands = dict[str, click.Command]


def families() -> dict[str, list[str]]:
    """The commands of the table by the comment above them."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "cli.py").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"    # (\w+)", line):
            found[heading[1]] = []
        elif name := re.match(r'    "(\w+)": \(', line):
            found[list(found)[-1]].append(name[1])
    return found


def commands_of(name: str) -> Commands:
    """A command and, of a group, its commands, by the words that call them."""
    command = LazyGroup(cli.COMMANDS).get_command(click.Context(click.Command("kakehashi")), name)
    assert command is not None
    return dict(_within(name, command))


def _within(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            yield from _within(f"{words} {name}", part)


def all_commands() -> Commands:
    """Every command there is, by the words that call it."""
    return {words: command for name in cli.COMMANDS for words, command in commands_of(name).items()}


def option_rows(words: str, command: click.Command) -> dict[str, str]:
    """The options of a command as `--help` has them: how each is written, and what it does."""
    context = click.Context(command, info_name=f"kakehashi {words}")
    rows = {}
    for option in command.params:
        record = option.get_help_record(context)
        if isinstance(option, click.Option) and record:
            rows[record[0] + (" …" if option.multiple else "")] = " ".join(record[1].split())
    return rows


def shared(known: Mapping[str, click.Command]) -> dict[tuple[str, str], None]:
    """The options that many commands have in the same words, in the order in which they come up."""
    counted = Counter(row for words, command in known.items() for row in option_rows(words, command).items())
    return {row: None for row, count in counted.items() if count >= SHARED}


def page() -> str:
    """The page with its examples as they are called, and nothing of what they print."""
    common = shared(all_commands())
    parts = [HEAD, "## Options that commands share\n", _table(common)]
    for heading, names in families().items():
        parts.append(f"## {heading}\n")
        for name in names:
            parts += [_told(words, command, common, EXAMPLES.get(words)) for words, command in commands_of(name).items()]
    return "\n".join(parts)


def _told(words: str, command: click.Command, common: dict[tuple[str, str], None], example: Example | None) -> str:
    context = click.Context(command, info_name=f"kakehashi {words}")
    rows = option_rows(words, command)
    own = {written: does for written, does in rows.items() if (written, does) not in common}
    also = [f"`{re.findall('--[a-z-]+', written)[0]}`" for written in rows if written not in own]
    pieces = " ".join(command.collect_usage_pieces(context))
    parts = [f"### {words}\n", f"```text\nkakehashi {words} {pieces}\n```\n", _help(command)]
    if own:
        parts.append(_table(own.items()))
    if also:
        parts.append(f"{'Also ' if own else ''}{', '.join(also)}: [as everywhere](#options-that-commands-share).\n")
    if example:
        parts.append(example.written())
    return "\n".join(parts)


def _help(command: click.Command) -> str:
    """What a command does; a word in capitals is one of its arguments."""
    paragraphs = re.split(r"\n\s*\n", command.help or command.short_help or "")
    return "\n\n".join(_plain(" ".join(paragraph.split())) for paragraph in paragraphs) + "\n"


def _plain(text: str) -> str:
    """A text as Markdown that reads as it is written."""
    return re.sub(r"(?<![`\w])(-{1,2}[a-z][\w-]*)", r"`\1`", text.replace("*", r"\*").replace("|", r"\|").replace("<", r"\<"))


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {_code(written)} | {_plain(does)} |" for written, does in rows]
    return "\n".join(["| option | what it does |", "|---|---|", *lines]) + "\n"


def _code(written: str) -> str:
    told, dots, _ = written.partition(" …")
    return f"`{told.replace('|', chr(92) + '|')}`{dots}"


def unprinted(text: str) -> str:
    """The page without what the examples print."""
    for block in reversed(list(blocks(text))):
        if block.language == "console":
            *before, (call, _) = commands(block.body)
            body = "".join(f"{command}...\n" for command, _ in before) + call
            text = text[: block.start] + body + text[block.start + len(block.body) :]
    return text


def written() -> str:
    """The page with the first lines of what each example prints now."""
    text = page()
    with TemporaryDirectory() as folder:
        ran = list(run_page(text, Path(folder)))
    wrong = [f"{part.command.strip()}: exit {part.exit}\n{part.printed}" for part in ran if part.exit != part.expected_exit]
    assert not wrong, "\n".join(wrong)
    last = {part.block.start: part for part in ran}  # of the calls in one block
    for start, part in reversed(last.items()):
        end = start + len(part.block.body)
        text = text[:end] + _first_lines(part.printed, int(part.block.marks.get("lines", LINES))) + text[end:]
    return text


def _first_lines(printed: str, most: int) -> str:
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    shown = [*lines[:most], "..."] if len(lines) > most + 1 else lines
    return "".join(f"{line}\n" for line in shown)
