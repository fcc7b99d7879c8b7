"""Tables: told from layout, read row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.article.text import tidy

if TYPE_CHECKING:
    from bs4.element import Tag

ROW_LIMIT = 6
"""A longer table is no use to a listener. Source: research on what users ask for."""
_CELL_LIMIT = 160
_MEAN_LIMIT = 60

Rows = tuple[tuple[str, ...], ...]


def read_table(table: Tag) -> tuple[Rows, bool] | None:
    """The cells of a table of data, and whether its first row is a header; None for a table of layout."""
    if str(table.attrs.get("role", "")) in ("presentation", "none") or table.find("table"):
        return None
    rows = [_cells(row) for row in table.find_all("tr")]
    rows = [row for row in rows if any(text for text, _ in row)]
    if (
        len(rows) < 2
        or max(len(row) for row in rows) < 2
        or table.find(["h1", "h2", "h3", "ul", "ol", "article", "form"])
    ):
        return None
    texts = [text for row in rows for text, _ in row]
    if max(map(len, texts)) > _CELL_LIMIT or sum(map(len, texts)) > _MEAN_LIMIT * len(texts):
        return None
    linked = sum(len(tidy(link.get_text())) for link in table.find_all("a"))
    if linked > 0.6 * sum(map(len, texts)):
        return None
    plain = tuple(tuple(text for text, _ in row) for row in rows)
    return plain, all(is_header for _, is_header in rows[0]) or _reads_as_header(plain)


def _cells(row: Tag) -> list[tuple[str, bool]]:
    found = []
    for cell in row.find_all(["td", "th"], recursive=False):
        text = tidy(cell.get_text(" "))
        in_head = (
            cell.parent is not None and cell.parent.parent is not None and cell.parent.parent.name == "thead"
        )
        bold = cell.find(["b", "strong"])
        is_header = cell.name == "th" or in_head or (bold is not None and tidy(bold.get_text()) == text != "")
        found.append((text, is_header or not text))
    return found


def _reads_as_header(rows: Rows) -> bool:
    """A first row without digits over columns of numbers."""
    if any(sign.isdigit() for cell in rows[0] for sign in cell):
        return False
    numeric = [any(sign.isdigit() for sign in cell) for row in rows[1:] for cell in row[1:]]
    return bool(numeric) and sum(numeric) * 2 > len(numeric)


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
