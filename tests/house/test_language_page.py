"""`docs/rule-language.md`: its examples are one base, which loads, and whose cases hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from engine.author.testing import run_cases
from engine.infer.program import compile_program
from engine.language.base import RuleBase
from engine.language.cases import MAX_EXTENDED, load_cases
from engine.language.describing import MAX_DESCRIPTORS, MAX_STATES, RESERVED
from engine.language.documents import MAX_BYTES, MAX_DEPTH, Mapping, Sequence, read_document
from engine.language.entries import ENTRIES
from engine.language.facts import Case
from engine.language.folders import MAX_FILES, find_folder, folder_of
from engine.language.loading import MAX_RULES, load_base
from engine.language.matrix_bases import matrix_of
from engine.language.problems import MAX_PROBLEMS, FeedbackLoop
from engine.language.records import BaseRecord, CaseRecord, DescriptorRecord, FactRecord, RuleRecord
from engine.language.scopes import MAX_VARIABLES
from tests.ferry import PAGE, ferry_files
from tests.house.console import blocks
from tests.house.tree import files_in


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[RuleBase, list[Case]]:
    """The base that the examples of the page make together."""
    folder = tmp_path_factory.mktemp("ferry")
    for path, text in ferry_files().items():
        Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, path).write_text(text, encoding="utf-8")
    found = find_folder(str(folder))
    base = load_base(found)
    return base, load_cases(base, found)


def test_the_examples_load(example: tuple[RuleBase, list[Case]]) -> None:
    base, cases = example
    written = {rule.written for rule in base.rules.values()} | {name.partition("(")[0] for name in base.descriptors}
    assert len(written) == "\n".join(["", *ferry_files().values()]).count("\n- id: ")
    assert any("(" in name for name in base.rules)
    assert any("(" in name for name in base.descriptors)
    assert len(cases) == PAGE.count("<!-- example: case ")


def test_the_example_of_a_matrix_loads_as_one() -> None:
    base = load_base(folder_of(ferry_files("matrix"), "harbour"))
    assert base.imported is not None
    assert matrix_of(base).name == base.imported.title
    with pytest.raises(FeedbackLoop):
        compile_program(base)


def test_the_cases_hold(example: tuple[RuleBase, list[Case]]) -> None:
    base, cases = example
    report = run_cases(base, cases, cases)
    assert [(result.case.name, failure) for result in report.results for failure in result.failures] == []
    assert len(report.results) == PAGE.count("\nexpect:\n")


def shown(model: type[BaseModel], raw: Any, found: dict[type[BaseModel], set[str]]) -> None:
    """Notes the entries of a record that a block of the page has, and those of the records in it."""
    if not isinstance(raw, Mapping):
        return
    for name, field in model.model_fields.items():
        entry = field.alias or name
        if entry in raw:
            found.setdefault(model, set()).add(entry)
            value, inner = raw[entry], next(records_in(field.annotation), None)
            if (model, entry) == (CaseRecord, "facts"):
                parts, inner = list(value), FactRecord
            else:
                parts = [value] if get_origin(field.annotation) is not dict else list(value.values())
            if inner is not None:
                for part in parts:
                    shown(inner, part, found)


def records_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The records that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from records_in(inner)


def test_every_entry_of_every_record_is_shown_where_it_belongs() -> None:
    found: dict[type[BaseModel], set[str]] = {}
    of_kind: dict[str, type[BaseModel]] = {
        "base": BaseRecord,
        "vocabulary": DescriptorRecord,
        "rules": RuleRecord,
        "case": CaseRecord,
    }
    for block in blocks(PAGE):
        if block.language == "yaml":
            kind = block.marks["example"].removeprefix("matrix ").partition(" ")[0]
            document = read_document(block.body, "page")
            for raw in document if isinstance(document, Sequence) else [document]:
                shown(of_kind[kind], raw, found)
    for model, entries in ENTRIES.items():
        assert entries.keys() - found.get(model, set()) == set(), f"no example has these entries of {model.__name__}"


def test_every_entry_is_listed_with_its_sentence() -> None:
    """The tables say what an editor says."""
    listed = PAGE.partition("## All entries")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)`(\*?) \| (.*) \|$", listed, re.M)
    wanted = []
    for model, entries in ENTRIES.items():
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        wanted += [(entry, "*" if fields[entry].is_required() else "", said) for entry, said in entries.items()]
    assert rows == wanted


def test_every_key_of_a_condition_and_of_bounds_is_shown() -> None:
    said = "\n".join(block.body for block in blocks(PAGE) if block.language == "yaml")
    for key in ("any", "not", "at_least", "at_most", "below"):
        assert re.search(rf"[{{\s]{key}:", said), key


def test_the_reserved_words_are_all_of_them() -> None:
    (listed,) = re.findall(r"cannot be descriptors: (.*?)\.\n", PAGE, re.S)
    assert set(re.findall(r"`(\w+)`", listed)) == RESERVED


def test_the_limits_are_those_of_the_loader() -> None:
    rows = PAGE.partition("## What is refused")[2]
    for said in (
        f"at most {MAX_BYTES // 1024} kB and {MAX_DEPTH} levels, a folder at most {MAX_FILES:,} files",
        f"at most {MAX_RULES:,} rules; 2 to {MAX_STATES} states; at most {MAX_STATES - 1} thresholds",
        f"at most {MAX_EXTENDED} cases",
        f"at most {MAX_DESCRIPTORS:,}; rules and descriptors are counted for each choice of actors",
        f"in vain; at most {MAX_VARIABLES}",
        f"more than {MAX_PROBLEMS:,} problems",
    ):
        assert said in rows, said


def test_the_codes_are_those_of_the_loader() -> None:
    said = "".join(text for _, text in files_in("engine", suffixes=[".py"]))
    codes = [
        code
        for row in re.findall(r"^\| (`.*?) \|", PAGE.partition("## What is refused")[2], re.M)
        for code in re.findall(r"`([a-z-]+)`", row)
    ]
    assert len(codes) > 20
    for code in codes:
        kinds = {"unknown-paragraph", "unknown-claim", "unknown-rule", "unknown-state", "unknown-descriptor"}
        assert f'"{code}"' in said or code in kinds, f"nothing is refused with the code {code}"
