"""The listening page of a story, and what other pages need to hold its player.

Whatever comes from a page is escaped where it is written: as text, in an attribute, in JSON inside a script
element, as an address. Nothing of it can become markup or script.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from narrator.episode.captions import plain
from narrator.language import labels, table
from narrator.model import Article, Cue, Section, Timeline

PLAYER = Path(__file__).parent / "player"
"""The script and the stylesheet, as they are served."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the files of an episode are found, from the page that names them."""

    audio: str
    captions: str
    """WebVTT."""
    chapters: str
    timeline: str
    script: str
    style: str
    image: str | None = None
    """The cover."""
    feed: str | None = None
    """RSS of the show."""
    base: str | None = None
    """Public address of the folder of the files; None: they stand beside the article."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What a page says about a narration."""

    title: str
    """The headline."""
    language: str
    """BCP 47."""
    duration_ms: int
    """Length of the sound."""
    sha256: str | None
    """Of the sound file: by it the player sees whether page and sound belong together."""
    files: Addresses
    """Of the episode."""
    story: str
    """What the listener's place in the story is kept under."""
    file_name: str
    """Of a downloaded sound file."""
    url: str | None = None
    """Canonical address of the article."""
    site_name: str | None = None
    """The publisher's name for the site."""
    published: str | None = None
    """ISO 8601."""
    transcript: str = ""
    """All that is said, as written."""
    next: tuple[str, str] | None = None
    """Address and headline of the next story."""


def listening_page(article: Article, timeline: Timeline, listening: Listening, *, timeline_json: str) -> str:
    """A page of its own for a story: the article under its player; works from a disk, without a network.

    Args:
        article: What was narrated.
        timeline: Of its narration.
        listening: What the page says about it; addresses are relative.
        timeline_json: The timeline's file, put into the page as well, since pages on a disk may not fetch.
    """
    words = _words(listening.language, "page")
    original = _link(listening.url, words["original"])
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{_escape(listening.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escape(article.title)}</title>",
        *_page_head(article, listening),
        *head_lines(listening, story=audio_object(listening)),
        "</head>",
        '<body class="narrator-page">',
        "<main>",
        "<article>",
        "<header>",
        *([f'<p class="site">{_escape(article.site_name)}</p>'] if article.site_name else []),
        f"<h1>{_marked(article.title, _cues_of(timeline, 0, 0))}</h1>",
        *_about(article),
        "</header>",
        player(listening, timeline_json=timeline_json),
        *_sections(article.sections, timeline),
        "</article>",
        "</main>",
        "<footer>",
        f"<p>{_escape(labels(listening.language).synthetic_voice)}</p>",
        f'<p>{original}<a href="{_escape(listening.files.captions)}">{_escape(words["subtitles"])}</a></p>',
        "</footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def player(listening: Listening, *, timeline_json: str | None = None) -> str:
    """The player's element; without script it is a sound with the browser's own controls."""
    inside = [_audio(listening)]
    if timeline_json is not None:
        inside.append(f'<script type="application/json">{_in_script(timeline_json.strip())}</script>')
    if listening.next and _safe(listening.next[0]):
        word = _words(listening.language, "page")["next"]
        url, title = listening.next
        inside.append(f'<a slot="next" href="{_escape(url)}">{_escape(word)}: {_escape(title)}</a>')
    return "\n".join([f"<narrator-player{_attributes(listening)}>", *inside, "</narrator-player>"])


def figure(listening: Listening) -> str:
    """The player for sites whose sanitizer drops custom elements."""
    return f"<figure data-narrator-player{_attributes(listening)}>\n{_audio(listening)}\n</figure>"


def head_lines(listening: Listening, *, story: Mapping[str, Any] | None, only_ascii: bool = False) -> list[str]:
    """What the head of a page with the player needs, a tag a line.

    Args:
        listening: What the page says about the narration.
        story: The audio, where the page has no JSON-LD of its own that could hold it.
        only_ascii: Whether the page's encoding may lack letters of the story.
    """
    files = listening.files
    absolute = _absolute(files.audio, listening)
    lines = [
        f'<link rel="stylesheet" href="{_escape(files.style)}" data-narrator>',
        f'<script src="{_escape(files.script)}" defer data-narrator></script>',
        f'<meta property="og:audio" content="{_escape(absolute)}" data-narrator>',
        '<meta property="og:audio:type" content="audio/mpeg" data-narrator>',
    ]
    if files.feed:
        lines.append(
            f'<link rel="alternate" type="application/rss+xml" href="{_escape(files.feed)}" data-narrator>'
        )
    if story is not None:
        news: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": listening.title,
        }
        if _safe(listening.url):
            news["mainEntityOfPage"] = listening.url
        if listening.published:
            news["datePublished"] = listening.published
        text = script_json({**news, "inLanguage": listening.language, "audio": story}, only_ascii=only_ascii)
        lines.append(f'<script type="application/ld+json" data-narrator>{text}</script>')
    return lines


