"""A disk that is full, broken or read-only: each write fails in turn, and nothing that was acknowledged is lost."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from engine.keep import sqlite
from engine.keep.location import Location
from engine.keep.store import Store
from tests.desk import Desk
from tests.house.tree import ROOT
from tests.keep.failing import COMMANDS, IN_FULL, IN_PART

MEMORY = Path("/dev/shm")
FEWEST = {"assert": 40, "retract": 40, "record": 40, "use": 10, "new": 40, "import": 40, "export": 15, "first": 100}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What every command did on a disk that fails, by command, error, and whether it fails once or for good."""
    folder = tmp_path_factory.mktemp("disk")
    source, shim = Path(__file__).with_name("failing_disk.c"), folder / "disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", shim, source, "-ldl"], check=True)
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else folder) as home:
        environment = os.environ | {"LD_PRELOAD": str(shim), "KAKEHASHI_AUTHOR": "clerk"}
        line = [sys.executable, "-m", "tests.keep.failing", home]
        done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    print(done.stdout)
    return [json.loads(said) for said in done.stdout.splitlines()]


def test_every_command_was_tried_with_every_write_of_its_own(found: list[dict[str, Any]]) -> None:
    assert len(found) == 6 * len(IN_FULL) + len(IN_PART) * (len(COMMANDS) - len(IN_FULL))
    for one in found:
        assert one["failed"] >= FEWEST[one["command"]], one
        assert one["refused"] >= one["failed"] // 2, one


def test_every_failure_is_told_and_leaves_a_journal_that_is_whole_and_goes_on(found: list[dict[str, Any]]) -> None:
    assert [one for one in found if one["wrong"]] == []


