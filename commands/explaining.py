"""Explaining: `why`, `whynot` and `contrast`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from commands.formats import format_option, write_in
from commands.options import asking_options
from commands.output import answering
from engine.ask.contrast import contrast as make_contrast
from engine.ask.whynot import WhyNot, answer_why, explain_not
from engine.keep.questions import make_question
from engine.show.contrast import contrast_page
from engine.show.explained import contrast_document, explanation_document, whynot_document
from engine.show.explanation import Length, explanation_page, extent
from engine.show.memo import memo_page
from engine.show.whynot import whynot_page


def _explaining(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how much of an explanation is shown."""
    for option in (
        click.option(
            "--depth", type=click.IntRange(0), metavar="N", help="Levels of conclusions, 0 for all. [default: 2; long: 0]"
        ),
        click.option(
            "--length", type=click.Choice(["short", "mid", "long"]), default="mid", show_default=True, help="How much is said."
        ),
    ):
        command = option(command)
    return command


@click.command(short_help="The proof of a conclusion, down to facts with their sources.")
@click.argument("conclusion", required=False, default="", metavar="[D[=S]]")
@click.option("--all", "every", is_flag=True, help="Every derivation, not one that is enough.")
@_explaining
@asking_options
@format_option("markdown", "html")
@answering
def why(conclusion: str, depth: int | None, length: Length, every: bool, form: str, as_json: bool, **asked: Any) -> None:
    """Why descriptor D is what it is (default: the verdict), as a proof down to facts, and the facts that carry it.

    With a state S that was not concluded: why not, as `whynot` says it.
    """
    answer = answer_why(make_question(**asked), conclusion)
    shown = extent(length, depth, every)
    if isinstance(answer, WhyNot):
        write_in(form, lambda: whynot_page(answer, shown), lambda: whynot_document(answer))
    else:
        page = explanation_page if form == "text" else memo_page
        write_in(form, lambda: page(answer, shown), lambda: explanation_document(answer))


@click.command(short_help="Why a state was not concluded: every rule for it, and every blocker.")
@click.argument("conclusion", metavar="D=S")
@_explaining
@asking_options
@format_option("markdown", "html")
@answering
def whynot(conclusion: str, depth: int | None, length: Length, form: str, as_json: bool, **asked: Any) -> None:
    """Why descriptor D was not concluded to be S: what it lost to, every rule for it, what blocks each, the nearest miss."""
    answer = explain_not(make_question(**asked), conclusion)
    write_in(form, lambda: whynot_page(answer, extent(length, depth)), lambda: whynot_document(answer))


@click.command(short_help="Why one state rather than another, item by item.")
@click.argument("first", required=False, default="", metavar="[S1")
@click.argument("second", required=False, default="", metavar="[S2]]")
@click.option("--on", "descriptor", default="", metavar="D", help="The descriptor. [default: the verdict]")
@click.option("--length", type=click.Choice(["short", "mid", "long"]), default="mid", show_default=True, help="How much is said.")
@asking_options
@format_option("markdown", "html")
@answering
def contrast(first: str, second: str, descriptor: str, length: Length, form: str, as_json: bool, **asked: Any) -> None:
    """Why state S1 rather than S2 (default: the scenario in front, and its runner-up), and what would turn it."""
    answer = make_contrast(make_question(**asked), first, second, descriptor)
    write_in(form, lambda: contrast_page(answer, extent(length)), lambda: contrast_document(answer))
