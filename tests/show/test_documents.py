"""A document is written as `json` writes it, sorted and indented by one, however it is made."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from engine.show.documents import render

TEXTS = st.text(st.characters(codec=None), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda values: st.lists(values, max_size=4) | st.dictionaries(TEXTS, values, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_it_is_what_json_writes(document: dict[str, object]) -> None:
    written = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert render(document) == written.encode(errors="backslashreplace").decode()


def test_half_a_surrogate_pair_is_escaped() -> None:
    assert render({"a": "\ud800é"}) == '{\n "a": "\\ud800é"\n}\n'
