"""How soon sound follows the click, how closely the light follows the voice, and what the player weighs.

    python benchmarks/player.py [RUNS]

A finished MP3 of the tones is served on loopback to Debian's Chromium; each click is the first of a fresh page.
"""

import gzip
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/browser"))

from reader import SAMPLES, Site, Tab, make_page, open_browser  # noqa: E402  # found by the line above

from narrator.episode.page import PLAYER  # noqa: E402  # after the path, as the one above

CLICK = """
    const audio = document.querySelector('audio');
    arguments[0].addEventListener('click', () => { window.clicked = performance.now(); }, { capture: true });
    audio.addEventListener('playing', () => { window.started ??= performance.now(); });
    window.lags = [];
    new MutationObserver((all) => all.forEach(({ target }) => {
        if (target.ariaCurrent) lags.push(audio.currentTime - Number(target.dataset.narratorStart));
    })).observe(document.body, { subtree: true, attributeFilter: ['aria-current'] });
"""


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in sorted(PLAYER.iterdir())]
    sys.stdout.write(f"script and style, gzip: {sum(sizes)} bytes\n")
    driver = open_browser()
    if driver is None:
        sys.exit("no browser: apt-get install chromium chromium-driver fonts-noto-core")
    tab = Tab(driver)
    starts, lags, errors = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        make_page(SAMPLES / "river-bridge.html", Path(folder) / "bridge")
        site = Site(Path(folder))
        try:
            for _ in range(runs):
                tab.reset()
                tab.open(site, "bridge/")
                button = tab.control("सुनें")
                tab.js(CLICK, button)
                button.click()
                starts.append(tab.wait("return window.started && window.started - window.clicked"))
            tab.js("document.querySelector('audio').playbackRate = 1")
            tab.wait("return lags.length > 5", seconds=40)
            lags = tab.js("return lags")
            for at in range(5, 120, 10):
                tab.js("document.querySelector('narrator-player').seek(arguments[0])", at)
                tab.wait("const a = document.querySelector('audio'); return !a.seeking && a.readyState > 2")
                errors.append(abs(tab.audio("currentTime") - at))
        finally:
            site.close()
            driver.quit()
    sys.stdout.write(
        f"click to playing: median {statistics.median(starts):.0f} ms, worst {max(starts):.0f} ms of {runs}\n"
        f"sentence lit after its first sample: worst {1000 * max(map(abs, lags)):.0f} ms of {len(lags)}\n"
        f"seek, until the next look at the clock: worst {max(errors):.2f} s of {len(errors)}\n"
    )


if __name__ == "__main__":
    main()
