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
from tests.server import OWNER, Server
from tests.stores import KINDS

MEMORY = Path("/dev/shm")


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database on a server, or a folder in memory, where there is one: a process that is killed loses no more there than on
    a disk.
    """
    if request.param == "postgres":
        server: Server = request.getfixturevalue("server")
        url = server.database()
        server.tell(f"ALTER ROLE {OWNER} CREATEDB")
        yield url
    elif MEMORY.is_dir():
        with TemporaryDirectory(dir=MEMORY) as folder:
            yield folder
    else:
        yield str(tmp_path)


def crowd(what: str, place: str, many: int) -> dict[str, Any]:
    """What a crowd of processes left behind."""
    line = [sys.executable, "-m", "tests.keep.crowd", what, place, str(many)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    print(done.stdout)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_eight_processes_of_a_thousand_events_end_gapless_and_in_order(place: str) -> None:
    found = crowd("count", place, 8)
    assert found["codes"] == [0] * 8
    assert (found["events"], found["acknowledged"], found["lost"]) == (8001, 8000, 0)
    assert found["flaw"] == ""
    assert found["each in order"]


def test_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(place: str) -> None:
    many = 400 if place.startswith("postgresql:") else 1000  # a server takes longer to be connected to
    found = crowd("kill", place, many)
    assert found["killed"] == many
    assert found["acknowledged"] >= many / 16
    assert (found["lost"], found["broken"], found["flaws"]) == (0, 0, [])


def test_what_was_acknowledged_too_early_would_be_missed(place: str) -> None:
    assert crowd("kill-too-early", place, 160)["lost"] > 0


def test_processes_killed_while_they_make_a_store_leave_one_that_opens(place: str) -> None:
    assert crowd("kill-openers", place, 100)["killed"] == 100


def test_processes_that_open_a_new_store_at_once_all_get_it(place: str) -> None:
    assert crowd("open-at-once", place, 8)["opened"] == 80
