import sys

import numpy as np
import pytest
import soundfile
from speechlike import speech

from narrator import codec, formats
from narrator.errors import AudioError
from narrator.model import Audio

needs_ffmpeg = pytest.mark.skipif(formats.find_ffmpeg() is None, reason="ffmpeg is not installed")


def written(path, samples, rate_hz=24_000, **options):
    soundfile.write(path, samples, rate_hz, **options)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_lossless_files_come_back_sample_by_sample(tmp_path, suffix):
    sound = Audio(speech(1), 24_000)
    path = tmp_path / f"a{suffix}"
    codec.export(sound, path)
    found = codec.read_sound(path)
    assert found.rate_hz == 24_000
    assert np.array_equal(found.samples, sound.samples)
    assert np.array_equal(codec.read_sound(path.read_bytes()).samples, sound.samples)


def test_channels_are_mixed_to_one(tmp_path):
    stereo = np.array([[1000, 3000], [-2, -3], [32_767, 32_767]], np.int16)
    found = codec.read_sound(written(tmp_path / "a.wav", stereo))
    assert found.samples.tolist() == [2000, -2, 32_767]


def test_decoded_sound_may_exceed_full_scale(tmp_path):
    path = written(tmp_path / "a.wav", np.array([0.5, 1.5, -2.0], np.float32), subtype="FLOAT")
    sound, rate_hz = codec.decode(path)
    assert rate_hz == 24_000
    assert sound[:, 0].tolist() == [16_384, 49_152, -65_536]


def test_blocks_of_a_file_are_its_samples(tmp_path):
    path = tmp_path / "a.ogg"
    codec.export(Audio(speech(8), 24_000), path)
    rate_hz, blocks = codec.read_blocks(path)
    pieces = list(blocks)
    assert rate_hz == 24_000
    assert len(pieces) == 3
    assert np.allclose(np.concatenate(pieces), codec.decode(path)[0], atol=0.1)


@pytest.mark.parametrize("content", [b"", b"plain text", b"RIFF\x00\x00\x00\x00WAVE", b"\xff\xfb"])
def test_what_is_no_sound_is_one_clear_error(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    for source in (content, path):
        with pytest.raises(AudioError, match="cannot be decoded") as caught:
            codec.read_sound(source)
        assert caught.value.hint
    with pytest.raises(AudioError):
        codec.decode(content)


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    for path in (tmp_path / "gone.wav", tmp_path):
        with pytest.raises(AudioError, match="no such file"):
            codec.read_sound(path)


def test_segments_go_there_and_back():
    sound = Audio(speech(0.5, 22_050), 22_050)
    segment = codec.to_segment(sound)
    assert (segment.frame_rate, segment.channels, segment.sample_width) == (22_050, 1, 2)
    back = codec.from_segment(segment)
    assert back.rate_hz == 22_050
    assert np.array_equal(back.samples, sound.samples)


def test_a_segment_of_others_becomes_mono_of_sixteen_bits():
    from pydub import AudioSegment

    wide = AudioSegment(data=np.full(400, 2**24, "<i4").tobytes(), sample_width=4, frame_rate=8000, channels=2)
    back = codec.from_segment(wide)
    assert back.samples.tolist() == [256] * 200


def test_another_rate_keeps_the_length_in_time():
    sound = Audio(speech(1, 22_050), 22_050)
    assert len(codec.resample(sound, 24_000).samples) == pytest.approx(24_000, abs=2)
    assert codec.resample(sound, 22_050) is sound


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(tmp_path):
    with pytest.raises(AudioError, match=r"\.xyz") as caught:
        codec.export(Audio(speech(0.1), 24_000), tmp_path / "a.xyz")
    assert ".opus" in caught.value.hint


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(AudioError, match="cannot be written"):
        codec.export(Audio(speech(0.1), 24_000), tmp_path / "none" / "a.wav")


@needs_ffmpeg
@pytest.mark.parametrize("suffix", [".m4a", ".opus"])
def test_other_formats_go_through_ffmpeg_and_come_back(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    codec.export(Audio(speech(2), 24_000), path)
    assert codec.read_sound(path).duration_ms == pytest.approx(2000, abs=80)


@pytest.mark.parametrize("suffix", [".m4a", ".opus"])
def test_without_ffmpeg_the_hint_names_the_extra(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(formats, "find_ffmpeg", lambda: None)
    with pytest.raises(AudioError, match=suffix) as caught:
        codec.export(Audio(speech(0.1), 24_000), tmp_path / f"a{suffix}")
    assert caught.value.hint == "pip install 'narrator-audio[formats]'"


def test_ffmpeg_of_the_path_is_found_where_the_extra_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/bin/{name}")
    assert formats.find_ffmpeg() == "/opt/bin/ffmpeg"
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert formats.find_ffmpeg() is None


def test_importing_the_codec_imports_no_sound_library():
    import subprocess

    code = "import sys, narrator.codec; sys.exit(bool({'soundfile', 'pydub', 'soxr'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
