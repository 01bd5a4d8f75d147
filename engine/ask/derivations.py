"""How the rules came to read otherwise: which fire now, which fell silent, and what decided each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from engine.ask.changes import meaning
from engine.ask.question import Question
from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, RuleStatus, TestReading, Trace
from engine.language.conditions import Test
from engine.language.rules import Rule

Standing = Literal[RuleStatus, "absent"]


class Decider(Struct, frozen=True):
    """A test that met other knowledge and thereby decided a rule; `in_unless` where it stands in an exception."""

    test: Test
    before: tuple[str, ...]
    after: tuple[str, ...]
    in_unless: bool


class Derivation(Struct, frozen=True):
    """A rule that does not read as before, or says something else.

    *Absent* is a rule that is not there: left out, without any effect left, or not in that base. `otherwise` marks one
    whose conditions or effects are other; of such a one there are no deciders.
    """

    rule: str
    before: Standing
    after: Standing
    deciders: tuple[Decider, ...]
    otherwise: bool

    @property
    def is_lost(self) -> bool:
        """Whether what it gave is gone."""
        return self.before == "fired" and self.after != "fired"

    @property
    def is_gained(self) -> bool:
        """Whether it gives something now."""
        return self.before != "fired" and self.after == "fired"


def derivations_between(before: tuple[Question, Trace], after: tuple[Question, Trace]) -> tuple[Derivation, ...]:
    """The rules that do not read as before or say something else, in the order of the bases."""
    (old_question, old), (new_question, new) = before, after
    same = old_question.program is new_question.program
    found = []
    for name in dict.fromkeys((*old_question.base.rules, *new_question.base.rules)):
        first, second = old.read.get(name), new.read.get(name)
        if first is second:
            continue
        otherwise = not same and _says(old_question, name) != _says(new_question, name) and None not in (first, second)
        standing: tuple[Standing, Standing] = (first.status if first else "absent", second.status if second else "absent")
        if standing[0] == standing[1] and not otherwise:
            continue
        deciders = _deciders(first, second) if first and second and not otherwise else ()
        found.append(Derivation(name, *standing, tuple(dict.fromkeys(deciders)), otherwise))
    return tuple(found)


def _says(question: Question, name: str) -> tuple[object, ...] | None:
    rule: Rule | None = question.program.rules.get(name)
    return meaning(question.base, rule) if rule else None


def _deciders(before: RuleReading, after: RuleReading) -> Iterator[Decider]:
    """The tests that decided a rule, one way or the other: of its `when`, and of the exceptions that rule it out."""
    both_quiet = "fired" not in (before.status, after.status)
    passes: Callable[[Outcome], bool] = _not_failing if both_quiet else _holding
    yield from _turned(before.when, after.when, passes, False)
    for old, new in zip(before.unless, after.unless, strict=True):
        yield from _turned(old, new, _holding, True)


def _holding(outcome: Outcome) -> bool:
    return outcome == "holds"


def _not_failing(outcome: Outcome) -> bool:
    return outcome != "cannot_hold"


def _turned(
    before: ConditionReading, after: ConditionReading, passes: Callable[[Outcome], bool], in_unless: bool
) -> Iterator[Decider]:
    """The tests by which a condition passes on one side only.

    An alternative decides where none passes on the other side, so that every option that passes counts.
    """
    if passes(before.outcome) == passes(after.outcome):
        return
    for old, new in zip(before.entries, after.entries, strict=True):
        if passes(old.outcome) == passes(new.outcome):
            continue
        if isinstance(old, AnyReading) and isinstance(new, AnyReading):
            for first, second in zip(old.options, new.options, strict=True):
                yield from _turned(first, second, passes, in_unless)
        elif isinstance(old, TestReading) and isinstance(new, TestReading):
            yield Decider(old.test, old.known, new.known, in_unless)
