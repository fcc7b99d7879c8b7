"""How well are texts split into sentences, how fast, and how do the peers installed here do on the same texts?

    python benchmarks/segmentation.py [--pud FILE] [--groups]

Cases are the rows of tests/cases/hi/segments.tsv: the share whose sentences all come out right, and the F1 of
the boundaries inside the texts (white space does not count). The code was mended until all of them came out
right, so they compare the peers and guard ours; they do not say how ours does on texts that it has not seen.
--groups prints the share by group.

--pud takes hi_pud-ud-test.conllu of Universal Dependencies (CC BY-SA). Its 1,000 sentences in paragraphs of
eight: as they are; without a blank after the danda; with full stops for dandas; with the first sentence as a
heading, on a line of its own and without its stop. Speed is measured on the first of these, in turns.

Peers are used where they can be imported: pysbd, sentencex, indic-nlp-library, yasbd-lib, blingfire.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from case_tables import CASES, Sentences, boundaries, read_sentences

from narrator.script.segment import sentences

Splitter = Callable[[str], Iterable[str]]
ROUNDS = 3
PARAGRAPH = 8


def narrator(text: str) -> Iterable[str]:
    """The sentences of this project."""
    return sentences(text, language="hi")


def _pysbd() -> Splitter:
    segmenter = importlib.import_module("pysbd").Segmenter(language="hi", clean=False)
    return lambda text: segmenter.segment(text)


def _sentencex() -> Splitter:
    module = importlib.import_module("sentencex")
    return lambda text: module.segment("hi", text)


def _indic_nlp() -> Splitter:
    module = importlib.import_module("indicnlp.tokenize.sentence_tokenize")
    return lambda text: module.sentence_split(text, "hi")


def _yasbd() -> Splitter:
    detector = importlib.import_module("yasbd").BoundaryDetector("hi")
    return lambda text: detector.segment(text)


def _blingfire() -> Splitter:
    module = importlib.import_module("blingfire")
    return lambda text: module.text_to_sentences(text).split("\n")


PEERS = {
    "pysbd": _pysbd,
    "sentencex": _sentencex,
    "indic-nlp-library": _indic_nlp,
    "yasbd-lib": _yasbd,
    "blingfire": _blingfire,
}


def splitters() -> dict[str, Splitter]:
    """Ours, and the peers that can be imported."""
    found: dict[str, Splitter] = {"narrator": narrator}
    for name, load in PEERS.items():
        try:
            found[name] = load()
        except ImportError:
            print(f"{name}: not installed")
    return found


def split(splitter: Splitter, text: str) -> tuple[str, ...]:
    """Sentences without the white space around them."""
    return tuple(stripped for sentence in splitter(text) if (stripped := str(sentence).strip()))


def measure(splitter: Splitter, cases: list[Sentences]) -> tuple[float, float, dict[str, list[bool]]]:
    """Share of the cases that are right, F1 of the boundaries, and which are right by group."""
    groups: dict[str, list[bool]] = defaultdict(list)
    shared = both = 0
    for case in cases:
        found = split(splitter, case.text)
        groups[case.group].append(found == case.sentences)
        ours, theirs = boundaries(found), boundaries(case.sentences)
        shared += len(ours & theirs)
        both += len(ours) + len(theirs)
    right = [result for results in groups.values() for result in results]
    return statistics.mean(right), 2 * shared / both, groups


def variants(path: Path) -> dict[str, list[Sentences]]:
    """The paragraphs of the treebank, in four ways of writing."""
    mark = "# text = "
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [line.removeprefix(mark) for line in lines if line.startswith(mark)]
    paragraphs = [tuple(texts[at : at + PARAGRAPH]) for at in range(0, len(texts), PARAGRAPH)]
    found: dict[str, list[Sentences]] = defaultdict(list)
    for paragraph in paragraphs:
        whole = " ".join(paragraph)
        stops = tuple(sentence.replace("।", ".") for sentence in paragraph)
        heading = (paragraph[0].rstrip("।. "), *paragraph[1:])
        found["as it is"].append(Sentences("", whole, paragraph))
        found["no space"].append(Sentences("", whole.replace("। ", "।"), paragraph))
        found["full stops"].append(Sentences("", " ".join(stops), stops))
        found["heading"].append(Sentences("", f"{heading[0]}\n{' '.join(heading[1:])}", heading))
    return found


def time_splitters(found: dict[str, Splitter], texts: list[str], count: int) -> dict[str, float]:
    """Sentences a second, the median of rounds in which all take turns."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, splitter in found.items():
            start = time.perf_counter()
            for text in texts:
                list(splitter(text))
            seconds[name].append(time.perf_counter() - start)
    return {name: count / statistics.median(taken) for name, taken in seconds.items()}


def import_seconds() -> float:
    """Seconds that the import and a first sentence take beyond the interpreter's start, the least of rounds."""

    def run(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    code = "from narrator.script.segment import sentences; sentences('वह आया।')"
    return min(run(code) for _ in range(5)) - min(run("pass") for _ in range(5))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pud", type=Path)
    parser.add_argument("--groups", action="store_true")
    options = parser.parse_args()
    found = splitters()
    cases = read_sentences(CASES / "hi" / "segments.tsv")
    results = {name: measure(splitter, cases) for name, splitter in found.items()}
    print(f"\n{len(cases)} cases of our own      right  boundary F1")
    for name, (right, f1, _) in results.items():
        print(f"  {name:<22} {100 * right:6.1f} %  {f1:.3f}")
    if options.groups:
        print("\nright by group, %".ljust(24) + "".join(f"{name[:10]:>12}" for name in found))
        for group in results["narrator"][2]:
            shares = (100 * statistics.mean(groups[group]) for _, _, groups in results.values())
            print(f"  {group:<20}" + "".join(f"{share:12.1f}" for share in shares))
    if options.pud:
        ways = variants(options.pud)
        print("\nPUD, boundary F1".ljust(24) + "".join(f"{way:>12}" for way in ways) + "  sentences/s")
        plain = ways["as it is"]
        count = sum(len(case.sentences) for case in plain)
        speeds = time_splitters(found, [case.text for case in plain], count)
        for name, splitter in found.items():
            scores = "".join(f"{measure(splitter, cases)[1]:12.4f}" for cases in ways.values())
            print(f"  {name:<20}{scores}{speeds[name]:13,.0f}")
    print(f"\nimport and first sentence: {import_seconds():.3f} s")


if __name__ == "__main__":
    main()
