import pytest

from narrator.article.ranges import is_public

NOT_PUBLIC = {
    "loopback": "127.0.0.1 127.255.255.254 ::1",
    "unspecified": "0.0.0.0 0.1.2.3 ::",
    "private": "10.0.0.5 172.16.0.1 172.31.255.254 192.168.1.1 fc00::1 fd12:3456::1",
    "link-local": "169.254.0.1 fe80::1 fe80::1%eth0 febf::1",
    "site-local": "fec0::1 feff::1",
    "metadata services": "169.254.169.254 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254 fd20:ce::254",
    "carriers": "100.64.0.1 100.127.255.254",
    "multicast and broadcast": "224.0.0.1 239.255.255.255 ff02::1 ff0e::1 255.255.255.255",
    "reserved": "240.0.0.1 4000::1 5f00::1 8000::1 100::1 200::1",
    "examples": "192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1 3fff:fff::1",
    "benchmarks and protocols": "198.18.0.1 198.19.255.254 192.0.0.1 2001:2::1 2001:10::1 2001:20::1 2001:1::1",
    "relays of 6to4": "192.88.99.1 192.88.99.254",
    "mapped": "::ffff:10.0.0.5 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:168.63.129.16",
    "compatible": "::10.0.0.5 ::127.0.0.1 ::169.254.169.254 ::8.8.8.8",
    "translated": "::ffff:0:10.0.0.5 ::ffff:0:8.8.8.8",
    "NAT64": "64:ff9b::a00:5 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::a83f:8110 64:ff9b:1::808:808",
    "6to4": "2002:a00:5::1 2002:7f00:1::1 2002:a9fe:a9fe::1 2002:c0a8:101::8.8.8.8",
    "ISATAP": "2606:2800:220:1:0:5efe:10.0.0.5 2606:2800:220:1:200:5efe:192.168.1.1 fe80::5efe:8.8.8.8",
    "Teredo": "2001:0:4136:e378:8000:63bf:f5ff:fffa 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001::1",
}
PUBLIC = """93.184.216.34 8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.32.0.1 168.63.129.17 192.88.98.1
    2606:2800:220:1::1 2a00:1450:4001:80b::200e 2400:cb00::1 3ffe::1 64:ff9b::5db8:d822 ::ffff:8.8.8.8
    2002:808:808::1 2606:2800:220:1:0:5efe:8.8.8.8"""


@pytest.mark.parametrize(
    ("kind", "address"), [(kind, address) for kind, row in NOT_PUBLIC.items() for address in row.split()]
)
def test_address_that_is_not_of_the_public_internet(kind, address):
    assert not is_public(address), kind


@pytest.mark.parametrize("address", PUBLIC.split())
def test_address_of_the_public_internet(address):
    assert is_public(address)
