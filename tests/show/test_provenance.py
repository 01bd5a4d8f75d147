"""Provenance: PROV-JSON that the library takes and that is valid PROV, with every firing, down to the facts that `why` shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prov.model import ProvActivity, ProvAssociation, ProvDerivation, ProvDocument, ProvEntity, ProvGeneration

from engine.ask.assess import assess_trace
from engine.ask.why import explain
from engine.infer.evaluators import Evaluation
from engine.infer.records import plain
from engine.infer.situation import canonical_json, fact_record
from engine.keep.assessments import Recorded, recorded_assessment
from engine.keep.events import Event
from engine.keep.questions import own_case
from engine.show.documents import render
from engine.show.prov_json import ProvDocument as Written
from engine.show.prov_json import local
from engine.show.provenance import provenance_document
from tests.ask.rerun import evaluation_of, question_of
from tests.desk import Desk
from tests.generated import Asked, examples, questions
from tests.show.prov_constraints import parts, violations
from tests.show.told import TOY


def read(text: str) -> ProvDocument:
    """The document, which is valid PROV, and the same when the library writes it and reads it again."""
    document = ProvDocument.deserialize(content=text, format="json")
    assert ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
    assert list(violations(document)) == []
    return document


def of_kind(document: ProvDocument, kind: str, element: type) -> dict[str, Any]:
    """The elements of a type of ours, by name."""
    found = {}
    for record in document.get_records(element):
        if f"kakehashi:{kind}" in {str(one) for one in record.get_asserted_types()}:
            found[str(record.identifier)] = record
    return found


def said(record: Any, key: str) -> set[str]:
    """What an element says under an attribute of ours."""
    return {str(value) for attribute, value in record.attributes if str(attribute) == f"kakehashi:{key}"}


def rests_on(document: ProvDocument, name: str) -> set[str]:
    """Everything that an entity was derived from, however far back."""
    sources: dict[str, set[str]] = {}
    for derivation in map(parts, document.get_records(ProvDerivation)):
        sources.setdefault(derivation["generatedEntity"], set()).add(derivation["usedEntity"])
    found, queue = set[str](), [name]
    while queue:
        new = sources.get(queue.pop(), set()) - found
        found |= new
        queue += new
    return found


def check(text: str, recorded: Recorded) -> ProvDocument:
    """Asserts that it has every firing and every conclusion, and rests on the facts that `why` shows."""
    document, trace, question = read(text), recorded.answer.trace, recorded.answer.question
    fired = {reading.rule for reading in trace.readings if reading.status == "fired"}
    firings = of_kind(document, "Firing", ProvActivity)
    assert {rule for record in firings.values() for rule in said(record, "rule")} == fired
    assert len(firings) == len(fired)
    plans = {parts(one)["activity"]: parts(one).get("plan") for one in document.get_records(ProvAssociation)}
    assert all(plans[name] == f"rule:{local(*said(record, 'rule'))}" for name, record in firings.items())
    states = of_kind(document, "State", ProvEntity)
    assert {tuple(said(one, "descriptor")): said(one, "known") for one in states.values()} == {
        (settling.descriptor,): set(settling.known) for settling in trace.settlings
    }
    (verdict,) = of_kind(document, "Verdict", ProvEntity)
    facts = of_kind(document, "Fact", ProvEntity)
    reached = [said(facts[name], "sha256") for name in rests_on(document, verdict) & set(facts)]
    proofs = explain(question, evaluation=Evaluation(trace, recorded.answer.evaluator)).proofs.values()
    shown = [{sha256(canonical_json(fact_record(fact))).hexdigest()} for proof in proofs for fact in proof.facts]
    assert set[str]().union(*reached) == set[str]().union(*shown)
    (answer,) = of_kind(document, "Assessment", ProvEntity)
    assert verdict in rests_on(document, answer)
    assert said(of_kind(document, "Rules", ProvEntity)[f"sha256:{trace.rules_hash}"], "sha256") == {trace.rules_hash}
    return document


def provenance(desk: Desk, words: Iterable[str], name: str = "mine") -> tuple[str, Recorded]:
    """An assessment recorded with these words, and its provenance as the command writes it: twice the same bytes."""
    seq = str(desk.told("assess", "--record", "-c", name, *words)["recorded"]["event"]["seq"])
    text = desk.said("audit", "provenance", seq, "-c", name).out
    desk.said("audit", "provenance", seq, "-c", name, "-o", str(desk.folder / "prov.json"))
    assert (desk.folder / "prov.json").read_text(encoding="utf-8") == text
    with own_case("", name) as journal:
        recorded = recorded_assessment(journal, int(seq))
        assert render(provenance_document(recorded)) == text
        check(text, recorded)
    return text, recorded


@pytest.mark.parametrize("case", ["baseline", "a02-confrontation", "a09-nothing-known", "a10-ukraine-not-escalating"])
def test_the_article(desk: Desk, case: str) -> None:
    desk.said("case", "new", "mine", "--from", case)
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12", "--source", "Package", "--grade", "B3")
    provenance(desk, ["--set", "g7.front=divided", "--without", "asia-is-not-europe"])


@pytest.mark.parametrize("case", ["fine-day", "silent-warden", "no-way-out", "stubborn-reports", "level", "nothing-known"])
def test_every_kind_of_settling(desk: Desk, case: str) -> None:
    desk.said("case", "new", "mine", "--from", case, "--base", TOY)
    provenance(desk, [])


def test_rules_that_are_written_for_many(desk: Desk) -> None:
    desk.said("case", "new", "mine", "--base", "alliances-1914")
    text, _ = provenance(desk, [])
    rules = of_kind(read(text), "Rule", ProvEntity)
    assert any("%28" in name for name in rules)
    assert any(said(record, "written") for record in rules.values())


def test_a_fact_is_told_by_whom_and_when_and_comes_from_its_source(desk: Desk) -> None:
    desk.said("case", "new", "mine", "--from", "fine-day", "--base", TOY, "--author", "anna")
    words = [
        "--since",
        "2019-09-15",
        "--source",
        "A gauge",
        "--publisher",
        "The weather office",
        "--grade",
        "B2",
        "--author",
        "ben",
        "--locator",
        "p. 3",
    ]
    desk.said("assert", "-c", "mine", "weather.rain=12", *words)
    text, recorded = provenance(desk, [])
    document = read(text)
    told = next(record for record in of_kind(document, "Fact", ProvEntity).values() if said(record, "value") == {"12"})
    assert str(told.identifier) == "fact:2"
    assert (said(told, "grade"), said(told, "kind"), said(told, "since")) == ({"B2"}, {"observed"}, {'"2019-09-15" %% xsd:date'})
    (telling,) = [parts(one) for one in document.get_records(ProvGeneration) if parts(one)["entity"] == "fact:2"]
    assert telling["activity"] == "event:2"
    assert f"{telling['time']:%Y-%m-%dT%H:%M:%S.%fZ}" == desk.told("audit", "log", "-c", "mine")["events"][1]["recorded"]
    written = json.loads(text)
    assert {"prov:entity": "fact:2", "prov:agent": "author:ben"} in written["wasAttributedTo"].values()
    assert said(told, "locator") == {"p. 3"}
    (source,) = rests_on(document, "fact:2")
    assert written["entity"][source]["prov:label"] == "The weather office, A gauge"
    assert {"prov:entity": source, "prov:agent": "publisher:The%20weather%20office"} in written["wasAttributedTo"].values()
    event = recorded.event
    assert said(of_kind(document, "Trace", ProvEntity)["answer:trace"], "sha256") == {event.body["trace"]}
    assert written["entity"]["answer:facts"]["kakehashi:sha256"] == event.body["facts_hash"]
    assert written["entity"]["answer:answer"]["kakehashi:sha256"] == sha256(event.text.encode()).hexdigest()


def test_a_what_if_is_no_fact_that_was_told(desk: Desk) -> None:
    desk.said("case", "new", "mine", "--from", "fine-day", "--base", TOY)
    text, _ = provenance(desk, ["--set", "weather.rain=40"])
    (name,) = of_kind(read(text), "WhatIf", ProvEntity)
    assert name.startswith("whatif:weather.rain")
    assert name not in {parts(one)["entity"] for one in read(text).get_records(ProvGeneration)}


def test_of_a_trace_that_does_not_hold_nothing_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.said("case", "new", "mine", "--from", "fine-day", "--base", TOY)
    desk.said("assess", "--record", "-c", "mine")
    monkeypatch.setattr("engine.keep.assessments.check_trace", lambda *_: ["a flaw"])
    answer = desk.said("audit", "provenance", "2", "-c", "mine", "-o", str(desk.folder / "prov.json"), code=3)
    assert "a flaw" in answer.err
    assert not (desk.folder / "prov.json").exists()


def test_only_an_assessment_has_provenance(desk: Desk) -> None:
    desk.said("case", "new", "mine", "--from", "fine-day", "--base", TOY)
    assert "no-assessment" in desk.said("audit", "provenance", "1", "-c", "mine", code=2).err


class Nothing:
    """A store in which nothing was told."""

    def told(self, *_: object) -> list[object]:
        return []


@given(questions())
@examples(60)
def test_generated_bases(asked: Asked) -> None:
    question = question_of(asked)
    answer = assess_trace(question, evaluation_of(asked))
    body = {"known_by": 1, "engine": "0", "evaluator": "reference", "changed": [], "freed": [], "instead": "", "trace": "0" * 64}
    event = Event(2, "0" * 64, "2026-03-02T09:01:00.000000Z", "anna", "assessed", body | {"verdict": plain(answer.verdict)})
    journal = cast(Any, SimpleNamespace(store=Nothing(), head=SimpleNamespace(id="0" * 32), name="made-up"))
    recorded = Recorded(journal, event, answer, ())
    check(render(provenance_document(recorded)), recorded)


@given(st.text(min_size=1, max_size=12))
@examples(200)
def test_any_text_can_be_a_name(text: str) -> None:
    name = local(text.encode("utf-8", "replace").decode())
    assert re.fullmatch(r"([A-Za-z0-9_~]|%[0-9A-F]{2})(([A-Za-z0-9_.~-]|%[0-9A-F]{2})*([A-Za-z0-9_~-]|%[0-9A-F]{2}))?", name)
    written = Written({"author": "urn:kakehashi:author:"})
    written.add("agent", f"author:{name}", text.encode("utf-8", "replace").decode())
    (agent,) = read(render(written.json())).get_records()
    assert str(agent.identifier) == f"author:{name}"


def test_the_check_sees_what_is_not_valid() -> None:
    wrong = Written({"x": "urn:x:"})
    for name in ("x:a", "x:b"):
        wrong.add("entity", name)
    wrong.add("activity", "x:make")
    wrong.add("agent", "x:someone")
    wrong.relate("wasGeneratedBy", entity="x:a", activity="x:make", time="2026-03-02T09:01:00Z")
    wrong.times("x:make", end="2026-03-02T09:00:00Z")
    wrong.relate("wasDerivedFrom", generatedEntity="x:a", usedEntity="x:b", activity="x:make")
    wrong.relate("wasDerivedFrom", generatedEntity="x:b", usedEntity="x:a")
    wrong.relate("used", activity="x:someone", entity="x:nothing")
    found = "\n".join(violations(ProvDocument.deserialize(content=render(wrong.json()), format="json")))
    for word in ("x:someone is no ProvActivity", "x:nothing is no ProvEntity", "did not use", "depend on one another"):
        assert word in found
