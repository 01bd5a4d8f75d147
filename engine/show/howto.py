"""Ways to a state as a page: each with what has to be changed, and what turns by it."""

from __future__ import annotations

from typing import Any

from engine.ask.howto import HowTo, Step, Turn, Way
from engine.language.descriptors import EXTERNAL
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.sentences import Sentences
from engine.show.words import any_of, counted, signed, states_of, status_word

_MOST = 10  # ways that are shown; `--json` gives all
_MOST_BARS = 5  # sets of rules in the way that are shown; `--json` gives more


def howto_page(answer: HowTo) -> Page:
    """The page of the ways to a state."""
    page = Page()
    base = answer.question.base
    add_case(page, answer.question)
    page.gap()
    goal = states_of(base, answer.goal, [answer.state])
    page.add((f"HOW TO  {answer.goal} = {goal}", "strong"), f"  (it is {_now(answer)})", hanging=8)
    _asked(page, answer)
    page.gap()
    sentences = Sentences(page, answer.question.program)
    if answer.holds_already:
        page.add(("It holds already: nothing need be changed.", "good"), " `why` shows its proof.", hanging=2)
    elif answer.ways:
        _ways(page, answer, sentences)
    elif answer.exhausted:
        _none(page, answer, sentences)
    if not answer.exhausted:
        found = "These are not all" if answer.ways else "Nothing was found in the time there was"
        page.gap()
        page.add(
            (f"{found}: the search was stopped.", "bad"),
            " Fewer changes (--max) are searched sooner; or give it more --seconds.",
            hanging=2,
        )
    if answer.evaluator != "rete":
        page.gap()
        page.add(f"Run by the {answer.evaluator} evaluator: {answer.instead}.", hanging=2)
    return page


def _now(answer: HowTo) -> str:
    settling = answer.trace.settled[answer.goal]
    known = states_of(answer.question.base, answer.goal, settling.known)
    return known if settling.status == "settled" else f"{known}: {status_word(settling)}"


def _asked(page: Page, answer: HowTo) -> None:
    """What might be changed, and how it was searched."""
    who = f"levers of {any_of(_actor(answer, actor) for actor in answer.levers)}" if answer.levers else "all that is observed"
    held = f", without {any_of(answer.held, 'and')}" if answer.held else ""
    loose = ", also to nothing known" if answer.loose else ""
    page.add(f"may be changed: {len(answer.free)} descriptors ({who}{held}){loose}", indent=8, hanging=2)
    most = "" if answer.most is None else f" up to {counted(answer.most, 'change')}"
    how = f"exhaustively{most}" if answer.exhausted else f"in part{most}"
    page.add(f"searched by the solver (clingo), {how}, of {answer.choices:,} sets of changes", indent=8, hanging=2)
    if answer.costs.file:
        page.add(f"costs: {answer.costs.file}; what it does not name costs 1", indent=8, hanging=2)


def _ways(page: Page, answer: HowTo, sentences: Sentences) -> None:
    count = len(answer.ways)
    ways = "There is one way" if count == 1 else f"There are {count:,} ways"
    order = "cheapest" if answer.costs.file else "smallest"
    which = "" if count == 1 else f", the {order} first"
    only = "" if answer.exhausted else ", and perhaps others"
    page.add((f"{ways}{which}{only}. No part of one would do.", "heading"), hanging=2)
    told: dict[tuple[object, ...], int] = {}
    for at, way in enumerate(answer.ways[:_MOST], 1):
        page.gap()
        _way(page, answer, at, way, sentences, told)
    if count > _MOST:
        page.gap()
        page.add(f"… and {count - _MOST:,} more (--json lists them all).")


def _way(page: Page, answer: HowTo, at: int, way: Way, sentences: Sentences, told: dict[tuple[object, ...], int]) -> None:
    """A way; a turn that came about just so in one above is not told again."""
    cost = f"  cost {way.cost}" if answer.costs.file else ""
    number = f"{at}. "
    for step in way.steps:
        lead, price = (number, cost) if step is way.steps[0] else (" " * len(number), "")
        page.add((lead, "dim"), *_step(answer, step), (price, "dim"), hanging=len(lead) + 2)
    for turn in way.turns:
        first = told.setdefault((turn.descriptor, turn.after.known, turn.after.status, turn.lead, turn.parts), at)
        _turn(page, answer, turn, sentences, first if first != at else 0)


