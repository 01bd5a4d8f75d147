"""A proof as running text, to be pasted into a memo: a paragraph a conclusion, made of the rules' own sentences, each cited."""

from __future__ import annotations

from engine.ask.why import Explanation, Proof, Step
from engine.language.base import Origin, RuleBase
from engine.language.rules import Rule
from engine.show.explanation import (
    Extent,
    add_context,
    add_evaluator,
    add_open,
    add_support,
    behind,
    fact_line,
    premises_shown,
    remark,
    steps_shown,
)
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.words import any_of, cited, effect_text, fact_text, not_known, states_of


def memo_page(answer: Explanation, shown: Extent) -> Page:
    """The explanation in running text: the goal, then what it rests on, level by level, then the facts."""
    page = Page()
    add_case(page, answer.question)
    if not answer.proofs:
        add_context(page, answer)
        return page
    base = answer.question.base
    page.heading(f"Why {plain_head(base, answer.proofs[answer.goal])}")
    add_proof(page, answer, shown)
    told = _told(answer, shown)
    facts = [fact for name in answer.proofs if name in told for fact in answer.proofs[name].facts]
    if facts:
        page.heading("Facts")
        for fact in facts:
            page.add(fact_line(base, fact, shown.length == "long"), indent=2, hanging=2)
    if answer.support is not None:
        add_support(page, answer, answer.support, False)
    add_open(page, answer)
    add_source(page, base)
    add_evaluator(page, answer.evaluator, answer.instead)
    return page


def add_proof(page: Page, answer: Explanation, shown: Extent) -> None:
    """Adds the proof of the goal, a paragraph a conclusion."""
    base = answer.question.base
    for name in _told(answer, shown):
        if not base.is_observed(name) or name == answer.goal:
            _paragraph(page, base, answer.proofs[name], shown.every)


def plain_head(base: RuleBase, proof: Proof) -> str:
    """What is known of a descriptor, as a clause: ``ship.engine is sound``."""
    unknown = len(proof.settling.known) == len(base.descriptors[proof.descriptor].states)
    return f"{proof.descriptor} is {'not known' if unknown else states_of(base, proof.descriptor, proof.settling.known)}"


def add_source(page: Page, base: RuleBase) -> None:
    """Adds the text that the paragraphs are cited from."""
    said = source_text(base.source)
    if said:
        page.gap()
        page.add((f"¶ stands for the paragraphs of {said}.", "dim"))


def source_text(source: Origin) -> str:
    """The text that a base rests on: author, title, publisher, date."""
    parts = (source.author, f"“{source.title}”" if source.title else "", source.publisher, source.date)
    return ", ".join(part for part in parts if part)


def _told(answer: Explanation, shown: Extent) -> list[str]:
    """The descriptors that are told of, level by level."""
    depth = 1 if shown.length == "short" else shown.depth
    found = {answer.goal: 1}
    for name in (queue := [answer.goal]):
        if depth and found[name] > depth:
            continue
        for step in steps_shown(answer.proofs[name], shown.every):
            for premise in (*premises_shown(step, shown.every), *step.assumed):
                other = premise.test.descriptor
                if other not in found:
                    found[other] = found[name] + 1
                    queue.append(other)
    observed = answer.question.base.is_observed
    return [name for name, level in found.items() if not depth or level <= depth or observed(name)]


def _paragraph(page: Page, base: RuleBase, proof: Proof, every: bool) -> None:
    """One conclusion: what it is, then the sentences for it, then those against it."""
    title = base.descriptors[proof.descriptor].title or proof.descriptor
    known = plain_head(base, proof).removeprefix(proof.descriptor)
    spans: list[Span | str] = [(f"{title}{known}", "strong"), f"{remark(proof).replace('   ', ' ')}."]
    stated = (
        [f"It is stated to be {states_of(base, proof.descriptor, proof.settling.asserted)}"] if proof.settling.asserted else []
    )
    spans += [f" {said} [{any_of(map(fact_text, proof.facts), 'and')}]." for said in stated]
    steps = steps_shown(proof, every)
    weighed = any(step.narrows is None for step in steps)
    against = [step for step in steps if step.narrows is None and behind(proof, step) > 0]
    for step in steps:
        if step not in against:
            spans += _sentence(base.rules[step.rule], step, weighed)
    for step in steps:
        spans += [f" This assumes that {not_known(base, test)}." for test in step.assumed]
    page.gap()
    page.add(*spans)
    if against:
        towards = f"Towards {any_of(proof.lead[1])}, which comes next:" if proof.lead else "Against it:"
        page.gap()
        page.add(towards, *(span for step in against for span in _sentence(base.rules[step.rule], step, weighed)))


def _sentence(rule: Rule, step: Step, weighed: bool) -> list[Span | str]:
    """A rule's sentence with its paragraphs and, among others that weigh, its weight."""
    weight = f": {effect_text(step.weights, step.narrows)}" if weighed else ""
    return [f" {rule.says} ", (f"[{cited(rule.cite)}{weight}]", "dim")]
