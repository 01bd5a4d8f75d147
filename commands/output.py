"""Where answers go: the page or the JSON document to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from errno import EBADF
from functools import wraps
from json import dumps
from shutil import get_terminal_size
from typing import ParamSpec, TypeVar

import click

from engine.language.problems import EngineFault, InvalidInput, KakehashiError, Place, Problem
from engine.show.documents import error_document, render
from engine.show.page import Page
from engine.show.problems import problems_page

P = ParamSpec("P")
T = TypeVar("T")

MAX_WIDTH = 100  # longer lines are hard to read

_PLAINER = str.maketrans(
    {"−": "-", "├": "|", "└": "`", "│": "|", "─": "-", "…": "...", "→": "->", "✗": "x", "·": "-", "¶": "par. ", "–": "-"}
)


def write(page: Page) -> None:
    """Writes a page: with colour on a terminal (unless `NO_COLOR` is set), plain elsewhere."""
    width = _width()
    if sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        from rich.console import Console

        page.print(Console(width=width))
    else:
        say(page.plain(width))


def _width() -> int:
    return min(get_terminal_size().columns, MAX_WIDTH)


def write_document(document: Mapping[str, object]) -> None:
    """Writes a JSON document: UTF-8 or ASCII, whatever the terminal speaks."""
    text = render(document)
    if not speaks_utf8():
        text = "".join(char if char.isascii() else dumps(char)[1:-1] for char in text)
    say(text)


def speaks_utf8() -> bool:
    """Whether stdout takes every character."""
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding or "utf-8"
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


def say(text: str) -> None:
    """Writes to stdout. Where its encoding lacks our signs, plainer ones stand for them: a minus is never lost."""
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(EBADF, "stdout is closed")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAINER).encode(encoding, "backslashreplace").decode(encoding)
    click.echo(text, nl=False)


def write_usage_error(message: str, command: str) -> None:
    """Writes the document of words that are no command line of ours; `command` is how it is asked for its help."""
    problem = Problem(Place("command line"), "usage", message, f"`{command} --help` says what can be asked.")
    write_document(error_document(InvalidInput([problem])))


def write_fault(message: str) -> None:
    """Writes the document of a fault of ours."""
    write_document(error_document(EngineFault(message)))


def progress(text: str) -> None:
    """Says on stderr what is under way, where that is a terminal; an empty text wipes it."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[2K{text}", nl=False, err=True)


def _in_words(error: KakehashiError) -> str:
    """What is wrong: on a terminal in its width; elsewhere a problem a line, as programs take them."""
    if sys.stderr.isatty():
        return problems_page(error).plain(_width()).removesuffix("\n")
    return str(error)


def answering(command: Callable[P, T]) -> Callable[P, T]:
    """A command that answers the errors of this program with their text (or document) and their exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except KakehashiError as error:
            if kwargs.get("as_json"):
                write_document(error_document(error))
            else:
                click.echo(_in_words(error), err=True)
            raise click.exceptions.Exit(error.exit_code) from None

    return wrapped
