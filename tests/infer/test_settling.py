"""The clauses of settling and the statuses, each on a table made by hand."""

from collections.abc import Iterable
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.infer.checker_settling import settling_flaws
from engine.infer.settling import settle
from engine.infer.trace import Beaten, Settling, Tension
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule
from tests.generated import examples

ABC = Descriptor("d", "", "", ("a", "b", "c"))
WITH_DEFAULT = Descriptor("d", "", "", ("a", "b", "c"), default="b")


def rule(name: str, then: str = "", **impact: int) -> Rule:
    """A rule on d that narrows it to the states in `then` and weighs those in `impact`."""
    return Rule(
        name, "", "", (), then=(("d", tuple(then)),) if then else (), impact=(("d", tuple(impact.items())),) if impact else ()
    )


def settled(fired: list[Rule], pending: list[Rule], asserted: str = "", descriptor: Descriptor = ABC) -> Settling:
    """The settling, which the checker accepts as well."""
    facts = tuple(asserted) or None
    settling = settle(descriptor, fired, pending, facts)
    assert list(settling_flaws(descriptor, fired, pending, facts, settling)) == []
    return settling


def test_nothing_said_leaves_everything_open() -> None:
    assert settled([], []) == Settling(
        descriptor="d",
        fired=(),
        pending=(),
        allowed=("a", "b", "c"),
        balances=(("a", 0), ("b", 0), ("c", 0)),
        secure=("a", "b", "c"),
        beaten=(),
        ground="weighed",
        derived=("a", "b", "c"),
        asserted=None,
        known=("a", "b", "c"),
        status="open",
        leaning=("a", "b", "c"),
    )


def test_clause_1_rules_that_share_no_state_are_a_contradiction_and_all_are_named() -> None:
    found = settled([rule("r1", "a"), rule("r2", "b"), rule("r3", "ab"), rule("r4", c=2)], [rule("r5", "c")])
    assert (found.ground, found.status, found.allowed, found.derived) == ("contradiction", "contradiction", (), ("a", "b", "c"))
    assert found.clash == ("r1", "r2", "r3")
    assert (found.secure, found.beaten, found.leaning) == ((), (), ())
    assert found.balance("c") == 2


def test_clause_1_goes_before_what_is_asserted() -> None:
    found = settled([rule("r1", "a"), rule("r2", "b")], [], asserted="c")
    assert (found.status, found.known, found.tension) == ("contradiction", ("c",), None)


def test_clause_2_a_default_stands_where_every_rule_is_ruled_out() -> None:
    found = settled([], [], descriptor=WITH_DEFAULT)
    assert (found.ground, found.known, found.status) == ("default", ("b",), "settled")


def test_clause_2_a_pending_rule_keeps_the_default_from_being_taken() -> None:
    found = settled([], [rule("r1", a=1)], descriptor=WITH_DEFAULT)
    assert (found.ground, found.known, found.status) == ("weighed", ("a", "b", "c"), "open")


def test_clause_2_a_fired_rule_replaces_the_default() -> None:
    found = settled([rule("r1", c=1)], [], descriptor=WITH_DEFAULT)
    assert (found.ground, found.known) == ("weighed", ("c",))


def test_clause_3_the_highest_balance_wins() -> None:
    found = settled([rule("r1", a=2, b=1), rule("r2", b=3, c=-1)], [])
    assert found.balances == (("a", 2), ("b", 4), ("c", -1))
    assert found.beaten == (Beaten("a", "b", 2), Beaten("c", "b", 5))
    assert (found.known, found.status) == (("b",), "settled")


def test_clause_3_a_tie_stays_and_is_not_separated() -> None:
    found = settled([rule("r1", a=1, b=1)], [])
    assert (found.known, found.status, found.leaning) == (("a", "b"), "not_separated", ())


def test_clause_3_narrowing_goes_before_weighing() -> None:
    found = settled([rule("r1", "ab", b=-1), rule("r2", c=3)], [])
    assert (found.allowed, found.known) == (("a", "b"), ("a",))
    assert found.balance("c") == 3


def test_narrowed_to_several_states_without_any_impact_is_open() -> None:
    found = settled([rule("r1", "ab")], [])
    assert (found.known, found.status, found.leaning) == (("a", "b"), "open", ("a", "b"))


def test_a_lead_that_a_pending_rule_can_undo_beats_nobody() -> None:
    found = settled([rule("r1", a=2)], [rule("r2", b=2)])
    assert found.beaten == (Beaten("c", "a", 2),)
    assert (found.known, found.status, found.leaning) == (("a", "b"), "open", ("a",))


def test_a_lead_one_larger_than_what_is_pending_is_sure() -> None:
    found = settled([rule("r1", a=3)], [rule("r2", b=2)])
    assert found.beaten == (Beaten("b", "a", 1), Beaten("c", "a", 3))
    assert (found.known, found.status) == (("a",), "settled")


def test_pending_rules_that_help_the_leader_are_not_counted_on() -> None:
    found = settled([rule("r1", a=1)], [rule("r2", a=3), rule("r3", a=-1)])
    assert (found.beaten, found.known) == ((), ("a", "b", "c"))


