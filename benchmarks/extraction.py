"""How well pages are read: text, kinds, boilerplate, metadata and repeats, beside the peers installed here.

    python benchmarks/extraction.py [FOLDER] [--zyte FOLDER] [--speed] [--verbose]

FOLDER holds pages with their truth: NAME.html beside NAME.json, as in tests/pages (the default). The truth is
the JSON of ``narrate extract --json`` with one key more, "boilerplate": texts that must not be read.

    text         F1 of the multiset of tokens: runs of letters, marks and digits, of all headings and blocks
    kinds        the same, each token together with the kind of its section
    boilerplate  share of the texts that must not be read and are not
    metadata     share of title, author, published, language, site_name, image and url that are exact
    repeats      blocks of 25 letters or more that come twice

--zyte takes the folder of the article-extraction-benchmark (ground-truth.json and html/*.html.gz) and prints
F1 over 4-gram shingles as its evaluate.py does. --speed prints time and memory beside a bare
``BeautifulSoup(page, "lxml")`` and readability-lxml, all in one interleaved run.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import logging
import re
import statistics
import sys
import time
import tracemalloc
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from narrator.article import extract
from narrator.errors import NarratorError

PAGES = Path(__file__).parents[1] / "tests" / "pages"
FIELDS = ("title", "author", "published", "language", "site_name", "image", "url")
Extractor = Callable[[bytes], dict[str, Any]]


def tokens(text: str) -> list[str]:
    """Runs of letters, marks and digits."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain).split()


def f1(found: Counter[Any], wanted: Counter[Any]) -> float:
    """Harmonic mean of precision and recall of two multisets; 1 for two empty ones."""
    shared = (found & wanted).total()
    both = found.total() + wanted.total()
    return 2 * shared / both if both else 1.0


def kinds_of(article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each token of an article with the kind of its section."""
    for section in article["sections"]:
        for text in (section["heading"] or "", *section["blocks"]):
            for token in tokens(text):
                yield section["kind"], token


def repeats(article: dict[str, Any]) -> int:
    """Blocks of 25 letters or more that come a second time."""
    blocks = Counter(
        " ".join(tokens(block))
        for section in article["sections"]
        for block in section["blocks"]
        if len(block) >= 25
    )
    return sum(count - 1 for count in blocks.values())


def score(found: dict[str, Any], truth: dict[str, Any]) -> dict[str, float]:
    """The measures of one page."""
    wanted_kinds, found_kinds = Counter(kinds_of(truth)), Counter(kinds_of(found))
    wanted = Counter(token for _, token in wanted_kinds.elements())
    text = _said(found)
    unwanted = [_token_line(phrase) for phrase in truth.get("boilerplate", ())]
    known = [field for field in FIELDS if field in truth and (field != "url" or truth[field])]
    measures = {
        "text": f1(Counter(token for _, token in found_kinds.elements()), wanted),
        "kinds": f1(found_kinds, wanted_kinds),
        "boilerplate": statistics.mean([phrase not in text for phrase in unwanted] or [1.0]),
        "metadata": statistics.mean([found.get(field) == truth[field] for field in known] or [1.0]),
    }
    return {**measures, "overall": statistics.mean(measures.values()), "repeats": repeats(found)}


def _token_line(text: str) -> str:
    return " ".join(tokens(text))


def _said(article: dict[str, Any]) -> str:
    """Everything that is read, as a line of tokens."""
    return _token_line(" ".join(t for s in article["sections"] for t in (s["heading"] or "", *s["blocks"])))


def narrator(page: bytes) -> dict[str, Any]:
    """What this project reads."""
    return extract(page).to_dict()


def _flat(text: str, title: str | None = None, **known: Any) -> dict[str, Any]:
    """A peer's plain text as one body."""
    lines = [line for line in text.splitlines() if line.strip()]
    sections = [{"kind": "body", "heading": None, "blocks": lines}]
    if title:
        sections.insert(0, {"kind": "title", "heading": None, "blocks": [title]})
    return {**dict.fromkeys(FIELDS), "title": title, **known, "sections": sections}


def peers() -> dict[str, Extractor]:
    """The peers that are installed here."""
    found: dict[str, Extractor] = {}
    for make in (_trafilatura, _readability, _newspaper, _justext, _resiliparse):
        try:
            found[make.__name__.strip("_")] = make()
        except ImportError:
            continue
    return found


def _trafilatura() -> Extractor:
    import trafilatura

    def run(page: bytes) -> dict[str, Any]:
        text = trafilatura.extract(page, include_comments=False) or ""
        about = trafilatura.extract_metadata(page)
        if about is None:
            return _flat(text)
        return _flat(
            text,
            about.title,
            author=about.author,
            published=about.date,
            site_name=about.sitename,
            image=about.image,
        )

    return run


def _readability() -> Extractor:
    import lxml.html
    import readability

    def run(page: bytes) -> dict[str, Any]:
        document = readability.Document(page)
        tree = lxml.html.fromstring(document.summary())
        return _flat("\n".join(tree.itertext()), document.short_title())

    return run


def _newspaper() -> Extractor:
    import newspaper

    def run(page: bytes) -> dict[str, Any]:
        article = newspaper.Article("https://example.org/story", fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return _flat(
            article.text, article.title, author=", ".join(article.authors) or None, image=article.top_image
        )

    return run


def _justext() -> Extractor:
    import justext

    def run(page: bytes) -> dict[str, Any]:
        paragraphs = justext.justext(page, justext.get_stoplist("English"))
        return _flat("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))

    return run


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def run(page: bytes) -> dict[str, Any]:
        return _flat(extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True))

    return run


def measure(folder: Path, *, verbose: bool) -> None:
    """Prints the measures of every extractor over a folder of pages with truth."""
    pages = [
        (path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))) for path in _pages(folder)
    ]
    columns = ("text", "kinds", "boilerplate", "metadata", "overall", "repeats")
    print(f"{len(pages)} pages in {folder}")
    print(f"{'':14}" + "".join(f"{name:>12}" for name in columns) + f"{'worst page':>12}")
    for name, run in {"narrator": narrator, **peers()}.items():
        scores = []
        for path, truth in pages:
            try:
                found = run(path.read_bytes())
            except Exception as error:  # noqa: BLE001 - a peer's crash is a result of this benchmark
                if name == "narrator":
                    print(f"  {path.name}: {error}")
                found = {**dict.fromkeys(FIELDS), "sections": []}
            scores.append(score(found, truth))
            if verbose and name == "narrator":
                row = "".join(f"{scores[-1][column]:12.3f}" for column in columns)
                print(f"  {path.stem[:22]:22}{row}")
                _differences(found, truth)
        means = "".join(f"{statistics.mean(each[column] for each in scores):12.3f}" for column in columns)
        print(f"{name:14}{means}{min(each['overall'] for each in scores):12.3f}")


