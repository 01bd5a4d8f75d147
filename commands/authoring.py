"""For the authors of rule bases: `test` and `check`."""

from __future__ import annotations

import click

from commands.options import base_option, json_option
from commands.output import answering, progress, write, write_document
from engine.author.checking import check_base
from engine.author.testing import run_cases
from engine.language.cases import load_case, load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.show.authoring import check_document, check_page, tests_document, tests_page


@click.command(short_help="Run the cases of a base as its tests.")
@click.argument("cases", nargs=-1, metavar="[CASE|FILE]...")
@base_option
@json_option
@answering
def test(cases: tuple[str, ...], base_name: str, as_json: bool) -> None:
    """Run the cases of a base (default: all of them) as its tests: facts in, verdict and reasons out.

    Exit code 1 where an expectation fails.
    """
    folder = find_folder(base_name)
    base = load_base(folder)
    known = load_cases(base, folder)
    chosen = [load_case(base, folder, name, "CASE") for name in cases] or known
    report = run_cases(base, chosen, known, lambda name: progress(f"testing {name} …"))
    progress("")
    if as_json:
        write_document(tests_document(report, whole=not cases))
    else:
        write(tests_page(report, whole=not cases))
    if not report.passed:
        raise click.exceptions.Exit(1)


@click.command(short_help="Mistakes and loose ends in a base.")
@click.option("--prove", is_flag=True, help="Prove, over all possible cases, what can happen and what cannot.")
@base_option
@json_option
@answering
def check(prove: bool, base_name: str, as_json: bool) -> None:
    """Look for mistakes and loose ends in a base and its cases.

    Exit code 1 where there is anything worse than a note that the base does not accept, 2 where it does not load.
    """
    folder = find_folder(base_name)
    base = load_base(folder)
    report = check_base(base, load_cases(base, folder), prove)
    if as_json:
        write_document(check_document(report))
    else:
        write(check_page(report))
    if not report.passed:
        raise click.exceptions.Exit(1)
