"""Tables of cases in CSV, in parts that end where rows end."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from engine.ask.question import Question
from engine.ask.tables import CHUNK, Cells, Column, Source, Table, table_of
from engine.language.problems import MANY, Place, Problem, invalid

LONGEST = 1 << 20  # characters in a line: more is no table of cases

csv.field_size_limit(2**31 - 1)  # how long a line may be is said here, with its place


class Lines(Struct, frozen=True):
    """Lines of a text, the number of the first of them, and the problems of the rows that are left out."""

    first: int
    lines: list[str]
    problems: tuple[Problem, ...]

    def read(self, table: Table) -> Cells:
        """The cells of each row that has as many as there are columns."""
        first, lines, width = self.first, self.lines, table.width
        text = "".join(lines).replace("\r\n", "\n")
        plain = '"' not in text and "\r" not in text and text.endswith("\n")
        blank = width == 1 and ("\n\n" in text or text.startswith("\n"))  # a row of one empty cell looks the same
        if plain and not blank and all(line.count(",") == width - 1 for line in lines):
            cells = text[:-1].replace("\n", ",").split(",")  # much quicker than a reader of CSV
            plainly = [cells[at::width] for at in range(width)]
            return Cells(range(first, first + len(lines)), plainly, self.problems, len(self.problems))
        reader = csv.reader(lines)
        numbers, rows, problems, bad, line = [], [], list[Problem](), len(self.problems), 0
        for row in reader:
            if len(row) == width:
                numbers.append(first + line)
                rows.append(row)
            elif row:
                bad += 1
                if len(problems) < MANY:
                    message = f"the row has {len(row)} cell{'' if len(row) == 1 else 's'}, the header {width}"
                    hint = "A row has a cell for each column, an empty one where nothing is known."
                    problems.append(Problem(Place(table.file, first + line, 1), "wrong-row", message, hint))
            line = reader.line_num
        columns: list[Column] = [*zip(*rows, strict=True)] or [()] * width
        return Cells(numbers, columns, [*problems, *self.problems], bad)


def read_lines(question: Question, file: str, lines: Iterator[str], keep: Iterable[str]) -> Source:
    """The table in the lines of a text, the header first. Raises `InvalidInput` with every column that does not fit."""
    header = [name.strip() for name in next(csv.reader([next(lines, "")]), [])]
    table = table_of(question, file, header, keep)
    return Source(table, _parts(table, lines))


def _parts(table: Table, lines: Iterator[str]) -> Iterator[Lines]:
    """The lines in parts, each with the number of its first; a row whose cells in quotes go on is not torn apart.

    A row in which a quote never ends is left empty, with a problem at the line where the quote opens.
    """
    number, ahead = 2, list[str]()
    while part := ahead + list(islice(lines, CHUNK - len(ahead))):
        problems: list[Problem] = []
        at = row = opened = 0
        within = False
        while at < CHUNK or within:
            if at == len(part) and (more := next(lines, None) if within and at - row <= CHUNK else None) is not None:
                part.append(more)
            if within and (at == len(part) or at - row > CHUNK):
                place = Place(table.file, number + opened, 1)
                hint = f"Close it, or double the sign; a row goes on for {CHUNK:,} lines at most."
                problems.append(Problem(place, "open-quote", "a cell in quotes never ends", hint))
                part[row : opened + 1] = ["\n"] * (opened + 1 - row)
                at = row = opened + 1
                within = False
                continue
            if at == len(part):
                break
            line = part[at]
            if len(line) > LONGEST:
                raise invalid(
                    Place(table.file, number + at), "long-line", f"the line has {len(line):,} characters", "A row is a case."
                )
            if '"' in line:
                last = _open_quote(line, within)
                if last > 0:
                    opened = at
                within = last >= 0
            at += 1
            if not within:
                row = at
        ahead = part[at:]
        yield Lines(number, part[:at], tuple(problems))
        number += at


def _open_quote(line: str, within: bool) -> int:
    """Where what follows the quote begins that is open at the end of a line: 0 if it opened on a line before, -1 if none is.

    A quote opens at the start of a cell only; elsewhere it is a sign like any other, as `csv` has it.
    """
    begin = 0 if within else 1 if line.startswith('"') else _after_comma(line, 0)
    while begin >= 0:
        end = line.find('"', begin)
        while end >= 0 and line.startswith('"', end + 1):
            end = line.find('"', end + 2)
        if end < 0:
            return begin
        begin = _after_comma(line, end + 1)
    return -1


def _after_comma(line: str, begin: int) -> int:
    """Where what follows the next quote at the start of a cell begins, or -1."""
    found = line.find(',"', begin)
    return found if found < 0 else found + 2
