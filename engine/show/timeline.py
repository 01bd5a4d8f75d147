"""A timeline as a page: a block for each date, with what was new, where the verdict stood, and what moved it."""

from __future__ import annotations

from msgspec.structs import replace

from engine.ask.changes import FactsChange
from engine.ask.compare import Side
from engine.ask.timeline import Moment, Timeline
from engine.language.facts import Fact
from engine.show.changes import stated_text
from engine.show.differences import turn_text
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.pointers import pointer
from engine.show.responsible import undone_text
from engine.show.words import any_of, counted, fact_text, side_text, signed, verb


def timeline_page(answer: Timeline) -> Page:
    """The page of a timeline."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    crux, base = answer.crux, answer.question.base
    if not answer.moments:
        page.add(f"No fact has a date, so there is nothing to follow. The verdict: {side_text(answer.opening)}.", hanging=2)
        return page
    first, last = answer.moments[0].date, answer.moments[-1].date
    turns = f"the verdict ({base.verdict}) turns on {any_of(crux, 'and')}, whose balances are followed"
    page.add(f"{_dates(answer)}; {turns}." if crux != (base.verdict,) else f"{_dates(answer)}.", hanging=2)
    page.gap()
    page.add((f"Before {first}  {side_text(answer.opening)}", "strong"), hanging=19)
    undated = len(answer.opening.question.situation.facts)
    page.add(f"{counted(undated, 'fact')} without a date." if undated else "Nothing is known.", indent=2)
    _balances(page, answer, answer.opening)
    for moment in answer.moments:
        _moment(page, answer, moment)
    page.gap()
    as_of = answer.question.situation.as_of
    if as_of and as_of > last:
        page.add(f"Until {as_of}, the date of the question, nothing more changes.")
    between = pointer(answer.question, "compare", "--between", "DATE", "DATE", but="--as-of")
    told = f"{between} tells what made the difference between two dates."
    page.add((told, "dim"), hanging=2, whole=bool(answer.question.options))
    return page


def timeline_heading(file: str, answer: Timeline) -> Page:
    """What is said of a timeline that was written to a file."""
    page = Page()
    last = answer.moments[-1].now if answer.moments else answer.opening
    dates = f"{_dates(answer)}; " if answer.moments else ""
    page.add(f"{file}: {dates}{side_text(last)}", hanging=2)
    return page


def _dates(answer: Timeline) -> str:
    count = len(answer.moments)
    return f"{count} date{'s' if count > 1 else ''} from {answer.moments[0].date} to {answer.moments[-1].date}"


def _moment(page: Page, answer: Timeline, moment: Moment) -> None:
    changes = moment.changes
    before, after = changes.before.verdict, changes.after.verdict
    page.gap()
    same = "" if before != after else " still"
    page.add((f"{moment.date}  {side_text(changes.after)}{same}", "strong"), hanging=12)
    bases = changes.before.question.base, changes.after.question.base
    for change in changes.changes:
        if isinstance(change, FactsChange):
            was, now = stated_text(bases[0], change.before), stated_text(bases[1], change.after)
            news = f" (was {was})" if was != now and change.before else " still" if was == now else ""
            said = dict.fromkeys(fact_text(_begun(fact, moment)) for fact in change.after)
            page.add((change.name, "name"), ": ", (now, "strong"), news, (f"  {'; '.join(said)}", "dim"), indent=2, hanging=4)
    turned = [difference for difference in changes.turned if difference.descriptor != after.descriptor]
    if turned:
        page.add(f"turned: {'; '.join(turn_text(changes, difference) for difference in turned)}", indent=2, hanging=4)
    _balances(page, answer, moment.now, changes.before)
    if changes.responsible is not None:
        page.add(f"The verdict was: {side_text(changes.before)}.", indent=2, hanging=4)
        if len(changes.moving) == 1:
            page.add(f"{changes.moving[0].name} moved it.", indent=2, hanging=4)
        else:
            page.add(undone_text(changes.responsible.undoing, "the verdict"), indent=2, hanging=4)


def _begun(fact: Fact, moment: Moment) -> Fact:
    """A fact without the date that the block stands under."""
    return replace(fact, since=None) if fact.since == moment.date else fact


def _balances(page: Page, answer: Timeline, side: Side, before: Side | None = None) -> None:
    """How the descriptors of the crux stand; of a side like the one before, only what moved."""
    for settling in answer.settled(side):
        old = before.trace.settled[settling.descriptor] if before else None
        if old is not None and old.balances == settling.balances and old.pending == settling.pending:
            continue
        table = ", ".join(
            f"{state} {signed(now)}" + (f" (was {signed(old.balance(state))})" if old and old.balance(state) != now else "")
            for state, now in settling.balances
        )
        waiting = len(settling.pending)
        pending = f"; {waiting} rule{verb(settling.pending, '', 's')} pending" if waiting else ""
        page.add(f"{settling.descriptor}: {table}{pending}", indent=2, hanging=4)
