"""`graph` writes a picture whole or not at all, in the notation that is asked for, and says what it left out."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.commands.test_conventions import ASK, ask
from tests.house.test_startup import modules
from tests.house.tree import run_python
from tests.show.grammars import read_dot, read_mermaid
from tests.show.seen import see

DRAWING = {"engine.show.drawing", "engine.show.layout", "engine.ask.graph", "engine.show.dot"}
SMALL_DISK = """
import resource, signal, sys
sys.dont_write_bytecode = True  # half a compiled module would be found again
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
import cli
sys.argv[0] = "kakehashi"
cli.main()
"""


def test_a_picture_is_written_to_stdout_and_nothing_else() -> None:
    ran = ask("graph")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "d-scenario" in see(ran.stdout).groups


def test_a_file_holds_what_stdout_would_show(tmp_path: Path) -> None:
    file = tmp_path / "verdict.svg"
    ran = ask("graph", "-o", str(file))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "neutral is indicated" in ran.stdout
    assert "27 rules and 20 descriptors" in " ".join(ran.stdout.split())
    assert file.read_text(encoding="utf-8") == ask("graph", "-o", "-").stdout
    assert os.listdir(tmp_path) == ["verdict.svg"]


@pytest.mark.parametrize(("name", "words"), [("a.dot", ()), ("a.gv", ()), ("a.svg", ("--format", "dot"))])
def test_the_name_of_the_file_tells_the_notation_unless_it_is_said(tmp_path: Path, name: str, words: tuple[str, ...]) -> None:
    ask("graph", "--map", "-o", str(tmp_path / name), *words)
    assert len(read_dot((tmp_path / name).read_text(encoding="utf-8")).nodes) == 56 + 103


def test_mermaid_is_written_too() -> None:
    assert len(read_mermaid(ask("graph", "--format", "mermaid").stdout).nodes) == 34


def test_a_document_says_the_nodes_and_edges(tmp_path: Path) -> None:
    document = json.loads(ask("graph", "japan.role", "--json", "-o", str(tmp_path / "role.svg")).stdout)
    assert (document["schema"], document["version"], document["goal"]) == ("kakehashi.graph", 1, "japan.role")
    assert document["verdict"]["states"] == ["neutral"]
    boxes = {f"d-{node['descriptor']}" for node in document["descriptors"]} | {f"r-{node['rule']}" for node in document["rules"]}
    drawn = set(see((tmp_path / "role.svg").read_text(encoding="utf-8")).groups)
    assert {name for name in drawn if ":" not in name} == boxes
    assert len(drawn) - len(boxes) == len(document["premises"]) + len(document["effects"])
    assert json.loads(ask("graph", "--map", "--json").stdout)["schema"] == "kakehashi.map"


@pytest.mark.parametrize("where", ["missing/a.svg", "", "file.txt/a.svg"])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "file.txt").write_text("kept", encoding="utf-8")
    ran = ask("graph", "--json", "-o", f"{tmp_path}/{where}")
    document = json.loads(ran.stdout)
    assert (ran.returncode, document["exit_code"]) == (2, 2)
    assert [problem["code"] for problem in document["problems"]] == ["unwritable"]
    assert os.listdir(tmp_path) == ["file.txt"]
    assert (tmp_path / "file.txt").read_text(encoding="utf-8") == "kept"


def test_a_disk_that_fills_up_leaves_the_old_picture(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text("the old picture", encoding="utf-8")
    ran = run_python(SMALL_DISK, ["graph", "-o", str(file)], folder=tmp_path)
    assert ran.returncode == 3
    assert ran.stdout.startswith("cannot go on: ")
    assert file.read_text(encoding="utf-8") == "the old picture"
    assert os.listdir(tmp_path) == ["a.svg"]


def test_a_link_stays_a_link_and_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real.svg", tmp_path / "link.svg"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert ask("graph", "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("<svg")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert ask("graph", "-o", "/dev/null").returncode == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    ran = ask("graph", "-o", "/dev/full")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("cannot go on: ")


@pytest.mark.parametrize("words", [("--map", "--all"), ("--map", "--depth", "1"), ("--all", "--depth", "1"), ("--format", "png")])
def test_options_that_do_not_go_together_are_refused(words: tuple[str, ...]) -> None:
    ran = ask("graph", *words)
    assert (ran.returncode, ran.stdout) == (2, "")


def test_a_conclusion_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    ran = ask("graph", "japan.rolle", "-o", str(tmp_path / "a.svg"))
    assert ran.returncode == 2
    assert "Did you mean `japan.role`?" in ran.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("settings", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}])
def test_a_picture_is_utf_8_whatever_the_terminal_speaks(settings: dict[str, str]) -> None:
    ran = subprocess.run([*ASK, "graph"], capture_output=True, env=os.environ | settings, check=False, timeout=60)
    assert ran.returncode == 0
    assert ran.stdout.decode("utf-8") == ask("graph").stdout


def test_asking_does_not_load_what_draws(tmp_path: Path) -> None:
    loaded, _ = modules(tmp_path, "assess", "--json")
    assert not loaded & DRAWING
    loaded, said = modules(tmp_path, "graph", "--map", "-o", str(tmp_path / "map.svg"))
    assert loaded >= DRAWING
    assert "rich" not in loaded
    assert said
