import pytest

from narrator.errors import EngineMissing, NoVoice, SettingsError, UnknownVoice, UsageError
from narrator.settings import SpeechSettings
from narrator.speech.engine import close_engine
from narrator.speech.voices import choose, load_cards, read_card, shipped_folder

CARD = """
engine = "tone"
name = "Test"
language = "hi"
gender = "none"
license = "CC0-1.0"
source = "test"
terms = "none"
sends_text_to = ""
rank = 1
"""


@pytest.fixture(scope="module")
def voices():
    """The shipped voices of the engines that every install has."""
    return without_extras(load_cards([shipped_folder()]))


def without_extras(voices):
    return tuple(voice for voice in voices if voice.engine in {"espeak", "gtts", "tone"})


def pick(voices, language="hi", **settings):
    voice, engine = choose(voices, language, SpeechSettings(**settings), {})
    close_engine(engine)
    return voice


def test_shipped_voices_are_those_promised(voices):
    assert {"hi-espeak", "hi-gtts", "en-espeak", "en-gtts", "tone"} <= {voice.id for voice in voices}


def test_every_card_says_license_terms_and_where_text_goes(voices):
    assert all(voice.license and voice.terms and voice.source for voice in voices)
    assert {voice.id for voice in voices if voice.sends_text_to} == {"hi-gtts", "en-gtts"}


def test_cards_say_whether_publishing_is_allowed(voices):
    asks = {voice.id for voice in voices if voice.publishing == "ask"}
    assert {"hi-gtts", "en-gtts"} <= asks
    assert asks.isdisjoint({"hi-espeak", "en-espeak", "tone"})


@pytest.mark.parametrize(
    ("language", "voice_id"), [("hi", "hi-espeak"), ("hi-IN", "hi-espeak"), ("en-GB", "en-espeak")]
)
def test_auto_takes_the_best_voice_of_the_language(voices, language, voice_id):
    assert pick(voices, language).id == voice_id


def test_auto_never_beeps(voices):
    with pytest.raises(NoVoice, match="language ta") as caught:
        pick(voices, "ta")
    assert caught.value.exit_code == 65


def test_named_voice_may_be_of_any_language_and_carries_the_rate(voices):
    voice = pick(voices, "ta", voice="tone", rate=1.5)
    assert (voice.id, voice.rate) == ("tone", 1.5)


def test_unknown_voice_names_the_nearest(voices):
    with pytest.raises(UnknownVoice) as caught:
        pick(voices, voice="hi-espek")
    assert "hi-espeak" in caught.value.hint
    assert caught.value.exit_code == 2


def test_offline_refuses_a_named_voice_that_sends_text(voices):
    with pytest.raises(UsageError, match=r"translate\.google\.com"):
        pick(voices, voice="hi-gtts", offline=True)


def test_own_card_wins_over_a_shipped_one(tmp_path):
    (tmp_path / "tone.toml").write_text(CARD)
    voices = {voice.id: voice for voice in load_cards([shipped_folder(), tmp_path])}
    assert voices["tone"].name == "Test"
    assert "hi-espeak" in voices


def test_better_rank_is_chosen_first(tmp_path, voices):
    (tmp_path / "mine.toml").write_text(CARD)
    assert pick(load_cards([shipped_folder(), tmp_path])).id == "mine"


def test_card_whose_engine_is_missing_is_passed_over_by_auto_alone(tmp_path):
    (tmp_path / "mine.toml").write_text(CARD.replace("tone", "parrot"))
    voices = load_cards([shipped_folder(), tmp_path])
    kept = {voice.id for voice in without_extras(voices)} | {"mine"}
    voices = tuple(voice for voice in voices if voice.id in kept)
    assert pick(voices).id == "hi-espeak"
    with pytest.raises(EngineMissing, match="parrot"):
        pick(voices, voice="mine")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CARD + 'colour = "red"', "colour"),
        (CARD.replace('gender = "none"\n', ""), "gender"),
        (CARD + 'publishing = "maybe"', "allowed, ask"),
        (CARD.replace("rank = 1", 'rank = "first"'), "rank"),
        ("engine = [", "mine.toml"),
    ],
)
def test_wrong_card_is_a_settings_error_that_says_what(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_card(path)
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_missing_folder_of_cards_is_a_settings_error(tmp_path):
    with pytest.raises(SettingsError):
        load_cards([tmp_path / "none"])
