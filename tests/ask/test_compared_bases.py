"""Comparisons of a base with itself at another hash, and where undoing is not simple: loops, and many changes."""

from __future__ import annotations

from datetime import date

import pytest

from engine import Comparison, RuleBase, ask_of, compare, find_folder, load_base, load_case, make_question
from engine.ask.changes import BaseChange, FactsChange
from engine.infer.program import Dissent
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.rules import Rule
from tests.ask.pairs import asked_of, settled_between
from tests.house.tree import ROOT

BASE = "streltsov-2015"
MENDS = {
    "course.yaml": ("impact: {japan.sanctions_course: {stiffen: -1}}", "impact: {japan.sanctions_course: {stiffen: -3}}"),
    "alliance.yaml": ("Japan's foreign policy rests on", "All of Japan's foreign policy rests on"),
    "home.yaml": ("- id: anti-american-mood-favours-an-own-course", "- id: anti-american-mood-has-another-name"),
    "sanctions.yaml": ("{at_least: 1, below: 4}", "{at_least: 1, below: 5}"),
    "vocabulary.yaml": (
        "states: [timely, belated, inadequate, missing]",
        "states: [timely, belated, inadequate, missing, none_yet]",
    ),
}


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    """The shipped base with a weight, a wording, an id, a threshold and a list of states written otherwise."""
    root = tmp_path_factory.mktemp("mended")
    for part in ("rules", "facts"):
        for file in sorted((ROOT / part / BASE).rglob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            if file.name in MENDS:
                assert MENDS[file.name][0] in text
                text = text.replace(*MENDS[file.name], 1)
            to = root / part / file.relative_to(ROOT / part / BASE)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(text, encoding="utf-8")
    return load_base(find_folder(str(root)))


@pytest.fixture(scope="module")
def answer(mended: RuleBase) -> Comparison:
    base = load_base(find_folder(BASE))
    case = load_case(base, find_folder(BASE))
    return compare(ask_of(base, case, sets=["japan.reaction=belated"]), ask_of(mended, case, sets=["japan.reaction=none_yet"]))


def test_rules_and_descriptors_are_matched_by_id(answer: Comparison) -> None:
    change = answer.changes[0]
    assert isinstance(change, BaseChange)
    assert change.rules_added == ("anti-american-mood-has-another-name",)
    assert change.rules_gone == ("anti-american-mood-favours-an-own-course",)
    assert change.rules_otherwise == ("treaty-aim-restrains-even-when-spoiled", "first-packages-are-gestures")
    assert change.rules_reworded == ("alliance-is-the-cornerstone",)
    assert (change.descriptors_added, change.descriptors_gone) == ((), ())
    assert change.descriptors_otherwise == ("japan.reaction",)


def test_a_number_that_another_rule_cuts_otherwise_is_the_same_number(answer: Comparison) -> None:
    states = [side.trace.knowledge["japan.sanctions_packages"] for side in (answer.before, answer.after)]
    assert states == [(">=4",), ("4..<5", ">=5")]
    assert "japan.sanctions_packages" not in {change.name for change in answer.changes}
    assert "fourth-package-turns-sectoral" not in {derivation.rule for derivation in answer.derivations}


def test_what_only_one_base_can_be_told_goes_with_it(answer: Comparison) -> None:
    (reaction,) = [change for change in answer.changes if isinstance(change, FactsChange)]
    assert (reaction.name, reaction.with_base, reaction.moves) == ("japan.reaction", True, False)
    assert [change.name for change in answer.moving] == ["rule base"]
    (risk,) = [difference for difference in answer.turned if difference.descriptor == "relations.risk"]
    assert risk.responsible is not None
    assert risk.responsible.undoing.single == ("rule base",)


def test_a_rule_of_another_name_moves_a_balance_and_gives_it_back(answer: Comparison) -> None:
    accounts = {account.state: account for account in answer.accounts}
    assert accounts["positive"].before == accounts["positive"].after
    assert {share.rule: share.after - share.before for share in accounts["positive"].by} == {
        "anti-american-mood-favours-an-own-course": -1,
        "anti-american-mood-has-another-name": 1,
    }


def test_a_mixture_that_falls_into_a_loop_is_no_answer_and_no_fault() -> None:
    descriptors = {name: Descriptor(name, "", "", ("x", "y")) for name in ("a", "b", "c")}
    rules = [
        Rule("forth", "", "", (), Condition((Test("a", ("x",)),)), then=(("b", ("x",)),)),
        Rule("back", "", "", (), Condition((Test("b", ("x",)),)), then=(("a", ("x",)),)),
        Rule("on", "", "", (), Condition((Test("a", ("x",)), Test("b", ("x",)))), then=(("c", ("x",)),)),
    ]
    base = RuleBase("loop", "", "c", descriptors, {rule.id: rule for rule in rules})
    before = asked_of(base, (Fact("a", ("x",)),), (Dissent("back"),))
    after = asked_of(base, (Fact("b", ("y",)),), (Dissent("forth"),))
    answer = compare(before, after)
    assert [side.verdict.states for side in (answer.before, answer.after)] == [("x",), ("x", "y")]
    assert answer.responsible is not None
    assert answer.responsible.undoing.exact
    for names in answer.responsible.undoing.sets:
        assert _undone(answer, "c", frozenset(names)) == ("x",)


def _undone(answer: Comparison, descriptor: str, names: frozenset[str]) -> tuple[str, ...] | None:
    """What is known of a descriptor after all changes but these."""
    everything = frozenset(change.name for change in answer.moving)
    sides = answer.before.question, answer.after.question
    settling = settled_between(*sides, answer.changes, everything - names, descriptor)
    return settling.known if settling else None


def test_a_search_that_is_cut_short_gives_a_set_none_of_which_can_be_left_out_and_says_so() -> None:
    sides = [make_question(case_name="story-2012-2015", as_of=day) for day in (date(2012, 12, 13), date(2015, 2, 2))]
    answer = compare(*sides)
    (dependence,) = [difference for difference in answer.turned if difference.descriptor == "russia.china_dependence"]
    assert dependence.responsible is not None
    search = dependence.responsible.undoing
    (names,) = search.sets
    assert (search.exact, search.tried, search.among) == (False, 3, 20)
    assert len(names) > search.tried
    assert _undone(answer, dependence.descriptor, frozenset(names)) == dependence.before.known
    for name in names:
        assert _undone(answer, dependence.descriptor, frozenset(names) - {name}) != dependence.before.known
