"""How does a story in a neural voice compare with a straight kokoro-onnx loop, and what does a correction cost?

    python benchmarks/kokoro.py [--peer PYTHON] [--rounds 3] [--sentences 10] [--voice hi-kokoro-alpha]

PYTHON is an interpreter that has kokoro-onnx, which keeps Python below 3.14, so best an environment of its own;
without it nothing is compared. Both sides are whole commands on the same sentences, model and style, in turns
in one run: ours also masters, encodes and tags. Then a story of 40 sentences: spoken whole, again unchanged,
and with one sentence edited; the time from the start of a process to its first sound; the largest sum of
resident memory over the process tree. Needs the extras ``kokoro`` and ``test``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import platformdirs
from speech import BIN, FIRST_SOUND, narrate, run, tree_mb

from narrator.speech.engine import close_engine, load_engine
from narrator.speech.engines.kokoro_model import Model
from narrator.speech.engines.kokoro_style import read_style
from narrator.speech.voices import read_card, shipped_folder

STORY = 40
STARTS = (
    "नगर निगम ने सोमवार को",
    "पहाड़ी गाँवों के किसानों ने इस हफ़्ते",
    "राज्य सरकार के अधिकारियों ने पत्रकारों से बातचीत में",
    "शहर के पुराने बाज़ार के दुकानदारों ने",
    "नदी के किनारे बसे परिवारों ने",
    "खेल विभाग ने अगले साल के लिए",
    "मौसम विभाग के वैज्ञानिकों ने आज सुबह",
    "स्कूल के बच्चों और शिक्षकों ने मिलकर",
)
ENDS = (
    "एक नई योजना की शुरुआत की, जिससे हज़ारों लोगों को राहत मिलेगी।",
    "कहा कि सड़क का काम समय पर पूरा हो जाएगा।",
    "पानी बचाने के लिए पुराने तालाबों की सफ़ाई शुरू कर दी है।",
    "लंबे इंतज़ार के बाद अपनी माँगें सामने रखीं, और जल्द फ़ैसले की उम्मीद जताई।",
    "बैठक बुलाई।",
)
PEER = """
import json, sys, time
start = time.perf_counter()
from kokoro_onnx import Kokoro
texts = json.load(open(sys.argv[1], encoding="utf-8"))
kokoro = Kokoro(sys.argv[2], sys.argv[3])
loaded = time.perf_counter()
for text in texts:
    kokoro.create(text, "style", lang="hi")
print(json.dumps({"load_s": loaded - start, "loop_s": time.perf_counter() - loaded}))
"""


def write_page(folder: Path, name: str, count: int, edited: str | None = None) -> Path:
    """A story of so many sentences; with an edited one in its middle."""
    texts = [f"{start} {end}" for end, start in itertools.product(ENDS, STARTS)][: count - 1]
    if edited:
        texts[len(texts) // 2] = edited
    path = folder / name
    prose = "".join(f"<p>{text}</p>" for text in texts)
    path.write_text(f"<html lang=hi><body><article><h1>आज की बातें</h1>{prose}</article>", encoding="utf-8")
    return path


def spoken(page: Path) -> list[str]:
    """What is said of a page."""
    command = [Path(sys.executable).with_name("narrate"), "script", page, "--json"]
    script = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return [utterance["spoken"] for utterance in script["utterances"]]


def compare(folder: Path, peer: str, count: int, rounds: int, voice_id: str) -> None:
    """Our command against the loop."""
    voice = read_card(shipped_folder() / f"{voice_id}.toml")
    page = write_page(folder, "short.html", count)
    (folder / "texts.json").write_text(json.dumps(spoken(page)), encoding="utf-8")
    style = read_style(voice.folder / voice.options["style"])
    np.savez(folder / "styles.npz", style=np.stack([style(length) for length in range(1, 511)]))
    model = Model.of(voice).folder(platformdirs.user_cache_path("narrator")) / "model.onnx"
    ours, theirs, loops = [], [], []
    for _ in range(rounds):
        ours.append(run(narrate(folder, "-f", "--voice", voice.id, "--set", "speech.cache_mb=0", page=page)))
        start = time.perf_counter()
        command = [peer, "-c", PEER, folder / "texts.json", model, folder / "styles.npz"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        theirs.append(time.perf_counter() - start)
        loops.append(json.loads(done.stdout.splitlines()[-1])["loop_s"])
    ours_s, theirs_s, loop_s = map(statistics.median, (ours, theirs, loops))
    print(f"{count} sentences: narrate {ours_s:.2f} s; kokoro-onnx {theirs_s:.2f} s, its loop {loop_s:.2f} s")
    print(f"narrate / kokoro-onnx {ours_s / theirs_s:.2f}; narrate / its loop alone {ours_s / loop_s:.2f}")


def correct(folder: Path, rounds: int, voice_id: str) -> None:
    """An unchanged story, and one with an edited sentence, against the whole."""
    page = write_page(folder, "story.html", STORY)
    wholes, unchanged, edited = [], [], []
    for turn in range(rounds):
        run([BIN / "narrate", "cache", "--clear"])
        wholes.append(run(narrate(folder, "-f", "--voice", voice_id, page=page)))
        unchanged.append(run(narrate(folder, "--voice", voice_id, page=page)))
        other = write_page(
            folder, "edited.html", STORY, f"{STARTS[turn]} यह वाक्य अभी अभी ठीक किया है, और इसे फिर से पढ़ा जाएगा।"
        )
        edited.append(run(narrate(folder, "-f", "--voice", voice_id, page=other)))
    whole_s, unchanged_s, edited_s = map(statistics.median, (wholes, unchanged, edited))
    print(f"{STORY} sentences: {whole_s:.2f} s; unchanged {unchanged_s:.2f} s; one edited {edited_s:.2f} s")
    print(f"unchanged / whole {unchanged_s / whole_s:.3f}; one edited / whole {edited_s / whole_s:.3f}")


def first_sound(folder: Path, rounds: int, voice_id: str) -> None:
    """From the start of a process to its first sound, the graph being there."""
    page = write_page(folder, "story.html", STORY)
    page.write_text(
        page.read_text(encoding="utf-8").replace("आज की बातें", f"{STARTS[2]} {ENDS[3]}"), encoding="utf-8"
    )
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", FIRST_SOUND, page, voice_id], stdout=subprocess.PIPE
        ) as process:
            if process.stdout is None or process.stdout.readline() != b"sound\n":
                sys.exit(f"{voice_id} gave no sound")
            times.append(time.perf_counter() - start)
    print(f"first sound of a long sentence: {statistics.median(times):.2f} s after the process started")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=10)
    parser.add_argument("--voice", default="hi-kokoro-alpha")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        engine = load_engine("kokoro")  # joins the model and makes its graph, once and before the clock runs
        list(engine.speak("नमस्ते।", read_card(shipped_folder() / f"{options.voice}.toml")))
        close_engine(engine)
        if options.peer:
            compare(folder, options.peer, options.sentences, options.rounds, options.voice)
        correct(folder, options.rounds, options.voice)
        first_sound(folder, options.rounds, options.voice)
        page = write_page(folder, "story.html", STORY)
        command = narrate(folder, "-f", "--voice", options.voice, page=page)
        run([BIN / "narrate", "cache", "--clear"])
        print(f"peak memory over the process tree: {tree_mb(command):.0f} MB")
        shutil.rmtree(folder / "cache")
        print(f"peak memory, the graph being made first: {tree_mb(command):.0f} MB")


if __name__ == "__main__":
    main()
