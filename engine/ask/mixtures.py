"""The questions between two questions: some of the changes made and the others not, answered as what-ifs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from engine.ask.changes import RULE_BASE, Change, DissentChange, FactsChange, States, can_be_told
from engine.ask.question import Question
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.revising import Revision, revise_all
from engine.infer.situation import Situation
from engine.infer.trace import Given, Settling, Trace
from engine.language.base import RuleBase
from engine.language.facts import states_left
from engine.language.problems import FeedbackLoop

Made = frozenset[str]  # the names of the changes that are made; the others are not


class Mixtures:
    """Answers what lies between two questions with their traces, and remembers it."""

    def __init__(self, before: tuple[Question, Trace], after: tuple[Question, Trace], changes: Iterable[Change]) -> None:
        """Of two questions, each with its trace, and the changes between them."""
        self.questions = (before[0], after[0])
        self.traces = (before[1], after[1])
        self.changes = tuple(change for change in changes if change.moves)
        self.all: Made = frozenset(change.name for change in self.changes)
        self.stated = {change.name: change for change in self.changes if isinstance(change, FactsChange)}
        self.dissents = {change.name: change for change in self.changes if isinstance(change, DissentChange)}
        self.reached: dict[Made, Revision | None] = {}
        self.anchors: dict[tuple[bool, Made, bool], tuple[Program, Trace] | None] = {}

    def settled(self, made: Made, descriptor: str) -> Settling | None:
        """How a descriptor settles with these changes made; None where it is none of the base, or where no order settles it."""
        if made not in self.reached:
            self.reached[made] = self._reach(made)
        revision = self.reached[made]
        return None if revision is None or descriptor not in revision.trace.settled else revision.settled(descriptor)

    def bearing(self, descriptor: str) -> tuple[str, ...]:
        """The changes that the descriptor can depend on in any of the mixtures; the others make no difference to it."""
        return tuple(name for name, touched in self.touched.items() if touched is None or descriptor in touched)

    @cached_property
    def touched(self) -> dict[str, set[str] | None]:
        """The descriptors that each change can make a difference to; None: to any."""
        bases = {id(question.base): question.base for question in self.questions}.values()
        follows = [_follows(base) for base in bases]
        found: dict[str, set[str] | None] = {}
        for change in self.changes:
            if isinstance(change, FactsChange):
                first = {change.descriptor}
            elif isinstance(change, DissentChange):
                rules = [base.rules[change.rule] for base in bases if change.rule in base.rules]
                first = {effect for rule in rules for effect in rule.effects}
            else:
                found[change.name] = None
                continue
            found[change.name] = set[str]().union(*(_after(first, onward) for onward in follows))
        return found

    def _reach(self, made: Made) -> Revision | None:
        stated = [name for name in self.stated if name in made]
        to_after = 2 * len(stated) > len(self.stated)  # revised from the nearer of the two ends
        dissents = frozenset(name for name in self.dissents if name in made)
        anchor = self._anchor(RULE_BASE in made or RULE_BASE not in self.all, dissents, to_after)
        if anchor is None:
            return None
        program, trace = anchor
        others = [name for name in self.stated if name not in made] if to_after else stated
        return revise_all(program, trace, {name: self._left(program.base, name, not to_after) for name in others})

    def _left(self, base: RuleBase, name: str, after: bool) -> States | None:
        change = self.stated[name]
        facts = change.after if after else change.before
        return states_left(base.descriptors[name], facts) if facts else None

    def _anchor(self, base_after: bool, dissents: Made, facts_after: bool) -> tuple[Program, Trace] | None:
        """A program of the mixture with all facts of one end, and its trace; None where its descriptors form a loop."""
        key = (base_after, dissents, facts_after)
        if key not in self.anchors:
            try:
                program = self._program(base_after, dissents)
            except FeedbackLoop:  # each end leaves out another rule of a loop, and this mixture neither
                self.anchors[key] = None
                return None
            end = self.questions[facts_after]
            ours = program is end.program
            trace = self.traces[facts_after] if ours else infer(program, self._situation(program.base, base_after, facts_after))
            self.anchors[key] = program, trace
        return self.anchors[key]

    def _program(self, base_after: bool, dissents: Made) -> Program:
        for at, whole in ((0, frozenset[str]()), (1, frozenset(self.dissents))):
            if dissents == whole and (base_after == bool(at) or RULE_BASE not in self.all):
                return self.questions[at].program
        end = self.questions[base_after]
        changed = [c.after if name in dissents else c.before for name, c in self.dissents.items()]
        kept = [dissent for dissent in end.program.dissents if dissent.key not in {c.key for c in self.dissents.values()}]
        return compile_program(end.base, [*kept, *(dissent for dissent in changed if dissent is not None)])

    def _situation(self, base: RuleBase, base_after: bool, facts_after: bool) -> Situation:
        """What one end states, told to a base; of what only that base can be told, what its own end states."""
        ends = [{part.descriptor: part.facts for part in q.situation.given + q.situation.context} for q in self.questions]
        given = []
        for name, descriptor in base.descriptors.items():
            shared = can_be_told(self.questions[0].base, self.questions[1].base, name)
            facts = ends[facts_after if shared else base_after].get(name)
            if facts and not descriptor.is_context:
                given.append(Given(name, states_left(descriptor, facts), facts))
        return Situation(None, tuple(given), (), "")


def _follows(base: RuleBase) -> dict[str, set[str]]:
    """What each descriptor has a bearing on, one rule further, when no rule is left out."""
    found: dict[str, set[str]] = {}
    for rule in base.rules.values():
        for read in rule.reads:
            found.setdefault(read, set()).update(rule.effects)
    return found


def _after(first: set[str], follows: dict[str, set[str]]) -> set[str]:
    """These descriptors and all that follows from them."""
    found, queue = set(first), list(first)
    for name in queue:
        new = follows.get(name, set()) - found
        found |= new
        queue += new
    return found
