"""What a test imports while it is collected comes with the extra `test`: who runs the tests by the README has nothing else."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.house.tree import ROOT, files_in

FILES = dict(files_in("cli.py", "commands", "engine", "web", "tests", suffixes=[".py"]))
OURS = {"benchmarks", "cli", "commands", "engine", "tests", "web"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def distribution(requirement: str) -> str:
    """The name of what a line requires, as an index writes it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def brought_by(extra: str) -> set[str]:
    """The distributions that the program and one of its extras name, with those of the extras it takes in."""
    named = {distribution(line) for line in PROJECT["dependencies"]}
    for line in PROJECT["optional-dependencies"][extra]:
        if distribution(line) == "kakehashi":
            named |= {name for other in line[line.index("[") + 1 : line.index("]")].split(",") for name in brought_by(other)}
        else:
            named.add(distribution(line))
    return named


def imported_at_once(body: list[ast.stmt]) -> Iterator[str]:
    """The packages that a module imports as soon as it is itself imported: in no function, and not for its types alone."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from imported_at_once(node.orelse)
        elif isinstance(node, (ast.If, ast.With, ast.For, ast.While, ast.ClassDef, ast.Try)):
            parts = [node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            for part in parts:
                yield from imported_at_once(part)


INSTALLED = packages_distributions()
BROUGHT = brought_by("test")


@pytest.mark.parametrize("path", [path for path in FILES if path.startswith("tests/")])
def test_a_test_is_collected_with_what_its_extra_brings(path: str) -> None:
    needed = set(imported_at_once(ast.parse(FILES[path]).body)) - OURS - sys.stdlib_module_names
    for name in sorted(needed):
        by = {distribution(one) for one in INSTALLED.get(name, ())}
        assert by & BROUGHT, f"{path} imports {name}, which the extra `test` does not bring; import it where it is used"


def test_the_check_sees_what_is_imported_at_once() -> None:
    text = "import a.b\nif TYPE_CHECKING:\n    import c\nelse:\n    import d\n"
    text += "try:\n    import e\nexcept ImportError:\n    from f.g import h\ndef i():\n    import j\n"
    assert list(imported_at_once(ast.parse(text).body)) == ["a", "d", "e", "f"]
    assert {"pytest", "hypothesis", "psycopg", "distributed", "msgspec"} <= brought_by("test")
    assert "pillow" not in brought_by("test")
