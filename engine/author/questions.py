"""What is asked of a program's cases: bodies in the words of `solver.lp`, and what is found where none of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from engine.author.findings import Severity
from engine.infer.program import Program
from engine.infer.solver import Terms
from engine.language.conditions import AnyOf, Test
from engine.language.rules import Rule

Kind = Literal["fires", "implied", "matters", "sign", "verdict", "contradiction"]


class Asked(Struct, frozen=True):
    """A question that a case answers with yes where one of the bodies holds, and the finding where none does.

    `rule` is the one it is about, `other` the one that may imply it; `told` is what must be told for it.
    """

    kind: Kind
    subject: str
    bodies: tuple[str, ...]
    rule: str = ""
    other: str = ""
    code: str = ""
    severity: Severity = "warning"
    message: str = ""
    hint: str = ""
    told: str = ""


def questions_of(program: Program, terms: Terms, rules: Iterable[Rule]) -> Iterator[Asked]:
    """What is asked of the complete cases of a program about some of its rules, in terms that have all they rest on."""
    for rule in rules:
        yield Asked("fires", rule.id, (f"fired{terms.rule(rule.id)}",), rule.id)
        yield from _implied(program, terms, rule)
        yield from _entries(terms, rule)
        yield from _exceptions(terms, rule)
        yield from _signs(terms, rule)


def verdict_questions(program: Program, terms: Terms) -> Iterator[Asked]:
    """Whether a case indicates a state of the verdict."""
    verdict = program.base.verdict
    for state in terms.states[verdict]:
        body = f"known{terms.state(verdict, state)}, status({terms.descriptors[verdict]},settled)"
        yield Asked("verdict", state, (body,))


def _implied(program: Program, terms: Terms, rule: Rule) -> Iterator[Asked]:
    """Whether a strict rule ever fires without another that says as much."""
    if rule.impact or not rule.then:
        return
    for other in program.rules_on[rule.then[0][0]]:
        if other.id != rule.id and all(set(other.narrows(name) or (*left, "")) <= set(left) for name, left in rule.then):
            body = f"fired{terms.rule(rule.id)}, not fired{terms.rule(other.id)}"
            message = f"whenever {rule.name} fires, so does {other.name}, which says as much"
            hint = "Leave it out, or let it say more."
            yield Asked("implied", rule.id, (body,), rule.id, other.id, "implied-rule", "warning", message, hint)


def _entries(terms: Terms, rule: Rule) -> Iterator[Asked]:
    """Whether the rule would ever fire without an entry of its `when`, or not fire without an alternative, and does otherwise."""
    parts = [terms.part(entry) for entry in rule.when.entries]
    unblocked = f"not blocked{terms.rule(rule.id)}"
    for at, entry in enumerate(rule.when.entries):
        others = [f"holds({part})" for number, part in enumerate(parts) if number != at]
        body = ", ".join([*others, f"not holds({parts[at]})", unblocked])
        said = str(entry) if isinstance(entry, Test) else f"entry {at + 1}, an `any`"
        yield _matters(rule, f"when:{at + 1}", body, f"the condition {said} of {rule.name} never matters: the others see to it")
        if isinstance(entry, AnyOf) and len(entry.options) > 1:
            options = [terms.part(option) for option in entry.options]
            for number, option in enumerate(options):
                rest = [f"not holds({other})" for place, other in enumerate(options) if place != number]
                body = ", ".join([*others, f"holds({option})", *rest, unblocked])
                message = f"alternative {number + 1} of entry {at + 1} of {rule.name} never matters: it alone never makes it fire"
                yield _matters(rule, f"when:{at + 1}:{number + 1}", body, message)


def _exceptions(terms: Terms, rule: Rule) -> Iterator[Asked]:
    """Whether an exception ever keeps the rule from firing, alone."""
    parts = [terms.part(condition) for condition in rule.unless]
    for at, part in enumerate(parts):
        rest = [f"not holds({other})" for number, other in enumerate(parts) if number != at]
        body = ", ".join([f"holds({terms.part(rule.when)})", f"holds({part})", *rest])
        message = f"exception {at + 1} of {rule.name} never matters: it alone never keeps it from firing"
        yield _matters(rule, f"unless:{at + 1}", body, message)


def _matters(rule: Rule, where: str, body: str, message: str) -> Asked:
    hint = "Leave it out, or mend what was meant."
    return Asked("matters", f"{rule.id}:{where}", (body,), rule.id, "", "condition-never-matters", "warning", message, hint)


def _signs(terms: Terms, rule: Rule) -> Iterator[Asked]:
    """Whether anything would come out otherwise if a weight had the other sign."""
    for name, weights in rule.impact:
        for state, weight in weights:
            number = f"{terms.rules[rule.id]},{terms.descriptors[name]},{terms.states[name].index(state)}"
            said = f"the weight {weight:+d} of {rule.name} on {name}={state} might as well be {-weight:+d}"
            yield Asked(
                "sign",
                f"{rule.id}:{name}:{state}",
                (f"turns({number})",),
                rule.id,
                "",
                "sign-never-matters",
                "note",
                f"{said}: nothing comes out otherwise",
                "It matters only as a record of what the source says.",
                f"flip({number}).",
            )
