"""The hash of the facts is over canonical JSON, whatever makes it."""

from __future__ import annotations

import gc
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from engine.infer.situation import canonical_json, situate
from engine.keep.questions import make_question
from tests.generated import examples

texts = st.text(st.characters(exclude_categories=["Cs"]))
records = st.dictionaries(
    st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1),
    texts
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.lists(texts | st.integers(0, 99))
    | st.dictionaries(st.just("title"), texts),
)


@examples(500)
@given(records)
def test_the_record_of_a_fact_is_encoded_as_rfc_8785_says(record: dict[str, Any]) -> None:
    assert canonical_json(record) == rfc8785.dumps(record)


def test_every_character_is_encoded_as_rfc_8785_says() -> None:
    for code in [*range(0xD800), *range(0xE000, 0x11000), 0x1F600, 0x10FFFF]:
        record: dict[str, rfc8785._impl._Value] = {"note": f'"{chr(code)}\\/'}
        assert canonical_json(record) == rfc8785.dumps(record)


def test_a_situation_leaves_nothing_behind() -> None:
    """An encoder that is handed an iterator instead of a list keeps it for good."""
    question = make_question()

    def kept() -> int:
        for _ in range(100):
            situate(question.base, question.case)
        gc.collect()
        return len(gc.get_objects())

    kept()
    assert kept() - kept() > -50
