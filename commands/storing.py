"""Where cases are kept: `store status`, `prepare`."""

from __future__ import annotations

import click

from commands.options import json_option, store_option
from commands.output import answering, say, write, write_document
from engine.keep.standing import Standing, prepare_store, standing_of, statements_to_prepare
from engine.language.problems import Place, invalid
from engine.show.storing import store_document, store_page


@click.group(short_help="Where cases are kept: status, prepare.")
def store() -> None:
    """Where cases are kept: a file of yours, or a database that a team shares."""


@store.command(short_help="Where it is, what is in it, what you may do there.")
@store_option
@json_option
@answering
def status(store: str, as_json: bool) -> None:
    """Where cases are kept, how many there are, and what you may do there. Nothing is made by looking."""
    _tell(standing_of(store), as_json)


@store.command(short_help="Make a store on a server, and say who may write and who may read.")
@click.option("--writer", "writers", multiple=True, metavar="ROLE", help="A role that may read, and add; never change.")
@click.option("--auditor", "auditors", multiple=True, metavar="ROLE", help="A role that may only read.")
@click.option("--print", "printed", is_flag=True, help="Print the SQL, and carry nothing out.")
@store_option
@json_option
@answering
def prepare(writers: tuple[str, ...], auditors: tuple[str, ...], printed: bool, store: str, as_json: bool) -> None:
    """Make the store where it is not there, bring it to the schema of this program, and grant roles what they need.

    Whoever runs it first owns the store. It may be run again, to add roles or after an update. A role that is not named keeps
    what it has.
    """
    if printed:
        if as_json:
            raise invalid(Place("--print"), "usage", "SQL is no document", "Leave one of --print and --json out.")
        say("".join(f"{statement.rstrip(';')};\n" for statement in statements_to_prepare(store, writers, auditors)))
        return
    _tell(prepare_store(store, writers, auditors), as_json)


def _tell(standing: Standing, as_json: bool) -> None:
    if as_json:
        write_document(store_document(standing))
    else:
        write(store_page(standing))
