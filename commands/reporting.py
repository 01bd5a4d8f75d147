"""Reporting: `report`, of the current answer or of one that was recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from commands.completing import complete_assessment
from commands.files import check_place, form_of, output_option, write_out
from commands.options import asking_options
from commands.output import answering
from engine.ask.assess import assess
from engine.ask.report import Report, report_on
from engine.keep.questions import make_question
from engine.show.paper import Paper
from engine.show.paper_html import paper_html
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_page, report_paper
from engine.show.report_document import report_document

_FORMS: dict[str, Callable[[Paper], str]] = {"html": paper_html, "markdown": paper_markdown}
_ENDINGS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
_OF_A_RECORDED_ONE = ("number", "case_name", "store", "form", "file", "as_json")


@click.command(short_help="The whole answer as a file to be printed or sent: HTML or Markdown.")
@click.argument("number", required=False, default="", metavar="[N|HASH]", shell_complete=complete_assessment)
@click.option("--format", "form", type=click.Choice(list(_FORMS)), help="How it is written. [default: as FILE ends, else html]")
@output_option
@asking_options
@answering
def report(number: str, form: str | None, file: str, as_json: bool, **asked: Any) -> None:
    """Write the answer down whole: the verdict, what speaks for and against it, its proof in pictures, what is open, tensions,
    dissents, sources with their grades, rules, and the trace with its hashes. The file stands on its own, loads nothing,
    and prints on A4.

    With a number, or the beginning of a hash, the answer that this event of your case recorded, as it was given then.
    """
    chosen = form_of(file, form, _ENDINGS, "html")
    check_place(file)
    found = _recorded(number, asked["store"], asked["case_name"]) if number else report_on(assess(make_question(**asked)))
    write_out(
        file,
        as_json,
        lambda: _FORMS[chosen](report_paper(found)),
        lambda: report_document(found),
        lambda: report_page(file, found),
    )


def _recorded(said: str, store: str, case_name: str) -> Report:
    """The report on an assessment that was recorded, whatever is known today."""
    from engine.keep.assessments import find_assessment, record_of, recorded_assessment
    from engine.keep.questions import own_case

    context = click.get_current_context()
    for option in context.command.params:
        given = option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
        if given and option.name not in _OF_A_RECORDED_ONE:
            raise click.UsageError(f"What was recorded is told as it was asked: leave {option.opts[0]} out, or {said}.", context)
    with own_case(store, case_name, "--case") as journal:
        recorded = recorded_assessment(journal, find_assessment(journal, said))
        return report_on(recorded.answer, record_of(recorded))
