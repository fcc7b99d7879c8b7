"""CRC-16 of a long stream: many parts of it at once, then put together.

Source: the CRC that LAME writes into its header, polynomial 0x8005, reflected, from zero.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0xA001
LANES = 2048


def crc16(data: bytes, start: int = 0) -> int:
    """CRC-16 of ``data``, after bytes whose CRC-16 was ``start``.

    A CRC is linear: that of a whole is the exclusive or of its parts' CRCs, each carried on over the bytes that
    follow it. So the parts lie side by side and are summed column by column.
    """
    table = _table()
    length = len(data) // LANES
    crc = start
    if length:
        columns = np.frombuffer(data, np.uint8, LANES * length).reshape(LANES, length).T
        crcs = np.zeros(LANES, np.uint16)
        for column in columns:
            crcs = table[(crcs ^ column) & 0xFF] ^ (crcs >> 8)
        low, high = _carry(length)
        for part in crcs.tolist():
            crc = low[crc & 0xFF] ^ high[crc >> 8] ^ part
    small = table.tolist()
    for byte in data[LANES * length :]:
        crc = small[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc


@functools.cache
def _table() -> NDArray[np.uint16]:
    """CRC of each byte."""
    values = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ POLYNOMIAL, values >> 1).astype(np.uint16)
    return values


def _carry(length: int) -> tuple[list[int], list[int]]:
    """What ``length`` zero bytes make of each low and each high byte of a CRC."""
    table = _table()
    values = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    for _ in range(length):
        values = table[values & 0xFF] ^ (values >> 8)
    return values[:256].tolist(), values[256:].tolist()
