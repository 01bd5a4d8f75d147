"""Files as large as a file may be, each made so that reading it is dear: each loads or is refused soon, and briefly.

In a shape, `{0}` is a number that grows, so that names differ; the part between the first and the last is repeated.
"""

from __future__ import annotations

import pytest

from engine.author.checking import check_base
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.language.cases import load_case
from engine.language.documents import MAX_BYTES
from engine.language.loading import load_base
from engine.language.problems import MAX_PROBLEMS, MAX_SAID, InvalidInput, Problem
from tests.bad_input.budget import processor_time
from tests.bad_input.memory import folder_of
from tests.bad_input.test_limits import BASE, GOOD, RULES, VOCABULARY

SECONDS = 10.0  # of processor time; the dearest of them takes one
CASE = "facts/cases/start.yaml"
HEAD = "id: x, title: t, says: s, cite: 1"
RULE = f"- {{{HEAD}"
EACH = "- {{id: r{0}, title: t, says: s, cite: 1"
STATES = "- id: x\n  title: t\n  question: q\n  lever: town\n  states: ["
ACTORS = "\n".join(f"  actor{at}: {{title: t}}" for at in range(9000))
# What it is about → the file, and its beginning, the part repeated until it is full, and its end.
SHAPES: dict[str, tuple[str, str, str, str]] = {
    "rules that say nothing": (RULES, "", "- {{}}\n", ""),
    "rules that are words": (RULES, "", "- x\n", ""),
    "rules in a line": (RULES, "[", "a: b, ", "]"),
    "unknown entries": (RULES, RULE, ", e{0}: 1", "}"),
    "entries of one name": (RULES, "- {", "a: 1, ", "}"),
    "rules of one name": (RULES, "", f"- {{{{{HEAD}, then: {{{{crossing: allowed}}}}}}}}\n", ""),
    "unknown paragraphs": (RULES, "- {id: x, title: t, says: s, then: {crossing: allowed}, cite: [", "9, ", "]}"),
    "unknown claims": (RULES, RULE + ", then: {crossing: allowed}, claims: [", "C9, ", "]}"),
    "unknown claims in rules": (RULES, "", EACH + ", then: {{crossing: allowed}}, claims: C{0}}}\n", ""),
    "unknown states": (RULES, RULE + ", then: {crossing: [", "a, ", "]}}"),
    "states in a word": (RULES, RULE + ", then: {crossing: ", "a|", "a}}"),
    "unknown descriptors": (RULES, RULE + ", then: {", "d{0}: a, ", "}}"),
    "unknown descriptors in rules": (RULES, "", EACH + ", then: {{crossing: allowed}}, when: {{d{0}: 1}}}}\n", ""),
    "unknown bounds": (RULES, "", EACH + ", then: {{crossing: allowed}}, when: {{road.state: {{at_best: 1}}}}}}\n", ""),
    "wrong weights": (RULES, "", EACH + ", impact: {{crossing: {{alowed: 1}}}}}}\n", ""),
    "thresholds": (RULES, "", EACH + ", then: {{crossing: allowed}}, when: {{river.level: {{below: 1.{0}}}}}}}\n", ""),
    "options": (RULES, RULE + ", then: {crossing: allowed}, when: {any: [", "{{town.mood: calm}}, ", "]}}"),
    "exceptions": (RULES, RULE + ", then: {crossing: allowed}, unless: [", "{{town.mood: calm}}, ", "]}"),
    "rules": (RULES, "", EACH + ", then: {{crossing: allowed}}}}\n", ""),
    "open brackets": (RULES, "", "[", ""),
    "open braces": (RULES, "", "{{", ""),
    "open quotes": (RULES, "", "'", ""),
    "keys of keys": (RULES, "", "? ", ""),
    "values of values": (RULES, "", "a: ", ""),
    "entries of entries": (RULES, "", "- ", ""),
    "a list that does not end": (RULES, "[", "a, ", ""),
    "a mapping that does not end": (RULES, "- {", '"a" ', ""),
    "anchors": (RULES, "", "&a ", ""),
    "a long tag": (RULES, "- ", "!", ""),
    "a long word": (RULES, "- id: ", "x", ""),
    "directives": (RULES, "", "%a\n", ""),
    "descriptors that say nothing": (VOCABULARY, "", "- {{}}\n", ""),
    "descriptors": (VOCABULARY, GOOD[VOCABULARY], "- {{id: d{0}, title: t, question: q, states: [a, b], lever: town}}\n", ""),
    "wrong defaults": (VOCABULARY, "", "- {{id: d{0}, title: t, question: q, states: [aa, ab], default: ac}}\n", ""),
    "states of one name": (VOCABULARY, STATES, "a, ", "]"),
    "states": (VOCABULARY, STATES, "a{0}, ", "]"),
    "unknown actors": (VOCABULARY, STATES + "a, b]\n  lever: [", "actr{0}, ", "]"),
    "a long id": (VOCABULARY, "- id: ", "x.", "x\n"),
    "facts that say nothing": (CASE, "title: t\nfacts:\n", "- {{}}\n", ""),
    "facts on nothing known": (CASE, "title: t\nfacts:\n", "- {{road.stat: open}}\n", ""),
    "facts of two": (CASE, "title: t\nfacts:\n", "- {{road.stat: open, b: c}}\n", ""),
    "a fact of very many": (CASE, "title: t\nfacts: [{", "a{0}: open, ", "}]"),
    "facts of no kind": (CASE, "title: t\nfacts:\n", "- {{road.state: open, kind: guess}}\n", ""),
    "facts that clash": (CASE, "title: t\nfacts:\n- {road.state: closed}\n", "- {{road.state: open}}\n", ""),
    "facts": (CASE, "title: t\nfacts:\n", "- {{road.state: open}}\n", ""),
    "a long number": (CASE, "title: t\nfacts: [{river.level: ", "9", "}]"),
    "a long range": (CASE, "title: t\nfacts: [{river.level: ", "9..", "}]"),
    "retracted": (CASE, "title: t\nretract: [", "road.stat, ", "]"),
    "expected rules": (CASE, "title: t\nexpect: {fired: [", "r{0}, ", "]}"),
    "expected states": (CASE, "title: t\nexpect: {states: {", "d{0}: a, ", "}}"),
}
EXTRA = {"unknown actors": {BASE: GOOD[BASE].replace("actors:\n", f"actors:\n{ACTORS}\n")}}


