"""The finished files, judged by readers and meters of others."""

import json
import re
import shutil
import subprocess

import eyed3
import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3
from speechlike import VOICE, article, clip, narrate, speech, story

from narrator import codec
from narrator.audio import cover, output
from narrator.audio.loudness import levels
from narrator.audio.master import master
from narrator.model import Audio, Script
from narrator.settings import AudioSettings
from narrator.speech.cache import ClipCache
from narrator.speech.engine import close_engine, load_engine
from narrator.speech.record import record
from narrator.speech.voices import load_cards, shipped_folder

pytestmark = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")),
    reason="ffmpeg and ffprobe judge, and are not installed",
)

SENTENCES = (
    "प्रदेश सरकार ने सोमवार को नई बस सेवा की घोषणा की, जिससे पहाड़ी गाँवों के लोगों को राहत मिलेगी।",
    "पिछले साल बारिश के कारण कई मार्ग बंद हो गए थे।",
    "किसानों ने बताया कि मंडी तक पहुँचने में अब आधा समय लगेगा।",
)


def judge(path):
    """Integrated loudness and true peak by ffmpeg."""
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = report[report.rindex("Summary") :]
    return float(re.search(r"I:\s+(\S+)", summary)[1]), float(re.search(r"Peak:\s+(\S+)", summary)[1])


