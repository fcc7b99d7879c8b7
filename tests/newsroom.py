"""Pages, engines and measures that tests of the newsroom share."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

NARRATE = Path(sys.executable).with_name("narrate")

PAGE = """<!doctype html>
<html lang="hi">
<head>
<meta charset="utf-8">
<title>{title}</title>
{canonical}
<meta property="og:site_name" content="सोनपुर समाचार">
<meta property="article:published_time" content="{date}">
</head>
<body><article><h1>{title}</h1><p>{text}</p></article></body>
</html>
"""
TEXT = "नदी का पानी आज सुबह उतर गया। गाँव के लोग अपने घर लौट आए। स्कूल सोमवार से खुलेंगे।"

ENGINE = '''
"""An engine for tests: beeps, but for the words that make it fail, die or take its time."""
import os, time
from narrator.errors import EngineRefused, EngineUnavailable
from narrator.speech.engines.tone import ToneEngine


class Moody(ToneEngine):
    name = "moody"

    def identity(self, voice):
        return "moody 1"

    def speak(self, text, voice):
        if "खाई" in text:
            os._exit(9)
        if "बंद" in text:
            raise EngineUnavailable("the service is down", "Try later.")
        if "मना" in text:
            raise EngineRefused("the service refuses", "Ask its makers.")
        if "धीरे" in text:
            time.sleep(float(os.environ.get("MOODY_S", "1")))
        yield from super().speak(text, voice)
'''

CARD = """
engine = "moody"
name = "Moody"
language = "hi"
gender = "none"
license = "Apache-2.0"
source = "tests"
terms = "For tests."
sends_text_to = ""
rank = 0
price_per_million = 20.0
currency = "USD"
"""


def write_page(folder, name, title=None, text=TEXT, date="2026-03-12T08:00:00+05:30", url=None):
    """A news page of our own; without ``url`` it names no address."""
    title = title or f"नदी उतरी {name}"
    canonical = f'<link rel="canonical" href="{url}">' if url else ""
    path = folder / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, canonical=canonical, date=date, text=text), encoding="utf-8")
    return path


def install_moody(folder):
    """An engine ``moody`` with its card; the variables that make a process find it."""
    about = folder / "moody-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: moody\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[narrator.engines]\nmoody = moody_engine:Moody\n")
    (folder / "moody_engine.py").write_text(ENGINE, encoding="utf-8")
    (folder / "cards").mkdir()
    (folder / "cards" / "moody.toml").write_text(CARD, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "NARRATOR_VOICES__FOLDER": str(folder / "cards")}


def published(folder):
    """Every file that is served, by name, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file() and ".narrator" not in path.parts
    }


def episodes(folder):
    """What the episode.json files say, by title."""
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in Path(folder).glob("????????-*-????????????.json")
    ]
    return {episode["title"]: episode for episode in found}


def enclosures(folder):
    """Name and length of each sound in the feed; none before there is one."""
    feed = Path(folder) / "feed.xml"
    if not feed.exists():
        return {}
    return dict(_lengths(feed.read_bytes()))


def assert_whole(folder):
    """Every sound that the feed or an episode.json names is there, with the length that it says."""
    for name, length in enclosures(folder).items():
        assert (Path(folder) / name).stat().st_size == length
    for episode in episodes(folder).values():
        name = episode["audio"]["url"].rpartition("/")[2]
        assert (Path(folder) / name).stat().st_size == episode["audio"]["size_bytes"]


class Watcher:
    """Reads the feed again and again, as clients do, and sees that each sound is there with the length it says.

    A look counts where the feed is the same before and after it: files are then those that it names.

    Args:
        folder: What is published.
    """

    def __init__(self, folder):
        self.looks = 0
        self.faults = []
        self._folder = Path(folder)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _watch(self):
        while not self._done.wait(0.01):
            before = self._feed()
            if before is None:
                continue
            wrong = [
                (name, length, found)
                for name, length in _lengths(before)
                if (found := self._size(name)) != length
            ]
            if self._feed() == before:
                self.looks += 1
                self.faults += wrong

    def _feed(self):
        try:
            return (self._folder / "feed.xml").read_bytes()
        except FileNotFoundError:
            return None

    def _size(self, name):
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None


def _lengths(feed):
    """Name and length of each sound in a feed's bytes."""
    found = ElementTree.fromstring(feed).iter("enclosure")
    return [(item.get("url").rpartition("/")[2], int(item.get("length"))) for item in found]


