"""Asking: `assess`."""

from __future__ import annotations

from typing import Any

import click

from commands.options import asking_options
from commands.output import answering, write, write_document
from engine.ask.assess import assess as make_assessment
from engine.keep.questions import make_question
from engine.show.answers import assessment_document
from engine.show.assessment import assessment_page


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
