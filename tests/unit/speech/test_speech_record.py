import itertools
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from narrator.errors import EngineUnavailable, RateLimited, SoundMissing, SpeechError
from narrator.model import Audio, Mark, Pcm, Script
from narrator.speech.cache import ClipCache
from narrator.speech.engine import load_engine
from narrator.speech.record import _worth_waiting, record
from narrator.speech.voices import read_card, shipped_folder
from narrator.speech.words import find_words

TEXTS = ["नदी पर नया पुल बना है।", "लोग बहुत ख़ुश हैं।", "रविवार को पुल खुलेगा।"]


@pytest.fixture
def tone():
    return read_card(shipped_folder() / "tone.toml")


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips", 10_000_000)


class Faulty:
    """The tone engine, with a fault for some of its calls."""

    name = "tone"

    def __init__(self, fault, calls=None):
        self.fault, self.calls, self.count = fault, calls, itertools.count(1)
        self.inner = load_engine("tone")

    def identity(self, voice):
        return "faulty"

    def speak(self, text, voice):
        call = next(self.count)
        if self.calls is None or call in self.calls:
            yield from self.fault(text)
        else:
            yield from self.inner.speak(text, voice)


def raise_(error):
    raise error
    yield


def buzz(ms):
    """A sound that is followed by a little silence, as speech is."""
    return np.concatenate([np.full(24 * ms, 5000, np.int16), np.zeros(240, np.int16)])


def script_of(say, texts=TEXTS):
    return Script("hi", tuple(say(text) for text in texts))


def samples_of(clips):
    return [clip.audio.samples.tobytes() for clip in clips]


def test_every_utterance_has_its_clip_in_order(say, tone, cache):
    clips = list(record(script_of(say), tone, load_engine("tone"), cache=cache))
    assert [clip.utterance.text for clip in clips] == TEXTS
    assert all(len(clip.audio.samples) for clip in clips)


def test_workers_keep_the_order(say, tone, cache):
    engine = load_engine("tone")
    texts = [f"{word} बात" for word in ["एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ", "दस"]]
    alone = samples_of(record(script_of(say, texts), tone, engine, cache=cache))
    engine.workers = 3
    no_cache = ClipCache(cache.folder, 0)
    assert (
        samples_of(
            record(script_of(say, texts), tone, engine, cache=replace(no_cache, folder=cache.folder / "x"))
        )
        == alone
    )


@pytest.mark.parametrize("voice_id", ["hi-espeak", "tone"])
def test_cold_half_filled_and_second_empty_cache_give_the_same_sound(say, tmp_path, voice_id):
    voice = read_card(shipped_folder() / f"{voice_id}.toml")
    script = script_of(say)

    def run(folder, part=script):
        return samples_of(record(part, voice, load_engine(voice.engine), cache=ClipCache(folder, 10_000_000)))

    cold = run(tmp_path / "a")
    run(tmp_path / "b", Script("hi", script.utterances[1:2]))
    assert run(tmp_path / "b") == cold
    assert run(tmp_path / "c") == cold


