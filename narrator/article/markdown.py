"""An article as Markdown that a person may edit before it is narrated, and back.

The file has a head of ``key: value`` lines between two lines of ``---``, the headline as ``# …``, and a part
for each section: a comment that names its kind, its heading as ``## …``, its blocks as paragraphs, items of
takeaways with a dash, questions in bold. Whoever writes by hand may leave the head and the comments out:
headings then tell the kinds, and the text its language.
"""

from __future__ import annotations

import json
import re

from narrator.article.dates import iso
from narrator.article.detect import detect
from narrator.article.headings import heading_kind
from narrator.article.questions import asks
from narrator.article.text import tidy
from narrator.errors import ArticleError, NoArticleText
from narrator.model import SECTION_KINDS, Article, Section, SectionKind

_FENCE = "---"
_FIELDS = ("author", "published", "language", "site_name", "image", "url", "category")
_KIND = re.compile(r"^<!--\s*([a-z_]+)\s*-->$")
_HEADING = re.compile(r"^#{2,6}\s+(.*)$")
_TITLE = re.compile(r"^#\s+(.*)$")
_BOLD = re.compile(r"^\*\*(.+)\*\*$")
# A line that Markdown, or this file, would read as something else than a paragraph.
_SPECIAL = re.compile(r"^(?:[#>*+\-\\]|\d+[.)]\s|---|<!--|\*\*|```|~~~)")


def to_markdown(article: Article) -> str:
    """The article as an editable text; ``from_markdown`` gives the same article back, less its warnings."""
    head = [f"{key}: {_value(getattr(article, key))}" for key in _FIELDS if getattr(article, key) is not None]
    parts = ["\n".join((_FENCE, *head, _FENCE)), f"# {_one_line(article.title)}"]
    for section in article.sections:
        if section.kind == "title" and section.heading is None and section.blocks == (article.title,):
            continue
        parts.append(_section(section))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    lines = [f"<!-- {section.kind} -->"]
    if section.heading is not None:
        lines.append(f"## {_one_line(section.heading)}")
    for at, block in enumerate(section.blocks):
        lines.append(_block(block, section.kind, is_question=at % 2 == 0))
    return "\n\n".join(lines)


def _block(block: str, kind: SectionKind, *, is_question: bool) -> str:
    text = _one_line(block)
    if kind == "takeaways":
        return f"- {text}"
    if kind == "faq" and is_question and text and "**" not in text and not text.endswith("*"):
        return f"**{text}**"
    return f"\\{text}" if _SPECIAL.match(text) else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(value: str) -> str:
    """The value as it is, or as a JSON string where it would not come back so."""
    plain = value.strip() == value and value.isprintable() and value[:1] not in ('"', "'", "[", "{", "")
    return value if plain else json.dumps(value, ensure_ascii=False)


def from_markdown(text: str) -> Article:
    """The article of an edited text.

    Raises:
        NoArticleText: No headline, or nothing under it.
        ArticleError: A head that is not closed, an unknown key in it, a date that is none, or an unknown kind.
    """
    head, lines = _head(text.lstrip("\ufeff").splitlines())
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        reader.read(line.strip(), number)
    title = reader.title
    sections = reader.sections()
    if not title:
        raise NoArticleText("The text has no headline.", "Begin it with a line such as: # Headline")
    if not any(section.blocks for section in sections):
        raise NoArticleText("The text has no paragraphs.", "Write what is to be read under the headline.")
    if not any(section.kind == "title" for section in sections):
        sections = (Section("title", None, (title,)), *sections)
    language = head.get("language") or detect(
        " ".join(block for section in sections for block in section.blocks)
    )
    return Article(
        title=title,
        sections=sections,
        author=head.get("author"),
        published=_date(head.get("published")),
        language=language,
        site_name=head.get("site_name"),
        image=head.get("image"),
        url=head.get("url"),
        category=head.get("category"),
    )


def _date(written: str | None) -> str | None:
    """The date of the head as ISO 8601.

    Raises:
        ArticleError: It is none.
    """
    if written is None:
        return None
    found = iso(written)
    if found is None:
        raise ArticleError(f"published is no date: {written[:60]}", "Write it as 2026-03-12, or leave it out.")
    return found


def _head(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The values of the head, and the lines after it."""
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if start >= len(lines) or lines[start].strip() != _FENCE:
        return {}, lines
    end = next((at for at in range(start + 1, len(lines)) if lines[at].strip() == _FENCE), None)
    if end is None:
        raise ArticleError("The head of the text is not closed.", "End it with a line of three dashes.")
    found = {}
    for line in lines[start + 1 : end]:
        key, colon, value = line.partition(":")
        key = key.strip()
        if not line.strip():
            continue
        if not colon or key not in _FIELDS:
            raise ArticleError(
                f"Unknown line in the head of the text: {line.strip()[:60]}", f"Known: {', '.join(_FIELDS)}."
            )
        if plain := _read_value(value.strip()):
            found[key] = plain
    return found, lines[end + 1 :]


def _read_value(value: str) -> str:
    if value.startswith('"'):
        try:
            plain = json.loads(value)
        except ValueError:
            return value
        return plain if isinstance(plain, str) else value
    return value


class _Reader:
    """Gathers sections line by line; used once."""

    def __init__(self) -> None:
        self.title = ""
        self._kind: SectionKind | None = None
        self._heading: str | None = None
        self._blocks: list[str] = []
        self._open = False  # the last line belongs to a paragraph that the next may go on with
        self._found: list[Section] = []

    def read(self, line: str, number: int) -> None:
        """Takes one line, without white space around it."""
        if not line:
            self._open = False
        elif named := _KIND.match(line):
            self._close()
            self._kind = _known(named[1], number)
        elif not self.title and (titled := _TITLE.match(line)):
            self.title = tidy(titled[1])
        elif headed := _HEADING.match(line):
            self._read_heading(tidy(headed[1]))
        else:
            self._read_text(line)

    def _read_heading(self, heading: str) -> None:
        if self._blocks or self._heading is not None or self._kind is None:
            self._close()
        self._heading = heading
        self._open = False

    def _read_text(self, line: str) -> None:
        if line.startswith(("- ", "* ", "+ ")):
            self._blocks.append(tidy(line[2:]))
            self._open = False
        elif bold := _BOLD.match(line):
            self._blocks.append(tidy(bold[1]))
            self._open = False
        else:
            text = tidy(line.removeprefix("\\"))
            if self._open:
                self._blocks[-1] = f"{self._blocks[-1]} {text}"
            else:
                self._blocks.append(text)
            self._open = True

    def _close(self) -> None:
        if self._blocks or self._heading is not None:
            kind = self._kind or self._guess()
            self._found.append(Section(kind, self._heading, tuple(block for block in self._blocks if block)))
        self._kind, self._heading, self._blocks, self._open = None, None, [], False

    def _guess(self) -> SectionKind:
        """The kind that the heading names, or that every second line's question mark does."""
        if self._heading is not None and (kind := heading_kind(self._heading)):
            return kind
        asked = [asks(block) for block in self._blocks]
        return "faq" if len(asked) >= 4 and all(asked[::2]) and not any(asked[1::2]) else "body"

    def sections(self) -> tuple[Section, ...]:
        """All of them; ends the reading."""
        self._close()
        return tuple(self._found)


def _known(kind: str, number: int) -> SectionKind:
    for known in SECTION_KINDS:
        if kind == known:
            return known
    raise ArticleError(
        f"Line {number} after the head: no such kind: {kind}", f"Known: {', '.join(SECTION_KINDS)}."
    )
