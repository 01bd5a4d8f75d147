"""Files as an editor reads them: plain words get the types that YAML 1.2 gives them, and a schema is held against the whole."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from engine.author.editing import KINDS, Kind, editor_schema
from engine.language.documents import Mapping, Sequence, read_document
from engine.language.folders import find_folder
from engine.language.loading import load_base


def typed(value: Any) -> Any:
    """A document of ours with the values that YAML 1.2 (the core schema) makes of its plain words; a key stays a word."""
    if isinstance(value, Mapping):
        return {str(key): typed(of) for key, of in value.items()}
    if isinstance(value, Sequence):
        return [typed(item) for item in value]
    if value.quoted:
        return str(value)
    if re.fullmatch(r"~|null|Null|NULL|", value):
        return None
    if re.fullmatch(r"true|True|TRUE|false|False|FALSE", value):
        return value.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value) if len(value) < 4000 else float("inf")
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
        return float(value)
    return str(value)


@cache
def validators(base_name: str) -> dict[Kind, Draft202012Validator]:
    """The schemas of a base, by kind of file."""
    folder = find_folder(base_name)
    base = load_base(folder)
    found: dict[Kind, Draft202012Validator] = {}
    for kind in KINDS:
        schema = json.loads(json.dumps(editor_schema(kind, base, list(folder.case_files()))))
        Draft202012Validator.check_schema(schema)
        found[kind] = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return found


def files_of(base_name: str) -> list[tuple[Kind, str, str]]:
    """Every file of a base: of which kind it is, its name, and its text."""
    folder = find_folder(base_name)
    listed: list[tuple[Kind, str, Any]] = [("base", "base.yaml", folder.rules / "base.yaml")]
    listed += [("vocabulary", shown, file) for shown, file in folder.vocabulary_files()]
    listed += [("rules", shown, file) for shown, file in folder.rule_files()]
    listed += [("case", shown, file) for shown, file in folder.case_files().values()]
    return [(kind, shown, file.read_text(encoding="utf-8")) for kind, shown, file in listed]


def wrong_in(base_name: str, kind: Kind, text: str) -> list[str]:
    """What the schema of a kind of file has against a text; of a text that is no YAML of ours, that."""
    document = typed(read_document(text, "file.yaml"))
    return [f"{error.json_path}: {error.message[:160]}" for error in validators(base_name)[kind].iter_errors(document)]


def kind_of(path: Path) -> Kind:
    """The kind of a file, by where it lies in its base."""
    if path.name == "base.yaml":
        return "base"
    if "vocabulary" in (path.stem, path.parent.name):
        return "vocabulary"
    return "case" if path.parent.name == "cases" else "rules"
