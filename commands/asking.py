"""Asking: `assess`."""

from __future__ import annotations

from typing import Any

import click

from commands.options import asking_options
from commands.output import answering, write, write_document
from engine.ask.assess import assess as make_assessment
from engine.ask.question import make_question
from engine.show.answers import assessment_document
from engine.show.assessment import assessment_page


@click.command(short_help="Which scenario is indicated, why, and what stands against it.")
@asking_options
@answering
def assess(as_json: bool, **asked: Any) -> None:
    """Which scenario is indicated, why, what stands against it, and what is open."""
    answer = make_assessment(make_question(**asked))
    if as_json:
        write_document(assessment_document(answer))
    else:
        write(assessment_page(answer))
