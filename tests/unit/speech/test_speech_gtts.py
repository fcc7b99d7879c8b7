import threading
import time
import unicodedata
from dataclasses import replace

import gtts
import numpy as np
import pytest
import requests

from narrator.errors import EngineRefused, EngineUnavailable, RateLimited, SoundMissing, SpeechError, UsageError
from narrator.model import Pcm, Script
from narrator.speech.cache import ClipCache
from narrator.speech.engine import load_engine
from narrator.speech.engines.gtts import split_parts
from narrator.speech.pace import Pace
from narrator.speech.record import record
from narrator.speech.voices import find_caution, read_card, shipped_folder

TEXT = "नदी पर बना नया पुल रविवार को खुल जाएगा।"
LONG = "यह एक बहुत लंबा वाक्य है, जिसमें कई बातें कही गई हैं, और जो सौ अक्षरों से कहीं आगे तक चलता रहता है, ताकि उसे बाँटना पड़े।"
TEXTS = ["नदी पर नया पुल बना है।", "लोग बहुत ख़ुश हैं।", "रविवार को पुल खुलेगा।"]


@pytest.fixture(scope="module")
def voice():
    return read_card(shipped_folder() / "hi-gtts.toml")


@pytest.fixture
def narrate(say, voice, tmp_path):
    """Records texts with Google's voice."""

    def run(texts=TEXTS, options=None, timeout_s=60.0):
        script = Script("hi", tuple(say(text) for text in texts))
        cache = ClipCache(tmp_path / "clips", 10_000_000)
        return list(record(script, voice, load_engine("gtts", options), cache=cache, timeout_s=timeout_s))

    return run


@pytest.mark.parametrize("text", ["", "छोटा", "अ" * 250, "एक, " * 60, "क ख ग " * 40, "क्षत्रि" * 40, "… " * 80])
def test_parts_hold_every_letter_and_are_short(text):
    parts = split_parts(text, "hi")
    assert "".join(parts).replace(" ", "") == text.replace(" ", "").replace("…", "")
    assert all(0 < len(part) <= 100 for part in parts)


def test_parts_are_cut_at_clauses_and_words():
    parts = split_parts(LONG, "hi")
    assert all(part.endswith(",") for part in parts[:-1])
    words = "शब्द " * 60
    assert all(part.endswith("शब्द") for part in split_parts(words, "hi"))


def test_parts_never_part_a_sign_from_its_letter():
    for part in split_parts("क्षत्रि" * 40, "hi")[1:]:
        assert unicodedata.category(part[0]) == "Lo"


def test_every_part_of_a_long_sentence_is_heard_in_order(google, voice):
    pieces = [item for item in load_engine("gtts").speak(LONG, voice) if isinstance(item, Pcm)]
    parts = split_parts(LONG, "hi")
    assert sorted(google.parts) == sorted(parts)
    assert len(parts) >= 2
    lengths = [len(piece.samples) for piece in pieces]
    assert np.argsort(lengths).tolist() == np.argsort([len(part.replace(" ", "")) for part in parts]).tolist()


def test_four_requests_are_in_flight_and_never_more(google, narrate):
    google.delay_s = 0.1
    narrate(
        [f"{word} नंबर का वाक्य यहाँ है।" for word in ("एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ")]
        + [LONG * 4]
    )
    assert google.most == 4


@pytest.mark.parametrize(
    ("mode", "error", "code", "said"),
    [
        (429, RateLimited, 75, "429"),
        (403, EngineRefused, 77, "403"),
        (500, EngineUnavailable, 69, "500"),
        ("nothing", EngineUnavailable, 69, "without sound"),
        ("garbage", EngineUnavailable, 69, "cannot be read"),
        ("half", SoundMissing, 69, "only"),
        ("reset", EngineUnavailable, 69, "cannot be reached"),
        ("truncated", EngineUnavailable, 69, "cannot be reached"),
        ("hang", EngineUnavailable, 69, "cannot be reached"),
    ],
)
def test_fault_of_the_service_is_tried_again_where_that_may_help_and_names_the_sentence(
    google, narrate, mode, error, code, said
):
    google.mode = mode
    with pytest.raises(error, match=said) as caught:
        narrate(TEXTS[:1], {"timeout_s": 0.5})
    assert type(caught.value) is error
    assert caught.value.exit_code == code
    assert f"the sentence is: {TEXTS[0]}" in caught.value.message
    assert len(google.parts) == (3 if error.transient else 1)


