"""Pages, engines and measures that tests of the newsroom share."""

import json
from pathlib import Path

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


def assert_whole(folder):
    """Every sound that an episode.json names is there, with the length that it says."""
    for episode in episodes(folder).values():
        name = episode["audio"]["url"].rpartition("/")[2]
        assert (Path(folder) / name).stat().st_size == episode["audio"]["size_bytes"]
