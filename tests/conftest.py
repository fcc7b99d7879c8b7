import pytest
import stamina
from loopback_google import LoopbackGoogle

from narrator.model import Place, Token, Utterance


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """No test reads or leaves anything in the user's folders, or follows the user's settings."""
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
    for name in ("NARRATOR_CONFIG", "NARRATOR_SPEAK_LOG", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def quick_retries():
    """Attempts follow each other at once."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def google(monkeypatch):
    """The service behind gTTS, on loopback."""
    server = LoopbackGoogle()
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, server.proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    yield server
    server.close()


@pytest.fixture
def say():
    """Makes an utterance whose spoken form is its text."""

    def make(text, pause_ms=300, chapter=None, section="body"):
        tokens, position = [], 0
        for word in text.split():
            start = text.index(word, position)
            position = start + len(word)
            tokens.append(Token(word, word, "word", None, start, position))
        place = Place(0, 0, 0, len(text))
        return Utterance(text, text, section, pause_ms, tuple(tokens), place, chapter)

    return make
