"""The browser tests are a run of their own, which says what it needs where that is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import NEEDED
from tests.house.tree import ROOT


def test_without_a_chromium_the_run_fails_and_says_what_it_needs(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "pytest", "-q", "-m", "browser", "-p", "no:cacheprovider", "tests/browser"]
    environment = os.environ | {"PATH": str(tmp_path)}
    ran = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 1
    assert (ran.stdout + ran.stderr).count(NEEDED) == 1


def test_the_run_of_everything_else_makes_no_browser_test() -> None:
    line = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "tests/browser"]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 5  # nothing to be run
    assert "deselected" in ran.stdout
