"""What was written to a case, and what that did to the verdict."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypedDict

from engine.ask.verdict import Verdict
from engine.keep.effects import Effect
from engine.keep.events import Event
from engine.keep.journal import Told
from engine.keep.recording import Written
from engine.language.base import RuleBase
from engine.show.answers import AboutCase, about
from engine.show.compared import ComparisonRecord, comparison_record
from engine.show.differences import balances_text, turn_text
from engine.show.page import Page
from engine.show.responsible import undone_text
from engine.show.words import fact_text, said_of, side_text


class JournalRecord(TypedDict):
    """The journal of a case after what was written: its id, the name it goes by here, its head ``number:hash``."""

    id: str
    name: str
    head: str


class WrittenRecord(TypedDict):
    """What was written, and what it did to the facts that stood."""

    journal: JournalRecord
    event: Event
    made: bool
    rebased: bool
    told: tuple[Told, ...]
    ended: tuple[Told, ...]
    corrected: tuple[Told, ...]
    retracted: tuple[Told, ...]
    later: tuple[Told, ...]
    again: tuple[Told, ...]


class RecordedDocument(AboutCase, WrittenRecord):
    """What was written to a case, and what that did: `knowledge`, `status` and `verdict` are those after it."""

    schema: Literal["kakehashi.recorded"]
    version: Literal[1]
    verdict_before: Verdict
    changes: ComparisonRecord


def effect_page(effect: Effect) -> Page:
    """The page of what was written: the facts, what they did to others, the verdict before and after."""
    page, written = Page(), effect.written
    base = written.base
    add_made(page, written)
    if written.rebased:
        page.add("The rule base is written otherwise than when the case was last written to; the journal says so.", hanging=2)
    page.add((f"Recorded in {written.after.name} as event {written.event.seq}", "heading"), f" by {written.event.author}")
    for one in written.told:
        _fact(page, base, one, "", "strong")
    for one in written.retracted:
        _fact(page, base, one, "taken back: ", "strong")
    if written.retracted:
        page.add(f"why: {written.event.body['why']}", indent=4, hanging=2)
    for title, listed in (
        ("It takes back what was wrong:", written.corrected),
        ("It ends what stood before:", written.ended),
        ("It does not stand today, since something newer is stated:", written.later),
        ("So this stands now:", written.again if written.retracted else ()),
    ):
        if listed:
            page.add(title, indent=2)
            for one in listed:
                _fact(page, base, one, "", "")
    if written.retracted and not written.again:
        page.add("Nothing is stated any more of what it spoke of.", indent=2)
    page.gap()
    _effect(page, effect)
    return page


def add_made(page: Page, written: Written) -> None:
    """Says that a case was made for this, where it was."""
    if written.made:
        made = f"There was no case to write to: {written.after.name} was made from {written.before.opened.body['from']}."
        page.add(made, " You work on it from now on.", hanging=2)


def _fact(page: Page, base: RuleBase, one: Told, lead: str, style: Any) -> None:
    said = f"{lead}{one.fact.descriptor} = {said_of(base, one.fact)}"
    page.add((said, style), (f"  {fact_text(one.fact)}", "dim"), indent=4, hanging=2)


def _effect(page: Page, effect: Effect) -> None:
    changes = effect.changes
    before, after = map(side_text, (changes.before, changes.after))
    said = f"{after}, as before" if before == after else f"{before} → {after}"
    as_of = changes.after.question.situation.as_of
    page.add((f"VERDICT  {said}", "strong"), (f"  (as of {as_of})" if as_of else "", "dim"), hanging=9)
    if dated := _moved_date(changes.before.question.situation.as_of, as_of):
        page.add(dated, indent=2, hanging=2)
    if changes.responsible is not None and len(changes.moving) > 1:
        page.add(undone_text(changes.responsible.undoing, "the verdict"), indent=2, hanging=2)
    for difference in changes.turned:
        if difference.descriptor != changes.after.verdict.descriptor:
            page.add(turn_text(changes, difference), indent=2, hanging=2)
    for difference in changes.differences:
        if difference.moved and not difference.turned:
            moved = balances_text(difference.moved)
            page.add((f"balances of {difference.descriptor}: {moved}", "dim"), indent=2, hanging=2)
    if not changes.differences:
        page.add("Nothing else changes.", indent=2)


def _moved_date(before: date | None, after: date | None) -> str:
    """What is said where the date is another that the case is asked as of; empty where it is the same."""
    if before == after:
        return ""
    earlier = f", no longer as of {before}" if before else ""
    why = "the latest date that a fact speaks of" if after else "no fact speaks of one"
    return f"It is asked as of {after or 'no date'} now{earlier}: {why}."


def effect_document(effect: Effect) -> RecordedDocument:
    """The document of what was written; `knowledge`, `status` and `verdict` are those after it."""
    after = effect.changes.after
    return RecordedDocument(
        schema="kakehashi.recorded",
        version=1,
        **about(after.question, after.trace, after.verdict),
        **written_record(effect.written),
        verdict_before=effect.changes.before.verdict,
        changes=comparison_record(effect.changes),
    )


def written_record(written: Written) -> WrittenRecord:
    """What was written."""
    head = written.after.head
    return WrittenRecord(
        journal=JournalRecord(id=head.id, name=written.after.name, head=str(head)),
        event=written.event,
        made=written.made,
        rebased=written.rebased,
        told=written.told,
        ended=written.ended,
        corrected=written.corrected,
        retracted=written.retracted,
        later=written.later,
        again=written.again,
    )
