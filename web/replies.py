"""What a worker does: reads what is asked, has it answered or written, and says what is wrong where it cannot be."""

from __future__ import annotations

from functools import partial

from engine.keep import shelf
from engine.keep.location import find_store
from engine.language.problems import InvalidInput, KakehashiError, StoreFault
from engine.show.documents import render
from web.answers import Answer, File, Hear, assess_answer
from web.fields import fields_of, in_fields
from web.messages import Ask, Reply
from web.naming import Setting
from web.openapi import OPENAPI, openapi_answer
from web.paths import ANSWERS
from web.problems import problem_reply
from web.questions import ASKING, BASE, CASE, read_query
from web.writing import WRITINGS


def warm(setting: Setting) -> None:
    """Asks the case of the server once, so that its base is loaded, compiled and remembered."""
    shelf.begin()
    read = read_query(setting, "", ASKING)
    render(assess_answer(**read).document())


def answered(setting: Setting, ask: Ask, hear: Hear) -> Answer | File:
    """The answer to a question, or to what is written. Raises `InvalidInput` where it is refused."""
    if ask.path in WRITINGS:
        return WRITINGS[ask.path].write(setting, ask.body)
    answering = ANSWERS[ask.path]
    return answering.answer(**read_query(setting, ask.query, answering.parameters) | ({"hear": hear} if answering.tells else {}))


def reply(setting: Setting, ask: Ask, hear: Hear) -> Reply:
    """The reply to a question, or to what is to be written; of what is wrong with it where it is refused."""
    try:
        if ask.path == OPENAPI:
            return Reply(200, render(openapi_answer(setting, read_query(setting, ask.query, (CASE, BASE)))).encode())
        answer = answered(setting, ask, hear)
        if isinstance(answer, File):
            return Reply(200, answer.text.encode(), answer.media, answer.name)
        return Reply(200, render(answer.document()).encode())
    except KakehashiError as error:
        return refused(setting, ask, error)


def refused(setting: Setting, ask: Ask, error: KakehashiError) -> Reply:
    """The reply where something is wrong, by the fields of what was asked; where the store lies is not told to who asks."""
    if isinstance(error, InvalidInput):
        error = error.told(partial(in_fields, fields=fields_of(ask.path)))
    if isinstance(error, StoreFault):
        error = StoreFault(str(error).replace(f" {find_store(setting.store)}", ""))
    return problem_reply(error)
