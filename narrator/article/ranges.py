"""Which IP addresses are of the public internet.

What Python's tables know differs between its versions, and they look into few of the addresses that carry
another one. So of IPv6 only the range that is given out for the internet counts, without what is taken from it.

Sources: IANA's registries of special-purpose addresses (RFC 6890); the sections named below.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",  # of carriers, RFC 6598; also a metadata service
            "168.63.129.16/32",  # the platform's own service in a large cloud
            "192.0.0.0/24",  # protocols; also a metadata service
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "198.18.0.0/15",  # benchmarks, RFC 2544
        ),
    )
)
_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols: Teredo, benchmarks, hashes
            "2001:db8::/32",  # examples
            "3fff::/20",  # examples, RFC 9637
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, as is the one that it carries in it, if any."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return _is_public_4(found)
    inner = _carried(found)
    if found.ipv4_mapped or found in _NAT64:
        return inner is not None and _is_public_4(inner)
    if found not in _UNICAST or not found.is_global or any(found in network for network in _NOT_PUBLIC_6):
        return False
    return inner is None or _is_public_4(inner)


def _is_public_4(address: IPv4Address) -> bool:
    if address.is_multicast or any(address in network for network in _NOT_PUBLIC_4):
        return False
    return address.is_global


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address in one that is mapped, of NAT64 (RFC 6052), 6to4 (RFC 3056) or ISATAP (RFC 5214)."""
    whole = int(address)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if address.ipv4_mapped or address in _NAT64 or (whole >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(whole & 0xFFFFFFFF)
    return None
