"""What to watch, as a page: the facts by what they do to the verdict, what separates the scenarios, how robust it is."""

from __future__ import annotations

from itertools import groupby

from engine.ask.hinges import is_stated
from engine.ask.pulls import Pull
from engine.ask.separating import Distinction, Separation
from engine.ask.tipping import Change
from engine.ask.watch import Move, Watch, Watched
from engine.language.base import RuleBase
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.robustness import add_robustness
from engine.show.sweep import READINGS, share
from engine.show.words import any_of, counted, signed, states_of, verdict_text

_MOST = 12  # facts in a section; `--json` has all
_SETS = 5  # of changes that a state tips the verdict with
_NEXT = 2  # facts named after the best


def watch_page(answer: Watch) -> Page:
    """The page of what to watch."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    name = answer.verdict.descriptor
    page.add((f"WATCH  {verdict_text(answer.verdict, answer.trace.settled[name])}", "strong"), (f"  ({name})", "dim"), hanging=7)
    _asked(page, answer)
    add_facts(page, answer)
    add_separations(page, answer)
    add_robustness(page, answer)
    page.gap()
    page.add(("Balances are sums of weights, not likelihoods.", "dim"))
    if answer.evaluator != "rete":
        page.add(f"Answered by the {answer.evaluator} evaluator: {answer.instead}.", hanging=2)
    return page


def _asked(page: Page, answer: Watch) -> None:
    """What the verdict turns on, what may come out otherwise, and how far that was searched."""
    base = answer.question.base
    for name in answer.crux:
        settling = answer.trace.settled[name]
        balances = ", ".join(f"{state} {signed(balance)}" for state, balance in settling.balances)
        if is_stated(answer.question, answer.trace, name):
            balances = f"stated: {states_of(base, name, settling.known)}; its balances, {balances}, do not decide it"
        page.add(f"It turns on {name} ({balances}).", indent=7, hanging=2)
    actors = [base.actors[actor].title if actor in base.actors else actor for actor in answer.levers]
    who = f"levers of {any_of(actors)}" if actors else _all(answer)
    held = f", without {any_of(answer.held, 'and')}" if answer.held else ""
    page.add(searched_text(answer, f"{who}{held}"), indent=7, hanging=2)


def _all(answer: Watch) -> str:
    """All that may come out otherwise, where no actors are named."""
    derived = any(answer.question.program.rules_on.get(fact.descriptor) for fact in answer.facts)
    return f"all that is observed{', and what is stated of what rules derive' if derived else ''}"


def searched_text(answer: Watch, who: str = "") -> str:
    """What may come out otherwise, and how far that was searched."""
    tippings = answer.tippings
    most = f"up to {counted(tippings.most, 'change')}"
    how = {
        "kernel": f"the kernel went through all {counted(tippings.sets, 'set')} of {most}",
        "solver": f"the solver (clingo) searched all {counted(tippings.sets, 'set')} of {most}",
    }[tippings.reading]
    if not tippings.exhausted:
        by = {"kernel": "the kernel", "solver": "the solver (clingo)"}[tippings.reading]
        how = f"{by} was stopped: there may be others among the {tippings.sets:,} sets of {most}"
    if tippings.unsearched:
        how += f"; larger ones were not searched: {counted(tippings.unsearched, 'set')} (`kakehashi watch` searches them)"
    return f"May come out otherwise: {counted(len(answer.facts), 'fact')} ({who or _all(answer)}); {how}."


def add_facts(page: Page, answer: Watch, whole: bool = False) -> None:
    """Adds the facts, section by section, the first of each or the `whole` of it."""
    for title, facts in groupby(answer.facts, key=_title):
        page.heading(title)
        listed = list(facts)
        if title == _NOTHING:
            page.add(any_of((fact.descriptor for fact in listed), "and"), indent=2, hanging=2)
            continue
        for fact in listed if whole else listed[:_MOST]:
            _fact(page, answer, fact, whole)
        if not whole and len(listed) > _MOST:
            page.add((f"… and {len(listed) - _MOST} more: --json has them all", "dim"), indent=2)


_NOTHING = "Does nothing to it as things stand"
_OTHERS = {1: "Tips it alone", 2: "Tips it with one other"}


def _title(fact: Watched) -> str:
    if fact.tips_with is not None:
        return _OTHERS.get(fact.tips_with, f"Tips it with {fact.tips_with - 1} others")
    return "Moves an account only" if fact.moves_account else _NOTHING


def _fact(page: Page, answer: Watch, fact: Watched, whole: bool) -> None:
    """A fact, what is known of it, and what each of its other states does."""
    descriptor = answer.question.base.descriptors[fact.descriptor]
    unknown = len(fact.known) == len(descriptor.states)
    known = "not known" if unknown else states_of(answer.question.base, fact.descriptor, fact.known)
    if fact.tips_with is None and len(fact.moves) == 1:
        _move(page, answer, fact, fact.moves[0], whole, (fact.descriptor, "name"), f": {known} → ")
        return
    question = f": {descriptor.question}" if fact.tips_with is not None else ""
    page.add((fact.descriptor, "name"), f" is {known}{question}", indent=2, hanging=2)
    for move in fact.moves:
        _move(page, answer, fact, move, whole)


def _move(page: Page, answer: Watch, fact: Watched, move: Move, whole: bool, *before: Span | str) -> None:
    """A state that a fact may come to be in: the verdict where it tips it, which way it pulls, and with which others it tips."""
    base = answer.question.base
    pulls = [pull for pull in move.pulls if pull.decides] or move.pulls
    parts = [verdict_text(move.verdict)] if move.tips else []
    parts += [text for pull in pulls if (text := _pull(answer, pull))]
    state = states_of(base, fact.descriptor, [move.state])
    said = "; ".join(parts) or ("balances move alike" if move.pulls else "moves nothing")
    page.add(*before, (state, "strong"), f": {said}", indent=2 if before else 4, hanging=2)
    change = fact.descriptor, move.state
    sets = [tipping for tipping in fact.sets if change in tipping.changes and len(tipping.changes) > 1]
    for tipping in sets if whole else sets[:_SETS]:
        others = any_of((_change(base, other) for other in tipping.changes if other != change), "and")
        page.add(f"with {others}: {verdict_text(tipping.verdict)}", indent=6, hanging=2)
    if not whole and len(sets) > _SETS:
        page.add((f"and with {len(sets) - _SETS} more: --json has them all", "dim"), indent=6)


def _change(base: RuleBase, change: Change) -> str:
    return f"{change[0]} {states_of(base, change[0], [change[1]])}"


def _pull(answer: Watch, pull: Pull) -> str:
    """``towards positive by 7, to 1 behind, and bars confrontational``; on which balances, where more than one set counts."""
    where = ""
    if not pull.decides:
        where = ", on the scenarios' own balances"
    elif len(answer.crux) > 1 or is_stated(answer.question, answer.trace, pull.descriptor):
        where = f", on {pull.descriptor}"
    parts = []
    for way, moved in (("towards", pull.towards), ("away from", pull.away)):
        if moved:
            named = any_of(any_of(margin.scenarios) for margin in moved)
            to = _stands(moved[0].after) if len(moved) == 1 else ""
            parts.append(f"{way} {named} by {abs(moved[0].growth)}{to}{where}")
    parts += [f"bars {any_of(pull.barred, 'and')}"] if pull.barred else []
    parts += [f"no longer bars {any_of(pull.opened, 'and')}"] if pull.opened else []
    said = ", and ".join(parts)
    if pull.decided:
        waiting = f"{counted(abs(pull.decided), 'rule')} {'fewer' if pull.decided > 0 else 'more'} pending"
        said = f"{said}; {waiting}" if said else f"{waiting}{where}"
    return said


def _stands(margin: int) -> str:
    """Where that takes them: ``, to 1 behind``."""
    return f", to {abs(margin)} {'ahead' if margin > 0 else 'behind'}" if margin else ", to level"


def add_separations(page: Page, answer: Watch) -> None:
    """Adds the fact that separates each pair of scenarios best."""
    found, base = answer.separations, answer.question.base
    page.heading("What separates the scenarios")
    if found.reading is None:
        page.add(f"Not told: the {found.size:,} what-ifs of these facts are too many to be counted.", indent=2, hanging=2)
        return
    reading = "counter" if found.reading == "diagrams" else "kernel"
    over = f"Over all {counted(found.size, 'what-if')} of these facts; the {reading} {READINGS[found.reading]}."
    page.add(f"{over} Shares are shares of them, each counted once, and no likelihoods.", indent=2)
    for pair in found.pairs:
        _separation(page, base, pair)


def _separation(page: Page, base: RuleBase, pair: Separation) -> None:
    both = f"{pair.first} or {pair.second}"
    never = [scenario for scenario, count in zip((pair.first, pair.second), pair.counts, strict=True) if not count]
    if never:
        page.add((both, "strong"), f": {any_of(never, 'and')} {'is' if len(never) == 1 else 'are'} never indicated.", indent=2)
        return
    telling = [fact for fact in pair.facts if fact.apart]
    if not telling:
        page.add((both, "strong"), ": no fact separates them.", indent=2)
        return
    page.add((f"{both}: ", "strong"), (telling[0].descriptor, "name"), f", {_told(base, pair, telling[0])}", indent=2, hanging=4)
    if further := telling[1 : 1 + _NEXT]:
        page.add((f"then {any_of((fact.descriptor for fact in further), 'and')}", "dim"), indent=6)


def _told(base: RuleBase, pair: Separation, fact: Distinction) -> str:
    """How often the state that tells most occurs with either scenario."""
    one, two = pair.counts
    rows = list(zip(fact.states, fact.first, fact.second, strict=True))
    state, ours, theirs = max(rows, key=lambda row: abs(row[1] * two - row[2] * one))
    shown = states_of(base, fact.descriptor, [state])
    first = f"{shown} in {share(ours, one)} of the what-ifs that end {pair.first}"
    return f"{first}, {share(theirs, two)} of those that end {pair.second}"
