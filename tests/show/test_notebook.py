"""Values show themselves in a notebook, whatever is written in them, and hand over tables that say what they say."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from msgspec.structs import replace

import engine
from engine import (
    Comparison,
    Table,
    Trace,
    assess,
    check_base,
    compare,
    contrast,
    explain,
    explain_not,
    find_ways,
    graph_of,
    make_question,
    map_of,
    report_on,
    run_cases,
    space_of,
    sweep,
    tables_of,
    timeline,
    watch,
)
from engine.ask.assess import Assessment
from engine.ask.question import Question
from engine.infer.situation import situate
from engine.language.facts import Fact, Source
from engine.language.problems import InvalidInput
from engine.language.showing import Shown
from engine.show import notebook, trace, turns
from engine.show.figure import Box
from engine.show.graph import descriptor_id, rule_id
from engine.show.trace import trace_figure
from engine.show.turns import turns_figure
from tests.generated import Asked, examples, questions
from tests.house.console import blocks
from tests.house.tree import ROOT, run_python
from tests.show.hostile import HOSTILE, hostile_question

PAGE = ROOT / "docs" / "notebooks.md"
RUN = """
import json, sys, warnings
warnings.simplefilter("ignore")
import nbformat
from nbclient import NotebookClient

cells = [nbformat.v4.new_code_cell(text) for text in json.loads(sys.argv[1])]
NotebookClient(nbformat.v4.new_notebook(cells=cells), timeout=100, kernel_name="python3").execute()
open("outputs.json", "w", encoding="utf-8").write(json.dumps([cell.outputs for cell in cells]))
"""
BREAKS_OUT = '<img src=x onerror="alert(1)">'
TAGS = {
    "article", "h3", "h4", "p", "ul", "li", "small", "strong", "code", "details", "summary", "div", "img", "table", "caption",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip

BASELINE, THAW = make_question(), make_question(case_name="a04-thaw-and-treaty")
ANSWER, DIFFERENCE = assess(BASELINE), compare(BASELINE, THAW)
STORY = make_question(case_name="story-2012-2015").evaluate().trace  # whose facts have days
TABLED: dict[str, Assessment | Trace | Comparison] = {"assessment": ANSWER, "trace": STORY, "comparison": DIFFERENCE}
VALUES: dict[str, Shown] = {
    **TABLED,
    "base": BASELINE.base,
    "check": check_base(BASELINE.base, []),
    "contrast": contrast(BASELINE),
    "explanation": explain(BASELINE),
    "graph": graph_of(BASELINE),
    "howto": find_ways(BASELINE, "scenario=positive", most=1),
    "map": map_of(BASELINE.program),
    "question": THAW,
    "report": report_on(ANSWER),
    "sweep": sweep(BASELINE, space_of(BASELINE, ["ukraine.course"])),
    "test": run_cases(BASELINE.base, [], []),
    "timeline": timeline(BASELINE),
    "watch": watch(BASELINE, most=1),
    "whynot": explain_not(BASELINE, "scenario=positive"),
}


def hostile_values() -> list[Assessment | Trace | Comparison]:
    """Answers to a case whose sources, too, try to break out, and turn the order of letters round."""
    question = hostile_question()
    source = Source(BREAKS_OUT, f"a\u202e{BREAKS_OUT}", locator="</article>", url="javascript:alert(1)")
    facts = [replace(fact, source=source, note=BREAKS_OUT, origin="") for fact in question.case.facts]
    case = replace(question.case, facts=(*facts, Fact("d0", ("b",), source=source, note=f"{BREAKS_OUT}\u202e", grade="A1")))
    other = Question(question.program, case, situate(question.base, case))
    return [assess(other), other.evaluate().trace, compare(question, other)]


def elements(value: Shown | Table) -> list[ElementTree.Element]:
    """The elements of a value's HTML, which is well-formed, and of which each may stand there."""
    text = value._repr_html_()
    assert text is not None
    found = list(ElementTree.fromstring(text).iter())
    assert {element.tag for element in found} <= TAGS
    for element in found:
        assert set(element.attrib) <= {"lang", "scope", "style", "src", "alt", "role", "aria-label", "tabindex"}
        assert element.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
        assert "url" not in element.get("style", "")
    return found


# In a kernel


