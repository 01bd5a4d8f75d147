"""What is asked of the Rete library stays within what it was measured to carry."""

import os
import subprocess
import sys
from collections.abc import Iterable
from threading import Thread
from typing import Any

import pytest

from engine.infer import rete_library
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.rete import Network
from engine.infer.rete_library import MAX_CONJUNCTS, MAX_FIELDS, MAX_PATTERNS, MAX_SESSIONS, Conjunctions, Ruleset
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.problems import LibraryFault
from engine.language.rules import Rule

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 13), reason="no release of the library loads on this Python")

MANY: Conjunctions = {f"n{at}": (f"t{at}",) for at in range(2000)}
SHARED: Conjunctions = {f"n{at}": ("t", f"t{at}") for at in range(2000)}
LONG: Conjunctions = {f"n{at}": tuple(f"t{at}x{n}" for n in range(MAX_CONJUNCTS)) for at in range(100)}
MIXED: Conjunctions = {f"n{at}": tuple(dict.fromkeys((f"x{at % 7}", f"y{at % 131}", f"z{at}"))) for at in range(1000)}
KINDS = {"many": MANY, "shared": SHARED, "long": LONG, "mixed": MIXED}
NOTHING_FIRES = """
from engine.infer.rete_library import Ruleset
from tests.infer.test_rete_library import firing
ruleset = Ruleset([{"n": ("x", "y")}, {"m": ("x",)}])
for _ in range(20):
    assert firing(ruleset, 0, {"x"}) == []
    assert firing(ruleset, 1, {"x"}) == ["m"]
    ruleset.session += 1
"""


def firing(ruleset: Ruleset, wave: int, true: Iterable[str]) -> list[str]:
    """What fires in a wave where these tokens are true."""
    fields: list[list[str]] = [[] for _ in range(ruleset.size)]
    for token in true:
        for number, field in ruleset.told.get(token, ()):
            fields[number].append(field)
    return ruleset.firing(wave, fields)


def tokens_of(conjunctions: Conjunctions) -> set[str]:
    return {token for tokens in conjunctions.values() for token in tokens}


@pytest.mark.parametrize("conjunctions", KINDS.values(), ids=KINDS)
def test_shards_hold_everything_in_order_within_the_capacity(conjunctions: Conjunctions) -> None:
    shards = list(rete_library._shards(conjunctions))
    assert [item for shard in shards for item in shard.items()] == list(conjunctions.items())
    for shard in shards:
        assert len(shard) <= MAX_PATTERNS
        assert len(tokens_of(shard)) <= MAX_FIELDS


def test_a_conjunction_over_the_capacity_is_a_fault() -> None:
    with pytest.raises(LibraryFault, match=f"{MAX_CONJUNCTS + 1} conjuncts"):
        list(rete_library._shards({"n": tuple(f"x{at}" for at in range(MAX_CONJUNCTS + 1))}))


@pytest.mark.parametrize("conjunctions", KINDS.values(), ids=KINDS)
def test_of_any_size_all_fire_once_where_everything_holds(conjunctions: Conjunctions) -> None:
    ruleset = Ruleset([conjunctions])
    for _ in range(3):
        assert sorted(firing(ruleset, 0, tokens_of(conjunctions))) == sorted(conjunctions)
        assert firing(ruleset, 0, set()) == []


def test_a_ruleset_that_is_full_in_every_way_fires_what_holds() -> None:
    """As many patterns as there may be, all true, which share what they begin with, and as many fields."""
    start = tuple(f"s{at}" for at in range(MAX_CONJUNCTS - 3))
    more = MAX_FIELDS - len(start)
    full = {f"n{at}": (*start, *(f"t{(3 * at + n) % more}" for n in range(3))) for at in range(MAX_PATTERNS)}
    assert [len(shard) for shard in rete_library._shards(full)] == [MAX_PATTERNS]
    assert len(tokens_of(full)) >= MAX_FIELDS - MAX_PATTERNS
    ruleset = Ruleset([full])
    assert sorted(firing(ruleset, 0, tokens_of(full))) == sorted(full)
    assert firing(ruleset, 0, tokens_of(full) - {start[0]}) == []
    assert sorted(firing(ruleset, 0, tokens_of(full) - {"t0"})) == sorted(
        name for name, tokens in full.items() if "t0" not in tokens
    )


def test_a_conjunction_fires_when_all_its_tokens_are_true_and_never_else() -> None:
    tokens = tuple(f"x{at}" for at in range(MAX_CONJUNCTS))
    ruleset = Ruleset([{"n": tokens}])
    assert firing(ruleset, 0, set(tokens)) == ["n"]
    assert firing(ruleset, 0, {*tokens, "z"}) == ["n"]
    assert [firing(ruleset, 0, set(tokens) - {token}) for token in tokens] == [[]] * len(tokens)


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
    "conjunctions",
    [{"n": ("costarring", "liquid")}, {"liquid": ("costarring",)}, {"n": ("phjrejs",)}, {"n": ("phvdmvd",)}],
    ids=["tokens", "name and token", "a name of the library", "an operator of the library"],
)
def test_names_that_the_library_cannot_tell_apart_are_refused(conjunctions: Conjunctions) -> None:
    for one, other in (("costarring", "liquid"), ("phjrejs", "sid"), ("phvdmvd", "$and")):
        assert rete_library._fnv1a(one) == rete_library._fnv1a(other)
    with pytest.raises(LibraryFault, match="cannot tell"):
        Ruleset([conjunctions])


