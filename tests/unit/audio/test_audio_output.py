import functools
import shutil

import numpy as np
import pytest
from speechlike import narrate, story

from narrator import codec, formats
from narrator.audio import cover, mp3, output
from narrator.audio.inspect import inspect
from narrator.errors import AudioError
from narrator.settings import AudioSettings

needs_ffmpeg = pytest.mark.skipif(formats.find_ffmpeg() is None, reason="ffmpeg is not installed")
EACH = [
    pytest.param(suffix, marks=needs_ffmpeg if suffix in formats.WITH_FFMPEG else ())
    for suffix in formats.SUFFIXES
]


@pytest.fixture(scope="module")
def narration():
    return narrate(story(12), cover=cover.default())


@pytest.fixture(scope="module")
def written(narration, tmp_path_factory):
    """Writes a format once for all tests that look at it."""
    folder = tmp_path_factory.mktemp("written")

    @functools.cache
    def write(suffix):
        path = folder / f"story{suffix}"
        output.write(narration, path, AudioSettings(), show="मेरा शो")
        return path

    return write


@pytest.mark.parametrize("suffix", EACH)
def test_every_format_plays_at_its_loudness_under_the_ceiling(narration, written, suffix):
    report = inspect(written(suffix))
    assert report.loudness_lufs == pytest.approx(-16, abs=0.5)
    assert report.true_peak_dbtp <= -1
    assert abs(report.duration_ms - narration.timeline.duration_ms) <= 60


@pytest.mark.parametrize("suffix", EACH)
def test_every_format_says_where_it_is_from(narration, written, suffix):
    found = mp3.read_frame(written(suffix))
    assert (found.key, found.source, found.voice) == (narration.key, narration.article.url, "hi-test")
    tags = inspect(written(suffix)).tags
    assert tags.values["title"] == narration.article.title
    assert tags.values["album"] == "मेरा शो"
    assert "आवाज़" in tags.values["comment"]
    assert tags.cover.size_bytes == len(narration.cover.data)


@pytest.mark.parametrize("suffix", EACH)
def test_every_format_comes_out_the_same_twice(tmp_path, narration, written, suffix):
    again = tmp_path / f"again{suffix}"
    output.write(narration, again, AudioSettings(), show="मेरा शो")
    assert again.read_bytes() == written(suffix).read_bytes()


@pytest.mark.parametrize("suffix", [".mp3", ".wav", ".flac", ".ogg"])
def test_formats_with_chapters_have_them_in_order(narration, written, suffix):
    assert inspect(written(suffix)).tags.chapters == narration.timeline.chapters


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_lossless_formats_hold_the_mastered_samples(tmp_path, narration, suffix):
    path = tmp_path / f"story{suffix}"
    output.write(narration, path, AudioSettings())
    assert np.array_equal(codec.read_sound(path).samples, np.concatenate(list(narration.blocks())))


def test_the_format_may_be_said_beside_the_name(tmp_path, narration):
    path = tmp_path / "story.part"
    output.write(narration, path, AudioSettings(), suffix=".FLAC")
    assert path.read_bytes()[:4] == b"fLaC"


@pytest.mark.parametrize("name", ["story.xyz", "story", "story.mp4"])
def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path, narration, name):
    path = tmp_path / name
    with pytest.raises(AudioError, match="no way to write") as caught:
        output.write(narration, path, AudioSettings())
    assert ".flac" in caught.value.hint
    assert not path.exists()


@pytest.mark.parametrize("suffix", [".m4a", ".opus"])
def test_missing_ffmpeg_is_an_error_that_says_what_to_install(tmp_path, narration, monkeypatch, suffix):
    monkeypatch.setattr(formats, "find_ffmpeg", lambda: None)
    with pytest.raises(AudioError, match="ffmpeg") as caught:
        output.write(narration, tmp_path / f"story{suffix}", AudioSettings())
    assert caught.value.hint == "pip install 'narrator-audio[formats]'"


def test_the_default_path_starts_no_process_and_writes_one_file(tmp_path, narration, monkeypatch):
    import subprocess

    def refuse(*_args, **_options):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    output.write(narration, tmp_path / "story.mp3", AudioSettings())
    assert [path.name for path in tmp_path.iterdir()] == ["story.mp3"]


def test_an_unwritable_file_is_an_error(tmp_path, narration):
    for suffix in (".mp3", ".wav", ".ogg"):
        with pytest.raises((OSError, AudioError)):
            output.write(narration, tmp_path / "none" / f"story{suffix}", AudioSettings())
