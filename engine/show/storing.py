"""How a store stands, as a page and as a document."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.keep.roles import Rights
from engine.keep.standing import Standing
from engine.show.page import Page
from engine.show.words import counted


class StoreDocument(TypedDict):
    """Where cases are kept, how much is there, and what whoever asks may do; `schema_version` is 0 where nothing is there yet.

    `rights` is null of a file; `granted` are the statements that were carried out to prepare the store.
    """

    schema: Literal["kakehashi.store"]
    version: Literal[1]
    location: str
    kind: Literal["sqlite", "postgresql"]
    schema_version: int
    cases: int
    events: int
    rights: Rights | None
    granted: list[str]


def store_document(standing: Standing) -> StoreDocument:
    """The document of a store."""
    return StoreDocument(
        schema="kakehashi.store",
        version=1,
        location=str(standing.location),
        kind=standing.kind,
        schema_version=standing.schema,
        cases=standing.cases,
        events=standing.events,
        rights=standing.rights,
        granted=list(standing.granted),
    )


def store_page(standing: Standing) -> Page:
    """The page of a store."""
    page, rights = Page(), standing.rights
    page.add(("Store ", "heading"), str(standing.location), hanging=2)
    if not standing.schema:
        page.add("Nothing is there yet; the first case that is written makes it.", indent=2)
        return page
    cases, events = counted(standing.cases, "case"), counted(standing.events, "event")
    page.add(f"{cases}, {events}; schema {standing.schema}", indent=2)
    if rights is not None:
        may = "owns it" if rights.owner else "may read and write" if rights.writes else "may only read"
        page.add(f"You are connected as {rights.user}, who {may}.", indent=2)
        if rights.changes and not rights.owner:
            page.add((f"The server lets {rights.user} change events ({', '.join(rights.changes)}).", "strong"), indent=2)
        guarded = "No event or text can be changed, deleted or emptied away: triggers refuse it, to the owner too."
        missing = "The triggers that keep events from being changed are not all there, or were switched off."
        page.add(guarded if rights.guarded else (missing, "strong"), indent=2, hanging=2)
        if not rights.lasting:
            page.add(("The server has fsync off: a power cut may lose what it acknowledged.", "strong"), indent=2, hanging=2)
        if not rights.encrypted:
            page.add("The connection is not encrypted.", indent=2)
    if standing.granted:
        page.add(f"Prepared with {counted(len(standing.granted), 'statement')}; `--print` shows them.", indent=2)
    return page
