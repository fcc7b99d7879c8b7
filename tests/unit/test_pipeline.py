from pathlib import Path

import pytest

from narrator import pipeline
from narrator.errors import EngineRefused, RateLimited, SettingsError
from narrator.model import Article, Section
from narrator.settings import load

SAMPLES = Path(__file__).parents[2] / "samples"
VOICES = Path(__file__).parents[2] / "voices"


@pytest.fixture
def settings_of(tmp_path):
    """Settings in which auto takes Google's voice first, under the id best."""
    card = (VOICES / "hi-gtts.toml").read_text(encoding="utf-8").replace("rank = 100", "rank = 1")
    (tmp_path / "best.toml").write_text(card, encoding="utf-8")

    def make(fallback, *overrides):
        return load(
            overrides=[f"voices.folder={tmp_path}", f"voices.fallback={fallback}", *overrides],
        )

    return make


def narrate(settings, narrator=pipeline.narrate_with_fallback):
    page = pipeline.read_page(SAMPLES / "school-library.html", settings.article.max_bytes)
    with pipeline.plan(page, settings) as plan:
        return plan, narrator(plan, settings)


def test_fallback_speaks_the_whole_story_and_it_is_said(google, settings_of):
    google.mode = 403
    plan, narration = narrate(settings_of('["en-espeak", "tone", "hi-espeak"]'))
    assert plan.voice.id == "best"
    assert narration.voice.id == "tone"
    assert len(narration.timeline.cues) == len(plan.script.utterances)
    assert any("best failed" in warning and "403" in warning for warning in narration.warnings)
    assert any("spoken by tone" in warning for warning in narration.warnings)


def test_fallbacks_sound_and_key_are_those_of_its_own_narration(google, settings_of):
    google.mode = 403
    _, fallen = narrate(settings_of('["tone"]'))
    _, named = narrate(settings_of("[]", "speech.voice=tone"))
    assert fallen.key == named.key
    assert b"".join(map(bytes, fallen.blocks())) == b"".join(map(bytes, named.blocks()))


def test_voice_never_changes_within_a_story(google, settings_of, monkeypatch, tmp_path):
    monkeypatch.setenv("NARRATOR_SPEAK_LOG", str(tmp_path / "log"))
    google.after = (5, 403)
    plan, narration = narrate(settings_of('["tone"]'))
    said = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(google.parts) > 5
    assert said == [" ".join(utterance.spoken.split()) for utterance in plan.script.utterances]
    assert narration.voice.id == "tone"


def test_without_fallbacks_the_engines_error_is_the_result(google, settings_of):
    google.mode = 429
    with pytest.raises(RateLimited):
        narrate(settings_of("[]"))


def test_narrate_itself_never_falls_back(google, settings_of):
    google.mode = 403
    with pytest.raises(EngineRefused):
        narrate(settings_of('["tone"]', "speech.voice=best"), pipeline.narrate)


def test_failure_of_all_voices_is_the_first_ones_and_names_the_others(google, settings_of):
    google.mode = 403
    with pytest.raises(EngineRefused, match=r"403.*then voice hi-gtts failed"):
        narrate(settings_of('["hi-gtts"]'))


def test_offline_forbids_fallbacks_that_send_the_text_away(settings_of):
    settings = settings_of('["hi-gtts", "tone"]', "speech.offline=true", "speech.voice=hi-espeak")
    page = pipeline.read_page(SAMPLES / "school-library.html", settings.article.max_bytes)
    with pipeline.plan(page, settings) as plan:
        assert [voice.id for voice in plan.fallbacks] == ["tone"]


def test_fallback_without_a_card_is_a_settings_error_before_anything_is_spoken(settings_of):
    with pytest.raises(SettingsError) as caught:
        narrate(settings_of('["hi-espek"]', "speech.voice=tone"))
    assert "hi-espeak" in caught.value.hint


def test_word_without_a_reading_is_named_in_the_warnings():
    settings = load(overrides=["speech.voice=tone"])
    article = Article("नया पुल", (Section("body", None, ("यह வணக்கம் शब्द है।",)),))
    with pipeline.plan_article(article, settings) as plan:
        assert any("வணக்கம்" in warning for warning in pipeline.narrate(plan, settings).warnings)


def test_engine_is_warmed_only_where_something_is_to_be_spoken(monkeypatch, settings_of):
    warmed = []
    monkeypatch.setattr(pipeline, "warm_up", lambda engine, voice: warmed.append(voice.id))
    for _ in range(2):
        narrate(settings_of("[]", "speech.voice=tone"))
    assert warmed == ["tone"]