def probe(path):
    command = [
        "ffprobe",
        "-v",
        "error",
        "-show_format",
        "-show_chapters",
        "-show_streams",
        "-of",
        "json",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return json.loads(done.stdout)


def write(narration, path, **settings):
    output.write(narration, path, AudioSettings(**settings))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    narration = narrate(story(20, rate_hz=22_050, chapters=3), cover=cover.default())
    return write(narration, tmp_path_factory.mktemp("made") / "story.mp3"), narration


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("peak", [700, 32_767])
def test_loudness_and_peak_of_the_mp3_are_right_by_ffmpeg(tmp_path, rate_hz, peak):
    path = write(narrate(story(16, rate_hz, peak=peak)), tmp_path / "story.mp3")
    loudness, true_peak = judge(path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert true_peak <= -1


@pytest.mark.parametrize("bitrate_kbps", [32, 48, 96])
def test_loudness_and_peak_are_right_at_other_bit_rates(tmp_path, bitrate_kbps):
    narration = narrate(story(16), bitrate_kbps=bitrate_kbps)
    loudness, true_peak = judge(write(narration, tmp_path / "a.mp3", bitrate_kbps=bitrate_kbps))
    assert loudness == pytest.approx(-16, abs=0.5)
    assert true_peak <= -1


def test_what_encoding_takes_is_made_up_for(tmp_path):
    """Without that the MP3 would be this much softer than the lossless file; hiss loses most."""
    rng = np.random.default_rng(2)
    hiss = [
        clip((speech(6, seed=seed) * 0.5 + rng.normal(0, 2500, 144_000)).astype(np.int16)) for seed in range(3)
    ]
    narration = narrate(hiss)
    loss = judge(write(narration, tmp_path / "a.wav"))[0] - judge(write(narration, tmp_path / "a.mp3"))[0]
    assert loss > 0.3
    assert judge(tmp_path / "a.mp3")[0] == pytest.approx(-16, abs=0.35)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_our_meter_agrees_with_ffmpeg(tmp_path, rate_hz):
    sound = speech(10, rate_hz)
    path = tmp_path / "a.wav"
    soundfile.write(path, sound, rate_hz)
    loudness, true_peak = judge(path)
    found = levels(sound, rate_hz)
    assert found.loudness_lufs == pytest.approx(loudness, abs=0.1)
    assert true_peak - 0.15 <= found.true_peak_dbtp <= true_peak + 0.35


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".m4a", ".opus"])
def test_other_formats_are_right_by_ffmpeg(tmp_path, made, suffix):
    path = write(made[1], tmp_path / f"story{suffix}")
    loudness, true_peak = judge(path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert true_peak <= -1
    assert float(probe(path)["format"]["duration"]) == pytest.approx(
        made[1].timeline.duration_ms / 1000, abs=0.05
    )


def test_duration_is_right_by_three_readers(made):
    path, narration = made
    seconds = narration.timeline.duration_ms / 1000
    frame = 576 / 22_050
    assert abs(float(probe(path)["format"]["duration"]) - seconds) <= frame + 0.001
    assert abs(MP3(path).info.length - seconds) <= 0.001
    decoded = codec.decode(path)[0]
    assert abs(len(decoded) / 22_050 - seconds) <= frame


def test_ffmpeg_decodes_the_file_without_a_word(made):
    command = ["ffmpeg", "-v", "warning", "-i", str(made[0]), "-map", "0:a", "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert abs(len(done.stdout) // 2 - made[1].sample_count) <= 576


def test_ffmpeg_can_seek_to_every_chapter(made):
    heard = codec.decode(made[0])[0][:, 0]
    for chapter in made[1].timeline.chapters:
        start = chapter.start_ms / 1000
        command = ["ffmpeg", "-v", "error", "-ss", f"{start}", "-t", "1", "-i", str(made[0])]
        done = subprocess.run([*command, "-map", "0:a", "-f", "s16le", "-"], capture_output=True, check=True)
        piece = np.frombuffer(done.stdout, "<i2").astype(float)
        at = round(start * 22_050)
        expected = heard[at : at + len(piece)]
        assert np.corrcoef(piece[2000:20_000], expected[2000:20_000])[0, 1] > 0.99


def test_chapters_are_in_order_in_two_readers(made):
    path, narration = made
    expected = [(item.title, item.start_ms, item.end_ms) for item in narration.timeline.chapters]
    by_ffprobe = [
        (item["tags"]["title"], round(float(item["start_time"]) * 1000), round(float(item["end_time"]) * 1000))
        for item in probe(path)["chapters"]
    ]
    by_eyed3 = [(item.title, item.times.start, item.times.end) for item in eyed3.load(path).tag.chapters]
    assert by_ffprobe == by_eyed3 == expected


def test_tags_are_read_by_ffprobe(made):
    tags = probe(made[0])["format"]["tags"]
    assert tags["title"] == made[1].article.title
    assert tags["artist"] == "संवाददाता"
    assert tags["date"].startswith("2025")
    assert json.loads(tags["narrator"])["synthetic_voice"] is True
    assert any(stream["codec_type"] == "video" for stream in probe(made[0])["streams"])


def test_a_jingle_in_any_format_is_taken(tmp_path):
    tone = (9000 * np.sin(np.arange(96_000) * 0.06)).astype(np.int16)
    codec.export(Audio(tone, 48_000), tmp_path / "in.m4a")
    narration = narrate(story(8), intro=str(tmp_path / "in.m4a"))
    assert narration.timeline.cues[0].start_ms == pytest.approx(2500, abs=100)
    loudness, true_peak = judge(write(narration, tmp_path / "a.mp3"))
    assert loudness == pytest.approx(-16, abs=0.6)
    assert true_peak <= -1


@pytest.mark.parametrize("voice_id", ["hi-espeak", "tone"])
def test_voices_that_ship_are_right_by_ffmpeg(tmp_path, say, voice_id):
    voice = next(card for card in load_cards([shipped_folder()]) if card.id == voice_id)
    script = Script("hi", tuple(say(text, chapter=None) for text in SENTENCES * 2))
    engine = load_engine(voice.engine)
    try:
        narration = master(
            record(script, voice, engine, cache=ClipCache(tmp_path / "cache", 0)),
            article=article(),
            script=script,
            voice=voice,
            engine=engine.identity(voice),
            key="k",
            settings=AudioSettings(),
        )
    finally:
        close_engine(engine)
    loudness, true_peak = judge(write(narration, tmp_path / "a.mp3"))
    assert loudness == pytest.approx(-16, abs=0.5)
    assert true_peak <= -1
    assert VOICE.id != voice.id


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="the espeak-ng command is not installed")
def test_the_hot_sound_of_the_espeak_command_is_right_by_ffmpeg(tmp_path):
    clips = []
    for index, text in enumerate(SENTENCES):
        path = tmp_path / f"{index}.wav"
        subprocess.run(["espeak-ng", "-v", "hi", "-w", str(path), text], check=True)
        sound = codec.read_sound(path)
        clips.append(clip(sound.samples, sound.rate_hz, text=text))
    loudness, true_peak = judge(write(narrate(clips), tmp_path / "a.mp3"))
    assert loudness == pytest.approx(-16, abs=0.5)
    assert true_peak <= -1
