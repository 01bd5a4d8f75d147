"""Static problems of a base that loads: what its author would want to know before anyone asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf

from msgspec import Struct

from engine.author.findings import CHECKED, LOOP, PROVED, UNSETTLED, Finding, accept
from engine.author.written import as_written
from engine.infer.program import compile_program
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.facts import Case
from engine.language.problems import FeedbackLoop, did_you_mean
from engine.language.rules import Rule
from engine.language.showing import Shown


class CheckReport(Shown, Struct, frozen=True):
    """All findings in the order of their places, the worst first; what was looked at, and whether it was proved too."""

    base: RuleBase
    cases: int
    proved: bool
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether there is nothing worse than a note that the base does not accept."""
        return all(finding.severity == "note" or finding.accepted for finding in self.findings)


def check_base(
    base: RuleBase,
    cases: list[Case],
    proof: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    seconds: float = inf,
) -> CheckReport:
    """The findings on a base and its cases; with `proof`, also what is proved of all of its cases within so many seconds.

    `progress` is told what is proved next.
    """
    parts = (
        _loop,
        _baseline,
        _rules,
        _levers,
        _defaults,
        _unread,
        _dead_conditions,
        _twins,
        _claims,
        _paragraphs,
        _facts,
        _asserted,
    )
    found = [finding for part in parts for finding in part(base, cases)]
    if proof and not any(finding.code == LOOP for finding in found):  # without an order nothing follows
        from engine.author.proving import prove  # only where it is asked for: it loads the solver

        found += prove(base, cases, progress, seconds)
    unsettled = {finding.subject for finding in found if finding.code == UNSETTLED}
    looked_for = (*CHECKED, UNSETTLED, *(code for code in PROVED if code not in unsettled)) if proof else CHECKED
    found = accept(base, as_written(base, found), looked_for)
    severities = ("error", "warning", "note")
    found.sort(key=lambda finding: (severities.index(finding.severity), finding.place))
    return CheckReport(base, len(cases), proof, tuple(found))


def _loop(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    try:
        compile_program(base)
    except FeedbackLoop as error:
        problem = error.problems[0]
        yield Finding(LOOP, "error", problem.place, problem.message, problem.hint)


def _baseline(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    names = [case.name for case in cases]
    if base.baseline and base.baseline not in names:
        yield Finding(
            "no-baseline",
            "error",
            base.place,
            f"there is no case `{base.baseline}`",
            did_you_mean(base.baseline, names),
            base.baseline,
        )


def _rules(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    if not base.rules:
        hint = "Write them into files beside base.yaml, such as `rules/rules.yaml`."
        yield Finding("no-rules", "warning", base.place, "the base has no rules, so nothing follows from any case", hint)


def _levers(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for name, descriptor in base.descriptors.items():
        if base.is_observed(name) and not descriptor.lever:
            message = f"{name} is observed, and nobody is said to move it"
            yield Finding("no-lever", "warning", descriptor.place, message, "Add `lever:` with an actor, or `external`.", name)
        elif not base.is_observed(name) and descriptor.lever:
            message = f"{name} is derived from rules, so nobody moves it directly"
            yield Finding(
                "lever-on-derived", "warning", descriptor.place, message, "Leave `lever:` out, or the rules on it.", name
            )


def _defaults(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for name, descriptor in base.descriptors.items():
        if base.is_observed(name) and descriptor.default is not None:
            message = f"{name} is observed and has a default, so a state would be assumed from silence"
            yield Finding(
                "default-on-observed", "warning", descriptor.place, message, "State it as a fact of the kind `assumption`.", name
            )


def _unread(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    read = {name for rule in base.rules.values() for name in rule.reads} | {base.verdict}
    for name, descriptor in base.descriptors.items():
        if descriptor.is_context:
            message = f"no rule reads the number {name}: it is kept as context and takes no part in inference"
            yield Finding("context-only", "note", descriptor.place, message, "", name)
        elif name not in read and base.is_observed(name):
            message = f"no rule reads {name}, so facts on it change nothing"
            yield Finding("unread-descriptor", "warning", descriptor.place, message, "Write the rule that reads it.", name)


def _dead_conditions(base: RuleBase, _: list[Case]) -> Iterator[Finding]:
    for rule in base.rules.values():
        for what, condition in (("when", rule.when), *(("unless", condition) for condition in rule.unless)):
            for name in _clashes(base, condition):
                message = f"the `{what}` of {rule.name} asks {name} to be in two sets that share no state"
                yield Finding("never-holds", "error", rule.place, message, "Mend one of the two sets.", rule.id)


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
    seen: dict[object, Rule] = {}
    for rule in base.rules.values():
        key = (rule.when, rule.unless, rule.then, rule.impact)
        first = seen.setdefault(key, rule)
        if first is not rule:
            message = f"{rule.name} has the same conditions and effects as {first.name}"
            yield Finding(
                "twin-rules", "warning", rule.place, message, "Merge them, or let one say what the other does not.", rule.id
            )


def _claims(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    carried = {claim for rule in base.rules.values() for claim in rule.claims} | set(base.notes)
    carried |= {claim for descriptor in base.descriptors.values() for claim in descriptor.claims}
    carried |= {claim for case in cases if case.name == base.baseline for fact in case.facts for claim in fact.claims}
    for name, claim in base.claims.items():
        if name not in carried:
            message = f"the claim {name} is carried by no rule, no fact of the baseline and no descriptor: {claim.gist}"
            yield Finding("claim-not-carried", "error", base.place, message, "Carry it, or say why not in `notes:`.", name)


def _paragraphs(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    cited = {number for rule in base.rules.values() for number in rule.cite}
    cited |= {number for descriptor in base.descriptors.values() for number in descriptor.cite}
    cited |= {number for case in cases for fact in case.facts for number in fact.cite}
    for number, paragraph in base.source.paragraphs.items():
        if number not in cited:
            message = f"¶{number} is cited by no rule, fact or descriptor: {paragraph.gist}"
            yield Finding("paragraph-not-cited", "note", base.place, message, "", str(number))


def _facts(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    seen = set()
    for case in cases:
        for fact in case.facts:
            unsourced = fact.kind == "observed" and not fact.cite and not str(fact.source) and not fact.unverified
            if unsourced and fact.place not in seen:
                seen.add(fact.place)
                hint = "Add `source:` or `cite:`, or mark it `unverified: true`, or of the kind `assumption`."
                message = f"the observed fact {fact} in {case.name} has no source"
                yield Finding("no-source", "warning", fact.place, message, hint, f"{case.name}:{fact.descriptor}")


def _asserted(base: RuleBase, cases: list[Case]) -> Iterator[Finding]:
    for name in base.derived:
        if len(cases) > 1 and all(any(fact.descriptor == name for fact in case.facts) for case in cases):
            message = f"every case states {name}, so the rules on it never decide what is known of it"
            hint = "Leave the facts out where the rules should speak, or the rules."
            yield Finding("always-asserted", "warning", base.descriptors[name].place, message, hint, name)
