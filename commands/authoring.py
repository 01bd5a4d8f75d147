"""For the authors of rule bases: `test` and `check`."""

from __future__ import annotations

import os
from importlib.metadata import version

import click

from commands.files import write_files
from commands.formats import format_option
from commands.options import base_option, json_option, seconds_option
from commands.output import answering, progress, say, write, write_document
from engine.author.checking import check_base
from engine.author.testing import run_cases
from engine.language.cases import load_case, load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import InvalidInput
from engine.show.annotations import workflow_commands
from engine.show.authoring import check_document, check_page
from engine.show.remarks import Remark, remarks_of, remarks_on
from engine.show.sarif import sarif_log
from engine.show.testing import mutants_page, no_mutants_page, tests_document, tests_page

SECONDS = 600  # for what is proved, and for mutants


@click.command(short_help="Run the cases of a base as its tests.")
@click.argument("cases", nargs=-1, metavar="[CASE|FILE]...")
@click.option("--coverage", is_flag=True, help="Name the rules and conditions that no case shows.")
@click.option("--require", type=click.IntRange(0, 100), metavar="N", help="Fail where cases show less than N % of either.")
@click.option("--mutate", is_flag=True, help="Try slips in the rules: which of them would no case notice?")
@click.option("--all", "everything", is_flag=True, help="With --mutate: those too that never turn the verdict.")
@click.option("--save", metavar="FOLDER", help="With --mutate: write cases that would notice the others.")
@seconds_option(SECONDS, "With --mutate: stop searching after so long.")
@base_option
@json_option
@answering
def test(
    cases: tuple[str, ...],
    coverage: bool,
    require: int | None,
    mutate: bool,
    everything: bool,
    save: str | None,
    seconds: float,
    base_name: str,
    as_json: bool,
) -> None:
    """Run the cases of a base (default: all of them) as its tests: facts in, verdict and reasons out.

    Exit code 1 where an expectation fails, cases show less than is required, or a mutant that turns the verdict in some
    complete case is neither noticed nor accepted.
    """
    folder = find_folder(base_name)
    base = load_base(folder)
    known = load_cases(base, folder)
    chosen = [load_case(base, folder, name, "CASE") for name in cases] or known
    report = run_cases(base, chosen, known, lambda name: progress(f"testing {name} …"))
    mutation = None
    if (mutate or save is not None) and report.passed:
        from engine.author.mutating import try_mutants

        mutation = try_mutants(report, known, seconds, progress)
    progress("")
    if save is not None and mutation is not None:
        write_files(save, {f"{draft.case.name}.yaml": draft.text for draft in mutation.drafts}, "--save")
    whole = not cases or coverage
    if as_json:
        write_document(tests_document(report, mutation, whole))
    else:
        write(tests_page(report, whole, coverage))
        if mutation is not None:
            write(mutants_page(mutation, everything, save))
        elif mutate or save is not None:
            write(no_mutants_page())
    short = require is not None and report.coverage.share < require
    if short or not report.passed or (mutation is not None and not mutation.passed):
        raise click.exceptions.Exit(1)


@click.command(short_help="Mistakes and loose ends in a base.")
@click.option("--prove", is_flag=True, help="Prove, over all possible cases, what can happen and what cannot.")
@seconds_option(SECONDS, "With --prove: stop searching after so long.")
@base_option
@format_option("github", "sarif")
@json_option
@answering
def check(prove: bool, seconds: float, base_name: str, form: str, as_json: bool) -> None:
    """Look for mistakes and loose ends in a base and its cases.

    Exit code 1 where there is anything worse than a note that the base does not accept, 2 where it does not load.
    For build services, `--format github` writes annotations, and `--format sarif` a log of SARIF 2.1.0; there the problems
    of a base that does not load are remarks like any other.
    """
    try:
        folder = find_folder(base_name)
        base = load_base(folder)
        report = check_base(base, load_cases(base, folder), prove, lambda stage: progress(f"proving {stage} …"), seconds)
    except InvalidInput as error:
        if form not in ("github", "sarif"):
            raise
        _remark(form, remarks_of(error.problems, os.getcwd()), error.exit_code)
        raise click.exceptions.Exit(error.exit_code) from None
    progress("")
    if form == "json":
        write_document(check_document(report))
    elif form == "text":
        write(check_page(report))
    else:
        _remark(form, remarks_on(report.findings, os.getcwd()), 0 if report.passed else 1)
    if not report.passed:
        raise click.exceptions.Exit(1)


def _remark(form: str, remarks: list[Remark], exit_code: int) -> None:
    """Writes remarks as annotations or as a log of SARIF."""
    if form == "github":
        say(workflow_commands(remarks))
    else:
        write_document(sarif_log(remarks, version("kakehashi"), exit_code))
