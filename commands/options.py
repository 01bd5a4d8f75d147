"""The options that every asking command takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from engine.language.folders import SHIPPED

Command = Callable[..., Any]

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
base_option = click.option(
    "--base", "base_name", default=SHIPPED, show_default=True, metavar="NAME|PATH", help="The rule base to ask."
)


def asking_options(command: Command) -> Command:
    """Adds the options that say which base and case are asked, and what is changed for the question."""
    options = [
        click.option(
            "-c",
            "--case",
            "case_name",
            default="",
            envvar="KAKEHASHI_CASE",
            metavar="NAME|FILE",
            help="The case. [default: the baseline]",
        ),
        base_option,
        click.option(
            "--set", "sets", multiple=True, metavar="D=S", help="What if: replace what is known of D by state S (or S|T)."
        ),
        click.option("--unset", "unsets", multiple=True, metavar="D", help="What if: nothing is known of D."),
        click.option("--without", multiple=True, metavar="RULE", help="Dissent: leave this rule out."),
        click.option(
            "--weight", "weights", multiple=True, metavar="RULE:STATE=N", help="Dissent: give this weight another value."
        ),
        json_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command
