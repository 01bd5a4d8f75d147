"""Consistent bundles and cross-impact matrices: `consistent` and `convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.completing import complete_fact
from commands.files import check_place, tell_written, write_file, write_folder
from commands.options import asking_options, json_option
from commands.output import answering, progress, write, write_document
from engine.ask.consistent import Order, compare_with, find_consistent, weigh
from engine.author.converting import base_files
from engine.keep.questions import make_question
from engine.language.folders import MATRIX, find_folder
from engine.language.loading import load_base
from engine.language.matrix_bases import matrix_of
from engine.language.problems import Place, invalid
from engine.show.consistent import consistent_document, consistent_page, consistent_rows
from engine.show.converting import converted_document, converted_page
from engine.show.rows import csv_text
from engine.show.scenario_wizard import matrix_text, solutions_text
from engine.show.words import counted


@click.command(short_help="All choices of a state for every descriptor that fit together, feedback or not.")
@click.option(
    "--given",
    multiple=True,
    metavar="D=S",
    shell_complete=complete_fact,
    help="Take D to be in state S, whatever the rules say of it (as --set).",
)
@click.option(
    "--only",
    multiple=True,
    metavar="D=S",
    shell_complete=complete_fact,
    help="Of all of them, those in which D is in S (or S|T).",
)
@click.option(
    "--tolerance", type=click.IntRange(0), default=0, metavar="N", help="Let states pass that are behind a rival by up to N."
)
@click.option("--least", type=int, metavar="N", help="Only bundles with at least this consistency value; 1 leaves ties out.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(["value", "score", "states"]),
    default="value",
    show_default=True,
    help="Which come first.",
)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="How many the text shows.")
@click.option("--csv", "csv_file", default="", metavar="FILE", help="All of them as rows of a file.")
@click.option("--sl", "sl_file", default="", metavar="FILE", help="All of them as a list of solutions for ScenarioWizard.")
@click.option("--against", default="", metavar="FILE", help="What differs from a list of solutions (.sl).")
@asking_options
@answering
def consistent(
    given: tuple[str, ...],
    only: tuple[str, ...],
    tolerance: int,
    least: int | None,
    order: Order,
    limit: int,
    csv_file: str,
    sl_file: str,
    against: str,
    as_json: bool,
    **asked: Any,
) -> None:
    """All consistent bundles of a base, with consistency value and total impact score.

    A bundle is a state for every descriptor; it is consistent when each is what the rules leave of it, all others being
    as the bundle says. The base may have feedback, and may be a matrix of ScenarioWizard (--base FILE.scw).

    Exit code 1 where --against finds a difference.
    """
    check_place(csv_file, "--csv")
    check_place(sl_file, "--sl")
    asked["sets"] = (*asked["sets"], *given)
    question = make_question(**asked, feedback=True)
    answer = find_consistent(question, tolerance, only, least, order, lambda share: progress(f"{share:.1%} of all bundles …"))
    progress("")
    differing = compare_with(answer, against) if against else None
    if csv_file:
        write_file(csv_file, [csv_text(consistent_rows(answer))], "--csv")
        tell_written(csv_file, counted(len(answer.bundles), "bundle"))
    if sl_file:
        write_file(sl_file, [solutions_text(answer, weigh(answer))], "--sl")
        tell_written(sl_file, counted(len(answer.bundles), "bundle"))
    if as_json:
        write_document(consistent_document(answer, differing))
    else:
        write(consistent_page(answer, limit, differing))
    if differing is not None and differing.differences:
        raise click.exceptions.Exit(1)


@click.command(short_help="A matrix of ScenarioWizard as a rule base in files, or a base as a matrix.")
@click.argument("source", metavar="BASE|FILE.scw")
@click.argument("target", metavar="FOLDER|FILE.scw")
@json_option
@answering
def convert(source: str, target: str, as_json: bool) -> None:
    """Write a matrix as a rule base into a new folder or, where TARGET ends in .scw, a base as a matrix.

    A base is a matrix where every rule has one test and weighs other descriptors.
    """
    folder = find_folder(source)
    base = load_base(folder)
    matrix = matrix_of(base)
    if Path(target).suffix.lower() == MATRIX:
        write_file(target, [matrix_text(matrix)], "TARGET")
    elif folder.matrix is None:
        hint = "A rule base becomes a matrix: let TARGET end in .scw."
        raise invalid(Place("TARGET"), "no-project", f"`{source}` is a rule base in files already", hint)
    else:
        write_folder(target, base_files(base), "TARGET")
    if as_json:
        write_document(converted_document(base, matrix, target))
    else:
        write(converted_page(base, matrix, target))
