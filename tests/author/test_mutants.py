"""The slips that are made in a rule, by name."""

from __future__ import annotations

from hypothesis import given

from engine.author.mutants import mutants_of
from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule
from tests.generated import Asked, examples, questions

STATES = {"sea": ("calm", "rough", "wild"), "crew": ("few", "many"), "boat": ("in", "out"), "fare": ("a", "b", "c")}
DESCRIPTORS = {name: Descriptor(name, "", "", states) for name, states in STATES.items()}


def names(rule: Rule) -> list[str]:
    base = RuleBase("ferry", "", "boat", DESCRIPTORS, {rule.id: rule})
    return [mutant.name.removeprefix(f"{rule.id}: ") for mutant in mutants_of(base)]


def test_conditions_are_dropped_negated_and_swapped() -> None:
    when = Condition((Test("sea", ("calm", "rough")), Test("crew", ("many",))))
    assert names(Rule("sail", "", "", (), when, then=(("boat", ("out",)),))) == [
        "dropped",
        "when sea=calm|rough dropped",
        "when sea=calm|rough negated",
        "when sea=calm|rough → rough|wild",
        "when sea=calm|rough → calm|wild",
        "when crew=many dropped",
        "when crew=many negated",  # which is to swap its one state for the only other one
        "then boat=out → in",
    ]


def test_alternatives_and_exceptions_are_dropped_and_negated_whole_and_their_entries_too() -> None:
    both = Condition((Test("sea", ("calm",)), Test("crew", ("few",))))
    when = Condition((AnyOf((both, Condition((Test("crew", ("many",)),)))),))
    rule = Rule("sail", "", "", (), when, (Condition((Test("sea", ("wild",)),)),), then=(("boat", ("out",)),))
    assert names(rule) == [
        "dropped",
        "when any(sea=calm and crew=few or crew=many) dropped",
        "when any(sea=calm and crew=few or crew=many) negated",
        "when sea=calm and crew=few dropped",
        "when sea=calm and crew=few negated",
        "when sea=calm dropped",
        "when sea=calm negated",
        "when sea=calm → rough",
        "when sea=calm → wild",
        "when crew=few dropped",
        "when crew=few negated",
        "when crew=many dropped",
        "when crew=many negated",
        "unless sea=wild dropped",
        "unless sea=wild negated",
        "unless sea=wild → calm",
        "unless sea=wild → rough",
        "then boat=out → in",
    ]


def test_weights_are_shifted_within_the_scale_and_change_places() -> None:
    assert names(Rule("fee", "", "", (), impact=(("fare", (("a", 3), ("b", -1))),))) == [
        "dropped",
        "weight fare.a +3 → +2",
        "weight fare.b −1 → 0",
        "weight fare.b −1 → −2",
        "weight fare.a ↔ fare.b",
        "weight fare.a ↔ fare.c",
        "weight fare.b ↔ fare.c",
    ]


def test_a_weight_that_is_all_a_rule_has_is_not_shifted_to_nothing_beside_dropping_the_rule() -> None:
    assert "weight fare.a +1 → 0" not in names(Rule("fee", "", "", (), impact=(("fare", (("a", 1),)),)))


@examples(200)
@given(questions(dissents=False))
def test_names_are_unique_and_every_mutant_says_something_else_by_one_rule(asked: Asked) -> None:
    mutants = list(mutants_of(asked.base))
    assert len({mutant.name for mutant in mutants}) == len(mutants)
    seen = set()
    for mutant in mutants:
        rules = mutant.of(asked.base).rules
        changed = [name for name, rule in asked.base.rules.items() if said(rules.get(name)) != said(rule)]
        assert changed == [mutant.rule]
        seen.add((mutant.rule, said(rules.get(mutant.rule))))
        assert set(mutant.moves(asked.base)) <= set(asked.base.rules[mutant.rule].effects)
    assert len(seen) == len(mutants)


def said(rule: Rule | None) -> object:
    return rule and (rule.when, rule.unless, rule.then, rule.impact)
