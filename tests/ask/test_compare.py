"""What a comparison says of two questions: each claim is held against asking them, and all that lies between, plainly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from hypothesis import given

from engine.ask.changes import BaseChange, DissentChange, FactsChange
from engine.ask.compare import Comparison, Share, compare
from engine.ask.derivations import Derivation
from engine.ask.question import Question
from engine.ask.responsibility import Responsibility, Search
from engine.ask.verdict import verdict_in
from engine.infer.trace import Settling, Trace
from tests.ask.pairs import Pair, pair_of, pairs, settled_between, subsets
from tests.generated import examples


def outcome(settling: Settling | None) -> object:
    return settling and (settling.known, settling.status)


def leaning(settling: Settling | None) -> object:
    return settling and (settling.known, settling.status, settling.leaning)


@dataclass(frozen=True)
class Turn:
    """Something that turned: the descriptor, what counts of it, and what the answer holds responsible."""

    descriptor: str
    counts: Callable[[Settling | None], object]
    responsible: Responsibility


def turns(answer: Comparison) -> list[Turn]:
    found = [Turn(d.descriptor, outcome, d.responsible) for d in answer.differences if d.responsible is not None]
    if answer.responsible is not None:
        before, after = answer.before.verdict, answer.after.verdict
        same = (before.status, before.states) == (after.status, after.states)
        found.append(Turn(after.descriptor, leaning if same else outcome, answer.responsible))
    return found


@examples(300)
@given(pairs())
def test_the_responsible_sets_are_the_smallest_whose_undoing_undoes_the_turn(pair: Pair) -> None:
    answer = compare(*pair)
    names = tuple(change.name for change in answer.moving)
    assert (answer.responsible is None) == (answer.before.verdict == answer.after.verdict)
    assert all(d.responsible is not None for d in answer.turned)
    for turn in turns(answer):
        asked = {made: turn.counts(settled_between(*pair, answer.changes, made, turn.descriptor)) for made in subsets(names)}
        before, after = asked[frozenset()], asked[frozenset(names)]
        assert before != after
        undo = [undone for undone in subsets(names) if asked[frozenset(names) - undone] == before]
        make = [made for made in subsets(names) if asked[made] == after]
        for search, doing in ((turn.responsible.undoing, undo), (turn.responsible.making, make)):
            assert search.exact
            smallest = len(doing[0])
            assert set(map(frozenset, search.sets)) == {found for found in doing if len(found) == smallest}
            assert len(set(search.sets)) == len(search.sets)


@examples(150)
@given(pairs())
def test_each_change_does_to_the_verdict_what_asking_says(pair: Pair) -> None:
    answer = compare(*pair)
    everything = frozenset(change.name for change in answer.moving)
    verdict = answer.after.verdict.descriptor
    for trial in answer.trials:
        for said, made in ((trial.undone, everything - {trial.change}), (trial.alone, frozenset({trial.change}))):
            settling = settled_between(*pair, answer.changes, made, verdict)
            assert settling is not None
            assert said == verdict_in(settling)
    for idle in everything - {trial.change for trial in answer.trials}:
        for made in (everything - {idle}, frozenset({idle})):
            now, end = (settled_between(*pair, answer.changes, some, verdict) for some in (made, made ^ {idle}))
            assert now == end


@examples(150)
@given(pairs())
def test_a_question_compared_with_itself_differs_in_nothing(pair: Pair) -> None:
    for question in pair:
        answer = compare(question, question)
        assert answer.is_empty
        assert (answer.changes, answer.trials, answer.responsible) == ((), (), None)
        assert all(account.by == () and account.before == account.after for account in answer.accounts)


@examples(200)
@given(pairs())
def test_a_comparison_mirrored_is_that_of_the_questions_swapped(pair: Pair) -> None:
    assert _view(compare(*pair), mirrored=True) == _view(compare(*reversed(pair)), mirrored=False)


def _view(answer: Comparison, mirrored: bool) -> dict[str, object]:
    """All that an answer says, without the order of lists; mirrored: as the swapped questions should have it."""

    def two(before: object, after: object) -> tuple[object, object]:
        return (after, before) if mirrored else (before, after)

    def search(found: Search) -> tuple[object, ...]:
        return frozenset(map(frozenset, found.sets)), found.tried, found.among, found.exact

    def responsible(found: Responsibility | None) -> object:
        return found and two(search(found.undoing), search(found.making))

    def change(found: FactsChange | DissentChange | BaseChange) -> object:
        if isinstance(found, BaseChange):
            rules = two(found.rules_added, found.rules_gone), found.rules_otherwise, found.rules_reworded
            others = two(found.descriptors_added, found.descriptors_gone), found.descriptors_otherwise
            return two(found.hashes_before, found.hashes_after), *map(_unordered, (*rules, *others))
        left = two(found.left_before, found.left_after) if isinstance(found, FactsChange) else ()
        return found.name, found.moves, two(found.before, found.after), left

    def derivation(found: Derivation) -> object:
        deciders = {(d.test, two(d.before, d.after), d.in_unless) for d in found.deciders}
        return found.rule, two(found.before, found.after), frozenset(deciders), found.otherwise

    def balances(found: Comparison, descriptor: str) -> object:
        moved = next((d.moved for d in found.differences if d.descriptor == descriptor), ())
        return {(m.state, two(m.before, m.after), shared(m.by)) for m in moved}

    def shared(found: tuple[Share, ...]) -> object:
        return frozenset((share.rule, two(share.before, share.after)) for share in found)

    return {
        "sides": two(answer.before, answer.after),
        "changes": {change(found) for found in answer.changes},
        "derivations": {derivation(found) for found in answer.derivations},
        "differences": {
            d.descriptor: (
                two(d.before, d.after),
                balances(answer, d.descriptor),
                {(n.rule, two(n.before, n.after)) for n in d.narrowed},
                set(d.rules),
                responsible(d.responsible),
            )
            for d in answer.differences
        },
        "accounts": {
            (a.state, two(a.before, a.after), frozenset((s.rule, two(s.before, s.after)) for s in a.by)) for a in answer.accounts
        },
        "trials": {(t.change, two(t.undone, t.alone)) for t in answer.trials},
        "responsible": responsible(answer.responsible),
        "crux": set(answer.crux),
    }


def _unordered(value: object) -> object:
    """A tuple of names as a set, also within a pair of them."""
    if isinstance(value, tuple) and all(isinstance(part, tuple) for part in value) and value:
        return tuple(map(_unordered, value))
    return frozenset(value) if isinstance(value, tuple) else value


@examples(300)
@given(pairs())
def test_every_balance_that_moved_is_explained_by_the_rules_that_moved_it(pair: Pair) -> None:
    answer = compare(*pair)
    for difference in answer.differences:
        name = difference.descriptor
        tables = dict(difference.before.balances), dict(difference.after.balances)
        moved = {state for state in {*tables[0], *tables[1]} if tables[0].get(state, 0) != tables[1].get(state, 0)}
        assert {move.state for move in difference.moved} == moved
        for move in difference.moved:
            assert (move.before, move.after) == (tables[0].get(move.state, 0), tables[1].get(move.state, 0))
            assert sum(share.after - share.before for share in move.by) == move.after - move.before
            assert {share.rule for share in move.by} <= set(difference.rules)
            for share in move.by:
                sides = zip(pair, (answer.before.trace, answer.after.trace), strict=True)
                weights = [_weight(q, trace, share.rule, name, move.state) for q, trace in sides]
                assert [share.before, share.after] == weights
                assert weights[0] != weights[1]
    listed = {difference.descriptor for difference in answer.differences}
    for name in (pair.before.base.derived | pair.after.base.derived) - listed:
        earlier, settling = (side.trace.settled.get(name) for side in (answer.before, answer.after))
        if earlier is not None and settling is not None:
            assert outcome(earlier) == outcome(settling)
            assert (earlier.fired, earlier.pending) == (settling.fired, settling.pending)


def _weight(question: Question, trace: Trace, rule: str, descriptor: str, state: str) -> int:
    fires = rule in trace.read and trace.read[rule].status == "fired"
    return question.program.rules[rule].weights(descriptor).get(state, 0) if fires else 0


@examples(300)
@given(pairs())
def test_a_rule_that_does_not_read_as_before_was_decided_by_what_met_other_knowledge(pair: Pair) -> None:
    answer = compare(*pair)
    traces = answer.before.trace, answer.after.trace
    listed = {derivation.rule: derivation for derivation in answer.derivations}
    for rule in {*traces[0].read, *traces[1].read}:
        standings = [trace.read[rule].status if rule in trace.read else "absent" for trace in traces]
        if rule not in listed:
            assert standings[0] == standings[1]
            continue
        derivation = listed[rule]
        assert [derivation.before, derivation.after] == standings
        assert standings[0] != standings[1] or derivation.otherwise
        if "absent" in standings or derivation.otherwise:
            assert derivation.deciders == ()
            continue
        assert derivation.deciders
        for decider in derivation.deciders:
            known = [trace.knowledge[decider.test.descriptor] for trace in traces]
            assert [decider.before, decider.after] == known
            assert known[0] != known[1]


def test_the_pairs_reach_everything_that_a_comparison_tells_of() -> None:
    seen: Counter[str] = Counter()
    random = Random(1)
    for _ in range(300):
        answer = compare(*pair_of(random.getrandbits(32), random.randint(3, 9)))
        seen.update(type(change).__name__ for change in answer.changes)
        seen.update("with base" for change in answer.changes if isinstance(change, FactsChange) and change.with_base)
        seen.update(f"{d.before} → {d.after}" for d in answer.derivations)
        seen.update("in unless" for d in answer.derivations for decider in d.deciders if decider.in_unless)
        seen.update("otherwise" for d in answer.derivations if d.otherwise)
        for turn in turns(answer):
            for what, search in (("undoing", turn.responsible.undoing), ("making", turn.responsible.making)):
                seen[f"{what} {'single' if search.single else 'joint'}"] += 1
                seen[f"{what} several"] += len(search.sets) > 1
    assert {name: seen[name] for name, least in LEAST.items() if seen[name] < least} == {}


LEAST = {
    "FactsChange": 200, "DissentChange": 50, "BaseChange": 50, "with base": 10, "otherwise": 20, "in unless": 20,
    "fired → ruled_out": 50, "ruled_out → fired": 50, "pending → fired": 50, "fired → pending": 20,
    "pending → ruled_out": 20, "absent → fired": 10, "fired → absent": 10,
    "undoing single": 100, "undoing joint": 20, "undoing several": 10, "making single": 100, "making joint": 20,
}  # fmt: skip
