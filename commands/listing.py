"""Looking things up: `facts` and `rules`."""

from __future__ import annotations

from typing import Any

import click

from commands.options import asking_options
from commands.output import answering, write, write_document
from engine.ask.listing import asked_for, select
from engine.keep.questions import make_question
from engine.show.listed import facts_document, rules_document
from engine.show.listing import facts_page, rules_page

SIGN = "¶"


@click.command(short_help="What is known in a case, from whom, and what is not known.")
@click.argument("descriptors", nargs=-1, metavar="[D]...")
@click.option("--all", "derived_too", is_flag=True, help="Derived descriptors too.")
@asking_options
@answering
def facts(descriptors: tuple[str, ...], derived_too: bool, as_json: bool, **asked: Any) -> None:
    """What is known in a case, from whom, and what is not known.

    With one descriptor D: its states, who can move it, the facts on it, and the rules that read it.
    """
    question = make_question(**asked)
    listed = asked_for(question, descriptors, derived_too)
    trace = question.evaluate().trace
    if as_json:
        write_document(facts_document(question, trace, listed))
    else:
        write(facts_page(question, trace, listed, observed_only=not (derived_too or descriptors)))


class Paragraph(click.types.IntParamType):
    """The number of a paragraph, with or without its sign: ``13``, ``¶13``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number: Any = value.removeprefix(SIGN) if isinstance(value, str) else value
        return super().convert(number, param, ctx)


@click.command(short_help="The rules: all, one, or those on a paragraph, claim or descriptor.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@click.option(
    "--cite",
    "cites",
    multiple=True,
    type=Paragraph(),
    metavar="N",
    help="Those that rest on paragraph N, with its claims, facts and descriptors.",
)
@click.option("--claim", "claims", multiple=True, metavar="C", help="Those that carry claim C of the source.")
@click.option("--about", multiple=True, metavar="D", help="Those that read descriptor D or have an effect on it.")
@asking_options
@answering
def rules(
    names: tuple[str, ...], cites: tuple[int, ...], claims: tuple[str, ...], about: tuple[str, ...], as_json: bool, **asked: Any
) -> None:
    """List the rules, and how each reads in the case: fired, pending or ruled out.

    With one rule: its conditions, effect, sentence, paragraphs and place, and what its conditions met.
    """
    question = make_question(**asked)
    signed = [name for name in names if name.startswith(SIGN) and name[1:].isdecimal() and len(name) < 10]
    names, cites = tuple(name for name in names if name not in signed), (*cites, *(int(name[1:]) for name in signed))
    found = select(question.base, question.situation.facts, names, cites, claims, about)
    trace = question.evaluate().trace
    if as_json:
        write_document(rules_document(question, trace, found))
    else:
        write(rules_page(question, trace, found))
