"""A proof as a page: a tree from the conclusion down to facts, shared reasons written once."""

from __future__ import annotations

from functools import partial

from engine.ask.why import Explanation, Missed, Proof, Step
from engine.infer.trace import TestReading
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.words import any_of, fact_text, met, not_known, said_of, signed, states_of, status_word, tag

_BRANCH, _LAST, _DOWN, _OPEN = "├─ ", "└─ ", "│  ", "   "


def explanation_page(answer: Explanation, depth: int) -> Page:
    """The page of an explanation; conclusions deeper than `depth` are only named (0: no limit)."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    if answer.goal not in answer.proofs:
        page.add(f"{answer.goal} is a number that no rule reads: it is kept as context.", hanging=2)
        for fact in answer.question.situation.facts:
            if fact.descriptor == answer.goal:
                page.add(f"{fact.descriptor} = {said_of(answer.question.base, fact)}: {fact_text(fact)}", indent=2, hanging=2)
        return page
    settling = answer.proofs[answer.goal].settling
    if answer.state and settling.known != (answer.state,):
        _not_concluded(page, answer)
        page.add("What was concluded instead:")
        depth = min(depth or 1, 1)
    tree = _Tree(page, answer, depth)
    tree.draw()
    page.gap()
    if tree.named:
        page.add(("… stands for reasons deeper down; --depth 0 shows the whole proof.", "dim"), hanging=2)
    if answer.evaluator != "rete":
        page.add(f"Answered by the {answer.evaluator} evaluator: {answer.instead}.", hanging=2)
    return page


def _not_concluded(page: Page, answer: Explanation) -> None:
    """What is missing for a state that was asked about and is not what was concluded."""
    base, settling = answer.question.base, answer.proofs[answer.goal].settling
    known = states_of(base, answer.goal, settling.known)
    page.add(
        (f"{answer.goal} = {answer.state} is not concluded", "strong"), f": it is {known} ({status_word(settling)}).", hanging=2
    )
    for rule in settling.fired:
        narrows = answer.question.program.rules[rule].narrows(answer.goal)
        if narrows is not None and answer.state not in narrows:
            found = base.rules[rule]
            page.add(f"Excluded, since {found.says} ", (tag(found), "dim"), indent=2, hanging=2)
    if settling.asserted is not None and answer.state not in settling.asserted:
        page.add(f"The case asserts {any_of(settling.asserted)}.", indent=2)
    against = [step for step in answer.proofs[answer.goal].weighing if dict(step.weights).get(answer.state, 0) < 0]
    for step in against:
        found = base.rules[step.rule]
        weight = signed(dict(step.weights)[answer.state])
        page.add(f"Against it: {answer.state} {weight}: {found.says} ", (tag(found), "dim"), indent=2, hanging=2)
    explained: set[str] = set()
    for missed in answer.missed:
        _missed(page, answer, missed, explained)
    for loss in settling.beaten:
        if loss.state == answer.state:
            page.add(f"{loss.by} also leads it by {loss.margin}, and no pending rule can change that.", indent=2, hanging=2)
    page.gap()


def _missed(page: Page, answer: Explanation, missed: Missed, explained: set[str]) -> None:
    """A rule that speaks for the state and did not fire; what settled a blocker is explained once."""
    found = answer.question.base.rules[missed.rule]
    state = "Pending" if missed.status == "pending" else "Did not fire"
    page.add(f"{state}: {found.title}. ", (tag(found), "dim"), indent=2, hanging=2)
    for test in missed.blockers:
        page.add(f"blocked: {met(answer.question.base, test)}", indent=4, hanging=2)
    for test in missed.exceptions:
        states = states_of(answer.question.base, test.test.descriptor, test.known)
        page.add(f"blocked by its `unless`: {test.test.descriptor} is {states}", indent=4, hanging=2)
    for test in (*missed.blockers, *missed.exceptions):
        if test.test.descriptor not in explained:
            explained.add(test.test.descriptor)
            _because(page, answer, test)


def _because(page: Page, answer: Explanation, test: TestReading) -> None:
    """What settled the descriptor that blocks: its rules' sentences, or its fact."""
    base, name = answer.question.base, test.test.descriptor
    settling = answer.trace.settled[name]
    given = answer.trace.given_on.get(name)
    for fact in given.facts if given else ():
        page.add(f"{name} = {fact.said}: {fact_text(fact)}", indent=6, hanging=2)
    for rule in settling.fired:
        found = base.rules[rule]
        weights = answer.question.program.rules[rule].weights(name)
        if any(weights.get(state, 0) > 0 for state in settling.known) or found.narrows(name):
            page.add(f"{found.says} ", (tag(found), "dim"), indent=6, hanging=2)


