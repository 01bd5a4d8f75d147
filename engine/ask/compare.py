"""The difference of proofs: what differs between two questions, what turned by that, by which rules, and what is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct

from engine.ask.changes import Change, changes_between
from engine.ask.derivations import Derivation, derivations_between
from engine.ask.hinges import crux_of
from engine.ask.mixtures import Mixtures
from engine.ask.question import Question
from engine.ask.responsibility import Outcome, Responsibility, responsibility_for
from engine.ask.verdict import Verdict, verdict_in, verdict_of
from engine.infer.trace import Settling, Trace
from engine.language.problems import Place, invalid
from engine.language.showing import Shown


class Share(Struct, frozen=True):
    """What a rule weighs on a state before and after, 0 where it does not fire; it moved the balance by the difference."""

    rule: str
    before: int
    after: int


class Moved(Struct, frozen=True):
    """A state with its balance before and after, and the rules that moved it: their shares add up to the whole move."""

    state: str
    before: int
    after: int
    by: tuple[Share, ...]


class Narrowed(Struct, frozen=True):
    """A rule that leaves other states than before, None where it leaves all since it does not fire."""

    rule: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


class Difference(Struct, frozen=True):
    """A derived descriptor that came out otherwise, or by other reasons.

    `moved` are the states whose balances moved, `narrowed` the rules that narrow it otherwise, `rules` all the rules on
    it that do not read as before. `responsible` is given where it turned.
    """

    beside: ClassVar[tuple[str, ...]] = ("turned",)

    descriptor: str
    before: Settling
    after: Settling
    moved: tuple[Moved, ...]
    narrowed: tuple[Narrowed, ...]
    rules: tuple[str, ...]
    responsible: Responsibility | None

    @property
    def turned(self) -> bool:
        """Whether what is known of it, or its status, is another."""
        return _outcome(self.before) != _outcome(self.after)


class Trial(Struct, frozen=True):
    """What becomes of the verdict with one change undone and all others kept, and with that change alone."""

    change: str
    undone: Verdict
    alone: Verdict


class Side(Struct, frozen=True):
    """One of the two questions, its trace and its verdict."""

    question: Question
    trace: Trace
    verdict: Verdict

    @property
    def settling(self) -> Settling:
        """How the verdict was settled."""
        return self.trace.settled[self.verdict.descriptor]


class Comparison(Shown, Struct, frozen=True):
    """What differs between two questions and what came of it.

    `changes` are what was made otherwise, `derivations` the rules that do not read as before, `differences` the derived
    descriptors that turned or moved, in the order of settling. `accounts` are the scenarios' balances, all of them;
    `trials` what each change does to the verdict. `responsible` is what is responsible for the verdict: for its status
    and states or, where these are the same, for its leaning; None where that is the same too. Both bases have the same
    verdict descriptor, or there are none of these three. `crux` are the descriptors on whose balances the verdict turns,
    before or after.
    """

    before: Side
    after: Side
    changes: tuple[Change, ...]
    derivations: tuple[Derivation, ...]
    differences: tuple[Difference, ...]
    accounts: tuple[Moved, ...]
    trials: tuple[Trial, ...]
    responsible: Responsibility | None
    crux: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs at all."""
        return not (self.changes or self.derivations or self.differences)

    @property
    def moving(self) -> tuple[Change, ...]:
        """The changes by which anything could turn."""
        return tuple(change for change in self.changes if change.moves)

    @property
    def turned(self) -> tuple[Difference, ...]:
        """The descriptors that turned."""
        return tuple(difference for difference in self.differences if difference.turned)


def what_if(question: Question) -> Comparison:
    """What turns by that which is otherwise in a question. Raises `InvalidInput` where nothing is."""
    if question.before is None:
        hint = "Say what is otherwise: a fact D=S, --unset, --without or --weight."
        raise invalid(Place("what-if"), "nothing-otherwise", "nothing is otherwise in this what-if", hint)
    return compare(question.before, question)


def compare(before: Question, after: Question) -> Comparison:
    """The comparison of two questions. Raises the faults of `engine.infer.evaluators.evaluate`."""
    return compare_traces(before, before.evaluate().trace, after, after.evaluate().trace)


