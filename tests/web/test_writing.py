"""What is written over HTTP is written as the commands write it, and what is only asked writes nothing."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.asking import ask
from tests.show.schemas import check_document
from tests.web.served import Served

SAID = {
    "facts": ["ukraine.course=stabilising", "g7.front=divided"],
    "since": "2015-02-12",
    "source": "Package of measures",
    "publisher": "OSCE",
    "source_date": "2015-02-12",
    "locator": "p. 1",
    "url": "https://www.example.org/",
    "grade": "B3",
    "kind": "judgement",
    "note": "signed in Minsk",
}
OPTIONS = {name: f"--{name.replace('_', '-')}" for name in SAID if name != "facts"}


def without_moments(text: str) -> Any:
    """A document without what no two journals have in common: times, ids and hashes."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
    return json.loads(re.sub(r"[0-9a-f]{32,64}", "HASH", text))


def test_facts_are_asserted_as_the_command_asserts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKEHASHI_AUTHOR", "anna")
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path / 'other.db'}")
    words = [word for name, option in OPTIONS.items() for word in (option, str(SAID[name]))]
    with Served(tmp_path) as own:
        answer = own.post("assert", SAID)
        command = ask(["assert", *SAID["facts"], *words, "--json"])
        assert answer.status_code == 200, answer.text
        check_document(answer.json())
        assert without_moments(answer.text) == without_moments(command.out)
        # From now on it is the case that is asked, and it can be taken back.
        assert own.get("assess").json()["case"]["name"] == "my-case"
        answer = own.post("retract", {"facts": ["g7.front"], "why": "a misprint"})
        command = ask(["retract", "g7.front", "--why", "a misprint", "--json"])
        assert without_moments(answer.text) == without_moments(command.out)
        log = own.get("log")
        assert without_moments(log.text) == without_moments(ask(["audit", "log", "--json"]).out)
        assert {event["author"] for event in log.json()["events"]} == {"anna"}
    monkeypatch.setenv("KAKEHASHI_STORE", f"sqlite:///{tmp_path / 'cases.db'}")
    assert ask(["audit", "verify"]).code == 0


def test_a_correction_takes_back_what_was_wrong(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        own.post("assert", SAID)
        answer = own.post("assert", {"facts": ["g7.front=consolidated"], "correct": True, "case": "my-case", "author": "bert"})
        assert answer.status_code == 200, answer.text
        assert own.get("log").json()["events"][-1]["author"] == "bert"
        assert own.get("facts?descriptor=g7.front").json()["knowledge"]["g7.front"] == ["consolidated"]


def test_what_does_not_fit_writes_nothing(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        for wrong in (
            {"facts": ["ukraine.course=stabilising", "g7.front=nonsense"]},
            {"facts": ["ukraine.course=stabilising"], "grade": "Z9"},
            {"facts": ["ukraine.course=stabilising"], "since": "2015-02-12", "until": "2015-02-11"},
            {"facts": ["ukraine.course=stabilising"], "case": "baseline"},
            {"facts": ["ukraine.course=stabilising"], "case": "no-such-case"},
            {"facts": ["ukraine.course=stabilising"], "kind": "rumour"},
        ):
            answer = own.post("assert", wrong)
            assert answer.status_code == 400
            check_document(answer.json())
        assert own.post("retract", {"facts": ["g7.front"], "why": " "}).status_code == 400
        assert own.post("retract", {"facts": ["g7.front"]}).status_code == 400
        assert own.get("cases").json()["cases"] == []


def test_what_is_asked_writes_nothing(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        own.post("assert", SAID)

        def state() -> list[Any]:
            with sqlite3.connect(tmp_path / "cases.db") as database:
                return database.execute("SELECT seq, hash FROM event").fetchall()

        before = state()
        for path in (
            "assess?set=g7.front=consolidated",
            "whatif?unset=g7.front",
            "report",
            "howto?goal=scenario=positive",
            "timeline",
        ):
            assert own.get(path).status_code == 200
        assert state() == before


def test_who_has_no_store_gets_none_by_asking(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        assert own.get("cases").json()["cases"] == []
    assert not (tmp_path / "cases.db").exists()
