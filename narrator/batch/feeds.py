"""The feeds of a newsroom, made from its catalogue."""

from __future__ import annotations

from narrator.batch.newsroom import Newsroom


def digest(newsroom: Newsroom) -> str:
    """What the feeds are made from but for the stories; another digest means: write them anew."""
    return newsroom.base_url


def names(newsroom: Newsroom) -> list[str]:
    """Names of the feeds' files."""
    return []


def exist(newsroom: Newsroom) -> bool:
    """Whether the feeds' files are in the store."""
    return all(newsroom.store.exists(name) for name in names(newsroom))


def write(newsroom: Newsroom) -> None:
    """Write the feeds whose bytes would change."""
