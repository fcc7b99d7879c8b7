"""The parts of the kokoro engine that need no onnxruntime: phonemes, styles, and the model's file."""

import hashlib
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrator.errors import EngineMissing, EngineUnavailable, SettingsError, SpeechError
from narrator.speech.engines import kokoro_model
from narrator.speech.engines.espeak import EspeakEngine, EspeakProcess
from narrator.speech.engines.kokoro_model import MODEL, Model
from narrator.speech.engines.kokoro_phonemes import NUMBERS, is_said, number, transcribe
from narrator.speech.engines.kokoro_style import digest_style, read_style
from narrator.speech.voices import load_cards, read_card, shipped_folder

VOICES = ("alpha", "beta", "omega", "psi")
STYLES = {"alpha": "hf_alpha", "beta": "hf_beta", "omega": "hm_omega", "psi": "hm_psi"}
FACTS = Path(__file__).parents[2] / "cases" / "kokoro" / "styles.tsv"
SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="module")
def spell():
    engine = EspeakEngine()
    process = EspeakProcess(engine._library, engine._data)
    yield lambda chunks: process.spell(chunks, "hi")
    process.close()


@pytest.fixture
def alpha():
    return read_card(shipped_folder() / "hi-kokoro-alpha.toml")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Four packages of our own in place of the model's, and the digest of what they hold."""
    folder = tmp_path / "site"
    parts = [bytes([index]) * 70_000 for index in range(4)]
    names = tuple(f"quarter_{index}" for index in range(4))
    for name, part in zip(names, parts, strict=True):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
        (folder / name / "part.bin").write_bytes(part)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(kokoro_model, "PACKAGES", names)
    return folder, hashlib.sha256(b"".join(parts)).hexdigest()


def complete(model, folder, download=False):
    folder.mkdir(parents=True, exist_ok=True)
    return model._complete(folder, download=download)


def left_over(folder):
    return sorted(path.name for path in folder.iterdir())


# Phonemes


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("नमस्ते।", "nəmˈʌsteː."),
        ("नमस्ते॥", "nəmˈʌsteː."),
        ("नमस्ते (जी)।", "nəmˈʌsteː (ɟˈi)."),
        ("नमस्ते , जी ।", "nəmˈʌsteː, ɟˈi."),
        ("नमस्ते – जी", "nəmˈʌsteː — ɟˈi"),
        ("«नमस्ते» ।", "“nəmˈʌsteː”."),
        ("नमस्ते।।  जी…", "nəmˈʌsteː. ɟˈi…"),
        ("पहाड़ पर", "pəhˈaːr. pˈʌɾ"),
    ],
)
def test_stops_stand_between_the_phonemes(spell, text, phonemes):
    assert transcribe(text, spell) == phonemes


def test_changes_of_language_are_not_read_aloud(spell):
    phonemes = transcribe("यह click करें", spell)
    assert "klˈɪk" in phonemes
    assert "(" not in phonemes


def test_text_is_the_same_sounds_whole_or_in_parts(spell):
    whole = transcribe("नदी पर पुल बना, और लोग ख़ुश हुए।", spell)
    parts = [transcribe(part, spell) for part in ("नदी पर पुल बना,", "और लोग ख़ुश हुए।")]
    assert whole == " ".join(parts)


def test_every_sound_of_the_samples_has_a_number(spell):
    said = 0
    for path in sorted(SAMPLES.glob("*.script.json")):
        for utterance in json.loads(path.read_text(encoding="utf-8"))["utterances"]:
            text = utterance["spoken"]
            phonemes = transcribe(text, spell)
            assert len(number(phonemes, text)) == len(phonemes)
            said += 1
    assert said > 30


def test_numbers_are_those_of_the_model():
    assert len(NUMBERS) == 114
    assert [NUMBERS[sign] for sign in ".,? aəɾʈʰˈː̃"] == [4, 3, 6, 16, 43, 83, 125, 132, 162, 156, 158, 17]


@pytest.mark.parametrize("text", ["", " ", "।", "… — !", "“”", "(।)"])
def test_nothing_to_say_is_an_error_that_names_the_text(spell, text):
    phonemes = transcribe(text, spell)
    assert not is_said(phonemes)
    with pytest.raises(SpeechError, match="nothing to say"):
        number(phonemes, text)


def test_sound_that_the_model_lacks_is_an_error_that_names_it():
    with pytest.raises(SpeechError, match="no sound for ꜱ in: वाक्य"):
        number("kꜱ", "वाक्य")


def test_control_characters_do_not_end_the_text(spell):
    assert "ɟˈi" in transcribe("नमस्ते\0जी", spell)


# Styles


