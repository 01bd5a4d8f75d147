"""The forms in which an explanation is written: a text for a terminal, Markdown or HTML for a memo, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Literal

import click

from commands.output import say, speaks_utf8, write, write_document
from engine.show.page import Page

Form = Literal["text", "markdown", "html", "json"]


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--format`, of which `--json` is the short for one."""

    @click.option(
        "--format", "form", type=click.Choice(["text", "markdown", "html", "json"]), help="How it is written. [default: text]"
    )
    @wraps(command)
    def formed(form: Form | None, as_json: bool, **asked: Any) -> Any:
        if as_json and form not in (None, "json"):
            raise click.UsageError(f"`--json` is short for `--format json`, so `--format {form}` contradicts it.")
        chosen = "json" if as_json else form or "text"
        return command(form=chosen, as_json=chosen == "json", **asked)

    return formed


def write_in(form: Form, page: Callable[[], Page], document: Callable[[], Mapping[str, object]]) -> None:
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
