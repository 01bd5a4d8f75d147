"""A paper is one file that stands on its own: well-formed, escaped, linked within, and the same each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given

from engine import assess, make_question, report_on
from engine.ask.question import Question
from engine.show.page import Page
from engine.show.paper import Attachment, Entry, Paper, Picture, Section, Table, one, page_of, parts_of
from engine.show.paper_html import paper_html
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_paper
from tests.generated import Asked, examples, questions
from tests.show.hostile import hostile_question

VOID = {"meta", "br"}
ALLOWED = {"href", "src", "xlink:href", "srcset", "data", "action", "poster", "background", "style"}
WRITERS: list[Callable[[Paper], str]] = [paper_html, paper_markdown]


class Read(HTMLParser):
    """An HTML document as it is read: elements that are closed in their order, ids, links, and what would be loaded."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[tuple[str, str]] = []
        self.headings: list[str] = []
        self.said = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        assert tag not in ("script", "link", "iframe", "object", "embed", "img", "image", "use", "base", "form")
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.ids.append(value or "")
            elif tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in ALLOWED:
                self.loads.append((name, value or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def paper_of(question: Question) -> Paper:
    return report_paper(report_on(assess(question)))


def checked(text: str) -> Read:
    """The document, of which everything holds that is true of every paper."""
    read = Read(text)
    assert len(read.ids) == len(set(read.ids))
    assert read.loads == []
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert all(link.startswith(("#", "https://", "http://", "data:application/json;base64,")) for link in read.links)
    assert read.headings[0] == "h1"
    assert all(int(after[1]) - int(before[1]) <= 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert "url(" not in text
    assert "@import" not in text
    return read


@given(questions(most=8))
@examples(40)
def test_any_report_is_well_formed_and_loads_nothing(generated: Asked) -> None:
    paper = paper_of(Question(generated.program, generated.case, generated.situation))
    read = checked(paper_html(paper))
    assert all(section.title in read.said for section in paper.sections)
    assert all(f"\n## {at}. " in paper_markdown(paper) for at in range(1, len(paper.sections) + 1))


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_question_gives_the_same_bytes(write: Callable[[Paper], str]) -> None:
    words = {"case_name": "a05-calm-ukraine-hostile-russia", "without": ["asia-is-not-europe"]}
    assert write(paper_of(make_question(**words))) == write(paper_of(make_question(**words)))  # type: ignore[arg-type]  # of any kind


def test_what_a_user_wrote_breaks_nothing() -> None:
    paper = paper_of(hostile_question())
    read = checked(paper_html(paper))
    assert '<script>alert("1")</script>' in read.said
    for text in (paper_html(paper), paper_markdown(paper)):
        assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(text)
        text.encode()


def test_only_an_address_of_the_web_is_a_link() -> None:
    lines = [
        (address,) for address in ("https://example.org/a?b=1&c=2", "javascript:alert(1)", "http://x y", "file:///etc/passwd")
    ]
    paper = Paper("k", "t", (), (), (Section("s", "S", (page_of(*lines),)),), "f")
    assert [link for link in checked(paper_html(paper)).links if not link.startswith("#")] == ["https://example.org/a?b=1&c=2"]


def test_what_is_told_of_in_a_paper_is_linked_and_nothing_else() -> None:
    entries = (Entry("¶7", ("¶7",), page_of("g")), Entry("a-rule", ("A rule",), page_of("says")))
    page = page_of(
        ("[¶7, ¶8 · a-rule]", ("[other-rule, above]", "dim"), (" [a-rule, above]", "dim"), ("a-rule", "name"), " a-rule")
    )
    read = checked(paper_html(Paper("k", "t", (), (), (Section("s", "S", (page, entries)),), "f")))
    assert read.links[1:] == ["#entry-p7", "#entry-a-rule", "#entry-a-rule", "#entry-a-rule"]


def test_a_rule_of_many_actors_is_linked_as_it_is_cited_and_its_anchor_has_no_spaces() -> None:
    entry = Entry("a-rule(x, y)", ("A rule",), page_of("says"), "a-rule with A = X & Co, B = Y")
    page = page_of(("[¶1 · a-rule with A = X & Co, B = Y]", ("[a-rule(x, y), above]", "dim"), (" a-rule(x, y)", "dim")))
    text = paper_html(Paper("k", "t", (), (), (Section("s", "S", (page, (entry,))),), "f"))
    assert checked(text).links[1:] == ["#entry-a-rule-28-x-2c--20-y-29-"] * 2
    assert 'id="entry-a-rule-28-x-2c--20-y-29-"' in text


def test_a_table_a_picture_and_what_is_attached_are_told_in_markdown() -> None:
    rows = ((one("a|b"), (("two",), ("lines",))),)
    blocks = (
        Table("c", ("x", "y"), rows),
        Picture("<svg/>", "what is seen", page_of("in words")),
        Attachment("t.json", "It:", "{}"),
    )
    text = paper_markdown(Paper("k", "t", ("lead",), (("Case", ("x",)),), (Section("s", "S", blocks),), "f"))
    assert "| x | y |\n| --- | --- |\n| a\\|b | two<br>lines |" in text
    assert "*what is seen*\n\nin words" in text
    assert "<svg" not in text
    assert "It: t.json, which the HTML form of this report carries." in text


def test_a_page_falls_into_the_parts_under_its_headings() -> None:
    page = Page()
    page.add("before")
    page.heading("One")
    page.add("of one", indent=2)
    page.heading("Two")
    found = [(title, part.plain()) for title, part in parts_of(page)]
    assert [title for title, _ in found] == ["", "One", "Two"]
    assert found[1][1].strip() == "of one"
