"""One walk over the elements of a page, without recursion: pages nested 100,000 deep are walked too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from narrator.article.classes import NEUTRAL, beckons, is_part, judge
from narrator.article.dates import is_moment
from narrator.article.markup import names as markup_names
from narrator.article.page import BREAK, Block, Box, Page, Role
from narrator.article.tables import Table, read_table
from narrator.article.text import tidy
from narrator.article.tree import Node, inside

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROLES: dict[str, Role] = {
    "li": "item",
    "dt": "term",
    "dd": "text",
    "summary": "question",
    "blockquote": "quote",
}
_UNREAD = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "select",
    "textarea",
    "input",
    "object",
}
_PICTURES = {"amp-img", "amp-anim", "amp-video", "amp-youtube"}
_STRONG = {"nav", "footer", "dialog", "figcaption", "option", "menu"}
_WEAK = {"aside", "form", "fieldset", "address"}
_BOLD = {"b", "strong"}
_ITALIC = {"i", "em"}
_FIELDS = {"input", "textarea", "select"}
_CLICKED = {"heading", "question", "term"}
_FOLDS = {"faq", "accordion"}
_TYPED = {"summary", "standfirst", "takeaways", "point_of_view", "faq"}
_INLINE_LIMIT = 300
_MARKS = 60
_SWALLOWED = 90
_QUESTION = 12
_SENTENCE = 20
_CARD = 2
_PARAGRAPH = 60
_CLOCK = 40
_LINE = 150
_LINES = 24
_STOPS = frozenset(".!?।॥۔")
_SMALL_TYPE = re.compile(
    r"font-size:\s*(?:x{0,2}-?small|smaller|(?:[5-9]|1[0-3])px)|text-align:\s*center", re.IGNORECASE
)
_SMALL_NAMES = frozenset({"small", "textxs", "textsm"})
_INTEGER = re.compile(r"-?[0-9]{1,8}$")
_SIGNED = frozenset(
    {
        "author",
        "authors",
        "authorname",
        "authname",
        "byline",
        "bylines",
        "byname",
        "penname",
        "reporter",
        "writer",
    }
)
_FOLD_SIGNS = " +−–-×✕▼▾▲⌄˅›❯＋"
"""What stands after a question that opens at a click."""
_ANCHOR_SIGNS = frozenset("¶#§🔗∞")
_BYLINE_MARKS = {"author", "datepublished", "datemodified", "datecreated"}


class Walk:
    """Reads a tree into a ``Page``; used once."""

    def __init__(self, tree: Node) -> None:
        self.page = Page()
        self._tree = tree
        self._inline = markup_names("elements", "inline")
        self._pieces: list[str] = []
        self._linked = 0
        self._anchored = 0
        self._bold = 0
        self._links = 0
        self._anchors = 0
        self._bolds = 0
        self._italic = 0
        self._italics = 0
        self._small = 0
        self._smalls = 0
        self._beckons = 0
        self._parts = 0
        self._skipped: set[str] = set()
        self._asked = False
        self._timed = False
        self._breaks = 0
        self._counters: list[int | None] = []
        self._steps: list[int] = []
        self._ordinal = ""
        self._fresh_item = False
        self._framed: Box | None = None  # the box of that picture
        self._image = 0  # 1: a picture stands right before the next block; 2: inside it

    def run(self) -> Page:
        """The page."""
        root = Box("page", None)
        self.page.boxes.append(root)
        self._box = root
        iterators: list[Iterator[Node | str]] = [iter(self._tree.contents)]
        leaves: list[tuple[int, Any]] = []
        while iterators:
            for child in iterators[-1]:
                if isinstance(child, Node):
                    leave = self._enter(child)
                    if leave is not None:
                        leaves.append(leave)
                        iterators.append(iter(child.contents))
                        break
                else:
                    self._add(child)
            else:
                iterators.pop()
                if leaves:
                    self._leave(*leaves.pop())
        if self._pieces:
            self._flush()
        root.end = len(self.page.blocks)
        prose = [block for block in self.page.blocks if len(block.text) >= _PARAGRAPH and not block.linked]
        if 2 * sum(block.is_small for block in prose) > len(prose):
            for block in prose:
                block.is_small = False  # the text itself is set so
        return self.page

    # What is done on leaving an element.
    _NOTHING, _LINK, _ANCHOR, _BOLD_TYPE, _ITALICS, _BOX, _LIST, _TIME, _SMALL = range(9)

    def _enter(self, tag: Node) -> tuple[int, Any] | None:
        """What to do on leaving the element; None where it is not entered."""
        name = tag.name
        attrs = tag.attrs
        if name in self._inline or (name == "p" and self._pieces and _runs_on(attrs)):
            return self._enter_inline(tag, name, attrs)
        if name == "br":
            self._break()
            return None
        if name == "hr" or name in _UNREAD:
            if name == "script":
                self.page.scripts.append("".join(map(str, tag.contents)))
            elif name == "hr" and self._pieces:
                self._flush()
            elif name in _FIELDS and attrs.get("type") != "hidden":
                self._asked = True
                self._box.controls += 1
            return None
        if name in _PICTURES:
            self._image, self._framed = 2 if self._pieces else 1, self._box
            return None
        if name in ("meta", "link", "title", "base"):
            self._read_head(tag, name, attrs)
            return None
        if name == "html":
            self.page.language = str(attrs.get("lang", ""))
        if name == "button" and not self._keeps_button(tag):
            self._box.controls += 1
            return None
        return self._enter_block(tag, name, attrs)

    def _enter_inline(self, tag: Node, name: str, attrs: dict[str, str]) -> tuple[int, Any] | None:
        if name == "img":
            source = attrs.get("data-src") or attrs.get("src")
            if source:
                self.page.images.append((str(source), self._box))
            self._image, self._framed = 2 if self._pieces else 1, self._box
            return None
        if attrs and (
            ("class" in attrs)
            or ("id" in attrs)
            or ("style" in attrs)
            or ("itemprop" in attrs)
            or ("rel" in attrs)
        ):
            self._read_marks(tag, attrs)
            verdict = judge(f"{attrs.get('class', '')} {attrs.get('id', '')}")
            if verdict.hint in _TYPED and name != "a" and self._box.role != "heading":
                return self._enter_block(tag, name, attrs)
            if (verdict.mute or _is_hidden(attrs)) and self._box.role != "heading":
                if len(_opening(tag)) < _INLINE_LIMIT:
                    return None
                return self._enter_block(tag, name, attrs)
        if name == "cite" and self._box.role == "quote":
            return self._enter_block(tag, name, attrs)  # whose the quote is, parted by style alone
        if name == "a":
            if str(attrs.get("href", "#")).lower().startswith(("#", "javascript:")):
                if _opening(tag).strip() in _ANCHOR_SIGNS:
                    return None
                self._anchors += 1
                self._note_skip(attrs)
                return self._ANCHOR, None
            self._links += 1
            self._beckons += beckons(attrs["href"])
            self._parts += is_part(attrs["href"])
            return self._LINK, len(self.page.blocks)
        if name in _BOLD:
            self._bolds += 1
            return self._BOLD_TYPE, None
        if name in _ITALIC:
            self._italics += 1
            return self._ITALICS, None
        if name == "small" or ("style" in attrs and _SMALL_TYPE.search(attrs["style"])):
            self._smalls += 1
            return self._SMALL, None
        if name == "time":
            if self._pieces and self._pieces[-1][-1:].isalnum():
                self._add(" ")  # a name and a date side by side, parted by style alone
            self.page.times.append((str(attrs.get("datetime") or _opening(tag)), self._box))
            return self._TIME, None
        if name == "sup" and any(type(child) is Node and child.name == "a" for child in tag.contents):
            return None
        return self._NOTHING, None

    def _enter_block(self, tag: Node, name: str, attrs: dict[str, str]) -> tuple[int, Any] | None:
        if self._pieces:
            self._flush()
        self._beckons = self._parts = 0  # of links around pictures alone
        self._asked = False
        parent = self._box
        box = Box(name, parent, parent.role, parent.level, folded=parent.folded, start=len(self.page.blocks))
        if name in _HEADINGS:
            box.role, box.level = "heading", _HEADINGS[name]
        elif name in _ROLES:
            box.role = _ROLES[name]
        elif name == "button" or ("aria-expanded" in attrs and _opens(tag)):
            box.role = "question"
        if attrs:
            self._judge(box, tag, name, attrs)
            if self._skipped and attrs.get("id") in self._skipped and box.role != "heading":
                self.page.targets.setdefault(attrs["id"], len(self.page.blocks))
        elif name in _STRONG:
            box.mute = "strong"
        elif name in _WEAK:
            box.mute = "weak"
        if name in ("details", "summary"):
            box.folded = True
        if name == "table":
            table = read_table(tag)
            if table is not None:
                if not table.buttons:
                    self._add_table(table, box)
                elif self.page.blocks and self.page.blocks[-1].role == "heading":
                    self.page.blocks[-1].asked = True
                return None
        self.page.boxes.append(box)
        self._box = box
        if name in ("ul", "ol", "menu"):
            self._open_list(tag, name, attrs)
            return self._LIST, box
        if name == "li":
            self._number(attrs)
        return self._BOX, box

    def _note_skip(self, attrs: dict[str, str]) -> None:
        """Notes a link into the page itself: what it skips may be put into the text."""
        if self._box.role in _CLICKED or self._box.folded or attrs.get("role") == "button":
            return  # opens its answer
        target = attrs.get("href", "")[1:]
        if target and len(self._skipped) < _MARKS:
            self._skipped.add(target)
            self.page.skips.append((target, len(self.page.blocks)))

    def _add_table(self, table: Table, box: Box) -> None:
        text = " ".join(cell for row in table.rows for cell in row)
        block = Block(text, "table", box, len(self.page.blocks))
        block.rows, block.headed, block.caption = table.rows, table.headed, table.caption
        self.page.boxes.append(box)
        self.page.blocks.append(block)
        box.end = len(self.page.blocks)

    def _leave(self, what: int, box: Any) -> None:
        if what == self._NOTHING:
            return
        if what == self._LINK:
            self._links -= 1
            if len(self.page.blocks) > box + _CARD:
                self._unlink(box)
        elif what == self._ANCHOR:
            self._anchors -= 1
        elif what == self._BOLD_TYPE:
            self._bolds -= 1
        elif what == self._ITALICS:
            self._italics -= 1
        elif what == self._TIME:
            self._timed = True
        elif what == self._SMALL:
            self._smalls -= 1
        else:
            if self._pieces:
                self._flush()
            box.end = len(self.page.blocks)
            self._box = box.parent
            if box.controls and box.start == box.end:
                self._box.controls += box.controls
            if what == self._LIST:
                self._counters.pop()
                self._steps.pop()

    def _unlink(self, start: int) -> None:
        """Takes paragraphs for no link: a link that was never closed holds what follows it."""
        inside = self.page.blocks[start:]
        if sum(len(block.text) >= _PARAGRAPH for block in inside) > _CARD:
            for block in inside:
                block.linked = 0

    def _judge(self, box: Box, tag: Node, name: str, attrs: dict[str, str]) -> None:
        # The id of a heading is often made of its words.
        names = f"{attrs.get('class', '')} {attrs.get('id', '') if name not in _HEADINGS else ''}"
        verdict = judge(names) if len(names) > 1 else NEUTRAL
        box.verdict = verdict
        styled = "style" in attrs and _SMALL_TYPE.search(attrs["style"]) is not None
        box.is_small = styled or not verdict.tokens.isdisjoint(_SMALL_NAMES)
        if attrs.get("role") == "heading":
            level = str(attrs.get("aria-level", "2"))
            box.role, box.level = "heading", int(level) if level in "123456" and level else 2
        box.byline = verdict.byline or attrs.get("itemprop", "").lower() in _BYLINE_MARKS
        unseen = verdict.mute == "strong" or "style" in attrs or "hidden" in attrs
        if (
            verdict.folded
            or verdict.hint in _FOLDS
            or (unseen and self._after_question() and _is_unseen(names, attrs))
        ):
            box.folded = True
        if "itemtype" in attrs:
            box.itemtype = str(attrs["itemtype"]).rstrip("/").rsplit("/", 1)[-1].lower()
        if "itemprop" in attrs or verdict.byline or "rel" in attrs:
            self._read_marks(tag, attrs)
        if name in ("html", "body"):
            return
        if name != "main":
            mute = "" if verdict.mute and box.folded and _is_unseen(names, {}) else verdict.mute
            box.mute = "strong" if name in _STRONG else mute or ("weak" if name in _WEAK else "")
        if unseen and not box.folded and _is_hidden(attrs):
            box.mute = "strong"

    def _after_question(self) -> bool:
        """Whether the block before is a question that stands as a heading does: its answer opens at a click."""
        before = self.page.blocks[-1] if self.page.blocks else None
        return before is not None and before.role in _CLICKED and before.text.endswith("?")

    def _read_marks(self, tag: Node, attrs: dict[str, str]) -> None:
        """Notes what the element says about author and date."""
        if len(self.page.authors) + len(self.page.bylines) > _MARKS:
            return
        prop = str(attrs.get("itemprop", "")).lower()
        if attrs.get("content") and prop:
            self.page.metas.setdefault(prop, []).append(str(attrs["content"]))
        elif prop and (attrs.get("datetime") or attrs.get("title")):
            self.page.metas.setdefault(prop, []).append(str(attrs.get("datetime") or attrs["title"]))
        elif not self.page.authors and "fn" in str(attrs.get("class", "")).split():
            self.page.authors.append(tidy(_opening(tag, " ")))
        elif prop == "author" or "author" in str(attrs.get("rel", "")).lower().split():
            named = next((held for held, _ in inside(tag, _MARKS) if _is_name(held)), tag)
            self.page.authors.append(tidy(_opening(named, " ")))
        else:
            verdict = judge(f"{attrs.get('class', '')} {attrs.get('id', '')}")
            if verdict.byline:
                self.page.bylines.append(tidy(_opening(tag, " ")))
                if not verdict.tokens.isdisjoint(_SIGNED):
                    self.page.signed.append(tidy(_opening(tag, " | ")))

    def _read_head(self, tag: Node, name: str, attrs: dict[str, str]) -> None:
        if name == "meta":
            key = str(attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or "").lower()
            if key and "content" in attrs:
                self.page.metas.setdefault(key, []).append(str(attrs["content"]))
        elif name == "link":
            if "canonical" in str(attrs.get("rel", "")).lower().split() and not self.page.canonical:
                self.page.canonical = str(attrs.get("href", "")).strip()
        elif name == "title" and not self.page.title:
            self.page.title = tidy("".join(map(str, tag.contents)))

    def _keeps_button(self, tag: Node) -> bool:
        """A button is read where it is a question that opens its answer."""
        return self._box.role in ("heading", "term", "question") or self._box.folded or _opens(tag)

    def _open_list(self, tag: Node, name: str, attrs: dict[str, str]) -> None:
        if name != "ol":
            self._counters.append(None)
            self._steps.append(1)
            return
        reverse = "reversed" in attrs
        start = str(attrs.get("start", "")).strip()
        if _INTEGER.match(start):
            first = int(start)
        elif reverse:
            first = sum(1 for child in tag.contents if type(child) is Node and child.name == "li")
        else:
            first = 1
        self._counters.append(first)
        self._steps.append(-1 if reverse else 1)

    def _number(self, attrs: dict[str, str]) -> None:
        self._fresh_item = True
        self._ordinal = ""
        if not self._counters or self._counters[-1] is None:
            return
        value = str(attrs.get("value", "")).strip()
        number = int(value) if _INTEGER.match(value) else self._counters[-1]
        self._ordinal = str(number)
        self._counters[-1] = number + self._steps[-1]

    def _add(self, text: str) -> None:
        if self._timed:
            self._timed = False
            if text[:1].isalnum():
                text = f" {text}"  # as before a date
        elif self._pieces and self._pieces[-1][-1:] in _STOPS and _follows_sentence(self._pieces[-1], text):
            text = f" {text}"  # two sentences in elements of their own, parted by style alone
        elif self._pieces and text[:1].isalpha() and _is_clock(self._pieces[-1]):
            self._pieces.append(BREAK)  # the time of an update and its heading
        self._pieces.append(text)
        if self._links:
            self._linked += len(text)
        elif self._anchors:
            self._anchored += len(text)
        if self._bolds:
            self._bold += len(text)
        if self._italics:
            self._italic += len(text)
        if self._smalls:
            self._small += len(text)
        if self._breaks and not text.isspace():
            self._breaks = 0

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            if self._pieces:
                self._flush()
        else:
            self._pieces.append(BREAK)

    def _flush(self) -> None:
        """Makes a block of the text gathered so far; called where there is some."""
        pieces = self._pieces
        raw = "".join(pieces)
        linked, bold, italic, small = self._linked, self._bold, self._italic, self._small
        beckoning, parts, asked = self._beckons, self._parts, self._asked
        if self._anchored and self._box.role not in _CLICKED and not self._box.folded:
            linked += self._anchored
        self._pieces = []
        self._linked = self._anchored = self._bold = self._italic = self._small = 0
        self._breaks = self._beckons = self._parts = 0
        self._asked = False
        text = raw if BREAK not in raw else raw.strip(BREAK + " \t\r\n")
        text = tidy_lines(text) if BREAK in text else tidy(text)
        if text[-1:] in _FOLD_SIGNS and text.rstrip(_FOLD_SIGNS).endswith("?"):
            text = text.rstrip(_FOLD_SIGNS)
        if not text:
            return
        box = self._box
        role = box.role
        if role == "heading" and len(text) > _SWALLOWED and box.name not in _HEADINGS:
            role = "text"  # a heading that was never closed holds what follows it
        level = box.level if role == "heading" else 0
        at = len(self.page.blocks)
        block = Block(text, role, box, at, level, min(linked, len(text)), min(bold, len(text)))
        if len(pieces) > 1 and len(text) <= _LINE and at < _LINES:
            block.pieces = tuple(pieces)
        block.italic, block.beckons, block.parts, block.asked = min(italic, len(text)), beckoning, parts, asked
        block.is_small = 2 * small > len(text) or box.is_small
        if self._image:
            block.under_image = self._image == 1
            block.beside_image = block.under_image and self._framed is box and box.start == at
            self._image -= 1
        if role == "item":
            block.ordinal, self._ordinal = self._ordinal, ""
            block.first, self._fresh_item = self._fresh_item, False
        self.page.blocks.append(block)


def tidy_lines(text: str) -> str:
    """Tidied line by line, the breaks kept."""
    return BREAK.join(line for line in map(tidy, text.split(BREAK)) if line)


def _is_unseen(names: str, attrs: dict[str, str]) -> bool:
    """Whether a class, an attribute or a style hides an element."""
    return not markup_names("classes", "hidden").isdisjoint(names.split()) or _is_hidden(attrs)


def _runs_on(attrs: dict[str, str]) -> bool:
    """Whether a style lets a paragraph run on with what stands before it, as with the name of a place."""
    style = attrs.get("style", "").replace(" ", "").lower()
    return "display:inline" in style and "display:inline-" not in style


def _is_hidden(attrs: dict[str, str]) -> bool:
    if "hidden" in attrs and str(attrs["hidden"]).lower() != "until-found":
        return True
    style = attrs.get("style")
    if style:
        plain = str(style).replace(" ", "").lower()
        return "display:none" in plain or "visibility:hidden" in plain
    return False


def _opening(tag: Node, separator: str = "") -> str:
    """The beginning of an element's text: enough to tell a label from a part of the page."""
    found = []
    length = 0
    for child, _ in inside(tag, _INLINE_LIMIT):
        if length > _INLINE_LIMIT:
            break
        if isinstance(child, str):
            found.append(child)
            length += len(child)
    return separator.join(found)


def _follows_sentence(before: str, text: str) -> bool:
    """Whether a text that no space parts from a stop begins a sentence."""
    if not text[0].isalpha() or text[0].islower():
        return False
    return before[-1] != "." or (len(before) > _SENTENCE and before[-4:-1].isalpha())


def _is_clock(before: str) -> bool:
    """Whether a piece of text is the time of an update."""
    return 4 <= len(before) <= _CLOCK and before[:1].isdecimal() and ":" in before and is_moment(before)


def _is_name(element: Node | str) -> TypeGuard[Node]:
    return isinstance(element, Node) and element.attrs.get("itemprop") == "name"


def _opens(tag: Node) -> bool:
    text = _opening(tag).strip().rstrip(_FOLD_SIGNS)
    return text.endswith("?") and ("aria-expanded" in tag.attrs or len(text) >= _QUESTION)
