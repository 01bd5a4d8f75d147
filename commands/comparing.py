"""Comparing: `compare`, of cases, dates and what-ifs, `whatif`, and `timeline`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from click.core import ParameterSource

from commands.completing import complete_case, complete_fact
from commands.files import check_place, form_of, output_option, write_out
from commands.options import Day, asking_options
from commands.output import answering, write, write_document
from engine.ask.compare import Comparison, what_if
from engine.ask.compare import compare as make_comparison
from engine.ask.question import Question
from engine.ask.timeline import timeline as make_timeline
from engine.keep.questions import make_question
from engine.show.comparing import comparison_document, timeline_document
from engine.show.comparison import comparison_page
from engine.show.moments import timeline_picture
from engine.show.timeline import timeline_heading, timeline_page

_ENDINGS = {".txt": "text", ".svg": "svg"}

_full = click.option("--full", is_flag=True, help="The rules behind everything that turned or moved.")


@click.command(short_help="What differs between two cases, dates or what-ifs, and what turned by that.")
@click.argument("first", required=False, default="", metavar="[A]", shell_complete=complete_case)
@click.argument("second", required=False, default="", metavar="[B]", shell_complete=complete_case)
@click.option("--between", nargs=2, type=Day(), metavar="DATE DATE", help="Compare two dates of one case.")
@_full
@asking_options
@answering
def compare(first: str, second: str, between: tuple[date, date] | None, full: bool, as_json: bool, **asked: Any) -> None:
    """What differs between two cases A and B, what turned by that and by which rules, and which change is responsible.

    With one case (A, else that of -c): what --set, --unset, --without and --weight make of it, or two dates of it. With
    two cases or two dates these options are done to both.
    """
    context = click.get_current_context()
    if first and context.get_parameter_source("case_name") is ParameterSource.COMMANDLINE:
        raise click.UsageError("A case is named by A or by -c, not by both.", context)
    if first:
        asked["case_name"] = first
    _answer(make_comparison(*_pair(asked, second, between)), full, as_json)


@click.command(short_help="What turns where facts are otherwise, by which rules, and what is responsible.")
@click.argument("facts", nargs=-1, metavar="D=S ...", shell_complete=complete_fact)
@_full
@asking_options
@answering
def whatif(facts: tuple[str, ...], full: bool, as_json: bool, **asked: Any) -> None:
    """What turns in a case where descriptors D are in states S (or S|T), by which rules, and which change is responsible.

    A fact D=S is the same as --set D=S; --unset D forgets what is known of D, --without and --weight dissent. The answer is
    the comparison of the case as it stands with the case so changed.
    """
    _answer(what_if(make_question(**asked | {"sets": (*facts, *asked["sets"])})), full, as_json)


def _answer(answer: Comparison, full: bool, as_json: bool) -> None:
    if as_json:
        write_document(comparison_document(answer))
    else:
        write(comparison_page(answer, full))


def _pair(asked: dict[str, Any], second: str, between: tuple[date, date] | None) -> tuple[Question, Question]:
    """The two questions that are compared."""
    if second and between:
        raise click.UsageError("Compare two cases, or two dates of one: not both at once.")
    if second:
        return make_question(**asked), make_question(**asked | {"case_name": second})
    if between and asked["as_of"]:
        raise click.UsageError("Name the dates by --between or a date by --as-of: not both at once.")
    if between:
        older, newer = (make_question(**asked | {"as_of": day}) for day in between)
        return older, newer
    question = make_question(**asked)
    if question.before is None:
        raise click.UsageError(
            "There is nothing to compare with. Name a second case, or say what is otherwise: --set, --unset, --without, "
            "--weight, or --between two dates."
        )
    return question.before, question


@click.command(short_help="The verdict on each date at which a fact changed, and which fact moved it.")
@click.option(
    "--format", "form", type=click.Choice(["text", "svg"]), help="A text, or a picture. [default: as FILE ends, else text]"
)
@output_option
@asking_options
@answering
def timeline(form: str | None, file: str, as_json: bool, **asked: Any) -> None:
    """The verdict on each date on which a fact began or ended: what was new, where it left things, and what moved it."""
    drawn = form_of(file, form, _ENDINGS, "text") == "svg"
    check_place(file)
    answer = make_timeline(make_question(**asked, whole=True))
    if not (drawn or as_json) and file in ("", "-"):
        write(timeline_page(answer))
        return
    text = (lambda: timeline_picture(answer)) if drawn else (lambda: timeline_page(answer).plain())
    write_out(file, as_json, text, lambda: timeline_document(answer), lambda: timeline_heading(file, answer))
