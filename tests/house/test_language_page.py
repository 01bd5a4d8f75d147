"""`docs/rule-language.md`: its examples are one base, which loads, and whose cases hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.author.testing import run_cases
from engine.language.base import RuleBase
from engine.language.cases import MAX_EXTENDED, load_cases
from engine.language.describing import MAX_DESCRIPTORS, MAX_STATES, RESERVED
from engine.language.documents import MAX_BYTES, MAX_DEPTH
from engine.language.facts import Case
from engine.language.folders import MAX_FILES, find_folder
from engine.language.loading import MAX_RULES, load_base
from engine.language.problems import MAX_PROBLEMS
from engine.language.records import (
    BaseRecord,
    CaseRecord,
    ComparisonRecord,
    DescriptorRecord,
    ExpectationRecord,
    FactRecord,
    RuleRecord,
)
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
    assert len(written) == PAGE.count("\n- id: ")
    assert any("(" in name for name in base.rules)
    assert any("(" in name for name in base.descriptors)
    assert len(cases) == PAGE.count("<!-- example: case ")


def test_the_cases_hold(example: tuple[RuleBase, list[Case]]) -> None:
    base, cases = example
    report = run_cases(base, cases, cases)
    assert [(result.case.name, failure) for result in report.results for failure in result.failures] == []
    assert len(report.results) == PAGE.count("\nexpect:\n")


def test_every_entry_of_the_files_is_shown() -> None:
    shown = set(
        re.findall(r"(?:^|[{,\s])([a-z_]+):", "\n".join(block.body for block in blocks(PAGE) if block.language == "yaml"))
    )
    for model in (BaseRecord, CaseRecord, ComparisonRecord, DescriptorRecord, ExpectationRecord, FactRecord, RuleRecord):
        for name, field in model.model_fields.items():
            assert (field.alias or name) in shown, f"{model.__name__}.{name} has no example"


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
