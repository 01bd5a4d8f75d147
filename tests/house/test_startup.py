"""What starting may cost: help and completion import nothing heavy, a piped answer no terminal library and no solver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.house.tree import run_python

HEAVY = {
    *("pydantic", "msgspec", "pydantic_core", "yaml", "rfc8785", "rich"),
    *("durable_rules_engine", "clingo", "llvmlite", "oxidd", "starlette", "uvicorn", "mcp", "asyncio", "engine", "web"),
}
LISTED = """
import json, sys
sys.argv[0] = "kakehashi"
out, sys.stdout = sys.stdout, open("said", "w", encoding="utf-8")
import cli
try:
    cli.main()
except SystemExit as stop:
    json.dump([stop.code or 0, sorted(sys.modules)], out)
"""


def modules(folder: Path, *arguments: str, **extra: str) -> tuple[set[str], str]:
    """The modules that are loaded when the command line has done its work, and what it said."""
    ran = run_python(LISTED, arguments, folder=folder, extra=extra)
    code, names = json.loads(ran.stdout.splitlines()[-1])  # what is said on stderr stands before
    assert code == 0, ran.stdout
    return set(names), (folder / "said").read_text(encoding="utf-8")


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    loaded, said = modules(tmp_path, "--help")
    assert "assess" in said
    assert not loaded & HEAVY


@pytest.mark.parametrize("typed", ["", "a", "wh"])
def test_completion_imports_nothing_heavy(tmp_path: Path, typed: str) -> None:
    words = {"_KAKEHASHI_COMPLETE": "bash_complete", "COMP_WORDS": f"kakehashi {typed}", "COMP_CWORD": "1"}
    loaded, said = modules(tmp_path, **words)
    assert f"plain,{typed}" in said
    assert not loaded & HEAVY


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_piped_assessment_imports_no_terminal_library_and_no_solver(tmp_path: Path, options: tuple[str, ...]) -> None:
    loaded, said = modules(tmp_path, "assess", *options)
    assert "engine.ask.assess" in loaded
    assert said
    assert not loaded & {"rich", "clingo", "llvmlite", "oxidd", "starlette", "uvicorn", "mcp", "asyncio", "web"}


def test_a_store_in_a_file_imports_nothing_of_a_server(tmp_path: Path) -> None:
    for words in (("case", "new", "mine"), ("assert", "ukraine.course=stabilising"), ("assess",), ("store", "status")):
        loaded, _ = modules(tmp_path, *words)
        assert "engine.keep.sqlite" in loaded
        assert not [name for name in loaded if name.startswith("psycopg")]


def test_a_sweep_imports_no_cluster_and_no_typed_tables(tmp_path: Path) -> None:
    loaded, said = modules(tmp_path, "sweep", "g7.front", "-o", "all.csv")
    assert "engine.ask.sweep" in loaded
    assert said
    assert not loaded & {"distributed", "dask", "pyarrow", "llvmlite", "oxidd", "rich", "multiprocessing"}


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_version_reads_the_bases_and_loads_nothing_that_understands_them(tmp_path: Path, options: tuple[str, ...]) -> None:
    loaded, said = modules(tmp_path, "--version", *options)
    assert "streltsov-2015" in said
    assert not loaded & {"pydantic", "rich", "clingo", "llvmlite", "oxidd", "durable_rules_engine", "engine.language.loading"}
