"""Static problems of a base that loads: what its author would want to know before anyone asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from engine.infer.program import compile_program
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.facts import Case
from engine.language.problems import FeedbackLoop, Place, did_you_mean

Severity = Literal["error", "warning", "note"]


class Finding(Struct, frozen=True):
    """One thing that was found: a code in kebab case, its severity, its place, a message and a hint."""

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""


class CheckReport(Struct, frozen=True):
    """All findings in the order of their places, the worst first; and what was looked at."""

    base: RuleBase
    cases: int
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether there is nothing worse than a note."""
        return all(finding.severity == "note" for finding in self.findings)


def check_base(base: RuleBase, cases: list[Case]) -> CheckReport:
    """The findings on a base and its cases."""
    parts = (_loop, _baseline, _levers, _defaults, _unread, _dead_conditions, _twins, _claims, _paragraphs, _facts)
    found = [finding for part in parts for finding in part(base, cases)]
    severities = ("error", "warning", "note")
    found.sort(key=lambda finding: (severities.index(finding.severity), finding.place))
    return CheckReport(base, len(cases), tuple(found))


def _loop(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    try:
        compile_program(base)
    except FeedbackLoop as error:
        problem = error.problems[0]
        yield Finding(problem.code, "error", problem.place, problem.message, problem.hint)


def _baseline(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    names = [case.name for case in cases]
    if base.baseline and base.baseline not in names:
        yield Finding(
            "no-baseline", "error", base.place, f"there is no case `{base.baseline}`", did_you_mean(base.baseline, names)
        )


def _levers(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for name, descriptor in base.descriptors.items():
        if base.is_observed(name) and not descriptor.lever:
            message = f"{name} is observed, and nobody is said to move it"
            yield Finding("no-lever", "warning", descriptor.place, message, "Add `lever:` with an actor, or `external`.")
        elif not base.is_observed(name) and descriptor.lever:
            message = f"{name} is derived from rules, so nobody moves it directly"
            yield Finding("lever-on-derived", "warning", descriptor.place, message, "Leave `lever:` out, or the rules on it.")


def _defaults(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for name, descriptor in base.descriptors.items():
        if base.is_observed(name) and descriptor.default is not None:
            message = f"{name} is observed and has a default, so a state would be assumed from silence"
            yield Finding(
                "default-on-observed", "warning", descriptor.place, message, "State it as a fact of the kind `assumption`."
            )


def _unread(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    read = {name for rule in base.rules.values() for name in rule.reads} | {base.verdict}
    for name, descriptor in base.descriptors.items():
        if descriptor.is_context:
            message = f"no rule reads the number {name}: it is kept as context and takes no part in inference"
            yield Finding("context-only", "note", descriptor.place, message)
        elif name not in read and base.is_observed(name):
            yield Finding(
                "unread-descriptor", "warning", descriptor.place, f"no rule reads {name}, so facts on it change nothing"
            )


def _dead_conditions(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for rule in base.rules.values():
        for what, condition in (("when", rule.when), *(("unless", condition) for condition in rule.unless)):
            for name in _clashes(base, condition):
                message = f"the `{what}` of {rule.id} asks {name} to be in two sets that share no state"
                yield Finding("never-holds", "error", rule.place, message)


def _clashes(base: RuleBase, condition: Condition) -> Iterator[str]:
    left: dict[str, set[str]] = {}
    for entry in condition.entries:
        if isinstance(entry, Test):
            states = left.setdefault(entry.descriptor, set(base.descriptors[entry.descriptor].states))
            states &= set(entry.states)
        else:
            for option in entry.options:
                yield from _clashes(base, option)
    yield from (name for name, states in left.items() if not states)


def _twins(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    seen: dict[object, str] = {}
    for rule in base.rules.values():
        key = (rule.when, rule.unless, rule.then, rule.impact)
        first = seen.setdefault(key, rule.id)
        if first != rule.id:
            message = f"{rule.id} has the same conditions and effects as {first}"
            yield Finding("twin-rules", "warning", rule.place, message, "Merge them, or let one say what the other does not.")


def _claims(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    carried = {claim for rule in base.rules.values() for claim in rule.claims} | set(base.notes)
    carried |= {claim for descriptor in base.descriptors.values() for claim in descriptor.claims}
    carried |= {claim for case in cases if case.name == base.baseline for fact in case.facts for claim in fact.claims}
    for name, claim in base.claims.items():
        if name not in carried:
            message = f"the claim {name} is carried by no rule, no fact of the baseline and no descriptor: {claim.gist}"
            yield Finding("claim-not-carried", "error", base.place, message, "Carry it, or say why not in `notes:`.")


def _paragraphs(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    cited = {number for rule in base.rules.values() for number in rule.cite}
    cited |= {number for descriptor in base.descriptors.values() for number in descriptor.cite}
    cited |= {number for case in cases for fact in case.facts for number in fact.cite}
    for number, paragraph in base.source.paragraphs.items():
        if number not in cited:
            message = f"¶{number} is cited by no rule, fact or descriptor: {paragraph.gist}"
            yield Finding("paragraph-not-cited", "note", base.place, message)


def _facts(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    seen = set()
    for case in cases:
        for fact in case.facts:
            unsourced = fact.kind == "observed" and not fact.cite and not str(fact.source) and not fact.unverified
            if unsourced and fact.place not in seen:
                seen.add(fact.place)
                hint = "Add `source:` or `cite:`, or mark it `unverified: true`, or of the kind `assumption`."
                yield Finding("no-source", "warning", fact.place, f"the observed fact {fact} in {case.name} has no source", hint)
