"""A podcast feed: RSS 2.0 with the iTunes, Podcasting 2.0, Podlove and Atom namespaces, written on lxml.

The same show and episodes give the same bytes: no date in it is the moment of writing. Names, required fields
and values after RSS 2.0, Apple's "Podcast RSS feed requirements", PSP-1 "The Podcast RSS Standard",
the podcast namespace 1.0, and RFC 5005 for archives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree

from narrator.episode.categories import check_category
from narrator.episode.describe import clean, describe
from narrator.episode.moments import moment, parse_zone
from narrator.episode.show import Show
from narrator.errors import EpisodeError
from narrator.language import base
from narrator.model import Chapter, Published

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "psc": "http://podlove.org/simple-chapters",
    "fh": "http://purl.org/syndication/history/1.0",
}
PAGE_ITEMS = 300
"""Episodes of an archive; a feed with more has archives."""


def archives(episodes: Sequence[Published]) -> list[Sequence[Published]]:
    """The full archives of a feed, oldest first; each keeps its episodes when new ones come.

    Args:
        episodes: All of a show, newest first.
    """
    count = max(0, -(-(len(episodes) - PAGE_ITEMS) // PAGE_ITEMS))
    oldest_first = episodes[::-1]
    return [oldest_first[PAGE_ITEMS * number : PAGE_ITEMS * (number + 1)][::-1] for number in range(count)]


def write_feed(
    show: Show,
    episodes: Iterable[Published],
    *,
    links: Iterable[tuple[str, str]] = (),
    is_archive: bool = False,
) -> bytes:
    """A feed, or one of its archives.

    Args:
        show: What it says of itself.
        episodes: Newest first.
        links: Relation and address of other parts: prev-archive, next-archive, current, first, next, last.
        is_archive: Whether its episodes are no longer the newest.

    Raises:
        EpisodeError: An episode is such that no podcast client would take it, or two are one to clients.
    """
    episodes = tuple(episodes)
    _check_unique(episodes)
    rss = etree.Element("rss", version="2.0", nsmap=NAMESPACES)
    channel = etree.SubElement(rss, "channel")
    _write_channel(channel, show, episodes)
    if is_archive:
        _add(channel, "fh:archive")
    for relation, url in links:
        _add(channel, "atom:link", rel=relation, href=_ascii(url), type="application/rss+xml")
    for episode in episodes:
        _write_item(etree.SubElement(channel, "item"), show, episode)
    etree.indent(rss)
    return bytes(etree.tostring(rss, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _check_unique(episodes: Sequence[Published]) -> None:
    """Refuse two episodes of which clients would drop one."""
    seen: dict[str, Published] = {}
    for episode in episodes:
        for what, value in (("guid", episode.guid), ("sound", episode.audio.url)):
            other = seen.setdefault(f"{what} {value}", episode)
            if other is not episode:
                both = " and ".join(f"{story.title} ({story.url or story.id})" for story in (other, episode))
                raise EpisodeError(f"{both} have one {what}, {value}", "narrate unpublish one of them.")


def _write_channel(channel: Any, show: Show, episodes: Sequence[Published]) -> None:
    _add(channel, "title", show.title)
    _add(channel, "link", _ascii(show.link))
    _add(channel, "description", describe(show.description, show.language))
    _add(channel, "language", show.language)
    if show.copyright:
        _add(channel, "copyright", show.copyright)
    dates = [_moment(episode, episode.updated or episode.published, show) for episode in episodes]
    if dates:
        _add(channel, "lastBuildDate", format_datetime(max(dates)))
    _add(channel, "generator", "narrator")
    _add(channel, "atom:link", rel="self", href=_ascii(show.url), type="application/rss+xml")
    _add(channel, "itunes:author", show.author)
    _add(channel, "itunes:type", "episodic")
    _add(channel, "itunes:explicit", _flag(show.explicit))
    _add(channel, "itunes:image", href=_ascii(show.image))
    top, sub = check_category(show.category)
    category = _add(channel, "itunes:category", text=top)
    if sub:
        _add(category, "itunes:category", text=sub)
    if show.owner_email:
        owner = _add(channel, "itunes:owner")
        _add(owner, "itunes:name", show.owner_name or show.author)
        _add(owner, "itunes:email", show.owner_email)
    if show.private:
        _add(channel, "itunes:block", "Yes")
        _add(channel, "podcast:block", "yes")
    _add(channel, "podcast:guid", show.guid)
    _add(channel, "podcast:locked", "yes")
    _add(channel, "podcast:medium", show.medium)
    if often := show.update_frequency or show.update_rule:
        rule = {"rrule": show.update_rule} if show.update_rule else {}
        _add(channel, "podcast:updateFrequency", often, **rule)
    if show.license:
        url = {"url": _ascii(show.license)} if "://" in show.license else {}
        _add(channel, "podcast:license", show.license, **url)
    for purpose, value in (("ai-content", "true"), *show.txt.items()):
        _add(channel, "podcast:txt", value, purpose=purpose)


def _write_item(item: Any, show: Show, episode: Published) -> None:
    audio = episode.audio
    if audio.size_bytes <= 0 or not urlsplit(audio.url).scheme:
        raise EpisodeError(f"{episode.title}: no client would take its sound at {audio.url}", "narrate check")
    _add(item, "title", episode.title)
    _add(item, "guid", episode.guid, isPermaLink="false")
    if link := episode.url or episode.page:
        _add(item, "link", _ascii(link))
    _add(item, "pubDate", format_datetime(_moment(episode, episode.published, show)))
    _add(item, "description", describe(episode.summary or "", episode.language, episode.chapter_list))
    _add(item, "enclosure", url=_ascii(audio.url), length=str(audio.size_bytes), type=audio.mime)
    if episode.category:
        _add(item, "category", episode.category)
    if episode.updated:
        _add(item, "atom:updated", _moment(episode, episode.updated, show).isoformat())
    _add(item, "itunes:title", episode.title)
    _add(item, "itunes:author", episode.author or episode.site_name or show.author)
    _add(item, "itunes:duration", str(round(audio.duration_ms / 1000)))
    _add(item, "itunes:explicit", _flag(show.explicit))
    _add(item, "itunes:episodeType", "full")
    if episode.captions:
        language = base(episode.language)
        url = _ascii(episode.captions)
        _add(item, "podcast:transcript", url=url, type="text/vtt", language=language, rel="captions")
    if episode.chapters:
        _add(item, "podcast:chapters", url=_ascii(episode.chapters), type="application/json+chapters")
    if _is_cover(episode.image):
        _add(item, "itunes:image", href=_ascii(episode.image or ""))
    for name in (episode.author or "").split(", "):
        if name:
            _add(item, "podcast:person", name, role="author", group="writing")
    _add(item, "podcast:txt", "true", purpose="ai-content")
    if episode.chapter_list:
        chapters = _add(item, "psc:chapters", version="1.2")
        for chapter in episode.chapter_list:
            _add(chapters, "psc:chapter", start=_clock(chapter), title=chapter.title)


def _add(parent: Any, name: str, content: str | None = None, **attributes: str) -> Any:
    """A new element; whatever XML cannot hold is left out."""
    prefix, colon, local = name.rpartition(":")
    element = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{local}" if colon else name)
    if content is not None:
        element.text = clean(content)
    for key, value in attributes.items():
        element.set(key, clean(value))
    return element


def _moment(episode: Published, written: str, show: Show) -> datetime:
    found = moment(written, parse_zone(show.zone))
    if found is None:
        raise EpisodeError(f"{episode.title}: {written!r} is no date", "narrate retry makes the episode anew.")
    return found


def _ascii(url: str) -> str:
    """An address in ASCII; what is escaped stays as it is."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _is_cover(url: str | None) -> bool:
    """Whether a picture's address is one that clients take: the web's, with the suffix of a JPEG or PNG."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.path.lower().endswith((".jpg", ".jpeg", ".png"))


def _clock(chapter: Chapter) -> str:
    seconds, milliseconds = divmod(chapter.start_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
