"""Rules and facts as pages: lists, and one of them whole."""

from __future__ import annotations

from itertools import groupby

from msgspec.structs import replace

from engine.ask.listing import Selection
from engine.ask.question import Question
from engine.ask.why import tests_with
from engine.infer.trace import Outcome, RuleReading, RuleStatus, Trace
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.rules import GenericRule, Rule
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.words import any_of, cited, fact_text, met, said_of, signed, states_of, status_word, tag, test_text

_MARKS: dict[RuleStatus, Span] = {"fired": ("fired    ", "good"), "pending": ("pending  ", ""), "ruled_out": ("ruled out", "dim")}
_LEFT_OUT: Span = ("left out ", "bad")


def rules_page(question: Question, trace: Trace, selection: Selection) -> Page:
    """The page of listed rules, each with how it reads in the case; a single one is shown whole."""
    page = Page()
    add_case(page, question)
    page.gap()
    for paragraph in selection.paragraphs:
        page.add((f"¶{paragraph.number}", "heading"), f" ({paragraph.section}): {paragraph.gist}", hanging=2)
    for claim in selection.claims:
        page.add((claim.id, "strong"), f" ({cited(claim.cite)}): {claim.gist}", hanging=2)
    for name, note in selection.notes:
        page.add((f"Note on {name}: ", "strong"), note, hanging=2)
    page.gap()
    for generic in selection.written:
        _written(page, question, generic)
        page.gap()
    if len(selection.rules) == 1 and not selection.written:
        _whole(page, question, trace, selection.rules[0])
    else:
        for file, rules in groupby(selection.rules, lambda rule: rule.place.file):
            page.heading(file)
            for rule in rules:
                reading = trace.read.get(rule.id)
                mark = _MARKS[reading.status] if reading else _LEFT_OUT
                page.add(mark, " ", (rule.id, "name"), (f"  [{cited(rule.cite)}]", "dim"), indent=2, hanging=12)
    if selection.facts:
        page.heading(f"Facts of {question.case.name}")
        for fact in selection.facts:
            _fact(page, question.base, fact)
    if selection.descriptors:
        page.heading("Descriptors")
        for descriptor in selection.descriptors:
            page.add((descriptor.id, "name"), f"  {descriptor.title}", indent=2, hanging=2)
    page.gap()
    readings = [trace.read[rule.id].status for rule in selection.rules if rule.id in trace.read]
    if len(selection.rules) != 1:
        counts = ", ".join(f"{readings.count(status)} {status.replace('_', ' ')}" for status in _MARKS)
        page.add(f"{len(selection.rules)} rules in case {question.case.name}: {counts}.")
    return page


def _whole(page: Page, question: Question, trace: Trace, rule: Rule) -> None:
    page.add((rule.id, "heading"), f"  {rule.title}", hanging=2)
    add_rule(page, question, rule)
    page.add((f"written at {rule.place}", "dim"), indent=2)
    reading = trace.read.get(rule.id)
    page.gap()
    if reading is None:
        page.add(f"Left out of this question by dissent (case {question.case.name}).")
    else:
        _reading(page, question, reading)


def _written(page: Page, question: Question, generic: GenericRule) -> None:
    """A rule as it is written for many actors."""
    page.add((generic.rule.id, "heading"), f"  {generic.rule.title}", hanging=2)
    page.add(("for", "strong"), f"  {generic.scope}", indent=2, hanging=8)
    base = question.base
    add_rule(page, question, generic.rule, replace(base, descriptors={**base.descriptors, **generic.descriptors}))
    page.add((f"written at {generic.rule.place}", "dim"), indent=2)


def add_rule(page: Page, question: Question, rule: Rule, base: RuleBase | None = None) -> None:
    """Adds the text of a rule: its sentence, conditions and effects, the dissents about it, claims and note.

    It is told in the words of a base that has all that it speaks of: that of the question, where none is named.
    """
    base = base or question.base
    page.add(f"{rule.says} ", (tag(rule) if rule.binding else f"[{cited(rule.cite)}]", "dim"), indent=2)
    for word, conditions in (("when", (rule.when,)), ("unless", rule.unless)):
        for condition in conditions:
            if condition.entries:
                page.add((word, "strong"), f"  {condition_text(base, condition)}", indent=2, hanging=8)
    for name, states in rule.then:
        page.add(("then", "strong"), f"  {name} is {states_of(base, name, states)}", indent=2, hanging=8)
    for name, weights in rule.impact:
        page.add(("impact", "strong"), f"  {name}: {', '.join(f'{s} {signed(w)}' for s, w in weights)}", indent=2, hanging=8)
    for dissent in question.program.dissents:
        if dissent.rule == rule.id:
            page.add(("dissent", "strong"), f"  {dissent}", indent=2, hanging=8)
    if rule.claims:
        page.add(("claims", "strong"), f"  {', '.join(rule.claims)}", indent=2)
    if rule.note:
        page.add(("note", "strong"), f"  {rule.note}", indent=2, hanging=8)


