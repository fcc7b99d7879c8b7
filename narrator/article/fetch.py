"""Pages and lists from the web: bounded in size and time, checked at every step.

Bodies are bounded after they are inflated, the whole of a fetch is bounded in time, and a redirect is followed
as a new fetch would be. The headers of a site, which may be secret, go to that site alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urljoin

from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import HTTPError, LocationParseError

from narrator.addresses import host, in_ascii, named, parse
from narrator.article.guard import Watch, guarded
from narrator.article.inflate import PIECE_BYTES, inflate
from narrator.article.manners import ATTEMPTS, Manners
from narrator.errors import ArticleError, FetchRefused, NoSuchPage, SettingsError, SiteBusy, SiteUnavailable
from narrator.retry import retry_after_s
from narrator.settings import ArticleSettings

MOST_REDIRECTS = 5
TIMEOUT_S = 20.0
"""For the whole of a fetch."""
SILENCE_S = 10.0
"""Longest wait for the next piece."""
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = "narrator (news reading; +https://pypi.org/project/narrator-audio/)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent."""

    status: int
    """200, 304, 404 or 410."""
    url: str
    """Where it was, after redirects."""
    body: bytes = b""
    """Of a 200, inflated."""
    charset: str | None = None
    """What the server says about the bytes."""
    etag: str | None = None
    """Validator."""
    modified: str | None = None
    """Validator."""

    def whole(self) -> Fetched:
        """The same, where it holds what was asked for.

        Raises:
            NoSuchPage: There is no such page.
        """
        if self.status != 200:
            raise NoSuchPage(f"{self.url} is not there: status {self.status}", _BROWSER)
        return self


