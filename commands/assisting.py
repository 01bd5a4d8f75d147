"""Assistants: `mcp`, the questions as tools for a language model."""

from __future__ import annotations

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

    asyncio.run(serve(Setting(case_name, base_name, store), author or clock.who(), may_write))
