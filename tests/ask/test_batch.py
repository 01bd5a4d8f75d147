"""Tables of cases: every row is what an assessment of it says, whatever the parts, the cores, and the shape of the file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain, islice
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask import lines
from engine.ask.batch import answer_table
from engine.ask.clerk import Part
from engine.ask.lines import Lines, read_lines
from engine.infer.crew import Beside
from engine.infer.space import Outcome
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput
from tests.generated import examples

NAMES = ("ukraine.course", "us_russia.relations", "us_japan.alliance", "japan.sanctions_packages")
CELLS = {
    "ukraine.course": ["escalating", "unresolved", "stabilising", "unresolved|stabilising", "", " "],
    "us_russia.relations": ["worsening", "tense", "thawing", ""],
    "us_japan.alliance": ["strained", "firm", ""],
    "japan.sanctions_packages": ["0", "2", "5", ">=1", "0..3", ""],
}


def answered(text: str, keep: tuple[str, ...] = (), cores: int = 1) -> list[Part]:
    question = make_question()
    source = read_lines(question, "t.csv", iter(text.splitlines(keepends=True)), keep)
    return list(answer_table(question, source, crew=Beside(cores)))


def parts_of(text: Iterable[str]) -> Iterator[Lines]:
    """The parts of a table of one column, of the lines below its header."""
    for part in read_lines(make_question(), "t.csv", chain(["g7.front\n"], text), ()).parts:
        assert isinstance(part, Lines)
        yield part


def told(parts: list[Part]) -> dict[int, Outcome]:
    """The outcome of each row, by its line."""
    return {line: part.outcomes[at] for part in parts for line, at in zip(part.lines, part.answers, strict=True)}


def assessed(row: dict[str, str]) -> Outcome:
    said = {name: cell.strip() for name, cell in row.items()}
    sets, unsets = [f"{name}={cell}" for name, cell in said.items() if cell], [name for name, cell in said.items() if not cell]
    settling = make_question(sets=sets, unsets=unsets).evaluate().trace.settled["scenario"]
    return Outcome(settling.status, settling.known)


def made_table(rows: int, **dialect: str) -> tuple[str, list[dict[str, str]]]:
    random = Random(rows)
    made = [{name: random.choice(cells) for name, cells in CELLS.items()} for _ in range(rows)]
    text = StringIO()
    options: dict[str, Any] = {"lineterminator": "\n"} | dialect
    writer = csv.writer(text, **options)
    writer.writerow(["id", *NAMES])
    writer.writerows([f"case {at}", *row.values()] for at, row in enumerate(made))
    return text.getvalue(), made


def test_every_row_is_what_an_assessment_says() -> None:
    text, rows = made_table(60)
    parts = answered(text, ("id",))
    assert told(parts) == {at: assessed(row) for at, row in enumerate(rows, 2)}
    assert [name for part in parts for name in part.kept[0]] == [f"case {at}" for at in range(60)]


@pytest.mark.parametrize(
    "dialect",
    [{"lineterminator": "\r\n"}, {"quoting": csv.QUOTE_ALL}, {"lineterminator": "\n\n"}],
    ids=["crlf", "quoted", "blank"],
)
def test_the_shape_of_the_file_makes_no_difference(dialect: dict[str, str]) -> None:
    plain, _ = made_table(40)
    shaped, _ = made_table(40, **dialect)
    assert list(told(answered(shaped, ("id",))).values()) == list(told(answered(plain, ("id",))).values())
    assert told(answered(plain.removesuffix("\n"), ("id",))) == told(answered(plain, ("id",)))


def test_parts_and_cores_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = made_table(50)
    whole = answered(text, ("id",))
    monkeypatch.setattr(lines, "CHUNK", 7)
    in_parts = answered(text, ("id",))
    assert len(in_parts) == 8
    on_two = answered(text, ("id",), cores=2)
    assert told(whole) == told(in_parts) == told(on_two)
    assert [part.lines[0] for part in on_two] == [part.lines[0] for part in in_parts]


def test_a_cell_in_quotes_may_hold_lines_and_is_not_torn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2)
    parts = answered('g7.front,note\ndivided,a\ndivided,"b\nb\nb"\n,c\nconsolidated,d\n', ("note",))
    assert [line for part in parts for line in part.lines] == [2, 3, 6, 7]
    assert [note for part in parts for note in part.kept[0]] == ["a", "b\nb\nb", "c", "d"]


def test_what_has_no_column_is_as_in_the_case() -> None:
    (part,) = answered("g7.front\nconsolidated\n")
    assert part.outcomes[part.answers[0]] == Outcome("settled", ("neutral",))


def test_bad_rows_are_told_by_line_and_column_and_the_others_answered() -> None:
    text = "ukraine.course,g7.front,japan.sanctions_packages\n"
    text += "calm,divided,2\nescalating,divided\nescalating,divided,many\nescalating,divided,2\nescalating,whole,-4\n"
    (part,) = answered(text)
    assert [(p.place.line, p.place.column, p.code) for p in part.problems] == [
        (2, 1, "unknown-state"),
        (3, 1, "wrong-row"),
        (4, 3, "wrong-number"),
        (6, 2, "unknown-state"),
        (6, 3, "outside-domain"),
    ]
    assert (part.bad, list(part.lines)) == (4, [5])


@pytest.mark.parametrize(
    ("header", "keep", "codes"),
    [
        ("\n", (), ["no-columns"]),
        ("ukraine.curse,g7.front\n", (), ["unknown-column"]),
        ("ukraine.curse,g7.front\n", ("nothing", "ukraine.curse"), ["unknown-column"]),
        ("g7.front,g7.front\n", (), ["column-twice"]),
        ("id\n", ("id",), ["no-columns"]),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: str, keep: tuple[str, ...], codes: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        answered(header + "divided\n", keep)
    assert [problem.code for problem in refused.value.problems] == codes
    assert all(problem.hint for problem in refused.value.problems)


def test_a_quote_inside_a_cell_is_a_sign_like_any_other() -> None:
    rows = ["divided,x"] * 9_000
    rows[49] = 'divided,12" gun'
    (first, *others) = answered("g7.front,note\n" + "\n".join(rows) + "\n", ("note",))
    assert first.kept[0][49] == '12" gun'
    assert sum(len(part.lines) for part in (first, *others)) == 9_000
    assert not any(part.bad for part in (first, *others))


@pytest.mark.parametrize("rest", [2, 20])
def test_a_quote_that_never_ends_costs_its_row_only(monkeypatch: pytest.MonkeyPatch, rest: int) -> None:
    monkeypatch.setattr(lines, "CHUNK", 4)
    parts = answered("g7.front,note\n" + 'divided,a\n"divided\n' + "divided,b\n" * rest, ("note",))
    assert [(p.place.line, p.code) for part in parts for p in part.problems] == [(3, "open-quote")]
    assert sum(part.bad for part in parts) == 1
    assert list(told(parts)) == [2, *range(4, 4 + rest)]


def test_a_long_cell_in_quotes_is_a_cell_like_any_other() -> None:
    long = "a" * 300_000
    (part,) = answered(f'ukraine.course,note\nunresolved,"{long}"\nstabilising,x\n', keep=("note",))
    assert [list(column) for column in part.kept] == [[long, "x"]]


def test_a_quote_that_never_ends_is_told_where_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 4)
    parts = answered('g7.front,note,of\ndivided,"a\na","b\n' + "divided,c,d\n" * 9, ("note", "of"))
    assert [(p.place.line, p.code) for part in parts for p in part.problems] == [(3, "open-quote")]
    assert list(told(parts)) == list(range(4, 13))


def test_no_more_lines_are_read_ahead_than_a_part_and_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 4)
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        yield '"divided\n'
        while True:
            read += 1
            assert read <= 2 * 4
            yield "divided\n"

    (part,) = islice(parts_of(endless()), 1)
    assert [problem.place.line for problem in part.problems] == [2]


@examples(100)
@given(
    st.lists(st.lists(st.text('a" ,', max_size=5), min_size=1, max_size=3).map(",".join), max_size=12),
    st.integers(min_value=1, max_value=5),
)
def test_parts_end_where_rows_end(rows: list[str], size: int) -> None:
    said = [f"{row}\n" for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", size)
        parts = list(parts_of(said))
    assert [part.first for part in parts] == [2 + sum(len(p.lines) for p in parts[:at]) for at in range(len(parts))]
    left = [line for part in parts for line in part.lines]
    assert len(left) == len(said)
    assert all(line in (was, "\n") for line, was in zip(left, said, strict=True))
    read = [row for part in parts for row in csv.reader(part.lines)]
    assert read == list(csv.reader(left))
    for part in parts:
        assert list(csv.reader([*part.lines, "x\n"]))[-1] == ["x"]  # no quote is open at the end
    if not any(part.problems for part in parts):
        assert left == said
    elif size > len(said):  # then csv too sees a quote that never ends
        bad = [problem.place.line - 2 for part in parts for problem in part.problems]
        assert list(csv.reader([*said, "x\n"]))[-1] != ["x"]
        assert all('"' in said[at] for at in bad)
