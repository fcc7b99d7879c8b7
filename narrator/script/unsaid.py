"""What of an article the script does not say, so that no word is missing without being reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from narrator.model import Article, Script, SectionKind, Utterance


def find_unsaid(
    article: Article, script: Script, only: Collection[SectionKind] | None = None
) -> tuple[str, ...]:
    """Words and sentences with letters or digits for which the language has no reading, each once, in order.

    Args:
        article: What was to be said.
        script: What will be said.
        only: Kinds of the sections that were asked for; None for all.
    """
    places: dict[tuple[int, int | None], list[Utterance]] = defaultdict(list)
    for utterance in script.utterances:
        places[utterance.place.section, utterance.place.block].append(utterance)
    found: list[str] = []
    for number, section in enumerate(article.sections):
        if only is None or section.kind in only:
            for block, text in enumerate(section.blocks):
                found += _in_block(text, places[number, block])
    return tuple(dict.fromkeys(found))


def _in_block(text: str, utterances: list[Utterance]) -> Iterator[str]:
    """Sentences that no utterance says, and words of utterances that are not spoken."""
    ends = [0, *(utterance.place.end for utterance in utterances)]
    starts = [*(utterance.place.start for utterance in utterances), len(text)]
    for index, (end, start) in enumerate(zip(ends, starts, strict=True)):
        between = " ".join(text[end:start].split())
        if _is_said(between):
            yield between
        if index < len(utterances):
            yield from _silent_words(utterances[index])


def _silent_words(utterance: Utterance) -> Iterator[str]:
    """Runs of written letters that stand beside each other and are not spoken."""
    silent = (token for token in utterance.tokens if not token.spoken and _is_said(token.written))
    run: list[tuple[int, int]] = []
    for token in silent:
        if run and token.start == run[-1][1]:
            run[-1] = (run[-1][0], token.end)
        else:
            run.append((token.start, token.end))
    return (utterance.text[start:end] for start, end in run)


def _is_said(text: str) -> bool:
    """Whether a reader would say something for it."""
    return any(letter.isalnum() for letter in text)
