"""What a worker does: reads what is asked, has it answered or written, and says what is wrong where it cannot be."""

from __future__ import annotations

from engine.keep import shelf
from engine.keep.location import find_store
from engine.language.problems import KakehashiError, StoreFault
from engine.show.documents import render
from web.answers import Answer, File, Hear, assess_answer
from web.messages import Ask, Reply
from web.naming import Setting
from web.openapi import OPENAPI, openapi_answer
from web.paths import ANSWERS
from web.problems import problem_reply
from web.questions import ASKING, read_query
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
            return Reply(200, render(openapi_answer(setting, read_query(setting, ask.query, ASKING[:2]))).encode())
        answer = answered(setting, ask, hear)
        if isinstance(answer, File):
            return Reply(200, answer.text.encode(), answer.media, answer.name)
        return Reply(200, render(answer.document()).encode())
    except KakehashiError as error:
        return refused(setting, error)


def refused(setting: Setting, error: KakehashiError) -> Reply:
    """The reply where something is wrong; where the store lies is nothing that whoever asks need know."""
    if isinstance(error, StoreFault):
        error = StoreFault(str(error).replace(f" {find_store(setting.store)}", ""))
    return problem_reply(error)