class _Tree:
    """Draws a proof; a descriptor that was drawn already is referred to."""

    def __init__(self, page: Page, answer: Explanation, depth: int) -> None:
        self.page, self.answer, self.depth = page, answer, depth
        self.base = answer.question.base
        self.drawn: set[str] = set()
        self.named = 0

    def draw(self) -> None:
        """The whole tree."""
        self.descriptor(self.answer.goal, "", "", 1)

    def line(self, prefix: str, follow: str, *spans: Span | str) -> None:
        self.page.add(*spans, first=prefix, rest=follow)

    def descriptor(self, name: str, prefix: str, follow: str, depth: int) -> None:
        """A descriptor with what is known of it, and below it the reasons."""
        proof = self.answer.proofs[name]
        known = states_of(self.base, name, proof.settling.known)
        unknown = len(proof.settling.known) == len(self.base.descriptors[name].states)
        head: list[Span | str] = [(name, "name"), " is not known" if unknown and not proof.settling.fired else f" = {known}"]
        children = self.reasons(proof)
        if name in self.drawn and children:
            self.line(prefix, follow + "  ", *head, (" (see above)", "dim"))
            return
        if self.depth and depth > self.depth and not self.base.is_observed(name):
            self.named += 1
            self.line(prefix, follow + "  ", *head, (" …", "dim"))
            return
        self.drawn.add(name)
        if len(children) == 1 and isinstance(children[0], str):
            self.line(prefix, follow + "  ", *head, (f": {children[0]}", "dim"))
            return
        self.line(prefix, follow + "  ", *head, (self.remark(proof), "dim"))
        for at, child in enumerate(children):
            last = at == len(children) - 1
            first, rest = follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN)
            if isinstance(child, str):
                self.line(first, rest + "  ", child)
            else:
                self.step(child, first, rest, depth)

    def remark(self, proof: Proof) -> str:
        """How the descriptor was settled, in a few words."""
        settling = proof.settling
        remarks = [] if settling.status == "settled" else [status_word(settling)]
        if settling.ground == "default":
            remarks.append("by default: no rule on it can fire")
        if any(balance for _, balance in settling.balances) and not (proof.strict and len(settling.allowed) == 1):
            remarks.append(", ".join(f"{state} {signed(balance)}" for state, balance in settling.balances))
        if settling.pending:
            remarks.append(f"{len(settling.pending)} pending")
        return f"   ({'; '.join(remarks)})" if remarks else ""

    def reasons(self, proof: Proof) -> list[Step | str]:
        """Facts as text, then the strict steps, then the weighing ones where they decided something."""
        found: list[Step | str] = [
            fact_text(fact) if fact.said == "|".join(proof.settling.known) else f"{fact.said}: {fact_text(fact)}"
            for fact in proof.facts
        ]
        found += proof.strict
        if not (proof.strict and len(proof.settling.allowed) == 1):
            found += sorted(proof.weighing, key=partial(self.behind, proof))
        return found

    def behind(self, proof: Proof, step: Step) -> int:
        """How far a step carries the best rival ahead of what is known: steps for it come first, those against it last."""
        weights, known = dict(step.weights), proof.settling.known
        rivals = proof.lead[1] if proof.lead else [state for state in proof.settling.allowed if state not in known]
        return max((weights.get(state, 0) for state in rivals), default=0) - max(weights.get(state, 0) for state in known)

    def step(self, step: Step, prefix: str, follow: str, depth: int) -> None:
        """A fired rule: its effect, its sentence, and the premises it met."""
        found = self.base.rules[step.rule]
        effect = (
            f"only {any_of(step.narrows)}" if step.narrows is not None else ", ".join(f"{s} {signed(w)}" for s, w in step.weights)
        )
        self.line(prefix, follow, (effect, "strong"), f": {found.says} ", (tag(found), "dim"))
        names = list(dict.fromkeys(premise.test.descriptor for premise in step.premises))
        rows = len(names) + len(step.assumed)
        for at, name in enumerate(names):
            last = at == rows - 1
            self.descriptor(name, follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN), depth + 1)
        for at, test in enumerate(step.assumed, len(names)):
            last = at == rows - 1
            text = f"assumed: {not_known(self.base, test)}"
            self.line(follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN) + "  ", (text, "strong"))
