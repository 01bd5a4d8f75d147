"""Text is measured on the safe side, breaks where it must, and does no harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.show.lettering import broken, harmless, is_measured, width
from tests.generated import examples

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


def test_widths_are_those_of_helvetica() -> None:
    assert (
        width("Hamburgefonstiv", 1000) == 722 + 556 + 833 + 556 + 556 + 333 + 556 + 556 + 278 + 556 + 556 + 500 + 278 + 222 + 500
    )
    assert width("WWW", 10, bold=True) == pytest.approx(28.32)
    assert width("−2", 10) == pytest.approx(11.4)


def test_what_is_not_in_the_table_is_taken_to_be_wide() -> None:
    assert width("é", 10) == width("e", 10)
    assert width("界", 10) == 10
    for letter, wide in {"Щ": 9.38, "Ю": 10.1, "щ": 8.23, "№": 10.73, "Ψ": 8.35, "ω": 7.81}.items():  # in Liberation Sans
        assert width(letter, 10) >= wide
    assert is_measured("hold +2, lift −2 ¶24")
    assert not is_measured("Москва")


@given(TEXTS, st.floats(20, 200), st.booleans(), st.integers(1, 5))
@examples(300)
def test_lines_fit_and_lose_nothing_but_spaces(text: str, room: float, bold: bool, most: int) -> None:
    lines = broken(text, room, 10, bold, most)
    assert len(lines) <= most
    assert all(width(line, 10, bold) <= room for line in lines)
    whole = "".join(text.split())
    said = "".join("".join(lines).split())
    assert said == whole or (said.endswith("…") and whole.startswith(said[:-1]) and len(lines) == most)


def test_a_long_name_breaks_after_a_dot_or_an_underscore() -> None:
    assert broken("russia.countermeasures_on_japan", 120, 10) == ["russia.countermeasures_", "on_japan"]


@given(TEXTS)
@examples(300)
def test_what_is_written_is_fit_for_xml_and_runs_one_way(text: str) -> None:
    said = harmless(text)
    assert len(said) == len(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufffe\uffff\ud800-\udfff]", said)
    assert [new for new, old in zip(said, text, strict=True) if new != old and new not in " \ufffd"] == []


def test_an_override_shows_that_it_was_there() -> None:
    assert harmless("a\u202eb\x00c\nd\ud800") == "a\ufffdb\ufffdc d\ufffd"
    assert harmless("שלום − Ωμέγα 界") == "שלום − Ωμέγα 界"
