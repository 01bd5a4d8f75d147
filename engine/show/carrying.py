"""A journal carried to another store, as a page and as a document."""

from __future__ import annotations

from shlex import quote
from typing import Literal, TypedDict

from engine.keep.carrying import Carried
from engine.show.cases import HeadRecord, head_record
from engine.show.page import Page, Span


class CarriedDocument(TypedDict):
    """A case that was carried from one store to another, `origin` to `target`: how it stands there now.

    `before` are the events that were there, `added` those that came, `ahead` those that it has there and the origin lacks; `made`
    tells that it was not there at all.
    """

    schema: Literal["kakehashi.carried"]
    version: Literal[1]
    origin: str
    target: str
    case: HeadRecord
    before: int
    added: int
    ahead: int
    made: bool


def carried_document(carried: Carried) -> CarriedDocument:
    """The document of a case that was carried."""
    return CarriedDocument(
        schema="kakehashi.carried",
        version=1,
        origin=carried.origin,
        target=carried.target,
        case=head_record(carried.head),
        before=carried.before,
        added=carried.added,
        ahead=carried.ahead,
        made=carried.made,
    )


def carried_page(carried: Carried) -> Page:
    """The page of a case that was carried."""
    page, head = Page(), carried.head
    name: Span = (head.name, "name")
    if carried.made:
        page.add("Case ", name, f" is now in {carried.target}: {_events(carried.added)}", hanging=2)
    elif carried.added:
        page.add(f"{_events(carried.added)} added to case ", name, f" in {carried.target}, which has {head.seq} now", hanging=2)
    else:
        page.add("Case ", name, f" in {carried.target} lacks nothing", hanging=2)
    page.add(f"head {head}", indent=2)
    if carried.ahead:
        page.add(f"It has {_events(carried.ahead)} there that are not in {carried.origin}; this carries them there:", indent=2)
        page.add(f"`kakehashi case pull {quote(head.name)} --from {quote(carried.target)}`", indent=2, whole=True)
    return page


def _events(many: int) -> str:
    return f"{many} event{'' if many == 1 else 's'}"
