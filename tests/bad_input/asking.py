"""Asking the command line: in this process, where it is quick, or in one of its own, where it is real."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from cli import COMMANDS
from commands.lazy import run
from tests.show.schemas import check_document

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


def ask(words: Sequence[str]) -> Answer:
    """The answer to the words of a command line, asked in this process. A fault of the program's own is raised.

    A document is what its schema says, whatever was asked.
    """
    out, err, code = io.StringIO(), io.StringIO(), 0
    words_said = patch.object(sys, "argv", ["kakehashi", *words])
    faults_raised = patch.dict(os.environ, KAKEHASHI_TRACEBACK="1")
    with words_said, faults_raised, redirect_stdout(out), redirect_stderr(err):
        try:
            run(COMMANDS)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    if "--json" in words and code in (0, 1, 2):
        check_document(json.loads(out.getvalue()))
    return Answer(code, out.getvalue(), err.getvalue())


def ask_apart(words: Sequence[str | bytes], folder: Path) -> Answer:
    """The answer of a process of its own that stands in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    line = [sys.executable, str(PROJECT / "cli.py"), *words]
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, timeout=60, check=False)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
