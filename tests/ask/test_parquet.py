"""Tables in Parquet: the answers are those to the same table in CSV, with types; what cannot be read is told by its place."""

from __future__ import annotations

import csv
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bad_input.asking import ask
from tests.desk import Desk
from tests.generated import examples

CELLS = {
    "ukraine.course": ["escalating", "unresolved", "stabilising", "unresolved|stabilising", ""],
    "us_japan.alliance": ["strained", "firm", ""],
    "japan.sanctions_packages": ["0", "2", "5", ">=1", "0..3", ""],
}
ROWS = st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values()), st.text('aé|," ', max_size=4)), max_size=30)


def rows_of(file: Path) -> list[list[str]]:
    """The rows of a file as the texts that a CSV file has for them."""
    if file.suffix == ".parquet":
        table = pq.read_table(file)
        return [table.column_names, *([text_of(cell) for cell in row.values()] for row in table.to_pylist())]
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def text_of(cell: Any) -> str:
    return "" if cell is None else str(cell)


def written(file: Path, **columns: Any) -> str:
    pq.write_table(pa.table({name.replace("__", "."): column for name, column in columns.items()}), file)
    return str(file)


@examples(25)
@given(rows=ROWS)
def test_answers_are_those_to_the_same_table_in_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([[*CELLS, "note"], *rows])
    columns = [[row[at] for row in rows] for at in range(4)]
    known = [[cell or None for cell in column] for column in columns[:3]]
    types = [pa.dictionary(pa.int8(), pa.string()), pa.large_string(), pa.string(), pa.string()]
    arrays = [pa.array(cells, kind) for cells, kind in zip([*known, columns[3]], types, strict=True)]
    pq.write_table(pa.table(arrays, names=[*CELLS, "note"]), folder / "cases.parquet")
    found = {}
    for source in ("csv", "parquet"):
        for target in ("csv", "parquet"):
            out = folder / f"from-{source}.{target}"
            answer = ask(["batch", str(folder / f"cases.{source}"), "--keep", "note", "-o", str(out)])
            assert answer.code == 0, answer
            found[source, target] = rows_of(out)
    first, *answers = found["csv", "csv"]
    assert first == ["line", "note", "status", "states"]
    assert found["csv", "parquet"] == found["csv", "csv"]
    assert found["parquet", "csv"] == found["parquet", "parquet"]
    head, *others = found["parquet", "csv"]
    assert head == ["row", "note", "status", "states"]
    assert [row[1:] for row in others] == [row[1:] for row in answers]
    assert [int(row[0]) for row in others] == list(range(1, len(rows) + 1))


def test_what_is_known_may_be_numbers_lists_or_categories(desk: Desk, tmp_path: Path) -> None:
    said = {
        "int": pa.array([0, 2, None], pa.int16()),
        "float": pa.array([0.0, 2.0, float("nan")]),
        "decimal": pa.array([Decimal("0.00"), Decimal("2.00"), None]),
        "text": pa.array(["0", "2", ""]),
    }
    answers = []
    for name, column in said.items():
        file = written(
            tmp_path / f"{name}.parquet",
            japan__sanctions_packages=column,
            ukraine__course=pa.array([["unresolved", "stabilising"], ["escalating"], None], pa.list_(pa.string())),
            us_japan__alliance=pa.nulls(3),
        )
        answers.append(desk.said("batch", file).out)
    assert set(answers) == {answers[0]}
    table = tmp_path / "cases.csv"
    table.write_text("japan.sanctions_packages,ukraine.course,us_japan.alliance\n0,unresolved|stabilising,\n2,escalating,\n,,\n")
    assert [row.partition(",")[2] for row in answers[0].splitlines()] == [
        row.partition(",")[2] for row in desk.said("batch", str(table)).out.splitlines()
    ]


def test_columns_keep_their_types_and_the_schema_says_what_made_them(desk: Desk, tmp_path: Path) -> None:
    kept = {
        "whole": pa.array([7, None], pa.int32()),
        "flag": pa.array([True, None]),
        "day": pa.array([date(2015, 2, 2), None]),
        "kind": pa.array(["a", None]).dictionary_encode(),
    }
    file = written(tmp_path / "cases.parquet", g7__front=pa.array(["divided", None]), **kept)
    out = tmp_path / "out.parquet"
    keep = [word for name in kept for word in ("--keep", name)]
    document = desk.told("batch", file, *keep, "-o", str(out), "--set", "ukraine.course=escalating")
    table = pq.read_table(out)
    assert [str(field.type).partition("<")[0] for field in table.schema] == [
        *("int64", "int32", "bool", "date32[day]", "dictionary", "dictionary", "dictionary")
    ]
    assert [table[name].to_pylist() for name in kept] == [column.to_pylist() for column in kept.values()]
    said = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert said["kakehashi.base"] == "streltsov-2015"
    assert said["kakehashi.goal"] == "scenario"
    assert "ukraine.course=escalating" in said["kakehashi.question"]
    assert len(said["kakehashi.rules_hash"]) == len(said["kakehashi.vocabulary_hash"]) == len(said["kakehashi.facts_hash"]) == 64
    assert said["kakehashi.version"]
    assert document["rows"] == 2


