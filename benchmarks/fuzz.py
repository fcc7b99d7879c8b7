"""Extracts mutated pages until the time is up, and prints every crash and every page that took long.

    python benchmarks/fuzz.py [SECONDS] [FOLDER] [--seed N]

FOLDER holds pages (tests/pages by default). A crash is any error that is no NarratorError; the page that
caused it is written as fuzz-SEED.html into the working folder, and the seed brings it back.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from narrator.article import extract
from narrator.errors import NarratorError

PAGES = Path(__file__).parents[1] / "tests" / "pages"
SLOW_SECONDS = 5.0
_PIECES = [
    *(
        b"<",
        b">",
        b"</div>",
        b'"',
        b"'",
        b"<!--",
        b"-->",
        b"\x00",
        b"<nav>",
        b"</p>",
        b"&",
        b"&#xD800;",
        b"<h1>",
    ),
    *(
        b"<table><tr><td>",
        b"<script>",
        b"</script>",
        b'<script type="application/ld+json">',
        b"\xff\xfe",
        b"\xe0",
    ),
    *(
        b'<div class="ad comments faq live-blog">',
        b"<details><summary>",
        b"<ol start=--9 reversed>",
        b"<br>" * 9,
    ),
]


def mutate(page: bytes, chance: random.Random) -> bytes:
    """The page with up to forty small or large harms."""
    data = bytearray(page)
    for _ in range(chance.randint(1, 40)):
        if not data:
            break
        at = chance.randrange(len(data))
        harm = chance.randrange(6)
        if harm == 0:
            data[at] = chance.randrange(256)
        elif harm == 1:
            del data[at : at + chance.choice((1, 5, 50, 500))]
        elif harm == 2:
            data[at:at] = chance.choice(_PIECES)
        elif harm == 3:
            data[at:at] = chance.choice(_PIECES) * chance.choice((2, 20, 400))
        elif harm == 4:
            end = at + chance.randint(1, 800)
            data[at:at] = data[at:end] * chance.choice((1, 3))
        else:
            to = chance.randrange(len(data))
            piece = data[at : at + 200]
            del data[at : at + 200]
            data[to:to] = piece
    return bytes(data)


def main() -> None:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=float, default=60.0)
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    pages = [path.read_bytes() for path in sorted(options.folder.glob("*.html"))]
    seed, crashes, slow, refused = options.seed, 0, 0, 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        page = mutate(chance.choice(pages), chance)
        start = time.monotonic()
        try:
            extract(page)
        except NarratorError:
            refused += 1
        except Exception as error:  # noqa: BLE001 - what is looked for
            crashes += 1
            Path(f"fuzz-{seed}.html").write_bytes(page)
            print(f"seed {seed}: {type(error).__name__}: {error}")
        if time.monotonic() - start > SLOW_SECONDS:
            slow += 1
            print(f"seed {seed}: {time.monotonic() - start:.1f} s for {len(page)} bytes")
        seed += 1
    print(f"{seed - options.seed} pages, {refused} refused, {crashes} crashes, {slow} slow")
    raise SystemExit(1 if crashes else 0)


if __name__ == "__main__":
    main()
