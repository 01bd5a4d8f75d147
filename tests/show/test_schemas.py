"""The published schemas: derived, strict, there for every command; documents fit them, and what was tampered with does not."""

from __future__ import annotations

import json
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Literal, TypedDict, is_typeddict

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import engine.show
from engine.ask import howto, why
from engine.ask.assess import assess
from engine.ask.compare import compare
from engine.ask.contrast import contrast
from engine.ask.graph import graph_of
from engine.ask.question import Question
from engine.ask.timeline import timeline
from engine.ask.why import explain
from engine.ask.whynot import explain_not
from engine.infer.records import FactRecord, SourceRecord
from engine.infer.trace_record import trace_record
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput
from engine.show.answers import assessment_document
from engine.show.comparing import comparison_document, timeline_document
from engine.show.documents import render
from engine.show.explained import contrast_document, explanation_document, whynot_document
from engine.show.graph import graph_document
from engine.show.schemas import published, schema_text
from engine.show.schemas.deriving import schema_of
from engine.show.schemas.table import DOCUMENTS, derived
from tests.ask.rerun import evaluation_of, question_of
from tests.desk import Desk
from tests.generated import Asked, examples, questions
from tests.house.tree import ROOT
from tests.show.schemas import FOLDER, check, check_document, file_of, validator, written
from tests.show.told import ASKED, told, writing_commands

ACCEPTANCE = sorted(file.stem for file in (ROOT / "facts" / "streltsov-2015" / "cases").glob("a*.yaml"))
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Any]]]:
    """Documents of every command, written in a folder and a store of their own."""
    folder = tmp_path_factory.mktemp("told")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("KAKEHASHI_STORE", f"sqlite:///{folder / 'cases.db'}")
        patched.setenv("KAKEHASHI_AUTHOR", "anna")
        yield list(told())


# The schemas themselves


@pytest.mark.parametrize(("name", "version"), derived())
def test_a_schema_is_what_its_document_says(name: str, version: int) -> None:
    said = file_of(name, version).read_text(encoding="utf-8")
    assert said == written(derived()[name, version]), "run `python -m tests.show.schemas --write`, and see `docs/json.md`"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_a_schema_is_one_and_leaves_nothing_open(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    name, _, version = file.stem.rpartition("-")
    assert (schema["$id"], schema["title"]) == (f"urn:kakehashi:{name}:{version}", f"kakehashi.{name}/{version}")
    assert schema["description"]
    for path, part in parts(schema):
        if isinstance(part, dict) and part.get("type") == "object":
            assert set(part) >= {"additionalProperties"}, path
            assert part["additionalProperties"] is False or "properties" not in part, path
            assert part["additionalProperties"] not in (True, {}), path
            if "properties" in part:
                assert part["description"], path


def test_every_version_up_to_the_newest_is_there() -> None:
    versions = defaultdict(set)
    for one in published():
        versions[one.name].add(one.version)
    newest = dict(derived().keys())
    assert {name: max(found) for name, found in versions.items()} == newest
    assert all(found == set(range(1, newest[name] + 1)) for name, found in versions.items())


def test_every_document_is_in_the_table() -> None:
    modules = [import_module(module.name) for module in pkgutil.walk_packages(engine.show.__path__, "engine.show.")]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if is_typeddict(value) and {"schema", "version"} <= set(value.__annotations__)
    }
    assert found == set(DOCUMENTS)


def test_what_would_leave_a_schema_open_is_refused() -> None:
    class Open(TypedDict):
        """Something."""

        anything: Any

    with pytest.raises(TypeError, match="no schema says what"):
        schema_of("open", 1, Open)
    with pytest.raises(TypeError, match="two types go by the name Step"):
        schema_of("steps", 1, howto.Step | why.Step)


# Documents


def test_every_command_that_writes_a_document_is_asked() -> None:
    assert set(ASKED) == writing_commands()


def test_every_document_of_every_command_fits_its_schema(documents: list[tuple[str, Any]]) -> None:
    for command, document in documents:
        check_document(document)
        assert command in {*ASKED, "serve"} or document["schema"] == "kakehashi.error", command
    assert {document["schema"] for _, document in documents} == {
        f"kakehashi.{one.name}" for one in published() if one.name not in ("trace", "journal")
    }


@pytest.mark.parametrize("case", ACCEPTANCE)
def test_every_answer_about_the_article_fits_its_schema(case: str) -> None:
    question = make_question(case_name=case)
    for document in answers(question, make_question(case_name="baseline")):
        check_document(json.loads(render(document)))
    check("trace", 1, trace_record(question.evaluate().trace))


@examples(60)
@given(questions())
def test_every_answer_about_a_generated_base_fits_its_schema(asked: Asked) -> None:
    question, evaluation = question_of(asked), evaluation_of(asked)
    check("trace", 1, trace_record(evaluation.trace))
    for document in answers(question):
        check_document(json.loads(render(document)))


