"""How fast do the voices speak, how soon is the first sound heard, and how much memory does it take?

    python benchmarks/speech.py [google] [first] [memory] [again] [long] [--voice ID]

Without names, all but ``long``. ``google`` compares a story in Google's voice with gtts-cli on the same text,
both against a loopback server that takes 0.3 s a request, in turns in one run. ``first`` is the time from the
start of a process to its first sound. ``memory`` is the largest sum of resident memory over the process tree
during a story, ``long`` the same for a text of ten hours with the voice tone. ``again`` compares an unchanged
story, and one with an edited sentence, with the whole. Needs the extra ``test``.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from narrator import pipeline
from narrator.settings import load

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from loopback_google import LoopbackGoogle

ROUNDS = 5
DELAY_S = 0.3
PAGE = Path(__file__).parents[1] / "samples" / "river-bridge.html"
BIN = Path(sys.executable).parent
LONG_SENTENCES = 5_450
FIRST_SOUND = """
import sys
from pathlib import Path
from narrator import pipeline
from narrator.model import Pcm
from narrator.settings import load
settings = load(overrides=[f"speech.voice={sys.argv[2]}"])
with pipeline.plan(pipeline.read_page(Path(sys.argv[1]), settings.article.max_bytes), settings) as plan:
    items = plan.engine.speak(plan.script.utterances[0].spoken, plan.voice)
    for item in (item for item in items if isinstance(item, Pcm)):
        full = 32768 if item.samples.dtype == "int16" else 1
        if abs(item.samples.astype(float)).max() > 0.001 * full:
            print("sound", flush=True)
            break
"""


def run(command: list[str | Path], environ: Mapping[str, str] | None = None) -> float:
    """Wall seconds of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(
        command,
        env={**os.environ, **(environ or {})},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return time.perf_counter() - start


def in_turns(*tasks: Callable[[], float]) -> list[float]:
    """The median of each task, measured A B A B."""
    rounds = [[task() for task in tasks] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def narrate(folder: Path, *args: str | Path, page: Path = PAGE) -> list[str | Path]:
    """The command for a page, with a file in a folder."""
    return [BIN / "narrate", page, "-q", "-o", folder / "story.mp3", *args]


def measure_google(folder: Path) -> None:
    """Our story against gtts-cli on the same text."""
    server = LoopbackGoogle(delay_s=DELAY_S)
    environ = {"https_proxy": server.proxy, "HTTPS_PROXY": server.proxy, "no_proxy": "", "NO_PROXY": ""}
    settings = load()
    article = pipeline.read_article(pipeline.read_page(PAGE, settings.article.max_bytes), settings)
    script = pipeline.write_script(article, settings, None)
    text = folder / "text.txt"
    text.write_text("\n".join(utterance.spoken for utterance in script.utterances), encoding="utf-8")
    counts: dict[str, int] = {}

    def ours() -> float:
        before = len(server.parts)
        wall_s = run(narrate(folder, "-f", "--voice", "hi-gtts", "--set", "speech.cache_mb=0"), environ)
        counts["ours"] = len(server.parts) - before
        return wall_s

    def theirs() -> float:
        before = len(server.parts)
        wall_s = run([BIN / "gtts-cli", "--nocheck", "-l", "hi", "-f", text, "-o", folder / "t.mp3"], environ)
        counts["theirs"] = len(server.parts) - before
        return wall_s

    ours_s, theirs_s = in_turns(ours, theirs)
    server.close()
    print(
        f"google: {ours_s:.2f} s, {counts['ours']} requests; "
        f"gtts-cli: {theirs_s:.2f} s, {counts['theirs']} requests"
    )
    print(f"google: ratio {ours_s / theirs_s:.2f}")


def measure_first(voice: str) -> None:
    """From the start of a process to its first sound."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", FIRST_SOUND, PAGE, voice], stdout=subprocess.PIPE
        ) as process:
            if process.stdout is None or process.stdout.readline() != b"sound\n":
                sys.exit(f"{voice} gave no sound")
            times.append(time.perf_counter() - start)
    print(f"first sound, {voice}: {statistics.median(times):.2f} s (median of {ROUNDS})")


def tree_mb(command: list[str | Path]) -> float:
    """Largest sum of resident memory over a command's process tree, in MB."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            break
        total = 0
        for member in family:
            try:
                total += member.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        most = max(most, total)
        time.sleep(0.005)
    if process.wait() != 0:
        sys.exit(f"{command} failed")
    return most / 1e6


def measure_memory(folder: Path, voice: str) -> None:
    """Peak memory of a story."""
    command = narrate(folder, "-f", "--voice", voice, "--set", "speech.cache_mb=0")
    peaks = [tree_mb(command) for _ in range(ROUNDS)]
    print(f"peak memory, {voice} story: {statistics.median(peaks):.0f} MB (median of {ROUNDS})")


def measure_long(folder: Path) -> None:
    """Peak memory of ten hours with the voice tone."""
    page = folder / "long.html"
    prose = "".join(
        f"<p>यह लंबी ख़बर का वाक्य क्रमांक {number} है, और इसे पढ़ने में थोड़ा समय लगता है।</p>"
        for number in range(LONG_SENTENCES)
    )
    page.write_text(f"<html lang=hi><body><article><h1>लंबी ख़बर</h1>{prose}</article>", encoding="utf-8")
    start = time.perf_counter()
    peak = tree_mb(narrate(folder, "-f", "--voice", "tone", "--set", "speech.cache_mb=50", page=page))
    wall_s = time.perf_counter() - start
    found = subprocess.run(
        [BIN / "narrate", "inspect", folder / "story.mp3"], check=True, capture_output=True, text=True
    ).stdout
    length = next(line for line in found.splitlines() if line.startswith("duration"))
    print(f"peak memory, ten hours of tone: {peak:.0f} MB, in {wall_s:.0f} s; {length}")


def measure_again(folder: Path, voice: str) -> None:
    """An unchanged story and an edited sentence against the whole story."""
    edited = folder / "edited.html"
    count = 0

    def whole() -> float:
        with tempfile.TemporaryDirectory() as cache:
            return run(narrate(folder, "-f", "--voice", voice), {"XDG_CACHE_HOME": cache})

    def unchanged() -> float:
        return run(narrate(folder, "--voice", voice))

    def one_sentence() -> float:
        nonlocal count
        count += 1
        text = PAGE.read_text(encoding="utf-8")
        edited.write_text(text.replace("62 CCTV", f"{70 + count} CCTV"), encoding="utf-8")
        return run(narrate(folder, "-f", "--voice", voice, page=edited))

    run(narrate(folder, "-f", "--voice", voice))
    whole_s, unchanged_s, edited_s = in_turns(whole, unchanged, one_sentence)
    print(
        f"{voice}: whole story {whole_s:.2f} s; unchanged {unchanged_s:.2f} s; "
        f"one edited sentence {edited_s:.2f} s"
    )
    print(f"{voice}: unchanged / whole {unchanged_s / whole_s:.3f}; edited / whole {edited_s / whole_s:.3f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["google", "first", "memory", "again"])
    parser.add_argument("--voice", default="hi-espeak")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        measures = {
            "google": lambda: measure_google(folder),
            "first": lambda: measure_first(options.voice),
            "memory": lambda: measure_memory(folder, options.voice),
            "again": lambda: measure_again(folder, options.voice),
            "long": lambda: measure_long(folder),
        }
        for what in options.what:
            (folder / "story.mp3").unlink(missing_ok=True)
            measures[what]()


if __name__ == "__main__":
    main()
