"""Why a state was not concluded, as a page: what it lost to, every rule for it and every blocker, and the nearest miss."""

from __future__ import annotations

from engine.ask.blockers import Blocker, Choice, Exemption, Missed, blocking_tests
from engine.ask.nearest import Nearest
from engine.ask.why import Step
from engine.ask.whynot import Absence, Lead, Loss, WhyNot
from engine.infer.trace import TestReading
from engine.language.base import RuleBase
from engine.language.conditions import Test
from engine.show.explanation import Extent, add_evaluator
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.pointers import pointer
from engine.show.sentences import Sentences, weights_text
from engine.show.words import (
    any_of,
    effect_text,
    fact_text,
    gap_text,
    interval,
    met,
    not_known,
    said_of,
    signed,
    states_of,
    status_word,
    tag,
    test_text,
)

_MOST = 5  # facts to find out; a long answer has all
_AGAINST = 3  # rules against what a blocker asks for; all of those against the goal are named


def whynot_page(answer: WhyNot, shown: Extent) -> Page:
    """The page of what keeps a state from being concluded."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    if not answer.absences:
        status = status_word(answer.trace.settled[answer.goal.descriptor])
        page.add((f"{test_text(answer.question.base, answer.goal)} is what was concluded", "strong"), f" ({status}).", hanging=2)
        proof = ("why",) if answer.goal.descriptor == answer.question.base.verdict else ("why", answer.goal.descriptor)
        page.add((f"{pointer(answer.question, *proof)} proves it.", "dim"), whole=True)
    else:
        _Reasons(page, answer, shown).write()
        for goal in answer.howto:
            page.gap()
            page.add(f"What would it take: {pointer(answer.question, 'howto', goal)}", whole=True)
    add_evaluator(page, answer.evaluator, answer.instead)
    return page


class _Reasons:
    """Writes the absences, each once, from the goal down."""

    def __init__(self, page: Page, answer: WhyNot, shown: Extent) -> None:
        self.page, self.answer, self.shown = page, answer, shown
        self.base = answer.question.base
        self.sentences = Sentences(page, answer.question.program)
        self.whole = shown.length == "long"
        self.told = self._told() if shown.length != "short" else {}
        self.deeper = 0
        self.written: set[Test] = set()
        self.missing: set[str] = set()

    def _told(self) -> dict[Test, None]:
        """The absences of derived descriptors that are written, level by level.

        What waits for something unknown is followed in a long answer only; any other says what to find out.
        """
        found = {self.answer.goal: 1}
        for test in (queue := [self.answer.goal]):
            if self.shown.depth and found[test] >= self.shown.depth:
                continue
            absence = self.answer.absences[test]
            for missed in (*absence.missed, *(absence.threats if self.whole else ())):
                others = [b.test for b in blocking_tests(missed.blockers) if self.whole or b.kind == "otherwise"]
                others += [self.base.complement(held.test) for part in missed.exemptions for held in part.tests]
                for other in others:
                    if other not in found and not self.base.is_observed(other.descriptor):
                        found[other] = found[test] + 1
                        queue.append(other)
        return dict.fromkeys(found)

    def write(self) -> None:
        """Everything."""
        goal = self.answer.absences[self.answer.goal]
        settling, status = goal.settling, status_word(goal.settling)
        known = states_of(self.base, settling.descriptor, settling.known, "and")
        stands = f"it is {status}; {known} are left" if len(settling.known) > 1 else f"it is {known} ({status})"
        if settling.status == "contradiction":
            stands = "the rules on it contradict one another"
        self.page.add((f"{test_text(self.base, goal.test)} is not concluded", "strong"), f": {stands}.", hanging=2)
        for test in self.told:
            if test != goal.test:
                wanted = states_of(self.base, test.descriptor, test.states)
                self.page.heading(f"Why {test.descriptor} is not {wanted}")
            self.written.add(test)
            self.absence(self.answer.absences[test])
        if self.shown.length == "short":
            self.losses(goal)
        self.waits()
        self.nearest()
        if self.deeper:
            self.page.gap()
            self.page.add(("… stands for reasons deeper down; --length long follows all of them.", "dim"), hanging=2)

    def absence(self, absence: Absence) -> None:
        """Why one wanted test does not hold."""
        self.losses(absence)
        if not absence.spoken_for and not self.base.is_observed(absence.test.descriptor):
            self.page.add("No rule of the base concludes or promotes it, whatever the case.", indent=2, hanging=2)
        self.against(absence.against, 0 if self.whole or absence.test == self.answer.goal else _AGAINST)
        if absence.missed:
            self.page.add("For it, but did not fire:", indent=2)
        for missed in absence.missed:
            self.missed(missed)
        threats = [missed for missed in absence.threats if missed not in absence.missed]
        if threats:
            self.page.add("Pending, and may still turn against it:", indent=2)
        for missed in threats:
            self.missed(missed, briefly=not self.whole)

    def losses(self, absence: Absence) -> None:
        """What became of the wanted states, and how far they are from winning."""
        for fact in absence.facts:
            self.page.add(f"The case states {said_of(self.base, fact)}: {fact_text(fact)}.", indent=2, hanging=2)
        tension = absence.settling.tension
        if tension is not None:
            how = {"strict": "by strict rules", "default": "by default", "balance": f"with a lead of {tension.lead}"}[tension.by]
            said = f"The rules derive {any_of(tension.derived)} {how}; what is stated is used."
            self.page.add(said, indent=2, hanging=2)
        if self.base.is_observed(absence.test.descriptor):
            self.page.add("No rule has an effect on it: what is known of it is what is stated.", indent=2, hanging=2)
        for loss in absence.losses:
            if loss.how != "stated":
                self.page.add(self.loss(absence, loss), indent=2, hanging=2)
        outweighed = {loss.state for loss in absence.losses if loss.how == "outweighed"}
        for lead in absence.leads:
            if lead.rival in absence.settling.known and lead.state not in outweighed:
                self.page.add(self.lead(lead), indent=2, hanging=2)

    def loss(self, absence: Absence, loss: Loss) -> str:
        """How a wanted state was lost."""
        settling = absence.settling
        if loss.how == "default":
            return f"No rule on it can fire, and {loss.by} is the default."
        if loss.how == "narrowed":
            table = dict(sorted(settling.balances, key=lambda pair: -pair[1]))
            balances = f" ({weights_text(table)})" if any(table.values()) else ""
            return f"{loss.state} is narrowed away, whatever the balances{balances}."
        balances = f"{loss.by} {signed(settling.balance(loss.by))}, {loss.state} {signed(settling.balance(loss.state))}"
        apart = settling.balance(loss.by) - settling.balance(loss.state)
        sure = f", {loss.margin} at the worst, once pending rules are decided" if loss.margin != apart else ""
        return f"{loss.state} is outweighed: it is {apart} behind {loss.by} ({balances}){sure}."

    def lead(self, lead: Lead) -> str:
        """How a wanted state that is left stands against a rival that is left too."""
        today = f"{lead.gap} behind" if lead.gap > 0 else f"{-lead.gap} ahead of" if lead.gap < 0 else "level with"
        swing = (
            f"; pending rules may still carry {lead.rival} ahead by {lead.swing + lead.gap}"
            if lead.swing + lead.gap > 0 and lead.swing
            else ""
        )
        return f"{lead.state} is {today} {lead.rival} today{swing}."

    def against(self, steps: tuple[Step, ...], most: int) -> None:
        """The fired rules that speak against it (0: all of them), and what they met; those that stand above in one line."""
        if steps:
            self.page.add("Against it:", indent=2)
        again, left = [], 0
        for step in steps:
            effect = effect_text(step.weights if step.narrows is None else (), step.narrows)
            if step.rule in self.sentences.written:
                again.append(f"{self.base.rules[step.rule].name} ({effect})")
                continue
            if most and steps.index(step) >= most:
                left += 1
                continue
            self.sentences.add(step.rule, 4, (effect, "strong"), ": ")
            met_by = dict.fromkeys(step.premises)
            since = [f"{p.test.descriptor} is {self.known(p)}{self.source(p.test.descriptor)}" for p in met_by]
            since += [not_known(self.base, test) for test in step.assumed]
            if since:
                self.page.add(f"since {any_of(since, 'and')}", indent=6, hanging=2)
        if left:
            self.page.add((f"… and {left} more", "dim"), indent=4)
            self.deeper += 1
        if again:
            self.page.add(f"{'and, ' if len(again) < len(steps) else ''}as above: {'; '.join(again)}", indent=4, hanging=2)

    def known(self, reading: TestReading) -> str:
        """What a test met, a number as it was stated."""
        return states_of(self.base, reading.test.descriptor, reading.known)

    def missed(self, missed: Missed, briefly: bool = False) -> None:
        """A rule that did not fire, and (unless `briefly`) what keeps it from it, said once."""
        found = self.base.rules[missed.rule]
        effect = effect_text(missed.weights if missed.narrows is None else (), missed.narrows)
        again = missed.rule in self.missing
        where = f"[{found.name}, blocked as above]" if again else tag(found)
        self.page.add((effect, "strong"), f": {found.title} ", (where, "dim"), indent=4, hanging=2)
        if not (again or briefly):
            self.missing.add(missed.rule)
            self.blockers(missed.blockers, 6)
            for exemption in missed.exemptions:
                self.exemption(exemption)

    def blockers(self, parts: tuple[Blocker | Choice, ...], indent: int) -> None:
        """Blockers, all of which are to be met; of alternatives one."""
        for part in parts:
            if isinstance(part, Blocker):
                mark = "unknown" if part.kind == "unknown" else "blocked"
                self.page.add((mark, "bad"), f": {self.blocker(part)}", indent=indent, hanging=2)
            else:
                self.page.add("blocked: none of these holds, and one would do", indent=indent)
                for option in part.options:
                    if len(option) > 1:
                        self.page.add("all of", indent=indent + 2)
                    self.blockers(option, indent + (4 if len(option) > 1 else 2))

    def blocker(self, blocker: Blocker) -> str:
        """What was asked and what it met, and where that is from."""
        test, name = blocker.test, blocker.test.descriptor
        number = self.base.descriptors[name].number
        if blocker.gap is not None and number is not None:
            far = gap_text(blocker.gap, number.unit)
            asked = f"{test_text(self.base, test)} is asked for, and it is {interval(str(blocker.gap.stated))}: {far}"
        else:
            asked = met(self.base, blocker.reading)
        return f"{asked}{self.source(name)}{self.reference(test)}"

    def exemption(self, exemption: Exemption) -> None:
        """An `unless` that holds."""
        held = any_of((f"{t.test.descriptor} is {self.known(t)}{self.source(t.test.descriptor)}" for t in exemption.tests), "and")
        refers = "".join(dict.fromkeys(self.reference(self.base.complement(t.test)) for t in exemption.tests))
        self.page.add(("blocked by its `unless`", "bad"), f": {held}{refers}", indent=6, hanging=2)

    def source(self, name: str) -> str:
        """Where what is stated of an observed descriptor comes from."""
        given = self.answer.trace.given_on.get(name)
        return f" ({'; '.join(fact_text(fact) for fact in given.facts)})" if given else ""

    def reference(self, test: Test) -> str:
        """Where a derived blocker is explained."""
        if self.base.is_observed(test.descriptor):
            return ""
        if test in self.written:
            return " (see above)"
        if test in self.told:
            return " (see below)"
        self.deeper += 1
        return " …"

    def waits(self) -> None:
        """What to find out first, where pending rules wait for it."""
        waits = self.answer.waits if self.whole else self.answer.waits[:_MOST]
        if waits:
            self.page.heading("Find out first")
        for wait in waits:
            states = states_of(self.base, wait.descriptor, wait.states)
            question = self.base.descriptors[wait.descriptor].question
            self.page.add((wait.descriptor, "name"), f" ({states}): {question}", indent=2, hanging=2)
        if len(self.answer.waits) > len(waits):
            self.page.add((f"… and {len(self.answer.waits) - len(waits)} more (--length long lists them).", "dim"), indent=2)

    def nearest(self) -> None:
        """The nearest miss."""
        self.page.heading("Nearest miss")
        if not self.answer.nearest:
            said = (
                "It is for the case to state it."
                if self.base.is_observed(self.answer.goal.descriptor)
                else "None: no rule is for it."
            )
            self.page.add(said, indent=2)
        for near in self.answer.nearest:
            self.page.add(_near(self.base, near), indent=2, hanging=2)


def _near(base: RuleBase, near: Nearest) -> str:
    """What would have had to be known, and what would have come of it."""
    name = near.wanted.descriptor
    changes = [f"{test.descriptor} {states_of(base, test.descriptor, test.states)}" for test in near.changes]
    things = "one thing" if len(changes) == 1 else f"{len(changes)} things"
    before = f"{base.rules[near.rule].name} lacks {things}. " if near.rule else ""
    known = states_of(base, name, near.known)
    if near.reached:
        then = f"{name} would be {known}"
    else:
        ahead = near.gap is not None and near.gap > 0 and len(near.known) == 1
        far = f", {near.gap} ahead of {any_of(near.wanted.states)}" if ahead else ""
        then = f"{name} would still be {known}{far}"
    if near.dropped:
        return f"Were nothing stated of {name}, it would {'' if near.reached else 'still '}be {known}."
    return f"{before}Were {any_of(changes, 'and')}, {then}."
