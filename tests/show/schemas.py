"""What is written, held against the published schemas.

Run as a program it tells which schemas are not what the types of the documents say; with ``--write`` it writes those.
A document whose shape changes after a release gets the next version, and the file of the old one stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from engine.show.schemas.table import derived
from tests.house.tree import ROOT
from tests.kept import keep

FOLDER = ROOT / "engine" / "show" / "schemas"


def written(schema: Mapping[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def file_of(name: str, version: int) -> Path:
    return FOLDER / f"{name}-{version}.json"


@cache
def validator(name: str, version: int) -> Draft202012Validator:
    """What holds a value against a published schema, dates and all."""
    schema = json.loads(file_of(name, version).read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_document(document: Any) -> None:
    """Fails where a document is not what the schema it names says."""
    schema = document["schema"].removeprefix("kakehashi.")
    name, version = (schema.split("/")[0], int(schema.split("/")[1])) if "/" in schema else (schema, document["version"])
    check(name, version, document)


def check(name: str, version: int, value: Any) -> None:
    """Fails where a value is not what a schema says."""
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in validator(name, version).iter_errors(value)]
    assert not wrong, f"this is no {name}/{version}: {wrong[:5]}"


if __name__ == "__main__":
    sys.exit(keep(__doc__ or "", ((file_of(*of), written(schema)) for of, schema in derived().items())))
