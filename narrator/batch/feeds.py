"""The feeds of a newsroom, made from its catalogue: one of all stories, one for each show of the settings."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from narrator.batch.newsroom import Newsroom
from narrator.catalogue import ledger, stories
from narrator.episode import feed
from narrator.episode.feed import write_feed
from narrator.episode.index import index_page
from narrator.episode.moments import parse_zone
from narrator.episode.shelve import address
from narrator.episode.show import Show, check_cover, check_show, default_cover, podcast_guid
from narrator.episode.slug import name_each
from narrator.errors import NotInStore, SettingsError
from narrator.model import Published
from narrator.settings import SHOW_FILTERS, show_settings
from narrator.store import Store

MAIN = "feed"
"""Name of the feed of all stories; its cover and page have names of their own."""
VERSION = 2
"""Raised when the same show and stories come to give other bytes."""
COVER, INDEX = "cover", "index.html"


def digest(newsroom: Newsroom) -> str:
    """Hash of what the feeds are made from but for the stories; another one means: write them anew."""
    parts = [VERSION, newsroom.base_url, asdict(newsroom.settings.feed)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def names(newsroom: Newsroom) -> list[str]:
    """Names of the feeds' files; none where the store has no public address."""
    if not newsroom.base_url:
        return []
    return [
        *(f"{stem}.xml" for stem in _stems(newsroom).values()),
        _cover(newsroom)[0],
        INDEX,
    ]


def check(newsroom: Newsroom) -> None:
    """Refuse settings of which no feed could be made, before anything is spoken for it.

    Raises:
        SettingsError: A category that Apple does not have, an unknown key of a show, a wrong picture, zone, …
    """
    parse_zone(newsroom.settings.feed.zone)
    if not newsroom.base_url:
        return
    for name in (MAIN, *newsroom.settings.feed.shows):
        check_show(show_settings(newsroom.settings.feed, name))
    if MAIN in newsroom.settings.feed.shows:
        raise SettingsError(f"[feed.shows.{MAIN}]: that is the name of the feed of all stories", "Rename it.")
    _cover(newsroom)


def exist(newsroom: Newsroom) -> bool:
    """Whether the feeds' files are in the store."""
    return all(newsroom.store.exists(name) for name in names(newsroom))


def write(newsroom: Newsroom) -> None:
    """Write the feeds whose bytes would change: the cover first, archives next, what names them last."""
    if not newsroom.base_url:
        return
    store, settings = newsroom.store, newsroom.settings.feed
    with newsroom.catalogue.begin() as db:
        episodes = [episode for record in stories.live(db) if (episode := record.to_published())]
    put_if_other(store, *_cover(newsroom))
    shows: dict[str, Mapping[str, Any]] = {MAIN: {}, **settings.shows}
    for name, stem in _stems(newsroom).items():
        about = shows[name]
        chosen = [episode for episode in episodes if _fits(episode, about)]
        show = _show(newsroom, name, stem, chosen)
        _write_show(newsroom, stem, show, chosen)
        if name == MAIN:
            put_if_other(store, INDEX, index_page(show, chosen[: feed.PAGE_ITEMS]).encode("utf-8", "replace"))


def _stems(newsroom: Newsroom) -> dict[str, str]:
    """By the name of each feed, what the names of its files begin with."""
    return name_each((MAIN, *newsroom.settings.feed.shows))


def put_if_other(store: Store, name: str, content: bytes) -> None:
    """Keep a file unless its bytes are there already."""
    try:
        if store.get(name) == content:
            return
    except NotInStore:
        pass
    store.put(name, content)


def _write_show(newsroom: Newsroom, stem: str, show: Show, episodes: Sequence[Published]) -> None:
    """A feed and its archives; the feed, which names them, after them."""
    parts = feed.archives(episodes)
    urls = [address(newsroom.base_url, f"{stem}-{number}.xml") for number in range(1, len(parts) + 1)]
    for number, part in enumerate(parts):
        links = [("current", show.url), ("first", show.url), ("last", urls[0])]
        links += [("prev-archive", urls[number - 1]), ("next", urls[number - 1])] if number else []
        links += [("next-archive", urls[number + 1])] if number + 1 < len(urls) else []
        data = write_feed(show, part, links=links, is_archive=True)
        put_if_other(newsroom.store, f"{stem}-{number + 1}.xml", data)
    links = [("prev-archive", urls[-1]), ("next", urls[-1]), ("last", urls[0])] if urls else []
    newest = episodes[: feed.PAGE_ITEMS]
    put_if_other(newsroom.store, f"{stem}.xml", write_feed(show, newest, links=links))
    number = len(parts) + 1
    while newsroom.store.exists(f"{stem}-{number}.xml"):  # from when there were more stories
        newsroom.store.delete(f"{stem}-{number}.xml")
        number += 1


def _fits(episode: Published, about: Mapping[str, Any]) -> bool:
    """Whether a story is of a show: everything that the show names fits."""
    has = {
        "language": (episode.language,),
        "author": (episode.author or "").split(", "),
        "section": (episode.category,),
        "site": (episode.site_name,),
    }
    return all(about[key] in has[key] for key in SHOW_FILTERS if key in about)


def _show(newsroom: Newsroom, name: str, stem: str, episodes: Sequence[Published]) -> Show:
    """What a feed says of itself: the show's own words, else the settings', else what most stories say."""
    said = show_settings(newsroom.settings.feed, name)
    url = address(newsroom.base_url, f"{stem}.xml")
    site = _most(episode.site_name for episode in episodes) or newsroom.site
    title = said.title or (f"{site}: {name}" if name != MAIN else site)
    about = {
        **asdict(said),
        "title": title,
        "link": said.link or newsroom.base_url + "/",
        "description": said.description or title,
        "author": said.author or site,
        "language": said.language or _most(episode.language for episode in episodes) or "hi",
    }
    return Show(
        **about,
        url=url,
        image=address(newsroom.base_url, _cover(newsroom)[0]),
        guid=_guid(newsroom, name, url),
        zone=newsroom.settings.feed.zone,
    )


def _guid(newsroom: Newsroom, name: str, url: str) -> str:
    """A feed's podcast:guid, made of its first address, and kept when it moves."""
    note = f"podcast guid {name}"
    with newsroom.catalogue.begin() as db:
        known = ledger.read_note(db, note)
        if known is None:
            known = podcast_guid(url)
            ledger.write_note(db, note, known)
    return known


def _most(values: Iterable[str | None]) -> str | None:
    """The commonest value; the first by name among equals."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _cover(newsroom: Newsroom) -> tuple[str, bytes]:
    """Name and bytes of the picture.

    Raises:
        SettingsError: It is missing, no JPEG or PNG, or not a square that podcast directories take.
    """
    path = newsroom.settings.feed.cover
    if not path:
        return f"{COVER}.png", default_cover()
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"cover in [feed]: {path}: {error.strerror}", "Name a picture.") from error
    return f"{COVER}{check_cover(data, path)}", data
