"""Pictures: `graph`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from commands.files import check_place, form_of, output_option, write_out
from commands.options import asking_options
from commands.output import answering
from engine.ask.base_map import map_of
from engine.ask.graph import graph_of
from engine.keep.questions import make_question
from engine.show.base_map import map_document, map_figure
from engine.show.dot import dot_text
from engine.show.drawing import picture
from engine.show.figure import figure_page
from engine.show.graph import graph_document, graph_figure
from engine.show.mermaid import mermaid_text

_NOTATIONS = {"svg": picture, "dot": dot_text, "mermaid": mermaid_text}
_ENDINGS = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}


@click.command(short_help="A picture: what a conclusion rests on, or the rule base as a map.")
@click.argument("descriptor", required=False, default="", metavar="[D]")
@click.option("--map", "as_map", is_flag=True, help="The rule base as a map: which descriptor bears on which.")
@click.option(
    "--format", "notation", type=click.Choice(list(_NOTATIONS)), help="The notation. [default: by the name of FILE, else svg]"
)
@output_option
@click.option("--depth", type=click.IntRange(0), metavar="N", help="Levels of conclusions, 0 for all. [default: a page]")
@click.option("--all", "whole", is_flag=True, help="What did not fire or did not matter, too.")
@asking_options
@answering
def graph(
    descriptor: str,
    as_map: bool,
    notation: str | None,
    file: str,
    depth: int | None,
    whole: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Draw what descriptor D (default: the verdict) rests on: facts, rules, conclusions.

    Drawn is what mattered, as far as it stays readable on a page; the picture says what was left out. With --map, and
    D or not: the rule base, whatever the case.
    """
    if as_map and (whole or depth is not None):
        raise click.UsageError("--map draws everything; it takes neither --all nor --depth.")
    if whole and depth is not None:
        raise click.UsageError("--all draws every level; it takes no --depth.")
    form = form_of(file, notation, _ENDINGS, "svg")
    check_place(file)
    question = make_question(**asked)
    document: Mapping[str, object]
    if as_map:
        drawn = map_of(question.program, descriptor)
        figure, document = map_figure(drawn), map_document(drawn)
    else:
        found = graph_of(question, descriptor, depth, whole)
        figure, document = graph_figure(found), graph_document(found)
    write_out(file, as_json, lambda: _NOTATIONS[form](figure), lambda: document, lambda: figure_page(file, figure))