@pytest.mark.parametrize("mode", [429, 500, "nothing", "garbage", "half", "reset", "truncated", "hang"])
def test_fault_that_passes_costs_no_sound(google, narrate, mode):
    whole = b"".join(clip.audio.samples.tobytes() for clip in narrate())
    del google.parts[:]
    google.mode, google.after = mode, (1, "ok")
    again = narrate([*TEXTS, "अब एक नया वाक्य है।"], {"timeout_s": 0.5})
    assert b"".join(clip.audio.samples.tobytes() for clip in again[:3]) == whole
    assert google.parts == ["अब एक नया वाक्य है।"] * 2


def test_one_lost_part_of_a_long_sentence_is_noticed(google, narrate):
    google.after = (1, "nothing")
    with pytest.raises(EngineUnavailable, match="without sound for"):
        narrate([LONG])


def test_answer_that_drips_for_ever_is_given_up(google, narrate):
    google.mode = "drip"
    start = time.monotonic()
    with pytest.raises(SpeechError, match="did not come back"):
        narrate(TEXTS[:1], timeout_s=0.5)
    assert time.monotonic() - start < 3


def test_service_without_a_network_is_unavailable(monkeypatch, voice):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        list(load_engine("gtts").speak(TEXT, voice))


def test_retry_after_travels_with_the_error(google, voice):
    google.mode, google.headers = 429, {"Retry-After": "7"}
    with pytest.raises(RateLimited) as caught:
        list(load_engine("gtts").speak(TEXT, voice))
    assert caught.value.retry_after_s == 7.0
    assert "Wait 7 s" in caught.value.hint
    google.mode = 503
    with pytest.raises(RateLimited):
        list(load_engine("gtts").speak(TEXT, voice))


def test_certificate_is_not_verified_unless_asked_for_and_it_is_said(google, voice):
    assert "verify" in find_caution(voice, {})
    assert "does not verify" in voice.terms
    assert find_caution(voice, {"gtts": {"verify_tls": True}}) is None
    assert list(load_engine("gtts").speak(TEXT, voice))


def test_unknown_certificate_is_refused_where_it_is_verified(google, voice):
    with pytest.raises(EngineRefused, match="certificate"):
        list(load_engine("gtts", {"verify_tls": True}).speak(TEXT, voice))
    assert google.parts == []


def test_certificate_of_the_named_authority_is_taken(google, voice, tmp_path, monkeypatch):
    google.ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    assert list(load_engine("gtts", {"verify_tls": True}).speak(TEXT, voice))
    assert google.parts == [TEXT]


def test_verifying_changes_no_other_users_gtts(google, voice):
    with pytest.raises(EngineRefused):
        list(load_engine("gtts", {"verify_tls": True}).speak(TEXT, voice))
    assert gtts.tts.requests is requests
    assert b"".join(gtts.gTTS(TEXT, lang="hi", lang_check=False).stream())


def test_two_speeds(voice):
    engine = load_engine("gtts")
    assert engine.identity(replace(voice, rate=0.7)) != engine.identity(voice)
    with pytest.raises(UsageError, match="two speeds"):
        engine.identity(replace(voice, rate=1.2))


def test_rate_limit_of_the_card_spaces_the_requests(google, voice):
    times = []
    google._answer_as, answer = lambda *args: (times.append(time.monotonic()), answer(*args)), google._answer_as
    list(load_engine("gtts").speak(LONG * 4, replace(voice, requests_per_minute=600)))
    assert len(times) >= 6
    assert np.mean(np.diff(sorted(times))) > 0.06  # a busy machine may delay the first


def test_pace_is_one_for_all_who_ask_the_service(tmp_path):
    times = []

    def ask(pace):
        for _ in range(3):
            pace.wait()
            times.append(time.time())

    threads = [threading.Thread(target=ask, args=(Pace(tmp_path, "a.example", 1200),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 9
    assert max(times) - min(times) >= 8 * 0.05 - 0.01


@pytest.mark.parametrize("content", ["", "soon", "99999999999.0", "-1"])
def test_pace_outlives_a_damaged_file(tmp_path, content):
    (tmp_path / "a.example.turn").write_text(content)
    pace = Pace(tmp_path, "a.example", 6_000)
    start = time.monotonic()
    for _ in range(3):
        pace.wait()
    assert 0.015 < time.monotonic() - start < 1


def test_pace_holds_without_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    pace = Pace(tmp_path / "file", "a.example", 1_200)
    start = time.monotonic()
    for _ in range(3):
        pace.wait()
    assert time.monotonic() - start >= 0.09


def test_no_limit_is_no_wait_and_no_file(tmp_path):
    Pace(tmp_path, "a.example", 0).wait()
    assert list(tmp_path.iterdir()) == []
