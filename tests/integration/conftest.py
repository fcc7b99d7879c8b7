"""What tests of the newsroom begin with."""

import pytest

from narrator.settings import BatchSettings, Settings, SpeechSettings, StoreSettings


@pytest.fixture
def public(tmp_path):
    """The folder of the store."""
    return tmp_path / "public"


@pytest.fixture
def settings(public):
    """Two workers, beeps, and a public address."""
    return Settings(
        speech=SpeechSettings(voice="tone"),
        store=StoreSettings(url=str(public), base_url="https://audio.example"),
        batch=BatchSettings(workers=2),
    )
