import pytest
from speechlike import VOICE, article, clip, script, speech, story

from narrator.audio.master import master
from narrator.audio.mp3 import encode, read_frame, tag
from narrator.codec import decode
from narrator.errors import AudioError
from narrator.settings import AudioSettings


def make(clips, **settings):
    clips = list(clips)
    return master(
        iter(clips),
        article=article(),
        script=script(clips),
        voice=VOICE,
        engine="test 1",
        key="k1",
        settings=AudioSettings(**settings),
    )


def test_a_story_becomes_an_mp3_that_says_where_it_is_from(tmp_path):
    path = tmp_path / "story.mp3"
    narration = make(story())
    path.write_bytes(b"".join(encode(narration, AudioSettings())))
    tag(path, narration)
    sound, rate_hz = decode(path)
    assert rate_hz == narration.rate_hz
    assert abs(len(sound) - narration.sample_count) <= 576
    assert read_frame(path).key == "k1"


def test_nothing_to_master_is_an_error():
    with pytest.raises(AudioError, match="nothing"):
        make([])


def test_clips_of_two_rates_are_an_error():
    with pytest.raises(AudioError, match="sample rate"):
        make([clip(speech(1)), clip(speech(1, 22_050), 22_050)])
