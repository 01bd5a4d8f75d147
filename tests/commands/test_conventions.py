"""How every command behaves: exit codes, one document, nothing on stdout but the answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.show.schemas import check_document

ASK = [sys.executable, str(ROOT / "cli.py")]
FAULT = "import sys; sys.path.insert(0, {root!r}); from commands.lazy import run; run({{'x': ('{module}', 'nothing', 'x')}})"


def ask(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"COLUMNS": "80"} | settings
    return subprocess.run([*ASK, *words], capture_output=True, text=True, env=env, check=False, timeout=60)


ABOUT_A_CASE = (
    *("assess", "why", "whynot scenario=positive", "contrast", "facts", "rules", "compare", "timeline", "graph"),
    *("whatif g7.front=divided", "watch", "howto scenario=neutral"),
)


@pytest.mark.parametrize("words", [about.split() for about in ABOUT_A_CASE])
def test_an_answer_about_a_case_carries_knowledge_status_and_verdict(words: list[str]) -> None:
    ran = ask(*words, "--json", "--unset", "ukraine.course")
    document = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, "")
    check_document(document)
    assert document["knowledge"]["ukraine.course"] == ["escalating", "unresolved", "stabilising"]
    assert document["status"]["ukraine.course"] == "open"
    assert set(document["knowledge"]) == set(document["status"])
    assert set(document["verdict"]) == {"descriptor", "status", "states", "leaning"}
    assert list(document) == sorted(document)


def test_the_trace_in_an_answer_is_versioned() -> None:
    trace = json.loads(ask("assess", "--json").stdout)["trace"]
    assert trace["schema"] == "kakehashi.trace/1"
    check_document(trace)


@pytest.mark.parametrize("words", [("assess", "--set", "x=y"), ("asess",), ("assess", "--nonsense"), ("why", "scenario=x")])
def test_a_refusal_is_one_document_too(words: tuple[str, ...]) -> None:
    ran = ask(*words, "--json")
    document = json.loads(ran.stdout)
    assert (ran.returncode, document["schema"], document["exit_code"]) == (2, "kakehashi.error", 2)
    check_document(document)
    assert document["problems"]
    plain = ask(*words)
    assert (plain.returncode, plain.stdout) == (2, "")
    assert "Traceback" not in plain.stderr


def test_the_case_may_come_from_the_environment() -> None:
    document = json.loads(ask("assess", "--json", KAKEHASHI_CASE="a02-confrontation").stdout)
    assert document["case"]["name"] == "a02-confrontation"


def test_a_failed_expectation_is_exit_code_1(tmp_path: Path) -> None:
    case = tmp_path / "wrong.yaml"
    case.write_text("title: Wrong\nextends: baseline\nexpect: {verdict: positive}\n", encoding="utf-8")
    ran = ask("test", str(case))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "expected scenario=positive indicated; got indicated: neutral" in " ".join(ran.stdout.split())
    document = json.loads(ask("test", str(case), "--json").stdout)
    assert (document["passed"], len(document["results"])) == (False, 1)


def test_a_fault_of_ours_is_exit_code_3_and_one_line() -> None:
    code = FAULT.format(root=str(ROOT), module="commands.lazy")
    ran = subprocess.run([sys.executable, "-c", code, "x"], capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert ran.stderr.startswith("a fault inside: AttributeError")
    assert "Traceback" not in ran.stderr
    ran = subprocess.run([sys.executable, "-c", code, "x", "--json"], capture_output=True, text=True, check=False)
    fault = json.loads(ran.stdout)
    check_document(fault)
    assert (fault["exit_code"], fault["problems"]) == (3, [])


def test_interrupted_is_exit_code_130(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    line = [*ASK, "audit", "verify", str(tmp_path / "pipe")]
    default = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a shell in the background may ignore it
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default)
    with (tmp_path / "pipe").open("wb"):  # opened as soon as the command reads from it, and waits
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_a_reader_that_goes_away_is_no_fault() -> None:
    process = subprocess.Popen([*ASK, "why", "--depth", "0", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("settings", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}])
def test_a_poor_terminal_gets_an_answer(settings: dict[str, str]) -> None:
    ran = subprocess.run([*ASK, "assess"], capture_output=True, env=os.environ | settings, check=False, timeout=60)
    assert ran.returncode == 0
    assert b"neutral is indicated" in ran.stdout
    text = ran.stdout.decode(
        "ascii" if "ascii" in settings.values() else "latin-1" if "latin-1" in settings.values() else "utf-8"
    )
    assert "lift -2" in text or "lift −2" in text


@pytest.mark.parametrize("words", [("assess",), ("assess", "--json")])
def test_an_answer_that_cannot_be_written_is_exit_code_3(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([*ASK, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert ran.returncode == 3
    assert ran.stderr.startswith("cannot go on: ")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("rules",), ("rules", "alignment-stays-symbolic"), ("facts",), ("why",), ("contrast",), ("assess",)]
)
def test_every_page_says_what_the_question_changed(words: tuple[str, ...]) -> None:
    said = ask(
        *words, "--weight", "alignment-stays-symbolic:stiffen=0", "--set", "nea.security=stable", "--unset", "japan.economy"
    ).stdout
    assert "Dissent: alignment-stays-symbolic weighs" in said
    assert "What if nea.security = stable" in said
    assert "What if nothing is known of japan.economy" in said


def test_json_is_json_in_any_encoding() -> None:
    env = os.environ | {"PYTHONIOENCODING": "latin-1"}
    ran = subprocess.run([*ASK, "assess", "--json"], capture_output=True, env=env, check=False, timeout=60)
    assert json.loads(ran.stdout.decode("utf-8"))["verdict"]["states"] == ["neutral"]


def test_help_names_every_command() -> None:
    ran = ask("--help")
    assert ran.returncode == 0
    for command in ("assess", "why", "whynot", "contrast", "facts", "rules", "compare", "timeline", "graph", "test", "check"):
        assert f"\n  {command} " in ran.stdout
        assert ask(command, "--help").returncode == 0
