"""What changes cost: a table of the user's own, by which ways to a goal are put in order.

A CSV file with a row ``descriptor[=state],cost`` for each (a first row ``change,cost`` is a heading), or a YAML mapping of
the same. A state's own cost goes before that of its descriptor; what is not named costs 1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from engine.language.base import RuleBase
from engine.language.documents import Mapping, place_of, read_document
from engine.language.folders import read_text
from engine.language.numbers import NUMBER_HINT, parse_number
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean
from engine.language.resolving import Resolver

HEADING = ["change", "cost"]
FORM = "Write `descriptor=state,3`, or the descriptor alone for all of its states."

Row = tuple[Place, str, str]


class Costs(Struct, frozen=True):
    """The file they were read from (empty: none), and the cost of a change by descriptor and state (empty: any)."""

    file: str = ""
    named: dict[tuple[str, str], Decimal] = {}

    def of(self, descriptor: str, state: str | None) -> Decimal:
        """The cost of changing a descriptor to a state (None: to nothing known)."""
        return self.named.get((descriptor, state or ""), self.named.get((descriptor, ""), Decimal(1)))


def load_costs(base: RuleBase, named: str) -> Costs:
    """The costs in a file. Raises `InvalidInput` with everything that is wrong in it."""
    text = read_text(Path(named), named)
    found: dict[tuple[str, str], Decimal] = {}
    problems: list[Problem] = []
    for place, change, cost in _rows(text, named, problems):
        descriptor, _, state = (part.strip() for part in change.partition("="))
        number = parse_number(cost)
        declared = Resolver(base.vocabulary, problems).descriptor(descriptor, place)
        if declared is None:
            continue
        descriptor = declared.id
        key = descriptor, state
        if not base.is_observed(descriptor):
            hint = "Give the cost of what its rules read."
            problems.append(
                Problem(place, "not-observed", f"{descriptor} follows from rules, so nobody changes it directly", hint)
            )
        elif "=" in change and state not in declared.states:
            hint = did_you_mean(state, declared.states)
            problems.append(Problem(place, "unknown-state", f"`{state}` is no state of {descriptor}", hint))
        elif number is None or number < 0:
            problems.append(Problem(place, "wrong-number", f"`{cost}` is no cost: a number from 0 up is wanted", NUMBER_HINT))
        elif key in found:
            problems.append(
                Problem(place, "duplicate-key", f"the cost of `{change}` stands here twice", "Leave one of them out.")
            )
        else:
            found[key] = number
    if problems:
        raise InvalidInput(problems)
    return Costs(named, found)


def _rows(text: str, file: str, problems: list[Problem]) -> Iterator[Row]:
    if file.endswith((".yaml", ".yml")):
        document = read_document(text, file)
        if not isinstance(document, Mapping):
            hint = "Write `descriptor=state: 3`, one a line."
            problems.append(Problem(document.place, "wrong-shape", "costs are a mapping of changes to numbers", hint))
            return
        for change, cost in document.items():
            yield place_of(change, document.place), str(change), cost if isinstance(cost, str) else ""
        return
    rows = csv.reader(text.splitlines())
    for row in rows:
        cells = [cell.strip() for cell in row]
        place = Place(file, rows.line_num, 1)
        if not any(cells) or (rows.line_num == 1 and cells == HEADING):
            continue
        if len(cells) == 2:
            yield place, cells[0], cells[1]
        else:
            message = f"a row has a change and its cost, and this one {len(cells)} cell{'' if len(cells) == 1 else 's'}"
            problems.append(Problem(place, "wrong-shape", message, FORM))
