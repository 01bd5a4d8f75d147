"""Exploring what-ifs: `howto` and `watch`."""

from __future__ import annotations

from typing import Any

import click

from commands.completing import complete_actor, complete_descriptor, complete_fact
from commands.options import asking_options, seconds_option
from commands.output import answering, write, write_document
from engine.ask.howto import SECONDS, find_ways
from engine.ask.robustness import GRADE
from engine.ask.watch import MOST
from engine.ask.watch import watch as find_what_to_watch
from engine.keep.questions import make_question
from engine.language.costs import load_costs
from engine.show.howto import howto_page
from engine.show.watch import watch_page
from engine.show.watched import watch_document
from engine.show.ways import howto_document

_levers = click.option(
    "--levers",
    multiple=True,
    metavar="ACTOR",
    shell_complete=complete_actor,
    help="Only what this actor can move, by id or title. [default: everything observed]",
)
_hold = click.option("--hold", multiple=True, metavar="D", shell_complete=complete_descriptor, help="Leave D as it is.")
_seconds = seconds_option(SECONDS, "Stop searching after so long.")


@click.command(short_help="What it would take: all the smallest sets of changes that reach a state.")
@click.argument("goal", metavar="D=S", shell_complete=complete_fact)
@_levers
@_hold
@click.option("--max", "most", type=click.IntRange(0), metavar="N", help="At most N changes in one way. [default: any number]")
@click.option("--costs", "costs_file", default="", metavar="FILE", help="CSV or YAML: D[=S], cost. The cheapest way first.")
@click.option("--allow-unknown", "loose", is_flag=True, help="To forget what is known of a descriptor is a change too.")
@_seconds
@asking_options
@answering
def howto(
    goal: str,
    levers: tuple[str, ...],
    hold: tuple[str, ...],
    most: int | None,
    costs_file: str,
    loose: bool,
    seconds: float,
    as_json: bool,
    **asked: Any,
) -> None:
    """All minimal sets of changes that make descriptor D be in state S, the smallest or cheapest first, each proved.

    Exit code 1 where there is no way.
    """
    question = make_question(**asked)
    costs = load_costs(question.base, costs_file) if costs_file else None
    answer = find_ways(question, goal, levers, hold, most, costs, loose, seconds)
    if as_json:
        write_document(howto_document(answer))
    else:
        write(howto_page(answer))
    if not answer.ways:
        raise click.exceptions.Exit(1)


@click.command(short_help="Which facts to watch, what separates the scenarios, how robust the verdict is.")
@_levers
@_hold
@click.option(
    "--max", "most", type=click.IntRange(1), default=MOST, show_default=True, metavar="N", help="Sets of up to N changes."
)
@click.option(
    "--grade", default=GRADE, show_default=True, metavar="GRADE", help="The verdict on the facts of this grade or better."
)
@_seconds
@asking_options
@answering
def watch(
    levers: tuple[str, ...], hold: tuple[str, ...], most: int, grade: str, seconds: float, as_json: bool, **asked: Any
) -> None:
    """Which facts to watch: those that tip the verdict alone, with one other, those that move an account only, and the rest.

    Then the fact that best separates each pair of scenarios, and how robust the verdict is: the smallest changes, the single
    rules and weights that tip it, and what it is on the better facts alone.
    """
    answer = find_what_to_watch(make_question(**asked), levers, hold, most, grade, seconds)
    if as_json:
        write_document(watch_document(answer))
    else:
        write(watch_page(answer))
