"""Answers as Parquet: the rows of `engine.show.rows` with types. States are categories, and what made them is in the schema.

The library (pyarrow) writes here alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from shlex import join
from typing import Any, BinaryIO

from engine.ask.clerk import Part
from engine.ask.question import Question
from engine.ask.tables import Table
from engine.infer.space import Outcome, Space
from engine.language.problems import Place, invalid
from engine.show.rows import outcome_name

_GROUP = 1 << 17  # rows that are compressed together


def check_library(option: str = "-o") -> None:
    """Raises `InvalidInput` where the library is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401 (it is only looked for)
    except ImportError:
        hint = "Install it with `pip install 'kakehashi[parquet]'`."
        raise invalid(Place(option), "not-installed", "pyarrow, which writes Parquet, is not installed", hint) from None


def write_batch(
    file: BinaryIO, question: Question, table: Table, kinds: Mapping[str, Any], parts: Iterable[Part], goal: str
) -> None:
    """Writes the answers to a table: for each row its number, the columns kept (of their kinds), its status and states."""
    import pyarrow as pa

    of_verdict = goal == question.base.verdict
    fields = [(table.numbered, pa.int64()), *((name, kinds.get(name, pa.string())) for _, name in table.kept)]

    def batches() -> Iterator[list[Any]]:
        for part in parts:
            kept = [pa.array(column, kind) for column, (_, kind) in zip(part.kept, fields[1:], strict=True)]
            yield [pa.array(part.lines, pa.int64()), *kept, *_ends(part.outcomes, part.answers, of_verdict)]

    _write(file, pa.schema([*fields, *_end_fields()]), question, goal, batches())


def write_sweep(
    file: BinaryIO, question: Question, space: Space, blocks: Iterable[tuple[Sequence[Outcome], Sequence[int]]], goal: str
) -> None:
    """Writes every what-if of a space, in order, with its status and the states left; `blocks` are its outcomes and cells."""
    import pyarrow as pa

    of_verdict = goal == question.base.verdict
    ordered = [question.base.descriptors[digit.descriptor].ordered for digit in space.digits]
    fields = [
        (digit.descriptor, pa.dictionary(pa.int32(), pa.string(), ordered=rank))
        for digit, rank in zip(space.digits, ordered, strict=True)
    ]

    def batches() -> Iterator[list[Any]]:
        done = 0
        for outcomes, cells in blocks:
            columns, stride = [], space.size
            for digit, rank in zip(space.digits, ordered, strict=True):
                stride //= len(digit.states)
                places = _taken(len(digit.states), stride, done, len(cells))
                columns.append(pa.DictionaryArray.from_arrays(places, pa.array(digit.states), ordered=rank))
            yield [*columns, *_ends(outcomes, cells, of_verdict)]
            done += len(cells)

    _write(file, pa.schema([*fields, *_end_fields()]), question, goal, batches())


def _taken(states: int, stride: int, first: int, count: int) -> Any:
    """Which of its states a digit takes in the what-ifs from one on, each for a stride."""
    import pyarrow as pa

    at, begun = divmod(first, stride)
    places = array("i", [at % states]) * min(stride - begun, count)
    while len(places) < count and (at + 1) % states:
        at += 1
        places += array("i", [at % states]) * min(stride, count - len(places))
    if left := count - len(places):
        period = array("i")
        for state in range(states):
            period += array("i", [state]) * min(stride, left)
        places += (period * (left // len(period) + 1))[:left]
    return pa.Array.from_buffers(pa.int32(), count, [None, pa.py_buffer(places)])


def _end_fields() -> list[Any]:
    import pyarrow as pa

    text = pa.dictionary(pa.int32(), pa.string())
    return [("status", text), ("states", text)]


def _ends(outcomes: Sequence[Outcome], answers: Sequence[int], of_verdict: bool) -> Iterator[Any]:
    """The columns of status and states, of rows whose outcomes are told by place."""
    import pyarrow as pa

    for words in (
        [outcome_name(outcome, of_verdict) for outcome in outcomes],
        ["|".join(outcome.states) for outcome in outcomes],
    ):
        known = list(dict.fromkeys(words))
        place = [known.index(word) for word in words]
        if isinstance(answers, bytes):
            told = answers.translate(bytes(place) + bytes(256 - len(place)))
            places = pa.Array.from_buffers(pa.uint8(), len(told), [None, pa.py_buffer(told)]).cast(pa.int32())
        else:
            places = pa.array([place[answer] for answer in answers], pa.int32())
        yield pa.DictionaryArray.from_arrays(places, pa.array(known, pa.string()))


def _write(file: BinaryIO, schema: Any, question: Question, goal: str, batches: Iterable[list[Any]]) -> None:
    """Writes batches of columns, some at a time as a group of rows."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    schema = schema.with_metadata(_metadata(question, goal))
    with ParquetWriter(file, schema, compression="zstd") as writer:
        held: list[Any] = []
        count = 0
        for columns in batches:
            held.append(pa.record_batch(columns, schema=schema))
            count += held[-1].num_rows
            if count >= _GROUP:
                writer.write_table(pa.Table.from_batches(held, schema).unify_dictionaries())
                held, count = [], 0
        writer.write_table(pa.Table.from_batches(held, schema).unify_dictionaries())


def _metadata(question: Question, goal: str) -> dict[str, str]:
    """What made the rows: the program, the rules and facts by their hashes, and what was asked."""
    base = question.base
    return {
        "kakehashi.version": version("kakehashi"),
        "kakehashi.base": base.name,
        "kakehashi.rules_hash": base.rules_hash,
        "kakehashi.vocabulary_hash": base.vocabulary_hash,
        "kakehashi.case": question.case.name,
        "kakehashi.facts_hash": question.situation.facts_hash,
        "kakehashi.goal": goal,
        "kakehashi.question": join(word for option in question.options for word in option),
    }
