"""Web addresses as people write them, as servers take them, and as messages may show them."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit

MASK = "***"
MOST_SHOWN = 300
"""Letters of an address that a message shows."""


def parse(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        ValueError: It is none: a broken host, a port that is no number.
    """
    parts = urlsplit(address)
    _ = parts.port  # a port that is no number is found only when it is asked for
    if parts.hostname and not parts.hostname.isascii():
        host_in_ascii(parts.hostname)
    return parts


def host(address: str) -> str:
    """The host of an address in ASCII and lower case, without a last dot; empty where there is none."""
    try:
        return host_in_ascii((urlsplit(address).hostname or "").rstrip("."))
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Whether it is an address that can be fetched: http or https, with a host."""
    try:
        parts = parse(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def join(base: str, link: str) -> str | None:
    """The absolute address of a link; None where that is none of the web."""
    try:
        found = urljoin(base, link.strip())
    except ValueError:
        return None
    return found if is_web(found) else None


def in_ascii(address: str) -> str:
    """An address in ASCII: its host in Punycode, the rest in percent signs; what is escaped stays as it is.

    Source: RFC 3987, section 3.1; UTS #46 for hosts.
    """
    try:
        parts = urlsplit(address)
        if parts.hostname and not parts.hostname.isascii():
            own, at, place = parts.netloc.rpartition("@")
            name, colon, port = place.partition(":")
            address = parts._replace(netloc=f"{own}{at}{host_in_ascii(name)}{colon}{port}").geturl()
    except ValueError:
        pass  # the percent signs below make it harmless
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def host_in_ascii(name: str) -> str:
    """A host as the name system knows it.

    Raises:
        ValueError: No name can be written so.
    """
    if name.isascii():
        return name.lower()
    import idna

    return idna.encode(name, uts46=True).decode("ascii")


def named(host: str) -> str:
    """A host as settings name it, in the form of ``host``; what is none stays as it is."""
    try:
        return host_in_ascii(host.strip().rstrip("."))
    except ValueError:
        return host


def masked(address: str) -> str:
    """An address as messages, logs and reports show it: without passwords and what looks like a key."""
    shown = re.sub(r"(?<=://)[^/?#]*@", f"{MASK}@", address)
    head, mark, rest = shown.partition("?")
    if mark:
        query, sharp, fragment = rest.partition("#")
        query = "&".join(_masked_pair(pair) for pair in query.split("&"))
        shown = f"{head}{mark}{query}{sharp}{fragment}"
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"


_SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|auth|signature|credential|session|jwt|hmac"
    r"|(?:^|[_.-])(?:key|sig|sid|pass|code)$|api_?key|access_?key",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z])[\w+/=%~.]{24,}", re.ASCII)


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    plain = next(iter(parse_qsl(pair, keep_blank_values=True)), (name, value))
    if equals and value and (_SECRET_NAME.search(plain[0]) or _SECRET_VALUE.fullmatch(value)):
        return f"{name}={MASK}"
    return pair
