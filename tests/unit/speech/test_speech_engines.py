import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from narrator.errors import EngineMissing, EngineUnavailable, SettingsError, SpeechError
from narrator.model import Mark, Pcm
from narrator.speech.engine import Engine, close_engine, identify, load_engine, warm_up
from narrator.speech.voices import load_cards, shipped_folder

TEXT = "नदी पर बना नया पुल रविवार को खुल जाएगा।"


@pytest.fixture(scope="module")
def voices():
    return {voice.id: voice for voice in load_cards([shipped_folder()])}


@pytest.fixture(scope="module")
def espeak():
    engine = load_engine("espeak")
    yield engine
    close_engine(engine)


def sound_of(engine, text, voice):
    items = list(engine.speak(text, voice))
    return b"".join(item.samples.tobytes() for item in items if isinstance(item, Pcm))


def marks_of(engine, text, voice):
    return [item for item in engine.speak(text, voice) if isinstance(item, Mark)]


@pytest.mark.parametrize("name", ["espeak", "gtts", "tone"])
def test_every_shipped_engine_is_found_by_its_entry_point(name):
    engine = load_engine(name)
    assert isinstance(engine, Engine)
    assert engine.name == name
    close_engine(engine)


def test_unknown_engine_names_those_installed():
    with pytest.raises(EngineMissing) as caught:
        load_engine("parrot")
    assert "espeak" in caught.value.hint


def test_unknown_engine_option_is_a_settings_error_with_the_nearest_name():
    with pytest.raises(SettingsError) as caught:
        load_engine("gtts", {"timeouts": 3})
    assert "timeout_s" in caught.value.hint


def test_tone_is_as_long_as_its_letters(voices):
    engine = load_engine("tone")
    short = len(sound_of(engine, "एक", voices["tone"]))
    long = len(sound_of(engine, "एक एक एक", voices["tone"]))
    assert long == 3 * short


def test_tone_marks_every_word_where_it_stands(voices):
    marks = marks_of(load_engine("tone"), "एक दो दो", voices["tone"])
    assert [("एक दो दो")[mark.start : mark.end] for mark in marks] == ["एक", "दो", "दो"]
    assert [mark.at_ms for mark in marks] == sorted({mark.at_ms for mark in marks})


