"""From a page to its Article: the readable sections in order, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from narrator.article.decode import cleaned, decode
from narrator.article.detect import detect
from narrator.article.edges import is_prose
from narrator.article.metadata import Metadata, read_metadata
from narrator.article.page import Block, Page
from narrator.article.prepare import prepare
from narrator.article.regions import Region, find_region
from narrator.article.repeats import repeats_dropped
from narrator.article.sections import Draft, build
from narrator.article.sites import apply, rules_for
from narrator.article.supplement import with_full_body, with_questions
from narrator.article.text import fold
from narrator.article.tree import parse, parse_whole
from narrator.article.walk import Walk
from narrator.errors import ArticleError, NoArticleText, SettingsError
from narrator.model import SECTION_KINDS, Article, Section
from narrator.settings import ArticleSettings

_TITLE_LENGTH = 120
LEAST_LETTERS = 60
"""Less text than this is no article."""


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    settings: ArticleSettings = ArticleSettings(),  # noqa: B008 - frozen
) -> Article:
    """The article of a page.

    Args:
        html: The page as stored, or decoded.
        url: Where it was found; relative addresses count from it, and its host chooses the site's rules.
        charset: What the transport says about the bytes.
        settings: The ``[article]`` table.

    Raises:
        NoArticleText: Nothing to narrate: empty, navigation only, an error page.
        ArticleError: Not a page: binary, or larger than ``max_bytes``.
        SettingsError: A site's rules, or the kinds to be read, are written wrongly.
    """
    _check_kinds(settings)
    text, warnings = _decoded(html, charset, settings.max_bytes)
    page, metadata = _walked(text, url, settings)
    _unmute(page, metadata)
    region = find_region(page, metadata.titles)
    shown = region.headline.plain if region.headline else ""
    title = _title(metadata, shown, whole=region.headline is not None and region.headline.level == 1)
    after = region.headline.at if region.headline else -1
    authors = frozenset(fold(name) for name in (metadata.author or "").split(", ") if name)
    titles = frozenset(map(fold, (title, shown)))
    blocks = repeats_dropped(_text_of(region, _names(metadata), authors, titles), (title, shown))
    asked = (question for question, _ in metadata.questions)
    drafts, passed_over = build(
        blocks, after=after, live=metadata.is_live, title=title, questions=asked, names=metadata.sites
    )
    drafts = with_full_body(drafts, metadata)
    drafts = with_questions(drafts, metadata)
    title = title or _first_line(drafts)
    _refuse_without_text(drafts, title)
    sections = (Section("title", None, (title,)), *_chosen(drafts, settings))
    sample = " ".join(block for section in sections for block in section.blocks)
    return Article(
        title=title,
        sections=sections,
        author=metadata.author,
        published=metadata.published,
        language=detect(sample, page.language),
        site_name=metadata.site_name,
        image=metadata.image,
        url=metadata.url,
        category=metadata.category,
        warnings=(*warnings, *passed_over),
    )


def _text_of(
    region: Region, names: frozenset[str], authors: frozenset[str], titles: frozenset[str]
) -> list[Block]:
    """The blocks that are text; of a gallery without any, what stands under its pictures."""
    found = prepare(region.blocks, names, authors, titles)
    if any(block.role in ("item", "table") or is_prose(block) for block in found):
        return found
    shown = prepare(region.blocks, names, authors, titles, captions=True)
    return shown if sum(map(is_prose, shown)) > 1 else found


def _walked(text: str, url: str | None, settings: ArticleSettings) -> tuple[Page, Metadata]:
    """The page as walked, after the rules of its site, if there are any."""
    page = Walk(parse(text)).run()
    metadata = read_metadata(page, url)
    rules = rules_for(url or metadata.url, settings.sites) if settings.sites else None
    if rules is None:
        return page, metadata
    soup = parse_whole(text)
    apply(rules, soup)
    return Walk(parse(str(soup))).run(), metadata


def _decoded(html: bytes | str, charset: str | None, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    if len(html) > 4 * max_bytes:
        raise _too_large(len(html), max_bytes)
    text, warnings = decode(html, charset) if isinstance(html, bytes) else (cleaned(html), ())
    size = len(text) if text.isascii() else len(text.encode())
    if size > max_bytes:
        raise _too_large(size, max_bytes)
    return text, warnings


def _too_large(size: int, limit: int) -> ArticleError:
    return ArticleError(
        f"The page is {size / 1e6:.1f} MB; the limit is {limit / 1e6:.1f} MB.",
        "Raise max_bytes in [article] if it is really one article.",
    )


def _check_kinds(settings: ArticleSettings) -> None:
    for key in ("speak", "skip"):
        for kind in getattr(settings, key):
            if kind not in SECTION_KINDS:
                raise SettingsError(
                    f"article.{key}: no such kind: {kind}", f"Known: {', '.join(SECTION_KINDS)}."
                )


def _chosen(drafts: list[Draft], settings: ArticleSettings) -> list[Section]:
    """The sections of the kinds that are to be read."""
    found = [
        Section(draft.kind, draft.heading, tuple(draft.blocks))
        for draft in drafts
        if draft.kind not in settings.skip and (not settings.speak or draft.kind in settings.speak)
    ]
    if not found:
        raise NoArticleText("No section of the kinds to be read.", "See speak and skip in [article].")
    return found


def _title(metadata: Metadata, shown: str, *, whole: bool) -> str:
    """The headline: as the metadata has it, unless that is cut off, or shorter for other places.

    Args:
        metadata: Of the page.
        shown: The headline that the page shows.
        whole: Whether it is the page's first heading.
    """
    if not metadata.titles:
        return shown
    best = metadata.titles[0]
    plain = fold(best.rstrip(".… "))
    if shown and best.rstrip().endswith(("…", "...")) and fold(shown).startswith(plain):
        return shown
    if whole and not metadata.headline and len(shown) > len(best) and fold(shown).startswith(plain):
        return shown
    return best


def _unmute(page: Page, metadata: Metadata) -> None:
    """Boxes that the page itself calls speakable are read."""
    for box in page.boxes if metadata.speakable else ():
        if box.mute and any(names and names <= box.verdict.tokens for names in metadata.speakable):
            box.mute = ""


def _names(metadata: Metadata) -> frozenset[str]:
    """The site's name, that of its host, and the authors', together and each, folded."""
    authors = metadata.author or ""
    host = (urlsplit(metadata.url or "").hostname or "").removeprefix("www.").partition(".")[0]
    known = (metadata.site_name, host, authors, *authors.split(", "))
    return frozenset(fold(name) for name in known if name) | {name for name in metadata.sites if name}


def _first_line(drafts: list[Draft]) -> str:
    """The first heading or sentence, for a page without any headline."""
    text = next((draft.heading or draft.blocks[0] for draft in drafts if draft.blocks), "")
    if len(text) <= _TITLE_LENGTH:
        return text
    return text[: text.rfind(" ", 0, _TITLE_LENGTH) + 1 or _TITLE_LENGTH].rstrip() + "…"


def _refuse_without_text(drafts: list[Draft], title: str) -> None:
    letters = sum(len(block) for draft in drafts for block in draft.blocks)
    if letters < LEAST_LETTERS:
        raise NoArticleText(
            f"No article text on the page{': ' + title[:60] if title else ''}.",
            "Name the page of one story; what scripts add later is not in a saved page.",
        )
