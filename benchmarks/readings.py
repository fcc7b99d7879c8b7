"""How much of Hindi news text is read right, how fast, and how do the peers installed here do?

    python benchmarks/readings.py [--nemo FOLDER] [--classes] [--failures]

Cases are the rows of tests/cases/hi/readings.tsv, compared as they are heard (tests/case_tables.py): the share
that is right, the mean of the classes' shares and the worst class. The code was mended until all of them came
out right, so they compare the peers and guard ours; how ours did on rows that it had not seen, the head of the
table says, batch by batch. --classes prints the share by class, --failures what is wrong.

--nemo takes the folder with the test_cases_*.txt of NeMo-text-processing's Hindi (Apache-2.0). Addresses,
electronic and telephone are left out: house numbers and phones are given invented zeros and digits there.

Peers are used where they can be imported: indic-tts-preprocess, indic-numtowords (on each number of a text).
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from case_tables import CASES, heard, read_rows

from narrator.script.normalize import normalize

Reader = Callable[[str], str]
ROUNDS = 3
SHORT = 16_000
REPEATED = (
    "क",
    "क ",
    "-",
    "9 ",
    "1,",
    "1.",
    "A.",
    "a@",
    "a-",
    "1:",
    "₹",
    "(",
    "1984, ",
    "नंबर 100, ",
    "2-1 ",
    "X",
    "🙂",
    "\ud800",
)
LEFT_OUT = ("address", "electronic", "telephone")


class Case(NamedTuple):
    """A written form and how it is read."""

    group: str
    written: str
    spoken: str


def narrator(text: str) -> str:
    """The reading of this project."""
    return normalize(text, language="hi")[1]


def _numtowords() -> Reader:
    words = importlib.import_module("indic_numtowords").num2words
    number = re.compile(r"\d+(?:,\d+)*")
    return lambda text: number.sub(lambda hit: words(int(hit[0].replace(",", "")), lang="hi"), text)


def _preprocess() -> Reader:
    module = importlib.import_module("indic_tts_preprocess")
    return lambda text: module.preprocess(text, "hi")


PEERS = {"indic-tts-preprocess": _preprocess, "indic-numtowords": _numtowords}


def readers() -> dict[str, Reader]:
    """Ours, the peers that can be imported, and the text as it is."""
    found: dict[str, Reader] = {"narrator": narrator}
    for name, load in PEERS.items():
        try:
            found[name] = load()
        except ImportError:
            print(f"{name}: not installed")
    found["text unchanged"] = lambda text: text
    return found


def nemo_cases(folder: Path) -> list[Case]:
    """The cases of NeMo's tests, without the classes left out."""
    cases = []
    for path in sorted(folder.glob("test_cases_*.txt")):
        group = path.stem.removeprefix("test_cases_")
        rows = (line.split("~", 1) for line in path.read_text(encoding="utf-8").splitlines() if "~" in line)
        cases += [Case(group, written, spoken) for written, spoken in rows if group not in LEFT_OUT]
    return cases


def attempt(reader: Reader, text: str) -> str:
    """What a reader makes of a text; nothing if it fails."""
    try:
        return reader(text)
    except Exception:  # noqa: BLE001 a peer may raise whatever it likes
        return ""


def is_right(reader: Reader, case: Case) -> bool:
    """Whether the reading is heard as it must be."""
    return heard(attempt(reader, case.written)) == heard(case.spoken)


def by_group(reader: Reader, cases: list[Case]) -> dict[str, float]:
    """Share of the cases that are right, by class."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(is_right(reader, case))
    return {group: statistics.mean(results) for group, results in groups.items()}


def compare(title: str, found: dict[str, Reader], cases: list[Case], *, classes: bool) -> None:
    """Print the shares of all readers."""
    shares = {name: by_group(reader, cases) for name, reader in found.items()}
    count = {group: sum(case.group == group for case in cases) for group in shares["narrator"]}
    print(f"\n{title}: {len(cases)} cases, {len(count)} classes, %\n{'':<24}   all  mean  worst class")
    for name, groups in shares.items():
        whole = sum(share * count[group] for group, share in groups.items()) / len(cases)
        worst = min(groups, key=lambda group: groups[group])
        mean = statistics.mean(groups.values())
        print(f"  {name:<22}{100 * whole:6.1f}{100 * mean:6.1f}{100 * groups[worst]:7.1f} {worst}")
    if classes:
        print(f"\n{'by class':<18}cases" + "".join(f"{name[:12]:>14}" for name in found))
        for group, rows in count.items():
            print(f"  {group:<16}{rows:5}" + "".join(f"{100 * each[group]:14.1f}" for each in shares.values()))


def print_failures(cases: list[Case]) -> None:
    """Print what of ours is wrong."""
    for case in cases:
        if not is_right(narrator, case):
            print(f"  {case.group}: {case.written}\n    is   {narrator(case.written)}\n    not  {case.spoken}")


def per_second(found: dict[str, Reader], texts: list[str]) -> dict[str, float]:
    """Texts a second on one core, the median of rounds in which all take turns; the first round warms up."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS + 1):
        for name, reader in found.items():
            start = time.perf_counter()
            for text in texts:
                attempt(reader, text)
            seconds[name].append(time.perf_counter() - start)
    return {name: len(texts) / statistics.median(taken[1:]) for name, taken in seconds.items()}


def growth() -> tuple[str, float]:
    """Of texts that repeat a piece: the one whose time grows most with its length, and how much.

    No text is read twice, for words are remembered.
    """

    def seconds(text: str) -> float:
        start = time.perf_counter()
        narrator(text)
        return time.perf_counter() - start

    found = {}
    for piece in REPEATED:
        count = SHORT // len(piece)
        short, long = (
            statistics.median(seconds(piece * (count * by + run)) for run in range(ROUNDS)) for by in (1, 4)
        )
        found[piece] = long / short
    slowest = max(found, key=lambda piece: found[piece])
    return slowest, found[slowest]


def start_seconds(code: str) -> float:
    """Seconds that a fresh interpreter takes for this beyond its start, the least of rounds."""

    def run(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    return min(run(code) for _ in range(5)) - min(run("pass") for _ in range(5))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nemo", type=Path)
    parser.add_argument("--classes", action="store_true")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    found = readers()
    own = [Case(*row) for row in read_rows(CASES / "hi" / "readings.tsv", 3)]
    tables = {"readings.tsv": own}
    if options.nemo:
        tables["NeMo"] = nemo_cases(options.nemo)
    for title, cases in tables.items():
        compare(title, found, cases, classes=options.classes)
        if options.failures:
            print_failures(cases)
    again = [case.written for case in own if narrator(narrator(case.written)) != narrator(case.written)]
    print(f"\nnormalized twice: {len(again)} of {len(own)} differ {again[:5]}")
    texts = [f"{first.written}, {second.written}।" for first, second in pairwise(own)]
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"\nsentences/s, of {words:.0f} words from two rows")
    for name, speed in per_second(found, texts).items():
        print(f"  {name:<22}{speed:9,.0f}")
    module = "import narrator.script.normalize as n"
    slowest, ratio = growth()
    print(f"\nfour times the text, {slowest!r} over and over: {ratio:.0f} times the time at most")
    print(f"\nimport: {start_seconds(module):.3f} s; and a first sentence:", end=" ")
    print(f"{start_seconds(module + '; n.normalize(chr(0x915))'):.3f} s")


if __name__ == "__main__":
    main()