def audio_object(listening: Listening) -> dict[str, Any]:
    """The sound in the words of schema.org."""
    found: dict[str, Any] = {
        "@type": "AudioObject",
        "name": listening.title,
        "contentUrl": _absolute(listening.files.audio, listening),
        "encodingFormat": "audio/mpeg",
        "duration": f"PT{round(listening.duration_ms / 1000)}S",
        "inLanguage": listening.language,
        "caption": {
            "@type": "MediaObject",
            "contentUrl": _absolute(listening.files.captions, listening),
            "encodingFormat": "text/vtt",
        },
    }
    if listening.published:
        found["uploadDate"] = listening.published
    if listening.transcript:
        found["transcript"] = listening.transcript
    return found


def snippet(listening: Listening) -> str:
    """What a template needs to show the player, with the values of this story."""
    return "\n".join(
        [
            "<!-- In the head of the page -->",
            *head_lines(listening, story=audio_object(listening)),
            "",
            "<!-- Where the player stands -->",
            player(listening),
            "",
            "<!-- The same, where custom elements are not let through -->",
            "<!--",
            figure(listening).replace("--", "-&#45;"),
            "-->",
        ]
    )


def script_json(value: Any, *, only_ascii: bool = False) -> str:
    """JSON that may stand inside a script element, of a page in any encoding where it is in ASCII."""
    return _in_script(json.dumps(value, ensure_ascii=only_ascii))


def _in_script(text: str) -> str:
    """JSON without what could end the script element, or a line of a script."""
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _audio(listening: Listening) -> str:
    files = listening.files
    name = _words(listening.language, "page")["captions"]
    language = _escape(listening.language)
    track = (
        f'<track kind="captions" srclang="{language}" label="{_escape(name)}" src="{_escape(files.captions)}">'
    )
    return f'<audio controls preload="none" src="{_escape(files.audio)}">{track}</audio>'


def _attributes(listening: Listening) -> str:
    """What the player's script is told."""
    words = json.dumps(dict(_words(listening.language, "player")), ensure_ascii=False, separators=(",", ":"))
    found = {
        "headline": listening.title,
        "site": listening.site_name,
        "image": listening.files.image,
        "duration": f"{listening.duration_ms / 1000:.3f}",
        "timeline": listening.files.timeline,
        "sha256": listening.sha256,
        "story": listening.story,
        "filename": listening.file_name,
        "labels": words,
    }
    told = "".join(f' data-{name}="{_escape(value)}"' for name, value in found.items() if value)
    return f' lang="{_escape(listening.language)}"{told}'


def _words(language: str, part: str) -> Mapping[str, str]:
    """The words of a language for the player or its page; English where it has none."""
    found = table(language, "player") or table("en", "player")
    words: Mapping[str, str] = found[part]
    return words


