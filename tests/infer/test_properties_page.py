"""The page of properties names the tests that hold them, all of them, and how many examples each is given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "properties.md"
ROW = re.compile(r"^\| (?P<sentence>[^|]+[.]) \| `(?P<file>[\w/.]+)::(?P<test>\w+)` \| (?P<examples>[\d,]+) \|$", re.M)
HELD_IN = (
    *("infer/test_agreement.py", "infer/test_invariance.py", "infer/test_proofs.py", "infer/test_properties.py"),
    *("infer/test_same_bytes.py", "ask/test_why.py", "ask/test_whynot.py", "ask/test_contrast.py"),
    *("ask/test_compare.py", "ask/test_timeline.py", "infer/test_solver.py", "infer/test_kernel.py"),
    *("author/test_mutating.py", "author/test_diff.py"),
    *("ask/test_howto.py", "ask/test_watch.py"),
    *("infer/test_manifold.py", "infer/test_bundles.py"),
)
OF_THE_TESTS = {
    "test_the_generator_reaches_every_clause_of_the_meaning",  # says that the others are given what they need
    "test_the_pairs_reach_everything_that_a_comparison_tells_of",  # likewise
    "test_the_generator_reaches_what_can_be_written_for_many",  # likewise
    "test_the_choices_of_a_scope_are_those_of_a_product_and_their_number_is_known_before",  # is about one part of it
    "test_diagrams_stop_at_the_cap",
    "test_a_thousand_rules_that_weigh_one_verdict_are_summed_in_a_moment",  # is about what a sum costs
    "test_the_bases_with_feedback_are_of_enough_kinds",  # likewise
    "test_a_long_chain_is_gone_through_without_recursion",
    "test_progress_is_told_and_never_falls",
    "test_without_the_compiler_no_reading_needs_it",
    "test_an_empty_space_has_one_what_if",
    "test_the_report_may_be_of_what_a_settled_descriptor_depends_on",  # an example of where a promise ends
    "test_what_cannot_be_contrasted_is_refused",  # is about what is asked, and not about a base
}


def counts_in(file: Path) -> dict[str, int]:
    """The tests of a file, with the count of their examples: of `examples(n)`, else the only number of a `range(n)`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return {name: examples_in(node) or examples_in(tree) for name, node in names.items()}


def examples_in(part: ast.AST) -> int:
    """The number in `examples(n)` or `range(n)`, 0 where there is none."""
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("examples", "range") and len(node.args) == 1:
            number = node.args[0]
            if isinstance(number, ast.Constant) and isinstance(number.value, int):
                return number.value
    return 0


HELD = {f"tests/{file}": counts_in(ROOT / "tests" / file) for file in HELD_IN}
ROWS = [match.groupdict() for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def test_every_row_names_a_test_that_is_there_and_its_examples() -> None:
    assert ROWS
    for row in ROWS:
        assert counts_in(ROOT / row["file"])[row["test"]] == int(row["examples"].replace(",", "")), row


def test_every_test_of_a_property_is_in_a_row() -> None:
    listed = {(row["file"], row["test"]) for row in ROWS if row["file"] in HELD}
    held = {(file, test) for file, tests in HELD.items() for test in tests if test not in OF_THE_TESTS}
    assert listed == held
    assert {test for tests in HELD.values() for test in tests} >= OF_THE_TESTS


def test_every_line_of_the_table_is_read() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(lines) == len(ROWS) + 1
    assert len({row["sentence"] for row in ROWS}) == len(ROWS)
