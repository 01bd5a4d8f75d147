"""What is asked of the Rete library stays within what it was measured to carry."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from engine.infer import rete_library
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.rete import Network
from engine.infer.rete_library import MAX_CONJUNCTS, MAX_PATTERNS, MAX_SHARED, Ruleset
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.problems import LibraryFault
from engine.language.rules import Rule

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 13), reason="no release of the library loads on this Python")

Conjunctions = dict[str, tuple[str, ...]]
MANY_RULES: Conjunctions = {f"n{at}": ("x",) for at in range(5000)}
MANY_TOKENS: Conjunctions = {f"n{at}": (f"x{at}",) for at in range(2000)}
MIXED: Conjunctions = {f"n{at}": tuple(dict.fromkeys((f"x{at % 7}", f"y{at % 131}", f"z{at}"))) for at in range(1000)}
NOTHING_FIRES = """
from engine.infer.rete_library import Ruleset
ruleset = Ruleset({"n": ("x", "y")})
for _ in range(20):
    with ruleset.session() as session:
        assert list(session.assert_token("x")) == []
"""


@pytest.mark.parametrize("conjunctions", [MANY_RULES, MANY_TOKENS, MIXED], ids=["many rules", "many tokens", "mixed"])
def test_shards_hold_everything_in_order_within_the_capacity(conjunctions: Conjunctions) -> None:
    shards = list(rete_library._shards(conjunctions))
    assert [item for shard in shards for item in shard.items()] == list(conjunctions.items())
    for shard in shards:
        uses = Counter(token for tokens in shard.values() for token in tokens)
        assert max(uses.values()) <= MAX_SHARED
        assert len(uses) <= MAX_PATTERNS


def test_a_conjunction_over_the_capacity_is_a_fault() -> None:
    with pytest.raises(LibraryFault, match=f"{MAX_CONJUNCTS + 1} conjuncts"):
        list(rete_library._shards({"n": tuple(f"x{at}" for at in range(MAX_CONJUNCTS + 1))}))


def test_five_thousand_rules_on_one_token_all_fire_once() -> None:
    with Ruleset(MANY_RULES).session() as session:
        assert sorted(session.assert_token("x")) == sorted(MANY_RULES)


def test_two_thousand_tokens_fire_one_rule_each() -> None:
    with Ruleset(MANY_TOKENS).session() as session:
        assert [name for at in range(2000) for name in session.assert_token(f"x{at}")] == list(MANY_TOKENS)


def test_a_conjunction_fires_with_its_last_token_whatever_the_order() -> None:
    tokens = tuple(f"x{at}" for at in range(MAX_CONJUNCTS))
    ruleset = Ruleset({"n": tokens})
    for order in (tokens, tokens[::-1]):
        with ruleset.session() as session:
            assert [list(session.assert_token(token)) for token in order] == [[]] * (len(tokens) - 1) + [["n"]]


def test_a_rule_with_a_hundred_tests_is_read_through_inner_tokens() -> None:
    names = [f"d{at}" for at in range(100)]
    descriptors = {name: Descriptor(name, "", "", ("a", "b")) for name in [*names, "goal"]}
    rule = Rule("r", "", "", (), Condition(tuple(Test(name, ("a",)) for name in names)), then=(("goal", ("a",)),))
    base = RuleBase("b", "", "goal", descriptors, {"r": rule})
    program = compile_program(base)
    network = Network(program)
    for last, status in ((("a",), "fired"), (("b",), "ruled_out"), ((), "pending")):
        facts = [Fact(name, ("a",)) for name in names[:-1]] + ([Fact(names[-1], last)] if last else [])
        situation = situate(base, Case("c", "", tuple(facts)))
        assert network.infer(situation) == infer(program, situation)
        assert network.infer(situation).read["r"].status == status


@pytest.mark.parametrize(
    "conjunctions", [{"n": ("costarring", "liquid")}, {"liquid": ("costarring",)}], ids=["tokens", "name and token"]
)
def test_names_that_the_library_cannot_tell_apart_are_refused(conjunctions: Conjunctions) -> None:
    assert rete_library._fnv1a("costarring") == rete_library._fnv1a("liquid")
    with pytest.raises(LibraryFault, match="cannot tell"):
        Ruleset(conjunctions)


def test_rules_with_names_that_the_library_cannot_tell_apart_are_kept_apart() -> None:
    """Among the names of sixty thousand rules some two have one hash."""
    with Ruleset({"n": ("costarring",), "m": ("liquid",)}).session() as session:
        assert list(session.assert_token("liquid")) == ["m"]
        assert list(session.assert_token("costarring")) == ["n"]


def test_the_ids_of_the_facts_of_a_session_are_told_apart() -> None:
    assert len({rete_library._fnv1a(f"{number:07d}") for number in range(100_000)}) == 100_000


def test_sessions_are_freed() -> None:
    """The library ends the process at the 1,025th session that is alive."""
    ruleset = Ruleset({"n": ("x", "y")})
    for _ in range(3000):
        with ruleset.session() as session:
            assert list(session.assert_token("x")) == []
            assert list(session.assert_token("y")) == ["n"]


def test_a_session_knows_nothing_of_the_ones_before() -> None:
    ruleset = Ruleset({"n": ("x", "y")})
    for token in ("x", "y", "x"):
        with ruleset.session() as session:
            assert list(session.assert_token(token)) == []


def test_a_token_that_no_rule_mentions_completes_nothing() -> None:
    with Ruleset({"n": ("x",)}).session() as session:
        assert list(session.assert_token("z")) == []


def test_a_session_in_which_nothing_fired_is_freed_without_harm() -> None:
    """The library leaves pointers of a new session uninitialised and frees them; glibc is told to fill memory with rubbish."""
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_FIRES], env={**os.environ, "MALLOC_PERTURB_": "165"}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_refused_token_is_a_fault() -> None:
    ruleset = Ruleset({"n": ("x",)})
    ruleset.routes["z"] = ruleset.routes["x"]
    with ruleset.session() as session, pytest.raises(LibraryFault, match="refused the token z"):
        list(session.assert_token("z"))


def test_an_error_of_the_library_is_a_fault() -> None:
    ruleset = Ruleset({"n": ("x",)})
    ruleset.routes["x"] = [999_999]
    with ruleset.session() as session, pytest.raises(LibraryFault):
        list(session.assert_token("x"))


def test_without_the_library_a_ruleset_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete_library, "library", lambda: None)
    with pytest.raises(LibraryFault, match="cannot be loaded"):
        Ruleset({"n": ("x",)})
