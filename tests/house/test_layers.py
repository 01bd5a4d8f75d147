"""Imports run one way: cli → commands → web → engine, and inside the engine language ← infer ← ask ← keep ← author."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.tree import files_in

ENGINE = ("language", "infer", "ask", "keep", "author")
LAYERS = tuple(f"engine.{name}" for name in ENGINE)
MAY_IMPORT = {layer: set(LAYERS[: at + 1]) for at, layer in enumerate(LAYERS)} | {
    "engine": {"engine.show", *LAYERS},  # what a notebook asks for
    "engine.show": {*LAYERS, "engine.show"},
    "commands": {"commands", "web", "engine", "engine.show", *LAYERS},
    "web": {"web", "engine", "engine.show", *LAYERS},
    "cli": {"commands"},
}
ONLY_IN = {
    "durable_rules_engine": {"engine.infer.rete_library", "engine.infer.rete_process"},  # here, and in a worker
    "durable": {"engine.infer.rete_library"},
    "clingo": {"engine.infer.solver"},
    "llvmlite": {"engine.infer.compiled"},
    "oxidd": {"engine.infer.diagrams"},
    "distributed": {"engine.infer.cluster"},
    "dask": set(),
    "pyarrow": {"engine.ask.parquet", "engine.show.parquet"},
    "yaml": {"engine.language.documents"},
    "click": {"cli", "commands"},
    "rich": {"commands", "engine.show"},
    "sqlite3": {"engine.keep.sqlite"},
    "psycopg": {"engine.keep.postgres"},
    "platformdirs": {"engine.keep.location"},
    "pandas": {"engine.show.table"},
    "polars": {"engine.show.table"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "mcp": {"web.assistants"},
}
ALONE = "engine.keep.verify_journal"  # its worth is that it shares nothing with what it verifies
OURS = ("cli", "commands", "engine", "web")
MODULES = dict(files_in(*OURS, "cli.py", suffixes=[".py"]))


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def layer_of(module: str) -> str:
    """`engine.ask` of `engine.ask.assess`; the first word alone outside the engine."""
    words = module.split(".")
    return ".".join(words[:2]) if words[0] == "engine" else words[0]


def imports(text: str) -> Iterator[str]:
    """Every module that is imported, at the top or within a function, by statement or by `import_module`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            if node.module == "engine":
                yield from (f"engine.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__"):
            yield from (str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))


def test_there_are_modules_to_look_at() -> None:
    assert {"engine.language", "engine.infer", "engine.ask", "engine.show", "commands"} <= {
        layer_of(module_of(p)) for p in MODULES
    }


@pytest.mark.parametrize("path", MODULES)
def test_a_layer_imports_only_what_is_below_it(path: str) -> None:
    layer = layer_of(module_of(path))
    ours = {name for name in imports(MODULES[path]) if name.split(".")[0] in OURS}
    public = {
        name for name in ours if layer_of(name) not in {*LAYERS, "engine.show", "commands", "web", "cli"}
    }  # from engine import …
    wrong = {name for name in ours if layer_of("engine" if name in public else name) not in MAY_IMPORT[layer]}
    assert not wrong, f"{path} may not import {sorted(wrong)}"


@pytest.mark.parametrize("path", MODULES)
def test_a_library_is_imported_only_where_it_belongs(path: str) -> None:
    module = module_of(path)
    for name in imports(MODULES[path]):
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or module in allowed or layer_of(module) in allowed, f"{path} may not import {name}"


def needed(body: Sequence[ast.AST]) -> Iterator[str]:
    """The modules of ours that one needs to run, imported at its top or within a function; for types alone is not to need."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from needed(node.orelse)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in NAMES)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                named = f"{node.module}.{alias.name}"
                yield named if named in NAMES else str(node.module)
        else:
            yield from needed([child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.excepthandler)])


NAMES = {module_of(path) for path in MODULES}


def test_no_module_needs_itself_by_way_of_others() -> None:
    trees = {module_of(path): ast.parse(text).body for path, text in MODULES.items()}
    needs = {module: set(needed(body)) & NAMES - {module} for module, body in trees.items()}
    assert needs["engine.keep.store"] >= {"engine.keep.postgres", "engine.keep.sqlite", "engine.keep.databases"}
    TopologicalSorter(needs).prepare()  # raises `CycleError`, which names them
    with pytest.raises(CycleError):
        TopologicalSorter(needs | {"engine.keep.databases": {"engine.keep.store"}}).prepare()


def test_the_second_program_shares_nothing_with_the_first() -> None:
    own = {name.partition(".")[0] for name in imports(MODULES[f"{ALONE.replace('.', '/')}.py"])}
    assert own
    assert own <= sys.stdlib_module_names
    for path, text in MODULES.items():
        named = {f"{n.module}.{a.name}" for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom) for a in n.names}
        assert ALONE not in named | set(imports(text)), path


def test_the_check_sees_an_import_in_every_form() -> None:
    text = "import a.b\nfrom c.d import e\nfrom engine import x\n"
    text += "def f():\n    import_module('g')\n    importlib.import_module('h.i')\n    __import__(name)\n"
    assert list(imports(text)) == ["a.b", "c.d", "engine.x", "g", "h.i"]
