"""What the class and id of an element say about it.

Names are compared word by word (``ad`` in ``ad-slot``, never in ``adhyay`` or ``load``). Three answers: the
element is certainly not text of the article, it is probably not (and is kept if most of the text
stands in it), or it is a box of a known kind. The words stand in ``markup.toml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from narrator.article.markup import keys, names, phrases

Mute = Literal["", "faint", "weak", "strong"]
Hint = Literal["", "summary", "standfirst", "takeaways", "point_of_view", "faq", "accordion", "live", "quote"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an element's names say."""

    mute: Mute = ""
    """Whether its text is left unread."""
    hint: Hint = ""
    """The kind of box it is."""
    byline: bool = False
    """Whether it names people or times."""
    folded: bool = False
    """Whether it may be text that opens at a click."""
    tokens: frozenset[str] = frozenset()
    """The words in its names, lower case."""


NEUTRAL = Verdict()
_GRADES: tuple[Mute, ...] = ("strong", "weak", "faint", "")
_SPLIT = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"^(?:https?:)?//(?:www\.|m\.)?([^/?#]+)([^?#]*)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@functools.lru_cache(maxsize=4096)
def judge(classes: str) -> Verdict:
    """The verdict on an element whose class and id, joined by a space, are these."""
    whole = classes.split()
    mutes: set[Mute] = set()
    hint: Hint = ""
    byline = False
    every: set[str] = set()
    if ":" not in classes and not names("classes", "hidden").isdisjoint(whole):
        mutes.add("strong")  # "hidden md:block" does show on wide screens
    for name in whole:
        tokens = [token for token in _SPLIT.split(_CAMEL.sub("-", name).lower()) if token]
        single = {*tokens, "".join(tokens)}
        if any("caption" in token or token.endswith("capt") for token in tokens):
            single.add("caption")  # as in "captiontxt"
        if not names("classes", "states").isdisjoint(tokens):
            every |= single
            continue
        pairs = {*zip(tokens, tokens[1:], strict=False), *zip(tokens, tokens[2:], strict=False)}  # noqa: RUF007 - both are alike
        every |= single
        if "adv" in tokens and not names("classes", "advanced").isdisjoint(tokens):
            single.discard("adv")  # an "advanced" accordion, no advertisement
        if single & names("classes", "strong") or pairs & phrases("classes", "strong_pairs"):
            mutes.add("strong")
        elif single & names("classes", "weak"):
            mutes.add("weak")
        elif single & names("classes", "faint"):
            mutes.add("faint")
        byline |= bool(single & names("classes", "byline") or pairs & phrases("classes", "byline_pairs"))
        hint = hint or next((_hints()[pair] for pair in pairs if pair in _hints()), "")
        hint = hint or next((_hints()[(token,)] for token in single if (token,) in _hints()), "")
        if "speakable" in single:
            hint = ""  # what is to be spoken, of any kind
    mute: Mute = next((grade for grade in _GRADES if grade in mutes), "")
    folded = not _folding().isdisjoint(every)
    return Verdict(mute, hint, byline, folded, frozenset(every)) if every else NEUTRAL


@functools.cache
def _hints() -> Mapping[tuple[str, ...], Hint]:
    return {
        phrase: cast("Hint", kind)
        for kind in keys("hints")
        if kind != "folded"
        for phrase in phrases("hints", kind)
    }


@functools.cache
def _folding() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in phrases("hints", "folded"))


def beckons(address: str) -> bool:
    """Whether a link leads to a channel to join, an app to load or an account to follow, not to a post."""
    found = _ADDRESS.match(address)
    if found is None:
        return False
    host, path = found[1].lower(), found[2]
    if host in names("links", "channels"):
        return True
    return host in names("links", "accounts") and len([part for part in path.split("/") if part]) == 1


def is_part(address: str) -> bool:
    """Whether a link leads to a whole part of the site, as ``/`` and ``/cricket/`` do, by its shape."""
    path = address.split("?", 1)[0].split("#", 1)[0]
    if not path.startswith("/") or path.startswith("//"):
        return False
    parts = [part for part in path.split("/") if part]
    return len(parts) < 3 and all(_is_plain(part) for part in parts)


def _is_plain(part: str) -> bool:
    return part.count("-") < 3 and not any(map(str.isdecimal, part)) and "." not in part
