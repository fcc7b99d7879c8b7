"""After narrating: episodes, feeds and superseded names brought to what the catalogue says.

The catalogue says first what is to be; then the files follow, each step whole, in an order in which whatever is
published exists. A run that dies in between leaves its rows unsettled, and the next one does the same steps.
"""

from __future__ import annotations

import json
from dataclasses import replace as _replace
from datetime import UTC, datetime, timedelta

from narrator.batch import feeds
from narrator.batch.newsroom import ADDRESS_NOTE, Newsroom, now
from narrator.catalogue import Connection, ledger, stories
from narrator.catalogue.stories import StoryRecord
from narrator.episode.shelve import SUFFIXES, player_files, readdress, readdress_page
from narrator.pipeline import clip_cache
from narrator.store import Store

FEED_NOTE = "feed"
"""Note: digest of all that the feeds were last made from, but for the stories."""


def recover(newsroom: Newsroom) -> None:
    """Delete what a run that died left behind: temporary files, and files that nothing refers to."""
    sweep(newsroom)
    with newsroom.catalogue.begin() as db:
        claimed = stories.claimed(db)
    for story in claimed:
        release(newsroom, story)


def sweep(newsroom: Newsroom) -> None:
    """Delete temporary files of processes that died."""
    newsroom.store.sweep()
    clip_cache(newsroom.settings).sweep()


def release(newsroom: Newsroom, story: str) -> None:
    """Delete the files of a story that the catalogue does not know, and its claim."""
    with newsroom.catalogue.begin() as db:
        record = stories.get(db, story)
        known = stories.superseded_stems(db, story)
    if record and record.stem:
        known.append(record.stem)
    kept = {stem + suffix for stem in known for suffix in SUFFIXES} | set(episode_names(story))
    for name in newsroom.store.names(f"{story}."):
        if name not in kept:
            newsroom.store.delete(name)
    with newsroom.catalogue.begin() as db:
        stories.release(db, story)


def settle(newsroom: Newsroom, *, rebuild: bool = False) -> None:
    """Bring the store to what the catalogue says: episodes, feeds, and only then what is superseded.

    Raises:
        StoreError: The store does not take a file; all that is published is still whole.
    """
    with newsroom.catalogue.begin() as db:
        same = ledger.read_note(db, FEED_NOTE) == feeds.digest(newsroom)
        if newsroom.base_url and not same:
            _readdress(newsroom, db)
        unsettled = stories.unsettled(db)
    if same and not unsettled and not rebuild and feeds.exist(newsroom):
        return
    published = [record for record in unsettled if not record.withdrawn_at]
    for record in published:
        put_episode(newsroom.store, record)
    feeds.write(newsroom)
    for record in unsettled:
        if record.withdrawn_at:
            _withdraw(newsroom, record)
    _replace_superseded(newsroom, published)
    with newsroom.catalogue.begin() as db:
        ledger.write_note(db, FEED_NOTE, feeds.digest(newsroom))
        ledger.write_note(db, ADDRESS_NOTE, newsroom.base_url)


def expire(newsroom: Newsroom) -> None:
    """Delete the names that were superseded longer ago than the settings keep them."""
    limit = datetime.now(UTC) - timedelta(days=newsroom.settings.store.keep_days)
    with newsroom.catalogue.begin() as db:
        stems = stories.superseded_before(db, limit.isoformat(timespec="seconds"))
    for stem in stems:
        _delete(newsroom.store, [stem + suffix for suffix in SUFFIXES])
        with newsroom.catalogue.begin() as db:
            stories.forget_stem(db, stem)


def withdraw(newsroom: Newsroom, record: StoryRecord, why: str) -> None:
    """Note that a story is withdrawn; ``settle`` takes it out of feeds and store. The note stays for good."""
    with newsroom.catalogue.begin() as db:
        stories.save(db, _replace(record, withdrawn_at=now(), withdrawn_why=why, settled=False))


def episode_names(story: str) -> tuple[str, ...]:
    """Names of a story's files that stay through corrections."""
    return (f"{story}.json", f"{story}.html")


def _readdress(newsroom: Newsroom, db: Connection) -> None:
    """Have the stories that were published under another public address published under today's."""
    for record in list(stories.live(db)):
        old = record.to_published()
        new = readdress(old, newsroom.base_url) if old else None
        if old and new and new != old:
            page = f"{record.stem}.html"
            if newsroom.store.exists(page):
                feeds.put_if_other(newsroom.store, page, readdress_page(newsroom.store.get(page), old, new))
            stories.save(db, _replace(record, episode=json.dumps(new.to_dict()), settled=False))


def put_episode(store: Store, record: StoryRecord) -> None:
    """What people and programs look at first: the listening page with its player, and episode.json."""
    episode = record.to_published()
    if episode is None:
        return
    for name, content in player_files().items():
        feeds.put_if_other(store, name, content)
    text = json.dumps(episode.to_dict(), ensure_ascii=False, indent=1)
    data = text.encode("utf-8", "backslashreplace") + b"\n"
    feeds.put_if_other(store, f"{episode.id}.html", store.get(f"{record.stem}.html"))
    feeds.put_if_other(store, f"{episode.id}.json", data)


def _replace_superseded(newsroom: Newsroom, records: list[StoryRecord]) -> None:
    """Give the new sound under the stories' old names, for clients that keep the first one they saw."""
    with newsroom.catalogue.begin() as db:
        stems = {record.id: stories.superseded_stems(db, record.id) for record in records}
    for record in records:
        for stem in stems[record.id]:
            for suffix in SUFFIXES:
                newsroom.store.copy(f"{record.stem}{suffix}", f"{stem}{suffix}")
    with newsroom.catalogue.begin() as db:
        for record in records:
            stories.save(db, _replace(record, settled=True))


def _withdraw(newsroom: Newsroom, record: StoryRecord) -> None:
    """Delete every file of a story, under all names that it ever had."""
    _delete(newsroom.store, newsroom.store.names(f"{record.id}."))
    with newsroom.catalogue.begin() as db:
        for stem in stories.superseded_stems(db, record.id):
            stories.forget_stem(db, stem)
        stories.save(db, _replace(record, settled=True, stem=None, episode=None, text_hash=None))


def _delete(store: Store, names: list[str]) -> None:
    for name in names:
        store.delete(name)