def answers(question: Question, other: Question | None = None) -> Iterator[Mapping[str, object]]:
    """Documents that answer a question, on its verdict and on whatever else was not settled."""
    trace = question.evaluate().trace
    yield assessment_document(assess(question))
    yield timeline_document(timeline(question))
    yield graph_document(graph_of(question, whole=True))
    if other is not None:
        yield comparison_document(compare(other, question))
    for name in dict.fromkeys([question.base.verdict, *(s.descriptor for s in trace.settlings if s.status != "settled")]):
        yield explanation_document(explain(question, name))
        yield contrast_document(contrast(question, descriptor=name))
        for state in question.base.descriptors[name].states[:2]:
            yield whynot_document(explain_not(question, f"{name}={state}"))


def test_the_lines_of_an_exported_journal_fit_their_schema(desk: Desk) -> None:
    desk.said("case", "new", "mine")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12", "--source", "A paper")
    desk.said("assess", "--record", "--weight", "alignment-stays-symbolic:stiffen=0")
    desk.said("assert", "ukraine.course=unresolved", "--since", "2015-02-12", "--correct")
    desk.said("retract", "ukraine.course", "--why", "Too early to say.")
    lines = [json.loads(line) for line in desk.said("audit", "export", "mine").out.splitlines()]
    assert {line["event"]["kind"] for line in lines if "event" in line} == {"opened", "asserted", "assessed", "retracted"}
    for line in lines:
        check("journal", 1, line)
        if line.get("text", "").startswith('{"base"'):
            check("trace", 1, json.loads(line["text"]))
    assert not validator("journal", 1).is_valid(lines[0] | {"format": "kakehashi.diary"})
    event = next(line["event"] for line in lines if "event" in line)
    assert not validator("journal", 1).is_valid({"hash": "0" * 64, "event": event | {"kind": "noted"}})


# Tampered documents

Tampering = Literal["left out", "added", "otherwise"]
MAPPINGS = {
    "balances", "chosen", "impact", "knowledge", "leads", "notes", "only", "open_waits", "pivot_accounts", "proofs", "rules",
    "status", "then", "weights",
}  # fmt: skip
MAY_BE_MISSING = set(FactRecord.__annotations__) - {"descriptor", "value", "kind"} | set(SourceRecord.__annotations__)
NO_VALUE_OF_OURS = {"?": [[0.5]]}  # of no type that any document has anywhere


def test_what_was_tampered_with_fits_no_schema(documents: list[tuple[str, Any]]) -> None:
    """Whatever is put in or put otherwise is seen, and what is left out but for entries of a mapping and of what is said of a
    fact.
    """
    dice, seen = Random(7), Counter[tuple[Tampering, bool]]()
    by_schema = {document["schema"]: document for _, document in sorted(documents, key=lambda one: len(json.dumps(one[1])))}
    for schema, document in by_schema.items():
        checker = validator(schema.removeprefix("kakehashi."), document["version"])
        places = list(parts(document))[1:]
        for path, _ in dice.sample(places, min(len(places), 60)):
            for way in ("left out", "added", "otherwise"):
                tampered = tamper(document, path, way)
                if tampered is None:
                    continue
                fits = checker.is_valid(tampered)
                seen[way, fits] += 1
                may_fit = way == "left out" and (path[-1] in MAY_BE_MISSING or MAPPINGS.intersection(map(str, path[-3:-1])))
                assert may_fit or not fits, f"{schema} takes what was {way} at {path}"
    assert min(seen[way, False] for way in ("left out", "added", "otherwise")) > 100, seen
    assert seen["left out", False] > 3 * seen["left out", True], seen


def tamper(document: Any, path: Path_, way: Tampering) -> Any:
    """A copy with something done at a place; None where that cannot be done there."""
    copy = deepcopy(document)
    *before, last = path
    holder: Any = copy
    for step in before:
        holder = holder[step]
    if way == "added":
        if not isinstance(holder[last], dict):
            return None
        holder[last]["?"] = NO_VALUE_OF_OURS
    elif way == "otherwise":
        holder[last] = NO_VALUE_OF_OURS
    elif isinstance(last, str):
        del holder[last]
    else:
        return None
    return copy


def parts(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Everything in a JSON value, each with where it stands."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from parts(part, (*path, key))


# The command


def test_a_schema_is_found_by_its_name(desk: Desk) -> None:
    newest = (FOLDER / "assessment-1.json").read_text(encoding="utf-8")
    assert desk.said("schema", "assessment").out == newest
    assert desk.said("schema", "kakehashi.assessment/1").out == newest
    assert desk.said("schema", "assessment", "--help").out
    assert desk.codes("schema", "asessment") == ["unknown-schema"]
    with pytest.raises(InvalidInput, match=r"Did you mean `trace/1`\?"):
        schema_text("trace/2")
    listed = desk.told("schema")["schemas"]
    assert [(one["name"], one["version"]) for one in listed] == sorted(derived())
    assert all(f"{one['name']}/{one['version']}" in desk.said("schema").out for one in listed)