class Fetcher:
    """Fetches, keeping connections open between pages of a site.

    Args:
        settings: Size limit, hosts that may be private, headers of sites.
    """

    def __init__(self, settings: ArticleSettings) -> None:
        self._settings = settings
        self._watch = Watch()
        self._manners = Manners()
        self._pool = guarded([named(name) for name in settings.allow_hosts], self._watch)
        self._headers = {named(name): own for name, own in settings.headers.items()}

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What stands at an address.

        Args:
            url: http or https.
            etag: Validator of an earlier fetch.
            modified: Validator of an earlier fetch.

        Raises:
            FetchRefused: The address is private, of another scheme, or its server refuses.
            SiteUnavailable: The server cannot be reached, is slow, breaks off.
            SiteBusy: The server asks to come back later than there is time for.
            NoSuchPage: The address is none, or the server answers with another error.
            ArticleError: The body is too large, or cannot be inflated.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        with self._watch.limit(TIMEOUT_S):
            try:
                return self._follow(url, {key: value for key, value in conditions.items() if value})
            except SiteBusy:
                raise
            except SiteUnavailable as error:
                if self._watch.is_over:
                    raise SiteUnavailable(f"{url}: not whole after {TIMEOUT_S:g} s", _LATER) from error
                raise

    def _follow(self, url: str, conditions: Mapping[str, str]) -> Fetched:
        before: list[str] = []
        for _ in range(MOST_REDIRECTS + 1):
            own = {} if any(_is_open_beside(earlier, url) for earlier in before) else self._own_headers(url)
            reply = self._ask(url, {**conditions, **own})
            try:
                if reply.status not in REDIRECTS:
                    return self._take(reply, url)
                before.append(url)
                url = _redirected(url, reply.headers.get("Location", ""))
            finally:
                reply.close()
        raise NoSuchPage(f"{url}: more than {MOST_REDIRECTS} redirects", _BROWSER)

    def _ask(self, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """The answer of a server, after the waits that it asks for."""
        for attempt in range(ATTEMPTS):
            self._manners.wait(host(url), self._watch.left_s)
            try:
                reply = self._request(url, headers)
                self._stop_if_over(url)
            except SiteUnavailable:
                self._manners.miss(host(url))
                raise
            self._manners.hit(host(url))
            after_s = retry_after_s(reply.headers)
            if reply.status != 429 and (reply.status != 503 or after_s is None):
                return reply
            reply.close()
            self._manners.note(host(url), after_s, attempt)
        wait = f"Wait {after_s:.0f} s." if after_s else _LATER
        raise SiteBusy(f"{url}: the server asks for fewer requests (status {reply.status})", wait, after_s)

    def _request(self, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        parts = _parts(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchRefused(f"{url}: only http and https are fetched", "Name another address.")
        if parts.username or parts.password:
            raise FetchRefused(f"{parts.hostname}: an address with a password is not fetched", _HEADERS)
        try:
            return self._pool.request(
                "GET",
                in_ascii(url),
                headers={"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **headers},
                redirect=False,
                preload_content=False,
                timeout=Timeout(connect=SILENCE_S, read=SILENCE_S),
            )
        except LocationParseError:
            raise NoSuchPage(f"{url}: not an address", _BROWSER) from None  # it shows the address
        except (HTTPError, OSError, ValueError) as error:
            raise SiteUnavailable(f"{parts.hostname} does not answer: {_say(error)}", _LATER) from error

    def _take(self, reply: BaseHTTPResponse, url: str) -> Fetched:
        """The answer, read to its end."""
        status = reply.status
        if status == 304:
            reply.read()  # nothing; but the connection is good for the next question then
        if status in (304, 404, 410):
            return Fetched(status, url)
        if status in (401, 403):
            raise FetchRefused(f"{url}: the server refuses (status {status})", _HEADERS)
        if status >= 500:
            raise SiteUnavailable(f"{url}: the server answers with status {status}", _LATER)
        if status != 200:
            raise NoSuchPage(f"{url}: the server answers with status {status}", _BROWSER)
        found = re.search(r"charset=[\"']?([\w.:-]+)", reply.headers.get("Content-Type", ""))
        return Fetched(
            status,
            url,
            self._read(reply, url),
            charset=found[1] if found else None,
            etag=reply.headers.get("ETag"),
            modified=reply.headers.get("Last-Modified"),
        )

    def _read(self, reply: BaseHTTPResponse, url: str) -> bytes:
        pieces: list[bytes] = []
        size = 0
        try:
            raw = reply.stream(PIECE_BYTES, decode_content=False)
            for piece in inflate(raw, reply.headers.get("Content-Encoding", "")):
                size += len(piece)
                if size > self._settings.max_bytes:
                    most = self._settings.max_bytes
                    raise ArticleError(f"{url} is larger than {most} bytes", "Raise max_bytes in [article].")
                pieces.append(piece)
                self._stop_if_over(url)
        except (HTTPError, OSError, ValueError) as error:
            raise SiteUnavailable(f"{url} breaks off: {_say(error)}", _LATER) from error
        self._stop_if_over(url)
        return b"".join(pieces)

    def _stop_if_over(self, url: str) -> None:
        """A server that was cut off may look like one that had said all."""
        if self._watch.is_over:
            raise SiteUnavailable(f"{url} was cut off", _LATER)

    def _own_headers(self, url: str) -> dict[str, str]:
        """The headers of a site, as the settings have them for it."""
        found = self._headers.get(host(url), {})
        return {name: read_secret(value, f"{name} in [article.headers]") for name, value in found.items()}


_LATER = "Try again later."
_BROWSER = "Look at it in a browser."
_WRITTEN = "Write it as a browser shows it: https://news.example/story."
_HEADERS = 'A paywalled site of yours: [article.headers."HOST"], with Cookie = "env:NAME".'


def read_secret(value: object, where: str) -> str:
    """A header's value: a text, ``env:NAME`` or ``file:PATH``; it is in no error.

    Raises:
        SettingsError: No such variable or file, or a value that no header can have.
    """
    text = str(value)
    kind, _, name = text.partition(":")
    if kind == "env":
        if name not in os.environ:
            raise SettingsError(f"{where}: no environment variable {name}", "Set it.")
        text = os.environ[name]
    elif kind == "file":
        try:
            text = Path(name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{where}: {name} cannot be read", "Name a readable file.") from error
    if not text.isprintable() or not text.isascii():
        raise SettingsError(f"{where}: not a value for a header", "It must be printable ASCII.")
    return text


def _parts(url: str) -> SplitResult:
    try:
        return parse(url)
    except ValueError as error:
        raise NoSuchPage(f"{url} is no address: {error}", _WRITTEN) from error


def _redirected(url: str, location: str) -> str:
    """Where a server sends from an address."""
    if not location:
        raise NoSuchPage(f"{url} leads nowhere: the redirect names no address", _BROWSER)
    try:
        return urljoin(url, _printable(_as_sent(location)))
    except ValueError as error:
        raise NoSuchPage(f"{url} leads to what is no address: {error}", _BROWSER) from error


def _is_open_beside(earlier: str, url: str) -> bool:
    """Whether a redirect leads where secrets do not go: from https to http, or to another port of a host."""
    old, new = _parts(earlier), _parts(url)
    if old.scheme == "https" and new.scheme != "https":
        return True
    return host(earlier) == host(url) and old.scheme == new.scheme and old.port != new.port


def _as_sent(header: str) -> str:
    """A header that was read as Latin-1, as its server meant it: many put plain UTF-8 there."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _printable(url: str) -> str:
    """An address that a server sent, without what steers terminals or splits headers."""
    return "".join(letter for letter in url if letter.isprintable()).strip()


def _say(error: Exception) -> str:
    """What a library said, without the objects that it names."""
    reason = getattr(error, "reason", None) or error
    if len(error.args) == 2 and isinstance(error.args[1], Exception):
        reason = error.args[1]  # urllib3 puts what happened behind a heading
    said = re.sub(r"<[^>]*>:?\s*|\w+\(host=[^)]*\):\s*", "", str(reason))
    return _printable(said) or type(error).__name__