def test_the_page_runs_in_a_real_notebook(tmp_path: Path) -> None:
    cells = [block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == "python"]
    own = {f"{name.upper()}_DIR": str(tmp_path / name.lower()) for name in ("IPython", "Jupyter_Data", "Jupyter_Runtime")}
    own |= {"IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONPATH": str(ROOT)}
    ran = run_python(RUN, [json.dumps(cells)], folder=tmp_path, extra=own)
    assert ran.returncode == 0, ran.stdout
    shown = [output[-1]["data"] for output in json.loads((tmp_path / "outputs.json").read_text(encoding="utf-8"))]
    assert [("text/html" in data, "image/svg+xml" in data) for data in shown] == [(True, True)] * 3 + [(True, False)] * 3
    answer, told, difference, accounts, *_ = (data["text/html"] for data in shown)
    assert "neutral" in answer
    assert "What stands against it" in answer
    assert "How each descriptor was settled" in told
    assert "neutral is indicated → positive is indicated" in difference
    assert "<caption>What stands for and against each state" in accounts
    assert shown[0]["text/plain"].startswith("Russian-Japanese relations after Streltsov (2015)")
    assert all(len(data["text/plain"]) < 20_000 for data in shown)


# What is shown


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_shown_so_that_all_can_read_it(name: str) -> None:
    value = VALUES[name]
    found = elements(value)
    assert (found[0].tag, found[0].get("lang")) == ("article", "en")
    levels = [element.tag for element in found if element.tag in ("h3", "h4")]
    assert levels[:1] == [] or (levels[0], levels.count("h3")) == ("h3", 1)
    pictures = [element.get("alt") for element in found if element.tag == "img"]
    assert all(pictures)
    assert [element.text for element in found if element.tag == "summary"] == [notebook._PICTURED] * len(pictures)
    assert len(pictures) == (type(value) in notebook._FIGURES)
    for table in (element for element in found if element.tag == "table"):
        caption, head, body = table
        assert caption.text
        assert {cell.get("scope") for cell in head.iter("th")} == {"col"}
        assert [row[0].get("scope") for row in body] == ["row"] * len(body)
        assert {len(row) for row in body} == {len(head[0])}
    picture = value._repr_svg_()
    assert (picture is not None) == bool(pictures)
    assert picture is None or ElementTree.fromstring(picture).tag.endswith("svg")
    assert 0 < len(notebook.text_of(value)) < 60_000


def test_every_answer_shows_itself() -> None:
    public = {getattr(engine, name) for name in engine.__all__}
    shown = {kind for kind in public if isinstance(kind, type) and issubclass(kind, Shown)}
    assert shown == set(notebook._PAGES) == set(map(type, VALUES.values()))
    assert set(notebook._FIGURES) <= shown


def test_what_is_written_in_a_source_stays_text() -> None:
    for value in hostile_values():
        elements(value)
        html, svg = value._repr_html_(), value._repr_svg_()
        assert html is not None
        assert svg is not None
        for text in (html, svg, notebook.text_of(value)):
            assert not {"\u202e", "\u2066", "\x1b", "\x00", "\u2028"} & set(text)
        assert "<script" not in html + svg
        assert BREAKS_OUT not in html + svg
        for table in tables_of(value).values():
            elements(table)
    facts = tables_of(hostile_values()[0])["facts"]._repr_html_()
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in facts
    assert HOSTILE[0] not in facts


@examples(60)
@given(questions())
def test_whatever_came_out_is_shown(asked: Asked) -> None:
    before = Question(asked.program, replace(asked.case, facts=()), situate(asked.base, replace(asked.case, facts=())))
    after = Question(asked.program, asked.case, asked.situation)
    for value in (assess(after), asked.trace, compare(before, after)):
        elements(value)
        assert notebook.text_of(value)
        for table in tables_of(value).values():
            elements(table)
            assert {len(row) for row in table.rows} <= {len(table.columns)}


# Pictures


