"""A figure as a Mermaid flowchart, which many wikis draw by themselves."""

from __future__ import annotations

from json import dumps

from engine.show.figure import ARROWS, Arrow, ArrowKind, Box, BoxKind, Figure
from engine.show.lettering import harmless

_BOXES: dict[BoxKind, tuple[str, str]] = {
    "verdict": ("[[", "]]"),
    "derived": ("(", ")"),
    "observed": ("[", "]"),
    "rule": ("([", "])"),
    "bearing": ("([", "])"),
}
_ARROWS: dict[ArrowKind, str] = {
    "premise": "---",
    "exception": "-.-o",
    "waits": "-.-",
    "blocks": "-.-x",
    "beside": "-..-",
    "for": "-->",
    "against": "--x",
    "level": "-->",
    "narrows": "==>",
    "reads": "---",
    "excepts": "-.-o",
    "weighing": "-->",
    "narrowing": "==>",
    "settles": "-->",
}
_STYLES = {
    "verdict": "fill:#e9eff6,stroke:#1a1c1e,stroke-width:2px",
    "derived": "fill:#ffffff,stroke:#1a1c1e",
    "observed": "fill:#f5f2ea,stroke:#565c63",
    "rule": "fill:#ffffff,stroke:#565c63",
    "bearing": "fill:#ffffff,stroke:#8d949b",
    "open": "stroke-dasharray:5 3",
    "pending": "stroke-dasharray:5 3",
    "ruled_out": "stroke-dasharray:2 3",
    "conflict": "stroke-width:3px",
}
# An entity of Mermaid begins with `#` and ends with `;`.
_ENTITIES = str.maketrans({'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;"})


def mermaid_text(figure: Figure) -> str:
    """The figure as a flowchart; its boxes are named by their number."""
    names = {box.id: f"n{at}" for at, box in enumerate(figure.boxes)}
    kinds = dict.fromkeys([*(box.kind for box in figure.boxes), *(box.mark for box in figure.boxes if box.mark)])
    arrows = dict.fromkeys(arrow.kind for arrow in figure.arrows)
    lines = [
        "---",
        f"title: {dumps(harmless(figure.title), ensure_ascii=False)}",
        "---",
        "flowchart LR",
        *(f"  %% {harmless(said)}" for said in (*figure.remarks, *figure.notes)),
        *(f"  %% {_ARROWS[kind]} {ARROWS[kind]}" for kind in arrows),
        *(_box(names[box.id], box) for box in figure.boxes),
        *(_arrow(names, arrow) for arrow in figure.arrows),
        *(f"  classDef {kind} {_STYLES[kind]}" for kind in kinds),
    ]
    return "\n".join(lines) + "\n"


def _box(name: str, box: Box) -> str:
    begin, end = _BOXES[box.kind]
    text = "<br/>".join(_escaped(words.text) for words in box.words)
    marked = f"\n  class {name} {box.mark}" if box.mark else ""
    return f'  {name}{begin}"{text}"{end}:::{box.kind}{marked}'


def _arrow(names: dict[str, str], arrow: Arrow) -> str:
    label = f'|"{"<br/>".join(map(_escaped, arrow.labels))}"|' if arrow.labels else ""
    stroke = _ARROWS[arrow.kind].replace("-->", "-.->").replace("==>", "-.->") if arrow.mark else _ARROWS[arrow.kind]
    return f"  {names[arrow.source]} {stroke}{label} {names[arrow.target]}"


def _escaped(text: str) -> str:
    return harmless(text).translate(_ENTITIES)
