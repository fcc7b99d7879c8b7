import random

import numpy as np
import pytest
from speechlike import speech

from narrator.audio import lame, mpeg
from narrator.audio.crc import crc16


def slow_crc16(data, crc=0):
    """Bit by bit, as the polynomial says."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


@pytest.mark.parametrize("size", [0, 1, 2047, 2048, 2049, 4096, 10_001])
def test_checksum_is_that_of_a_bit_by_bit_reference(size):
    data = random.Random(size).randbytes(size)
    assert crc16(data) == slow_crc16(data)
    assert crc16(data, 0xBEEF) == slow_crc16(data, 0xBEEF)


def test_checksum_of_a_whole_is_that_of_its_parts_in_turn():
    data = random.Random(7).randbytes(9000)
    assert crc16(data[5000:], crc16(data[:5000])) == crc16(data)


def test_checksum_has_the_catalogued_value():
    """Check value of CRC-16/ARC."""
    assert crc16(b"123456789") == 0xBB3D


@pytest.mark.parametrize("rate_hz", lame.RATES_HZ)
@pytest.mark.parametrize("bitrate_kbps", [32, 64, 160])
def test_frames_of_every_rate_are_found_one_after_the_other(rate_hz, bitrate_kbps):
    frames = lame.encode(speech(1, rate_hz), rate_hz, bitrate_kbps)
    offsets = list(mpeg.split(frames))
    assert offsets[-1] == len(frames)
    header = mpeg.read_header(frames)
    assert (header.rate_hz, header.bitrate_kbps) == (rate_hz, bitrate_kbps)
    expected = (rate_hz + lame.DELAY) / mpeg.frame_samples(rate_hz)
    assert expected <= len(offsets) - 1 < expected + 1


@pytest.mark.parametrize("junk", [b"", b"\xff", b"ID3\x03", b"RIFF", b"\xff\xff\xff\xff", b"\xff\xf3\x04\xc4"])
def test_what_is_no_frame_is_refused(junk):
    with pytest.raises(ValueError, match="frame"):
        mpeg.read_header(junk)


@pytest.mark.parametrize("rate_hz", lame.RATES_HZ)
@pytest.mark.parametrize("bitrate_kbps", [32, 48, 64, 128])
def test_info_frame_is_a_frame_of_the_same_kind(rate_hz, bitrate_kbps):
    frames = lame.encode(np.zeros(rate_hz, np.int16), rate_hz, bitrate_kbps)
    count = len(list(mpeg.split(frames))) - 1
    info = mpeg.info_frame(
        frames[:200], frame_count=count, stream_bytes=len(frames), sample_count=rate_hz, checksum=crc16(frames)
    )
    header = mpeg.read_header(info)
    assert header.rate_hz == rate_hz
    assert header.size == len(info)
    assert header.bitrate_kbps >= bitrate_kbps


def test_info_frame_says_where_each_hundredth_of_the_time_lies():
    frames = lame.encode(np.zeros(240_000, np.int16), 24_000, 64)
    info = mpeg.info_frame(
        frames[:200], frame_count=418, stream_bytes=len(frames), sample_count=240_000, checksum=0
    )
    table = info[13 + 16 : 13 + 116]
    assert list(table) == sorted(table)
    assert table[0] <= 1
    assert table[50] == pytest.approx(128, abs=2)
    assert table[99] == pytest.approx(253, abs=2)
