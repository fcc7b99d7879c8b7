import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import soundfile

ROOT = Path(__file__).parents[2]
NARRATE = Path(sys.executable).with_name("narrate")
PAGE = ROOT / "samples" / "school-library.html"


def blocks(kind):
    """The code of a kind on the page about engines, in order."""
    text = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def build_wheel(folder, project, module, code):
    """A wheel of one module, as a build backend would make it: the test needs none, and no network."""
    name, version = project["name"].replace("-", "_"), project["version"]
    about = f"{name}-{version}.dist-info"
    points = project["entry-points"]["narrator.engines"]
    content = {
        f"{module}.py": code,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[narrator.engines]\n"
        + "".join(f"{key} = {value}\n" for key, value in points.items()),
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in content.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{about}/RECORD", "".join(f"{file},,\n" for file in [*content, f"{about}/RECORD"]))
    return path


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """The page's engine installed by pip into a folder of its own; gives a function that runs narrate."""
    folder = tmp_path_factory.mktemp("stranger")
    code = blocks("python")[0]
    pyproject, card, *_ = blocks("toml")
    project = tomllib.loads(pyproject)["project"]
    wheel = build_wheel(folder, project, "buzz_engine", code)
    install = ["install", "-q", "--no-deps", "--no-index", "--target", folder / "site", wheel]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    (folder / "cards").mkdir()
    (folder / "cards" / "hum.toml").write_text(card, encoding="utf-8")

    def run(*args):
        env = {**os.environ, "PYTHONPATH": str(folder / "site"), "XDG_CACHE_HOME": str(folder / "cache")}
        command = [NARRATE, *map(str, args), "--set", f"voices.folder={folder / 'cards'}"]
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)

    return run


def test_engine_on_the_page_has_thirty_lines():
    code = blocks("python")[0]
    assert len(code.splitlines()) <= 32


def test_strangers_engine_is_listed_and_speaks_through_its_entry_point(stranger):
    voices = {voice["id"]: voice for voice in map(json.loads, stranger("voices", "--json").stdout.splitlines())}
    assert voices["hum"]["available"] is True
    done = stranger(PAGE, "--voice", "hum", "--json", "-o", "hum.mp3")
    assert done.returncode == 0, done.stderr
    episode = json.loads(done.stdout)
    assert (episode["voice"], episode["warnings"]) == ("hum", [])


def test_strangers_options_come_from_the_settings(stranger):
    done = stranger("voices", "--sample", "hum", "-o", "high.wav", "--set", "engines.buzz.pitch_hz=440.0")
    assert done.returncode == 0, done.stderr
    wrong = stranger("voices", "--sample", "hum", "-o", "x.wav", "--set", "engines.buzz.pitch=440.0")
    assert wrong.returncode == 78
    assert "pitch_hz" in wrong.stderr
    broken = stranger("voices", "--sample", "hum", "-o", "x.wav", "--set", "engines.buzz.pitch_hz=high")
    assert broken.returncode == 69
    assert "engine buzz failed" in broken.stderr
    assert "bug in narrator" not in broken.stderr


def test_sample_of_a_stranger_is_sound(stranger, tmp_path):
    path = tmp_path / "hum.wav"
    assert stranger("voices", "--sample", "hum", "-o", path).returncode == 0
    assert soundfile.info(path).duration > 1
