"""What was written to a case, and what that did to the verdict."""

from __future__ import annotations

from typing import Any

from engine.ask.assess import Verdict
from engine.infer.records import plain
from engine.keep.effects import Effect
from engine.keep.journal import Told
from engine.keep.recording import Written
from engine.language.base import RuleBase
from engine.show.answers import about
from engine.show.documents import envelope
from engine.show.page import Page
from engine.show.words import any_of, fact_text, said_of, signed, states_of, status_word


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
    base = effect.written.base
    before, after = (verdict_words(base, verdict) for verdict in (effect.before, effect.after))
    said = f"{after}, as before" if before == after else f"{before} → {after}"
    as_of = effect.question.situation.as_of
    page.add((f"VERDICT  {said}", "strong"), (f"  (as of {as_of})" if as_of else "", "dim"), hanging=9)
    turned = [change for change in effect.changes if change.turned and change.descriptor != base.verdict]
    for change in turned:
        old, new = (f"{states_of(base, change.descriptor, s.known)}" for s in (change.before, change.after))
        if old == new:
            old, new = status_word(change.before), status_word(change.after)
        page.add(f"{change.descriptor}: {old} → {new}", indent=2, hanging=2)
    for change in effect.changes:
        if change.moved and not change.turned:
            moves = ", ".join(f"{m.state} {signed(m.before)} → {signed(m.after)}" for m in change.moved)
            page.add((f"balances of {change.descriptor}: {moves}", "dim"), indent=2, hanging=2)
    if not effect.changes:
        page.add("Nothing else changes.", indent=2)


def verdict_words(base: RuleBase, verdict: Verdict) -> str:
    """A verdict in a few words."""
    states = states_of(base, verdict.descriptor, verdict.states)
    if verdict.status == "indicated":
        return f"{states} is indicated"
    if verdict.status == "open":
        return f"open ({any_of(verdict.states)})"
    return f"{verdict.status.replace('_', ' ')} ({any_of(verdict.states, 'and')})"


def effect_document(effect: Effect) -> dict[str, Any]:
    """The document of what was written; `knowledge`, `status` and `verdict` are those after it."""
    written = effect.written
    return envelope(
        "recorded",
        **about(effect.question, effect.trace, effect.after),
        **written_record(written),
        verdict_before=plain(effect.before),
        changes=plain(effect.changes),
    )


def written_record(written: Written) -> dict[str, Any]:
    """What was written, as plain JSON values."""
    parts = ("told", "ended", "corrected", "retracted", "later", "again")
    return {
        "journal": {"id": written.after.head.id, "name": written.after.name, "head": str(written.after.head)},
        "event": plain(written.event),
        "made": written.made,
        "rebased": written.rebased,
        **{part: plain(getattr(written, part)) for part in parts},
    }
