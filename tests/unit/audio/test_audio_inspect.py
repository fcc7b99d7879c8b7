import contextlib
import json

import numpy as np
import pytest
import soundfile
from PIL import Image
from speechlike import clip, narrate, speech, story

from narrator.audio import cover, output
from narrator.audio.inspect import clock, inspect
from narrator.audio.plot import plot
from narrator.errors import AudioError
from narrator.settings import AudioSettings


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    narration = narrate(story(24), cover=cover.default())
    path = tmp_path_factory.mktemp("made") / "story.mp3"
    output.write(narration, path, AudioSettings())
    return path, narration


def test_a_report_says_what_a_listener_gets(made):
    path, narration = made
    report = inspect(path)
    assert report.duration_ms == narration.timeline.duration_ms
    assert report.loudness_lufs == pytest.approx(-16, abs=0.5)
    assert report.true_peak_dbtp <= -1
    assert report.leading_silence_ms < 100
    assert (report.rate_hz, report.channels, report.bitrate_kbps) == (24_000, 1, 64)
    assert report.size_bytes == path.stat().st_size
    assert report.tags.chapters == narration.timeline.chapters
    assert len(report.tags.sentences) == 6
    assert report.warnings == ()


def test_a_report_is_plain_json(made):
    values = json.loads(json.dumps(inspect(made[0]).to_dict()))
    assert values["path"] == str(made[0])
    assert values["chapters"][0]["start_ms"] == 0
    assert values["cover"]["mime"] == "image/png"
    assert values["provenance"]["voice"] == "hi-test"
    assert values["tags"]["title"] == made[1].article.title
    assert values["sentences"] == 6


def test_a_report_is_a_table_for_people(made):
    rows = dict(inspect(made[0]).rows())
    assert rows["duration"].startswith("0:2")
    assert rows["loudness"].endswith("LUFS")
    assert rows["chapter 1"].startswith("0:00  भाग 0")
    assert rows["made by"] == "narrator, voice hi-test"


def test_gaps_and_leading_silence_are_found(tmp_path):
    quiet = np.zeros(24_000, np.int16)
    sound = np.concatenate([quiet, speech(2), quiet, quiet, quiet, speech(2), quiet])
    path = tmp_path / "gap.wav"
    soundfile.write(path, sound, 24_000)
    report = inspect(path)
    assert report.leading_silence_ms == pytest.approx(1000, abs=150)
    assert report.longest_gap_ms == pytest.approx(3000, abs=250)
    assert report.longest_gap_at_ms == pytest.approx(3000, abs=200)
    assert any("start" in warning for warning in report.warnings)
    assert any("gap of" in warning for warning in report.warnings)


def test_silence_has_no_loudness_in_json(tmp_path):
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(48_000, np.int16), 24_000)
    report = inspect(path)
    values = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert values["loudness_lufs"] is None
    assert values["true_peak_dbtp"] is None
    assert values["warnings"] == ["there is nothing to hear", "2000 ms of silence at the start"]
    assert dict(report.rows())["loudness"] == "silence"


def test_loudness_of_stereo_is_that_of_both_channels(tmp_path):
    sound = speech(5, peak=8000)
    for name, channels in (("one.wav", 1), ("two.wav", 2)):
        soundfile.write(tmp_path / name, np.stack([sound] * channels, axis=1), 24_000)
    one, two = inspect(tmp_path / "one.wav"), inspect(tmp_path / "two.wav")
    assert two.loudness_lufs - one.loudness_lufs == pytest.approx(3.01, abs=0.05)
    assert (two.channels, dict(two.rows())["sound"]) == (2, "24000 Hz, stereo, 768 kbit/s")


def test_a_loud_file_of_others_gets_warnings(tmp_path):
    path = tmp_path / "loud.flac"
    soundfile.write(path, speech(5), 24_000)
    soundfile.write(path, np.clip(speech(5).astype(int) * 8, -32768, 32767).astype(np.int16), 24_000)
    report = inspect(path)
    assert any("loudness" in warning for warning in report.warnings)
    assert any("true peak" in warning for warning in report.warnings)
    assert dict(report.rows())["made by"] == "not narrator"


@pytest.mark.parametrize(
    "content", [b"", b"text", b"ID3\x03\x00\x00\x00\x00\x00\x00", b"RIFF\x00\x00\x00\x00WAVE"]
)
def test_what_is_no_sound_is_one_clear_error(tmp_path, content):
    path = tmp_path / "no.mp3"
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        inspect(path)
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    for path in (tmp_path / "gone.mp3", tmp_path):
        with pytest.raises(AudioError, match="no such file"):
            inspect(path)


@pytest.mark.parametrize("cut", [100, 3000, 20_000, -1])
def test_a_truncated_file_is_read_or_refused_but_never_crashes(tmp_path, made, cut):
    path = tmp_path / "cut.mp3"
    path.write_bytes(made[0].read_bytes()[:cut])
    with contextlib.suppress(AudioError):
        assert inspect(path).duration_ms >= 0


@pytest.mark.parametrize(
    ("at_ms", "text"), [(0, "0:00"), (65_999, "1:05"), (3_600_000, "1:00:00"), (36_061_000, "10:01:01")]
)
def test_times_read_as_on_a_clock(at_ms, text):
    assert clock(at_ms) == text


def test_a_plot_shows_waveform_chapters_and_loudness(tmp_path, made):
    png = tmp_path / "plot.png"
    plot(made[0], png)
    image = Image.open(png)
    assert (image.format, image.size) == ("PNG", (1600, 620))
    colors = {color for _, color in image.convert("RGB").getcolors(100_000)}
    for color in ("#6b76b8", "#c2410c", "#0f766e"):
        assert tuple(bytes.fromhex(color[1:])) in colors


def test_a_plot_marks_each_chapter_where_it_begins(tmp_path, made):
    png = tmp_path / "plot.png"
    plot(made[0], png)
    row = np.asarray(Image.open(png).convert("RGB"))[343]
    columns = np.flatnonzero((row == (0xC2, 0x41, 0x0C)).all(axis=1))
    second = made[1].timeline.chapters[1].start_ms / made[1].timeline.duration_ms
    assert len(columns) == 4
    assert columns[-1] == pytest.approx(70 + 1510 * second, abs=2)


@pytest.mark.parametrize("count", [1, 500, 24_000])
def test_short_and_silent_sounds_are_plotted(tmp_path, count):
    path, png = tmp_path / "short.wav", tmp_path / "short.png"
    soundfile.write(path, np.zeros(count, np.int16), 24_000)
    plot(path, png)
    assert Image.open(png).size == (1600, 620)


def test_a_plot_that_cannot_be_written_is_one_clear_error(tmp_path, made):
    with pytest.raises(AudioError, match="cannot be written"):
        plot(made[0], tmp_path / "none" / "plot.png")


def test_the_same_file_gives_the_same_plot(tmp_path, made):
    for name in ("a.png", "b.png"):
        plot(made[0], tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_report_on_a_clip_of_speech_alone(tmp_path):
    narration = narrate([clip(speech(1))])
    path = tmp_path / "a.mp3"
    output.write(narration, path, AudioSettings())
    assert inspect(path).duration_ms == narration.timeline.duration_ms
