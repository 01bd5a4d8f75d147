"""`report` writes an answer down whole, the current one or one that was recorded, into one file or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.test_conventions import ask
from tests.commands.test_pictures import SMALL_DISK
from tests.desk import Desk
from tests.house.test_startup import modules
from tests.house.tree import run_python
from tests.stores import KINDS, Stores

WRITING = {"engine.show.paper", "engine.show.paper_html", "engine.ask.report"}


def test_a_file_holds_what_stdout_would_show(tmp_path: Path) -> None:
    for name, form in (("r.html", "html"), ("r.md", "markdown"), ("r", "html")):
        ran = ask("report", "-o", str(tmp_path / name))
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "neutral is indicated; trace" in " ".join(ran.stdout.split())
        assert (tmp_path / name).read_text(encoding="utf-8") == ask("report", "--format", form).stdout
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>\n")
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Scenario of Russian-Japanese relations: neutral is")


def test_the_form_that_is_said_goes_before_the_ending(tmp_path: Path) -> None:
    ask("report", "-o", str(tmp_path / "r.txt"), "--format", "markdown")
    assert (tmp_path / "r.txt").read_text(encoding="utf-8").startswith("# ")


def test_the_document_is_that_of_the_assessment_and_more(tmp_path: Path) -> None:
    ran = ask("report", "--json", "-o", str(tmp_path / "r.html"))
    document, assessment = json.loads(ran.stdout), json.loads(ask("assess", "--json").stdout)
    assert (document["schema"], document["version"]) == ("kakehashi.report", 1)
    assert {key: document[key] for key in assessment if key != "schema"} == {k: v for k, v in assessment.items() if k != "schema"}
    assert set(document) - set(assessment) == {
        "turning", "support", "proved", "open", "sources", "rules", "paragraphs", "trace_hash", "record", "watch",
    }  # fmt: skip
    assert document["trace_hash"] in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_what_is_changed_for_the_question_stands_in_it() -> None:
    said = ask("report", "--format", "markdown", "--set", "us_russia.relations=thawing", "--without", "asia-is-not-europe").stdout
    assert "- What if: **us_russia.relations = thawing**" in said
    assert "- Dissent: **without asia-is-not-europe**" in said
    assert "What changed by that" in said
    assert "`asia-is-not-europe` is left out." in said
    assert "said by --set" in said


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_a_recorded_answer_is_reported_as_it_was_given(desk: Desk, tmp_path: Path) -> None:
    desk.said("case", "new", "mine")
    recorded = desk.told("assess", "--record", "--without", "asia-is-not-europe", "--author", "anna")
    for said in ("2", recorded["recorded"]["journal"]["head"].partition(":")[2][:12]):
        desk.said("report", said, "-o", str(tmp_path / f"{said}.md"))
    one, other = (path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("*.md")))
    assert one == other
    assert "by anna, as event 2 of mine with Kakehashi" in one
    assert f"event 2 of mine | `{recorded['recorded']['journal']['head'].partition(':')[2]}`" in one
    desk.said("report", "-c", "mine", "--without", "asia-is-not-europe", "-o", str(tmp_path / "now.md"))
    now = (tmp_path / "now.md").read_text(encoding="utf-8")
    of_record, of_changes = "- Recorded: ", "## 1. What changed by that"  # a recorded answer has nothing that it is compared with
    assert of_record in one
    assert of_record not in now
    assert of_changes in now
    assert of_changes not in one
    assert now.splitlines()[0] == one.splitlines()[0]
    # What is told later changes nothing of it.
    desk.said("assert", "us_japan.alliance=strained", "--since", "2015-03-01")
    desk.said("report", "2", "-o", str(tmp_path / "later.md"))
    assert (tmp_path / "later.md").read_text(encoding="utf-8") == one
    assert desk.told("report", "2")["record"]["number"] == 2


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_the_hash_of_the_trace_names_it_where_no_other_has_the_same(desk: Desk) -> None:
    desk.said("case", "new", "mine")
    desk.said("assess", "--record")
    trace = desk.told("report", "2")["trace_hash"]
    assert desk.told("report", trace)["record"]["number"] == 2
    assert "Assessment 2 of mine" in desk.said("audit", "show", trace[:8]).out
    assert "The same" in desk.said("audit", "replay", trace[:8]).out
    desk.said("assess", "--record")
    assert desk.codes("report", trace) == ["no-assessment"]
    assert "2 assessments have a hash that begins with" in desk.said("report", trace, code=2).err
    assert desk.codes("report", trace[:3]) == ["no-assessment"]


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_no_report_is_made_of_what_was_changed_in_the_store(stores: Stores, desk: Desk, tmp_path: Path) -> None:
    desk.said("case", "new", "mine")
    desk.said("assess", "--record")
    trace = desk.told("report", "2")["trace_hash"]
    stores.unguarded(f"UPDATE archive SET text = replace(text, 'neutral', 'positive') WHERE hash = '{trace}'")
    answer = desk.said("report", "2", "-o", str(tmp_path / "r.html"), code=3)
    assert "was changed" in answer.err
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("name", ["r.html", "r.md"])
def test_a_disk_that_fills_up_leaves_the_old_report(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("the old report", encoding="utf-8")
    ran = run_python(SMALL_DISK, ["report", "-o", str(file)], folder=tmp_path)
    assert ran.returncode == 3
    assert ran.stdout.startswith("cannot go on: ")
    assert file.read_text(encoding="utf-8") == "the old report"
    assert os.listdir(tmp_path) == [name]


def test_asking_does_not_load_what_reports(tmp_path: Path) -> None:
    loaded, _ = modules(tmp_path, "assess")
    assert not loaded & WRITING
    loaded, _ = modules(tmp_path, "report", "-o", str(tmp_path / "r.html"))
    assert loaded >= WRITING
    assert not loaded & {"rich", "sqlite3"}
