"""Strict YAML: every scalar stays the text that was written, and everything knows its place.

A document becomes `Mapping`, `Sequence` and `Scalar` values, which are a dict, a list and a str with a
`place`. Anchors, aliases, merge keys, tags, duplicate keys and several documents in a file are refused;
sizes and depths are bounded. Which of ``no``, ``1.10`` or ``12:30`` is a state, a number or a date is for
the schema of the file to say, not for YAML.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

import yaml

from engine.language.problems import MANY, InvalidInput, Place, Problem, invalid

MAX_BYTES = 256 * 1024  # a file of a rule base is read by people
MAX_DEPTH = 32  # the parser recurses no deeper than its own stack allows

_TOO_DEEP = "exceeded maximum nesting depth"  # libyaml's own words for it
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # an escape may write them; a terminal obeys some


class Scalar(str):
    """A scalar: its text, and where it stands. `quoted` tells ``""`` from nothing."""

    __slots__ = ("file", "mark", "quoted")
    file: str
    mark: Any
    quoted: bool

    @property
    def place(self) -> Place:
        """Where it stands, made when it is asked for: most scalars are never complained of."""
        return Place(self.file, self.mark.line + 1, self.mark.column + 1)


class Sequence(list[Any]):
    """A list with its place."""

    __slots__ = ("place",)
    place: Place


class Mapping(dict[Any, Any]):
    """A mapping with its place; its keys are `Scalar`s and know theirs."""

    __slots__ = ("place",)
    place: Place


def place_of(value: object, otherwise: Place) -> Place:
    """The place of a value read from a document, or the other where it has none."""
    return getattr(value, "place", otherwise)


def decode(data: bytes, file: str, most: int = MAX_BYTES) -> str:
    """The text of a file of at most so many bytes. Raises `InvalidInput` where it is too large, not UTF-8, or holds a NUL."""
    start = Place(file, 1, 1)
    if len(data) > most:
        raise invalid(start, "file-too-large", f"more than the {most:,} bytes that are read", "Split the file.")
    try:
        data = data.removeprefix(codecs.BOM_UTF8)
        text = data.decode()
    except UnicodeDecodeError as error:
        place = _place_after(data[: error.start].decode(), file)
        raise invalid(place, "not-utf8", "not UTF-8 text", "Save the file as UTF-8.") from None
    if "\0" in text:
        place = _place_after(text[: text.index("\0")], file)
        raise invalid(place, "not-text", "a NUL character: this is not a text file", "Save the file as plain text.")
    return text


def _place_after(before: str, file: str) -> Place:
    """The place of the character that comes after a text."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def read_document(text: str, file: str) -> Mapping | Sequence | Scalar:
    """The one document in `text`.

    Raises `InvalidInput` with every refused construct, or the one place where the text stops being YAML.
    """
    return _Reader(text, file).document()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []

    def document(self) -> Mapping | Sequence | Scalar:
        value: Mapping | Sequence | Scalar | None = None
        try:
            self.next = yaml.CSafeLoader(self.text).get_event
            self.next()  # the start of the stream
            event = self.next()
            if isinstance(event, yaml.DocumentStartEvent):
                value = self.node(self.next(), 1)
                self.next()  # the end of the document
                event = self.next()
                if isinstance(event, yaml.DocumentStartEvent):
                    self.refuse(event, "several-documents", "a second document in one file", "Give it a file of its own.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if mark and error.problem == _TOO_DEEP:
                # The scanner of libyaml 0.2.6 reads ahead of us and refuses a thousand levels. What stands before
                # that is too deep for us, at a place which is the same for every version.
                _Reader(self.text[: mark.index], self.file).document()
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
            self.problems.append(Problem(place, "yaml-syntax", f"not YAML: {error.problem or error.context}", _hint(error)))
        except yaml.reader.ReaderError as error:
            before = self.text.encode()[: error.position].decode(errors="ignore")  # the parser counts bytes
            message = (
                f"the character U+{int(error.character):04X} may not stand in YAML"
                if isinstance(error.character, int)
                else "not readable"
            )
            self.problems.append(Problem(_place_after(before, self.file), "yaml-character", message, "Take it out."))
        if self.problems:
            raise InvalidInput(self.problems)
        if value is None:
            raise invalid(Place(self.file, 1, 1), "empty-file", "the file says nothing", "Fill it, or take it away.")
        return value

    def node(self, event: Any, depth: int) -> Any:
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            return self.scalar(event)
        if depth > MAX_DEPTH:
            problem = Problem(self.place(event), "too-deep", f"nested deeper than {MAX_DEPTH}", "Say it in several rules.")
            raise InvalidInput([*self.problems, problem])
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, "yaml-alias", f"an alias (*{event.anchor})", "Write the value out where it is used.")
            return self.scalar(yaml.ScalarEvent(None, None, (True, True), "", event.start_mark, event.end_mark))
        if event.anchor is not None:
            self.refuse(event, "yaml-anchor", f"an anchor (&{event.anchor})", "Write the value out where it is used.")
        if event.tag is not None and event.tag != "!":
            self.refuse(event, "yaml-tag", f"a tag ({event.tag})", "Types come from what the file is for, not from tags.")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = Sequence()
            items.place = self.place(event)
            while not isinstance(entry := self.next(), yaml.SequenceEndEvent):
                items.append(self.node(entry, depth + 1))
                if event.flow_style:
                    self.check_brackets(entry, items[-1])
            return items
        return self.mapping(event, depth)

    def scalar(self, event: Any) -> Scalar:
        if event.style == '"' and (strange := CONTROL.search(event.value)):
            message = f"the character U+{ord(strange[0]):04X} may not stand in a text"
            self.refuse(event, "yaml-character", message, "Leave the escape out.")
        scalar = Scalar(event.value)
        scalar.file = self.file
        scalar.mark = event.start_mark
        scalar.quoted = bool(event.style)  # the C parser says "" of a plain one
        return scalar

    def mapping(self, event: Any, depth: int) -> Mapping:
        found = Mapping()
        found.place = self.place(event)
        while not isinstance(entry := self.next(), yaml.MappingEndEvent):
            key = self.node(entry, depth + 1)
            value = self.node(self.next(), depth + 1)
            if event.flow_style:
                self.check_brackets(entry, key)
            if not isinstance(key, Scalar):
                self.refuse(entry, "yaml-key", "a key that is not a word", "Keys are plain words.")
            elif key == "<<":
                self.refuse(entry, "yaml-merge", "a merge key (<<)", "Write the entries out where they are used.")
            elif key in found:
                first = next(other for other in found if other == key).place
                message = f"`{key}` stands twice in one mapping, first on line {first.line}"
                self.refuse(entry, "duplicate-key", message, "Merge the two, or take one out.")
            else:
                found[key] = value
        return found

    def check_brackets(self, event: Any, value: Any) -> None:
        """Within braces a comma ends an entry, also one that is meant to stand between two actors."""
        if isinstance(value, Scalar) and not value.quoted and value.count("(") > value.count(")"):
            message = f"`{value[:80]}` ends at a comma, before its bracket is closed"
            hint = 'Within { } and [ ] a name with a comma stands in quotes: "treaty(A, B)". Or write one entry a line.'
            self.refuse(event, "comma-in-name", message, hint)

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.place(event), code, message, hint))
        if len(self.problems) == MANY:
            raise InvalidInput(self.problems)


def _hint(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "tab character" in problem or "'\\t'" in problem:
        return "Indent with spaces, not tabs."
    if "mapping values are not allowed" in problem:
        return "A sentence with a colon needs quotes, or a `>-` block; the entries of a mapping begin in one column."
    if "escape" in problem:
        return "A backslash between double quotes is an escape; write it twice, or use single quotes."
    if error.context_mark and error.problem_mark and error.context_mark.line < error.problem_mark.line:
        mark = error.context_mark
        return f"Something is not closed that begins at {mark.line + 1}:{mark.column + 1}."
    return "Brackets, quotes, commas and indentation are the usual reasons."
