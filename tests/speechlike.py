"""Sound like speech, and clips of it: bursts of a buzzing voice and of hiss, hot peaks and silence around."""

import functools

import numpy as np

from narrator.audio.master import master
from narrator.model import Article, Audio, Clip, Place, Script, Section, Token, Utterance, Voice, Word
from narrator.settings import AudioSettings

VOICE = Voice(
    id="hi-test",
    engine="test",
    name="Test",
    language="hi",
    gender="none",
    license="CC0-1.0",
    source="made here",
    terms="",
    sends_text_to="",
    rank=9,
)


def speech(seconds, rate_hz=24_000, *, seed=0, peak=32_767):
    """int16 sound with the crest and spectrum of a synthetic voice, its highest sample at ``peak``."""
    return np.round(_speech(seconds, rate_hz, seed) * peak).astype(np.int16)


@functools.cache
def _speech(seconds, rate_hz, seed, pitch_hz=118.0):
    rng = np.random.default_rng(seed)
    count = int(seconds * rate_hz)
    time = np.arange(count) / rate_hz
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1 + 0.08 * np.sin(2 * np.pi * 0.7 * time))) / rate_hz
    harmonics = range(1, int(min(4000, 0.42 * rate_hz) / pitch_hz))
    voiced = sum(_formants(k * pitch_hz) * np.cos(k * phase + rng.uniform(0, 6.3)) for k in harmonics)
    hiss = np.diff(rng.standard_normal(count + 1))
    syllables = np.clip(np.sin(2 * np.pi * 3.7 * time + rng.uniform(0, 6)), 0, None) ** 0.5
    fricatives = np.clip(np.sin(2 * np.pi * 1.9 * time + rng.uniform(0, 6)) - 0.8, 0, None) * 5
    stress = 0.4 + 0.6 * np.abs(np.sin(2 * np.pi * 0.31 * time)) ** 4
    sound = stress * (voiced * syllables + 0.5 * hiss * fricatives)
    return sound / np.abs(sound).max()


def _formants(hz):
    """Level of a harmonic: four bands of a vowel over a falling spectrum."""
    bands = sum(np.exp(-(((hz - center) / width) ** 2)) for center, width in VOWEL)
    return (0.15 + bands) * (200 / max(hz, 200)) ** 0.5


VOWEL = ((600, 150), (1200, 200), (2500, 300), (3500, 350))


def utterance(text, *, pause_ms=300, chapter=None, index=0):
    tokens, position = [], 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        tokens.append(Token(word, word, "word", None, start, position))
    return Utterance(text, text, "body", pause_ms, tuple(tokens), Place(0, index, 0, len(text)), chapter)


def clip(samples, rate_hz=24_000, *, text="नमस्ते दुनिया।", pause_ms=300, chapter=None, index=0):
    """A clip with its words spread evenly over the sound."""
    said = utterance(text, pause_ms=pause_ms, chapter=chapter, index=index)
    total_ms = len(samples) * 1000 / rate_hz
    written = text.split()
    edges = [round(total_ms * place / len(written)) for place in range(len(written) + 1)]
    words = tuple(
        Word(word, start, end, True) for word, start, end in zip(written, edges, edges[1:], strict=False)
    )
    return Clip(said, Audio(np.asarray(samples, np.int16), rate_hz), words)


def story(seconds=20.0, rate_hz=24_000, *, sentence_s=4.0, silence_ms=180, peak=32_767, chapters=2, seed=0):
    """Clips of speech with an engine's silence at both ends."""
    quiet = np.zeros(int(silence_ms * rate_hz / 1000), np.int16)
    count = max(1, round(seconds / sentence_s))
    for index in range(count):
        sound = speech(sentence_s, rate_hz, seed=seed + index, peak=peak)
        starts = index % max(1, count // chapters) == 0
        yield clip(
            np.concatenate([quiet, sound, quiet]),
            rate_hz,
            text=f"यह वाक्य संख्या {index} है।",
            chapter=f"भाग {index}" if starts else None,
            index=index,
        )


def article(**changes):
    values = {
        "title": "पहाड़ी गाँवों के लिए नई बस सेवा",
        "sections": (
            Section("title", None, ("पहाड़ी गाँवों के लिए नई बस सेवा",)),
            Section("summary", "सारांश", ("पंद्रह ज़िलों में नई बसें चलेंगी।",)),
        ),
        "author": "संवाददाता",
        "published": "2025-09-04T18:05:00+05:30",
        "language": "hi",
        "site_name": "पर्वत समाचार",
        "url": "https://parvat.example/खबर/बस-सेवा?page=1",
    }
    return Article(**{**values, **changes})


def script(clips):
    return Script("hi", tuple(item.utterance for item in clips))


def narrate(clips, *, told=None, cover=None, key="0123abcd", **settings):
    """A narration of clips, as the pipeline makes it."""
    clips = list(clips)
    return master(
        iter(clips),
        article=told or article(),
        script=script(clips),
        voice=VOICE,
        engine="test 1.0",
        key=key,
        settings=AudioSettings(**settings),
        cover=cover,
    )
