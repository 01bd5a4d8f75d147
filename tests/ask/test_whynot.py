"""Why not: every rule that could have brought a state is named, and every blocker is one, by the reference."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.ask.blockers import Blocker, Choice, Missed, blocking_tests, shortest
from engine.ask.whynot import Absence, WhyNot, explain_not
from engine.infer.reading import read_rule
from engine.infer.trace import RuleReading, TestReading
from engine.language.conditions import AnyOf, Condition, Test
from tests.ask.rerun import evaluation_of, question_of, rerun, settled_without
from tests.generated import Asked, examples, questions

Parts = tuple[Blocker | Choice, ...]


def asked_why_not(asked: Asked, random: Random) -> WhyNot | None:
    """Why a state of a derived descriptor was not concluded; None where none can be asked about."""
    names = [name for name in asked.program.rules_on if len(asked.base.descriptors[name].states) > 1]
    open_to = [(name, s) for name in names for s in asked.base.descriptors[name].states if asked.trace.knowledge[name] != (s,)]
    if not open_to:
        return None
    name, state = random.choice(open_to)
    return explain_not(question_of(asked), f"{name}={state}", evaluation_of(asked))


def check_complete(asked: Asked, answer: WhyNot, absence: Absence) -> None:
    """Asserts that everything that bears on a wanted test is there, and that what it comes down to is explained too."""
    name, wanted = absence.test.descriptor, set(absence.test.states)
    assert not set(asked.trace.knowledge[name]) <= wanted
    missed = {one.rule: one for one in absence.missed}
    against = {step.rule for step in absence.against}
    spoken_for = asked.base.descriptors[name].default in wanted
    for rule in asked.program.rules_on.get(name, ()):
        fired = asked.trace.read[rule.id].status == "fired"
        narrows, weights = rule.narrows(name), rule.weights(name)
        serves = bool(wanted & set(narrows or ())) or any(weights.get(state, 0) > 0 for state in wanted)
        hinders = (narrows is not None and bool(wanted - set(narrows))) or any(weights.get(s, 0) < 0 for s in wanted)
        assert not (serves and not fired) or rule.id in missed
        assert not (hinders and fired) or rule.id in against
        spoken_for = spoken_for or serves
    assert absence.spoken_for is spoken_for
    assert not set(missed) & against
    assert {loss.state for loss in absence.losses} == wanted - set(asked.trace.knowledge[name])
    for one in (*absence.missed, *absence.threats):
        assert {blocker.test for blocker in blocking_tests(one.blockers)} <= set(answer.absences)
        for exemption in one.exemptions:
            assert {asked.base.complement(held.test) for held in exemption.tests} <= set(answer.absences)


def relieved(asked: Asked, missed: Missed, removed: set[Test]) -> RuleReading:
    """The reference's reading of the rule under what is known, these tests removed from its `when` and the exemptions too."""
    rule = asked.program.rules[missed.rule]
    holding = [exemption.condition for exemption in missed.exemptions]
    left = tuple(c for c, read in zip(rule.unless, asked.trace.read[rule.id].unless, strict=True) if read not in holding)
    return read_rule(replace(rule, when=pruned(rule.when, removed), unless=left), asked.trace.knowledge)


def pruned(condition: Condition, removed: set[Test]) -> Condition:
    """The condition without these tests."""
    entries: list[Test | AnyOf] = []
    for entry in condition.entries:
        if isinstance(entry, AnyOf):
            entries.append(AnyOf(tuple(pruned(option, removed) for option in entry.options)))
        elif entry not in removed:
            entries.append(entry)
    return Condition(tuple(entries))


def check_blockers(asked: Asked, missed: Missed, seen: Counter[str]) -> None:
    """Asserts, by having the reference read the rule again, that without its blockers it fires, and with any one it does not."""
    reading = asked.trace.read[missed.rule]
    assert reading.status == missed.status != "fired"
    assert missed.blockers or missed.exemptions
    for parts in ways(missed.blockers):
        removed = {blocker.test for blocker in parts}
        assert relieved(asked, missed, removed).status == "fired"
        for test in removed if parts == missed.blockers else ():  # of alternatives, what opens one may open another
            assert relieved(asked, missed, removed - {test}).when.outcome != "holds", f"{test} blocks nothing"
    assert shortest(missed.blockers) in ways(missed.blockers)
    for blocker in blocking_tests(missed.blockers):
        known = set(asked.trace.knowledge[blocker.test.descriptor])
        assert not known <= set(blocker.test.states)
        assert blocker.kind == ("otherwise" if known.isdisjoint(blocker.test.states) else "unknown")
        seen[blocker.kind] += 1
    for exemption in missed.exemptions:
        assert exemption.condition in reading.unless
        assert exemption.condition.outcome == "holds"
        seen["unless"] += 1
        for held in exemption.tests:
            assert set(asked.trace.knowledge[held.test.descriptor]) <= set(held.test.states)
            if all(isinstance(entry, TestReading) for entry in exemption.condition.entries):  # then each of them is needed
                otherwise = {held.test.descriptor: asked.base.complement(held.test).states}
                at = reading.unless.index(exemption.condition)
                after = read_rule(asked.program.rules[missed.rule], asked.trace.knowledge | otherwise)
                assert after.unless[at].outcome == "cannot_hold"
    if missed.exemptions:  # which are blockers too: with one of them left the rule is ruled out
        assert reading.status == "ruled_out"


