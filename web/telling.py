"""What a worker does for assistants: has a question answered, or something written, and tells it as a document and in words."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from engine.language.problems import KakehashiError
from engine.show.documents import render
from web.answers import File, Hear
from web.messages import Ask, Reply
from web.naming import Setting
from web.replies import answered, refused, warm

__all__ = ["Telling", "reply", "telling", "warm"]


class Telling(Struct, frozen=True):
    """An answer twice: the document of `--json`, and the text that the command writes."""

    document: msgspec.Raw
    text: str


def reply(setting: Setting, ask: Ask, hear: Hear) -> Reply:
    """The reply to a question, or to what is to be written; of what is wrong with it where it is refused."""
    try:
        answer = answered(setting, ask, hear)
        assert not isinstance(answer, File), "no assistant asks for a file"
        told = Telling(msgspec.Raw(render(answer.document()).encode()), answer.text())
    except KakehashiError as error:
        return refused(setting, ask, error)
    return Reply(200, msgspec.json.encode(told))


def telling(reply: Reply) -> Telling:
    """What a reply tells that is no problem."""
    return msgspec.json.decode(reply.body, type=Telling)
