"""What messages, reports and the catalogue show of an address: no passwords, and nothing that opens a door."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

MASK = "***"
MOST_SHOWN = 300
"""Letters of an address that a message shows."""

_PASSWORD = re.compile(r"(?<=://)[^\s/?#]*@")
_PAIR = re.compile(r"""([?&;#])([^\s=&;?#]+)=([^\s&;#"'<>]+?)(?=[:.,;)\]]*(?:[\s&;#"'<>]|$))""")
_SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|auth|signature|credential|session|jwt|hmac"
    r"|(?:^|[_.-])(?:key|sig|sid|pass|code)$|api_?key|access_?key",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z])[\w+/=%~.]{24,}", re.ASCII)
_KEY = re.compile(
    r"(?:token|secret|passw(?:or)?d|signature|credentials?|jwt|hmac|api_?key|access_?key)$|^(?:auth|sig)$",
    re.IGNORECASE,
)
"""Names of a query that are never those of a story: what masks more may not decide which story a page is."""


def discreet(text: str) -> str:
    """A text whose addresses show no password, and no value of a query that is or looks like a key."""
    if "=" not in text and "@" not in text:
        return text
    return _PAIR.sub(_mask, _PASSWORD.sub(f"{MASK}@", text))


def masked(address: str) -> str:
    """An address as messages show it: discreet, and of bounded length."""
    shown = discreet(address)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"


def with_hidden_keys(address: str) -> str:
    """An address with the values of its keys masked; the same page whatever they are."""
    return _PAIR.sub(lambda found: _pair(found, MASK) if _is_key(found) else found[0], address)


def without_keys(address: str) -> str:
    """An address less its keys, as it may be published."""
    head, mark, rest = address.partition("?")
    if not mark:
        return address
    query, sharp, fragment = rest.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _KEY.search(_name(pair.partition("=")[0])))
    return f"{head}{mark if kept else ''}{kept}{sharp}{fragment}"


def _mask(found: re.Match[str]) -> str:
    is_secret = _SECRET_NAME.search(_name(found[2])) or _SECRET_VALUE.fullmatch(found[3])
    return _pair(found, MASK) if is_secret else found[0]


def _is_key(found: re.Match[str]) -> bool:
    return bool(_KEY.search(_name(found[2])))


def _pair(found: re.Match[str], value: str) -> str:
    return f"{found[1]}{found[2]}={value}"


def _name(written: str) -> str:
    return unquote_plus(written)
