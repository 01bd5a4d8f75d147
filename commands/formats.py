"""The forms in which an answer is written: a text for a terminal, JSON for programs, and others where a command has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from commands.output import say, speaks_utf8, write, write_document
from engine.show.page import Page

Command = Callable[..., Any]


def format_option(*others: str) -> Callable[[Command], Command]:
    """Adds `--format`, of which `--json` is the short for one; `others` are the forms beside text and JSON."""

    def added(command: Command) -> Command:
        @click.option("--format", "form", type=click.Choice(["text", *others, "json"]), help="How it is written. [default: text]")
        @wraps(command)
        def formed(form: str | None, as_json: bool, **asked: Any) -> Any:
            if as_json and form not in (None, "json"):
                raise click.UsageError(f"`--json` is short for `--format json`, so `--format {form}` contradicts it.")
            chosen = "json" if as_json else form or "text"
            return command(form=chosen, as_json=chosen == "json", **asked)

        return formed

    return added


def write_in(form: str, page: Callable[[], Page], document: Callable[[], Mapping[str, object]]) -> None:
    """Writes the page or the document of an answer in a form."""
    if form == "json":
        write_document(document())
    elif form == "text":
        write(page())
    else:
        from engine.show import markup  # only where it is needed

        text = markup.markdown(page()) if form == "markdown" else markup.html(page())
        if form == "html" and not speaks_utf8():  # which is what the document says it is written in
            text = text.encode("ascii", "xmlcharrefreplace").decode()
        say(text)
