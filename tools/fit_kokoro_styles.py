"""Fit the styles of the Hindi Kokoro voices: a mean and a few factors in place of 510 rows of 256 figures.

    python tools/fit_kokoro_styles.py fit VECTORS [--rank 16]      writes voices/kokoro/*.npz
    python tools/fit_kokoro_styles.py facts VECTORS               prints what the tests hold the factors to
    python tools/fit_kokoro_styles.py compare VECTORS             prints what each rank does to the sound

VECTORS is a folder with the published vectors, ``voices/*.bin`` of the npm package kokoro-js 1.2.1, which are
Apache-2.0. Each is held to its sha256 before it is read.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrator.model import Pcm
from narrator.speech.engine import close_engine, load_engine
from narrator.speech.voices import read_card, shipped_folder

PUBLISHED = {
    "hf_alpha": "040be6a4425411cc01fda5fd06693c76bfa78572632852bc8cda9c99232ffb56",
    "hf_beta": "cd83ae0bb9b2e4e4fb92b4973bd8d1822ca0036d3c498bf4fc89aa8e33917cc7",
    "hm_omega": "b02d9222d9ed00ce26b302173a862c2c93f96cc40b5c422b8d14910b9ff34137",
    "hm_psi": "644daf88ba8aeb7bd08950bbdcd4453bb280864e49dc4df93fabc6be32e03f37",
}
"""Name and sha256 of the published vectors."""
WIDTH = 256
RANKS = (0, 1, 2, 4, 6, 8, 12, 16)
FRAME, HOP = 1024, 240
BANDS = 40
FLOOR_DB = 50.0
SUBJECTS = ("नगर निगम ने", "पहाड़ के किसानों ने", "राज्य की नई बस सेवा ने", "स्कूल के बच्चों ने", "मौसम विभाग ने")
DEEDS = (
    "सोमवार को एक बड़ी योजना शुरू की।",
    "पिछले साल से ज़्यादा मेहनत की, और उसका फल भी मिला।",
    "कहा कि अगले हफ़्ते तक सब कुछ ठीक हो जाएगा।",
    "क्या सचमुच इतनी दूर तक सोचा था?",
)
SENTENCES = tuple(f"{subject} {deed}" for subject, deed in itertools.product(SUBJECTS, DEEDS))


def read(folder: Path, name: str) -> NDArray[np.float32]:
    """The published vectors of a voice, checked."""
    data = (folder / f"{name}.bin").read_bytes()
    if hashlib.sha256(data).hexdigest() != PUBLISHED[name]:
        raise SystemExit(f"{name}.bin is not the published file")
    return np.frombuffer(data, "<f4").reshape(-1, WIDTH)


def factorize(vectors: NDArray[np.float32], rank: int) -> dict[str, NDArray[np.float32]]:
    """Mean, rows and columns, the best of that rank in the sense of least squares (Eckart and Young, 1936)."""
    whole = vectors.astype(np.float64)
    mean = whole.mean(axis=0)
    left, values, right = np.linalg.svd(whole - mean, full_matrices=False)
    signs = np.sign(right[np.arange(rank), np.abs(right[:rank]).argmax(axis=1)])
    parts = {
        "mean": mean,
        "rows": left[:, :rank] * values[:rank] * signs,
        "columns": right[:rank] * signs[:, np.newaxis],
    }
    return {name: part.astype(np.float32) for name, part in parts.items()}


def fit(folder: Path, rank: int, target: Path) -> None:
    """Write the factors of each voice, and print how far from the published figures they are."""
    for name in PUBLISHED:
        vectors = read(folder, name)
        factors = factorize(vectors, rank)
        path = target / f"{name}.npz"
        np.savez(path, **factors)
        error = np.abs(factors["mean"] + factors["rows"] @ factors["columns"] - vectors)
        size = path.stat().st_size
        print(f"{name}: {size} bytes, largest error {error.max():.1e}, spread {vectors.std():.3f}")


def facts(folder: Path) -> None:
    """Print the norm of each published matrix, and 64 of its figures."""
    print("# Published styles: norm of the matrix, and figures picked by chance. By tools/fit_kokoro_styles.py")
    print("voice\trow\tcolumn\tvalue")
    for name in PUBLISHED:
        vectors = read(folder, name)
        print(f"{name}\tnorm\tnorm\t{np.linalg.norm(vectors.astype(np.float64)):.6f}")
        chance = np.random.default_rng(int(PUBLISHED[name][:8], 16))
        for row, column in zip(
            chance.integers(len(vectors), size=64), chance.integers(WIDTH, size=64), strict=True
        ):
            print(f"{name}\t{row}\t{column}\t{vectors[row, column]:.7f}")


def speak(style: Path) -> list[NDArray[np.float32]]:
    """The sentences in a style."""
    card = read_card(shipped_folder() / "hi-kokoro-alpha.toml")
    card.options["style"] = str(style.resolve())  # type: ignore[index]  # a card of our own
    engine = load_engine("kokoro")

    def say(text: str) -> NDArray[np.float32]:
        pieces = [item.samples for item in engine.speak(text, card) if isinstance(item, Pcm)]
        return np.concatenate(pieces)

    with ThreadPoolExecutor(2) as pool:
        sounds = list(pool.map(say, SENTENCES))
    close_engine(engine)
    return sounds


def bands(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Level in each of 40 mel bands, in dB, a row each 10 ms; not lower than 50 dB under the loudest."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2
    hz = np.fft.rfftfreq(FRAME, 1 / 24_000)
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 11_000 / 700), BANDS + 2) / 2595) - 1)
    rise = (hz[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    fall = (edges[2:] - hz[:, None]) / np.diff(edges)[1:]
    levels = 10 * np.log10(power @ np.maximum(0, np.minimum(rise, fall)) + 1e-12)
    return np.maximum(levels, levels.max() - FLOOR_DB)


def pitches(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Fundamental frequency in Hz, each 10 ms, by autocorrelation; nan where there is no voice."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(FRAME), 2 * FRAME)) ** 2
    likeness = np.fft.irfft(spectrum)[:, :FRAME]
    low, high = 24_000 // 400, 24_000 // 70
    lag = likeness[:, low:high].argmax(axis=1) + low
    voiced = likeness[np.arange(len(lag)), lag] > 0.4 * np.maximum(likeness[:, 0], 1e-6)
    return np.where(voiced, 24_000 / lag, np.nan)


def align(one: NDArray[np.float64], other: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs of frames that belong together, by dynamic time warping (Sakoe and Chiba, 1978)."""
    cost = np.sqrt(((one[:, None] - other[None]) ** 2).mean(axis=2))
    total = np.full((len(one) + 1, len(other) + 1), np.inf)
    total[0, 0] = 0
    for row, column in itertools.product(range(len(one)), range(len(other))):
        if abs(row * len(other) - column * len(one)) > 60 * len(one):
            continue
        before = min(total[row, column], total[row, column + 1], total[row + 1, column])
        total[row + 1, column + 1] = cost[row, column] + before
    pairs, row, column = [], len(one), len(other)
    while row and column:
        pairs.append((row - 1, column - 1))
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda step: total[step])
    return pairs[::-1]


