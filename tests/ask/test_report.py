"""A report tells everything that its answer rests on, each thing once, and on the article it reads right."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from engine import assess, make_question, report_on
from engine.ask.assess import assess_trace
from engine.ask.question import Question
from engine.ask.report import MOST_PROOFS, Report
from engine.infer.evaluators import Evaluation
from engine.infer.trace_record import read_trace
from engine.language.problems import NOWHERE, Disagreement
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_paper
from tests.ask.explained import CASES
from tests.ask.reported import FOLDER, FORMS, reported
from tests.generated import Asked, examples, questions

NAMES = [(case, form) for case in CASES for form in FORMS]


def asked(**words: Any) -> Report:
    return report_on(assess(make_question(**words)))


@pytest.mark.parametrize(("case", "form"), NAMES)
def test_a_report_on_the_article_is_as_it_was(case: str, form: str) -> None:
    expected = (FOLDER / f"{case}{form}").read_text(encoding="utf-8")
    assert reported(case, form) == expected, "read it; where it is right, run `python -m tests.ask.reported --write`"


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {case + form for case, form in NAMES}


@pytest.mark.parametrize("case", CASES)
def test_the_values_kept_are_those_of_the_article(case: str) -> None:
    kept = json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))
    assert kept["verdict"]["states"] == ["neutral"]
    assert [one["descriptor"] for one in kept["turning"]] == kept["proved"] == ["scenario", "japan.sanctions_course"]
    balances = {one["state"]: one["balance"] for one in kept["turning"][1]["accounts"]}
    assert balances == {"a1": {"lift": -2, "hold": 6, "stiffen": -6}, "a5": {"lift": -3, "hold": 6, "stiffen": -3}}[case]
    assert kept["support"]["sufficient"] == ["ukraine.course", "us_russia.relations", "g7.front", "us_japan.alliance"]
    assert {one["source"].get("publisher") for one in kept["sources"]} == {"a1": {"RIAC"}, "a5": {"RIAC", ""}}[case]
    assert {paragraph["number"] for paragraph in kept["paragraphs"]} >= {2, 9, 24, 25, 27, 28}


@given(questions(most=8))
@examples(60)
def test_a_report_tells_every_fact_rule_and_paragraph_once(generated: Asked) -> None:
    question = Question(generated.program, generated.case, generated.situation)
    report = report_on(assess(question))
    told = [fact for sourced in report.sources for fact in sourced.facts]
    assert Counter(map(str, told)) == Counter(map(str, question.situation.facts))
    assert len({sourced.source for sourced in report.sources}) == len(report.sources)
    read = report.answer.trace.read
    dissented = {dissent.rule for dissent in question.program.dissents}
    for name in question.base.rules:
        speaks = name in read and read[name].status != "ruled_out"
        assert [rule.id for rule in report.rules].count(name) == (speaks or name in dissented)
    cited = {number for cites in (*(fact.cite for fact in told), *(rule.cite for rule in report.rules)) for number in cites}
    assert {paragraph.number for paragraph in report.paragraphs} == cited & set(question.base.source.paragraphs)
    assert [proof.goal for proof in report.proofs] == [graph.goal for graph in report.graphs]
    assert [one.descriptor for one in report.accounts][:MOST_PROOFS] == [proof.goal for proof in report.proofs]


@given(questions(most=8))
@examples(60)
def test_what_is_open_is_what_has_several_states_and_waits(generated: Asked) -> None:
    question = Question(generated.program, generated.case, generated.situation)
    report = report_on(assess(question))
    settled = report.answer.trace.settled
    told = {question.base.verdict, *(name for name in settled if not question.base.is_observed(name))}
    left = {name for name in told if settled[name].status in ("open", "not_separated")}
    assert sorted(one.descriptor for one in report.open) == sorted(left)
    for one in report.open:
        assert one.states == report.answer.trace.knowledge[one.descriptor]
        for wait in one.waits:
            assert question.base.is_observed(wait.descriptor)
            assert len(wait.states) > 1


def test_where_conclusions_are_in_conflict_it_is_not_said_that_all_are_settled() -> None:
    report = asked(sets=("japan.reaction=timely", "japan.role=follower"))
    text = paper_markdown(report_paper(report))
    assert not report.open
    assert "every conclusion is settled" not in text
    assert "what is not settled is in conflict" in text


def test_a_rule_that_is_left_out_is_told_as_the_base_has_it() -> None:
    report = asked(without=["asia-is-not-europe"], weights=["alignment-stays-symbolic:stiffen=+1"])
    rules = {rule.id: rule for rule in report.rules}
    assert rules["asia-is-not-europe"] == report.answer.question.base.rules["asia-is-not-europe"]
    assert rules["alignment-stays-symbolic"].weights("japan.sanctions_course")["stiffen"] == -1
    assert "asia-is-not-europe" not in report.answer.trace.read


def test_the_trace_it_carries_is_the_one_it_names_and_says_nothing_of_the_machine() -> None:
    report = asked()
    assert sha256(report.trace.encode()).hexdigest() == report.trace_hash
    told = read_trace(json.loads(report.trace), NOWHERE)
    assert told == report.answer.trace
    assert "place" not in report.trace


def test_no_report_is_made_of_a_trace_that_does_not_hold() -> None:
    question = make_question()
    trace = question.evaluate().trace
    first, *others = trace.settlings
    wrong = replace(trace, settlings=(replace(first, known=first.known[:1], status="open"), *others))
    with pytest.raises(Disagreement, match="does not hold"):
        report_on(assess_trace(question, Evaluation(wrong, "reference", "")))
