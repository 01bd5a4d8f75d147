"""Remarks for build services: what `check` finds, and why a base does not load, as annotations and as a log of SARIF."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from engine.author.advice import ADVICE
from engine.author.checking import check_base
from engine.author.findings import CODES
from engine.language.cases import load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import InvalidInput, Problem
from engine.show.annotations import workflow_commands
from engine.show.remarks import Remark, remarks_of, remarks_on
from engine.show.sarif import FINGERPRINT, sarif_log
from tests.bad_input.asking import ask
from tests.house.tree import ROOT

TOY = ROOT / "tests" / "bases" / "toy"
GOOD = ROOT / "tests" / "bad_input" / "good"

_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = {"type": "object", "properties": {"text": _TEXT}, "required": ["text"], "additionalProperties": False}


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


LEVEL = {"enum": ["none", "note", "warning", "error"]}
# What section 3 of the standard says of the parts that we write, with nothing else in them.
SARIF = _closed(
    ["$schema", "version", "runs"],
    **{"$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"}},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "minItems": 1,
        "items": _closed(
            ["tool", "results"],
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            invocations={
                "type": "array",
                "items": _closed(["executionSuccessful"], executionSuccessful={"type": "boolean"}, exitCode={"type": "integer"}),
            },
            tool=_closed(
                ["driver"],
                driver=_closed(
                    ["name"],
                    name=_TEXT,
                    version=_TEXT,
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": _closed(
                            ["id"],
                            id=_TEXT,
                            shortDescription=_MESSAGE,
                            fullDescription=_MESSAGE,
                            help=_closed(["text"], text=_TEXT, markdown=_TEXT),
                            defaultConfiguration=_closed([], level=LEVEL),
                        ),
                    },
                ),
            ),
            results={
                "type": "array",
                "items": _closed(
                    ["message"],
                    ruleId=_TEXT,
                    ruleIndex={"type": "integer", "minimum": 0},
                    level=LEVEL,
                    message=_MESSAGE,
                    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
                    locations={
                        "type": "array",
                        "items": _closed(
                            [],
                            physicalLocation=_closed(
                                ["artifactLocation"],
                                artifactLocation=_closed([], uri={"type": "string", "pattern": r"^[!-~]+$"}, uriBaseId=_TEXT),
                                region=_closed(
                                    [],
                                    startLine={"type": "integer", "minimum": 1},
                                    startColumn={"type": "integer", "minimum": 1},
                                ),
                            ),
                        ),
                    },
                    suppressions={
                        "type": "array",
                        "items": _closed(
                            ["kind"],
                            kind={"enum": ["inSource", "external"]},
                            status={"enum": ["accepted", "underReview", "rejected"]},
                            justification=_TEXT,
                        ),
                    },
                ),
            },
        ),
    },
)


def log_of(*words: str) -> tuple[int, dict[str, Any]]:
    """The run in the log that `check` writes, with the exit code."""
    answer = ask(["check", "--format", "sarif", *words])
    assert answer.err == ""
    log = json.loads(answer.out)
    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(log)] == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert run["invocations"] == [{"executionSuccessful": answer.code < 2, "exitCode": answer.code}]
    return answer.code, run


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base that is written to, in the folder that is worked in."""
    monkeypatch.chdir(tmp_path)
    return Path(copytree(GOOD, tmp_path / "the, port: 1%"))


def loosen(port: Path) -> None:
    """Gives a base a finding of each severity, one of which it accepts."""
    words = port / "facts" / "vocabulary.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("  lever: external\n", "", 1), encoding="utf-8")
    base = port / "rules" / "base.yaml"
    gone = re.sub("^baseline: .*$", "baseline: gone", base.read_text(encoding="utf-8"), flags=re.M)
    base.write_text(gone + 'accepted: {"no-lever *": A sketch.}\n', encoding="utf-8")


def test_every_finding_of_a_check_is_a_remark_of_either_form() -> None:
    folder = find_folder(str(TOY))
    base = load_base(folder)
    report = check_base(base, load_cases(base, folder), proof=True)
    assert report.findings
    remarks = remarks_on(report.findings, str(ROOT))
    assert [remark.code for remark in remarks] == [finding.code for finding in report.findings]
    assert all(not Path(remark.file).is_absolute() for remark in remarks)
    _, run = log_of("--prove", "--base", str(TOY))
    assert [result["message"]["text"] for result in run["results"]] == [remark.text for remark in remarks]
    lines = ask(["check", "--format", "github", "--prove", "--base", str(TOY)]).out.splitlines()
    assert lines == workflow_commands(remarks).splitlines()
    assert len(lines) == sum(not remark.accepted for remark in remarks)


