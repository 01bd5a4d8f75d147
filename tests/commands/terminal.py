"""The command line as a program of its own, on the path and on a terminal."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path
from select import select

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds until a program that says nothing is taken to hang


def put_on_path(folder: Path) -> str:
    """A folder for the path in which `kakehashi` is this very program."""
    script = folder / "kakehashi"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def converse(words: list[str], answers: list[tuple[str, str]], settings: dict[str, str]) -> tuple[int, str]:
    """Runs a command on a terminal, and answers each question once it is asked; its exit code, and all that was seen."""
    child, terminal = pty.fork()
    if not child:
        os.execve(sys.executable, [sys.executable, str(ROOT / "cli.py"), *words], os.environ | settings)
    seen, waiting = "", list(answers)
    while True:
        ready, _, _ = select([terminal], [], [], PATIENCE)
        assert ready, f"nothing more is said after:\n{seen}"
        try:
            part = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side is closed
            part = b""
        if not part:
            break
        seen += part.decode(errors="replace").replace("\r\n", "\n")
        if waiting and waiting[0][0] in seen.rpartition("\n")[2]:
            os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
            seen += "\n"
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert not waiting, f"never asked: {waiting}\n{seen}"
    return os.waitstatus_to_exitcode(status), seen