def test_what_was_refused_is_there_only_where_the_disk_failed_for_good_at_its_very_end(found: list[dict[str, Any]]) -> None:
    for one in found:
        assert one["there all the same"] <= one["for good"], one


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Within, root too may do only what permissions say: the capability to go past them is laid down, and taken up again."""
    header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, held) == 0
    less = (ctypes.c_uint32 * 6)(*held)
    less[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of those in effect
    assert libc.capset(header, less) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0


@pytest.mark.parametrize(
    ("of_the_folder", "of_the_file"), [(0o555, 0o444), (0o555, 0o644), (0o755, 0o444), (0o755, 0o000), (0, 0)]
)
def test_what_may_not_be_written_is_refused_and_goes_on_when_it_may(
    of_the_folder: int, of_the_file: int, desk: Desk, tmp_path: Path
) -> None:
    desk.move("kept/cases.db")
    desk.said("case", "new", "mine")
    folder, file = tmp_path / "kept", tmp_path / "kept" / "cases.db"
    before = file.read_bytes()
    file.chmod(of_the_file)
    folder.chmod(of_the_folder)
    try:
        with bound_by_permissions():
            answer = desk.said("assert", "ukraine.course=stabilising", "-c", "mine", code=3)
            assert (answer.out, answer.err.count("\n")) == ("", 1)
            desk.told("case", "new", "other", code=3)
    finally:
        folder.chmod(0o755)
        file.chmod(0o644)
    assert file.read_bytes() == before
    assert {path.name for path in folder.iterdir()} <= {"cases.db", "cases.db-wal", "cases.db-shm"}
    desk.said("assert", "ukraine.course=stabilising", "-c", "mine")
    assert desk.told("audit", "verify")["events"] == 2


READS = (
    ["assess"],
    ["why", "japan.role"],
    ["case", "list"],
    ["case", "show"],
    ["audit", "log"],
    ["audit", "verify"],
    ["audit", "replay", "3"],
    ["store", "status"],
)
WRITES = (["case", "use", "mine"], ["case", "archive", "mine"], ["assert", "g7.front=divided"], ["assess", "--record"])


@contextmanager
def read_only(folder: Path, file: Path) -> Iterator[None]:
    """Within, neither the folder nor the file in it may be written to."""
    file.chmod(0o444)
    folder.chmod(0o555)
    try:
        with bound_by_permissions():
            yield
    finally:
        folder.chmod(0o755)
        file.chmod(0o644)


@pytest.fixture
def kept(desk: Desk) -> Path:
    """The file of a store in a folder of its own, with a case of three events."""
    desk.move("kept/cases.db")
    desk.said("case", "new", "mine")
    desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
    desk.said("assess", "--record")
    return desk.folder / "kept" / "cases.db"


def test_a_store_in_a_folder_that_may_only_be_read_answers_and_takes_nothing(desk: Desk, kept: Path) -> None:
    before = [desk.told(*words) for words in READS]
    data = kept.read_bytes()
    with read_only(kept.parent, kept):
        assert [desk.told(*words) for words in READS] == before
        for words in WRITES:
            answer = desk.said(*words, code=3)
            assert (answer.out, answer.err.count("\n")) == ("", 1)
            assert "whoever writes to it has to be allowed to write to the file and to its folder" in answer.err
    assert kept.read_bytes() == data
    assert [path.name for path in kept.parent.iterdir()] == ["cases.db"]
    desk.said("case", "push", "mine", "--to", f"sqlite:///{desk.folder}/carried.db")


def test_what_others_write_meanwhile_is_read_in_a_folder_that_may_only_be_read(desk: Desk, kept: Path) -> None:
    with Store(Location(kept, "")) as other:
        head = other.find("mine")
        assert head is not None
        with other.writing(head.id) as writer:
            writer.append("noted", {"note": "not in the file itself yet"}, "somebody")
        with read_only(kept.parent, kept):
            assert desk.told("audit", "verify")["events"] == 4
            assert desk.told("assess")["case"]["name"] == "mine"
    with read_only(kept.parent, kept):
        assert desk.told("audit", "verify")["events"] == 4


def test_what_was_written_ahead_and_cannot_be_read_is_said_and_never_left_out(desk: Desk, kept: Path) -> None:
    with Store(Location(kept, "")) as other:
        other.set_current("somebody", other.journals()[0].id)
        (desk.folder / "alone").mkdir()
        for name in ("cases.db", "cases.db-wal"):
            shutil.copy(kept.with_name(name), desk.folder / "alone")
    alone = desk.folder / "alone" / "cases.db"
    desk.move("alone/cases.db")
    with read_only(alone.parent, alone):
        for words in (["assess"], ["audit", "verify"]):
            assert "cases.db-wal, which cannot be read there: copy both files" in desk.said(*words, code=3).err
    assert desk.told("audit", "verify")["sound"]


def test_a_copy_is_of_one_moment(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite.copy_of(kept)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM event").fetchone() == (3,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            copy.execute("DELETE FROM current_case")
    written, read = [0], Path.read_bytes

    def read_while_others_write(path: Path) -> bytes:
        data = read(path)
        if written[0] < 2:
            written[0] += 1
            os.utime(path, ns=(0, written[0]))
        return data

    monkeypatch.setattr(Path, "read_bytes", read_while_others_write)
    sqlite.copy_of(kept).close()
    assert written == [2]
    written[0] = -1000
    with pytest.raises(OSError, match="copy both files"):
        sqlite.copy_of(kept)


def test_a_folder_that_may_not_be_written_gets_no_export(desk: Desk, tmp_path: Path) -> None:
    desk.said("case", "new", "mine")
    (tmp_path / "kept").mkdir(mode=0o555)
    with bound_by_permissions():
        for words in (["case", "export"], ["audit", "export"], ["audit", "verifier"]):
            answer = desk.said(*words, "-o", str(tmp_path / "kept" / "x.yaml"), code=2)
            assert "[unwritable] Name another place; nothing was written." in answer.err
    assert list((tmp_path / "kept").iterdir()) == []
