"""The files of the project, and a program run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys, cli; sys.argv[0] = 'kakehashi'; sys.exit(cli.main())"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what `.gitignore` names does not, nor does git's own folder."""
    ignored = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line)]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not any(fnmatch(name, pattern) for pattern in ignored))
        found += [Path(folder, name) for name in sorted(names) if not any(fnmatch(name, pattern) for pattern in ignored)]
    return tuple(found)


def named(path: Path) -> str:
    """The path within the project."""
    return path.relative_to(ROOT).as_posix()


def files_in(*places: str, suffixes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The path and the text of every file of these kinds in these folders, or that is itself named."""
    for path in project_files():
        name = named(path)
        if path.suffix in suffixes and any(name == place or name.startswith(f"{place}/") for place in places):
            yield name, path.read_text(encoding="utf-8")


def run_python(
    code: str, arguments: Sequence[str] = (), *, folder: Path, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Python run on some code, with the project's own files importable, 80 columns, no terminal, and a store in the folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KAKEHASHI", "_KAKEHASHI", "PYTHON"))}
    environment = kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "KAKEHASHI_STORE": "sqlite:///cases.db"}
    environment |= extra or {}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
