"""Many processes on one store: none of them is lost, and none that is killed leaves anything broken behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.house.tree import ROOT

MEMORY = Path("/dev/shm")


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: a process that is killed loses no more there than on a disk."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def crowd(what: str, folder: Path, many: int) -> dict[str, Any]:
    """What a crowd of processes left behind."""
    line = [sys.executable, "-m", "tests.keep.crowd", what, str(folder), str(many)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    print(done.stdout)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_eight_processes_of_a_thousand_events_end_gapless_and_in_order(quick_folder: Path) -> None:
    found = crowd("count", quick_folder, 8)
    assert found["codes"] == [0] * 8
    assert (found["events"], found["acknowledged"], found["lost"]) == (8001, 8000, 0)
    assert found["flaw"] == ""
    assert found["each in order"]


def test_a_thousand_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(quick_folder: Path) -> None:
    found = crowd("kill", quick_folder, 1000)
    assert found["killed"] == 1000
    assert found["acknowledged"] > 500
    assert (found["lost"], found["broken"], found["flaws"]) == (0, 0, [])


def test_what_was_acknowledged_too_early_would_be_missed(quick_folder: Path) -> None:
    assert crowd("kill-too-early", quick_folder, 160)["lost"] > 0


def test_processes_killed_while_they_make_a_store_leave_one_that_opens(quick_folder: Path) -> None:
    assert crowd("kill-openers", quick_folder, 100)["killed"] == 100


def test_processes_that_open_a_new_store_at_once_all_get_it(quick_folder: Path) -> None:
    assert crowd("open-at-once", quick_folder, 8)["opened"] == 80
