"""Accounts are drawn as blocks as wide as their weights, on the side that they speak for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask.accounts import Account, Item
from engine.show.accounts import accounts_picture
from engine.show.lettering import width
from tests.generated import examples
from tests.show.hostile import HOSTILE
from tests.show.seen import SVG, Rect, Seen, see


def account(state: str, promoting: list[int], restricting: list[int], pending: Sequence[int] = ()) -> Account:
    items = [tuple(Item(f"r{at}", weight) for at, weight in enumerate(weights)) for weights in (promoting, restricting, pending)]
    return Account(state, sum(promoting) + sum(restricting), True, True, items[0], items[1], (), (), items[2])


def blocks(seen: Seen, state: str) -> list[tuple[float, float, bool]]:
    """Where the blocks of a state begin and end, and whether they are broken."""
    found = []
    for rect in seen.groups[state].findall(f"{SVG}rect"):
        left, wide = float(rect.attrib["x"]), float(rect.attrib["width"])
        found.append((left, left + wide, "stroke-dasharray" in rect.attrib))
    return found


def test_a_block_is_as_wide_as_its_weight_and_on_its_side() -> None:
    seen = see(
        accounts_picture("a", "The hall", [account("open", [3, 1], [-2]), account("shut", [], [], [2, -1])], ["left", "left"])
    )
    for_, also, against = blocks(seen, "open")
    assert (for_[1] - for_[0] + 2.5) / 3 == pytest.approx(also[1] - also[0] + 2.5, abs=0.2)
    assert (against[1] - against[0] + 2.5) / 2 == pytest.approx(also[1] - also[0] + 2.5, abs=0.2)
    assert for_[1] < also[0]
    assert against[1] < for_[0]
    assert [broken for _, _, broken in blocks(seen, "shut")] == [True, True]
    assert not any(broken for _, _, broken in blocks(seen, "open"))


def test_it_says_in_words_what_it_shows() -> None:
    seen = see(accounts_picture("a", "The hall", [account("open", [3, 1], [-2], [1])], ["indicated"]))
    said = "open: balance +2, 4 by 2 rules for it, 2 by 1 rule against it, 1 pending; indicated"
    about = seen.root.find(f"{SVG}desc")
    assert about is not None
    assert about.text == said
    lines = [text for text, *_ in seen.lines("open")]
    assert lines == ["open", "+4", "−2", "+2", "indicated"]


WEIGHTS = st.lists(st.integers(1, 9), max_size=12)
ACCOUNTS = st.builds(
    lambda state, for_, against, pending: account(state, for_, [-w for w in against], pending),
    st.text("abc_", min_size=1, max_size=60),
    WEIGHTS,
    WEIGHTS,
    st.lists(st.integers(-3, 3).filter(bool), max_size=60),
)


@given(st.lists(ACCOUNTS, min_size=1, max_size=6, unique_by=lambda one: one.state))
@examples(80)
def test_any_accounts_are_drawn_within_the_picture_and_nothing_lies_on_anything(accounts: list[Account]) -> None:
    seen = see(accounts_picture("a", "x", accounts, ["left, in front"] * len(accounts)))
    page = Rect(0, 0, float(seen.root.attrib["width"]), float(seen.root.attrib["height"]))
    texts, drawn = [], []
    for state in (one.state for one in accounts):
        for text in seen.groups[state].iter(f"{SVG}text"):
            x, y, size = (float(text.attrib[key]) for key in ("x", "y", "font-size"))
            wide = width(text.text or "", size, "font-weight" in text.attrib)
            x -= {"end": wide, "middle": wide / 2}.get(text.attrib.get("text-anchor", ""), 0)
            texts.append(Rect(x, y - size * 0.7, x + wide, y))
        for left, right, _ in blocks(seen, state):
            row = seen.groups[state].find(f"{SVG}rect")
            assert row is not None
            drawn.append(Rect(left, float(row.attrib["y"]), right, float(row.attrib["y"]) + 15))
    assert all(page.holds(one) for one in [*texts, *drawn])
    assert not [pair for pair in combinations([*texts, *drawn], 2) if pair[0].overlaps(pair[1])]


def test_what_a_user_wrote_breaks_nothing() -> None:
    text = accounts_picture("a", HOSTILE[0], [account(one, [1], [-1]) for one in HOSTILE], list(HOSTILE))
    see(text)
    assert "<script" not in text
