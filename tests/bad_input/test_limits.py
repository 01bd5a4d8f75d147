"""Our own limits, at their edge: what just fits is loaded and answered, one more is refused with its place and reason."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.language import loading
from engine.language.cases import MAX_EXTENDED, load_case, load_cases
from engine.language.describing import MAX_STATES
from engine.language.documents import MAX_BYTES
from engine.language.folders import MAX_FILES, find_folder
from engine.language.loading import load_base
from engine.language.problems import MAX_PROBLEMS, MAX_SAID, InvalidInput, Problem
from engine.language.records import MAX_VARIATIONS
from tests.bad_input.memory import folder_of

GOOD = {
    path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
    for root in [Path(__file__).parent / "good"]
    for path in sorted(root.rglob("*.yaml"))
}
BASE, VOCABULARY, RULES = "rules/base.yaml", "facts/vocabulary.yaml", "rules/r.yaml"
LAST = "facts/cases/zz.yaml"  # the case that is read last, and asked
Files = dict[str, str]


def rule(name: object, says: str = "It is so.", when: str = "") -> str:
    return f"- {{id: {name}, title: t, says: {says}, cite: 1, when: {{{when}}}, then: {{crossing: allowed}}}}\n"


def padded(size: int) -> Files:
    text = GOOD[RULES]
    return {RULES: text + "#" * (size - len(text.encode()))}


def rule_files(count: int) -> Files:
    return {f"rules/many{at}.yaml": rule(f"many-{at}") for at in range(count - 2)}  # beside base.yaml and r.yaml


def case_files(count: int) -> Files:
    return {f"facts/cases/many{at}.yaml": "title: t" for at in range(count - 3)}  # beside three


def states(count: int) -> Files:
    listed = ", ".join(f"s{at}" for at in range(count))
    return {VOCABULARY: GOOD[VOCABULARY] + f"- {{id: many, title: t, question: q, states: [{listed}], lever: town}}\n"}


def thresholds(count: int) -> Files:
    """Cuts the level of the river, which one of the good rules cuts at 4 already."""
    cuts = [f"{1 + at / 1000:.3f}" for at in range(count - 1)]
    return {"rules/cuts.yaml": "".join(rule(f"cut-{at}", when=f"river.level: {{below: {cut}}}") for at, cut in enumerate(cuts))}


def extended(count: int) -> Files:
    """So many cases, each of which extends the next; the last stands on its own."""
    names = ["zz", *(f"z{at:02}" for at in range(count - 1))]
    files = {f"facts/cases/{name}.yaml": f"title: t\nextends: {next_}" for name, next_ in pairwise(names)}
    return files | {f"facts/cases/{names[-1]}.yaml": "title: t"}


def said(letters: int) -> Files:
    return {"rules/long.yaml": rule("long", "x" * letters)}


def named(letters: int) -> Files:
    return {"rules/long.yaml": rule("x" * letters)}


def state_named(letters: int) -> Files:
    line = f"- {{id: odd, title: t, question: q, states: [{'s' * letters}, t], lever: town}}\n"
    return {VOCABULARY: GOOD[VOCABULARY] + line}


def described_by(letters: int) -> Files:
    return {VOCABULARY: GOOD[VOCABULARY] + f"- {{id: {'d' * letters}, title: t, question: q, states: [s, t], lever: town}}\n"}


def paragraph_of(digits: int) -> Files:
    number = "9" * digits
    base = GOOD[BASE].replace("    3: {section", f"    {number}: {{section: close, gist: g}}\n    3: {{section")
    return {BASE: base, "rules/far.yaml": rule("far").replace("cite: 1", f"cite: {number}")}


def number_of(digits: int, decimals: int) -> Files:
    line = f"- {{id: far, title: t, question: q, number: {{max: {'9' * digits}.{'9' * decimals}}}, lever: town}}\n"
    return {VOCABULARY: GOOD[VOCABULARY] + line}


def varied(count: int) -> Files:
    return {LAST: f"title: t\nvary: {{facts: random_subsets, count: {count}}}"}


def weighing(weight: int) -> Files:
    return {"rules/w.yaml": rule("w").replace("then: {crossing: allowed}", f"impact: {{crossing: {{allowed: {weight}}}}}")}


@dataclass(frozen=True, slots=True)
class Limit:
    """Files at the edge of a limit and beyond, and how the latter are refused: file, line and code."""

    fits: Files
    too_much: Files
    refused: tuple[str, int, str]


LIMITS = {
    "bytes of a file": Limit(padded(MAX_BYTES), padded(MAX_BYTES + 1), (RULES, 1, "file-too-large")),
    "files of rules": Limit(rule_files(MAX_FILES), rule_files(MAX_FILES + 1), ("rules", 0, "too-many-files")),
    "cases": Limit(case_files(MAX_FILES), case_files(MAX_FILES + 1), ("facts/cases", 0, "too-many-files")),
    "states": Limit(states(MAX_STATES), states(MAX_STATES + 1), (VOCABULARY, 41, "wrong-states")),
    "thresholds": Limit(thresholds(MAX_STATES - 1), thresholds(MAX_STATES), (VOCABULARY, 16, "too-many-thresholds")),
    "cases that extend one another": Limit(
        extended(MAX_EXTENDED), extended(MAX_EXTENDED + 1), ("facts/cases/z30.yaml", 2, "extends-too-deep")
    ),
    "letters of a text": Limit(said(4000), said(4001), ("rules/long.yaml", 1, "wrong-value")),
    "letters of a rule's id": Limit(named(120), named(121), ("rules/long.yaml", 1, "wrong-value")),
    "letters of a state": Limit(state_named(60), state_named(61), (VOCABULARY, 41, "wrong-value")),
    "letters of a descriptor's id": Limit(described_by(120), described_by(121), (VOCABULARY, 41, "wrong-value")),
    "digits of a whole number": Limit(paragraph_of(12), paragraph_of(13), (BASE, 11, "wrong-value")),
    "digits of a number": Limit(number_of(15, 9), number_of(16, 9), (VOCABULARY, 41, "wrong-number")),
    "decimals of a number": Limit(number_of(15, 9), number_of(15, 10), (VOCABULARY, 41, "wrong-number")),
    "variations": Limit(varied(MAX_VARIATIONS), varied(MAX_VARIATIONS + 1), (LAST, 2, "wrong-value")),
    "weight": Limit(weighing(3), weighing(4), ("rules/w.yaml", 1, "wrong-weight")),
    "weight below": Limit(weighing(-3), weighing(-4), ("rules/w.yaml", 1, "wrong-weight")),
}


def answer(files: Files) -> Trace:
    """Loads the good base with these files in it and all of its cases, and answers the last of them."""
    folder = folder_of({path: text.encode() for path, text in (GOOD | {LAST: "title: t"} | files).items()}, "town")
    base = load_base(folder)
    load_cases(base, folder)
    return infer(compile_program(base), situate(base, load_case(base, folder, "zz")))


def refusal(files: Files) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refused:
        answer(files)
    return refused.value.problems


@pytest.mark.parametrize("name", LIMITS)
def test_what_just_fits_is_answered(name: str) -> None:
    assert answer(LIMITS[name].fits).settled


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_over_a_limit_is_refused(name: str) -> None:
    first = refusal(LIMITS[name].too_much)[0]
    file, line, code = LIMITS[name].refused
    assert (first.place.file, first.place.line, first.code) == (f"town/{file}", line, code)
    assert first.message
    assert first.hint


def test_a_rule_too_many_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"rules/s.yaml": rule("one") + rule("two")}
    monkeypatch.setattr(loading, "MAX_RULES", 6)  # four of the good base, and these
    assert answer(files).settled
    monkeypatch.setattr(loading, "MAX_RULES", 5)
    (problem,) = refusal(files)
    assert (str(problem.place), problem.code) == ("town/rules/s.yaml:2:3", "too-many-rules")
    assert "more than 5 rules" in problem.message
    assert problem.hint


def of_actors(count: int, variables: str = "AB", **more: str) -> Files:
    """A rule on as many towns, with so many variables; the good base's own rules stay."""
    base = GOOD[BASE].replace("actors:\n", "actors:\n" + "".join(f"  t{at}: {{title: T, kind: town}}\n" for at in range(count)))
    vocabulary = '- {id: "bell(A)", for: {A: town}, title: t, question: q, states: [still, rung], lever: town}\n'
    entries = "".join(f"  {key}: {value}\n" for key, value in more.items())
    tests = ", ".join(f"bell({variable}): rung" for variable in variables)
    bound = ", ".join(f"{variable}: town" for variable in variables)
    head = f"- id: r\n  title: t\n  for: {{{bound}}}\n{entries}"
    rule = f"{head}  when: {{{tests}}}\n  then: {{outcome: trade}}\n  says: s\n  cite: 1\n"
    return {BASE: base, VOCABULARY: GOOD[VOCABULARY] + vocabulary, "rules/s.yaml": rule}