def _step(answer: HowTo, step: Step) -> list[Any]:
    base = answer.question.base
    before = states_of(base, step.descriptor, step.before)
    unknown = len(step.before) == len(base.descriptors[step.descriptor].states)
    after = states_of(base, step.descriptor, [step.state]) if step.state is not None else "nothing known"
    return [
        (step.descriptor, "name"),
        f": {'not known' if unknown else before} → ",
        (after, "strong"),
        (f"  [{_movers(answer, step.descriptor)}]", "dim"),
    ]


def _movers(answer: HowTo, name: str) -> str:
    """Who can move a descriptor; of the actors asked for, whom they need for it."""
    lever = answer.question.base.descriptors[name].lever
    if not lever:
        return "nobody is said to move it"
    if EXTERNAL in lever:
        return "external"
    others = [_actor(answer, actor) for actor in lever if actor not in answer.levers]
    if len(others) == len(lever):
        return any_of(others)
    mine = any_of(_actor(answer, actor) for actor in lever if actor in answer.levers)
    if others:
        return f"{mine}, shared with {any_of(others, 'and')}"
    return f"{mine} alone" if len(lever) == 1 else mine


def _actor(answer: HowTo, actor: str) -> str:
    found = answer.question.base.actors.get(actor)
    return found.title if found else actor


def _turn(page: Page, answer: HowTo, turn: Turn, sentences: Sentences, above: int) -> None:
    """What turned, and the rules that turned it: they speak now and did not, or do no longer."""
    base = answer.question.base
    before, after = (states_of(base, turn.descriptor, s.known) for s in (turn.before, turn.after))
    if before == after:
        before, after = (f"{known} ({status_word(s)})" for known, s in ((before, turn.before), (after, turn.after)))
    lead = ""
    if turn.lead is not None:
        lead = f", ahead of {any_of(turn.lead[1], 'and')} by {turn.lead[0]}"
    again = f", as in {above}" if above else ""
    page.add(f"{turn.descriptor}: {before} → ", (after, "strong"), (lead + again, "dim"), indent=5, hanging=2)
    for part in turn.parts if not above else ():
        shift = f"{signed(part.shift)} " if part.shift is not None else ""
        if part.speaks:
            sentences.add(part.rule, 9, (f"{shift}now: ", "good"))
        else:
            found = base.rules[part.rule]
            page.add((f"{shift}no longer: ", "bad"), f"{found.title} ", (f"[{found.name}]", "dim"), indent=9, hanging=2)


def _none(page: Page, answer: HowTo, sentences: Sentences) -> None:
    if answer.fewest is not None and answer.most is not None:
        page.add(
            (f"There is no way with at most {counted(answer.most, 'change')}.", "bad"),
            f" The fewest that do it are {answer.fewest}: --max {answer.fewest}.",
            hanging=2,
        )
        return
    page.add(("There is no way: no set of changes makes it so.", "bad"), f" Proved over all {answer.choices:,}.", hanging=2)
    if not answer.question.program.rules_on.get(answer.goal):
        page.add("It is observed, and no rule has an effect on it: only a fact on it makes it so (--set).", indent=2, hanging=2)
        return
    barred = answer.barred
    if barred is None or not barred.sets:
        proved = "No rule bars it; none makes it so" if barred is not None and barred.exhausted else "What bars it was not found"
        page.add(f"{proved}, whichever are left out.", indent=2, hanging=2)
        return
    size = len(barred.sets[0])
    said = "Each of these rules bars it" if size == 1 else f"These bar it, {size} rules at a time"
    more = "" if barred.exhausted else " (and there are others)"
    page.add(f"{said}{more}: without {'it' if size == 1 else 'them'} (--without) there is a way.", indent=2, hanging=2)
    for rules in barred.sets[:_MOST_BARS]:
        for at, rule in enumerate(rules):
            sentences.add(rule, 4, "" if size == 1 else ("• " if not at else "  "))
    if (left := len(barred.sets) - _MOST_BARS) > 0:
        page.add(f"… and {left} more of these (--json lists them).", indent=4, hanging=2)
