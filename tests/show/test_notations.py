"""DOT and Mermaid say the same figure as the picture, in their own grammars."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.ask.base_map import map_of
from engine.ask.graph import graph_of
from engine.ask.question import Question
from engine.show.base_map import map_figure
from engine.show.dot import dot_text
from engine.show.figure import ARROWS, BOXES, Figure
from engine.show.graph import graph_figure
from engine.show.lettering import harmless
from engine.show.mermaid import mermaid_text
from engine.show.strokes import ARROW_STROKES
from tests.generated import Asked, examples, questions
from tests.show.grammars import Read, read_dot, read_mermaid
from tests.show.test_drawing import FIGURES, figure_of


def says_the_figure(figure: Figure, read: Read, names: list[str]) -> None:
    at = dict(zip((box.id for box in figure.boxes), names, strict=True))
    assert list(read.nodes) == names
    assert read.edges == [(at[arrow.source], at[arrow.target]) for arrow in figure.arrows]
    assert [sorted(text.split("\n")) for text in read.nodes.values()] == [
        sorted(harmless(words.text) for words in box.words) for box in figure.boxes
    ]


def says_it_twice(figure: Figure) -> None:
    says_the_figure(figure, read_dot(dot_text(figure)), [box.id for box in figure.boxes])
    says_the_figure(figure, read_mermaid(mermaid_text(figure)), [f"n{at}" for at in range(len(figure.boxes))])


@pytest.mark.parametrize("name", [name for name in FIGURES if not name.startswith("hostile")])
def test_both_notations_say_the_figure(name: str) -> None:
    says_it_twice(figure_of(name))


@given(questions())
@examples(100)
def test_the_same_holds_of_generated_bases(asked: Asked) -> None:
    question = Question(asked.program, asked.case, asked.situation)
    says_it_twice(graph_figure(graph_of(question, whole=True)))
    says_it_twice(map_figure(map_of(asked.program)))


def test_weights_stand_on_the_edges() -> None:
    for text in (dot_text(figure_of("baseline")), mermaid_text(figure_of("baseline"))):
        assert "hold +2" in text
        assert "lift −2" in text


def test_what_a_user_wrote_stays_a_label() -> None:
    for name in ("hostile", "hostile map"):
        figure = figure_of(name)
        dot, mermaid = dot_text(figure), mermaid_text(figure)
        assert len(read_dot(dot).nodes) == len(read_mermaid(mermaid).nodes) == len(figure.boxes)
        assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(dot + mermaid)
        assert not [line for line in mermaid.splitlines() if line.startswith("  n") and "<script" in line]


def test_every_kind_has_a_look_in_every_notation() -> None:
    from engine.show import dot, mermaid

    assert set(dot._BOXES) == set(mermaid._BOXES) == set(BOXES)
    assert set(dot._ARROWS) == set(mermaid._ARROWS) == set(ARROWS) == set(ARROW_STROKES)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('digraph "a" { "b" [label="c"] }', read_dot),
        ('digraph "a" { "b" -> "c" [label="d]; }', read_dot),
        ('digraph "a" { "b" [label="c"]; } x', read_dot),
        ('---\ntitle: "a"\n---\nflowchart LR\n  n0["a"b"]:::rule\n', read_mermaid),
        ('---\ntitle: "a"\n---\nflowchart LR\n  n0["a # b"]:::rule\n', read_mermaid),
        ('---\ntitle: "a"\n---\nflowchart LR\n  n0(["a")]:::rule\n', read_mermaid),
    ],
)
def test_the_grammars_refuse_what_does_not_fit(text: str, read: object) -> None:
    assert callable(read)
    with pytest.raises((ValueError, StopIteration)):
        read(text)
