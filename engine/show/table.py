"""A table: rows under named columns of known kinds, as HTML and as a data frame of pandas or polars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from engine.language.problems import Place, invalid
from engine.show.lettering import harmless

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

ColumnKind = Literal["text", "whole", "flag", "day"]
Cell = str | int | bool | date | None

_PANDAS: dict[ColumnKind, str] = {"text": "string", "whole": "Int64", "flag": "boolean", "day": "datetime64[s]"}
_POLARS: dict[ColumnKind, str] = {"text": "String", "whole": "Int64", "flag": "Boolean", "day": "Date"}
_LEFT = ' style="text-align: left"'  # notebooks would have it otherwise


class Table(Struct, frozen=True):
    """Rows under columns, each of a kind; a cell is None where there is nothing to say. Several states are one text, ``a|b``."""

    about: str
    columns: dict[str, ColumnKind]
    rows: tuple[tuple[Cell, ...], ...]

    def to_pandas(self) -> pd.DataFrame:
        """The table as a frame of pandas. Raises `InvalidInput` where that is not installed."""
        pandas = _library("pandas")
        columns = {
            name: pandas.Series(pandas.to_datetime(cells) if kind == "day" else cells, dtype=_PANDAS[kind])
            for (name, kind), cells in zip(self.columns.items(), self._cells(), strict=True)
        }
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The table as a frame of polars. Raises `InvalidInput` where that is not installed."""
        polars = _library("polars")
        schema = {name: getattr(polars, _POLARS[kind]) for name, kind in self.columns.items()}
        frame: pl.DataFrame = polars.DataFrame(dict(zip(self.columns, self._cells(), strict=True)), schema=schema)
        return frame

    def _cells(self) -> list[list[Cell]]:
        """The cells column by column."""
        return [[row[at] for row in self.rows] for at in range(len(self.columns))]

    def _repr_html_(self) -> str:
        return "\n".join(table_rows(self))


def table_rows(table: Table, most: int | None = None) -> list[str]:
    """The rows of a table in HTML, with a caption and headings that say what they head; of more than `most`, the first."""
    shown = table.rows if most is None else table.rows[:most]
    left = len(table.rows) - len(shown)
    more = f" The first {len(shown)} of {len(table.rows)} rows." if left else ""
    heads = "".join(f'<th scope="col"{_LEFT}>{escape(name.replace("_", " "))}</th>' for name in table.columns)
    rows = ["<table>", f"<caption>{escape(harmless(table.about))}{more}</caption>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    for row in shown:
        head, *cells = map(_written, row)
        rows.append(f'<tr><th scope="row"{_LEFT}>{head}</th>{"".join(f"<td{_LEFT}>{cell}</td>" for cell in cells)}</tr>')
    return [*rows, "</tbody>", "</table>"]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return escape(harmless(str(cell)).replace("|", " | "))


def _library(name: Literal["pandas", "polars"]) -> Any:
    """A library that is asked for only here, and only where a frame is wanted."""
    load: Callable[[str], Any] = import_module
    try:
        return load(name)
    except ImportError:
        hint = f"Install it with `pip install 'kakehashi[{name}]'`."
        raise invalid(Place(name), "not-installed", f"{name} is not installed", hint) from None
