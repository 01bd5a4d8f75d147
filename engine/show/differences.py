"""Differences on a page: what turned or moved, and the rules behind it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.ask.compare import Comparison, Difference, Moved
from engine.ask.derivations import Derivation
from engine.ask.responsibility import Search
from engine.show.changes import decider_text
from engine.show.page import Page, Style
from engine.show.responsible import blame_text
from engine.show.sentences import Sentences, weights_text
from engine.show.words import any_of, signed, states_of, status_word


def turn_text(answer: Comparison, difference: Difference) -> str:
    """What a descriptor was and is."""
    bases = answer.before.question.base, answer.after.question.base
    settlings = difference.before, difference.after
    known = [states_of(base, s.descriptor, s.known) for base, s in zip(bases, settlings, strict=True)]
    if known[0] == known[1]:
        known = [f"{states} ({status_word(s)})" for states, s in zip(known, settlings, strict=True)]
    return f"{difference.descriptor}: {known[0]} → {known[1]}"


def balances_text(moved: Iterable[Moved]) -> str:
    """Balances that moved, each with what it was."""
    return ", ".join(f"{m.state} {signed(m.after)} (was {signed(m.before)})" for m in moved)


class DifferenceWriter:
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
            if difference.responsible is not None and len(answer.moving) > 1:
                page.add(("by ", "dim"), self.blame(difference.responsible.undoing), indent=4, hanging=2)
            if difference.moved:
                page.add((f"balances: {balances_text(difference.moved)}", "dim"), indent=4, hanging=2)
        else:
            known = states_of(answer.after.question.base, difference.descriptor, difference.after.known)
            moved = balances_text(difference.moved) or "other rules, the same balances"
            page.add((difference.descriptor, "strong"), f" ({known}): {moved}", indent=2, hanging=2)
        if difference.before.asserted != difference.after.asserted:
            stated = [any_of(s.asserted) if s.asserted else "nothing" for s in (difference.before, difference.after)]
            page.add(f"stated: {stated[0]} → {stated[1]}", indent=4, hanging=2)
        for name in difference.rules if whole else ():
            self.rule(self.derivations[name], difference)

    def blame(self, search: Search) -> str:
        """The changes that are responsible; where they are many, and those of the verdict, they are not named again."""
        verdict = self.answer.responsible
        if verdict is not None and search.sets == verdict.undoing.sets and len(search.sets) > 1:
            return "what is responsible for the verdict"
        return blame_text(search)

    def rule(self, derivation: Derivation, difference: Difference) -> None:
        """A rule that does not read as before: what it weighs or narrows here, its sentence, and what decided it."""
        side = 0 if derivation.after == "absent" or derivation.is_lost else 1
        effect = self.effect(side, derivation.rule, difference.descriptor)
        if derivation.before == derivation.after and (was := self.effect(0, derivation.rule, difference.descriptor)) != effect:
            effect += f" (was {was})"
        style: Style = "good" if derivation.is_gained else "bad" if derivation.is_lost else "dim"
        head = (f"{self.how(derivation)} ", style)
        again = derivation.rule in self.told
        self.told.add(derivation.rule)
        self.sentences[side].add(derivation.rule, 4, head, (f"{effect}: ", "strong"))
        if not again:
            for decider in derivation.deciders:
                bases = self.answer.before.question.base, self.answer.after.question.base
                self.page.add((f"since {decider_text(bases, decider)}", "dim"), indent=6, hanging=2)

    def effect(self, side: int, rule: str, descriptor: str) -> str:
        """What a rule does to a descriptor in one of the two questions."""
        found = (self.answer.before, self.answer.after)[side].question.program.rules[rule]
        weights, narrows = found.weights(descriptor), found.narrows(descriptor)
        return ", ".join(filter(None, [f"only {any_of(narrows)}" if narrows else "", weights_text(weights)])) or "no effect here"

    def how(self, derivation: Derivation) -> str:
        """What became of a rule, in a word or two."""
        before, after = (derivation.rule in side.question.base.rules for side in (self.answer.before, self.answer.after))
        if derivation.is_gained:
            return "now fires:" if derivation.before != "absent" else "back, fires:" if before else "added, fires:"
        if derivation.is_lost:
            gone = "left out:" if after else "gone:"
            return {"absent": gone, "pending": "now pending:"}.get(derivation.after, "fell silent:")
        if derivation.before == derivation.after:
            return f"{derivation.after.replace('_', ' ')}, but says otherwise:"
        return f"{derivation.after.replace('_', ' ')} (was {derivation.before.replace('_', ' ')}):"
