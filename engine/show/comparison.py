"""A comparison as a page: the verdict before and after, why, what turned from facts to scenario, what moved only.

An assessment with what-ifs or dissents shows the short form of the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.ask.changes import Change
from engine.ask.compare import Comparison, Difference, Moved, Side
from engine.ask.derivations import Derivation
from engine.ask.responsibility import Responsibility, Search
from engine.ask.verdict import Verdict
from engine.show.changes import change_text, decider_text
from engine.show.headline import add_asked, facts_counted
from engine.show.page import Page, Style
from engine.show.sentences import Sentences, weights_text
from engine.show.words import any_of, signed, states_of, status_word, verdict_text

_MOST = 4  # joint sets named at once; `--json` gives all


def comparison_page(answer: Comparison, whole: bool = False) -> Page:
    """The page of a comparison; the rules are told of what the verdict turns on, or of everything where it is `whole`."""
    page = Page()
    page.add((answer.after.question.base.title, "heading"))
    for word, side in (("Before: ", answer.before), ("After:  ", answer.after)):
        _side(page, word, side)
    page.gap()
    before, after = answer.before.verdict, answer.after.verdict
    if answer.is_empty:
        page.add((f"VERDICT  {verdict_text(after)}, in both", "strong"), (f"  ({after.descriptor})", "dim"), hanging=9)
        page.gap()
        page.add("Nothing differs: the same facts stand, under the same rules.")
        return page
    said = f"{verdict_text(before)} → {verdict_text(after)}" if before != after else f"{verdict_text(after)}, as before"
    page.add((f"VERDICT  {said}", "strong"), (f"  ({after.descriptor})", "dim"), hanging=9)
    _changes(page, answer)
    _why(page, answer)
    _trials(page, answer)
    writer = _Writer(page, answer)
    if answer.turned:
        page.heading("What turned, from facts to scenario")
        for difference in answer.turned:
            writer.difference(difference, whole or difference.descriptor in answer.crux)
    moved = [difference for difference in answer.differences if not difference.turned]
    if moved:
        page.heading("What moved without turning")
        for difference in moved:
            writer.difference(difference, whole or difference.descriptor in answer.crux)
    _accounts(page, answer)
    page.gap()
    further = "" if whole else " --full tells the rules behind the others."
    page.add((f"Balances are sums of weights, not likelihoods.{further}", "dim"))
    return page


def add_changes(page: Page, answer: Comparison, follow: Collection[str]) -> None:
    """Adds the short form: what turned, what is responsible for the verdict, and the balances of some descriptors."""
    page.heading("What changed by that")
    before, after = answer.before.verdict, answer.after.verdict
    if before == after:
        page.add(f"The verdict is as before: {any_of(after.states)}.", indent=2)
    elif (before.status, before.states) == (after.status, after.states):
        page.add(f"The verdict is {verdict_text(after)}; it was {verdict_text(before)}.", indent=2, hanging=2)
    if answer.responsible is not None and len(_moving(answer)) > 1:
        page.add(undone_text(answer.responsible.undoing, "the verdict"), indent=2, hanging=2)
    for difference in answer.turned:
        style: Style = "strong" if difference.descriptor == answer.after.verdict.descriptor else ""
        page.add((turn_text(answer, difference), style), indent=2, hanging=2)
    for difference in answer.differences:
        if difference.descriptor in follow and difference.moved:
            page.add(f"Balances of {difference.descriptor}: {_balances(difference.moved)}", indent=2, hanging=2)


def _side(page: Page, word: str, side: Side) -> None:
    case = side.question.case
    page.add((word, "strong"), f"case {case.name}: {case.title} ({facts_counted(side.question)})", hanging=8)
    add_asked(page, side.question, 8)


def _moving(answer: Comparison) -> list[Change]:
    return [change for change in answer.changes if change.moves]


def _changes(page: Page, answer: Comparison) -> None:
    page.heading("What differs")
    bases = answer.before.question.base, answer.after.question.base
    for change in answer.changes:
        page.add(*change_text(bases, change), indent=2, hanging=2)


def _why(page: Page, answer: Comparison) -> None:
    """What is responsible for the verdict, and what would have been enough."""
    moving, responsible = _moving(answer), answer.responsible
    if responsible is None:
        return
    page.heading("What is responsible for the verdict")
    if len(moving) == 1:
        page.add(f"{moving[0].name}, the only change.", indent=2)
        return
    page.add(undone_text(responsible.undoing, "the verdict"), indent=2, hanging=2)
    page.add(_enough(responsible), indent=2, hanging=2)


def undone_text(search: Search, what: str) -> str:
    """Which changes undo a turn when they are undone."""
    if search.single:
        which = ", each of them needed: without any one" if len(search.single) > 1 else ": without it"
        return f"{any_of(search.single, 'and')}{which} {what} would be as before."
    return f"No single change: {what} would be as before without {_sets(search)}.{_bound(search)}"


def _enough(responsible: Responsibility) -> str:
    """Which changes would have made the turn with nothing else changed."""
    search = responsible.making
    if search.single:
        also = any(name in responsible.undoing.single for name in search.single)
        return f"{any_of(search.single)} alone is enough{' as well' if also else ''}, with nothing else changed."
    return f"No change alone is enough; it takes {_sets(search)}.{_bound(search)}"


def _sets(search: Search) -> str:
    sets = [f"{any_of(names, 'and')} together" for names in search.sets[:_MOST]]
    more = f", or one of {len(search.sets) - _MOST} more sets as large" if len(search.sets) > _MOST else ""
    return ", or ".join(sets) + more


def _bound(search: Search) -> str:
    """How far was searched, where that left something open."""
    if search.exact:
        return ""
    return (
        f" None of these can be left out. All sets of up to {search.tried} of the {search.among} changes that bear on it "
        "were tried, and none does it; a set smaller than this one is not ruled out."
    )


def _trials(page: Page, answer: Comparison) -> None:
    """What each change does to the verdict, alone and undone, where that differs from change to change."""
    before, after = answer.before.verdict, answer.after.verdict
    doing = [trial for trial in answer.trials if trial.alone != before or trial.undone != after]
    if len(answer.trials) < 2 or not doing:
        return
    page.heading("What each change does to the verdict")
    for trial in doing:
        parts = f": alone, {_then(trial.alone, before)}; all but this, {_then(trial.undone, after)}."
        page.add((trial.change, "name"), parts, indent=2, hanging=2)
    idle = [change.name for change in _moving(answer) if change.name not in {trial.change for trial in doing}]
    if idle:
        page.add(f"Nothing, alone or undone: {any_of(idle, 'and')}.", indent=2, hanging=2)


def _then(verdict: Verdict, other: Verdict) -> str:
    return f"{verdict_text(verdict)}{' still' if verdict == other else ''}"


def turn_text(answer: Comparison, difference: Difference) -> str:
    """What a descriptor was and is."""
    bases = answer.before.question.base, answer.after.question.base
    settlings = difference.before, difference.after
    known = [states_of(base, s.descriptor, s.known) for base, s in zip(bases, settlings, strict=True)]
    if known[0] == known[1]:
        known = [f"{states} ({status_word(s)})" for states, s in zip(known, settlings, strict=True)]
    return f"{difference.descriptor}: {known[0]} → {known[1]}"


def _balances(moved: Iterable[Moved]) -> str:
    return ", ".join(f"{m.state} {signed(m.after)} (was {signed(m.before)})" for m in moved)


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
            page.add((signed(move), "good" if move > 0 else "bad"), f" {share.rule}", indent=4)


class _Writer:
    """Writes differences; a rule that changed is told whole where it first counts."""

    def __init__(self, page: Page, answer: Comparison) -> None:
        self.page, self.answer = page, answer
        self.derivations = {derivation.rule: derivation for derivation in answer.derivations}
        self.sentences = [Sentences(page, side.question.program) for side in (answer.before, answer.after)]
        self.told: set[str] = set()

    def difference(self, difference: Difference, whole: bool) -> None:
        """A descriptor that turned or moved, and the rules behind that where it is told whole."""
        answer, page = self.answer, self.page
        if difference.turned:
            page.add((turn_text(answer, difference), "strong"), indent=2, hanging=2)
            if difference.responsible is not None and len(_moving(answer)) > 1:
                page.add(("by ", "dim"), self.blame(difference.responsible.undoing), indent=4, hanging=2)
            if difference.moved:
                page.add((f"balances: {_balances(difference.moved)}", "dim"), indent=4, hanging=2)
        else:
            known = states_of(answer.after.question.base, difference.descriptor, difference.after.known)
            moved = _balances(difference.moved) or "other rules, the same balances"
            page.add((difference.descriptor, "strong"), f" ({known}): {moved}", indent=2, hanging=2)
        if difference.before.asserted != difference.after.asserted:
            stated = [any_of(s.asserted) if s.asserted else "nothing" for s in (difference.before, difference.after)]
            page.add(f"stated: {stated[0]} → {stated[1]}", indent=4, hanging=2)
        for name in difference.rules if whole else ():
            self.rule(self.derivations[name], difference)

    def blame(self, search: Search) -> str:
        """The changes that are responsible, in a few words."""
        verdict = self.answer.responsible
        if verdict is not None and search.sets == verdict.undoing.sets and len(search.sets) > 1:
            return "what is responsible for the verdict"
        if search.single:
            either = ", each of them needed" if len(search.single) > 1 else ""
            return f"{any_of(search.single, 'and')}{either}"
        return f"{_sets(search)}{'' if search.exact else ' (a smaller set is not ruled out)'}; no single change"

    def rule(self, derivation: Derivation, difference: Difference) -> None:
        """A rule that does not read as before: what it weighs or narrows here, its sentence, and what decided it."""
        side = 0 if derivation.after == "absent" or derivation.is_lost else 1
        program = (self.answer.before, self.answer.after)[side].question.program
        rule = program.rules.get(derivation.rule)
        if rule is None:
            return
        weights, narrows = rule.weights(difference.descriptor), rule.narrows(difference.descriptor)
        effect = ", ".join(
            [*([f"only {any_of(narrows)}"] if narrows is not None else []), *([weights_text(weights)] if weights else [])]
        )
        style: Style = "good" if derivation.is_gained else "bad" if derivation.is_lost else "dim"
        head = (f"{_how(derivation)} ", style)
        again = derivation.rule in self.told
        self.told.add(derivation.rule)
        self.sentences[side].add(derivation.rule, 4, head, (f"{effect}: ", "strong"))
        if not again:
            for decider in derivation.deciders:
                bases = self.answer.before.question.base, self.answer.after.question.base
                self.page.add((f"since {decider_text(bases, decider)}", "dim"), indent=6, hanging=2)


def _how(derivation: Derivation) -> str:
    if derivation.is_gained:
        return "added, fires:" if derivation.before == "absent" else "now fires:"
    if derivation.is_lost:
        return {"absent": "left out:", "pending": "now pending:"}.get(derivation.after, "fell silent:")
    if derivation.otherwise and derivation.after == "fired":
        return "says otherwise:"
    return f"{derivation.after.replace('_', ' ')} (was {derivation.before.replace('_', ' ')}):"
