"""What is written over HTTP: facts asserted and taken back, in the store, as the commands write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from engine.keep import clock
from engine.keep.desk import Desk, sit_down
from engine.keep.effects import effect_of
from engine.keep.location import find_store
from engine.keep.recording import Written, assert_said, retract_facts
from engine.keep.statements import Saying
from engine.keep.store import Store
from engine.language.facts import Kind, Source
from engine.language.problems import EngineFault, KakehashiError, Place, invalid
from engine.show.recording import effect_document, effect_page
from web.answers import Answer
from web.naming import Setting
from web.questions import completed

_BODY = Place("body")
_HINT = "Write one JSON object, as `/api/openapi.json` describes it."

Body = TypeVar("Body", bound="Writing")


class Writing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is written, to which case of one's own (empty: the one worked on, else a new one), and by whom."""

    case: Annotated[str, Meta(description="A case of the user's own. Else that of the server, or the one worked on.")] = ""
    base: Annotated[str, Meta(description="The rule base. Else that of the case.")] = ""
    author: Annotated[str, Meta(description="Who writes it. Else the user of the server.")] = ""


class Assertion(Writing, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts ``D=S`` stated in one event, with what is said of all of them: the options of `kakehashi assert`."""

    facts: Annotated[list[str], Meta(min_length=1, description="D=S (or D=S|T), all in one event.")]
    since: Annotated[date | None, Meta(description="The first day on which it holds. Else today.")] = None
    until: Annotated[date | None, Meta(description="The last day on which it holds. Else it goes on.")] = None
    source: Annotated[str, Meta(description="What says so: a title.")] = ""
    publisher: Annotated[str, Meta(description="Who published that.")] = ""
    source_date: Annotated[str, Meta(description="When.")] = ""
    locator: Annotated[str, Meta(description="Where in it: a page, a paragraph.")] = ""
    url: Annotated[str, Meta(description="Its address, only where somebody opened it.")] = ""
    grade: Annotated[
        str, Meta(description="Admiralty grade, A1 to F6: reliability of the source, credibility of the content.")
    ] = ""
    kind: Annotated[Kind, Meta(description="Seen, assumed, or judged.")] = "observed"
    note: Annotated[str, Meta(description="Anything else.")] = ""
    correct: Annotated[bool, Meta(description="What stands was wrong: take it back, and put this in its place.")] = False


class Retraction(Writing, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts taken back, by descriptor or by id, with the reason: the options of `kakehashi retract`."""

    facts: Annotated[list[str], Meta(min_length=1, description="Descriptors, or ids as `facts` shows them.")]
    why: Annotated[str, Meta(description="What was wrong with it.")]
    all: Annotated[bool, Meta(description="All facts on a descriptor, not only those that stand.")] = False


class Writes(Struct, frozen=True):
    """A path that writes: the body that it takes, what it does, of what it tells, and the schema of its document."""

    body: type[Writing]
    write: Callable[[Setting, bytes], Answer]
    about: str
    document: str = "recorded"


def _assert(setting: Setting, text: bytes) -> Answer:
    said = read_body(text, Assertion)
    source = Source(said.publisher, said.source, said.source_date, said.locator, said.url)
    saying = Saying(said.since, said.until, source, said.grade, said.kind, said.note)
    return _written(setting, said, lambda desk: assert_said(desk, said.facts, saying, said.correct))


def _retract(setting: Setting, text: bytes) -> Answer:
    said = read_body(text, Retraction)
    return _written(setting, said, lambda desk: retract_facts(desk, said.facts, said.why, said.all))


WRITINGS: Mapping[str, Writes] = {
    "assert": Writes(Assertion, _assert, "State facts in your case, and see what they do to the verdict."),
    "retract": Writes(Retraction, _retract, "Take facts back, with the reason."),
}


def _written(setting: Setting, said: Writing, change: Callable[[Desk], Written]) -> Answer:
    """Writes to the case that is meant, and says what that did.

    Raises `EngineFault` where it is written, but what it did cannot be said.
    """
    where = completed(setting, {"case_name": said.case, "base_name": said.base})
    who = clock.who(said.author)
    with Store(find_store(setting.store), create=True) as store:
        with sit_down(store, where["case_name"], where["base_name"], who) as desk:
            written = change(desk)
        try:
            effect = effect_of(written)
        except KakehashiError as error:
            done = f"recorded in {written.after.name} as event {written.event.seq}"
            raise EngineFault(f"{done}; what that does to the verdict cannot be said: {error}") from error
        return Answer(lambda: effect_document(effect), lambda: effect_page(effect).plain())


def read_body(text: bytes, shape: type[Body]) -> Body:
    """The body of a request, strictly: one JSON object in UTF-8, no entry twice and none that is not known.

    Raises `InvalidInput` where it is none.
    """
    try:
        said = json.loads(text.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(said, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
        return msgspec.convert(said, shape)
    except (UnicodeError, RecursionError, msgspec.ValidationError, ValueError) as error:
        what = "it is nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
        raise invalid(_BODY, "wrong-body", f"the body cannot be read: {what}", _HINT) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an entry is there twice")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")