def compare_traces(before: Question, old: Trace, after: Question, new: Trace) -> Comparison:
    """The comparison of two questions that are answered already."""
    changes = changes_between(before, after)
    derivations = derivations_between((before, old), (after, new))
    mixtures = Mixtures((before, old), (after, new), changes)
    verdict = after.base.verdict
    shared = before.base.verdict == verdict
    first, second = verdict_of(before, old), verdict_of(after, new)
    same = (first.status, first.states) == (second.status, second.states)
    counts: Outcome = _leaning if same else _outcome
    return Comparison(
        before=Side(before, old, first),
        after=Side(after, new, second),
        changes=changes,
        derivations=derivations,
        differences=tuple(_differences(mixtures, derivations)),
        accounts=tuple(_moved(mixtures, derivations, verdict)) if shared else (),
        trials=tuple(_trials(mixtures, verdict)) if shared else (),
        responsible=responsibility_for(mixtures, verdict, counts) if shared and first != second else None,
        crux=tuple(dict.fromkeys((*crux_of(before, old), *crux_of(after, new)))),
    )


def _outcome(settling: Settling | None) -> object:
    return settling and (settling.status, settling.known)


def _leaning(settling: Settling | None) -> object:
    """What counts of a verdict whose status and states are the same: where it leans."""
    return settling and (settling.status, settling.known, settling.leaning)


def _differences(mixtures: Mixtures, derivations: tuple[Derivation, ...]) -> Iterator[Difference]:
    (before, after), (old, new) = mixtures.questions, mixtures.traces
    on: dict[str, list[Derivation]] = {}
    for derivation in derivations:
        for name in _effects(mixtures, derivation.rule):
            on.setdefault(name, []).append(derivation)
    for settling in new.settlings:
        name = settling.descriptor
        earlier = old.settled.get(name)
        if earlier is None or earlier is settling or (before.base.is_observed(name) and after.base.is_observed(name)):
            continue
        rules = tuple(derivation.rule for derivation in on.get(name, ()))
        moved = tuple(move for move in _moved(mixtures, on.get(name, ()), name) if move.before != move.after)
        narrowed = tuple(_narrowed(mixtures, rules, name))
        turned = _outcome(earlier) != _outcome(settling)
        if turned or rules:
            responsible = responsibility_for(mixtures, name, _outcome) if turned else None
            yield Difference(name, earlier, settling, moved, narrowed, rules, responsible)


def _effects(mixtures: Mixtures, rule: str) -> set[str]:
    """The descriptors that a rule has an effect on in either question."""
    found = (question.program.rules.get(rule) for question in mixtures.questions)
    return {effect for rule in found if rule is not None for effect in rule.effects}


def _moved(mixtures: Mixtures, derivations: Iterable[Derivation], descriptor: str) -> Iterator[Moved]:
    """Every state of a descriptor in the order of the vocabulary, with what moved its balance."""
    tables = [dict(trace.settled[descriptor].balances) for trace in mixtures.traces]
    for state in dict.fromkeys((*tables[1], *tables[0])):
        shares = []
        for derivation in derivations:
            weights = [_weight(mixtures, end, derivation.rule, descriptor, state) for end in (0, 1)]
            if weights[0] != weights[1]:
                shares.append(Share(derivation.rule, *weights))
        yield Moved(state, tables[0].get(state, 0), tables[1].get(state, 0), tuple(shares))


def _weight(mixtures: Mixtures, end: int, rule: str, descriptor: str, state: str) -> int:
    if rule not in mixtures.traces[end].settled[descriptor].fired:
        return 0
    return mixtures.questions[end].program.rules[rule].weights(descriptor).get(state, 0)


def _narrowed(mixtures: Mixtures, rules: tuple[str, ...], descriptor: str) -> Iterator[Narrowed]:
    for rule in rules:
        states = [
            question.program.rules[rule].narrows(descriptor) if rule in trace.settled[descriptor].fired else None
            for question, trace in zip(mixtures.questions, mixtures.traces, strict=True)
        ]
        if states[0] != states[1]:
            yield Narrowed(rule, states[0], states[1])


def _trials(mixtures: Mixtures, verdict: str) -> Iterator[Trial]:
    bearing = mixtures.bearing(verdict)
    for name in bearing:
        undone, alone = (mixtures.settled(made, verdict) for made in (mixtures.all - {name}, frozenset({name})))
        if undone is not None and alone is not None:
            yield Trial(name, verdict_in(undone), verdict_in(alone))
