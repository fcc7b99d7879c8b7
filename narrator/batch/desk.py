"""What an editor does to a newsroom by hand: look, try again, take back, compare."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrator.batch import feeds
from narrator.batch.newsroom import Newsroom, now
from narrator.batch.settle import episode_names, settle, withdraw
from narrator.batch.work import LAST_RUN
from narrator.catalogue import ledger, pages, stories
from narrator.catalogue.stories import StoryRecord
from narrator.episode.shelve import SUFFIXES
from narrator.errors import NotInStore, UsageError
from narrator.masking import with_hidden_keys, without_keys


def status(newsroom: Newsroom) -> dict[str, Any]:
    """Counts, failures, money of this month by voice, and how the last run went."""
    with newsroom.catalogue.begin() as db:
        records = pages.load(db).values()
        counts = stories.count(db)
        totals = ledger.totals(db, now()[:7])
        last = ledger.read_note(db, LAST_RUN)
        failed = pages.failed(db)
    return {
        **counts,
        "waiting": sum(not record.done and not record.set_aside for record in records),
        "set_aside": sum(record.set_aside for record in records),
        "month": [
            {
                "voice": total.voice,
                "stories": total.stories,
                "characters": total.characters,
                "audio_ms": total.audio_ms,
                "cost": total.cost,
                "currency": total.currency,
            }
            for total in totals
        ],
        "failed": [
            {
                "page": record.locator,
                "id": record.story,
                "attempts": record.attempts,
                "set_aside": record.set_aside,
                **json.loads(record.failure or "{}"),
            }
            for record in failed
        ],
        "last_run": json.loads(last) if last else None,
    }


def retry(newsroom: Newsroom, words: tuple[str, ...], *, everything: bool = False) -> int:
    """Have pages tried again in the next run, and published stories narrated again; how many.

    Args:
        newsroom: Locked.
        words: Ids, addresses or paths.
        everything: All pages that failed, set aside or not.

    Raises:
        UsageError: A word fits nothing, or a story that was withdrawn.
    """
    with newsroom.catalogue.begin() as db:
        chosen = list(pages.failed(db)) if everything else []
        for word in map(_as_kept, words):
            found = [*pages.find(db, with_hidden_keys(word))]
            for record in stories.find(db, word):
                if record.withdrawn_at:
                    raise UsageError(f"{word} was withdrawn at {record.withdrawn_at}", "A tombstone stays.")
                stories.save(db, replace(record, text_hash=None))
                found += pages.find(db, record.id)
            if not found:
                raise UsageError(
                    f"no story or page {word} in the catalogue", "narrate status --failed lists them."
                )
            chosen += found
        again = {
            page.locator: replace(page, done=False, attempts=0, set_aside=False, failure=None)
            for page in chosen
        }
        pages.save(db, again.values())
    return len(again)


def unpublish(newsroom: Newsroom, word: str, why: str = "unpublish") -> StoryRecord:
    """Take a story out of the feeds and delete all its files; its tombstone stays, so that it never comes back.

    Raises:
        UsageError: No story fits the word, or more than one.
    """
    with newsroom.catalogue.begin() as db:
        found = stories.find(db, without_keys(_as_kept(word)))
    if len(found) != 1:
        many = f"{len(found)} stories fit {word}" if found else f"no story {word} in the catalogue"
        raise UsageError(many, "Give its whole id, or its address; narrate status counts what is there.")
    withdraw(newsroom, found[0], why)
    settle(newsroom)
    return found[0]


def _as_kept(word: str) -> str:
    """A file as the catalogue knows it, wherever it is named from; any other word as it is."""
    path = Path(word)
    return str(path.absolute()) if path.is_file() else word


@dataclass(frozen=True, slots=True)
class Fault:
    """Where store and catalogue disagree."""

    name: str
    """Of the file."""
    found: str
    """What is wrong."""
    mend: str
    """The line that mends it."""


def check(newsroom: Newsroom, *, deep: bool = False) -> list[Fault]:
    """Compare the store with the catalogue.

    Args:
        newsroom: What is compared.
        deep: Whether the bytes of every sound are read and compared, not only their number.
    """
    with newsroom.catalogue.begin() as db:
        live = list(stories.live(db))
        stems = {record.id: stories.superseded_stems(db, record.id) for record in live}
        unsettled = stories.unsettled(db)
    names = set(newsroom.store.names())
    faults: list[Fault] = []
    for record in live:
        faults += _check_story(newsroom, record, stems[record.id], names, deep=deep)
        names -= {f"{stem}{suffix}" for stem in (*stems[record.id], record.stem) for suffix in SUFFIXES}
        names -= set(episode_names(record.id))
    known = {record.id for record in live} | {record.id for record in unsettled}
    faults += [
        Fault(name, "belongs to no published story", f"rm '{name}'")
        for name in sorted(names)
        if _is_story_file(name) and name.partition(".")[0] not in known
    ]
    faults += [Fault(name, "is missing", "narrate feed") for name in feeds.names(newsroom) if name not in names]
    faults += [Fault(record.id, "is not settled", "narrate batch") for record in unsettled]
    return faults


def _check_story(
    newsroom: Newsroom, record: StoryRecord, stems: list[str], names: set[str], *, deep: bool
) -> list[Fault]:
    episode = record.to_published()
    if episode is None:
        return []
    mend = f"narrate retry {record.id} && narrate batch"
    wanted = [f"{stem}{suffix}" for stem in (record.stem, *stems) for suffix in SUFFIXES]
    faults = [Fault(name, "is missing", mend) for name in wanted if name not in names]
    own = episode_names(record.id)
    faults += [Fault(name, "is missing", mend) for name in own if name not in names]
    for name in (f"{stem}.mp3" for stem in (record.stem, *stems)):
        size = newsroom.store.size(name)
        if size is not None and size != episode.audio.size_bytes:
            faults.append(Fault(name, f"has {size} bytes, not {episode.audio.size_bytes}", mend))
        elif size is not None and deep and not _has_digest(newsroom, name, episode.audio.sha256):
            faults.append(Fault(name, "has other bytes than were published", mend))
    return faults


def _has_digest(newsroom: Newsroom, name: str, sha256: str) -> bool:
    try:
        return hashlib.sha256(newsroom.store.get(name)).hexdigest() == sha256
    except NotInStore:
        return False


def _is_story_file(name: str) -> bool:
    """Whether a name begins with a UUID, as the files of stories do."""
    story = name.partition(".")[0]
    return len(story) == 36 and story.count("-") == 4
