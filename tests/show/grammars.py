"""As much of the grammars of DOT and Mermaid as pictures need, read strictly: what does not fit raises `ValueError`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'\s+|//[^\n]*|(?P<string>"(?:\\.|[^"\\])*")|(?P<word>[A-Za-z_]\w*|-?\d+(?:\.\d+)?)|(?P<sign>->|[{}\[\]=,;])', re.S
)
_NODE = re.compile(r'(?P<name>n\d+)(?P<open>\(\[|\[\[|\(|\[)"(?P<text>[^"\n]*)"(?P<close>\]\)|\]\]|\)|\]):::(?P<kind>\w+)')
_LINK = re.compile(r'(?P<source>n\d+) (?P<line>---|--[>xo]|-\.+-[xo>]?|==>)(?:\|"(?P<label>[^"\n]*)"\|)? (?P<target>n\d+)')
_ENTITY = re.compile(r"#(?:[a-z]+|\d+);")
_PAIRS = {"([": "])", "[[": "]]", "(": ")", "[": "]"}


@dataclass
class Read:
    """What a text says: nodes with their labels, and edges by their ends."""

    nodes: dict[str, str] = field(default_factory=dict)
    edges: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def read_dot(text: str) -> Read:
    """Reads ``digraph "…" { … }`` of node, edge and attribute statements, each ended by a semicolon."""
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"no token of DOT: {text[at : at + 40]!r}")
        if match.lastgroup:
            tokens.append(match[0])
        at = match.end()
    take = iter(tokens)

    def expect(*wanted: str) -> str:
        token = next(take)
        if token not in wanted:
            raise ValueError(f"{token!r} stands for one of {wanted}")
        return token

    def attributes() -> dict[str, str]:
        found = {}
        while True:
            key = next(take)
            expect("=")
            found[key] = next(take)
            if expect(",", "]") == "]":
                return found

    read = Read()
    expect("digraph")
    next(take)
    expect("{")
    while (token := next(take)) != "}":
        if token in ("graph", "node", "edge"):
            expect("[")
            attributes()
        elif expect("->", "[") == "->":
            target = next(take)
            expect("[")
            read.labels.append(attributes().get("label", ""))
            read.edges.append((_unquoted(token), _unquoted(target)))
        else:
            read.nodes[_unquoted(token)] = _unquoted(attributes()["label"])
        expect(";")
    if next(take, None) is not None:
        raise ValueError("something follows the graph")
    return read


def _unquoted(token: str) -> str:
    if not token.startswith('"'):
        raise ValueError(f"{token} is not quoted")
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nl" else match[1], token[1:-1]).replace("&amp;", "&")


def read_mermaid(text: str) -> Read:
    """Reads a flowchart under a title, its statements one a line."""
    begin, _, rest = text.partition("flowchart LR\n")
    if not re.fullmatch(r'---\ntitle: "[^\n]*"\n---\n', begin):
        raise ValueError(f"no title: {begin!r}")
    read = Read()
    for line in rest.splitlines():
        said = line.strip()
        if said.startswith("%% ") or re.fullmatch(r"class n\d+ \w+|classDef \w+ [\w#:, -]+", said):
            continue
        if (node := _NODE.fullmatch(said)) and _PAIRS[node["open"]] == node["close"]:
            read.nodes[node["name"]] = _plain(node["text"])
        elif link := _LINK.fullmatch(said):
            read.edges.append((link["source"], link["target"]))
            read.labels.append(_plain(link["label"] or ""))
        else:
            raise ValueError(f"no statement of Mermaid: {said!r}")
    return read


def _plain(text: str) -> str:
    """The text of a label; a `#` that begins no entity, or markup beside line breaks, is none."""
    lines = text.split("<br/>")
    for line in lines:
        if re.search(r"[<>&`\\]|#", _ENTITY.sub("", line)):
            raise ValueError(f"not escaped: {line!r}")
    names = {"#quot;": '"', "#35;": "#", "#lt;": "<", "#gt;": ">", "#amp;": "&", "#96;": "`", "#92;": "\\"}
    return "\n".join(_ENTITY.sub(lambda match: names[match[0]], line) for line in lines)