def test_tone_logs_each_spoken_text(voices, tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATOR_SPEAK_LOG", str(tmp_path / "log"))
    engine = load_engine("tone")
    for text in ("एक दो", "तीन"):
        list(engine.speak(text, voices["tone"]))
    assert (tmp_path / "log").read_text(encoding="utf-8") == "एक दो\nतीन\n"


def test_espeak_gives_the_same_bytes_whatever_was_spoken_before(espeak, voices):
    voice = voices["hi-espeak"]
    alone = sound_of(espeak, TEXT, voice)
    for other in ("पहले कुछ और कहा गया।", "फिर यह भी, और यह भी।"):
        sound_of(espeak, other, voice)
    assert sound_of(espeak, TEXT, voice) == alone
    fresh = load_engine("espeak")
    sound_of(fresh, "एक और बात।", voice)
    assert sound_of(fresh, TEXT, voice) == alone
    close_engine(fresh)


def test_espeak_gives_the_same_bytes_after_another_voice(espeak, voices):
    text = "यह एक वाक्य है।"
    hindi, english = voices["hi-espeak"], voices["en-espeak"]
    first = sound_of(espeak, text, hindi)
    sound_of(espeak, "This is another one.", english)
    assert sound_of(espeak, text, hindi) == first


def test_espeak_marks_the_words_in_order(espeak, voices):
    marks = marks_of(espeak, TEXT, voices["hi-espeak"])
    assert [TEXT[mark.start : mark.end] for mark in marks[:3]] == ["नदी", "पर", "बना"]
    assert len(marks) == len(TEXT.split())
    assert [mark.at_ms for mark in marks] == sorted(mark.at_ms for mark in marks)


def test_espeak_speaks_faster_at_a_higher_rate(espeak, voices):
    voice = voices["hi-espeak"]
    ratio = len(sound_of(espeak, TEXT, replace(voice, rate=1.5))) / len(sound_of(espeak, TEXT, voice))
    assert 0.55 < ratio < 0.8


def test_espeak_identity_names_version_and_options(espeak, voices):
    identity = espeak.identity(voices["hi-espeak"])
    assert "0.2" in identity
    assert espeak.identity(voices["hi-espeak"]) == identity
    assert identity != espeak.identity(replace(voices["hi-espeak"], rate=1.1))


def test_espeak_identity_starts_no_process_and_changes_with_library_and_data(voices, tmp_path):
    engine = load_engine("espeak")
    engine._command = ["false"]
    before = engine.identity(voices["hi-espeak"])
    data = tmp_path / "data"
    shutil.copytree(engine._data, data)
    engine._data = data
    assert engine.identity(voices["hi-espeak"]) == before
    for name in ("hi_dict", "phondata", "lang/inc/hi"):
        (data / name).write_bytes((data / name).read_bytes() + b" ")
        after = engine.identity(voices["hi-espeak"])
        assert after != before
        before = after
    (data / "phontab").unlink()
    with pytest.raises(EngineMissing, match="phontab"):
        engine.identity(voices["hi-espeak"])


def test_espeak_that_stands_still_keeps_nobody():
    code = (
        "import os, signal, time; from narrator.speech.engine import *; from narrator.speech.take import take;"
        "from narrator.speech.voices import *; from narrator.errors import SpeechError\n"
        "engine = load_engine('espeak'); voice = read_card(shipped_folder() / 'hi-espeak.toml')\n"
        "list(engine.speak('नमस्ते', voice)); os.kill(engine._idle[0]._popen.pid, signal.SIGSTOP)\n"
        "try: take('नमस्ते', voice, engine, 0.3)\n"
        "except SpeechError as error: print(error)\n"
        "close_engine(engine)"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert "did not come back within 0.3 s" in done.stdout
    assert time.monotonic() - start < 10


def test_espeak_survives_text_that_looks_like_markup_and_control(espeak, voices):
    assert sound_of(espeak, "<b>नमस्ते</b> & \0 [[x]] {}", voices["hi-espeak"])


def test_espeak_speaks_a_text_of_many_writes(espeak, voices):
    one, many = (len(sound_of(espeak, " ".join([TEXT] * times), voices["hi-espeak"])) for times in (1, 30))
    assert many > 20 * one


def test_espeak_names_an_unknown_voice_of_its_own(espeak, voices):
    card = replace(voices["hi-espeak"], options={"voice": "no-such"})
    with pytest.raises(EngineUnavailable, match="no-such"):
        sound_of(espeak, TEXT, card)
    assert sound_of(espeak, TEXT, voices["hi-espeak"])


def test_espeak_starts_again_after_a_reply_was_left_half_read(espeak, voices):
    voice = voices["hi-espeak"]
    whole = sound_of(espeak, TEXT, voice)
    half = espeak.speak(TEXT, voice)
    next(half)
    half.close()
    assert sound_of(espeak, TEXT, voice) == whole


def test_espeak_process_ends_with_its_owner():
    code = (
        "from narrator.speech.engine import load_engine; from narrator.speech.voices import *;"
        "engine = load_engine('espeak'); voice = read_card(shipped_folder() / 'hi-espeak.toml');"
        "list(engine.speak('नमस्ते', voice)); print(engine._idle[0]._popen.pid)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_espeak_speaks_in_the_process_that_was_warmed(voices):
    engine = load_engine("espeak")
    warm_up(engine, voices["hi-espeak"])
    warm_up(engine, voices["hi-espeak"])
    (process,) = engine._idle
    assert sound_of(engine, TEXT, voices["hi-espeak"])
    assert engine._idle == [process]
    close_engine(engine)
    assert not process.alive


def test_espeak_that_cannot_start_says_so_when_it_speaks(voices, tmp_path):
    engine = load_engine("espeak")
    engine._data = tmp_path
    warm_up(engine, voices["hi-espeak"])
    with pytest.raises(EngineUnavailable, match="ended early"):
        list(engine.speak(TEXT, voices["hi-espeak"]))


def test_espeak_gives_the_same_sound_from_several_processes(voices):
    from concurrent.futures import ThreadPoolExecutor

    texts = [f"यह वाक्य संख्या {word} है।" for word in ("एक", "दो", "तीन", "चार", "पाँच", "छह")]

    def sound(engine, text):
        pieces = [item.samples for item in engine.speak(text, voices["hi-espeak"]) if isinstance(item, Pcm)]
        return np.concatenate(pieces).tobytes()

    alone, many = load_engine("espeak", {"processes": 1}), load_engine("espeak", {"processes": 3})
    try:
        with ThreadPoolExecutor(3) as pool:
            together = list(pool.map(lambda text: sound(many, text), texts))
        assert together == [sound(alone, text) for text in texts]
    finally:
        close_engine(alone)
        close_engine(many)


class Points:
    """Entry points in which one engine is a stranger's."""

    def __init__(self, factory):
        self.factory, self.name, self.dist = factory, "odd", None

    def __call__(self, group, name=None):
        return [self]

    def load(self):
        if isinstance(self.factory, Exception):
            raise self.factory
        return self.factory


class Odd:
    name = "odd"

    def __init__(self, *, count=1):
        if count != 1:
            raise ValueError("one is enough")

    def identity(self, voice):
        raise KeyError("who")

    def speak(self, text, voice):
        yield from ()


@pytest.mark.parametrize(
    ("factory", "options", "said"),
    [
        (ImportError("no buzz"), {}, "cannot be imported: no buzz"),
        (AttributeError("no class"), {}, "does not start: AttributeError"),
        (SyntaxError("half"), {}, "does not start: SyntaxError"),
        (Odd, {"count": 2}, "does not start: ValueError: one is enough"),
        (object, {}, "no identity"),
        (7, {}, "does not start: TypeError"),
    ],
)
def test_engine_that_does_not_load_is_missing_with_its_reason(monkeypatch, factory, options, said):
    monkeypatch.setattr("narrator.speech.engine.entry_points", Points(factory))
    with pytest.raises(EngineMissing, match=said) as caught:
        load_engine("odd", options)
    assert caught.value.hint


@pytest.mark.parametrize("identity", [None, "", 7])
def test_engine_that_cannot_say_what_it_is_is_refused(voices, identity):
    with pytest.raises(SpeechError, match="cannot say what it is: KeyError"):
        identify(Odd(), voices["tone"])
    engine = Odd()
    engine.identity = lambda voice: identity
    with pytest.raises(SpeechError, match="has the identity"):
        identify(engine, voices["tone"])


def test_what_goes_wrong_in_warming_is_left_to_speaking(voices):
    engine, asked = Odd(), []
    engine.warm = lambda voice: asked.append(voice) or [][0]
    warm_up(engine, voices["tone"])
    assert asked == [voices["tone"]]


def test_engine_that_hangs_at_its_end_is_left(monkeypatch):
    monkeypatch.setattr("narrator.speech.engine.CLOSE_S", 0.1)
    engine, over = Odd(), threading.Event()
    engine.close = lambda: over.wait(20)
    start = time.monotonic()
    close_engine(engine)
    assert time.monotonic() - start < 5
    over.set()