class Command:
    """``narrate`` in processes of its own, with folders and a log of its own.

    Args:
        folder: Where cache, temporary files and the log of what was spoken are kept.
        variables: More of the environment.
    """

    def __init__(self, folder, **variables):
        self.log = folder / "speak.log"
        self.cache = folder / "cache"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            "NARRATOR_SPEAK_LOG": str(self.log),
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.temporary),
            **variables,
        }

    def start(self, *words, **options):
        """The command, begun."""
        return subprocess.Popen(
            [NARRATE, *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *words, timeout_s=120, **options):
        """The command, done: exit code, standard output, standard error."""
        process = self.start(*words, **options)
        out, err = process.communicate(timeout=timeout_s)
        return process.returncode, out, err

    def spoken(self):
        """How many utterances were spoken."""
        return len(self.log.read_text(encoding="utf-8").splitlines()) if self.log.exists() else 0

    def leftovers(self, public):
        """Files that no run should leave."""
        found = [*Path(public).rglob(".narrator-*"), *self.temporary.iterdir(), *self.cache.rglob("*.part")]
        return [path for path in found if path.name != ".narrator"]


def workers_of(process):
    """Process ids of a running batch's workers."""
    found = []
    for task in Path(f"/proc/{process.pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(pid) for pid in task.read_text().split()]
    return [pid for pid in found if b"spawn_main" in _command_line(pid)]


def _command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def correct(pages):
    """Change one sentence of every page."""
    for path in Path(pages).iterdir():
        html = path.read_text(encoding="utf-8")
        path.write_text(html.replace("</p></article>", " यह बाद में जोड़ा गया।</p></article>"), encoding="utf-8")


def timeless(files):
    """Files but for the moment in which a story was corrected."""
    patterns = (rb'"updated": "[^"]*"', rb"<atom:updated>[^<]*", rb"<lastBuildDate>[^<]*")
    for pattern in patterns:
        files = {name: re.sub(pattern, b"", data) if len(data) < 2e6 else data for name, data in files.items()}
    return files


FEW = ("--limit", 4)
"""For batches that are to come to their end, and leave work for the next one that is killed."""


def kill_often(command, words, public, kills, first_seed):
    """Kill batches at seeded moments until ``kills`` of them were hit; how many were.

    Two of five lose their driver while they bring the feed up to date, one of five a worker, the others their
    driver at any time. A batch that was done before its moment came means that little is left to do: the next
    moments come sooner.
    """
    killed, most_s = 0, 1.2
    for seed in range(first_seed, first_seed + 6 * kills):
        if killed == kills:
            break
        chance = random.Random(seed)
        kind = chance.random()
        if kind < 0.4:
            killed += kill_late(command, words, public, chance)
        elif kind < 0.6:
            killed += kill_worker(command, words, public, chance)
        else:
            hit = kill_driver(command, words, public, chance, most_s)
            killed += hit
            most_s = most_s if hit else max(0.3, most_s / 2)
    return killed


def kill_driver(command, words, public, chance, most_s):
    """Begin a batch, kill its driver after a random time, and see that all is whole.

    Returns:
        Whether it was killed, rather than done before.
    """
    process = command.start(*words)
    _wait(process, chance.uniform(0.1, most_s))
    return _end(process, public)


def kill_late(command, words, public, chance):
    """As ``kill_driver``, a moment after the last episode.json has changed: while feed and old names change."""
    known = _episode_times(public).items()
    process = command.start(*words, *FEW)
    while process.poll() is None and len(_episode_times(public).items() - known) < FEW[1]:
        time.sleep(0.002)
    _wait(process, chance.uniform(0, 0.2))
    return _end(process, public)


def kill_worker(command, words, public, chance):
    """As ``kill_driver``, but one of the workers, once there is one; its driver goes on to the end."""
    process = command.start(*words, *FEW)
    while process.poll() is None and not workers_of(process):
        time.sleep(0.002)
    _wait(process, chance.uniform(0, 1.5))
    workers = workers_of(process)
    if workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
    process.wait(120)
    _end(process, public)
    return bool(workers)


def _wait(process, most_s):
    deadline = time.monotonic() + most_s
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.002)


def _end(process, public):
    """Whether a batch was at work until it was killed; whatever it published is whole."""
    at_work = process.poll() is None
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    assert_whole(public)
    return at_work


def _episode_times(folder):
    """When each episode.json was last written, by name."""
    found = {}
    for path in Path(folder).glob("????????-*-????????????.json"):
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path.stat().st_mtime_ns
    return found
