"""What the meaning buys, one sentence and one test each, on generated bases."""

from collections import Counter
from itertools import islice, product
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import Asked, examples, one_state, questions

REPORTED = ("contradiction", "tension")
SEEDS = st.integers(0, 2**32 - 1)


def excused(program: Program, before: Trace, after: Trace) -> set[str]:
    """The descriptors that have, or depend on one that has, a contradiction or tension that was not there before."""
    new = {s.descriptor for s in after.settlings if s.status in REPORTED and s.status != before.settled[s.descriptor].status}
    return {name for name in after.settled if new & program.depends_on(name).keys()}


def check_kept(program: Program, before: Trace, after: Trace, seen: Counter[str]) -> None:
    """Asserts that `after` only adds to what was known in `before`, outside what is excused."""
    excuses = excused(program, before, after)
    for name, old in before.settled.items():
        if name in excuses:
            seen["excused"] += 1
            continue
        new = after.settled[name]
        assert set(new.known) <= set(old.known), name
        if old.status == "settled":
            assert (new.status, new.known) == ("settled", old.known), name
            seen["stays settled"] += name in program.base.derived
        seen["becomes settled"] += name in program.base.derived and old.status != "settled" == new.status


def learned(asked: Asked, random: Random, on: list[str]) -> Asked:
    """The question with one or two more facts on some of the descriptors, none at odds with the facts before."""
    facts = []
    for name in random.sample(on, min(len(on), random.randint(1, 2))):
        descriptor = asked.base.descriptors[name]
        given_states = asked.trace.given_on[name].states if name in asked.trace.given_on else descriptor.states
        if descriptor.number is not None or random.random() < 0.5:
            facts.append(one_state(descriptor, random.choice(given_states)))
        else:
            some = {random.choice(given_states), *(state for state in descriptor.states if random.random() < 0.4)}
            facts += [Fact(name, descriptor.in_order(some))] * (len(some) < len(descriptor.states))
    return asked.with_facts(*facts)


def test_without_unless_learning_more_turns_nothing_settled_but_into_a_report() -> None:
    seen: Counter[str] = Counter()

    @examples(2000)
    @given(questions(unless=False, dissents=False), SEEDS)
    def learn(asked: Asked, seed: int) -> None:
        on = [name for name in asked.strata if asked.base.is_observed(name)]
        check_kept(asked.program, asked.trace, learned(asked, Random(seed), on).trace, seen)

    learn()
    assert min(seen["stays settled"], seen["becomes settled"], seen["excused"]) > 100, seen


def test_learning_on_derived_descriptors_turns_nothing_settled_but_into_a_report() -> None:
    seen: Counter[str] = Counter()

    @examples(1000)
    @given(questions(unless=False), SEEDS)
    def learn(asked: Asked, seed: int) -> None:
        check_kept(asked.program, asked.trace, learned(asked, Random(seed), list(asked.strata)).trace, seen)

    learn()
    assert min(seen["stays settled"], seen["becomes settled"], seen["excused"]) > 50, seen


def _three(then: str, **facts: str) -> Trace:
    """d2 follows d1, which is said to be `then`; d0=b says that both are b."""
    descriptors = {name: Descriptor(name, "", "", ("a", "b", "c")) for name in ("d0", "d1", "d2")}
    rules = [
        Rule("r0", "", "", (), then=(("d1", tuple(then)),)),
        Rule("r1", "", "", (), Condition((Test("d1", ("a",)),)), then=(("d2", ("a",)),)),
        Rule("r2", "", "", (), Condition((Test("d0", ("b",)),)), then=(("d1", ("b",)), ("d2", ("b",)))),
    ]
    base = RuleBase("b", "", "d2", descriptors, {rule.id: rule for rule in rules})
    return Asked(base, Case("c", "", tuple(Fact(name, tuple(said)) for name, said in facts.items()))).trace


def test_the_report_may_be_of_what_a_settled_descriptor_depends_on() -> None:
    before, after = _three("a"), _three("a", d0="b")
    assert (before.settled["d2"].status, before.knowledge["d2"]) == ("settled", ("a",))
    assert after.settled["d1"].status == "contradiction"
    assert (after.settled["d2"].status, after.knowledge["d2"]) == ("settled", ("b",))
    before, after = _three("ab", d1="ac"), _three("ab", d1="ac", d0="b")
    assert (before.settled["d2"].status, before.knowledge["d2"]) == ("settled", ("a",))
    assert after.settled["d1"].status == "tension"
    assert (after.settled["d2"].status, after.knowledge["d2"]) == ("settled", ("b",))


