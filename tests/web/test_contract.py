"""The API is what its description says: for generated requests, by schemathesis, with all of its checks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.bad_input.asking import ask
from tests.web.served import Served
from web.paths import ANSWERS
from web.writing import WRITINGS

# What a schema cannot say, such as that two words contradict one another, is refused with 400; where too much waits, with 503.
SETTINGS = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "400", "503"]
"""
EVENTS = "/api/sweep/events"  # what is wrong with the words of a base is an event there, of an answer that has begun
SMALL = ("/api/cases", "/api/choices", "/api/log", "/api/assert", "/api/retract", "/api/board")


def tried(server: Served, *words: str) -> str:
    """What schemathesis finds wrong with a server."""
    (server.folder / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
    headers = ["-H", f"Origin: {server.origin}", "-H", f"X-Kakehashi-Token: {server.token}"]
    line = [str(Path(sys.executable).with_name("st")), "run", f"{server.address}api/openapi.json", "--checks", "all", *headers]
    ran = subprocess.run(
        [*line, "--seed", "1", "--continue-on-failure", "--no-color", *words],
        cwd=server.folder,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert "Tested: 0" not in ran.stdout
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


@pytest.mark.parametrize(
    "words",
    [("--exclude-path", EVENTS), ("--include-path", EVENTS, "--exclude-checks", "negative_data_rejection")],
    ids=["documents", "events"],
)
def test_generated_requests_are_answered_as_described(server: Served, words: tuple[str, ...]) -> None:
    assert tried(server, "--phases", "examples,fuzzing", "--max-examples", "4", "--workers", "2", *words) == ""
    assert server.get("assess").status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("path", SMALL)
def test_every_combination_of_parameters_is_answered_as_described(server: Served, path: str) -> None:
    assert tried(server, "--phases", "coverage", "--include-path", path) == ""


def test_the_checks_see_an_answer_that_is_not_described(server: Served) -> None:
    """Against a description of other answers than there are."""
    description = server.get("openapi.json").json()
    description["paths"] = {"/api/cases": description["paths"]["/api/cases"]}
    description["components"]["schemas"]["cases"] = {"type": "object", "required": ["nothing of the kind"]}
    (server.folder / "wrong.json").write_text(json.dumps(description), encoding="utf-8")
    line = [str(Path(sys.executable).with_name("st")), "run", "wrong.json", "--url", server.address, "--checks", "all"]
    ran = subprocess.run(
        [*line, "--max-examples", "5", "--seed", "1", "--phases", "fuzzing"],
        cwd=server.folder,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 1


def test_the_description_names_every_path_and_every_schema_is_one(server: Served) -> None:
    description = server.get("openapi.json").json()
    assert description["openapi"] == "3.1.0"
    paths = {f"/api/{name}" for name in (*ANSWERS, *WRITINGS)} | {EVENTS}
    assert set(description["paths"]) == paths
    schemas = description["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    referred = {part.partition('"')[0] for part in json.dumps(description).split('"#/components/schemas/')[1:]}
    assert referred <= set(schemas)


def test_the_words_of_the_base_are_enumerated(server: Served) -> None:
    schemas = server.get("openapi.json").json()["components"]["schemas"]
    assert "ukraine.course" in schemas["DescriptorWord"]["enum"]
    assert "ukraine.course=stabilising" in schemas["OutcomeWord"]["enum"]
    assert "alignment-stays-symbolic" in schemas["RuleWord"]["enum"]
    other = server.get("openapi.json?base=alliances-1914").json()
    assert "ukraine.course" not in other["components"]["schemas"]["DescriptorWord"]["enum"]
    (base,) = [one for one in other["paths"]["/api/assess"]["get"]["parameters"] if one["name"] == "base"]
    assert base["required"]


def test_the_command_line_prints_it_too(server: Served) -> None:
    assert ask(["schema", "openapi"]).out == server.get("openapi.json").text
