"""A page as Markdown and as HTML says what the text says, and nothing in it is taken for markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from engine import contrast, explain, explain_not, make_question
from engine.show.contrast import contrast_page
from engine.show.explanation import extent
from engine.show.markup import html, markdown
from engine.show.memo import memo_page
from engine.show.page import Page
from engine.show.whynot import whynot_page

PAGES = {
    "why": lambda: memo_page(explain(make_question()), extent("long")),
    "whynot": lambda: whynot_page(explain_not(make_question(), "scenario=positive"), extent("mid")),
    "contrast": lambda: contrast_page(contrast(make_question()), extent("mid")),
}
VOID = {"meta"}


class Reader(HTMLParser):
    """Checks that every element is closed where it should be, that lists hold items only, and gathers the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open and self.open[-1] == "ul":
            assert tag == "li"
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.text += data


def words(text: str) -> str:
    return " ".join(text.split())


def said(page: Page) -> str:
    return words(" ".join("".join(part for part, _ in line.spans) for line in page.lines))


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> Page:
    return PAGES[request.param]()


def test_html_is_well_formed_and_says_what_the_page_says(page: Page) -> None:
    reader = Reader()
    reader.feed(html(page))
    assert reader.open == []
    assert words(reader.text) == said(page)
    assert reader.tags.count("h1") == 1
    assert {"script", "link", "img", "iframe"}.isdisjoint(reader.tags)
    assert not re.search(r"\b(?:src|href|on\w+)\s*=", html(page))


def test_markdown_says_what_the_page_says(page: Page) -> None:
    text = markdown(page)
    assert text.startswith("# ")
    bare = re.sub(r"^(?:#+|\s*-) ", "", text, flags=re.M).replace("**", "").replace("`", "")
    assert words(re.sub(r"\\(.)", r"\1", bare)) == said(page).replace("`", "")


def test_lists_are_nested_as_deep_as_lines_are_indented() -> None:
    page = Page()
    page.add(("Title", "heading"))
    for indent, text in ((0, "a paragraph"), (4, "first"), (6, "deeper"), (8, "deepest"), (2, "first again"), (0, "another")):
        page.add(text, indent=indent)
    assert markdown(page) == ("# Title\n\na paragraph\n\n- first\n  - deeper\n    - deepest\n- first again\n\nanother\n")
    reader = Reader()
    reader.feed(html(page))
    assert reader.open == []
    assert reader.tags.count("ul") == 3


def test_what_looks_like_markup_is_text() -> None:
    page = Page()
    page.add(("<script>alert('&')</script>", "heading"))
    page.add("# no heading, *no* _emphasis_, [no](javascript:x) link, <b>no</b> tag, a_plain_name")
    page.add("- no item")
    page.add("1. no number", indent=2)
    page.add(("**", "strong"), " 2 < 3")
    written = html(page)
    assert "<script>" not in written
    assert unescape(written).count("<script>alert('&')</script>") == 2  # the title and the heading
    reader = Reader()
    reader.feed(written)
    assert words(reader.text) == said(page)
    text = markdown(page)
    assert r"\# no heading, \*no\* \_emphasis\_, [no\](javascript:x) link, \<b\>no\</b\> tag, a_plain_name" in text
    assert "\n\\- no item" in text
    assert "- 1\\. no number" in text
