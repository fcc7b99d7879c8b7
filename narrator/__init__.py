"""narrator turns a news article into an episode: speech, chapters, tags.

>>> import narrator
>>> narrator.speakable("13,000 सैनिक")
'तेरह हज़ार सैनिक।'

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from narrator.api import extract, narrate, publish, segment, speakable
    from narrator.errors import NarratorError
    from narrator.model import (
        Article,
        Audio,
        Chapter,
        Clip,
        Cue,
        Episode,
        Mark,
        Narration,
        Pcm,
        Script,
        Section,
        Timeline,
        Token,
        Utterance,
        Voice,
        Word,
    )
    from narrator.settings import Settings
    from narrator.speech.engine import Engine

_HOMES = {
    "narrator.api": ("extract", "narrate", "publish", "segment", "speakable"),
    "narrator.errors": ("NarratorError",),
    "narrator.model": (
        *("Article", "Audio", "Chapter", "Clip", "Cue", "Episode", "Mark", "Narration", "Pcm"),
        *("Script", "Section", "Timeline", "Token", "Utterance", "Voice", "Word"),
    ),
    "narrator.settings": ("Settings",),
    "narrator.speech.engine": ("Engine",),
}

__all__ = [
    "Article",
    "Audio",
    "Chapter",
    "Clip",
    "Cue",
    "Engine",
    "Episode",
    "Mark",
    "Narration",
    "NarratorError",
    "Pcm",
    "Script",
    "Section",
    "Settings",
    "Timeline",
    "Token",
    "Utterance",
    "Voice",
    "Word",
    "extract",
    "narrate",
    "publish",
    "segment",
    "speakable",
]


def __getattr__(name: str) -> Any:
    """A public name, its module imported on first use."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module 'narrator' has no attribute {name!r}")
