"""Frames of an MPEG audio stream, and the Info frame that tells players its length.

Source: ISO/IEC 11172-3 and 13818-3 (frame headers); the Xing header and its LAME extension as documented by the
LAME project.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from narrator.audio.crc import crc16
from narrator.audio.lame import ENCODER_DELAY, version

_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}
_SIDE_INFO = {3: 17, 2: 9}
"""Bytes of side information in a mono frame."""
INFO_SIZE = 156
"""Bytes of an Info header with all its fields and LAME's extension."""


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """The four bytes at the start of a frame of layer III."""

    version: int
    """3 for MPEG-1, 2 for MPEG-2."""
    bitrate_kbps: int
    """Of this frame."""
    rate_hz: int
    """Samples a second."""
    padding: int
    """1 where the frame is a byte longer."""

    @property
    def sample_count(self) -> int:
        """Samples in a frame."""
        return frame_samples(self.rate_hz)

    @property
    def size(self) -> int:
        """Bytes of the frame, header included."""
        return self.sample_count // 8 * self.bitrate_kbps * 1000 // self.rate_hz + self.padding


def frame_samples(rate_hz: int) -> int:
    """Samples in a frame at a sample rate of MPEG-1 or MPEG-2."""
    return 1152 if rate_hz >= 32_000 else 576


def read_header(data: bytes, at: int = 0) -> FrameHeader:
    """The frame header at an offset.

    Raises:
        ValueError: None of MPEG-1 or MPEG-2, layer III.
    """
    return _read_word(data[at : at + 4])


@functools.lru_cache(maxsize=256)
def _read_word(word: bytes) -> FrameHeader:
    if len(word) < 4 or word[0] != 0xFF or word[1] & 0xE6 != 0xE2:
        raise ValueError(f"no frame header of MPEG layer III: {word.hex()}")
    version, bitrate, rate = word[1] >> 3 & 3, word[2] >> 4, word[2] >> 2 & 3
    if version not in _RATES or bitrate in (0, 15) or rate == 3:
        raise ValueError(f"no frame header of MPEG-1 or 2: {word.hex()}")
    return FrameHeader(version, _BITRATES[version][bitrate], _RATES[version][rate], word[2] >> 1 & 1)


def split(frames: bytes) -> Iterator[int]:
    """Offset of each frame, and last the offset after them."""
    at = 0
    while at < len(frames):
        yield at
        at += read_header(frames, at).size
    yield at


def info_frame(
    first_frame: bytes, *, frame_count: int, stream_bytes: int, sample_count: int, checksum: int
) -> bytes:
    """The Info frame of a mono stream of constant bit rate, to be put before it.

    Args:
        first_frame: The stream's first frame, or its beginning.
        frame_count: Frames of the stream.
        stream_bytes: Their bytes.
        sample_count: Samples that a player shall give; the rest is the encoder's delay and padding.
        checksum: CRC-16 of the stream.
    """
    word = _info_word(first_frame)
    header = _read_word(word)
    total = header.size + stream_bytes
    padding = frame_count * header.sample_count - ENCODER_DELAY - sample_count
    # A player that seeks reads here at which 256th part of the bytes each hundredth of the time lies.
    table = bytes(
        min(255, (256 * (100 * header.size + part * stream_bytes)) // (100 * total)) for part in range(100)
    )
    frame = word + bytes(_SIDE_INFO[header.version])
    frame += b"Info" + struct.pack(">III", 0x0F, frame_count, total) + table + struct.pack(">I", 0)
    frame += version()[:9].ljust(9, b"\0") + b"\x01" + bytes(9)
    frame += struct.pack(">BB", 0, min(255, read_header(first_frame).bitrate_kbps))
    frame += (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    frame += bytes(4) + struct.pack(">IH", total, checksum)
    frame += struct.pack(">H", crc16(frame))
    return frame.ljust(header.size, b"\0")


def _info_word(first_frame: bytes) -> bytes:
    """The stream's frame header without padding, at the first bit rate whose frame holds the Info header."""
    version = read_header(first_frame).version
    needed = 4 + _SIDE_INFO[version] + INFO_SIZE
    for bitrate in range(first_frame[2] >> 4, 15):
        word = first_frame[:2] + bytes([bitrate << 4 | first_frame[2] & 0x0C, first_frame[3]])
        if _read_word(word).size >= needed:
            return word
    raise ValueError("no frame is large enough for an Info header")