def facts():
    lines = FACTS.read_text(encoding="utf-8").splitlines()[2:]
    return [(name, row, column, float(value)) for name, row, column, value in (x.split("\t") for x in lines)]


@pytest.mark.parametrize("voice", VOICES)
def test_factors_give_the_published_figures(voice):
    style = read_style(shipped_folder() / "kokoro" / f"{STYLES[voice]}.npz")
    known = [fact[1:] for fact in facts() if fact[0] == STYLES[voice]]
    assert len(known) == 65
    for row, column, value in known[1:]:
        assert abs(style(int(row) + 1)[0, int(column)] - value) < 1e-5
    matrix = np.concatenate([style(count) for count in range(1, 511)])
    assert abs(np.linalg.norm(matrix.astype(np.float64)) - known[0][2]) < 1e-4


@pytest.mark.parametrize("voice", VOICES)
def test_factors_are_near_the_whole_original_where_that_is_at_hand(voice):
    folder = os.environ.get("NARRATOR_KOKORO_VECTORS")
    if not folder:
        pytest.skip("NARRATOR_KOKORO_VECTORS names no folder with the published styles")
    original = Path(folder) / f"{STYLES[voice]}.bin"
    ours, theirs = read_style(shipped_folder() / "kokoro" / f"{STYLES[voice]}.npz"), read_style(original)
    assert max(np.abs(ours(count) - theirs(count)).max() for count in range(1, 511)) < 1e-5


@pytest.mark.parametrize("voice", VOICES)
def test_style_takes_less_than_a_hundred_kilobytes(voice):
    assert (shipped_folder() / "kokoro" / f"{STYLES[voice]}.npz").stat().st_size < 100_000


@pytest.mark.parametrize("suffix", [".bin", ".npy"])
def test_whole_style_file_is_taken_as_it_is(tmp_path, suffix):
    rows = np.arange(3 * 256, dtype="<f4").reshape(3, 1, 256)
    path = tmp_path / f"style{suffix}"
    if suffix == ".bin":
        rows.tofile(path)
    else:
        np.save(path, rows)
    style = read_style(path)
    assert style(2).tolist() == rows[1].tolist()
    assert style(500).tolist() == rows[2].tolist()


@pytest.mark.parametrize("data", [b"", b"12345", np.full(256, np.nan, "<f4").tobytes()])
def test_file_that_is_no_style_is_a_settings_error(tmp_path, data):
    path = tmp_path / "style.bin"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=r"style\.bin"):
        read_style(path)


@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_damaged_archive_is_a_settings_error(tmp_path, suffix):
    path = tmp_path / f"style{suffix}"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SettingsError, match="style"):
        read_style(path)


def test_style_that_is_not_there_is_missing(tmp_path):
    for ask in (read_style, digest_style):
        with pytest.raises(EngineMissing, match="none"):
            ask(tmp_path / "none.npz")


# Cards and the model's file


def test_auto_likes_the_neural_voices_better():
    hindi = [voice.id for voice in load_cards([shipped_folder()]) if voice.language == "hi"]
    assert hindi[:4] == [f"hi-kokoro-{voice}" for voice in VOICES]


def test_model_named_without_its_digest_is_a_settings_error(alpha):
    with pytest.raises(SettingsError, match="without its digest"):
        Model.of(replace(alpha, digest=None, options={**alpha.options, "model": "mine.onnx"}))


def test_model_and_style_of_a_card_count_from_its_folder(alpha, tmp_path):
    named = Model.of(replace(alpha, folder=tmp_path, options={"model": "mine.onnx"}))
    assert named.source == str(tmp_path / "mine.onnx")


def test_model_is_joined_from_its_packages_and_kept(packages, tmp_path):
    folder, digest = packages
    path = complete(Model("", digest), tmp_path / "kept")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    (folder / "quarter_1" / "part.bin").unlink()
    assert complete(Model("", digest), tmp_path / "kept") == path


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_kept_model_that_is_damaged_is_joined_again(packages, tmp_path, damage):
    model = Model("", packages[1])
    path = complete(model, tmp_path / "kept")
    path.write_bytes(path.read_bytes()[:-1] + b"?" if damage is None else damage)
    assert hashlib.sha256(complete(model, tmp_path / "kept").read_bytes()).hexdigest() == packages[1]


def test_damaged_package_is_one_error_and_leaves_nothing(packages, tmp_path):
    (packages[0] / "quarter_2" / "part.bin").write_bytes(b"short")
    with pytest.raises(EngineMissing, match="damaged: wrong sha256") as caught:
        complete(Model("", packages[1]), tmp_path / "kept")
    assert "--force-reinstall" in caught.value.hint
    assert left_over(tmp_path / "kept") == []