def _page_head(article: Article, listening: Listening) -> list[str]:
    first = next((section.blocks[0] for section in article.sections[1:] if section.blocks), "")
    lines = []
    if first:
        lines.append(f'<meta name="description" content="{_escape(first[:300])}">')
    if _safe(listening.url) and listening.url:
        lines.append(f'<link rel="canonical" href="{_escape(listening.url)}">')
    if listening.files.image:
        lines.append(f'<link rel="icon" href="{_escape(listening.files.image)}">')
    return lines


def _about(article: Article) -> list[str]:
    """Who wrote it, and when."""
    parts = [_escape(article.author)] if article.author else []
    if article.published:
        parts.append(f'<time datetime="{_escape(article.published)}">{_escape(_date(article))}</time>')
    return [f'<p class="about">{" · ".join(parts)}</p>'] if parts else []


def _date(article: Article) -> str:
    """The day in words, or as the page has it where the language has no names of months."""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)", article.published or "")
    months = table(article.language, "dates").get("months", ())
    if not day or not 1 <= int(day[2]) <= len(months):
        return article.published or ""
    return f"{int(day[3])} {months[int(day[2]) - 1][0].capitalize()} {day[1]}"


def _sections(sections: Sequence[Section], timeline: Timeline) -> Iterable[str]:
    for index, section in enumerate(sections):
        if section.kind == "title":
            continue
        if section.heading:
            yield f"<h2>{_marked(section.heading, _cues_of(timeline, index, None))}</h2>"
        blocks = [_marked(block, _cues_of(timeline, index, at)) for at, block in enumerate(section.blocks)]
        if section.kind == "takeaways":
            yield from ["<ul>", *(f"<li>{block}</li>" for block in blocks), "</ul>"]
        elif section.kind == "faq":
            level = "h3" if section.heading else "h2"
            for at, block in enumerate(blocks):
                yield f"<p>{block}</p>" if at % 2 else f"<{level}>{block}</{level}>"
        elif section.kind == "point_of_view":
            yield from ["<blockquote>", *(f"<p>{block}</p>" for block in blocks), "</blockquote>"]
        else:
            yield from (f"<p>{block}</p>" for block in blocks)


def _cues_of(timeline: Timeline, section: int, block: int | None) -> list[Cue]:
    return [cue for cue in timeline.cues if (cue.place.section, cue.place.block) == (section, block)]


def _marked(text: str, cues: Sequence[Cue]) -> str:
    """A text with its sentences marked."""
    parts: list[str] = []
    at = 0
    for cue in cues:
        start, end = cue.place.start, cue.place.end
        if not at <= start < end <= len(text):
            continue
        parts += [html.escape(text[at:start]), open_sentence(cue), _escape(text[start:end]), "</span>"]
        at = end
    return "".join([*parts, html.escape(text[at:])])


def open_sentence(cue: Cue) -> str:
    """The tag before a sentence, with its times in seconds."""
    return f'<span data-narrator-start="{_seconds(cue.start_ms)}" data-narrator-end="{_seconds(cue.end_ms)}">'


def _seconds(at_ms: int) -> str:
    """A time in seconds, without superfluous zeros."""
    return f"{at_ms / 1000:.3f}".rstrip("0").rstrip(".")


def _absolute(address: str, listening: Listening) -> str:
    """An address from the root of the web, where that of its folder or of the article is known."""
    base = f"{listening.files.base}/" if listening.files.base else listening.url
    return urljoin(base, address) if base and _safe(base) else address


def _link(url: str | None, text: str) -> str:
    return f'<a href="{_escape(url)}">{_escape(text)}</a> · ' if url and _safe(url) else ""


def _safe(url: str | None) -> bool:
    """Whether an address of a page may stand in a link: nothing that a browser would run."""
    return (
        bool(url) and re.match(r"(?:https?://|[^:\x00-\x20]*(?:[/?#]|$))", url or "", re.IGNORECASE) is not None
    )


def _escape(text: str) -> str:
    """Text for an element or an attribute."""
    return html.escape(plain(text))