def _pages(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.html")) if path.with_suffix(".json").exists()]


def _differences(found: dict[str, Any], truth: dict[str, Any]) -> None:
    for field in FIELDS:
        if field in truth and found.get(field) != truth[field] and (field != "url" or truth[field]):
            print(f"      {field}: {found.get(field)!r}, not {truth[field]!r}")
    if read := [phrase for phrase in truth.get("boilerplate", ()) if _token_line(phrase) in _said(found)]:
        print(f"      read aloud: {' | '.join(read)}")
    wanted, given = Counter(kinds_of(truth)), Counter(kinds_of(found))
    for name, difference in (("missing", wanted - given), ("surplus", given - wanted)):
        if difference:
            listed = [f"{kind[:4]}:{token}" for kind, token in list(difference.elements())[:14]]
            print(f"      {name}: {' '.join(listed)}")


def measure_zyte(folder: Path) -> None:
    """Prints F1 over 4-gram shingles on the article-extraction-benchmark. Source: its evaluate.py."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, run in {"narrator": narrator, **peers()}.items():
        sums = [0.0, 0.0, 0.0]
        for key, wanted in truth.items():
            page = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
            try:
                found = run(page)
            except Exception:  # noqa: BLE001 - counts as no text
                found = {"sections": []}
            text = " ".join(
                part
                for section in found["sections"]
                if section["kind"] != "title"
                for part in (section["heading"] or "", *section["blocks"])
            )
            for at, value in enumerate(_shingle_counts(wanted["articleBody"], text)):
                sums[at] += value
        precision = sums[0] / (sums[0] + sums[1]) if sums[0] else 0.0
        recall = sums[0] / (sums[0] + sums[2]) if sums[0] else 0.0
        both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"{name:14} F1 {both:.3f}  precision {precision:.3f}  recall {recall:.3f}")


def _shingle_counts(wanted: str, found: str) -> tuple[float, float, float]:
    """True positives, false positives, false negatives of a page, as shares of its shingles."""
    one, other = _shingles(wanted), _shingles(found)
    hits, surplus, missing = (one & other).total(), (other - one).total(), (one - other).total()
    total = hits + surplus + missing
    return (hits / total, surplus / total, missing / total) if total else (0.0, 0.0, 0.0)


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if len(words) < size:
        return Counter([tuple(words)] if words else [])
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def measure_speed(folder: Path, rounds: int = 5) -> None:
    """Prints time and memory as ratios to the bare parse; the least of interleaved rounds each."""
    from bs4 import BeautifulSoup

    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    runs: dict[str, Callable[[bytes], Any]] = {
        "bare parse": lambda page: BeautifulSoup(page, "lxml"),
        "narrator": _quiet,
    }
    try:
        import readability

        runs["readability-lxml"] = lambda page: readability.Document(page).summary()
    except ImportError:
        pass
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = time.process_time()
            for page in pages:
                _attempt(run, page)
            times[name].append(time.process_time() - start)
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, {folder}")
    bare = min(times["bare parse"])
    for name, taken in times.items():
        print(f"{name:18} {min(taken):7.2f} s   {min(taken) / bare:5.2f} of the bare parse")
    peaks = {
        name: sum(_peak(run, page) for page in pages)
        for name, run in runs.items()
        if name != "readability-lxml"
    }
    share = peaks["narrator"] / peaks["bare parse"]
    print(f"Python memory (tracemalloc peaks, summed): {share:.2f} of the bare parse")


def _attempt(run: Callable[[bytes], Any], page: bytes) -> Any:
    try:
        return run(page)
    except Exception:  # noqa: BLE001 - readability raises on pages without text; the time counts all the same
        return None


def _quiet(page: bytes) -> Any:
    try:
        return extract(page)
    except NarratorError:
        return None


def _peak(run: Callable[[bytes], Any], page: bytes) -> int:
    gc.collect()
    tracemalloc.start()
    kept = _attempt(run, page)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--zyte", type=Path)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if options.zyte:
        measure_zyte(options.zyte)
    elif options.speed:
        measure_speed(options.folder)
    else:
        measure(options.folder, verbose=options.verbose)


if __name__ == "__main__":
    sys.exit(main())
