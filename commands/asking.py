"""Asking: `assess` and `why`."""

from __future__ import annotations

from typing import Any

import click

from commands.options import asking_options
from commands.output import answering, write, write_document
from engine.ask.assess import assess as make_assessment
from engine.ask.why import explain
from engine.keep.questions import make_question
from engine.show.answers import assessment_document, explanation_document
from engine.show.assessment import assessment_page
from engine.show.explanation import explanation_page


@click.command(short_help="Which scenario is indicated, why, and what stands against it.")
@click.option("--record", is_flag=True, help="Write the answer down in the case, to be checked and replayed later.")
@click.option("--author", default="", metavar="WHO", help="Who records it. [default: KAKEHASHI_AUTHOR, else your user name]")
@asking_options
@answering
def assess(record: bool, author: str, as_json: bool, **asked: Any) -> None:
    """Which scenario is indicated, why, what stands against it, and what is open."""
    if record:
        from commands.auditing import record_answer  # a question that is not written down needs no more than it asks

        record_answer(author, as_json, **asked)
        return
    answer = make_assessment(make_question(**asked))
    if as_json:
        write_document(assessment_document(answer))
    else:
        write(assessment_page(answer))


@click.command(short_help="The proof of a conclusion, down to facts with their sources.")
@click.argument("conclusion", required=False, default="", metavar="[D[=S]]")
@click.option("--depth", type=click.IntRange(0), default=2, metavar="N", help="Levels of conclusions, 0 for all. [default: 2]")
@asking_options
@answering
def why(conclusion: str, depth: int, as_json: bool, **asked: Any) -> None:
    """Why descriptor D is what it is (default: the verdict), as a proof down to facts.

    With a state S that was not concluded: what excludes or outweighs it, and what blocks the rules for it.
    """
    answer = explain(make_question(**asked), conclusion)
    if as_json:
        write_document(explanation_document(answer))
    else:
        write(explanation_page(answer, depth))
