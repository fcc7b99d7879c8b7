"""How fast is one story, where does the time go, and how does it compare with the plain shell pipeline?

    python benchmarks/story.py PAGE [VOICE]

Prints seconds of audio for each second of wall time, the peak memory of the process tree, the share of each
stage, and the ratio to ``espeak-ng … | lame`` on the same text where both commands are installed, measured in
turns in the same run.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from narrator import pipeline
from narrator.audio import output
from narrator.audio.master import master
from narrator.settings import load
from narrator.speech.cache import ClipCache
from narrator.speech.engine import close_engine
from narrator.speech.record import record
from narrator.speech.voices import choose

ROUNDS = 5
NARRATE = Path(sys.executable).with_name("narrate")


def time_stages(page: Path, voice: str) -> tuple[dict[str, float], float]:
    """Seconds of each stage, run one after the other in this process; and seconds of audio."""
    settings = load(overrides=[f"speech.voice={voice}"])
    clock, seconds = time.perf_counter, {}
    start = clock()
    article = pipeline.read_article(pipeline.read_page(page, settings.article.max_bytes), settings)
    seconds["article"], start = clock() - start, clock()
    script = pipeline.write_script(article, settings, None)
    seconds["script"], start = clock() - start, clock()
    chosen, engine = choose(pipeline.cards(settings), article.language, settings.speech, {})
    clips = list(record(script, chosen, engine, cache=ClipCache(Path(), 0)))
    close_engine(engine)
    seconds["speech"], start = clock() - start, clock()
    narration = master(
        clips, article=article, script=script, voice=chosen, engine="", key="", settings=settings.audio
    )
    seconds["audio: master"], start = clock() - start, clock()
    with tempfile.TemporaryDirectory() as folder:
        output.write(narration, Path(folder) / "story.mp3", settings.audio)
    seconds["audio: encode and tag"] = clock() - start
    return seconds, narration.timeline.duration_ms / 1000


def time_command(page: Path, voice: str) -> float:
    """Wall seconds of the whole command with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "XDG_CACHE_HOME": folder}
        start = time.perf_counter()
        subprocess.run(
            [NARRATE, page, "--voice", voice, "-q", "-o", f"{folder}/story.mp3"], env=environ, check=True
        )
        return time.perf_counter() - start


def time_shell(text: str, words_per_minute: int) -> float:
    """Wall seconds of the shell pipeline on the same text."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        speak = subprocess.Popen(
            ["espeak-ng", "-v", "hi", "-s", str(words_per_minute), "-f", source, "--stdout"],
            stdout=subprocess.PIPE,
        )
        subprocess.run(
            ["lame", "--quiet", "-m", "m", "-b", "64", "-", f"{folder}/story.mp3"],
            stdin=speak.stdout,
            check=True,
        )
        speak.wait()
        return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    page = Path(sys.argv[1])
    voice = sys.argv[2] if len(sys.argv) > 2 else "hi-espeak"
    settings = load()
    article = pipeline.read_article(pipeline.read_page(page, settings.article.max_bytes), settings)
    spoken = "\n".join(
        utterance.spoken for utterance in pipeline.write_script(article, settings, None).utterances
    )
    with_shell = bool(shutil.which("espeak-ng") and shutil.which("lame")) and voice == "hi-espeak"
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(time_command(page, voice))
        if with_shell:
            theirs.append(time_shell(spoken, 130))
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    stages, audio_s = time_stages(page, voice)
    wall_s = statistics.median(ours)
    print(f"audio: {audio_s:.1f} s, whole command: {wall_s:.2f} s (median of {ROUNDS})")
    print(f"seconds of audio a second of wall time: {audio_s / wall_s:.0f}")
    print(f"peak memory of the largest process: {peak_mb:.0f} MB")
    total = sum(stages.values())
    for name, seconds in stages.items():
        print(f"  {name:<22} {seconds:6.3f} s {100 * seconds / total:5.1f} %")
    if with_shell:
        shell_s = statistics.median(theirs)
        print(f"espeak-ng | lame: {shell_s:.2f} s; ratio {wall_s / shell_s:.2f}")
    else:
        print("espeak-ng | lame: not compared (install both, and use the voice hi-espeak)")


if __name__ == "__main__":
    main()
