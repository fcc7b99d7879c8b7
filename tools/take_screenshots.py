"""Take the pictures of the listening page in docs/, in Debian's Chromium.

    python tools/take_screenshots.py

The story is spoken by the tones; the fonts are those of fonts-noto-core.
"""

import base64
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/browser"))

from reader import SAMPLES, Site, Tab, make_page, open_browser, put_into  # noqa: E402  # found by the line above

AT_S = 52.9
"""A sentence with a number in it is spoken here."""


def shoot(tab: Tab, name: str) -> None:
    """What the browser shows, into docs/."""
    data = tab.cdp("Page.captureScreenshot", format="png")["data"]
    (ROOT / "docs" / name).write_bytes(base64.b64decode(data))
    sys.stdout.write(f"docs/{name}\n")


def speak(tab: Tab) -> None:
    """Play until a sentence in the middle of the page is lit, then keep still."""
    tab.js("document.querySelector('narrator-player').seek(arguments[0])", AT_S)
    tab.play()
    tab.wait("return document.querySelector('audio').currentTime > arguments[0]", AT_S + 1.2)
    tab.js("scrollTo({ top: 0, behavior: 'instant' })")


def main() -> None:
    """Take them all."""
    driver = open_browser()
    if driver is None:
        sys.exit("no browser: apt-get install chromium chromium-driver fonts-noto-core")
    tab = Tab(driver)
    tab.cdp("Emulation.setScrollbarsHidden", hidden=True)
    with tempfile.TemporaryDirectory() as folder:
        page, made = make_page(SAMPLES / "river-bridge.html", Path(folder) / "bridge")
        put_into(page, made, Path(folder) / "bridge/own.html")
        site = Site(Path(folder))
        try:
            for scheme in ("light", "dark"):
                tab.reset()
                tab.look(scheme, motion="reduce")
                tab.size(840, 980)
                tab.open(site, "bridge/")
                shoot(tab, f"player-{scheme}.png")
            tab.reset()
            tab.look(motion="reduce")
            tab.size(840, 980)
            tab.open(site, "bridge/")
            speak(tab)
            shoot(tab, "player-playing.png")
            tab.look("dark", motion="reduce")
            tab.control("अध्याय").click()
            shoot(tab, "player-chapters.png")
            tab.look(motion="reduce")
            tab.size(320, 720)
            tab.open(site, "bridge/")
            shoot(tab, "player-320.png")
        finally:
            site.close()
            driver.quit()


if __name__ == "__main__":
    main()
