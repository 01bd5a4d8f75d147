"""A case whose base was written otherwise, so that a fact of it fits no more: said, and mended by what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.stores import KINDS

pytestmark = pytest.mark.parametrize("stores", KINDS, indirect=True)


def drop_the_calm(town: str) -> None:
    """Calls a state of the base otherwise."""
    vocabulary = Path(town, "facts", "vocabulary.yaml")
    vocabulary.write_text(vocabulary.read_text(encoding="utf-8").replace("[calm, tense]", "[quiet, tense]"), encoding="utf-8")
    rules = Path(town, "rules", "r.yaml")
    rules.write_text(rules.read_text(encoding="utf-8").replace("town.mood: calm", "town.mood: quiet"), encoding="utf-8")


def test_a_state_that_the_base_has_no_more_is_an_error_that_names_the_fact(desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    desk.said("assert", "town.mood=calm")
    drop_the_calm(town)
    (problem,) = desk.told("assess", code=2)["problems"]
    assert (problem["file"], problem["code"]) == ("ferry-desk#2", "unknown-state")


@pytest.mark.parametrize("noted", [False, True], ids=["at once", "after more was told"])
@pytest.mark.parametrize(
    "mend",
    [
        ["retract", "2", "--why", "no such mood"],
        ["retract", "town.mood", "--all", "--why", "no such mood"],
        ["assert", "town.mood=quiet", "--correct"],
        ["assert", "town.mood=quiet", "--since", "2026-12-24"],
    ],
    ids=" ".join,
)
def test_a_fact_of_a_state_that_the_base_has_no_more_is_taken_back(mend: list[str], noted: bool, desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    desk.said("assert", "town.mood=calm", "--since", "2026-12-01")
    drop_the_calm(town)
    if noted:
        assert "[unknown-state]" in desk.said("assert", "road.state=open", "--since", "2026-12-02", code=2).err
    desk.said("assess", code=2)
    said = desk.said(*mend, code=2).err
    assert said.startswith(
        f"Recorded in ferry-desk as event {5 if noted else 4}. What that does to the verdict cannot be said:\n"
    )
    assert "ferry-desk#2: " in said
    assert "So it was before; what is recorded mends that" in said
    assert desk.told("assess")["case"]["name"] == "ferry-desk"
    assert desk.told("audit", "verify")["sound"]


def test_a_fact_on_a_descriptor_that_the_base_has_no_more_is_taken_back(desk: Desk) -> None:
    town = desk.town()
    desk.said("case", "new", "ferry-desk", "--base", town)
    vocabulary = Path(town, "facts", "vocabulary.yaml")
    before = vocabulary.read_text(encoding="utf-8")
    fog = '- {id: weather.fog, title: Fog, question: "Is there fog?", states: [none, thick], lever: external, cite: [1]}'
    vocabulary.write_text(f"{before}\n{fog}\n", encoding="utf-8")
    desk.said("assert", "weather.fog=thick", "--since", "2026-12-01")
    vocabulary.write_text(before, encoding="utf-8")
    assert "[unknown-descriptor]" in desk.said("assess", code=2).err
    desk.said("retract", "weather.fog", "--why", "nobody asks for it", code=2)
    assert desk.told("assess")["case"]["name"] == "ferry-desk"
    assert desk.codes("retract", "weather.fog", "--why", "again") == ["nothing-to-retract"]
