"""Web addresses as people write them and as servers take them."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urljoin, urlsplit


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


def looks_web(text: str) -> bool:
    """Whether a text is meant as an address of the web, be it a good one; in letters of any case."""
    return text[:8].lower().startswith(("http://", "https://"))


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
