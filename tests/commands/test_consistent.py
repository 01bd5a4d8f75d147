"""`consistent` and `convert` on the command line: files, matrices, refusals, and what is left when they are interrupted."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.files import write_folder
from engine.author.converting import base_files
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.matrices import Matrix, Variants, read_matrix
from engine.language.matrix_bases import base_of_matrix, matrix_of
from engine.show.scenario_wizard import matrix_text
from tests.desk import TOWN, Desk
from tests.generated import examples
from tests.matrices import made_up, matrices
from tests.stores import KINDS

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40).map(str.strip)


@pytest.fixture
def strait(desk: Desk) -> str:
    """A matrix with feedback, in a file."""
    shutil.copyfile(TOWN / "matrix.scw", desk.folder / "strait.scw")
    return str(desk.folder / "strait.scw")


def test_the_document_names_every_bundle_with_its_figures(desk: Desk, strait: str) -> None:
    document = desk.told("consistent", "--base", strait)
    assert (document["schema"], document["reading"], document["exhaustive"]) == ("kakehashi.consistent", "search", True)
    assert document["space"]["size"] == 6
    assert document["knowledge"] == {"A_Ferry": ["runs_daily", "runs_weekly"], "B_Trade": ["slack", "steady", "brisk"]}
    assert (document["status"], document["verdict"]) == ({"A_Ferry": "feedback", "B_Trade": "feedback"}, None)
    assert document["loop"] == ["A_Ferry", "B_Trade", "A_Ferry"]
    assert document["count"] == len(document["bundles"]) == 3
    best = document["bundles"][0]
    assert best == {
        "chosen": {"A_Ferry": "runs_weekly", "B_Trade": "slack"},
        "leads": {"A_Ferry": 2, "B_Trade": 2},
        "value": 2,
        "score": 3,
    }


def test_a_base_without_feedback_carries_its_verdict_too(desk: Desk) -> None:
    document = desk.told("consistent")
    plain = desk.told("assess")
    for part in ("knowledge", "status", "verdict"):
        assert document[part] == plain[part]
    assert (document["loop"], document["count"]) == ([], 4)


def test_bundles_come_in_the_order_that_is_asked_for(desk: Desk, strait: str) -> None:
    def figures(*words: str) -> list[tuple[int, int]]:
        return [(found["value"], found["score"]) for found in desk.told("consistent", "--base", strait, *words)["bundles"]]

    every = figures("--tolerance", "4")
    assert len(every) > 3
    assert every == sorted(every, key=lambda pair: (-pair[0], -pair[1]))
    assert figures("--tolerance", "4", "--sort", "score") == sorted(every, key=lambda pair: (-pair[1], -pair[0]))
    assert figures("--least", "1") == [pair for pair in every if pair[0] >= 1]
    assert figures("--tolerance", "4", "--least", "-1") == [pair for pair in every if pair[0] >= -1]


def test_given_is_set_and_only_is_not(desk: Desk, strait: str) -> None:
    given, set_ = (desk.told("consistent", "--base", strait, word, "A_Ferry=runs_weekly") for word in ("--given", "--set"))
    assert given == set_
    assert given["space"]["size"] == 3
    only = desk.told("consistent", "--base", strait, "--only", "A_Ferry=runs_weekly")
    assert only["space"]["size"] == 6
    assert {found["chosen"]["A_Ferry"] for found in only["bundles"]} == {"runs_weekly"}
    assert only["count"] < desk.told("consistent", "--base", strait)["count"]


def test_a_dissent_may_break_the_loop(desk: Desk, strait: str) -> None:
    off = [word for state in ("slack", "brisk") for word in ("--without", f"B_Trade-{state}-on-A_Ferry")]
    document = desk.told("consistent", "--base", strait, *off)
    assert document["loop"] == []
    assert document["verdict"]["status"] == "open"
    assert desk.codes("assess", "--base", strait) == ["feedback-loop"]


def test_files_hold_every_bundle(desk: Desk, strait: str) -> None:
    table, listed = desk.folder / "all.csv", desk.folder / "all.sl"
    document = desk.told("consistent", "--base", strait, "--csv", str(table), "--sl", str(listed))
    with table.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["A_Ferry", "B_Trade", "value", "score"]
    assert rows == [[*b["chosen"].values(), str(b["value"]), str(b["score"])] for b in document["bundles"]]
    weights = [int(row[1]) for row in csv.reader(listed.read_text(encoding="utf-8").splitlines())]
    assert (weights[0], sum(weights)) == (4, 6)
    assert listed.read_text(encoding="utf-8").splitlines()[0] == '" 2 1",4,2,0,3,""'
    assert desk.told("consistent", "--base", strait, "--against", str(listed))["against"]["differences"] == []


def test_weights_of_too_many_bundles_are_left_open(desk: Desk, strait: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.ask.consistent.MOST_WEIGHED", 5)
    listed = desk.folder / "all.sl"
    desk.said("consistent", "--base", strait, "--sl", str(listed))
    assert [row[1] for row in csv.reader(listed.read_text(encoding="utf-8").splitlines())] == ["0", "0", "0"]
    assert desk.told("consistent", "--base", strait, "--against", str(listed))["against"]["differences"] == []


def test_a_list_that_differs_is_told_line_by_line(desk: Desk, strait: str) -> None:
    listed = desk.folder / "other.sl"
    desk.said("consistent", "--base", strait, "--sl", str(listed))
    first, second, _ = listed.read_text(encoding="utf-8").splitlines()
    head = "$ ScenarioWizard 3.0\n 3 \n"
    changed = f'{head}{first.replace(",3,", ",4,")}\n{second}\n" 2 3",0,0,0,-4,"a note, with a comma"\n'
    listed.write_bytes(changed.replace("\n", "\r\n").encode())
    document = desk.told("consistent", "--base", strait, "--against", str(listed), code=1)
    against = document["against"]
    assert against["count"] == 3
    assert [(d["listed"] and d["listed"]["line"], d["found"] is None) for d in against["differences"]] == [
        (3, False), (5, True), (None, False),
    ]  # fmt: skip
    assert against["differences"][0]["listed"]["weight"] == 4
    said = desk.said("consistent", "--base", strait, "--against", str(listed), code=1).out
    assert "line 3 gives value +2 and score +4, here +2 and +3: runs_weekly slack" in said
    assert "line 5 has what is not consistent here: runs_weekly brisk" in said
    assert "the list lacks: " in said


def test_too_many_bundles_are_refused(desk: Desk) -> None:
    wide = desk.folder / "wide.scw"
    parts = tuple(Variants(f"D{number}", ("a", "b")) for number in range(17))
    wide.write_text(matrix_text(Matrix("", parts, ((0,) * 34,) * 34)), encoding="utf-8")
    assert desk.codes("consistent", "--base", str(wide)) == ["too-many-bundles"]
    half = [word for number in range(9) for word in ("--only", f"D{number}=a")]
    assert desk.told("consistent", "--base", str(wide), *half)["count"] == 256


def test_what_cannot_be_converted_is_refused(desk: Desk, strait: str) -> None:
    target = desk.folder / "made"
    assert set(desk.codes("convert", "streltsov-2015", str(desk.folder / "x.scw"))) == {"no-matrix"}
    assert desk.codes("convert", strait, str(desk.folder)) == ["folder-exists"]
    assert desk.codes("convert", strait, str(desk.folder / "nowhere" / "made")) == ["unwritable"]
    desk.said("convert", strait, str(target))
    assert desk.codes("convert", str(target), str(desk.folder / "again")) == ["no-project"]
    assert not list(desk.folder.glob(".*"))


def test_a_converted_base_answers_as_its_matrix_does(desk: Desk, strait: str) -> None:
    made = desk.folder / "made"
    document = desk.told("convert", strait, str(made))
    assert (document["descriptors"], document["states"], document["target"]) == (2, 5, str(made))
    assert desk.told("consistent", "--base", str(made))["bundles"] == desk.told("consistent", "--base", strait)["bundles"]
    again = desk.folder / "again.scw"
    desk.said("convert", str(made), str(again))
    assert again.read_text(encoding="utf-8") == Path(strait).read_text(encoding="utf-8")


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_a_case_on_a_matrix_is_kept_with_its_text(desk: Desk, strait: str) -> None:
    chain = desk.folder / "chain.scw"
    text = Path(strait).read_text(encoding="utf-8")
    chain.write_text(re.sub(r"^(-1,1|2,-2),0,0,0$", "0,0,0,0,0", text, flags=re.M), encoding="utf-8")
    desk.said("case", "new", "town", "--base", str(chain))
    desk.said("assert", "A_Ferry=runs_weekly", "-c", "town")
    before = desk.told("assess", "-c", "town")
    chain.unlink()
    after = desk.told("assess", "-c", "town")
    assert after["verdict"] == before["verdict"] == {
        "descriptor": "B_Trade", "status": "indicated", "states": ["slack"], "leaning": [],
    }  # fmt: skip


@given(matrices(highest=2000), st.data())
@examples(100)
def test_a_matrix_comes_back_as_it_was(matrix: Matrix, data: st.DataObject) -> None:
    count = sum(1 + len(part.variants) for part in matrix.descriptors)
    names = iter(data.draw(st.lists(NAMES, min_size=count, max_size=count)))
    parts = tuple(Variants(next(names), tuple(next(names) for _ in part.variants)) for part in matrix.descriptors)
    named = Matrix(matrix.name, parts, matrix.cells)
    text = matrix_text(named)
    assert read_matrix(text, "m.scw")[0] == named
    assert matrix_of(base_of_matrix(text, "m.scw", "", "")) == named


@given(matrices(most=4, highest=2000), st.data())
@examples(30)
def test_a_matrix_comes_back_from_a_base_in_files(matrix: Matrix, data: st.DataObject) -> None:
    count = sum(1 + len(part.variants) for part in matrix.descriptors)
    names = iter(data.draw(st.lists(NAMES, min_size=count, max_size=count)))
    parts = tuple(Variants(next(names), tuple(next(names) for _ in part.variants)) for part in matrix.descriptors)
    base = base_of_matrix(matrix_text(Matrix(matrix.name, parts, matrix.cells)), "m.scw", "", "")
    with TemporaryDirectory() as folder:
        write_folder(f"{folder}/made", base_files(base), "TARGET")
        loaded = load_base(find_folder(f"{folder}/made"))
    assert matrix_of(loaded) == Matrix(matrix.name, parts, matrix.cells)
    assert list(loaded.rules.values()) == list(base.rules.values())
    assert list(loaded.descriptors.values()) == list(base.descriptors.values())


def test_what_is_interrupted_leaves_nothing_half_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    large = desk.folder / "large.scw"
    large.write_text(matrix_text(made_up(1, 0, filled=1.0, sizes=[4] * 40)), encoding="utf-8")  # nobody waits for its end
    told: list[str] = []

    def interrupted(text: str) -> None:
        told.append(text)
        if len(told) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("commands.consistent.progress", interrupted)
    files = [word for option in ("csv", "sl") for word in (f"--{option}", str(desk.folder / f"x.{option}"))]
    answer = desk.said("consistent", "--base", str(large), *files, code=130)
    assert (answer.out, answer.err.strip()) == ("", "Interrupted.")
    assert all(text.endswith("% of all bundles …") for text in told)
    assert [file.name for file in desk.folder.iterdir()] == ["large.scw"]