def test_rules_with_names_that_the_library_cannot_tell_apart_are_kept_apart() -> None:
    """Among the names of sixty thousand rules some two have one hash."""
    ruleset = Ruleset([{"n": ("costarring",), "m": ("liquid",)}])
    assert len(ruleset.waves[0]) == 2
    assert firing(ruleset, 0, {"liquid"}) == ["m"]
    assert firing(ruleset, 0, {"costarring"}) == ["n"]


def test_a_wave_leaves_nothing_behind() -> None:
    ruleset = Ruleset([{"n": ("x", "y")}, {"m": ("x", "y")}])
    for _ in range(3000):
        assert firing(ruleset, 0, {"x"}) == []
        assert firing(ruleset, 0, {"y"}) == []
        assert firing(ruleset, 1, {"x", "y"}) == ["m"]
        assert firing(ruleset, 0, {"x", "y"}) == ["n"]


def test_tokens_that_no_rule_mentions_fire_nothing() -> None:
    assert firing(Ruleset([{"n": ("x",)}]), 0, {"z"}) == []


def test_waves_are_asked_for_from_several_threads() -> None:
    ruleset = Ruleset([MANY])
    wrong: list[object] = []

    def ask(first: int) -> None:
        for at in range(first, first + 300):
            if (names := firing(ruleset, 0, {f"t{at}", f"t{at + 1}"})) != [f"n{at}", f"n{at + 1}"] and set(names) != {
                f"n{at}",
                f"n{at + 1}",
            }:
                wrong.append(names)

    threads = [Thread(target=ask, args=[300 * number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_where_nothing_fires_no_memory_is_read_that_was_not_set() -> None:
    """The library leaves pointers of a new session uninitialised; glibc is told to fill memory with rubbish."""
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_FIRES], env={**os.environ, "MALLOC_PERTURB_": "165"}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


class Stubborn:
    """The library, but it answers an assert with something else, or is interrupted after it."""

    def __init__(self, module: Any, answer: object) -> None:
        self.module = module
        self.answer = answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def assert_fact(self, handle: int, fact: str) -> object:
        answer = self.module.assert_fact(handle, fact)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer or answer

    def complete_and_start_action(self, handle: int, state: int) -> object:
        return self.module.complete_and_start_action(handle, state) if self.answer else '{"n":{"m":{}}}'


@pytest.mark.parametrize(
    ("answer", "says"),
    [((2, 1), "with code 2"), ((0, 0), "fires nothing"), (None, "without end"), (KeyboardInterrupt("stop"), "stop")],
    ids=["refused", "nothing fires", "an endless firing", "interrupted"],
)
def test_after_a_fault_or_an_interruption_the_next_wave_begins_anew(
    monkeypatch: pytest.MonkeyPatch, answer: object, says: str
) -> None:
    ruleset = Ruleset([{"n": ("x",), "m": ("y",)}])
    with monkeypatch.context() as patched:
        module = Stubborn(rete_library.library(), answer)
        patched.setattr(rete_library, "library", lambda: module)
        with pytest.raises((LibraryFault, KeyboardInterrupt), match=says):
            firing(ruleset, 0, {"x", "y"})
    assert firing(ruleset, 0, {"y"}) == ["m"]


def test_what_is_broken_off_too_often_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library ends the process at the 1,025th session of a ruleset."""
    ruleset = Ruleset([{"n": ("x",)}])
    module = Stubborn(rete_library.library(), (2, 1))
    monkeypatch.setattr(rete_library, "library", lambda: module)
    said = []
    for _ in range(MAX_SESSIONS + 3):
        with pytest.raises(LibraryFault) as caught:
            firing(ruleset, 0, {"x"})
        said.append(str(caught.value))
    assert [text for text in said if "broken off" in text] == said[MAX_SESSIONS:]


def test_a_name_that_is_none_of_ours_is_a_fault() -> None:
    ruleset = Ruleset([{"n": ("x",)}, {"m": ("x",)}])
    ruleset.waves.reverse()
    with pytest.raises(LibraryFault, match="none of ours"):
        firing(ruleset, 0, {"x"})


def test_an_error_of_the_library_is_a_fault() -> None:
    ruleset = Ruleset([{"n": ("x",)}])
    ruleset.waves[0] = [(0, 99_999)]
    with pytest.raises(LibraryFault):
        firing(ruleset, 0, {"x"})


def test_without_the_library_a_ruleset_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete_library, "library", lambda: None)
    with pytest.raises(LibraryFault, match="cannot be loaded"):
        Ruleset([{"n": ("x",)}])
