"""Everything but synthesis: narrator's mastering, encoding and tags against pydub and ffmpeg's loudnorm.

    python benchmarks/audio.py [--seconds 180] [--rounds 5]

Prints the medians of interleaved rounds in one process, their ratio, and what ffmpeg measures of both files.
The speech is eSpeak's, made once beforehand; where there is no ffmpeg, only narrator's own figures are printed.
"""

from __future__ import annotations

import argparse
import itertools
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from narrator import codec
from narrator.audio import cover, output
from narrator.audio.master import master
from narrator.model import Article, Clip, Place, Script, Section, Token, Utterance, Voice
from narrator.settings import AudioSettings
from narrator.speech.cache import ClipCache
from narrator.speech.engine import close_engine, load_engine
from narrator.speech.record import record
from narrator.speech.voices import load_cards, shipped_folder

SENTENCES = (
    "प्रदेश सरकार ने सोमवार को नई बस सेवा की घोषणा की, जिससे पहाड़ी गाँवों के लोगों को राहत मिलेगी।",
    "यह सेवा पंद्रह ज़िलों में चलेगी और हर दिन लगभग तेरह हज़ार यात्री इसका लाभ उठा सकेंगे।",
    "पिछले साल बारिश के कारण कई मार्ग बंद हो गए थे और लोगों को पैदल चलना पड़ा था।",
    "किसानों ने बताया कि सब्ज़ी मंडी तक पहुँचने में अब आधा समय लगेगा।",
    "विशेषज्ञों का मानना है कि इससे पर्यटन भी बढ़ेगा।",
)


def main() -> None:
    """Run the rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    voice, clips = speak(options.seconds)
    seconds = sum(clip.audio.duration_ms for clip in clips) / 1000
    print(f"{seconds:.0f} s of speech in {len(clips)} clips, {voice.id}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sides: dict[str, Callable[[], Path]] = {"narrator": lambda: ours(voice, clips, folder / "ours.mp3")}
        if shutil.which("ffmpeg"):
            sides["pydub + ffmpeg"] = lambda: theirs(clips, folder)
        times: dict[str, list[float]] = {side: [] for side in sides}
        for side in list(sides) * (options.rounds + 1):
            begin = time.perf_counter()
            sides[side]()
            times[side].append(time.perf_counter() - begin)
        medians = {side: statistics.median(values[1:]) for side, values in times.items()}
        for side, median in medians.items():
            print(f"{side:15} {median:6.3f} s  {seconds / median:5.0f} x real time  {judge(sides[side]())}")
        if len(medians) == 2:
            first, second = medians.values()
            print(f"ratio           {first / second:6.3f}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def speak(seconds: int) -> tuple[Voice, list[Clip]]:
    """Clips of about so many seconds."""
    voice = next(card for card in load_cards([shipped_folder()]) if card.id == "hi-espeak")
    engine = load_engine(voice.engine)
    clips: list[Clip] = []
    try:
        script = Script("hi", tuple(itertools.islice(utterances(), 4000)))
        with tempfile.TemporaryDirectory() as folder:
            for clip in record(script, voice, engine, cache=ClipCache(Path(folder), 0)):
                clips.append(clip)
                if sum(item.audio.duration_ms for item in clips) >= seconds * 1000:
                    break
    finally:
        close_engine(engine)
    return voice, clips


def utterances() -> Iterator[Utterance]:
    """The sentences over and over, with a chapter after every tenth."""
    for index, text in enumerate(itertools.cycle(SENTENCES)):
        tokens, position = [], 0
        for word in text.split():
            start = text.index(word, position)
            position = start + len(word)
            tokens.append(Token(word, word, "word", None, start, position))
        chapter = f"भाग {index // 10 + 1}" if index % 10 == 0 else None
        yield Utterance(text, text, "body", 300, tuple(tokens), Place(0, index, 0, len(text)), chapter)


def ours(voice: Voice, clips: list[Clip], path: Path) -> Path:
    """Mastered, encoded, with tags and a cover."""
    article = Article("नई बस सेवा", (Section("title", None, ("नई बस सेवा",)),), url="https://example.org/bus")
    narration = master(
        clips,
        article=article,
        script=Script("hi", tuple(clip.utterance for clip in clips)),
        voice=voice,
        engine="espeak",
        key="benchmark",
        settings=AudioSettings(),
        cover=cover.default(),
    )
    output.write(narration, path, AudioSettings())
    return path


def theirs(clips: list[Clip], folder: Path) -> Path:
    """Joined by pydub, a WAV file, ffmpeg's loudnorm in one pass, MP3."""
    from pydub import AudioSegment

    joined = AudioSegment.empty()
    for clip in clips:
        joined += codec.to_segment(clip.audio)
        joined += AudioSegment.silent(clip.utterance.pause_ms, frame_rate=clip.audio.rate_hz)
    joined.export(folder / "joined.wav", format="wav").close()
    target = folder / "theirs.mp3"
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(folder / "joined.wav")]
    command += ["-af", "loudnorm=I=-16:TP=-1", "-ar", "44100", "-b:a", "64k", str(target)]
    subprocess.run(command, check=True)
    return target


def judge(path: Path) -> str:
    """Loudness and true peak by ffmpeg; empty without it."""
    if not shutil.which("ffmpeg"):
        return ""
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
    loudness, peak = re.search(r"I:\s+(\S+)", summary), re.search(r"Peak:\s+(\S+)", summary)
    return f"{loudness[1] if loudness else '?'} LUFS, {peak[1] if peak else '?'} dBTP"


if __name__ == "__main__":
    main()