def ways(parts: Parts) -> list[tuple[Blocker, ...]]:
    """Every choice of one option for each of the alternatives, a few of them at the most."""
    found: list[tuple[Blocker, ...]] = [()]
    for part in parts:
        options = [(part,)] if isinstance(part, Blocker) else [way for option in part.options for way in ways(option)]
        found = [(*way, *option) for way, option in product(found, options)][:100]
    return found


def check_distances(asked: Asked, absence: Absence, seen: Counter[str]) -> None:
    """Asserts that losses and leads are what the rules make of them: without the rules, and whatever pending ones do."""
    name, settling = absence.test.descriptor, asked.trace.settled[absence.test.descriptor]
    pending = [asked.program.rules[rule].weights(name) for rule in settling.pending]
    for loss in absence.losses:
        seen[loss.how] += 1
        if loss.how == "stated":
            assert settling.asserted is not None
            assert loss.state not in settling.asserted
        elif loss.how == "narrowed":
            assert loss.state in settled_without(asked, name, loss.rules).allowed
            for rule in loss.rules:
                others = [other for other in loss.rules if other != rule]
                assert loss.state not in settled_without(asked, name, others).allowed
        elif loss.how == "default":
            assert settling.derived == (loss.by,) == (asked.base.descriptors[name].default,)
        else:
            assert loss.margin == least(settling.balance(loss.by) - settling.balance(loss.state), pending, loss.by, loss.state)
            assert loss.margin > 0
    for lead in absence.leads:
        today = settling.balance(lead.state) - settling.balance(lead.rival)
        assert lead.gap == -today
        assert least(today, pending, lead.state, lead.rival) + lead.short == 1
        seen["lead"] += 1


def least(today: int, pending: list[dict[str, int]], first: str, second: str) -> int:
    """The least lead of the first state over the second, whichever of the pending rules fire."""
    if len(pending) > 6:
        return today + sum(min(0, weights.get(first, 0) - weights.get(second, 0)) for weights in pending)
    found = []
    for fired in product((False, True), repeat=len(pending)):
        moved = [w.get(first, 0) - w.get(second, 0) for w, yes in zip(pending, fired, strict=True) if yes]
        found.append(today + sum(moved))
    return min(found)


def check_nearest(asked: Asked, answer: WhyNot, seen: Counter[str]) -> None:
    """Asserts that each nearest miss is one: the reference says what it says, and nothing shorter of its kind reaches it."""
    for near in answer.nearest:
        name = near.wanted.descriptor
        changes: dict[str, tuple[str, ...] | None] = {test.descriptor: test.states for test in near.changes}
        if near.dropped:
            changes[name] = None
        after = rerun(asked, changes)
        assert (after.settled[name].known, after.settled[name].status) == (near.known, near.status)
        assert near.reached is (set(near.known) <= set(near.wanted.states))
        seen["reached" if near.reached else "not reached"] += 1
        if near.rule:
            assert near.reached or after.read[near.rule].status == "fired"
            (missed,) = [one for one in answer.absences[near.wanted].missed if one.rule == near.rule]
            assert len(near.changes) <= len(shortest(missed.blockers)) + len(missed.exemptions)
        if near.reached and len(near.changes) + near.dropped > 1:
            for read in {other for rule in asked.program.rules_on[name] for other in rule.reads}:
                for state in asked.base.descriptors[read].states:
                    alone = rerun(asked, {read: (state,)}).settled[name]
                    assert not set(alone.known) <= set(near.wanted.states), "a single change is nearer"


def test_two_thousand_bases_say_why_not_completely_and_truly() -> None:
    seen: Counter[str] = Counter()

    @examples(2000)
    @given(questions(most=7), st.integers(0, 2**32 - 1))
    def explained(asked: Asked, seed: int) -> None:
        answer = asked_why_not(asked, Random(seed))
        if answer is None:
            return
        assert answer.goal in answer.absences
        seen["asked"] += 1
        for absence in answer.absences.values():
            check_complete(asked, answer, absence)
            check_distances(asked, absence, seen)
            for missed in (*absence.missed, *absence.threats):
                check_blockers(asked, missed, seen)
        check_nearest(asked, answer, seen)

    explained()
    kinds = ("unknown", "otherwise", "unless", "stated", "narrowed", "default", "outweighed", "lead", "reached", "not reached")
    assert {kind: seen[kind] for kind in kinds if seen[kind] < 50} == {}
    assert seen["asked"] > 1500


def test_what_was_concluded_lacks_nothing() -> None:
    @examples(50)
    @given(questions(most=5))
    def concluded(asked: Asked) -> None:
        for name, known in asked.trace.knowledge.items():
            if len(known) == 1:
                answer = explain_not(question_of(asked), f"{name}={known[0]}", evaluation_of(asked))
                assert (answer.goal, answer.absences, answer.nearest) == (Test(name, known), {}, ())

    concluded()
