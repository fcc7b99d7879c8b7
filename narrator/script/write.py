"""From an Article to a Script: what is said, in which order, with which pauses."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace

from narrator import language as languages
from narrator.model import Article, Place, Script, Section, SectionKind, Token, Utterance
from narrator.script.lexicon import Lexicon
from narrator.script.normalize import normalize
from narrator.script.segment import segment, trim
from narrator.settings import ScriptSettings

CHAPTER_CHARACTERS = 40
"""Longer chapter titles broke players; see docs/decisions."""


def write(
    article: Article,
    settings: ScriptSettings | None = None,
    *,
    only: Collection[SectionKind] | None = None,
    lexicon: Lexicon | None = None,
) -> Script:
    """The script of an article: each sentence once, in order, and an announcement for each headed section.

    Args:
        article: As extracted.
        settings: Pauses, and what is said for a heading.
        only: Kinds of the sections to read; None for all.
        lexicon: Readings that go before all rules.
    """
    settings = settings or ScriptSettings()
    writer = _Writer(article.language, settings, lexicon)
    utterances: list[Utterance] = []
    titles: set[str] = set()
    for index, section in enumerate(article.sections):
        if only is not None and section.kind not in only:
            continue
        spoken = [utterance for utterance in writer.section(section, index) if utterance.spoken]
        if not spoken:
            continue
        if utterances:
            utterances[-1] = replace(utterances[-1], pause_ms=settings.section_pause_ms)
        title = _distinct(writer.chapter(section), titles)
        titles.add(title)
        utterances += [replace(spoken[0], chapter=title), *spoken[1:]]
    if utterances:
        utterances[-1] = replace(utterances[-1], pause_ms=0)
    return Script(article.language, tuple(utterances))


class _Writer:
    """Writes the sections of one article."""

    def __init__(self, language: str, settings: ScriptSettings, lexicon: Lexicon | None) -> None:
        self._language = language
        self._settings = settings
        self._lexicon = lexicon
        self._labels = languages.labels(language)

    def section(self, section: Section, index: int) -> Iterator[Utterance]:
        """The announcement and the sentences of a section."""
        if section.heading and section.kind != "title":
            yield self._announce(section, index)
        for number, block in enumerate(section.blocks):
            yield from self._block(section, index, number, block)

    def chapter(self, section: Section) -> str:
        """The title of a section's chapter: its heading as announced, or the language's word for its kind."""
        if section.heading and section.kind != "title":
            said = self._override(section)
            title = said if said is not None else section.heading
        else:
            title = self._labels.chapters[section.kind]
        return _shorten(" ".join(title.split()).rstrip(":： "), CHAPTER_CHARACTERS)

    def _override(self, section: Section) -> str | None:
        """What is said in place of a heading; None for the heading itself."""
        heading = section.heading or ""
        own = self._settings.announce.get(heading.strip())
        if own is not None:
            return own
        if section.kind in self._labels.announce and _is_foreign(heading, self._labels.announce[section.kind]):
            return self._labels.announce[section.kind]
        return None

    def _announce(self, section: Section, index: int) -> Utterance:
        heading = section.heading or ""
        said = self._override(section)
        if said is None:
            tokens, spoken = self._normalize(heading)
        else:
            _, spoken = self._normalize(said)
            words = spoken.rstrip("।.?!")
            tokens = (Token(heading, words, "heading", "announce", 0, len(heading)),)
        place = Place(index, None, 0, len(heading))
        return Utterance(heading, spoken, section.kind, self._settings.heading_pause_ms, tokens, place)

    def _block(self, section: Section, index: int, number: int, block: str) -> Iterator[Utterance]:
        spans = [
            (start, end)
            for start, end in (trim(block, span) for span in segment(block, language=self._language))
            if start < end
        ]
        for start, end in spans:
            last = (start, end) == spans[-1]
            pause_ms = self._last_pause(section, number) if last else self._settings.sentence_pause_ms
            tokens, spoken = self._normalize(block[start:end])
            place = Place(index, number, start, end)
            yield Utterance(block[start:end], spoken, section.kind, pause_ms, tokens, place)

    def _last_pause(self, section: Section, number: int) -> int:
        """Silence after a block."""
        if section.kind == "faq" and number % 2 == 0:
            return self._settings.question_pause_ms
        if section.kind == "takeaways":
            return self._settings.item_pause_ms
        return self._settings.paragraph_pause_ms

    def _normalize(self, text: str) -> tuple[tuple[Token, ...], str]:
        return normalize(text, language=self._language, lexicon=self._lexicon)


def _is_foreign(heading: str, label: str) -> bool:
    """Whether a heading has no letter of the script that the language's own label stands in."""
    return not (_scripts(heading) & _scripts(label))


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}


def _shorten(title: str, most: int) -> str:
    """A title of at most ``most`` characters, cut at a word and marked with an ellipsis where it was longer."""
    if len(title) <= most:
        return title
    cut = title[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-") + "…"


def _distinct(title: str, taken: set[str]) -> str:
    """The title, with a number where an earlier chapter has it already."""
    count, candidate = 2, title
    while candidate in taken:
        candidate = f"{_shorten(title, CHAPTER_CHARACTERS - 4)} {count}"
        count += 1
    return candidate