def test_an_annotation_is_escaped_as_its_service_reads_it() -> None:
    remark = Remark("no-lever", "note", "a, b: 1%/x.yaml", 3, 5, "50% of\nit, and: more\r", "x")
    assert workflow_commands([remark]) == (
        "::notice file=a%2C b%3A 1%25/x.yaml,line=3,col=5,title=no-lever::50%25 of%0Ait, and: more%0D\n"
    )
    assert workflow_commands([Remark("usage", "error", "", 0, 0, "no", "x")]) == "::error title=usage::no\n"
    assert workflow_commands([Remark("no-lever", "warning", "x.yaml", 3, 5, "no", "x", "A sketch.")]) == ""


@pytest.mark.parametrize("absolute", [False, True])
def test_files_are_named_from_the_folder_that_is_worked_in(port: Path, absolute: bool) -> None:
    rules = port / "rules" / "r.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("road.state: ", "raod.state: ", 1), encoding="utf-8")
    named = str(port) if absolute else f"./{port.name}"
    code, run = log_of("--base", named)
    assert code == 2
    (result,) = run["results"]
    (location,) = result["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert (unquote(artifact["uri"]), artifact["uriBaseId"]) == ("the, port: 1%/rules/r.yaml", "%SRCROOT%")
    assert location["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 10}
    answer = ask(["check", "--format", "github", "--base", named])
    assert (answer.code, answer.err) == (2, "")
    assert answer.out.startswith("::error file=the%2C port%3A 1%25/rules/r.yaml,line=4,col=10,title=unknown-descriptor::")
    assert answer.out.endswith("Did you mean `road.state`?\n")


def test_a_file_elsewhere_is_named_by_its_whole_path(port: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loosen(port)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    code, run = log_of("--base", str(port))
    assert code == 1
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert uris
    assert all(uri.startswith("file:///") for uri in uris)


def test_what_is_on_no_file_has_no_place() -> None:
    code, run = log_of("--base", "nowhere")
    assert code == 2
    assert [(result["ruleId"], "locations" in result) for result in run["results"]] == [("no-base", False)]
    assert ask(["check", "--format", "github", "--base", "nowhere"]).out.startswith("::error title=no-base::")


def test_what_is_accepted_is_suppressed_with_the_reason(port: Path) -> None:
    loosen(port)
    code, run = log_of("--base", port.name)
    assert code == 1
    suppressed = {result["ruleId"]: result["suppressions"] for result in run["results"] if "suppressions" in result}
    assert suppressed == {"no-lever": [{"kind": "inSource", "status": "accepted", "justification": "A sketch."}]}
    assert "no-lever" not in ask(["check", "--format", "github", "--base", port.name]).out


def test_a_fingerprint_stays_when_lines_move(port: Path) -> None:
    loosen(port)
    assert log_of("--base", port.name)[0] == 1
    before = {result["partialFingerprints"][FINGERPRINT] for result in log_of("--base", port.name)[1]["results"]}
    words = port / "facts" / "vocabulary.yaml"
    words.write_text(f"# a line\n# and another\n{words.read_text(encoding='utf-8')}", encoding="utf-8")
    after = {result["partialFingerprints"][FINGERPRINT] for result in log_of("--base", port.name)[1]["results"]}
    assert before == after
    assert len(after) == len(log_of("--base", port.name)[1]["results"])


def test_json_is_what_it_was() -> None:
    words = ["check", "--base", str(TOY)]
    assert ask([*words, "--format", "json"]) == ask([*words, "--json"])
    assert ask([*words, "--format", "text"]) == ask(words)
    assert ask([*words, "--json", "--format", "sarif"]).code == 2


def test_a_rule_of_the_log_says_what_to_do() -> None:
    log = sarif_log([Remark(code, "note", "", 0, 0, "x", "x") for code in ADVICE], "1", 0)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        advice = ADVICE[rule["id"]]
        assert (rule["help"]["markdown"], rule["defaultConfiguration"]["level"]) == (advice.markdown, advice.severity)
        assert "`" not in rule["help"]["text"]
    problems = remarks_of(load_problems(), "")
    (rule,) = sarif_log(problems, "1", 2)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "No base."}


def load_problems() -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refused:
        find_folder("nowhere")
    return refused.value.problems


def test_the_page_of_findings_says_the_same() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    sections = dict(zip(*[iter(re.split(r"^### (.*)$", page, flags=re.M)[1:])] * 2, strict=True))
    assert list(sections) == list(ADVICE)
    assert ADVICE.keys() == set(CODES)
    for code, advice in ADVICE.items():
        said = re.split(r"^## ", sections[code], flags=re.M)[0]
        flat = " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said).split())
        assert flat == f"*{advice.severity.capitalize()}.* {' '.join(advice.markdown.split())}", code
