"""From a Narration to a Published: the story's files in the store, under names that change with the sound."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from narrator.episode import captions
from narrator.episode.moments import date_story, parse_zone
from narrator.episode.page import PLAYER, Addresses, Listening, listening_page
from narrator.episode.publish import name_file
from narrator.episode.shorten import shorten
from narrator.model import Article, Enclosure, Narration, Published
from narrator.store import Store

HASH_DIGITS = 8
SUFFIXES = (".vtt", ".chapters.json", ".timeline.json", ".html", ".mp3")
"""Files of one narration; all have one stem, so that old and new ones never mix."""
SCRIPT, STYLE, FEED = "narrator.js", "narrator.css", "feed.xml"
SUMMARY_LETTERS = 600
"""Most of a first paragraph that stands in for a summary."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a story is known by, whatever its text."""

    id: str
    """UUID, given once."""
    first_seen: str
    """ISO 8601; the date of a story that has none."""
    base_url: str = ""
    """Public address of the store; empty: URLs are relative."""
    updated: str | None = None
    """ISO 8601: now, where a published story is narrated again."""
    zone: str = "+05:30"
    """Offset from UTC of dates that have none."""


def story_id(article: Article, name: str, site: str) -> str:
    """A UUID of version 5, made of site and address: the same story has the same id in every catalogue.

    Args:
        article: Its canonical URL is taken, where the page names one.
        name: Else this: the URL, or the path under the source in POSIX form.
        site: Host of the store's public address, for stories without a URL.
    """
    address = urldefrag(article.url or name).url
    host = _host(address) if "://" in address else site
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, host.lower()), address))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def address(base_url: str, name: str) -> str:
    """Where a file of the store is heard or read: absolute where the store has a public address."""
    return f"{base_url.rstrip('/')}/{name}" if base_url else name


def readdress(published: Published, base_url: str) -> Published:
    """The story as it stands when the store has another public address."""

    def move(url: str | None) -> str | None:
        return address(base_url, _name(url)) if url else url

    return replace(
        published,
        audio=replace(published.audio, url=address(base_url, _name(published.audio.url))),
        captions=move(published.captions),
        chapters=move(published.chapters),
        timeline=move(published.timeline),
        page=move(published.page),
    )


def readdress_page(page: bytes, old: Published, new: Published) -> bytes:
    """A listening page whose sound, captions and feed are found where ``new`` says."""
    before, after = (story.audio.url.rpartition("/")[0] for story in (old, new))
    if not before:
        return page
    for name in (FEED, stem_of(old)):
        page = page.replace(f"{before}/{name}".encode(), f"{after}/{name}".encode())
    return page


def _name(url: str) -> str:
    """Of a file of the store, which has no folders."""
    return url.rpartition("/")[2]


def shelve(narration: Narration, audio: Path, store: Store, story: Identity) -> Published:
    """Put the files of a narration into the store; ``audio``, its MP3, is used up.

    Nothing that is published refers to them yet, so that whatever fails here does no harm.
    """
    digest, size_bytes = _digest(audio)
    stem = f"{story.id}.{digest[:HASH_DIGITS]}"
    article, timeline = narration.article, narration.timeline
    texts = {
        ".vtt": captions.webvtt(timeline, language=article.language),
        ".chapters.json": captions.chapters_json(timeline, title=article.title, author=article.author),
        ".timeline.json": captions.timeline_json(timeline, audio=f"{stem}.mp3", audio_sha256=digest),
    }
    texts[".html"] = _page(narration, stem, digest, texts[".timeline.json"], story)
    for suffix, text in texts.items():
        store.put(stem + suffix, text.encode("utf-8", "replace"))
    store.put(f"{stem}.mp3", audio)
    urls = {suffix: address(story.base_url, stem + suffix) for suffix in SUFFIXES}
    return Published(
        id=story.id,
        guid=story.id,
        title=article.title,
        url=article.url,
        audio=Enclosure(urls[".mp3"], size_bytes, timeline.duration_ms, digest),
        captions=urls[".vtt"],
        chapters=urls[".chapters.json"],
        timeline=urls[".timeline.json"],
        language=article.language,
        voice=narration.voice.id,
        published=date_story(article.published, story.first_seen, parse_zone(story.zone)),
        updated=story.updated,
        author=article.author,
        site_name=article.site_name,
        category=article.category,
        summary=summarize(article),
        image=article.image if article.image and "://" in article.image else None,
        page=address(story.base_url, f"{story.id}.html"),
        chapter_list=timeline.chapters,
    )


def _page(narration: Narration, stem: str, digest: str, timeline_json: str, story: Identity) -> str:
    """The listening page, which names the files beside it."""
    article, timeline = narration.article, narration.timeline
    files = Addresses(
        audio=f"{stem}.mp3",
        captions=f"{stem}.vtt",
        chapters=f"{stem}.chapters.json",
        timeline=f"{stem}.timeline.json",
        script=SCRIPT,
        style=STYLE,
        feed=address(story.base_url, FEED) if story.base_url else None,
        base=story.base_url.rstrip("/") or None,
    )
    listening = Listening(
        title=article.title,
        language=article.language,
        duration_ms=timeline.duration_ms,
        sha256=digest,
        files=files,
        story=story.id,
        file_name=name_file(article),
        url=article.url,
        site_name=article.site_name,
        published=article.published,
        transcript=" ".join(captions.plain(cue.text) for cue in timeline.cues),
    )
    return listening_page(article, timeline, listening, timeline_json=timeline_json)


def player_files() -> dict[str, bytes]:
    """The player's script and stylesheet, by name."""
    return {name: (PLAYER / name).read_bytes() for name in (SCRIPT, STYLE)}


def stem_of(published: Published) -> str:
    """What the names of a published story's files begin with: id, dot, 8 hexadecimal digits."""
    return f"{published.id}.{published.audio.sha256[:HASH_DIGITS]}"


def summarize(article: Article) -> str | None:
    """The page's own summary, else its first paragraph, cut after a word where it is long."""
    for kinds in (("summary",), ("takeaways",), ("body", "live")):
        blocks = [block for section in article.sections if section.kind in kinds for block in section.blocks]
        if blocks:
            return shorten(blocks[0] if "body" in kinds else " ".join(blocks), SUMMARY_LETTERS)
    return None


def _digest(path: Path) -> tuple[str, int]:
    """sha256 of a file in hexadecimal, and its size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, path.stat().st_size
