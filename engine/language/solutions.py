"""Lists of solutions as ScenarioWizard writes them (`.sl`): a line a consistent scenario.

``" 2 3 2",4,0,0,15,""``: the variants by number from 1, a weight (how many scenarios, of all or of a
sample, end in it by succession), the consistency value, a number that is 0 in every list seen, the total impact score, and a
note.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from msgspec import Struct

from engine.language.problems import InvalidInput, Place, Problem, enough

FIELDS = 6
_HEAD = re.compile(r"\$.*|\s*[0-9]*\s*")  # the name of the program, and how many there are


class Solution(Struct, frozen=True):
    """A line of a list: the variants by number from 0, weight, consistency value and total impact score; `line` is its number."""

    variants: tuple[int, ...]
    weight: int
    value: int
    score: int
    line: int


def read_solutions(text: str, file: str, sizes: Sequence[int]) -> tuple[Solution, ...]:
    """The solutions in a list for descriptors with so many variants. Raises `InvalidInput` with everything that is wrong."""
    problems: list[Problem] = []
    found: dict[tuple[int, ...], Solution] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or (not found and not problems and _HEAD.fullmatch(line)):
            continue
        solution = _solution(line, number, file, sizes, problems)
        if solution is None:
            enough(problems)
        elif solution.variants in found:
            message = f"this solution is there already, on line {found[solution.variants].line}"
            problems.append(Problem(Place(file, number, 1), "duplicate-solution", message, "Take one of them out."))
        else:
            found[solution.variants] = solution
    if problems:
        raise InvalidInput(problems)
    return tuple(found.values())


def _solution(line: str, number: int, file: str, sizes: Sequence[int], problems: list[Problem]) -> Solution | None:
    def wrong(code: str, message: str, hint: str) -> None:
        problems.append(Problem(Place(file, number, 1), code, message, hint))

    if not line.startswith('"'):
        wrong("wrong-shape", "this is no solution", 'A solution is a line such as `" 2 3 2",4,0,0,15,""`.')
        return None
    (fields,) = csv.reader([line])
    if len(fields) != FIELDS:
        hint = "The variants, a weight, the consistency value, a 0, the total impact score, and a note."
        wrong("wrong-cells", f"{len(fields)} fields where a solution has {FIELDS}", hint)
        return None
    words, numbers = fields[0].split(), [field.strip() for field in fields[1:5]]
    before = len(problems)
    if len(words) != len(sizes):
        wrong("wrong-cells", f"{len(words)} variants where there are {len(sizes)} descriptors", "A number a descriptor.")
    for at, (word, size) in enumerate(zip(words, sizes, strict=False), 1):
        if not re.fullmatch(r"[0-9]{1,9}", word) or not 1 <= int(word) <= size:
            hint = f"Its variants are numbered from 1 to {size}."
            wrong("unknown-state", f"`{word[:40]}` is no variant of descriptor {at}", hint)
    for word in numbers:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", word):
            wrong("wrong-number", f"`{word[:40]}` is no whole number", "Weight, value and score are whole numbers.")
    if len(problems) > before:
        return None
    return Solution(tuple(int(word) - 1 for word in words), int(numbers[0]), int(numbers[1]), int(numbers[3]), number)
