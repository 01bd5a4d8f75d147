"""Assistants: `mcp`, the questions as tools for a language model."""

from __future__ import annotations

import os
import sys
from signal import SIGINT
from typing import NoReturn

import click

from commands.options import author_option, case_base_option, case_option, store_option
from commands.output import answering
from engine.keep import clock
from engine.keep.questions import make_question
from engine.language.problems import Place, invalid


@click.command(short_help="The questions as tools for an assistant (Model Context Protocol).")
@case_option
@case_base_option
@click.option("--allow-assert", "may_write", is_flag=True, help="Offer `assert` and `retract`, too. [default: questions only]")
@author_option
@store_option
@answering
def mcp(case_name: str, base_name: str, may_write: bool, author: str, store: str) -> None:
    """Answer an assistant over standard input and output, until these end; it is the assistant that starts this command.

    What it may ask is everything but files: the base and the case that are named here, those that ship, your own cases.
    """
    make_question(case_name=case_name, base_name=base_name, store=store)
    try:
        from web.assistants import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        hint = "Install it with `pip install 'kakehashi[mcp]'`."
        raise invalid(Place("mcp"), "not-installed", "the protocol of assistants is not installed", hint) from None
    import asyncio

    from web.naming import Setting

    async def answer() -> None:
        asyncio.get_running_loop().add_signal_handler(SIGINT, _leave)
        await serve(Setting(case_name, base_name, store), clock.who(author), may_write)

    if sys.stdin is not None and sys.stdin.isatty():
        click.echo("An assistant is meant to start this, and to speak the protocol. Ctrl-D ends it.", err=True)
    asyncio.run(answer())


def _leave() -> NoReturn:
    """Ends at once: what reads standard input cannot be called off, and the processes that answer end with this one."""
    click.echo("Interrupted.", err=True)
    os._exit(130)