def test_cached_utterance_is_not_spoken_again(say, tone, cache, tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATOR_SPEAK_LOG", str(tmp_path / "log"))
    for texts in (TEXTS, [*TEXTS, "एक नया वाक्य।"]):
        list(record(script_of(say, texts), tone, load_engine("tone"), cache=cache))
    assert (tmp_path / "log").read_text(encoding="utf-8").splitlines() == [*TEXTS, "एक नया वाक्य।"]


def test_damaged_cache_entry_is_spoken_again(say, tone, cache):
    first = samples_of(record(script_of(say), tone, load_engine("tone"), cache=cache))
    for path in cache.folder.rglob("*.clip"):
        path.write_bytes(path.read_bytes()[:-100])
    assert samples_of(record(script_of(say), tone, load_engine("tone"), cache=cache)) == first


def test_unwritable_cache_costs_no_story(say, tone, tmp_path):
    (tmp_path / "file").write_text("")
    clips = list(record(script_of(say), tone, load_engine("tone"), cache=ClipCache(tmp_path / "file", 1_000)))
    assert len(clips) == len(TEXTS)


def test_cache_forgets_the_least_recently_used(say, tone, tmp_path):
    big = ClipCache(tmp_path, 10_000_000)
    list(record(script_of(say), tone, load_engine("tone"), cache=big))
    sizes = [path.stat().st_size for path in tmp_path.rglob("*.clip")]
    assert replace(big, limit_bytes=max(sizes)).prune() > 0
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.clip")) <= max(sizes)


@pytest.mark.parametrize(
    "fault",
    [
        lambda text: iter(()),
        lambda text: iter([Pcm(np.zeros(24_000, np.int16), 24_000)]),
        lambda text: iter([Pcm(buzz(100), 24_000)]),
        lambda text: iter([Pcm(buzz(60_000), 24_000)]),
        lambda text: iter([Pcm(buzz(1_500)[:-6_000], 24_000)]),
    ],
    ids=["nothing", "silence", "a tenth of a second", "a minute", "cut off"],
)
def test_missing_sound_is_an_error_that_names_the_sentence(say, tone, cache, fault):
    with pytest.raises(SoundMissing, match=TEXTS[0]):
        list(record(script_of(say), tone, Faulty(fault), cache=cache))
    assert not list(cache.folder.rglob("*.clip"))


def test_passing_fault_is_tried_again(say, tone, cache):
    engine = Faulty(lambda text: raise_(EngineUnavailable("away")), calls={2})
    assert len(list(record(script_of(say), tone, engine, cache=cache))) == len(TEXTS)


def test_lasting_fault_is_the_engines_own_error(say, tone, cache):
    with pytest.raises(EngineUnavailable, match="away"):
        list(record(script_of(say), tone, Faulty(lambda text: raise_(EngineUnavailable("away"))), cache=cache))


def test_plain_exception_of_an_engine_names_engine_and_sentence(say, tone, cache):
    with pytest.raises(SpeechError, match=rf"tone.*KeyError.*{TEXTS[0]}"):
        list(record(script_of(say), tone, Faulty(lambda text: raise_(KeyError("x"))), cache=cache))


@pytest.mark.parametrize(
    "samples", [np.array([0.1, np.nan]), np.zeros((2, 2), np.int16), np.zeros(4, np.int32), np.array(["a"])]
)
def test_sound_of_a_wrong_kind_is_refused(say, tone, cache, samples):
    with pytest.raises(SpeechError, match="engine tone gave s"):
        list(record(script_of(say), tone, Faulty(lambda text: iter([Pcm(samples, 24_000)])), cache=cache))


def test_two_sample_rates_in_one_utterance_are_refused(say, tone, cache):
    def fault(text):
        return iter([Pcm(buzz(500), 24_000), Pcm(buzz(500), 22_050)])

    with pytest.raises(SpeechError, match="22050, 24000 samples a second"):
        list(record(script_of(say), tone, Faulty(fault), cache=cache))


@pytest.mark.parametrize("rate_hz", [0, 100, 24_000.5, "24000", None, float("nan")])
def test_wrong_rate_is_refused(say, tone, cache, rate_hz):
    with pytest.raises(SpeechError, match="samples a second"):
        list(record(script_of(say), tone, Faulty(lambda text: iter([Pcm(buzz(1_500), rate_hz)])), cache=cache))


@pytest.mark.parametrize("given", [None, 7, [b"sound"], ["sound"]])
def test_what_is_no_sound_is_refused(say, tone, cache, given):
    engine = Faulty(None)
    engine.speak = lambda text, voice: given
    with pytest.raises(SpeechError, match=rf"engine tone.*{TEXTS[0]}"):
        list(record(script_of(say), tone, engine, cache=cache))


def test_engine_that_changes_its_rate_between_sentences_is_refused(say, tone, cache):
    engine = Faulty(lambda text: iter([Pcm(buzz(1_500), 22_050)]), calls={2})
    with pytest.raises(SpeechError, match=rf"24000 to 22050.*{TEXTS[1]}"):
        list(record(script_of(say), tone, engine, cache=cache))


@pytest.mark.parametrize("workers", [1, 3])
def test_engine_that_hangs_is_given_up_with_the_sentence(say, tone, cache, workers):
    over = threading.Event()

    def hang(text):
        over.wait(20)
        yield

    engine = Faulty(hang, calls={2})
    engine.workers = workers
    start = time.monotonic()
    with pytest.raises(SpeechError, match=r"did not come back within 0.3 s.*the sentence is"):
        list(record(script_of(say), tone, engine, cache=cache, timeout_s=0.3))
    assert time.monotonic() - start < 5
    over.set()


def test_engine_that_never_stops_is_stopped(say, tone, cache):
    def endless(text):
        while True:
            yield Pcm(buzz(1_000), 24_000)

    with pytest.raises(SoundMissing, match="is the most"):
        list(record(script_of(say), tone, Faulty(endless), cache=cache))
    deadline = time.monotonic() + 5
    while any(thread.name == "take of tone" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_wait_that_a_service_asks_for_is_kept_where_it_is_short(say, tone, cache):
    errors = iter([RateLimited("429", None, 7.0), RateLimited("429", None, 3_600.0)])
    engine = Faulty(lambda text: raise_(next(errors)))
    assert _worth_waiting(RateLimited("429", None, 7.0)) == 7.0
    with pytest.raises(RateLimited) as caught:
        list(record(script_of(say), tone, engine, cache=cache))
    assert caught.value.retry_after_s == 3_600.0
    assert next(engine.count) == 3


@pytest.mark.parametrize("text", ["★ ★", "।", ""])
def test_utterance_without_a_word_is_an_error_and_no_engine_is_asked(say, tone, cache, text):
    engine = Faulty(lambda text: iter(()))
    with pytest.raises(SpeechError, match="nothing to say"):
        list(record(script_of(say, [text]), tone, engine, cache=cache))
    assert next(engine.count) == 1


def test_float_sound_becomes_int16(say, tone, cache):
    def fault(text):
        return iter([Pcm(buzz(1_500) / np.float32(10_000), 24_000)])

    clip = next(record(script_of(say), tone, Faulty(fault), cache=cache))
    assert clip.audio.samples.dtype == np.int16
    assert abs(int(clip.audio.samples[100]) - 16_384) <= 1


def test_words_take_their_times_from_the_marks(say):
    utterance = say("एक दो तीन")
    audio = Audio(buzz(900), 24_000)
    words = find_words(utterance, [Mark(0, 2, 0), Mark(3, 5, 250), Mark(6, 9, 600)], audio)
    assert [(word.text, word.start_ms, word.end_ms, word.estimated) for word in words] == [
        ("एक", 0, 250, False),
        ("दो", 250, 600, False),
        ("तीन", 600, 900, False),
    ]


def test_words_without_marks_are_estimated_by_letters(say):
    words = find_words(say("एक दोतीन"), [], Audio(buzz(900), 24_000))
    assert all(word.estimated for word in words)
    assert words[0].start_ms == 0
    assert words[-1].end_ms == 900
    assert words[0].end_ms == words[1].start_ms == 900 * 2 // 7


def test_word_without_a_mark_stands_between_its_neighbors(say):
    words = find_words(say("एक दो तीन"), [Mark(0, 2, 0), Mark(6, 9, 600)], Audio(buzz(900), 24_000))
    assert [word.estimated for word in words] == [False, True, False]
    assert 0 < words[1].start_ms < 600
