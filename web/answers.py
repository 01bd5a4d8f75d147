"""What is asked under `/api/`, and the function that answers it with the document that the command writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from engine.ask.assess import assess as make_assessment
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput, KakehashiError
from engine.show.answers import assessment_document
from engine.show.documents import error_document, render
from web.questions import ASKING, Parameter, Setting, read_query

Document = Mapping[str, object]


class Answering(Struct, frozen=True):
    """A path under `/api/`: what it answers, with which parameters, and which documents it may write."""

    answer: Callable[..., Document]
    about: str
    documents: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ASKING


class Reply(Struct, frozen=True):
    """What is sent back."""

    status: int
    body: str
    media: str = "application/json"


def _assess(**asked: Any) -> Document:
    return assessment_document(make_assessment(make_question(**asked)))


ANSWERS: Mapping[str, Answering] = {
    "assess": Answering(_assess, "Which scenario is indicated, why, and what stands against it.", ("assessment",)),
}


def reply(setting: Setting, path: str, query: str) -> Reply:
    """The answer to a path and a query, or the document of what is wrong with them."""
    answering = ANSWERS[path]
    try:
        return Reply(200, render(answering.answer(**read_query(setting, query, answering.parameters))))
    except KakehashiError as error:
        return Reply(400 if isinstance(error, InvalidInput) else 500, render(error_document(error)))
