"""How robust a verdict is, as part of a page."""

from __future__ import annotations

from engine.ask.robustness import Dissenting, Graded
from engine.ask.tipping import Tipping, tips
from engine.ask.watch import Watch
from engine.infer.program import Dissent
from engine.language.base import RuleBase
from engine.show.page import Page
from engine.show.words import any_of, counted, said_of, signed, states_of, verdict_text

_MOST = 8  # sets, rules or facts that are listed; `--json` has all


def add_robustness(page: Page, answer: Watch, whole: bool = False) -> None:
    """Adds the section, with the first of each list or the `whole` of it."""
    most = None if whole else _MOST
    page.heading("How robust the verdict is")
    _changes(page, answer, most)
    robust = answer.robustness
    rules, weights = counted(robust.rules, "rule"), counted(robust.weights, "weight")
    _dissents(page, answer, f"Left out, {{}} of {rules} that bear on it", robust.without, most)
    _dissents(page, answer, f"One higher or lower, {{}} of {weights} that bear on it", robust.reweighed, most)
    _graded(page, answer, robust.graded, most)


def _changes(page: Page, answer: Watch, most: int | None) -> None:
    """The smallest changes that tip it."""
    base, tippings = answer.question.base, answer.tippings
    alone = [move for fact in answer.facts for move in fact.moves]
    tipping = sum(move.tips for move in alone)
    page.add(f"{tipping or 'None'} of {counted(len(alone), 'single change')} {'tip' if tipping > 1 else 'tips'} it.", indent=2)
    if tippings.fewest is None:
        none = "No changes of these facts tip it." if tippings.settled else "How many it takes was not found in the time."
        if tippings.exhausted and not tippings.settled:
            searched = counted(tippings.most, "change")
            none = f"No set of up to {searched} does; how many it takes was not found (`watch --seconds` gives it time)."
        page.add(none, indent=2, hanging=2)
        return
    size = "one change" if tippings.fewest == 1 else f"{tippings.fewest} changes together"
    count, only = len(tippings.smallest), "" if tippings.settled else ", and perhaps others"
    page.add(f"The smallest that tips it is {size}, {counted(count, 'way')}{only}:", indent=2, hanging=2)
    for tipping_set in tippings.smallest[:most]:
        page.add(f"{_set(base, tipping_set)}: {verdict_text(tipping_set.verdict)}", indent=4, hanging=2)
    _more(page, count, most)


def _set(base: RuleBase, tipping: Tipping) -> str:
    return any_of((f"{name} {states_of(base, name, [state])}" for name, state in tipping.changes), "and")


def _dissents(page: Page, answer: Watch, said: str, tipping: tuple[Dissenting, ...], most: int | None) -> None:
    """The dissents that tip it, each with the verdict under it."""
    count = "none" if not tipping else str(len({one.dissent.key for one in tipping}))
    end = " tips it." if not tipping else f" {'tips' if len(tipping) == 1 else 'tip'} it:"
    page.add(f"{said.format(count)}{end}", indent=2, hanging=2)
    for one in tipping[:most]:
        page.add(f"{_dissent(answer, one.dissent)}: {verdict_text(one.verdict)}", indent=4, hanging=2)
    _more(page, len(tipping), most)


def _dissent(answer: Watch, dissent: Dissent) -> str:
    """A rule; or its weight as it is and as it would be."""
    if not dissent.state:
        return dissent.rule
    authored, rule = answer.question.base.rules[dissent.rule], answer.question.program.rules[dissent.rule]
    of = f" of {dissent.descriptor}" if len(authored.impact) > 1 else ""
    now = rule.weights(dissent.descriptor).get(dissent.state, 0)
    return f"{dissent.rule}, {dissent.state}{of} {signed(now)} → {signed(dissent.weight)}"


def _graded(page: Page, answer: Watch, graded: Graded, most: int | None) -> None:
    """The verdict on the better facts, and which are not among them."""
    base = answer.question.base
    if not answer.question.situation.facts:
        page.add("No fact is stated that could be graded.", indent=2)
        return
    name = answer.verdict.descriptor
    still = "" if tips(answer.verdict, graded.verdict) else ", as on all"
    by = answer.trace.settled[name] if still and all(fact.descriptor != name for fact in graded.dropped) else None
    kept = f"{graded.kept} of {len(answer.question.situation.facts)}"
    said = f"{verdict_text(graded.verdict, by)}{still}"
    page.add(f"On the facts graded {graded.grade} or better ({kept}): {said}.", indent=2, hanging=2)
    if graded.dropped:
        named = [f"{fact.descriptor} {said_of(base, fact)} ({fact.grade or 'no grade'})" for fact in graded.dropped]
        more = f", and {len(named) - most} more" if most is not None and len(named) > most else ""
        page.add((f"dropped: {', '.join(named[:most])}{more}", "dim"), indent=4, hanging=2)


def _more(page: Page, count: int, most: int | None) -> None:
    if most is not None and count > most:
        page.add((f"… and {count - most} more: --json has them all", "dim"), indent=4)