@pytest.mark.parametrize(
    ("files", "size"),
    [
        (of_actors(200, "ABC", order="A < B < C"), "1,313,400"),
        (of_actors(90, "ABCDEF", order="A < B < C < D < E < F"), "622,614,630"),
        (of_actors(60, "ABCDEFGH", distinct="false"), "167,961,600,000,000"),
    ],
)
def test_a_rule_with_too_many_choices_of_actors_is_refused_with_their_number(files: Files, size: str) -> None:
    (problem,) = refusal(files)
    assert (str(problem.place), problem.code) == ("town/rules/s.yaml:3:8", "too-many-rules")
    assert size in problem.message
    assert problem.hint


def test_a_rule_with_one_choice_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    files = of_actors(4, "AB", order="A < B")  # six pairs, and four rules of the good base
    monkeypatch.setattr(loading, "MAX_RULES", 10)
    assert answer(files).settled
    monkeypatch.setattr(loading, "MAX_RULES", 9)
    (problem,) = refusal(files)
    assert (problem.code, "6 choices" in problem.message) == ("too-many-rules", True)


def test_a_descriptor_with_too_many_choices_of_actors_is_refused_with_their_number() -> None:
    base = GOOD[BASE].replace("actors:\n", "actors:\n" + "".join(f"  t{at}: {{title: T, kind: town}}\n" for at in range(400)))
    entry = '- {id: "toll(A, B)", for: {A: town, B: town}, title: t, question: q, states: [no, yes], lever: A}\n'
    (problem,) = refusal({BASE: base, VOCABULARY: GOOD[VOCABULARY] + entry})
    assert (str(problem.place), problem.code) == ("town/facts/vocabulary.yaml:41:27", "too-many-descriptors")
    assert "159,600" in problem.message


