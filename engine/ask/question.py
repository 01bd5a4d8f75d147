"""A question: a base, a case with what is changed for the question, the user's dissents, and a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from engine.infer.evaluators import Evaluation, evaluate
from engine.infer.program import Program, compile_program, with_weight, without_rule
from engine.infer.situation import Situation, situate
from engine.language.base import RuleBase
from engine.language.cases import with_changes
from engine.language.facts import Case
from engine.language.problems import InvalidInput, Problem, gathered
from engine.language.showing import Shown


class Question(Shown, Struct, frozen=True):
    """What is asked of a case: everything that an answer depends on.

    `changed` and `freed` are the descriptors that `--set` and `--unset` touched; `before` is the question without
    them and without dissents, None where there are none. `options` are those that ask it on a command
    line, each with its word: base, case, date, what-ifs and dissents.
    """

    program: Program
    case: Case
    situation: Situation
    changed: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    before: Question | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> RuleBase:
        """The rule base that is asked."""
        return self.program.base

    def evaluate(self) -> Evaluation:
        """The trace that answers it."""
        return evaluate(self.program, self.situation)


def ask_of(
    base: RuleBase,
    case: Case,
    sets: Iterable[str] = (),
    unsets: Iterable[str] = (),
    without: Iterable[str] = (),
    weights: Iterable[str] = (),
    as_of: date | None = None,
    feedback: bool = False,
) -> Question:
    """The question about a case that is loaded already; the words are those of `engine.keep.questions.make_question`."""
    said, freed = tuple(sets), tuple(base.vocabulary.spelled(name) for name in unsets)
    problems: list[Problem] = []
    dissents = [
        *(dissent for name in without for dissent in gathered(problems, without_rule, base, name) or ()),
        *(dissent for text in weights for dissent in gathered(problems, with_weight, base, text) or ()),
    ]
    changed = gathered(problems, with_changes, base, case, said, freed)
    if changed is None or problems:
        raise InvalidInput(problems)
    names = tuple(dict.fromkeys(base.vocabulary.spelled(text.partition("=")[0].strip()) for text in said))
    # What is changed for the question does not move the date it is asked as of.
    day = as_of or case.latest_date()
    before = None
    if said or freed or dissents:
        before = Question(compile_program(base, feedback=feedback), case, situate(base, case, day))
    program = compile_program(base, dissents, feedback)
    return Question(program, changed, situate(base, changed, day), names, freed, before)
