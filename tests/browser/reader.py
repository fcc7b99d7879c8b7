"""A reader in front of a real browser, and a site on loopback whose visits are written down."""

import json
import shutil
import threading
import time
from pathlib import Path

from narrator import listening, pipeline
from narrator.server import Handler, Server
from narrator.settings import load

SAMPLES = Path(__file__).parents[2] / "samples"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--window-size=1000,900",
]


def make_page(source, folder, **options):
    """A story with its files in a folder, spoken by the tones."""
    settings = load(overrides=["speech.voice=tone"])
    page = source if isinstance(source, pipeline.Page) else pipeline.read_page(source, 8_000_000)
    with pipeline.plan(page, settings) as plan:
        return page, listening.make(plan, folder, settings, lambda: pipeline.narrate(plan, settings), **options)


def put_into(page, made, target, **options):
    """The publisher's page with the player, beside the story's files."""
    told = made.listening("", **options)
    target.write_bytes(listening.put_into(page, made, told, place=None, after=None))


class Site(Server):
    """Serves a folder under a strict policy and writes down what is asked for."""

    def __init__(self, root):
        super().__init__(root, ("127.0.0.1", 0))
        self.RequestHandlerClass = Visited
        self.visits = []
        self.csp = CSP
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def sounds(self):
        return [visit for visit in self.visits if ".mp3" in visit]

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Visited(Handler):
    def do_GET(self):  # noqa: N802  # the library's name
        self.server.visits.append(self.path)
        super().do_GET()

    def end_headers(self):
        if self.server.csp:
            self.send_header("Content-Security-Policy", self.server.csp)
        super().end_headers()


def open_browser():
    """Debian's Chromium under its own driver; None where either is missing."""
    binary, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not chromedriver:
        return None
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = binary
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    driver.set_page_load_timeout(30)
    return driver


class Tab:
    """A reader in front of the browser."""

    def __init__(self, driver):
        self.driver = driver

    def reset(self):
        self.cdp("Storage.clearDataForOrigin", origin="*", storageTypes="all")
        self.cdp("Network.clearBrowserCache")
        self.cdp("Emulation.setScriptExecutionDisabled", value=False)
        self.look()
        self.size(1000, 900)
        self.logs()

    def cdp(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def look(self, scheme="light", motion="no-preference"):
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion},
        ]
        self.cdp("Emulation.setEmulatedMedia", features=features)

    def size(self, width, height):
        self.cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def open(self, site, path, forget=True):
        url = path if site is None else site.url + path
        if forget and site is not None:
            self.cdp("Storage.clearDataForOrigin", origin=site.url.rstrip("/"), storageTypes="all")
        self.driver.get("about:blank")
        self.driver.get(url)
        return self

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, *arguments, seconds=8):
        """The script's value once it is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.js(script, *arguments)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"never became true: {script}")

    def player(self, nth=0):
        return self.driver.find_elements("css selector", "narrator-player")[nth]

    def control(self, name, nth=0):
        """The control of a player by its accessible name."""
        found = self.player(nth).shadow_root.find_elements("css selector", "button, select, input, a")
        matching = [one for one in found if one.accessible_name == name]
        assert len(matching) == 1, [one.accessible_name for one in found]
        return matching[0]

    def play(self, name="सुनें", nth=0):
        self.control(name, nth).click()
        self.wait(
            "const a = document.querySelectorAll('audio')[arguments[0]]; return !a.paused && a.currentTime > 0.05",
            nth,
        )

    def audio(self, name, nth=0):
        return self.js("return document.querySelectorAll('audio')[arguments[1]][arguments[0]]", name, nth)

    def valuetext(self, name="समय"):
        return self.control(name).get_attribute("aria-valuetext")

    def note(self):
        return self.js(
            "const n = document.querySelector('narrator-player').shadowRoot.querySelector('p'); return [n.getAttribute('role'), n.textContent]"
        )

    def logs(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "DEBUG"]

    def requests(self):
        """Addresses that the browser asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"
        ]