def test_sixty_thousand_rules_load() -> None:
    files = {f"rules/{at}.yaml": "".join(rule(f"r-{at}-{number}") for number in range(1000)) for at in range(60)}
    folder = folder_of({path: text.encode() for path, text in (GOOD | files).items()}, "town")
    assert len(load_base(folder).rules) == 60_004


def test_of_very_many_problems_the_first_are_told() -> None:
    line = rule("r", when="town.mood: cross")
    told = refusal({RULES: "".join(line.replace("id: r", f"id: r{at}") for at in range(MAX_PROBLEMS))})
    assert {problem.code for problem in told} == {"unknown-state"}
    assert len(told) == MAX_PROBLEMS
    told = refusal({"rules/a.yaml": "- {}\n" * MAX_PROBLEMS})
    assert len(told) == MAX_PROBLEMS + 1
    assert (str(told[-1].place), told[-1].code) == ("town/rules/a.yaml:251:3", "more-problems")
    assert told[-1].hint


def test_a_message_quotes_a_long_word_in_part() -> None:
    (problem,) = refusal({LAST: "title: t\nfacts: [{" + ", ".join(f"d{at}: x" for at in range(2000)) + "}]"})
    assert problem.code == "one-descriptor"
    assert MAX_SAID < len(problem.message) < MAX_SAID + 10
    assert problem.message.startswith("a fact names exactly one descriptor, not `d0`")
    assert problem.message.endswith("`d1999`")


def test_a_folder_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = find_folder(str(Path(__file__).parent / "good"))

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InvalidInput) as refused:
        load_base(folder)
    (problem,) = refused.value.problems
    assert (problem.place.file.rpartition("/")[2], problem.code) == ("rules", "unreadable")
    assert "Permission denied" in problem.message
    assert problem.hint