@pytest.mark.parametrize(
    ("columns", "keep", "codes"),
    [
        ({"g7__front": pa.array([1])}, [], ["wrong-type"]),
        ({"g7__front": pa.array([True])}, [], ["wrong-type"]),
        ({"g7__front": pa.array([date(2015, 1, 1)])}, [], ["wrong-type"]),
        ({"japan__sanctions_packages": pa.array([b"2"])}, [], ["wrong-type"]),
        ({"g7__front": pa.array(["divided"]), "note": pa.array([{"a": 1}])}, ["note"], ["wrong-type"]),
        ({"g7__front": pa.array(["divided"]), "note": pa.array(["x"])}, [], ["unknown-column"]),
        ({"note": pa.array(["x"])}, ["note"], ["no-columns"]),
        ({"g7__front": pa.array(["divided", "whole"])}, [], ["bad-rows", "unknown-state"]),
        ({"japan__sanctions_packages": pa.array([2, -4])}, [], ["bad-rows", "outside-domain"]),
        ({"japan__sanctions_packages": pa.array([float("inf")])}, [], ["bad-rows", "wrong-number"]),
    ],
)
def test_columns_that_do_not_fit_are_refused(
    desk: Desk, tmp_path: Path, columns: dict[str, Any], keep: list[str], codes: list[str]
) -> None:
    file, out = written(tmp_path / "cases.parquet", **columns), tmp_path / "out.parquet"
    words = [word for name in keep for word in ("--keep", name)]
    assert desk.codes("batch", file, *words, "-o", str(out)) == codes
    assert not out.exists()


def test_two_columns_of_one_name_are_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "cases.parquet"
    pq.write_table(pa.table([pa.array(["divided"]), pa.array(["divided"])], names=["g7.front", "g7.front"]), file)
    assert desk.codes("batch", str(file), "-o", str(tmp_path / "out.parquet")) == ["column-twice"]


def test_files_that_are_no_parquet_or_damaged_are_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "cases.parquet"
    written(file, g7__front=pa.array(["divided", "consolidated"] * 5000, pa.string()))
    whole = file.read_bytes()
    out = tmp_path / "out.parquet"
    for damaged in (
        b"",
        b"g7.front\ndivided\n",
        b"PAR1",
        whole[:-10],
        whole[: len(whole) // 2],
        whole[:4] + bytes(40) + whole[44:],
    ):
        file.write_bytes(damaged)
        assert desk.codes("batch", str(file), "-o", str(out)) == ["not-parquet"]
        assert not out.exists()
    assert desk.codes("batch", str(tmp_path / "none.parquet"), "-o", str(out)) == ["no-file"]


def test_bad_rows_may_be_skipped(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path / "cases.parquet", g7__front=pa.array(["divided", "whole", None]))
    answer = desk.said("batch", file, "--skip-bad", "-o", str(tmp_path / "out.parquet"))
    assert f"skipped: {file}:2:1: `whole` is no state of g7.front" in answer.err
    assert pq.read_table(tmp_path / "out.parquet")["row"].to_pylist() == [1, 3]


def test_without_the_library_the_extra_is_named(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path / "cases.parquet", g7__front=pa.array(["divided"]))
    for module in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "cases.csv").write_text("g7.front\ndivided\n", encoding="utf-8")
    for words in (
        ["batch", file],
        ["batch", str(tmp_path / "cases.csv"), "-o", str(tmp_path / "x.parquet")],
        ["sweep", "g7.front", "-o", str(tmp_path / "x.parquet")],
    ):
        assert "pip install 'kakehashi[parquet]'" in desk.said(*words, code=2).err
    assert not (tmp_path / "x.parquet").exists()


@pytest.mark.parametrize("block", [1, 4, 12, 1 << 18])
def test_a_sweep_writes_the_same_rows_with_types(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    from engine.ask import sweep
    from engine.infer.cells import outcome_cells

    monkeypatch.setattr(sweep, "outcome_cells", lambda space, goal, most=0: outcome_cells(space, goal, most or block))
    names = ["ukraine.course", "g7.front", "us_russia.relations", "japan.sanctions_packages"]
    files = [tmp_path / "all.csv", tmp_path / "all.parquet"]
    desk.said("sweep", *names, "-o", str(files[0]), "-o", str(files[1]))
    assert rows_of(files[0]) == rows_of(files[1])
    table = pq.read_table(files[1])
    assert all(pa.types.is_dictionary(field.type) for field in table.schema)
    assert table.schema.field("ukraine.course").type.ordered
    assert table.schema.metadata[b"kakehashi.base"] == b"streltsov-2015"
