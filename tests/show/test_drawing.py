"""A picture is a well-formed document in which everything of its figure can be seen, read and told apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from engine.ask.base_map import map_of
from engine.ask.graph import graph_of
from engine.ask.question import Question
from engine.keep.questions import make_question
from engine.show.base_map import map_figure
from engine.show.drawing import picture
from engine.show.figure import ARROWS, BOXES, Figure
from engine.show.graph import graph_figure
from engine.show.lettering import width
from engine.show.strokes import ARROW_STROKES
from tests.generated import Asked, examples, questions
from tests.show.hostile import hostile_question
from tests.show.seen import SVG, Rect, Seen, see

TOY = str(Path(__file__).parents[1] / "bases" / "toy")
GOLDEN = Path(__file__).parent / "festival.svg"

FIGURES: dict[str, Callable[[], Figure]] = {
    "baseline": lambda: graph_figure(graph_of(make_question())),
    "every level": lambda: graph_figure(graph_of(make_question(), depth=0)),
    "proof": lambda: graph_figure(graph_of(make_question(case_name="a05-calm-ukraine-hostile-russia"), "japan.role")),
    "open": lambda: graph_figure(graph_of(make_question(case_name="a09-nothing-known"))),
    "tension": lambda: graph_figure(graph_of(make_question(sets=["japan.sanctions_course=lift"]))),
    "contradiction": lambda: graph_figure(graph_of(make_question(base_name=TOY, case_name="no-way-out"))),
    "all": lambda: graph_figure(graph_of(make_question(), whole=True)),
    "context": lambda: graph_figure(graph_of(make_question(), "energy.pipeline_gas_share")),
    "map": lambda: map_figure(map_of(make_question().program)),
    "hostile": lambda: graph_figure(graph_of(hostile_question(), depth=0)),
    "hostile map": lambda: map_figure(map_of(hostile_question().program)),
}


@cache
def figure_of(name: str) -> Figure:
    return FIGURES[name]()


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest) -> Figure:
    return figure_of(request.param)


@cache
def seen_of(name: str) -> Seen:
    return see(picture(figure_of(name)))


@pytest.fixture
def seen(figure: Figure) -> Seen:
    return seen_of(next(name for name in FIGURES if figure_of(name) is figure))


def rects(figure: Figure, seen: Seen) -> dict[str, Rect]:
    return {box.id: seen.box(box.id) for box in figure.boxes}


def all_is_seen(figure: Figure, seen: Seen) -> None:
    ids = [box.id for box in figure.boxes] + [arrow.id for arrow in figure.arrows]
    assert len(set(ids)) == len(ids)
    assert set(seen.groups) == set(ids)


def nothing_overlaps(figure: Figure, seen: Seen) -> None:
    boxes = rects(figure, seen)
    assert not [(a, b) for a, b in combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]
    page = Rect(0, 0, float(seen.root.attrib["width"]), float(seen.root.attrib["height"]))
    assert all(page.holds(box) for box in boxes.values())


def texts_fit(figure: Figure, seen: Seen) -> None:
    for box in figure.boxes:
        outline = seen.box(box.id)
        for text, x, y, size in seen.lines(box.id):
            bold = any(line.text == text and "font-weight" in line.attrib for line in seen.groups[box.id].iter(f"{SVG}text"))
            assert outline.holds(Rect(x, y - size * 0.75, x + width(text, size, bold), y + size * 0.22))


def test_every_box_and_arrow_is_in_the_picture_once(figure: Figure, seen: Seen) -> None:
    all_is_seen(figure, seen)


def test_no_two_boxes_overlap(figure: Figure, seen: Seen) -> None:
    nothing_overlaps(figure, seen)


def test_texts_fit_their_boxes(figure: Figure, seen: Seen) -> None:
    texts_fit(figure, seen)


@given(questions(most=9))
@examples(150)
def test_the_same_holds_of_generated_bases(asked: Asked) -> None:
    question = Question(asked.program, asked.case, asked.situation)
    for made in (
        graph_figure(graph_of(question)),
        graph_figure(graph_of(question, whole=True)),
        map_figure(map_of(asked.program)),
    ):
        drawn = see(picture(made))
        all_is_seen(made, drawn)
        nothing_overlaps(made, drawn)
        texts_fit(made, drawn)
        arrows_join_their_boxes(made, drawn)


def arrows_join_their_boxes(figure: Figure, seen: Seen) -> None:
    boxes = rects(figure, seen)
    for arrow in figure.arrows:
        (path, *_) = seen.groups[arrow.id].findall(f"{SVG}path")
        numbers = path.attrib["d"].replace("C", " ").replace("M", " ").replace("H", " ").split()
        end, y = float(numbers[-2]), float(numbers[-1])
        source, target = boxes[arrow.source], boxes[arrow.target]
        assert end == pytest.approx(target.left, abs=0.15)
        assert target.top - 0.1 <= y <= target.bottom + 0.1
        assert source.right - 0.1 <= float(numbers[0]) <= source.right + 200  # behind its labels
        for other, box in boxes.items():
            for x, until, height in seen.heights(arrow.id):
                assert other in (arrow.source, arrow.target) or not box.overlaps(Rect(x, height, until, height))


def test_arrows_join_their_boxes_and_pass_no_other(figure: Figure, seen: Seen) -> None:
    arrows_join_their_boxes(figure, seen)


def test_labels_stand_behind_their_box_and_on_nothing(figure: Figure, seen: Seen) -> None:
    boxes = rects(figure, seen)
    labels = []
    for arrow in figure.arrows:
        for text, x, y, size in seen.lines(arrow.id):
            labels.append(Rect(x, y - size * 0.7, x + width(text, size, bold=True), y + size * 0.1))
            assert x >= boxes[arrow.source].right
    assert not [label for label in labels for box in boxes.values() if label.overlaps(box)]
    assert not [pair for pair in combinations(labels, 2) if pair[0].overlaps(pair[1])]


def test_it_says_what_it_is_to_those_who_cannot_see_it(figure: Figure, seen: Seen) -> None:
    root = seen.root
    assert root.attrib["role"] == "img"
    named = {child.attrib["id"]: child.text for child in root if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert list(named) == root.attrib["aria-labelledby"].split()
    assert all(named.values())
    for box in figure.boxes:
        title = seen.groups[box.id].find(f"{SVG}title")
        assert title is not None
        assert title.text


def test_it_loads_and_runs_nothing(figure: Figure) -> None:
    text = picture(figure)
    root = ElementTree.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "path", "circle", "text",
    }  # fmt: skip
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name in ("style", "class")]
        assert not [value for value in element.attrib.values() if "url(" in value or "javascript:" in value]
    assert text.count("http") == 1  # the name of its language


def test_no_colour_tells_alone() -> None:
    drawn = [(stroke.width, stroke.dashes, stroke.head) for kind, stroke in ARROW_STROKES.items() if kind != "weighing"]
    of_a_case = drawn[:9]
    assert len(set(of_a_case)) == len(of_a_case)
    assert set(ARROW_STROKES) == set(ARROWS)


@pytest.mark.parametrize("name", ["baseline", "open", "tension", "all", "map"])
def test_the_legend_explains_every_kind_that_is_there_and_no_other(name: str) -> None:
    made, root = figure_of(name), seen_of(name).root
    said = [text.text for text in root.iter(f"{SVG}text")]
    kinds = {box.kind for box in made.boxes}
    assert {text for kind, text in BOXES.items() if kind in kinds} == set(said) & set(BOXES.values())
    arrows = {arrow.kind for arrow in made.arrows if not arrow.mark}
    assert {ARROWS[kind] for kind in arrows} <= set(said)


def test_what_a_user_wrote_breaks_nothing_and_is_shown() -> None:
    for name in ("hostile", "hostile map"):
        text = picture(figure_of(name))
        assert "<script" not in text
        assert not {"\u202e", "\u2066", "\x00", "\x1b", "\u2028"} & set(text)
        assert "&lt;/text&gt;&lt;script&gt;" in text
        assert "\ufffd" in text
        text.encode()


def test_the_picture_says_what_was_asked_and_what_was_left_out() -> None:
    asked = make_question(sets=["g7.front=divided"], without=["asia-is-not-europe"])
    said = " ".join(text.text or "" for text in see(picture(graph_figure(graph_of(asked)))).root.iter(f"{SVG}text"))
    assert "What if g7.front = divided" in said
    assert "Dissent: without asia-is-not-europe" in said
    assert "Left out here:" in said
    assert "Balances are sums of weights, not likelihoods." in said


def test_the_baseline_is_readable_on_a_page_of_a4() -> None:
    root = seen_of("baseline").root
    scale = min(1047 / float(root.attrib["width"]), 718 / float(root.attrib["height"]))
    sizes = sorted({float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")})
    assert sizes[0] * scale * 0.75 >= 4.9  # points, of notes
    titles = [float(text.attrib["font-size"]) for text in seen_of("baseline").groups["d-scenario"].iter(f"{SVG}text")]
    assert min(titles) * scale * 0.75 >= 5.8


def test_a_small_picture_is_drawn_as_it_was() -> None:
    graph = graph_of(make_question(base_name=TOY, case_name="silent-warden"), depth=0)
    drawn = picture(graph_figure(graph))
    assert drawn == GOLDEN.read_text(encoding="utf-8"), (
        f"look at it, and where it is right: kakehashi graph --base {TOY} -c silent-warden --depth 0 -o {GOLDEN}"
    )
