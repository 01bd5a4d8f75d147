"""Rules and facts as JSON documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypedDict

from engine.ask.listing import Selection
from engine.ask.question import Question
from engine.ask.verdict import verdict_of
from engine.infer.trace import RuleReading, Trace
from engine.language.base import Claim, Paragraph
from engine.language.conditions import Condition
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.problems import Place
from engine.language.rules import Binding, GenericRule, Rule
from engine.show.answers import AboutCase, about


class EffectsRecord(TypedDict):
    """What a rule does: the states that it leaves of descriptors, and its weights on their states."""

    then: dict[str, tuple[str, ...]]
    impact: dict[str, dict[str, int]]


class RuleRecord(EffectsRecord):
    """A ground rule: its conditions, what it narrows and weighs, its sentence, and what it rests on."""

    id: str
    title: str
    says: str
    cite: tuple[int, ...]
    when: Condition
    unless: tuple[Condition, ...]
    claims: tuple[str, ...]
    note: str
    place: Place
    binding: Binding | None


class ReadRuleRecord(RuleRecord):
    """A rule with how it reads in the case (null where dissent leaves it out), and the dissents on it in words."""

    reading: RuleReading | None
    dissents: list[str]


class WrittenRuleRecord(RuleRecord):
    """A rule as it is written for many actors: with variables in place of them, and the actors that each may stand for."""

    kinds: Mapping[str, str]
    actors: Mapping[str, tuple[str, ...]]
    distinct: bool
    order: tuple[str, ...]
    excepted: Mapping[str, tuple[str, ...]]


class RulesDocument(AboutCase):
    """The rules asked for, each with how it reads in the case; and what else rests on the same paragraph or carries the claim."""

    schema: Literal["kakehashi.rules"]
    version: Literal[1]
    rules: list[ReadRuleRecord]
    facts: tuple[Fact, ...]
    descriptors: tuple[Descriptor, ...]
    claims: tuple[Claim, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: dict[str, str]
    written: list[WrittenRuleRecord]


class FactsDocument(AboutCase):
    """The descriptors asked for; what is known of them is in `knowledge`, the facts on them, with their sources, in `case`.

    `observed` names those that no rule has an effect on.
    """

    schema: Literal["kakehashi.facts"]
    version: Literal[1]
    descriptors: list[Descriptor]
    observed: list[str]


def effects_record(rule: Rule) -> EffectsRecord:
    """The effects of a rule, by descriptor."""
    return EffectsRecord(then=dict(rule.then), impact={descriptor: dict(weights) for descriptor, weights in rule.impact})


def rule_record(rule: Rule) -> RuleRecord:
    """A rule, with all that is written of it."""
    return RuleRecord(
        id=rule.id,
        title=rule.title,
        says=rule.says,
        cite=rule.cite,
        when=rule.when,
        unless=rule.unless,
        **effects_record(rule),
        claims=rule.claims,
        note=rule.note,
        place=rule.place,
        binding=rule.binding,
    )


def written_record(generic: GenericRule) -> WrittenRuleRecord:
    """A rule as it is written, with its scope."""
    scope = generic.scope
    return WrittenRuleRecord(
        **rule_record(generic.rule),
        kinds=scope.kinds,
        actors=scope.actors,
        distinct=scope.distinct,
        order=scope.order,
        excepted=scope.excepted,
    )


def rules_document(question: Question, trace: Trace, found: Selection) -> RulesDocument:
    """The document of listed rules with how each reads in the case, and what else was found with them."""
    return RulesDocument(
        schema="kakehashi.rules",
        version=1,
        **about(question, trace, verdict_of(question, trace)),
        rules=[
            ReadRuleRecord(
                **rule_record(rule),
                reading=trace.read.get(rule.id),
                dissents=[str(dissent) for dissent in trace.dissents if dissent.rule == rule.id],
            )
            for rule in found.rules
        ],
        facts=found.facts,
        descriptors=found.descriptors,
        claims=found.claims,
        paragraphs=found.paragraphs,
        notes=dict(found.notes),
        written=[written_record(generic) for generic in found.written],
    )


def facts_document(question: Question, trace: Trace, descriptors: list[Descriptor]) -> FactsDocument:
    """The document of listed descriptors; the facts on them are in `case`."""
    return FactsDocument(
        schema="kakehashi.facts",
        version=1,
        **about(question, trace, verdict_of(question, trace)),
        descriptors=descriptors,
        observed=[descriptor.id for descriptor in descriptors if question.base.is_observed(descriptor.id)],
    )
