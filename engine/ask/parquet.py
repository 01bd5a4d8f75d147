"""Tables of cases in Parquet: a column a descriptor, typed. The library (pyarrow) reads them here alone.

What is known is text as in a CSV file, a list of states, or a number; null says that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question
from engine.ask.tables import CHUNK, Cells, Column, Source, Table, table_of
from engine.language.descriptors import Descriptor
from engine.language.problems import InvalidInput, Place, Problem, invalid

_YES_NO = (("true", "false"), ("yes", "no"))


class TypedRows(Struct, frozen=True):
    """Rows of a Parquet file, column by column, and the number of the first of them."""

    first: int
    columns: list[Column]

    def read(self, table: Table) -> Cells:
        """Their cells, which are there already."""
        return Cells(range(self.first, self.first + len(self.columns[0])), self.columns)


def read_parquet(question: Question, file: str, source: IO[bytes], keep: Iterable[str]) -> Source:
    """The table in a Parquet file. Raises `InvalidInput` with every column that does not fit, and where it is no such file."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        hint = "Install it with `pip install 'kakehashi[parquet]'`."
        raise invalid(Place(file), "not-installed", "pyarrow, which reads Parquet, is not installed", hint) from None
    try:
        opened = ParquetFile(source, pre_buffer=False, buffer_size=1 << 20)
        schema = opened.schema_arrow
    except (ArrowException, OSError) as error:
        raise _unreadable(file, error) from None
    table = replace(table_of(question, file, schema.names, keep), numbered="row")
    problems = [
        *(p for at, descriptor in table.descriptors for p in _wrong_type(file, at, descriptor, schema.field(at).type)),
        *(p for at, name in table.kept for p in _nested(file, at, name, schema.field(at).type)),
    ]
    if problems:
        raise InvalidInput(problems)
    return Source(table, _parts(table, opened), {name: schema.field(at).type for at, name in table.kept})


def _parts(table: Table, opened: Any) -> Iterator[TypedRows]:
    from pyarrow import ArrowException

    number = 1
    texts = dict(table.descriptors)
    try:
        for batch in opened.iter_batches(CHUNK):
            if batch.num_rows:
                yield TypedRows(number, [_cells(texts.get(at), column) for at, column in enumerate(batch.columns)])
            number += batch.num_rows
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise _unreadable(table.file, error) from None


def _cells(descriptor: Descriptor | None, column: Any) -> Column:
    """The cells of a column: texts as a CSV file has them, or those of a kept one as they are."""
    from pyarrow import types

    kind, cells = column.type, column.to_pylist()
    if descriptor is None:
        return list(cells)
    if types.is_boolean(kind):
        yes, no = _sides(descriptor)
        return ["" if cell is None else yes if cell else no for cell in cells]
    if _is_list(kind):
        return ["" if cell is None else "|".join(state or "" for state in cell) for cell in cells]
    if types.is_floating(kind) or types.is_decimal(kind):
        return ["" if cell is None or cell != cell else _number(cell) for cell in cells]
    return ["" if cell is None else cell if isinstance(cell, str) else str(cell) for cell in cells]


def _number(cell: float | Decimal) -> str:
    """A number as a person writes it: a column of whole numbers with nulls is often one of floating ones."""
    if abs(cell) == float("inf"):
        return str(cell)
    exact = Decimal(repr(cell)) if isinstance(cell, float) else cell
    return f"{exact:f}" if exact != exact.to_integral_value() else str(int(exact))


def _wrong_type(file: str, at: int, descriptor: Descriptor, kind: Any) -> Iterator[Problem]:
    from pyarrow import types

    text = kind.value_type if types.is_dictionary(kind) or _is_list(kind) else kind
    fits = types.is_null(text) or types.is_string(text) or types.is_large_string(text) or types.is_string_view(text)
    if descriptor.number is not None:
        fits = fits or types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
        hint = "It may hold numbers, or texts such as 4 or >=10."
    else:
        fits = fits or (types.is_boolean(kind) and _sides(descriptor) in _YES_NO)
        hint = f"It may hold texts (or categories, or lists of them): {', '.join(descriptor.states[:8])}."
    if not fits:
        message = f"the column {descriptor.id} is of type {kind}"
        yield Problem(Place(file, 1, at + 1), "wrong-type", message, hint)


def _nested(file: str, at: int, name: str, kind: Any) -> Iterator[Problem]:
    from pyarrow import types

    if types.is_nested(kind):
        message = f"the column `{name[:80]}` holds {kind}"
        yield Problem(Place(file, 1, at + 1), "wrong-type", message, "A column that is kept holds one value a row.")


def _sides(descriptor: Descriptor) -> tuple[str, str]:
    """The two states of a descriptor that may be true or false, in this order."""
    first, second = sorted(descriptor.states, reverse=True)[:2]
    return (first, second) if len(descriptor.states) == 2 else ("", "")


def _is_list(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_list_view(kind))


def _unreadable(file: str, error: Exception) -> InvalidInput:
    said = next(iter(str(error).splitlines()), "")
    return invalid(Place(file), "not-parquet", f"the file cannot be read as Parquet: {said[:200]}", "Write it anew.")
