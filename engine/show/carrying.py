"""A journal carried to another store, as a page and as a document."""

from __future__ import annotations

from shlex import join
from typing import Literal, TypedDict

from engine.keep.carrying import Carried
from engine.language.addresses import without_secrets
from engine.show.cases import HeadRecord, head_record
from engine.show.page import Page, Span
from engine.show.words import counted


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


def carried_page(carried: Carried, back: str, store: str = "") -> Page:
    """The page of a case that was carried; `back` is the option that carries the other way, `store` what ``--store`` named."""
    page, head, added = Page(), carried.head, counted(carried.added, "event")
    name: Span = (head.name, "name")
    if carried.made:
        page.add("Case ", name, f" is now in {carried.target}: {added}", hanging=2)
    elif carried.added:
        page.add(f"{added} added to case ", name, f" in {carried.target}, which has {head.seq} now", hanging=2)
    else:
        page.add("Case ", name, f" in {carried.target} lacks nothing", hanging=2)
    page.add(f"head {head}", indent=2)
    if carried.ahead:
        lacking = f"{counted(carried.ahead, 'event')} that {'is' if carried.ahead == 1 else 'are'} not in {carried.origin}"
        page.add(f"{carried.target} has {lacking}; this carries {'it' if carried.ahead == 1 else 'them'} there:", indent=2)
        other = carried.target if back == "--from" else carried.origin
        words = ["case", "pull" if back == "--from" else "push", head.name, back, other]
        words += ["--store", without_secrets(store)] if store else []
        page.add(f"`kakehashi {join(words)}`", indent=2, whole=True)
    return page