def differ(one: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, float, float]:
    """Log-spectral distance in dB, difference of length in ms, median difference of pitch in cents."""
    first, second = bands(one), bands(other)
    same = len(one) == len(other)
    pairs = np.array([(at, at) for at in range(len(first))] if same else align(first, second))
    distance = np.sqrt(((first[pairs[:, 0]] - second[pairs[:, 1]]) ** 2).mean(axis=1)).mean()
    with np.errstate(invalid="ignore"):
        cents = 1200 * np.abs(np.log2(pitches(one)[pairs[:, 0]] / pitches(other)[pairs[:, 1]]))
    return float(distance), abs(len(one) - len(other)) / 24, float(np.nanmedian(cents))


def compare(folder: Path, scratch: Path) -> None:
    """Print, for each rank, what it does to the sound of 20 sentences; another voice as the yardstick."""
    print("voice     rank      LSD dB  worst   length ms  worst   pitch cents  worst   same length")
    for name in PUBLISHED:
        read(folder, name)
        whole = speak(folder / f"{name}.bin")
        others = [("other", folder / f"{next(other for other in PUBLISHED if other != name)}.bin")]
        for rank in RANKS:
            path = scratch / f"{name}-{rank}.npz"
            np.savez(path, **factorize(read(folder, name), rank))
            others.append((str(rank), path))
        for label, path in others:
            found = np.array([differ(one, other) for one, other in zip(whole, speak(path), strict=True)])
            mean, worst = found.mean(axis=0), found.max(axis=0)
            same = int((found[:, 1] == 0).sum())
            print(
                f"{name:9} {label:8} {mean[0]:7.2f} {worst[0]:6.2f} {mean[1]:10.1f} {worst[1]:6.1f}"
                f" {mean[2]:12.1f} {worst[2]:6.1f} {same:8}/{len(whole)}",
                flush=True,
            )


def main() -> None:
    """Fit, state facts or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("fit", "facts", "compare"))
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--target", type=Path, default=shipped_folder() / "kokoro")
    options = parser.parse_args()
    if options.what == "fit":
        fit(options.vectors, options.rank, options.target)
    elif options.what == "facts":
        facts(options.vectors)
    else:
        compare(options.vectors, options.target)


if __name__ == "__main__":
    main()
