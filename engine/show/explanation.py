"""A proof as a page: a tree from the conclusion down to facts, shared reasons written once, and the facts that carry it."""

from __future__ import annotations

from functools import partial
from typing import Literal

from msgspec import Struct

from engine.ask.support import Minimality, Support
from engine.ask.why import Explanation, Proof, Step
from engine.infer.trace import TestReading
from engine.language.base import RuleBase
from engine.language.facts import Fact
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.pointers import pointer
from engine.show.words import any_of, effect_text, fact_text, not_known, said_of, signed, states_of, status_word, tag, verb

Length = Literal["short", "mid", "long"]

_BRANCH, _LAST, _DOWN, _OPEN = "├─ ", "└─ ", "│  ", "   "
_REASONS = 3  # of a weighed conclusion, in a short answer


class Extent(Struct, frozen=True):
    """How much of an explanation is shown: its length, the levels of conclusions (0: all), and whether every derivation is."""

    length: Length = "mid"
    depth: int = 2
    every: bool = False


def extent(length: Length, depth: int | None = None, every: bool = False) -> Extent:
    """The extent of a length: a long explanation has everything, any other two levels and one derivation, unless said."""
    whole = length == "long"
    return Extent(length, (0 if whole else 2) if depth is None else depth, every or whole)


def explanation_page(answer: Explanation, shown: Extent) -> Page:
    """The page of an explanation."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    if not answer.proofs:
        add_context(page, answer)
    elif shown.length == "short":
        _short(page, answer)
    else:
        tree = _Tree(page, answer, shown)
        tree.draw()
        page.gap()
        tree.foot()
        if answer.support is not None:
            add_support(page, answer, answer.support, shown.length == "long")
    if answer.proofs:
        add_open(page, answer)
    add_evaluator(page, answer.evaluator, answer.instead)
    return page


def add_context(page: Page, answer: Explanation) -> None:
    """Adds what is stated of a number that no rule reads."""
    page.add(f"{answer.goal} is a number that no rule reads: it is kept as context.", hanging=2)
    for fact in answer.question.situation.facts:
        if fact.descriptor == answer.goal:
            page.add(fact_line(answer.question.base, fact), indent=2, hanging=2)


def add_evaluator(page: Page, evaluator: str, instead: str) -> None:
    """Adds which evaluator answered, where it was not the first choice."""
    if evaluator != "rete":
        page.gap()
        page.add(f"Answered by the {evaluator} evaluator: {instead}.", hanging=2)


def add_support(page: Page, answer: Explanation, support: Support, whole: bool) -> None:
    """Adds the facts that suffice, and those that are needed; of what is observed its facts are all there is."""
    if answer.question.base.is_observed(answer.goal):
        return
    page.heading("Facts that carry it")
    page.add(f"{support_text(support)}{':' if support.sufficient else ''}", indent=2, hanging=2)
    for part in support.sufficient:
        for fact in part.facts:
            page.add(fact_line(answer.question.base, fact, whole), indent=4, hanging=2)
    page.add(f"{needed_text(answer.question.base, support)}", indent=2, hanging=2)
    if not support.monotone:
        page.add((MORE_MAY_UNDO, "dim"), indent=2, hanging=2)


MORE_MAY_UNDO = (
    "A rule on the way has an `unless`, or facts and rules clash: more facts may undo the conclusion, and each set was "
    "tried for itself."
)


_FEWER: dict[Minimality, str] = {
    "smallest": "no fewer do",
    "irreducible": "none of them can be left out",
    "enough": "some may be to spare, as looking further takes too long",
}


def support_text(support: Support) -> str:
    """How many facts suffice, and whether fewer do."""
    count = len(support.sufficient)
    if not count:
        return "No fact is needed: it follows from the rules alone"
    if support.of == 1:
        return "It rests on this one fact"
    if count == 1:
        return f"Of the {support.of} facts it can rest on, this one suffices, all else unknown"
    return f"Of the {support.of} facts it can rest on, these {count} suffice, all else unknown; {_FEWER[support.minimality]}"


def needed_text(base: RuleBase, support: Support) -> str:
    """The facts that it cannot do without."""
    names = [f"{part.descriptor} = {states_of(base, part.descriptor, part.states)}" for part in support.needed]
    if not names:
        return "It does not hang on any one fact: whichever is dropped alone, it still follows."
    return (
        f"It cannot do without {any_of(names, 'and')}: dropped alone, {verb(names, 'it', 'each')} takes the conclusion with it."
    )


def fact_line(base: RuleBase, fact: Fact, whole: bool = False) -> str:
    """A fact, and where it comes from; its note too, where the `whole` is wanted."""
    note = f" {fact.note}" if whole and fact.note else ""
    return f"{fact.descriptor} = {said_of(base, fact)}: {fact_text(fact, whole)}.{note}"


def add_open(page: Page, answer: Explanation) -> None:
    """Adds where to ask further, where the goal is open and rules on it are pending."""
    settling = answer.proofs[answer.goal].settling
    pending = len(settling.pending)
    if pending and settling.status == "open":
        rules = "1 rule on it is" if pending == 1 else f"{pending} rules on it are"
        page.gap()
        further = pointer(answer.question, "whynot", f"{answer.goal}=STATE")
        page.add((f"{rules} pending; {further} says what each waits for.", "dim"), hanging=2, whole=bool(answer.question.options))


def head_of(base: RuleBase, proof: Proof) -> str:
    """What is known of a descriptor."""
    unknown = len(proof.settling.known) == len(base.descriptors[proof.descriptor].states)
    known = states_of(base, proof.descriptor, proof.settling.known)
    return " is not known" if unknown and not proof.settling.fired else f" = {known}"


def remark(proof: Proof) -> str:
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


def behind(proof: Proof, step: Step) -> int:
    """How far a step carries the best rival ahead of what is known: steps for it come first, those against it last."""
    weights, known = dict(step.weights), proof.settling.known
    rivals = proof.lead[1] if proof.lead else [state for state in proof.settling.allowed if state not in known]
    return max((weights.get(state, 0) for state in rivals), default=0) - max(weights.get(state, 0) for state in known)


def steps_shown(proof: Proof, every: bool) -> list[Step]:
    """The strict steps, then the weighing ones in the order of their bearing: all, or those of one derivation."""
    steps = [*proof.strict, *sorted(proof.weighing, key=partial(behind, proof))]
    return [step for step in steps if every or step.rule in proof.enough]


def premises_shown(step: Step, every: bool) -> tuple[TestReading, ...]:
    """The premises of a step: all, or those that are enough."""
    return (*step.premises, *step.alternatives) if every else step.premises


def _short(page: Page, answer: Explanation) -> None:
    """The conclusion and what decides it, in a few lines."""
    base, proof = answer.question.base, answer.proofs[answer.goal]
    page.add((f"{answer.goal}{head_of(base, proof)}", "strong"), (remark(proof), "dim"), hanging=2)
    for fact in proof.facts:
        page.add(fact_line(base, fact), indent=2, hanging=2)
    steps = steps_shown(proof, False)
    _sentences(page, base, steps, 2)
    read = dict.fromkeys(premise.test.descriptor for step in steps[:_REASONS] for premise in step.premises)
    for name in read if proof.lead is None else ():
        below = answer.proofs[name]
        if below.lead is not None:
            page.add(f"That rests on {name}{head_of(base, below)}{remark(below)}:", indent=2, hanging=2)
            _sentences(page, base, steps_shown(below, False), 4)
    if answer.support is not None and not base.is_observed(answer.goal):
        parts = [f"{p.descriptor} = {states_of(base, p.descriptor, p.states)}" for p in answer.support.sufficient]
        page.add(
            f"{support_text(answer.support)}: {any_of(parts, 'and')}." if parts else f"{support_text(answer.support)}.",
            indent=2,
            hanging=2,
        )
        page.add(needed_text(base, answer.support), indent=2, hanging=2)


def _sentences(page: Page, base: RuleBase, steps: list[Step], indent: int) -> None:
    for step in steps[:_REASONS]:
        found = base.rules[step.rule]
        before = "" if step.narrows is not None else f"{effect_text(step.weights, None)}: "
        page.add((before, "strong"), f"{found.says} ", (tag(found), "dim"), indent=indent, hanging=2)
    if len(steps) > _REASONS:
        page.add((f"… and {len(steps) - _REASONS} more", "dim"), indent=indent)


class _Tree:
    """Draws a proof; a descriptor that was drawn already is referred to."""

    def __init__(self, page: Page, answer: Explanation, shown: Extent) -> None:
        self.page, self.answer, self.shown = page, answer, shown
        self.base = answer.question.base
        self.drawn: set[str] = set()
        self.named = 0
        self.spared: set[str] = set()

    def draw(self) -> None:
        """The whole tree."""
        self.descriptor(self.answer.goal, "", "", 1)

    def foot(self) -> None:
        """What was left out of it, and how it is shown."""
        if self.named:
            self.page.add(("… stands for reasons deeper down; --depth 0 shows the whole proof.", "dim"), hanging=2)
        if self.spared:
            count = f"{len(self.spared)} other rule{'s' if len(self.spared) > 1 else ''} that fired"
            self.page.add((f"One derivation is shown, which is enough; --all shows {count} too.", "dim"), hanging=2)

    def line(self, prefix: str, follow: str, *spans: Span | str) -> None:
        self.page.add(*spans, first=prefix, rest=follow)

    def descriptor(self, name: str, prefix: str, follow: str, depth: int, asked: TestReading | None = None) -> None:
        """A descriptor with what is known of it, and below it the reasons."""
        proof = self.answer.proofs[name]
        head: list[Span | str] = [(name, "name"), head_of(self.base, proof)]
        if asked is not None and self.shown.every and asked.test.states != asked.known:
            head.append((f" ({states_of(self.base, name, asked.test.states)} is asked for)", "dim"))
        children = self.reasons(proof)
        if name in self.drawn and children:
            self.line(prefix, follow + "  ", *head, (" (see above)", "dim"))
            return
        if self.shown.depth and depth > self.shown.depth and not self.base.is_observed(name):
            self.named += 1
            self.line(prefix, follow + "  ", *head, (" …", "dim"))
            return
        self.drawn.add(name)
        self.spared |= {step.rule for step in proof.steps} - {step.rule for step in steps_shown(proof, self.shown.every)}
        if len(children) == 1 and isinstance(children[0], str):
            self.line(prefix, follow + "  ", *head, (f": {children[0]}", "dim"))
            return
        self.line(prefix, follow + "  ", *head, (remark(proof), "dim"))
        for at, child in enumerate(children):
            last = at == len(children) - 1
            first, rest = follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN)
            if isinstance(child, str):
                self.line(first, rest + "  ", child)
            else:
                self.step(child, first, rest, depth)

    def reasons(self, proof: Proof) -> list[Step | str]:
        """Facts as text, then the steps."""
        whole = self.shown.length == "long"
        facts = [
            fact_text(fact, whole) if fact.said == "|".join(proof.settling.known) else f"{fact.said}: {fact_text(fact, whole)}"
            for fact in proof.facts
        ]
        return [*facts, *steps_shown(proof, self.shown.every)]

    def step(self, step: Step, prefix: str, follow: str, depth: int) -> None:
        """A fired rule: its effect, its sentence, and the premises it met."""
        found = self.base.rules[step.rule]
        weights = step.weights if self.shown.every or step.narrows is None else ()
        effect = effect_text(weights, step.narrows)
        self.line(prefix, follow, (effect, "strong"), f": {found.says} ", (tag(found), "dim"))
        premises = {premise.test.descriptor: premise for premise in reversed(premises_shown(step, self.shown.every))}
        rows = len(premises) + len(step.assumed)
        for at, (name, premise) in enumerate(reversed(premises.items())):
            last = at == rows - 1
            self.descriptor(name, follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN), depth + 1, premise)
        for at, test in enumerate(step.assumed, len(premises)):
            last = at == rows - 1
            text = f"assumed: {not_known(self.base, test)}"
            self.line(follow + (_LAST if last else _BRANCH), follow + (_OPEN if last else _DOWN) + "  ", (text, "strong"))