def filled(shape: tuple[str, str, str, str]) -> str:
    """A text of the shape, as long as a file may be."""
    _, head, unit, tail = shape
    parts, left = [head], MAX_BYTES - len(head) - len(tail)
    while left >= len(part := unit.format(len(parts))):
        parts.append(part)
        left -= len(part)
    return "".join(parts) + tail


def refusal(files: dict[str, str]) -> tuple[Problem, ...]:
    """The problems for which the good base is refused with these files in it; none where it answers."""
    folder = folder_of({path: text.encode() for path, text in (GOOD | files).items()}, "town")
    try:
        with processor_time(SECONDS):
            base = load_base(folder)
            case = load_case(base, folder)
            check_base(base, [case])
            infer(compile_program(base), situate(base, case))
    except InvalidInput as error:
        return error.problems
    return ()


@pytest.mark.parametrize("name", SHAPES)
def test_a_dear_file_is_done_with_soon(name: str) -> None:
    text = filled(SHAPES[name])
    assert MAX_BYTES - 200 < len(text.encode()) <= MAX_BYTES
    problems = refusal({SHAPES[name][0]: text} | EXTRA.get(name, {}))
    assert bool(problems) == (name not in {"rules", "options", "exceptions", "descriptors", "facts"})
    assert len(problems) <= MAX_PROBLEMS + 1
    for problem in problems:
        assert problem.place.line, problem
        assert problem.code, problem
        assert 0 < len(problem.message) < MAX_SAID + 10, problem.code
        assert 0 < len(problem.hint) < MAX_SAID + 10, problem.code
