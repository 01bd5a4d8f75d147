"""`sweep` and `batch` on the command line: files, refusals, and what is left when they are interrupted."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.desk import Desk
from tests.house.tree import ROOT

TWO = ("ukraine.course", "us_russia.relations")
SVG = "{http://www.w3.org/2000/svg}"


def rows_in(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_a_sweep_writes_every_what_if_to_a_file(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    document = desk.told("sweep", *TWO, "-o", str(file))
    header, *rows = rows_in(file)
    assert header == [*TWO, "status", "states"]
    assert len(rows) == document["space"]["size"] == 9
    assert [tuple(row[:2]) for row in rows] == sorted({tuple(row[:2]) for row in rows}, key=rows_order)
    assert {row[2] for row in rows} <= {"indicated", "open", "not_separated", "contradiction", "tension"}


def rows_order(choice: tuple[str, ...]) -> tuple[int, ...]:
    states = (("escalating", "unresolved", "stabilising"), ("worsening", "tense", "thawing"))
    return tuple(known.index(state) for known, state in zip(states, choice, strict=True))


def test_the_document_of_a_sweep_carries_counts_and_shares(desk: Desk) -> None:
    document = desk.told("sweep", *TWO, "g7.front", "--boxes", "positive")
    assert (document["schema"], document["exhaustive"], document["reading"]) == ("kakehashi.sweep", True, "kernel")
    assert set(document["verdict"]) == {"descriptor", "status", "states", "leaning"}
    assert sum(outcome["count"] for outcome in document["outcomes"]) == document["space"]["size"] == 18
    assert sum(outcome["share"] for outcome in document["outcomes"]) == pytest.approx(1)
    assert len(document["cells"]) == 18
    assert all(box["density"] == 1 for box in document["boxes"]["chosen"])


@pytest.mark.parametrize(("names", "cells"), [(TWO[:1], 3), (TWO, 9), ((*TWO, "g7.front"), 18)])
def test_a_picture_has_a_cell_for_each_what_if(desk: Desk, tmp_path: Path, names: tuple[str, ...], cells: int) -> None:
    file = tmp_path / "sweep.svg"
    desk.said("sweep", *names, "-o", str(file))
    root = ElementTree.parse(file).getroot()
    titles = [title.text or "" for group in root.iter(f"{SVG}g") for title in group.iter(f"{SVG}title")]
    assert len(titles) == cells
    assert all(all(f"{name} = " in title for name in names) for title in titles)
    wide, high = float(root.attrib["width"]), float(root.attrib["height"])
    for box in root.iter(f"{SVG}rect"):
        if "x" in box.attrib:
            assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide
            assert float(box.attrib["y"]) + float(box.attrib["height"]) <= high


def test_what_makes_no_picture_is_refused(desk: Desk, tmp_path: Path) -> None:
    assert desk.codes("sweep", *TWO, "g7.front", "us_japan.alliance", "-o", str(tmp_path / "x.svg")) == ["no-picture"]
    assert desk.codes("sweep", *TWO, "-o", str(tmp_path / "nowhere" / "x.csv")) == ["unwritable"]


def test_a_disk_that_is_full_is_a_fault_and_nothing_else_is_said(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("g7.front\ndivided\n", encoding="utf-8")
    for words in (["sweep", *TWO], ["batch", str(table)]):
        answer = desk.said(*words, "-o", "/dev/full", code=3)
        assert (answer.out, answer.err) == ("", "cannot go on: No space left on device\n")


def test_a_batch_answers_a_table(desk: Desk, tmp_path: Path) -> None:
    table, out = tmp_path / "cases.csv", tmp_path / "answers.csv"
    table.write_text("name,g7.front,us_russia.relations\nA,divided,thawing\nB,,tense\n", encoding="utf-8")
    said = desk.said("batch", str(table), "--keep", "name").out
    document = desk.told("batch", str(table), "--keep", "name", "-o", str(out))
    assert out.read_text(encoding="utf-8") == said
    assert [row[:2] for row in rows_in(out)] == [["line", "name"], ["2", "A"], ["3", "B"]]
    assert (document["rows"], document["skipped"], document["kept"]) == (2, 0, ["name"])


def test_bad_rows_stop_a_batch_unless_they_may_be_skipped(desk: Desk, tmp_path: Path) -> None:
    table, out = tmp_path / "cases.csv", tmp_path / "answers.csv"
    table.write_text("g7.front\ndivided\nwhole\nconsolidated\n", encoding="utf-8")
    assert desk.codes("batch", str(table), "-o", str(out)) == ["bad-rows", "unknown-state"]
    assert [row[0] for row in rows_in(out)] == ["line", "2", "# partial: stopped after 1 rows"]
    answer = desk.said("batch", str(table), "--skip-bad", "-o", str(out))
    assert f"{table}:3:1: `whole` is no state of g7.front" in answer.err
    assert [row[0] for row in rows_in(out)] == ["line", "2", "4"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(b"", "no-columns"), (b"g7.fronts\nx\n", "unknown-column"), (b"g7.front\n\xff\xfe\n", "not-utf8"), (None, "no-file")],
)
def test_what_is_no_table_is_refused(desk: Desk, tmp_path: Path, text: bytes | None, code: str) -> None:
    table = tmp_path / "cases.csv"
    if text is not None:
        table.write_bytes(text)
    assert desk.codes("batch", str(table), "-o", str(tmp_path / "out.csv")) == [code]


@pytest.mark.parametrize("command", ["sweep", "batch"])
def test_what_is_interrupted_leaves_a_valid_file_that_says_it_is_partial(command: str, tmp_path: Path) -> None:
    file, table = tmp_path / "out.csv", tmp_path / "cases.csv"
    if command == "sweep":
        unset = [word for name in OPEN for word in ("--unset", name)]
        words = ["sweep", *OPEN, *unset, "-o", str(file)]
    else:
        table.write_text("g7.front,us_japan.alliance\n" + "divided,firm\n" * 3_000_000, encoding="utf-8")
        words = ["batch", str(table), "-o", str(file)]
    line = [sys.executable, str(ROOT / "cli.py"), *words]
    default = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a shell in the background may ignore it
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default)
    until = time.monotonic() + 60
    while not (file.exists() and os.path.getsize(file) > 100_000):
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "Interrupted.")
    header, *rows, last = rows_in(file)
    assert last[0] == f"# partial: stopped after {len(rows)} rows"
    assert {len(row) for row in (header, *rows, last)} == {len(header)}


OPEN = (
    "ukraine.course", "us_russia.relations", "russia_china.defence_ties", "territory.talks", "summitry.putin_visit", "g7.front",
    "us_japan.alliance", "us_japan.bad_years", "nea.security", "japan_china.dispute", "japan.government", "japan.economy",
)  # fmt: skip
