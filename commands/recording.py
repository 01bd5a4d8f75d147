"""Writing to a case: `assert` and `retract`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import click

from commands.asking_facts import ask_fact
from commands.completing import complete_descriptor, complete_fact
from commands.options import Day, writing_options
from commands.output import answering, write, write_document
from engine.keep import clock
from engine.keep.desk import Desk, sit_down
from engine.keep.effects import effect_of
from engine.keep.location import find_store
from engine.keep.questions import name_case, opened_store
from engine.keep.recording import Written, assert_said, retract_facts
from engine.keep.statements import Saying
from engine.keep.store import Store
from engine.language.facts import Kind, Source
from engine.language.problems import KakehashiError, Place, invalid
from engine.show.recording import effect_document, effect_page

KINDS: tuple[Kind, ...] = get_args(Kind)


@click.command("assert", short_help="State facts in your case, and see what they do to the verdict.")
@click.argument("facts", nargs=-1, metavar="[D=S]...", shell_complete=complete_fact)
@click.option("--since", type=Day(), metavar="DATE", help="The first day on which it holds. [default: today]")
@click.option("--until", type=Day(), metavar="DATE", help="The last day on which it holds.")
@click.option("--source", "title", default="", metavar="TEXT", help="What says so.")
@click.option("--publisher", default="", metavar="TEXT", help="Who published that.")
@click.option("--source-date", "published", default="", metavar="TEXT", help="When.")
@click.option("--locator", default="", metavar="TEXT", help="Where in it: a page, a paragraph.")
@click.option("--url", default="", metavar="URL", help="Its address, where you opened it.")
@click.option("--grade", default="", metavar="GRADE", help="Admiralty grade, A1 to F6: reliability, credibility.")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="What it is.")
@click.option("--note", default="", metavar="TEXT", help="Anything else.")
@click.option("--correct", is_flag=True, help="What stands was wrong: take it back, and put this in its place.")
@click.option("--from", "table", type=click.Path(path_type=Path), metavar="FILE", help="The facts in a CSV file.")
@writing_options
@answering
def assert_(
    facts: tuple[str, ...],
    since: date | None,
    until: date | None,
    title: str,
    publisher: str,
    published: str,
    locator: str,
    url: str,
    grade: str,
    kind: Kind,
    note: str,
    correct: bool,
    table: Path | None,
    as_json: bool,
    **where: str,
) -> None:
    """State facts in your case, and see at once what they do to the verdict.

    A fact that begins later than the one that stands is news, and ends it; two that begin on one day have to agree. All of
    the facts are written, or none. Where you have no case yet, one is made from the baseline. Without facts, it asks, on a
    terminal.
    """
    saying = Saying(since, until, Source(publisher, title, published, locator, url), grade, kind, note)
    if not facts and table is None:
        facts, saying = _asked(**where)
    _write(lambda desk: assert_said(desk, facts, saying, correct, table), as_json, **where)


@click.command(short_help="Take facts back, with the reason.")
@click.argument("facts", nargs=-1, required=True, metavar="D|ID...", shell_complete=complete_descriptor)
@click.option("--why", required=True, metavar="TEXT", help="What was wrong with it.")
@click.option("--all", "all_of_them", is_flag=True, help="All facts on D, not only those that stand.")
@writing_options
@answering
def retract(facts: tuple[str, ...], why: str, all_of_them: bool, as_json: bool, **where: str) -> None:
    """Take back what stands on a descriptor D, or a fact by its id, and with it everything that rested on it.

    The fact stays in the journal, and so does the reason.
    """
    _write(lambda desk: retract_facts(desk, facts, why, all_of_them), as_json, **where)


def _write(change: Callable[[Desk], Written], as_json: bool, case_name: str, base_name: str, author: str, store: str) -> None:
    """Writes to the case that is named, and says what that did."""
    who = clock.who(author)
    with Store(find_store(store), create=True) as opened:
        with sit_down(opened, case_name, base_name, who) as desk:
            written = change(desk)
        try:
            effect = effect_of(written)
        except KakehashiError:
            said = f"Recorded in {written.after.name} as event {written.event.seq}. What that does to the verdict cannot be said:"
            click.echo(said, err=True)
            raise
    if as_json:
        write_document(effect_document(effect))
    else:
        write(effect_page(effect))


def _asked(case_name: str, base_name: str, store: str, **_: str) -> tuple[tuple[str, ...], Saying]:
    """A fact asked for, on a terminal."""
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()):
        raise invalid(
            Place("assert"),
            "no-fact",
            "there is no fact to state",
            "State it as descriptor=state; `kakehashi facts` lists what there is.",
        )
    with opened_store(store) as opened:
        base = name_case(opened, case_name, base_name).base
    said, saying = ask_fact(base, clock.today())
    return (said,), saying
