"""What the order of files, names and the way through text change: nothing."""

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.infer.trace_record import read_trace, trace_record
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.facts import Case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import Place
from engine.show.documents import render
from tests.generated import Asked, examples, questions
from tests.infer.test_properties import unordered
from tests.renamed import Renaming
from tests.written import worded, write_base

SEEDS = st.integers(0, 2**32 - 1)


def loaded(folder: str) -> tuple[RuleBase, Case]:
    found = find_folder(folder)
    base = load_base(found)
    return base, load_case(base, found)


def inferred(base: RuleBase, case: Case) -> Trace:
    """The trace, without the hashes of what it was written as."""
    return replace(infer(compile_program(base), situate(base, case)), rules_hash="", vocabulary_hash="")


@examples(300)
@given(questions(), SEEDS)
def test_renaming_everything_changes_nothing_but_names(asked: Asked, seed: int) -> None:
    renaming = Renaming(asked.base, Random(seed))
    base, case = renaming.of(asked.base), renaming.of(asked.case)
    other = Asked(base, case, renaming.of(asked.dissents))
    assert set(base.descriptors).isdisjoint(asked.base.descriptors)
    assert replace(other.trace, facts_hash="") == replace(renaming.of(asked.trace), facts_hash="")


@examples(100)
@given(questions(dissents=False, writable=True), SEEDS)
def test_a_base_written_to_files_and_loaded_is_the_same_base(asked: Asked, seed: int) -> None:
    said = worded(asked)
    with TemporaryDirectory() as folder:
        write_base(Path(folder) / "b", said, Random(seed))
        base, case = loaded(f"{folder}/b")
    assert list(base.descriptors.items()) == list(said.base.descriptors.items())
    assert list(base.rules.items()) == list(said.base.rules.items())
    assert case.facts == said.case.facts
    assert inferred(base, case) == inferred(said.base, said.case)


@examples(60)
@given(questions(dissents=False, writable=True), SEEDS)
def test_rules_dealt_out_to_files_otherwise_change_only_the_order_of_lists(asked: Asked, seed: int) -> None:
    said, random = worded(asked), Random(seed)
    dealt = random.sample(list(said.base.rules.values()), len(said.base.rules))
    with TemporaryDirectory() as folder:
        write_base(Path(folder) / "b", said, random, dealt, random.randint(1, 5))
        base, case = loaded(f"{folder}/b")
    assert unordered(inferred(base, case)) == unordered(inferred(said.base, said.case))


@examples(300)
@given(questions())
def test_a_trace_read_back_from_its_json_text_is_the_same_trace(asked: Asked) -> None:
    text = render(trace_record(asked.trace))
    again = read_trace(json.loads(text), Place("text"))
    assert again == asked.trace
    assert render(trace_record(again)) == text
