"""An exploration says what the assessment and the comparison say, and what carries a conclusion where, as plainly defined."""

from __future__ import annotations

from hypothesis import given

from engine.ask.assess import assess
from engine.ask.compare import compare
from engine.ask.explore import Flow, explore
from engine.ask.extent import mattered
from engine.ask.question import Question, ask_of
from engine.infer.trace import AnyReading, ConditionReading, Outcome, TestReading
from engine.keep.questions import make_question
from tests.ask.rerun import question_of
from tests.generated import Asked, examples, questions

THAW = ("us_russia.relations=thawing", "g7.front=divided")


def changed(question: Question, asked: Asked) -> Question:
    """The question with one thing set and one rule left out, where there are any."""
    observed = [name for name in asked.base.descriptors if asked.base.is_observed(name) and not asked.base.context & {name}]
    sets = [
        f"{name}={asked.base.descriptors[name].states[0]}" for name in observed[:1] if not asked.base.descriptors[name].number
    ]
    return ask_of(asked.base, asked.case, sets, without=list(asked.base.rules)[:1])


def named_where(condition: ConditionReading, outcome: Outcome) -> set[str]:
    """The descriptors of the tests of a condition that came out so; of alternatives, those of the alternatives that did."""
    found = set()
    for entry in condition.entries:
        if isinstance(entry, TestReading) and entry.outcome == outcome:
            found.add(entry.test.descriptor)
        elif isinstance(entry, AnyReading) and entry.outcome == outcome:
            found |= {name for option in entry.options if option.outcome == outcome for name in named_where(option, outcome)}
    return found


def plainly(question: Question) -> set[tuple[str, str, str]]:
    """The flows by what the trace says of each rule, one rule after the other."""
    trace = question.evaluate().trace
    found: dict[tuple[str, str], str] = {}
    for settling in trace.settlings:
        for rule in settling.pending:
            reading = trace.read[rule]
            undecided = [reading.when, *(one for one in reading.unless if one.outcome == "undecided")]
            for name in set().union(*(named_where(one, "undecided") for one in undecided)):
                found[name, settling.descriptor] = "waits"
        for rule in settling.fired:
            for name in named_where(trace.read[rule].when, "holds"):
                found[name, settling.descriptor] = "carries"
    return {(*pair, kind) for pair, kind in found.items()}


@examples(60)
@given(questions())
def test_it_is_the_assessment_and_what_the_comparison_says_turned(asked: Asked) -> None:
    question = changed(question_of(asked), asked)
    answer, whole = explore(question), assess(question)
    parts = ("trace", "verdict", "accounts", "pivots", "hinges", "waits", "clouds", "pointers")
    assert all(getattr(answer.assessment, part) == getattr(whole, part) for part in parts)
    assert question.before is not None
    compared = compare(question.before, question)
    assert answer.before == compared.before.settling
    moved = {
        one.descriptor: (one.before, one.after)
        for one in compared.differences
        if (one.before.status, one.before.known, one.before.balances) != (one.after.status, one.after.known, one.after.balances)
    }
    assert {one.after.descriptor: (one.before, one.after) for one in answer.turned} == moved


@examples(60)
@given(questions())
def test_what_flows_is_what_rules_fired_by_or_wait_for(asked: Asked) -> None:
    question = question_of(asked)
    flows = explore(question).flows
    assert {(flow.source, flow.target, flow.kind) for flow in flows} == plainly(question)
    assert len({(flow.source, flow.target) for flow in flows}) == len(flows)


@examples(60)
@given(questions())
def test_what_leads_is_what_the_verdict_rests_on(asked: Asked) -> None:
    question = question_of(asked)
    answer = explore(question)
    resting = mattered(question.program, answer.trace, question.base.verdict).rules_on
    for flow in answer.flows:
        assert not flow.leads or flow.target in resting
        assert flow.kind != "waits" or not flow.leads or len(answer.trace.settled[flow.target].known) > 1


def test_a_case_as_it_stands_has_nothing_before_it() -> None:
    answer = explore(make_question(case_name="baseline"))
    assert (answer.before, answer.turned, answer.replaced) == (None, (), ())
    assert answer.crux == ("japan.sanctions_course",)
    assert set(answer.accounts) == {"japan.sanctions_course"}
    assert Flow("japan.sanctions_course", "scenario", "carries", leads=True) in answer.flows


def test_what_the_case_says_itself_of_what_is_changed_is_kept() -> None:
    answer = explore(make_question(case_name="baseline", sets=THAW))
    assert {given.descriptor: given.states for given in answer.replaced} == {
        "us_russia.relations": ("tense",),
        "g7.front": ("consolidated",),
    }
    assert answer.before is not None
    assert (answer.before.known, answer.assessment.verdict.states) == (("neutral",), ("positive",))
    assert answer.assessment.changes is None
