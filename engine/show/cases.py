"""Cases of one's own, as pages and as JSON documents."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from engine.keep.events import Event
from engine.keep.journal import Journal
from engine.keep.rows import Head
from engine.show.answers import BaseRecord
from engine.show.page import Page
from engine.show.words import counted

_LATEST = 5  # events that `case show` lists; `audit log` lists all


class HeadRecord(TypedDict):
    """A case of one's own: its journal's id, the name it goes by here, where its base is found, and its last event.

    `head` is the number of that event and its hash, ``number:hash``.
    """

    id: str
    name: str
    base: str
    archived: bool
    seq: int
    hash: str
    recorded: str
    head: str


class CasesDocument(TypedDict):
    """All cases of one's own; `current` names the one that is worked on."""

    schema: Literal["kakehashi.cases"]
    version: Literal[1]
    cases: list[HeadRecord]
    current: str | None


class CaseDocument(TypedDict):
    """One case of one's own: how it was opened, and the rule base that its facts were last told under."""

    schema: Literal["kakehashi.case"]
    version: Literal[1]
    case: HeadRecord
    current: bool
    opened: Event
    base: BaseRecord


def cases_page(heads: list[Head], current: Head | None, location: str) -> Page:
    """The page of all cases."""
    page = Page()
    for head in heads:
        mark = "* " if current is not None and head.id == current.id else "  "
        aside = ", put aside" if head.archived else ""
        written = f"  {counted(head.seq, 'event')}, last written to {moment(head.recorded)}{aside}"
        page.add(mark, (head.name, "name"), (written, "dim"), hanging=4)
    if not heads:
        page.add("There are no cases of your own. `kakehashi case new NAME` makes one.", hanging=2)
    page.gap()
    page.add((f"Kept in {location}.", "dim"), hanging=2)
    return page


def case_page(journal: Journal, current: Head | None) -> Page:
    """The page of one case."""
    page, head, body = Page(), journal.head, journal.opened.body
    working = "; you work on it" if current is not None and current.id == head.id else ""
    page.add((f"Case {head.name}", "heading"), f": {body['title']}{working}", hanging=2)
    if head.archived:
        page.add("It was put aside: nothing is written to it.", indent=2)
    page.add(f"opened {moment(journal.opened.recorded)} by {journal.opened.author}", indent=2)
    note = journal.base_note
    page.add(f"rule base {note['name']} (rules {note['rules_hash'][:12]}, vocabulary {note['vocabulary_hash'][:12]})", indent=2)
    page.add(f"head {head}", indent=2)
    first = max(1, journal.seq - _LATEST + 1)
    if first > 1:
        page.add(("… `kakehashi audit log` lists what came before", "dim"), indent=2)
    for seq in range(first, journal.seq + 1):
        add_event(page, journal.event(seq))
    return page


def add_event(page: Page, event: Event) -> None:
    """A line for an event: number, time, author, what it says."""
    page.add((f"{event.seq:>5}", "strong"), f"  {moment(event.recorded)}  {event.author}: {event_words(event)}", hanging=7)


def event_words(event: Event) -> str:
    """What an event says, in a few words."""
    body = event.body
    if event.kind == "opened":
        many = len(body["facts"])
        origin = f" of {body['from']}" if body["from"] else ""
        return f"opened with {counted(many, 'fact')}{origin}"
    if event.kind == "asserted":
        said = ", ".join(_fact_words(fact) for fact in body["facts"])
        return f"asserted {said}" + (f", in place of {', '.join(body['replaces'])}" if body["replaces"] else "")
    if event.kind == "retracted":
        return f"took back {', '.join(body['facts'])}: {body['why']}"
    if event.kind == "rebased":
        return f"the rule base is written otherwise (rules {body['base']['rules_hash'][:12]})"
    if event.kind == "assessed":
        verdict = body["verdict"]
        dissent = f", with {len(body['dissents'])} dissents" if body["dissents"] else ""
        return f"recorded an assessment: {verdict['status'].replace('_', ' ')}: {', '.join(verdict['states'])}{dissent}"
    return f"noted: {body['note']}"


def _fact_words(fact: dict[str, Any]) -> str:
    value = fact["value"]
    since = f" since {fact['since']}" if "since" in fact else ""
    return f"{fact['descriptor']}={value if isinstance(value, str) else '|'.join(value)}{since}"


def moment(recorded: str) -> str:
    """A recorded time as people read it: to the minute, UTC."""
    return f"{recorded[:10]} {recorded[11:16]} UTC"


def cases_document(heads: list[Head], current: Head | None) -> CasesDocument:
    """The document of all cases."""
    return CasesDocument(
        schema="kakehashi.cases",
        version=1,
        cases=[head_record(head) for head in heads],
        current=current.name if current else None,
    )


def case_document(journal: Journal, current: Head | None) -> CaseDocument:
    """The document of one case."""
    note = journal.base_note
    return CaseDocument(
        schema="kakehashi.case",
        version=1,
        case=head_record(journal.head),
        current=current is not None and current.id == journal.head.id,
        opened=journal.opened,
        base=BaseRecord(
            name=note["name"], title=note["title"], rules_hash=note["rules_hash"], vocabulary_hash=note["vocabulary_hash"]
        ),
    )


def head_record(head: Head) -> HeadRecord:
    """A case of one's own, as it stands."""
    return HeadRecord(
        id=head.id,
        name=head.name,
        base=head.base,
        archived=head.archived,
        seq=head.seq,
        hash=head.hash,
        recorded=head.recorded,
        head=str(head),
    )