def test_the_picture_of_a_trace_has_every_rule_that_fired(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ANSWER.trace
    figure = trace_figure(told)
    assert figure is not None
    fired = {reading.rule for reading in told.readings if reading.status == "fired"}
    assert {box.id for box in figure.boxes if box.kind == "rule"} == set(map(rule_id, fired))
    effects = {(rule_id(rule), descriptor_id(s.descriptor)) for s in told.settlings for rule in s.fired}
    assert {(arrow.source, arrow.target) for arrow in figure.arrows if arrow.kind == "settles"} == effects
    read = {(arrow.target, arrow.source) for arrow in figure.arrows if arrow.kind != "settles"}
    for rule in fired:
        named = {test.descriptor for test in BASELINE.base.rules[rule].tests()}
        assert {source for target, source in read if target == rule_id(rule)} <= set(map(descriptor_id, named))
    assert {target for target, _ in read} == {rule_id(rule) for rule in fired if BASELINE.base.rules[rule].when.entries}
    monkeypatch.setattr(trace, "MOST_DRAWN", len(fired) - 1)
    assert trace_figure(told) is None
    assert told._repr_svg_() is None
    html = told._repr_html_()
    assert html is not None
    assert "<img" not in html


def test_the_picture_of_a_comparison_has_every_change_that_turned_something(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = turns_figure(DIFFERENCE)
    assert figure is not None
    boxes = {box.id: box for box in figure.boxes}
    changed = {descriptor_id(change.name) for change in DIFFERENCE.changes}
    assert {name for name, box in boxes.items() if box.kind == "observed"} == changed
    assert {descriptor_id(d.descriptor) for d in DIFFERENCE.differences} == set(boxes) - changed - {
        name for name, box in boxes.items() if box.kind == "rule"
    }
    for derivation in DIFFERENCE.derivations:
        box = boxes[rule_id(derivation.rule)]
        assert box.mark == {"fired": "", "pending": "pending"}.get(derivation.after, "ruled_out")
        read = {arrow.source for arrow in figure.arrows if arrow.target == box.id}
        assert read == {descriptor_id(decider.test.descriptor) for decider in derivation.deciders}
    assert [words.text for words in boxes["d-scenario"].words][1] == "neutral → positive"
    assert turns_figure(compare(BASELINE, BASELINE)) is None
    dissent = compare(BASELINE, make_question(without=["solidarity-keeps-sanctions"]))
    assert any("is left out" in words.text for box in turns_boxes(dissent) for words in box.words)
    monkeypatch.setattr(turns, "MOST_DRAWN", 1)
    assert turns_figure(DIFFERENCE) is None


def turns_boxes(difference: Comparison) -> tuple[Box, ...]:
    figure = turns_figure(difference)
    assert figure is not None
    return figure.boxes


# Tables


@pytest.mark.parametrize(("of", "name"), [(of, name) for of, value in TABLED.items() for name in tables_of(value)])
def test_a_table_is_the_same_in_both_libraries(of: str, name: str) -> None:
    table = tables_of(TABLED[of])[name]
    polars, pandas = table.to_polars(), table.to_pandas()
    assert polars.columns == list(pandas.columns) == list(table.columns)
    assert polars.rows() == list(table.rows)
    for column, kind in table.columns.items():
        cells = [None if cell is None else cell for cell in pandas[column].astype(object).where(pandas[column].notna(), None)]
        assert [cell.date() if kind == "day" and cell else cell for cell in cells] == polars[column].to_list()
    empty = replace(table, rows=())
    assert empty.to_polars().schema == polars.schema
    assert list(empty.to_pandas().dtypes) == list(pandas.dtypes)


def test_tables_say_what_the_answer_says() -> None:
    tables = tables_of(ANSWER)
    items = tables["items"].to_polars()
    course = {row["state"]: row["balance"] for row in tables["accounts"].to_polars().iter_rows(named=True)}
    for state in ("hold", "lift", "stiffen"):
        assert sum(weight or 0 for weight in items.filter(items["state"] == state)["weight"]) == course[state]
    assert [row[0] for row in tables["settlings"].rows] == list(ANSWER.trace.settled)
    assert {row[0]: row[1] for row in tables["rules"].rows} == {name: r.status for name, r in ANSWER.trace.read.items()}
    days = tables_of(STORY)["facts"].to_pandas()["since"].dropna()
    assert len(days) > 5
    assert days.max().date() == max(f.since or date.min for given in STORY.given for f in given.facts)
    shares = tables_of(DIFFERENCE)["shares"].rows
    for account in DIFFERENCE.accounts:
        moved = [int(str(after)) - int(str(before)) for state, _, before, after in shares if state == account.state]
        assert sum(moved) == account.after - account.before


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_asked_for(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    table = tables_of(ANSWER)["accounts"]
    with pytest.raises(InvalidInput, match=rf"not-installed.*pip install 'kakehashi\[{library}\]'"):
        getattr(table, f"to_{library}")()
    other = table.to_polars() if library == "pandas" else table.to_pandas()
    assert len(other) == len(table.rows)


def test_neither_library_nor_the_display_is_loaded_before_it_is_wanted(tmp_path: Path) -> None:
    code = "import sys; from engine import assess, make_question, tables_of; tables_of(assess(make_question()))\n"
    code += "print({'pandas', 'polars', 'engine.show.notebook'} & set(sys.modules))"
    assert run_python(code, folder=tmp_path).stdout == "set()\n"
