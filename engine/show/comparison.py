"""A comparison as a page: the verdict before and after, why, what turned from facts to scenario, what moved only.

An assessment with what-ifs or dissents shows the short form of the same.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.ask.compare import Comparison, Side
from engine.ask.verdict import Verdict
from engine.show.changes import change_text, said_again
from engine.show.differences import DifferenceWriter, balances_text, turn_text
from engine.show.headline import add_asked, add_case, facts_counted
from engine.show.page import Page, Style
from engine.show.responsible import enough_text, undone_text
from engine.show.words import any_of, side_text, signed, verdict_text


def comparison_page(answer: Comparison, whole: bool = False) -> Page:
    """The page of a comparison; the rules are told of what the verdict turns on, or of everything where it is `whole`."""
    page = Page()
    if answer.after.question.before is answer.before.question:
        add_case(page, answer.after.question)
    else:
        page.add((answer.after.question.base.title, "heading"))
        for word, side in (("Before: ", answer.before), ("After:  ", answer.after)):
            _side(page, word, side)
    page.gap()
    before, after = answer.before.verdict, answer.after.verdict
    if answer.is_empty:
        page.add((f"VERDICT  {side_text(answer.after)}, in both", "strong"), (f"  ({after.descriptor})", "dim"), hanging=9)
        page.gap()
        page.add("Nothing differs: the same facts stand, under the same rules.")
        return page
    was, now = side_text(answer.before), side_text(answer.after)
    said = f"{was} → {now}" if (before, was) != (after, now) else f"{now}, as before"
    page.add((f"VERDICT  {said}", "strong"), (f"  ({after.descriptor})", "dim"), hanging=9)
    _changes(page, answer)
    _why(page, answer)
    _trials(page, answer)
    writer = DifferenceWriter(page, answer)
    if answer.turned:
        page.heading("What turned, from facts to scenario")
        for difference in answer.turned:
            writer.difference(difference, whole or difference.descriptor in answer.crux)
    moved = [difference for difference in answer.differences if not difference.turned]
    if moved:
        page.heading("What moved without turning")
        for difference in moved:
            writer.difference(difference, whole or difference.descriptor in answer.crux)
    if not answer.differences:
        page.heading("What turned")
        page.add("Nothing that the rules derive: every rule reads as before.", indent=2)
    _accounts(page, answer)
    page.gap()
    untold = [d for d in answer.differences if d.rules and d.descriptor not in answer.crux]
    further = " --full tells the rules behind the others." if untold and not whole else ""
    page.add((f"Balances are sums of weights, not likelihoods.{further}", "dim"))
    return page


def add_changes(page: Page, answer: Comparison, follow: Collection[str]) -> None:
    """Adds the short form: what turned, what is responsible for the verdict, and the balances of some descriptors."""
    page.heading("What changed by that")
    before, after = answer.before.verdict, answer.after.verdict
    was, now = side_text(answer.before), side_text(answer.after)
    if (before, was) == (after, now):
        page.add(f"The verdict is as before: {any_of(after.states)}.", indent=2)
    elif (before.status, before.states) == (after.status, after.states):
        page.add(f"The verdict is {now}; it was {was}.", indent=2, hanging=2)
    if answer.responsible is not None and len(answer.moving) > 1:
        page.add(undone_text(answer.responsible.undoing, "the verdict"), indent=2, hanging=2)
    for difference in answer.turned:
        style: Style = "strong" if difference.descriptor == answer.after.verdict.descriptor else ""
        page.add((turn_text(answer, difference), style), indent=2, hanging=2)
    for difference in answer.differences:
        if difference.descriptor in follow and difference.moved:
            page.add(f"Balances of {difference.descriptor}: {balances_text(difference.moved)}", indent=2, hanging=2)


def _side(page: Page, word: str, side: Side) -> None:
    case = side.question.case
    page.add((word, "strong"), f"case {case.name}: {case.title} ({facts_counted(side.question)})", hanging=8)
    add_asked(page, side.question, 8)


def _changes(page: Page, answer: Comparison) -> None:
    page.heading("What differs")
    bases = answer.before.question.base, answer.after.question.base
    again = [change.name for change in answer.changes if said_again(bases, change)]
    for change in answer.changes:
        if change.name not in again:
            page.add(*change_text(bases, change), indent=2, hanging=2)
    if again:
        page.add(f"The same is stated with another source, grade or date: {any_of(again, 'and')}.", indent=2, hanging=2)


def _why(page: Page, answer: Comparison) -> None:
    """What is responsible for the verdict, and what would have been enough."""
    moving, responsible = answer.moving, answer.responsible
    if responsible is None:
        return
    page.heading("What is responsible for the verdict")
    if len(moving) == 1:
        page.add(f"{moving[0].name}, the only change.", indent=2)
        return
    page.add(undone_text(responsible.undoing, "the verdict"), indent=2, hanging=2)
    page.add(enough_text(responsible), indent=2, hanging=2)


def _trials(page: Page, answer: Comparison) -> None:
    """What each change does to the verdict, alone and undone, where that differs from change to change."""
    before, after = answer.before.verdict, answer.after.verdict
    doing = [trial for trial in answer.trials if trial.alone != before or trial.undone != after]
    if len(answer.trials) < 2 or not doing:
        return
    page.heading("What each change does to the verdict")
    for trial in doing:
        parts = f": alone, {_then(trial.alone, before)}; with all but this, {_then(trial.undone, after)}."
        page.add((trial.change, "name"), parts, indent=2, hanging=2)
    idle = [change.name for change in answer.moving if change.name not in {trial.change for trial in doing}]
    if idle:
        page.add(f"Nothing, alone or undone: {any_of(idle, 'and')}.", indent=2, hanging=2)


def _then(verdict: Verdict, other: Verdict) -> str:
    return f"{verdict_text(verdict)}{' still' if verdict == other else ''}"


def _accounts(page: Page, answer: Comparison) -> None:
    if not any(account.by for account in answer.accounts):
        return
    page.heading("How the scenarios' accounts moved")
    for account in answer.accounts:
        if not account.by:
            page.add((account.state, "strong"), f" {signed(account.after)}, as before", indent=2)
            continue
        was = f"was {signed(account.before)}" if account.before != account.after else "as before"
        page.add((account.state, "strong"), f" {signed(account.after)} ({was}), by", indent=2)
        for share in account.by:
            move = share.after - share.before
            how = "" if not share.before else ", which says otherwise" if share.after else ", which fell silent"
            if share.rule not in answer.after.question.program.rules:
                how = ", which is left out"
            page.add((signed(move), "good" if move > 0 else "bad"), f" {share.rule}{how}", indent=4, hanging=2)