def test_what_pending_rules_may_cost_adds_up_over_them() -> None:
    found = settled([rule("r1", a=3)], [rule("r2", b=1), rule("r3", a=-1), rule("r4", b=1, c=-1)])
    assert found.beaten == (Beaten("c", "a", 2),)


def test_a_state_is_secure_only_where_every_pending_narrowing_keeps_it() -> None:
    found = settled([rule("r1", a=3, b=1)], [rule("r2", "bc")])
    assert found.secure == ("b", "c")
    assert found.beaten == (Beaten("c", "b", 1),)
    assert (found.known, found.leaning) == (("a", "b"), ("a",))


def test_a_beaten_state_still_beats_and_the_strongest_is_named() -> None:
    found = settled([rule("r1", a=3, b=1)], [])
    assert found.beaten == (Beaten("b", "a", 2), Beaten("c", "a", 3))


def test_of_equally_strong_the_first_is_named() -> None:
    found = settled([rule("r1", a=1, b=1)], [])
    assert found.beaten == (Beaten("c", "a", 1),)


def weighing(name: str, impacts: Iterable[dict[str, int]]) -> list[Rule]:
    """Rules on d that weigh its states so."""
    return [Rule(f"{name}{at}", "", "", (), impact=(("d", tuple(impact.items())),)) for at, impact in enumerate(impacts)]


impacts = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-4, 4) | st.integers(-(10**20), 10**20)), max_size=6)


@examples(500)
@given(impacts, impacts)
def test_a_margin_is_the_lead_less_what_each_pending_rule_can_take_of_it(
    fired: list[dict[str, int]], open_: list[dict[str, int]]
) -> None:
    """As the meaning puts it, whatever the integers; how it is worked out is quicker."""
    found = settled(weighing("r", fired), weighing("p", open_))
    balance = {state: sum(impact.get(state, 0) for impact in fired) for state in "abc"}
    margins = {
        (s, t): balance[t] - balance[s] + sum(min(0, impact.get(t, 0) - impact.get(s, 0)) for impact in open_)
        for s, t in product("abc", repeat=2)
    }
    most_of = {s: max(margins[s, t] for t in "abc") for s in "abc"}
    first = {s: next(t for t in "abc" if margins[s, t] == most) for s, most in most_of.items()}
    assert found.beaten == tuple(Beaten(s, first[s], most) for s, most in most_of.items() if most > 0)


def test_thousands_of_pending_rules_on_hundreds_of_states_are_settled() -> None:
    """Each pair of states with each rule would be two hundred million differences."""
    random = Random(1)
    states = tuple(f"s{at}" for at in range(256))
    wide = Descriptor("d", "", "", states)
    signs = (-3, -2, -1, 1, 2, 3)
    drawn = [{state: random.choice(signs) for state in random.sample(states, 3)} for _ in range(6000)]
    found = settled(weighing("r", drawn[:3000]), weighing("p", drawn[3000:]), descriptor=wide)
    assert found.status == "open"
    assert len(found.pending) == 3000
    assert {loss.by for loss in found.beaten} <= set(found.secure)
    assert found.beaten


def test_clause_4_an_asserted_fact_and_the_rules_intersect() -> None:
    found = settled([rule("r1", "bc")], [], asserted="ab")
    assert (found.derived, found.asserted, found.known, found.status) == (("b", "c"), ("a", "b"), ("b",), "settled")


def test_clause_4_a_fact_against_a_narrowing_stands_in_strict_tension() -> None:
    found = settled([rule("r1", "c", c=2)], [], asserted="ab")
    assert (found.known, found.status) == (("a", "b"), "tension")
    assert found.tension == Tension(("c",), ("a", "b"), "strict", None)


def test_clause_4_a_fact_against_the_balance_names_the_lead_over_what_the_rules_allow() -> None:
    found = settled([rule("r1", "ac", a=1, b=3, c=3)], [], asserted="ab")
    assert (found.known, found.status) == (("a", "b"), "tension")
    assert found.tension == Tension(("c",), ("a", "b"), "balance", 2)


def test_clause_4_a_fact_against_the_default_is_a_tension() -> None:
    found = settled([], [], asserted="a", descriptor=WITH_DEFAULT)
    assert (found.known, found.status) == (("a",), "tension")
    assert found.tension == Tension(("b",), ("a",), "default", None)


def test_an_asserted_state_that_the_rules_leave_possible_is_settled_without_tension() -> None:
    found = settled([rule("r1", a=2)], [rule("r2", b=2)], asserted="b")
    assert (found.derived, found.known, found.status, found.tension) == (("a", "b"), ("b",), "settled", None)


def test_a_tie_among_asserted_states_is_not_separated_once_nothing_is_pending() -> None:
    tied = rule("r1", a=1, b=1)
    assert settled([tied], [], asserted="ab").status == "not_separated"
    assert settled([tied], [rule("r2", c=-1)], asserted="ab").status == "open"
