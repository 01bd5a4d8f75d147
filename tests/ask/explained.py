"""The explanations of the article that were read and found right: their values as JSON, and their texts.

``python -m tests.ask.explained --write`` writes what is answered now in their place. Read the difference before you keep it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli import COMMANDS
from commands.lazy import LazyGroup
from tests.kept import keep

FOLDER = Path(__file__).parent / "explained_answers"
CASES = {"a1": "baseline", "a5": "a05-calm-ukraine-hostile-russia"}
QUESTIONS = {
    "why-scenario": ("why", "scenario"),
    "whynot-positive": ("whynot", "scenario=positive"),
    "contrast": ("contrast",),
    "whynot-bridge": ("whynot", "japan.role=bridge"),
}
FORMS = {".txt": ("--format", "text"), ".md": ("--format", "markdown"), ".json": ("--format", "json")}
# What every answer about a case carries, and other tests look at; hashes change with every word of a rule.
COMMON = {"base", "case", "dissents", "knowledge", "status", "rules", "evaluator", "instead"}
PLACE = {"place"}  # where a fact stands in its file is no part of the answer


def answered(name: str, suffix: str) -> str:
    """What is answered now to a question about a case, ``question-case``, in a form."""
    question, _, case = name.rpartition("-")
    words = [*QUESTIONS[question], "-c", CASES[case], *FORMS[suffix]]
    done = CliRunner(env={"COLUMNS": "80"}).invoke(LazyGroup(COMMANDS), words, prog_name="kakehashi", catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(done.output)
    return compact(json.loads(done.stdout)) if suffix == ".json" else without_evaluator(done.stdout)


def without_evaluator(text: str) -> str:
    """The text without the line that says who answered: on a Python without the Rete library it is there."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("Answered by")).rstrip() + "\n"


def compact(document: dict[str, Any]) -> str:
    """The values of an answer, one entry a line."""
    values = _bare({key: value for key, value in document.items() if key not in COMMON})
    lines = []
    for key, value in values.items():
        if isinstance(value, dict | list) and value:
            items = value.items() if isinstance(value, dict) else enumerate(value)
            inner = [f"{json.dumps(k) + ': ' if isinstance(value, dict) else ''}{_line(item)}" for k, item in items]
            opened, closed = "{}" if isinstance(value, dict) else "[]"
            lines.append(f"{json.dumps(key)}: {opened}\n " + ",\n ".join(inner) + f"\n{closed}")
        else:
            lines.append(f"{json.dumps(key)}: {_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if key not in PLACE}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def names() -> list[tuple[str, str]]:
    """Every question about every case, in every form."""
    return [(f"{question}-{case}", suffix) for question in QUESTIONS for case in CASES for suffix in FORMS]


if __name__ == "__main__":
    sys.exit(keep(__doc__ or "", ((FOLDER / f"{name}{suffix}", answered(name, suffix)) for name, suffix in names())))