def test_without_unless_what_is_settled_is_so_in_every_completion_without_a_report() -> None:
    seen: Counter[str] = Counter()

    @examples(500)
    @given(questions(unless=False, most=5, known=40))
    def complete(asked: Asked) -> None:
        open_on = [s for s in asked.trace.settlings if asked.base.is_observed(s.descriptor)]
        choices = [[one_state(asked.base.descriptors[s.descriptor], state) for state in s.known] for s in open_on]
        for facts in islice(product(*choices), 64):
            done = asked.with_facts(*facts)
            assert all(len(done.trace.knowledge[s.descriptor]) == 1 for s in open_on)
            check_kept(asked.program, asked.trace, done.trace, seen)
            seen["completions"] += 1

    complete()
    assert min(seen["stays settled"], seen["becomes settled"]) > 200, seen


@examples(300)
@given(questions())
def test_with_nothing_pending_the_highest_balance_wins_and_ties_stay(asked: Asked) -> None:
    for settling in asked.trace.settlings:
        assert settling.derived
        if settling.ground == "weighed" and not settling.pending:
            top = max(settling.balance(state) for state in settling.allowed)
            assert settling.derived == tuple(state for state in settling.allowed if settling.balance(state) == top)


@examples(200)
@given(questions(unless=False, known=100, on_derived=False))
def test_with_everything_known_only_ties_and_contradictions_leave_anything_pending(asked: Asked) -> None:
    for settling in asked.trace.settlings:
        if settling.pending:
            upstream = [asked.trace.settled[name] for name in asked.program.depends_on(settling.descriptor)]
            assert any(not other.pending and len(other.known) > 1 for other in upstream)


@examples(300)
@given(questions())
def test_an_asserted_fact_is_never_overruled(asked: Asked) -> None:
    for part in asked.trace.given:
        settling = asked.trace.settled[part.descriptor]
        assert set(settling.known) <= set(part.states)
        if settling.tension:
            assert settling.known == part.states
            assert settling.tension.lead is None or settling.tension.lead > 0


@examples(200)
@given(questions(), SEEDS)
def test_the_order_of_rules_descriptors_and_facts_changes_only_the_order_of_lists(asked: Asked, seed: int) -> None:
    random = Random(seed)
    base = asked.base
    rules = dict(random.sample(list(base.rules.items()), len(base.rules)))
    descriptors = dict(random.sample(list(base.descriptors.items()), len(base.descriptors)))
    facts = tuple(random.sample(asked.case.facts, len(asked.case.facts)))
    other = RuleBase(
        base.name, "", base.verdict, descriptors, rules, rules_hash=base.rules_hash, vocabulary_hash=base.vocabulary_hash
    )
    shuffled = infer(compile_program(other, asked.dissents), situate(other, Case("generated", "", facts)))
    assert unordered(shuffled) == unordered(asked.trace)


def unordered(trace: Trace) -> dict[str, Any]:
    """A trace with every list that follows an order of rules, descriptors or facts as a set."""
    settlings = {
        replace(s, fired=tuple(sorted(s.fired)), pending=tuple(sorted(s.pending)), clash=tuple(sorted(s.clash)))
        for s in trace.settlings
    }
    given_facts = {(part.descriptor, part.states, frozenset(part.facts)) for part in trace.given}
    return {"settlings": settlings, "readings": set(trace.readings), "given": given_facts, "dissents": trace.dissents}


@examples(300)
@given(questions(), SEEDS)
def test_a_fact_changes_nothing_that_does_not_depend_on_it(asked: Asked, seed: int) -> None:
    random = Random(seed)
    name = random.choice(list(asked.strata))
    after = learned(asked, random, [name]).trace
    for settling in asked.trace.settlings:
        if name not in asked.program.depends_on(settling.descriptor):
            assert after.settled[settling.descriptor] == settling
    for reading in asked.trace.readings:
        rule = asked.program.rules[reading.rule]
        if all(name not in asked.program.depends_on(read) for read in rule.reads):
            assert after.read[reading.rule] == reading


@examples(100)
@given(questions())
def test_a_number_that_no_rule_reads_changes_nothing(asked: Asked) -> None:
    if "context" in asked.base.descriptors:
        kept = tuple(fact for fact in asked.case.facts if fact.descriptor != "context")
        without = infer(asked.program, situate(asked.base, Case("generated", "", kept)))
        assert replace(asked.trace, facts_hash="", context=()) == replace(without, facts_hash="")
    assert "context" not in asked.trace.settled
