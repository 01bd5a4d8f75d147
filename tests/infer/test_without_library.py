"""Where the Rete library cannot be loaded, the reference answers with the same trace and says so."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given

from engine.infer import rete_library
from engine.infer.evaluators import evaluate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import Asked, examples, questions

SAYS = "the Rete library cannot be loaded on this Python"
BLOCKED = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("durable", "durable_rules_engine"):
            raise ImportError("blocked")

sys.meta_path.insert(0, Blocked())
from engine.infer.evaluators import evaluate
from tests.infer.test_without_library import small
asked = small()
evaluation = evaluate(asked.program, asked.situation)
assert evaluation.trace == asked.trace
assert evaluation.trace.knowledge["goal"] == ("a",)
assert evaluation.instead == {SAYS!r}
print(evaluation.evaluator)
"""


def small() -> Asked:
    """One fact and one rule, which fires."""
    descriptors = {name: Descriptor(name, "", "", ("a", "b")) for name in ("seen", "goal")}
    rule = Rule("r", "", "", (), Condition((Test("seen", ("b",)),)), then=(("goal", ("a",)),))
    return Asked(RuleBase("small", "", "goal", descriptors, {"r": rule}), Case("c", "", (Fact("seen", ("b",)),)))


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library cannot be imported."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    rete_library.library.cache_clear()
    yield
    rete_library.library.cache_clear()


@pytest.mark.usefixtures("hidden")
def test_without_the_library_the_reference_makes_the_same_trace_and_says_so() -> None:
    @examples(50)
    @given(questions())
    def answer(asked: Asked) -> None:
        evaluation = evaluate(asked.program, asked.situation)
        assert (evaluation.evaluator, evaluation.instead) == ("reference", SAYS)
        assert evaluation.trace == asked.trace

    answer()


def test_a_process_that_cannot_import_the_library_answers() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "reference\n", "")
