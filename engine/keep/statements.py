"""Facts as they are stated to a case: words of a command line with what is said of all of them, or the rows of a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.language.base import RuleBase
from engine.language.cases import stated_fact
from engine.language.documents import decode
from engine.language.fact_records import GRADE_HINT, check_dates, read_fact
from engine.language.facts import Fact, Kind, Source
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, gathered, invalid
from engine.language.records import GRADE

SOURCE = ("publisher", "title", "date", "locator", "url")
PLAIN = ("descriptor", "since", "until", "kind", "grade", "note")
LISTS = ("cite", "claims")
COLUMNS = ("descriptor", "value", "since", "until", "kind", "grade", *SOURCE, *LISTS, "note", "author", "unverified")
MAX_TABLE = 16 * 1024**2  # bytes: far more facts than any case has


class Saying(Struct, frozen=True):
    """What is said of all the facts of a command line."""

    since: date | None = None
    until: date | None = None
    source: Source = Source()
    grade: str = ""
    kind: Kind = "observed"
    note: str = ""


def facts_said(base: RuleBase, words: Iterable[str], saying: Saying) -> list[Fact]:
    """The facts in ``descriptor=state|state``, with what is said of all of them.

    Raises `InvalidInput` with everything that does not fit.
    """
    problems: list[Problem] = []
    found = []
    for word in words:
        fact = gathered(problems, stated_fact, base, word, "assert")
        if fact is not None:
            said = replace(fact, origin="", kind=saying.kind, since=saying.since, until=saying.until)
            said = replace(said, source=saying.source, grade=saying.grade, note=saying.note)
            gathered(problems, check_dates, said)
            found.append(said)
    gathered(problems, _check_grade, saying.grade)
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return found


def facts_in_table(base: RuleBase, path: Path, since: date | None) -> list[Fact]:
    """The facts of a CSV file, a row each; those that name no day hold since `since`.

    Raises `InvalidInput` with everything that does not fit, each with its line.
    """
    shown = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TABLE + 1)
    except OSError as error:
        hint = "Give the path of a CSV file."
        raise invalid(Place(shown), "unreadable", f"the file cannot be read: {error.strerror}", hint) from None
    problems: list[Problem] = []
    found = []
    for place, record in _rows(decode(data, shown, MAX_TABLE), shown, problems):
        fact = gathered(problems, read_fact, base, record, place)
        if fact is not None:
            found.append(replace(fact, since=fact.since or since))
            gathered(problems, check_dates, found[-1])
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return found


def table_of(facts: Iterable[Fact]) -> str:
    """Facts as a CSV file that `facts_in_table` reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for fact in facts:
        row: dict[str, Any] = {
            name: getattr(fact, name) or "" for name in ("descriptor", "since", "until", "kind", "grade", "note")
        }
        row |= {name: getattr(fact.source, name) for name in SOURCE}
        row |= {name: ";".join(map(str, getattr(fact, name))) for name in LISTS}
        row |= {"value": fact.said, "author": fact.author, "unverified": "yes" if fact.unverified else ""}
        writer.writerow(row)
    return text.getvalue()


def _rows(text: str, shown: str, problems: list[Problem]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The rows of a table as records of facts; what is wrong with the table itself is added to `problems`."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = reader.fieldnames or ()
        head = Place(shown, 1, 1)
        for name in names:
            if name not in COLUMNS:
                hint = did_you_mean(name or "", COLUMNS)
                problems.append(Problem(head, "unknown-column", f"there is no column `{(name or '')[:40]}`", hint))
        for name in ("descriptor", "value"):
            if name not in names:
                problems.append(
                    Problem(head, "missing-column", f"the column `{name}` is missing", f"Columns: {', '.join(COLUMNS)}.")
                )
        if len(set(names)) < len(names):
            problems.append(Problem(head, "duplicate-column", "a column stands twice", "Take one of them out."))
        if problems:
            return
        for row in reader:
            place = Place(shown, reader.line_num, 1)
            if None in row or None in row.values():
                message = f"the row has not the {len(names)} cells that the first line has"
                problems.append(Problem(place, "wrong-row", message, "Cells with commas stand in double quotes."))
                continue
            said = {name: value.strip() for name, value in row.items() if value.strip()}
            yield place, _record(said, place, problems)
    except csv.Error as error:
        place = Place(shown, max(reader.line_num, 1), 1)
        problems.append(
            Problem(place, "wrong-table", f"not a CSV table: {error}", "Save it as CSV with commas and double quotes.")
        )


def _record(said: dict[str, str], place: Place, problems: list[Problem]) -> dict[str, Any]:
    record: dict[str, Any] = {name: text for name, text in said.items() if name not in (*SOURCE, *LISTS, "unverified")}
    record.setdefault("descriptor", "")
    record.setdefault("value", "")
    source = {name: said[name] for name in SOURCE if name in said}
    if source:
        record["source"] = source
    if "claims" in said:
        record["claims"] = [claim.strip() for claim in said["claims"].split(";")]
    if "cite" in said:
        numbers = [number.strip() for number in said["cite"].split(";")]
        if all(number.isascii() and number.isdecimal() and len(number) < 7 for number in numbers):
            record["cite"] = [int(number) for number in numbers]
        else:
            problems.append(Problem(place, "wrong-number", f"`{said['cite'][:40]}` is no list of paragraphs", "Write 3;5."))
    if "unverified" in said:
        record["unverified"] = said["unverified"].lower() in ("yes", "true", "1")
    return record


def _check_grade(grade: str) -> None:
    if not re.fullmatch(GRADE, grade):
        raise invalid(Place("--grade"), "wrong-grade", f"`{grade[:20]}` is no grade", GRADE_HINT)
