"""From a page to its Article: the readable sections in order, and nothing else."""

from __future__ import annotations

from narrator.article.decode import decode
from narrator.article.detect import detect
from narrator.article.metadata import Metadata, plain_text, read_metadata
from narrator.article.page import Page
from narrator.article.regions import find_region
from narrator.article.sections import Draft, build, prepare, repeats_dropped
from narrator.article.text import fold, tidy
from narrator.article.tree import parse
from narrator.article.walk import Walk
from narrator.errors import ArticleError, NoArticleText
from narrator.model import Article, Section
from narrator.settings import ArticleSettings

BODY_SHARE = 1.3
"""JSON-LD's ``articleBody`` is taken where it is so many times the text of the page, as paywalls make it."""
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
    """
    text, warnings = _decoded(html, charset, settings.max_bytes)
    page = Walk(parse(text)).run()
    metadata = read_metadata(page, url)
    region = find_region(page, metadata.titles)
    title = _title(page, metadata, region.headline.plain if region.headline else "")
    names = frozenset(fold(name) for name in (metadata.site_name, metadata.author) if name)
    blocks, _ = prepare(region.blocks, names)
    blocks = repeats_dropped(blocks, title)
    drafts, passed_over = build(blocks, live=metadata.is_live, title=title)
    drafts = _with_full_body(drafts, metadata)
    drafts = _with_questions(drafts, metadata)
    drafts = [draft for draft in drafts if draft.blocks]
    if not title and drafts:
        title = drafts[0].heading or drafts[0].blocks[0]
    _refuse_without_text(drafts, title)
    sections = (
        Section("title", None, (title,)),
        *(Section(d.kind, d.heading, tuple(d.blocks)) for d in drafts),
    )
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
        warnings=(*warnings, *passed_over),
    )


def _decoded(html: bytes | str, charset: str | None, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    if len(html) > 2 * max_bytes:
        raise _too_large(len(html), max_bytes)
    text, warnings = decode(
        html if isinstance(html, bytes) else html.encode("utf-8", "replace"),
        charset if isinstance(html, bytes) else "utf-8",
    )
    size = len(text.encode("utf-8", "replace"))
    if size > max_bytes:
        raise _too_large(size, max_bytes)
    return text, warnings


def _too_large(size: int, limit: int) -> ArticleError:
    return ArticleError(
        f"The page is {size / 1e6:.1f} MB; the limit is {limit / 1e6:.1f} MB.",
        "Raise max_bytes in [article] if it is really one article.",
    )


def _title(page: Page, metadata: Metadata, shown: str) -> str:
    """The headline: as the metadata has it, unless that is cut off where the page shows it whole."""
    if not metadata.titles:
        return shown
    best = metadata.titles[0]
    plain = fold(best.rstrip(".… "))
    if shown and best.rstrip().endswith(("…", "...")) and fold(shown).startswith(plain):
        return shown
    return best


def _with_full_body(drafts: list[Draft], metadata: Metadata) -> list[Draft]:
    """The body of JSON-LD in place of the page's, where that is cut off."""
    if not metadata.body:
        return drafts
    paragraphs = _paragraphs(metadata.body)
    full = sum(map(len, paragraphs))
    shown = [block for draft in drafts if draft.kind in ("body", "table") for block in draft.blocks]
    if full < BODY_SHARE * sum(map(len, shown)) or full < LEAST_LETTERS:
        return drafts
    if shown and not _shares_opening(shown, paragraphs):
        return drafts
    body = Draft("body", None, 0, paragraphs)
    first = next((at for at, draft in enumerate(drafts) if draft.kind == "body"), None)
    if first is None:
        first = next(
            (at for at, draft in enumerate(drafts) if draft.kind in ("point_of_view", "faq")), len(drafts)
        )
    kept = [draft for draft in drafts[:first] if draft.kind != "body"]
    return [*kept, body, *(draft for draft in drafts[first:] if draft.kind not in ("body", "table"))]


def _paragraphs(body: str) -> list[str]:
    import html as entities
    import re

    plain = entities.unescape(entities.unescape(body))
    plain = re.sub(r"(?i)<\s*/?\s*(?:p|br|div|li|h[1-6]|blockquote)\b[^<>]{0,300}>", "\n", plain)
    return [text for text in (plain_text(line) for line in re.split(r"[\r\n\u2028\u2029]+", plain)) if text]


def _shares_opening(shown: list[str], paragraphs: list[str]) -> bool:
    whole = fold(" ".join(paragraphs)[:20_000])
    return any(fold(block)[:30].strip() in whole for block in shown[:3])


def _with_questions(drafts: list[Draft], metadata: Metadata) -> list[Draft]:
    """The questions of a FAQPage, where the page itself shows none."""
    if not metadata.questions or any(draft.kind == "faq" for draft in drafts):
        return drafts
    texts = {fold(text) for draft in drafts for text in (*draft.blocks, draft.heading or "")}
    missing = [pair for pair in metadata.questions if fold(pair[0]) not in texts]
    if len(missing) < len(metadata.questions):
        return drafts
    return [*drafts, Draft("faq", None, 0, [text for pair in missing for text in pair])]


def _refuse_without_text(drafts: list[Draft], title: str) -> None:
    letters = sum(len(block) for draft in drafts for block in draft.blocks)
    if letters < LEAST_LETTERS:
        raise NoArticleText(
            f"No article text on the page{': ' + tidy(title)[:60] if title else ''}.",
            "Name the page of one story; what scripts add later is not in a saved page.",
        )
