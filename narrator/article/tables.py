"""Tables: told from layout, read row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from narrator.article.classes import beckons
from narrator.article.text import tidy
from narrator.article.tree import Node, inside

ROW_LIMIT = 6
"""A longer table is no use to a listener. Source: research on what users ask for."""
_CELL_LIMIT = 160
_MEAN_LIMIT = 60
_LINK_SHARE = 0.6
_LAYOUT = frozenset({"table", "h1", "h2", "h3", "ul", "ol", "article", "form"})

Rows = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Cell:
    """A cell while its table is read."""

    header: bool
    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    linked: bool = False

    @property
    def text(self) -> str:
        return tidy(" ".join(self.pieces))

    @property
    def heads(self) -> bool:
        """Whether it is a header cell, by element or by type."""
        text = self.text
        return self.header or not text or self.bold >= len(text)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data."""

    rows: Rows
    """Cells, the header row first."""
    headed: bool
    """Whether the first row is a header."""
    caption: str
    """Empty without one."""
    buttons: bool = False
    """Whether each row only leads elsewhere, by a link that says the same in all or asks to follow."""


def read_table(table: Node) -> Table | None:
    """The table, if it is one of data and not of layout."""
    if str(table.attrs.get("role", "")) in ("presentation", "none"):
        return None
    rows: list[list[_Cell]] = []
    caption: list[str] = []
    linked = 0
    asks = False
    for element, parents in inside(table):
        if isinstance(element, str):
            if rows and rows[-1] and ("td" in parents or "th" in parents):
                linked += _add(rows[-1][-1], element, parents)
            elif "caption" in parents:
                caption.append(element)
        elif element.name in _LAYOUT:
            return None
        elif element.name == "a":
            asks = asks or beckons(str(element.attrs.get("href", "")))
        elif element.name == "tr":
            rows.append([])
        elif element.name in ("td", "th") and rows:
            rows[-1].append(_Cell(element.name == "th" or "thead" in parents))
    filled = [row for row in rows if any(cell.text for cell in row)]
    data = _as_data(filled, linked)
    if data is None:
        return None
    return Table(*data, tidy(" ".join(caption)), _only_leads(filled, asks=asks))


def _only_leads(rows: list[list[_Cell]], *, asks: bool) -> bool:
    last = [row[-1] for row in rows if sum(bool(cell.text) for cell in row) > 1]
    leads = bool(last) and all(cell.linked for cell in last)
    return leads and (asks or 2 * len({cell.text for cell in last}) <= len(last) + 1)


def _add(cell: _Cell, text: str, parents: list[str]) -> int:
    """Adds a text to its cell, and returns how much of it is a link."""
    cell.pieces.append(text)
    if "b" in parents or "strong" in parents:
        cell.bold += len(tidy(text))
    if "a" not in parents:
        return 0
    cell.linked = cell.linked or not text.isspace()
    return len(text)


def _as_data(rows: list[list[_Cell]], linked: int) -> tuple[Rows, bool] | None:
    """The cells, if there are at least two rows and columns of short texts that are no links."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return None
    plain = tuple(tuple(cell.text for cell in row) for row in rows)
    lengths = [len(text) for row in plain for text in row]
    if (
        max(lengths) > _CELL_LIMIT
        or sum(lengths) > _MEAN_LIMIT * len(lengths)
        or linked > _LINK_SHARE * sum(lengths)
    ):
        return None
    return plain, all(cell.heads for cell in rows[0]) or _reads_as_header(plain)


def _reads_as_header(rows: Rows) -> bool:
    """A first row without digits over columns of numbers."""
    if any(sign.isdecimal() for cell in rows[0] for sign in cell):
        return False
    wide = max(map(len, rows)) > 2
    if not wide and 2 * len({_without_digits(row[-1]) for row in rows[1:]}) > len(rows):
        return False  # a name and a value in each row, of another unit each
    numeric = [_is_number(cell, wide=wide) for row in rows[1:] for cell in row[1:]]
    return bool(numeric) and sum(numeric) * 2 > len(numeric)


def _without_digits(cell: str) -> str:
    return "".join(sign for sign in cell if sign.isalpha())


def _is_number(cell: str, *, wide: bool) -> bool:
    """Whether a cell holds a number; of two columns, whether it is hardly anything else."""
    digits = sum(map(str.isdecimal, cell))
    return digits > 0 if wide else 2 * digits > sum(map(str.isalnum, cell))


def read_rows(rows: Rows, *, headed: bool) -> tuple[str, ...]:
    """One line a row: ``पटना: सीटें 14, मतदान 57%``; cells joined by commas where no header names them."""
    if not headed:
        return tuple(", ".join(cell for cell in row if cell) for row in rows)
    header = rows[0]
    return tuple(_read_row(header, row) for row in rows[1:])


def _read_row(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    named = [
        f"{header[at]} {cell}" if at < len(header) and header[at] else cell
        for at, cell in enumerate(row[1:], 1)
        if cell
    ]
    rest = ", ".join(named)
    return f"{row[0]}: {rest}" if row and row[0] and rest else rest or row[0]