def test_package_without_its_part_is_named(packages, tmp_path):
    (packages[0] / "quarter_3" / "part.bin").unlink()
    with pytest.raises(EngineMissing, match=r"quarter_3.part\.bin is missing"):
        complete(Model("", packages[1]), tmp_path / "kept")
    assert left_over(tmp_path / "kept") == []


def test_missing_package_is_told_before_anything_is_spoken(monkeypatch, tmp_path):
    monkeypatch.setattr(kokoro_model, "PACKAGES", ("quarter_that_nobody_has",))
    with pytest.raises(EngineMissing, match="quarter_that_nobody_has") as caught:
        Model("", "0" * 64).check(tmp_path, download=False)
    assert "narrator-audio[kokoro]" in caught.value.hint


def test_model_of_another_digest_than_its_card_says_is_refused(tmp_path):
    (tmp_path / "mine.onnx").write_bytes(b"model")
    with pytest.raises(EngineMissing, match="another sha256"):
        complete(Model(str(tmp_path / "mine.onnx"), "0" * 64), tmp_path / "kept")


FULL_DISK = """
import resource, sys
from pathlib import Path
from narrator.errors import SpeechError
from narrator.speech.engines import kokoro_model
from narrator.speech.engines.kokoro_model import Model
sys.path.insert(0, sys.argv[1])
kokoro_model.PACKAGES = tuple(f"quarter_{index}" for index in range(4))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Model("", sys.argv[2]).prepare(Path(sys.argv[3]), download=False)
except SpeechError as error:
    print(error.message, "|", error.hint)
"""


def test_full_disk_is_one_error_and_leaves_nothing_half_written(packages, tmp_path):
    pytest.importorskip("onnxruntime", reason="the kokoro extra is not installed")
    command = [sys.executable, "-c", FULL_DISK, packages[0], packages[1], tmp_path / "cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot be kept in" in done.stdout
    assert "Make room" in done.stdout
    assert left_over(tmp_path / "cache" / "kokoro" / packages[1][:12]) == ["lock"]


JOIN = FULL_DISK.replace("resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))", "")


def test_process_killed_while_joining_leaves_what_the_next_one_sweeps(packages, tmp_path):
    pytest.importorskip("onnxruntime", reason="the kokoro extra is not installed")
    os.truncate(packages[0] / "quarter_3" / "part.bin", 3_000_000_000)  # holes: long to copy, small on disk
    folder = tmp_path / "cache" / "kokoro" / packages[1][:12]
    process = subprocess.Popen([sys.executable, "-c", JOIN, packages[0], packages[1], tmp_path / "cache"])
    deadline = time.monotonic() + 20
    while not list(folder.glob("part-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(folder.glob("part-*"))
    assert not (folder / MODEL).exists()
    (packages[0] / "quarter_3" / "part.bin").write_bytes(bytes([3]) * 70_000)
    with pytest.raises(SpeechError, match="onnxruntime cannot load"):  # what was joined is no model
        Model("", packages[1]).prepare(tmp_path / "cache", download=False)
    assert hashlib.sha256((folder / MODEL).read_bytes()).hexdigest() == packages[1]
    assert len(list(folder.glob("part-*"))) <= 1


@pytest.fixture
def server():
    """Serves a model, or half of it, on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked += 1
            data = b"a model of some kind" * 1000
            self.send_response(404 if self.path == "/none" else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if self.path == "/half" else data)

        def log_message(self, *args):
            pass

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.asked = 0
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def model_at(server, path, digest=None):
    digest = digest or hashlib.sha256(b"a model of some kind" * 1000).hexdigest()
    return Model(f"http://127.0.0.1:{server.server_port}{path}", digest)


def test_model_at_a_url_is_not_fetched_unasked(server, tmp_path):
    pytest.importorskip("onnxruntime", reason="the kokoro extra is not installed")
    model = model_at(server, "/model")
    for ask in (model.check, model.prepare):
        with pytest.raises(EngineMissing, match="has not been fetched"):
            ask(tmp_path, download=False)
    assert server.asked == 0


def test_model_at_a_url_is_fetched_once(server, tmp_path):
    for _ in range(2):
        path = complete(model_at(server, "/model"), tmp_path / "kept", download=True)
    assert path.read_bytes() == b"a model of some kind" * 1000
    assert server.asked == 1


@pytest.mark.parametrize(
    ("path", "digest", "error"),
    [
        ("/model", "0" * 64, EngineMissing),
        ("/half", None, EngineUnavailable),
        ("/none", None, EngineUnavailable),
    ],
)
def test_download_that_is_not_the_model_leaves_nothing(server, tmp_path, path, digest, error):
    with pytest.raises(error):
        complete(model_at(server, path, digest), tmp_path / "kept", download=True)
    assert left_over(tmp_path / "kept") == []
