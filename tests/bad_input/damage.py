"""Random damage to YAML files: to their bytes, as a bad editor or disk does it, and to what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

from engine.language.documents import Mapping, Sequence, read_document

ODD: list[str] = [
    *"{}[]:,|>&*!%@`#'\"\\-?\t\0\x07\x7f\x85\ufeff\u2028\u202e\ufffe\U0010ffffé架🌉 \n",
    "<<: ",
    "&a ",
    "*a",
    "!!int ",
    "!<x> ",
    "? ",
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "\r\n",
    '"\\ud800"',
    "[" * 40,
    "{a: " * 40,
    "- " * 1100,
    "9" * 400,
    "9" * 5000,
]
EXTREME: list[str] = [
    *("0", "-0", "+0", "00", "007", "-1", "1", "3", "-4", "4", "7", "99", "1e3", "1e400", "0x1F", "0o17", "1_000", "1.10", "4.0"),
    *(".5", "5.", "+-1", "--1", ".inf", "-.INF", ".nan", "NaN", "12:30", "9" * 13, "9" * 19, "9" * 400, "-" + "9" * 5000),
    *("0.000000001", "0.0000000001", "999999999999999", "-999999999999999.999999999", "٣", "１２", "²", "½", "Ⅳ"),
    *("..", "4..", "..9", "9..4", "4..4", "4..<4", "..<0", ">=4", "<0", ">=-1", "4...9", "1e1..2", ">=", "<", "0..<0.000000001"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2015-02-29", "2015-02-30", "2016-02-29", "2015-13-01"),
    *("2015-2-1", "20150212", "2015-02-12T00:00:00Z", "2015-02-12 10:00", "-2015-02-12", "२०१५-०२-०१", "1423699200", "today"),
    *("", " ", "~", "null", "no", "on", "true", "True", "false", "yes", "y", "<<", "=", "|", "a|", "|a", "a||b", "any", "not"),
    *("at_least", "at_most", "below", "since", "external", "A0", "G1", "B2 ", "b2", "F6", "observed", "contradiction", "open"),
    *("x" * 61, "x" * 121, "x" * 4001, "x.y" * 50, "\u202egnp", "a\u200bb", "e\u0301", "K", "ſtorm", "\U0010ffff"),
]
CONFUSABLE = str.maketrans("aceiopsxy_.-", "асеіорѕхуˍ․‐")  # what looks like ASCII and is not

Bytes = Callable[[Random, bytes], bytes]
Slot = tuple[list[Any], int]  # a place in a tree: the list that holds a value, and where


class Pairs(list[Any]):
    """A mapping as a list of [key, value], so that a key may stand twice."""


def flip_bits(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def drop_bytes(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, 40) :]


def cut_short(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data))]


def insert_oddity(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + random.choice(ODD).encode() + data[at:]


def move_line(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    line = lines.pop(random.randrange(len(lines)))
    lines[(at := random.randrange(len(lines) + 1)) : at] = [line] * random.randrange(3)
    return b"".join(lines)


def indent_line(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at] = b" " * random.randrange(5) + lines[at].lstrip(b" ")
    return b"".join(lines)


def swap_words(random: Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[^\s,]+", data))
    if len(words) < 2:
        return data
    first, second = sorted(random.sample(words, 2), key=lambda word: word.start())
    return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]


def repeat_word(random: Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[\w.-]+", data))
    if not words:
        return data
    word, other = random.choice(words), random.choice(words)
    return bytes(data[: word.start()] + other[0] + data[word.end() :])


OF_BYTES: tuple[Bytes, ...] = (
    flip_bits,
    drop_bytes,
    cut_short,
    insert_oddity,
    move_line,
    indent_line,
    swap_words,
    repeat_word,
)


def damage_bytes(random: Random, data: bytes, times: int) -> bytes:
    """The bytes with so many random damages."""
    for _ in range(times):
        if data.strip():
            data = random.choice(OF_BYTES)(random, data)
    return data


def drop_entry(random: Random, tree: Any) -> None:
    if found := entries(tree):
        holder, at = random.choice(found)
        del holder[at]


def double_entry(random: Random, tree: Any) -> None:
    if found := entries(tree):
        holder, at = random.choice(found)
        holder.insert(random.randrange(len(holder) + 1), copied(holder[at]))


def rename_key(random: Random, tree: Any) -> None:
    if pairs := [holder[at] for holder, at in entries(tree) if isinstance(holder, Pairs)]:
        random.choice(pairs)[0] = other_word(random, random.choice(pairs)[0])


def swap_values(random: Random, tree: Any) -> None:
    (first, at), (second, other_at) = random.choice(found := slots(tree)), random.choice(found)
    first[at], second[other_at] = copied(second[other_at]), copied(first[at])


def swap_alike(random: Random, tree: Any) -> None:
    """Swaps what two entries of one name say: often right, and never what was meant."""
    alike: dict[str, list[list[Any]]] = {}
    for holder, at in entries(tree):
        if isinstance(holder, Pairs):
            alike.setdefault(str(holder[at][0]), []).append(holder[at])
    if several := [pairs for pairs in alike.values() if len(pairs) > 1]:
        first, second = random.sample(random.choice(several), 2)
        first[1], second[1] = copied(second[1]), copied(first[1])


def move_entry(random: Random, tree: Any) -> None:
    """Moves an entry to another place in its list or mapping: the order of most says nothing."""
    if found := entries(tree):
        holder, at = random.choice(found)
        holder.insert(random.randrange(len(holder)), holder.pop(at))


def reshape_value(random: Random, tree: Any) -> None:
    holder, at = random.choice(slots(tree))
    holder[at] = random.choice(SHAPES)(holder[at])


def replace_word(random: Random, tree: Any) -> None:
    words = [(holder, at) for holder, at in slots(tree) if isinstance(holder[at], str)]
    holder, at = random.choice(words or slots(tree))
    how = random.random()
    if how < 0.4:
        holder[at] = random.choice(EXTREME)
    elif how < 0.7:
        other, other_at = random.choice(words or slots(tree))
        holder[at] = copied(other[other_at])
    else:
        holder[at] = other_word(random, holder[at])


OF_TREES: tuple[Callable[[Random, Any], None], ...] = (
    drop_entry,
    double_entry,
    move_entry,
    rename_key,
    swap_values,
    swap_alike,
    swap_alike,
    reshape_value,
    replace_word,
)
SHAPES: tuple[Callable[[Any], Any], ...] = (
    lambda value: [value],
    lambda value: [[value]],
    lambda value: [value, copied(value)],
    lambda value: Pairs([[copied(value), value]]),
    lambda value: Pairs([["any", [value]]]),
    lambda value: Pairs([["not", value]]),
    lambda value: Pairs([["at_least", value]]),
    lambda value: Pairs([["at_least", value], ["below", copied(value)]]),
    lambda value: Pairs([["title", value]]),
    lambda _: Pairs(),
    lambda _: [],
    lambda _: "",
    lambda _: None,
    lambda value: value[0] if value else value,
    lambda value: written(value),
)


def other_word(random: Random, word: Any) -> Any:
    """A word that is nearly the same, or looks the same, or is quite another."""
    if not isinstance(word, str) or not word:
        return "x"
    at = random.randrange(len(word))
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] * 2 + word[at + 1 :],
            word[::-1],
            word.upper(),
            word.translate(CONFUSABLE),
            word[:at] + "\u200b" + word[at:],
            f" {word} ",
            word * 40,
            random.choice(EXTREME),
        )
    )


def graft(random: Random, tree: Any, other: Any) -> None:
    """Swaps two values between two trees."""
    (first, at), (second, other_at) = random.choice(slots(tree)), random.choice(slots(other))
    first[at], second[other_at] = second[other_at], first[at]


def slots(tree: list[Any]) -> list[Slot]:
    """Where every value of a tree stands; a tree stands in a list of one."""
    found: list[Slot] = []
    for holder in holders(tree):
        found += [(pair, 1) for pair in holder] if isinstance(holder, Pairs) else [(holder, at) for at in range(len(holder))]
    return found


def entries(tree: list[Any]) -> list[Slot]:
    """Where every entry of a list or mapping of a tree stands."""
    return [(holder, at) for holder in holders(tree) if holder is not tree for at in range(len(holder))]


def holders(value: Any) -> Iterator[list[Any]]:
    """Every list and mapping in a tree, the outer ones first."""
    if isinstance(value, list):
        yield value
        for item in value:
            for inner in item if isinstance(value, Pairs) else (item,):
                yield from holders(inner)


def copied(value: Any) -> Any:
    """The same tree, of its own."""
    return type(value)(map(copied, value)) if isinstance(value, list) else value


@cache
def read(text: str) -> Any:
    """The tree of a document; copy it before it is damaged."""
    return [_tree(read_document(text, ""))]


def _tree(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Pairs([str(key), _tree(inner)] for key, inner in value.items())
    return [_tree(inner) for inner in value] if isinstance(value, Sequence) else str(value)


def written(value: Any) -> str:
    """A tree as YAML, an entry a line, so that places differ."""
    if isinstance(value, Pairs):
        return "{" + ",\n".join(f"{_key(key)}: {written(inner)}" for key, inner in value) + "}"
    if isinstance(value, list):
        return "[" + ",\n".join(map(written, value)) + "]"
    if value is None:
        return ""
    return value if re.fullmatch(r"\w[\w.|+-]*", value) else json.dumps(value, ensure_ascii=False)


def _key(key: Any) -> str:
    return written(key) if isinstance(key, str) else f"? {written(key)} "


def damage_tree(random: Random, tree: list[Any], times: int) -> None:
    """Does so many random damages to a tree."""
    for _ in range(times):
        random.choice(OF_TREES)(random, tree)
