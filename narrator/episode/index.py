"""A page that people read where clients read a feed: the newest episodes, each with its sound."""

from __future__ import annotations

import html
from collections.abc import Iterable

from narrator.addresses import looks_web
from narrator.episode.captions import plain
from narrator.episode.show import Show
from narrator.language import labels
from narrator.model import Published

_STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}img{width:6rem;float:right}article{margin:2rem 0}audio{width:100%}"
)


def index_page(show: Show, episodes: Iterable[Published]) -> str:
    """The page of a show; nothing is fetched before someone listens.

    Args:
        show: Whose page it is.
        episodes: Newest first.
    """
    language = _escape(show.language)
    items = "\n".join(_item(episode) for episode in episodes)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{_escape(show.title)}</title>
<link rel="alternate" type="application/rss+xml" href="{_escape(show.url)}">
<style>{_STYLE}</style>
</head>
<body>
<header>
<img src="{_escape(show.image)}" alt="" loading="lazy">
<h1>{_escape(show.title)}</h1>
<p>{_escape(show.description)} {_escape(labels(show.language).synthetic_voice)}</p>
<p><a href="{_escape(show.url)}">RSS</a></p>
</header>
<main>
{items}
</main>
</body>
</html>
"""


def _item(episode: Published) -> str:
    title = _escape(episode.title)
    address = episode.page or episode.url
    linked = f'<a href="{_escape(address)}">{title}</a>' if address and looks_web(address) else title
    about = " · ".join(filter(None, (episode.published[:10], episode.author)))
    return (
        f'<article lang="{_escape(episode.language)}">\n<h2>{linked}</h2>\n<p>{_escape(about)}</p>\n'
        f"<p>{_escape(episode.summary or '')}</p>\n"
        f'<audio controls preload="none" src="{_escape(episode.audio.url)}"></audio>\n</article>'
    )


def _escape(text: str) -> str:
    return html.escape(plain(text), quote=True)
