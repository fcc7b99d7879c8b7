"""Rules for the pages of one site: CSS selectors of what is the article and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from narrator.errors import SettingsError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_KEYS = ("take", "drop")
# What is taken by a selector is read, whatever its own names say.
_NAMES = ("class", "id", "hidden", "style")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site's table in the settings says."""

    host: str
    """As written in the settings."""
    take: tuple[str, ...] = ()
    """Selectors of the elements that are the article, besides its headline; empty: found as on any page."""
    drop: tuple[str, ...] = ()
    """Selectors of elements that are not read."""


def rules_for(url: str | None, sites: Mapping[str, Mapping[str, Any]]) -> SiteRules | None:
    """The rules for a page, those of the longest host that it belongs to; None without any.

    Raises:
        SettingsError: An unknown key, or selectors that are not a list of texts.
    """
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None
    found = [name for name in sites if host == name.lower() or host.endswith(f".{name.lower()}")]
    if not found:
        return None
    name = max(found, key=len)
    for key in sites[name]:
        if key not in _KEYS:
            raise SettingsError(f'[article.sites."{name}"]: unknown key: {key}', "Known: take, drop.")
    return SiteRules(name, **{key: _selectors(name, key, sites[name].get(key, ())) for key in _KEYS})


def _selectors(host: str, key: str, value: object) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    if isinstance(values, Sequence) and all(isinstance(each, str) and each.strip() for each in values):
        return tuple(values)
    raise SettingsError(f'[article.sites."{host}"]: {key} is not a list of CSS selectors', '["div.promo"]')


def apply(rules: SiteRules, soup: BeautifulSoup) -> None:
    """Changes the page: drops what the rules drop; leaves of the body what they take, after the headline.

    Raises:
        SettingsError: A selector that is not CSS.
    """
    for tag in _select(soup, rules, rules.drop):
        if not tag.decomposed:
            tag.decompose()
    taken = [tag for tag in _select(soup, rules, rules.take) if not tag.decomposed]
    body = soup.body
    if not taken or body is None:
        return
    headline = soup.select_one("h1")
    inside = {id(tag) for tag in taken}
    kept = [tag for tag in taken if not any(id(parent) in inside for parent in tag.parents)]
    if headline is not None and not any(id(parent) in inside for parent in headline.parents):
        kept.insert(0, headline)
    scripts = soup.select('script[type="application/ld+json"]')
    for tag in (*kept, *scripts):
        tag.extract()
    body.clear()
    article = soup.new_tag("article")
    for tag in (*scripts, *kept):
        for name in _NAMES:
            tag.attrs.pop(name, None)
        article.append(tag)
    body.append(article)


def _select(soup: BeautifulSoup, rules: SiteRules, selectors: tuple[str, ...]) -> list[Tag]:
    """The elements that any of the selectors names, in the order of the page."""
    from soupsieve import SelectorSyntaxError

    if not selectors:
        return []
    for selector in selectors:
        try:
            soup.select(selector, limit=1)
        except SelectorSyntaxError as error:
            message = str(error).splitlines()[0]
            raise SettingsError(
                f'[article.sites."{rules.host}"]: {selector} is not a CSS selector: {message}', None
            ) from error
    return list(soup.select(", ".join(selectors)))