def _reading(page: Page, question: Question, reading: RuleReading) -> None:
    page.add(f"In case {question.case.name}: ", (reading.status.replace("_", " "), "strong"))
    base = question.base
    for test in tests_with(reading.when, "holds"):
        page.add(f"holds: {test.test.descriptor} is {states_of(base, test.test.descriptor, test.known)}", indent=2, hanging=2)
    outcomes: tuple[Outcome, ...] = ("cannot_hold", "undecided")
    for outcome in outcomes:
        for test in tests_with(reading.when, outcome):
            page.add(f"{outcome.replace('_', ' ')}: {met(base, test)}", indent=2, hanging=2)
    for condition in reading.unless:
        said = {"holds": "holds, so the rule is ruled out", "cannot_hold": "cannot hold", "undecided": "is not known to hold"}
        tests = any_of((test_text(base, test.test) for test in tests_with(condition, condition.outcome)), "and")
        page.add(f"unless {tests}: {said[condition.outcome]}", indent=2, hanging=2)


def condition_text(base: RuleBase, condition: Condition) -> str:
    """A condition in words."""
    parts = []
    for entry in condition.entries:
        if isinstance(entry, Test):
            parts.append(test_text(base, entry))
        else:
            parts.append("any of (" + "; ".join(condition_text(base, option) for option in entry.options) + ")")
    return " and ".join(parts)


def facts_page(question: Question, trace: Trace, descriptors: list[Descriptor], observed_only: bool) -> Page:
    """The page of what is known, from whom; then what is not known. A single descriptor is shown whole."""
    base, page = question.base, Page()
    add_case(page, question)
    page.gap()
    if len(descriptors) == 1:
        _descriptor(page, question, trace, descriptors[0])
        return page
    given = {part.descriptor: part for part in (*question.situation.given, *question.situation.context)}
    if question.case.note:
        page.add((question.case.note, "dim"), indent=2)
    page.gap()
    for descriptor in descriptors:
        for fact in given[descriptor.id].facts if descriptor.id in given else ():
            _fact(page, base, fact)
        settling = trace.settled.get(descriptor.id)
        if settling is not None and settling.tension is not None:
            derived = states_of(base, descriptor.id, settling.tension.derived)
            page.add(f"tension: the rules derive {derived}; what is stated is used", indent=6)
    if any(fact.grade for part in given.values() for fact in part.facts):
        page.gap()
        page.add(
            ("Grades: the source's reliability A-F, the statement's credibility 1-6. They change no weight.", "dim"), indent=2
        )
    unknown = [d for d in descriptors if d.id not in given and (base.is_observed(d.id) or not observed_only)]
    if unknown:
        page.heading("Not stated")
        for descriptor in unknown:
            known = trace.knowledge.get(descriptor.id, descriptor.states)
            derived = "" if base.is_observed(descriptor.id) else f" derived: {states_of(base, descriptor.id, known)}."
            states = states_of(base, descriptor.id, descriptor.states)
            page.add((descriptor.id, "name"), f" ({states}): {descriptor.question}{derived}", indent=2, hanging=2)
    return page


def _fact(page: Page, base: RuleBase, fact: Fact) -> None:
    page.add(
        (fact.descriptor, "name"), " = ", (said_of(base, fact), "strong"), (f"  {fact_text(fact)}", "dim"), indent=2, hanging=4
    )


def _descriptor(page: Page, question: Question, trace: Trace, descriptor: Descriptor) -> None:
    base, name = question.base, descriptor.id
    page.add((name, "heading"), f"  {descriptor.title}", hanging=2)
    page.add(descriptor.question, indent=2)
    order = " < " if descriptor.ordered else ", "
    page.add(
        ("states  ", "strong"), order.join(states_of(base, name, (state,)) for state in descriptor.states), indent=2, hanging=8
    )
    if descriptor.number is not None:
        page.add(("domain  ", "strong"), f"{descriptor.number.as_range()} {descriptor.number.unit}".rstrip(), indent=2)
    actors = [base.actors[actor].title if actor in base.actors else "nobody in the case" for actor in descriptor.lever]
    page.add(("moved by ", "strong"), any_of(actors) or "rules", indent=2)
    if descriptor.cite:
        page.add(("cites   ", "strong"), cited(descriptor.cite), indent=2)
    if descriptor.note:
        page.add(("note    ", "strong"), descriptor.note, indent=2, hanging=8)
    page.gap()
    settling = trace.settled.get(name)
    if settling is None:
        page.add("No rule reads this number: it is kept as context.")
    else:
        known = states_of(base, name, settling.known)
        page.add(f"In case {question.case.name}: ", (known, "strong"), f" ({status_word(settling)})")
    given = [part for part in (*question.situation.given, *question.situation.context) if part.descriptor == name]
    for part in given:
        for fact in part.facts:
            _fact(page, base, fact)
            if fact.note:
                page.add((fact.note, "dim"), indent=6)
    for title, rules in (
        ("Rules on it", [rule for rule in base.rules.values() if name in rule.effects]),
        ("Rules that read it", [rule for rule in base.rules.values() if name in rule.reads]),
    ):
        if rules:
            page.heading(title)
            for rule in rules:
                reading = trace.read.get(rule.id)
                mark = _MARKS[reading.status] if reading else _LEFT_OUT
                page.add(mark, " ", (rule.id, "name"), f"  {rule.title}", indent=2, hanging=12)
