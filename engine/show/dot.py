"""A figure as DOT, the language of Graphviz."""

from __future__ import annotations

from engine.show.figure import Arrow, ArrowKind, Box, BoxKind, Figure, Mark
from engine.show.lettering import harmless

_BOXES: dict[BoxKind, str] = {
    "verdict": 'shape=box, style="{}rounded,filled", fillcolor="#e9eff6", peripheries=2',
    "derived": 'shape=box, style="{}rounded"',
    "observed": 'shape=box, style="{}filled", fillcolor="#f5f2ea"',
    "rule": 'shape=ellipse, style="{}solid"',
    "bearing": 'shape=plaintext, style="{}solid"',
}
_ARROWS: dict[ArrowKind, str] = {
    "premise": 'arrowhead=none, color="#8d949b"',
    "exception": "arrowhead=odot, style=dotted",
    "waits": "arrowhead=none, style=dashed",
    "blocks": "arrowhead=obox",
    "beside": 'arrowhead=none, style=dotted, color="#8d949b"',
    "for": 'arrowhead=normal, color="#1c5a8a"',
    "against": 'arrowhead=tee, color="#a3431c"',
    "level": "arrowhead=normal",
    "narrows": "arrowhead=normal, penwidth=2",
    "reads": 'arrowhead=none, color="#8d949b"',
    "excepts": "arrowhead=odot, style=dotted",
    "weighing": "arrowhead=normal",
    "narrowing": "arrowhead=normal, penwidth=2",
    "settles": "arrowhead=normal",
}
_MARKS: dict[Mark, str] = {"open": "dashed,", "pending": "dashed,", "ruled_out": "dotted,", "conflict": "bold,", "": ""}


def dot_text(figure: Figure) -> str:
    """The figure as a DOT graph."""
    title = _quoted("\n".join([figure.title, *figure.remarks, ""]), "\\l")
    lines = [
        f"digraph {_quoted(figure.name)} {{",
        f"  graph [rankdir=LR, fontname=Helvetica, labelloc=t, labeljust=l, label={title}];",
        "  node [fontname=Helvetica, fontsize=10];",
        "  edge [fontname=Helvetica, fontsize=9];",
        *map(_box, figure.boxes),
        *map(_arrow, figure.arrows),
        *(f"  // {harmless(note)}" for note in figure.notes),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _box(box: Box) -> str:
    text = _quoted("\n".join(words.text for words in box.words))
    return f"  {_quoted(box.id)} [{_BOXES[box.kind].format(_MARKS[box.mark])}, label={text}, tooltip={_quoted(box.hint)}];"


def _arrow(arrow: Arrow) -> str:
    said = [_ARROWS[arrow.kind]]
    if arrow.mark:
        said.append(f"style={'dotted' if arrow.mark == 'ruled_out' else 'dashed'}")
    if arrow.labels:
        said.append(f"label={_quoted(chr(10).join(arrow.labels))}")
    return f"  {_quoted(arrow.source)} -> {_quoted(arrow.target)} [{', '.join(said)}, id={_quoted(arrow.id)}];"


def _quoted(text: str, end: str = "\\n") -> str:
    """A string of DOT; its lines end as given. A backslash of a user's is doubled, an `&` begins no entity."""
    lines = [harmless(line).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in text.split("\n")]
    return '"' + end.join(lines) + '"'
