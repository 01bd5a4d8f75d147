"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import isnan
from typing import Any

import click

from commands.completing import complete_case, complete_descriptor, complete_fact, complete_rule, complete_weight
from engine.keep.times import read_day
from engine.language.folders import SHIPPED
from engine.language.problems import InvalidInput

Command = Callable[..., Any]


class Day(click.ParamType[date]):
    """A day, ``2015-02-12``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day as a date."""
        if isinstance(value, date):
            return value
        try:
            return read_day(value, param.opts[0] if param else "day")
        except InvalidInput as error:
            (problem,) = error.problems
            self.fail(f"{problem.message}. {problem.hint}", param, ctx)


class Seconds(click.FloatRange):
    """How long something may be searched: 0, so that nothing is but what needs no search, or more; `inf` is without end."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(min=0)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds as a number."""
        found: float = super().convert(value, param, ctx)
        if isnan(found):
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
        return found


def seconds_option(default: float, about: str) -> Callable[[Command], Command]:
    """Adds `--seconds`, the bound of all that a command searches; what was not settled by then is told as such."""
    return click.option("--seconds", type=Seconds(), default=f"{default:g}", show_default=True, metavar="N", help=about)


json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
base_option = click.option(
    "--base", "base_name", default=SHIPPED, show_default=True, metavar="NAME|PATH", help="The rule base to ask."
)
case_base_option = click.option(
    "--base", "base_name", default="", metavar="NAME|PATH", help=f"The rule base. [default: the case's, else {SHIPPED}]"
)
case_option = click.option(
    "-c",
    "--case",
    "case_name",
    default="",
    envvar="KAKEHASHI_CASE",
    metavar="NAME|FILE",
    shell_complete=complete_case,
    help="The case. [default: the one you work on, else the baseline]",
)
store_option = click.option(
    "--store",
    default="",
    metavar="URL",
    help="Where cases are kept: sqlite:///FILE, postgresql://HOST/NAME. [default: KAKEHASHI_STORE, else your data folder]",
)
author_option = click.option(
    "--author", default="", metavar="WHO", help="Who writes. [default: KAKEHASHI_AUTHOR, else your user name]"
)


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with options, in the order in which `--help` lists them."""
    for option in reversed(options):
        command = option(command)
    return command


def asking_options(command: Command) -> Command:
    """Adds the options that say which base and case are asked, as of when, and what is changed for the question."""
    return with_options(
        command,
        case_option,
        case_base_option,
        click.option("--as-of", type=Day(), metavar="DATE", help="The facts that hold on that day. [default: the latest]"),
        click.option("--known-by", default="", metavar="TIME", help="Only what had been recorded by then (UTC)."),
        click.option(
            "--set",
            "sets",
            multiple=True,
            metavar="D=S",
            shell_complete=complete_fact,
            help="What if: replace what is known of D by state S (or S|T).",
        ),
        click.option(
            "--unset",
            "unsets",
            multiple=True,
            metavar="D",
            shell_complete=complete_descriptor,
            help="What if: nothing is known of D.",
        ),
        click.option(
            "--without", multiple=True, metavar="RULE", shell_complete=complete_rule, help="Dissent: leave this rule out."
        ),
        click.option(
            "--weight",
            "weights",
            multiple=True,
            metavar="RULE:STATE=N",
            shell_complete=complete_weight,
            help="Dissent: give this weight another value.",
        ),
        store_option,
        json_option,
    )


def writing_options(command: Command) -> Command:
    """Adds the options of a command that writes to a case."""
    return with_options(command, case_option, case_base_option, author_option, store_option, json_option)
