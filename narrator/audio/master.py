"""From Clips to a Narration: one stream of sound at one loudness, and when everything in it is heard."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrator import codec
from narrator.audio import lame, limiter, mpeg
from narrator.audio.grid import grid
from narrator.audio.loudness import Levels, Meter
from narrator.audio.spool import Spool
from narrator.audio.timeline import TimelineBuilder
from narrator.audio.trim import trim
from narrator.audio.weighting import energy
from narrator.errors import AudioError
from narrator.model import Article, Audio, Clip, Cover, Narration, Script, Voice
from narrator.settings import AudioSettings

OTHER_RATE_HZ = 24_000
"""Rate of a narration whose voice has one that MP3 does not know."""
HEADROOM_DB = 0.4
"""How far under the ceiling the limiter stops; encoding adds about as much to the peaks of speech."""
EXCERPTS = 3
EXCERPT_HOPS = 1000
"""Three pieces of about five seconds tell what encoding takes from the loudness."""
MOST_LOSS_LU = 0.3
"""What encoding takes is made up for in full up to here, so that a lossless file is within half a unit too."""
BLOCK_HOPS = 512
"""About two and a half seconds."""
TOLERANCE_LU = 0.5
JINGLE_PAUSE_MS = 500
"""Silence between the intro and the story."""


@dataclass(frozen=True, slots=True)
class Reel:
    """Sound as recorded, and what is done to it when it is played."""

    spool: Spool
    """The samples."""
    levels: Levels
    """What was measured of them."""
    gain_db: float = 0.0
    """Before the limiter."""
    ceiling_dbtp: float = 0.0
    """Of the limiter."""

    def play(self, first: int = 0, last: int | None = None) -> Iterator[NDArray[np.int16]]:
        """The mastered sound of hops ``first`` to ``last``, in pieces."""
        peaks, hop = self.levels.peaks, grid(self.levels.rate_hz).hop
        last = len(peaks) if last is None else min(last, len(peaks))
        for begin in range(first, last, BLOCK_HOPS):
            end = min(begin + BLOCK_HOPS, last)
            edges = limiter.piece_edges(peaks, begin, end, self.gain_db, self.ceiling_dbtp)
            yield limiter.apply(self.spool.read(begin * hop, (end - begin) * hop), edges, hop, self.gain_db)


class Tape:
    """Sound that is written down and measured as it comes in.

    Args:
        rate_hz: Samples a second.
    """

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._spool = Spool()
        # What is between two samples more closely than this is looked at again where it is heard, in the MP3.
        self._meter = Meter(rate_hz, oversampling=4)

    def __len__(self) -> int:
        """Number of samples."""
        return len(self._spool)

    def add(self, samples: NDArray[np.int16]) -> None:
        """Put samples at the end."""
        self._spool.append(samples)
        self._meter.add(samples)

    def pause(self, pause_ms: int) -> None:
        """Put silence at the end."""
        self.add(np.zeros(round(pause_ms * self.rate_hz / 1000), np.int16))

    def finish(self, settings: AudioSettings) -> Reel:
        """What was written, brought to the loudness of the settings."""
        return _set_gain(Reel(self._spool, self._meter.finish()), settings)


def master(
    clips: Iterable[Clip],
    *,
    article: Article,
    script: Script,
    voice: Voice,
    engine: str,
    key: str,
    settings: AudioSettings,
    cover: Cover | None = None,
    warnings: tuple[str, ...] = (),
) -> Narration:
    """The mastered whole of clips, which are read once and not kept.

    Each clip loses its own silence and is followed by its utterance's pause. The whole is brought to
    ``settings.loudness_lufs`` as it will be measured of the MP3, its true peaks under
    ``settings.true_peak_dbtp``. At the end stands silence up to a whole frame of MP3.

    Raises:
        AudioError: There are no clips, their sample rates differ, the intro or outro cannot be read, or the
            disk is full.
    """
    first, clips = _peek(clips)
    rate_hz = first.audio.rate_hz if first.audio.rate_hz in lame.RATES_HZ else OTHER_RATE_HZ
    before = _jingle(settings.intro, rate_hz, "intro")
    after = _jingle(settings.outro, rate_hz, "outro")
    story = Tape(rate_hz)
    timeline = TimelineBuilder(rate_hz, article.title)
    for clip in _of_one_rate(clips, voice):
        _add(clip, story, timeline, start=len(before) + len(story))
    tapes = [tape for tape in (before, story, after) if tape is story or len(tape)]
    sample_count = sum(map(len, tapes))
    ending = _ending(sample_count, rate_hz)
    tapes[-1].add(np.zeros(ending, np.int16))
    reels = {tape: tape.finish(settings) for tape in tapes}
    return Narration(
        article=article,
        script=script,
        voice=voice,
        engine=engine,
        key=key,
        timeline=timeline.finish(sample_count + ending),
        rate_hz=rate_hz,
        sample_count=sample_count + ending,
        blocks=functools.partial(_play, tuple(reels.values())),
        cover=cover,
        warnings=(*warnings, *_warn(reels[story], settings)),
    )


def _peek(clips: Iterable[Clip]) -> tuple[Clip, Iterator[Clip]]:
    """The first clip, and all of them.

    Raises:
        AudioError: There is none.
    """
    rest = iter(clips)
    first = next(rest, None)
    if first is None:
        raise AudioError("there is nothing to master", "Give at least one clip.")
    return first, itertools.chain([first], rest)


def _of_one_rate(clips: Iterator[Clip], voice: Voice) -> Iterator[Clip]:
    """The clips, which must have one sample rate."""
    rate_hz = None
    for clip in clips:
        if rate_hz not in (None, clip.audio.rate_hz):
            raise AudioError(
                f"voice {voice.id} changed its sample rate from {rate_hz} to {clip.audio.rate_hz} Hz",
                "Choose another voice.",
            )
        rate_hz = clip.audio.rate_hz
        yield clip


def _add(clip: Clip, story: Tape, timeline: TimelineBuilder, *, start: int) -> None:
    """Put a clip without its silence, and its pause, on the tape, and its place on the timeline."""
    recorded_hz = clip.audio.rate_hz
    trimmed = trim(clip.audio)
    sound = codec.resample(Audio(trimmed.samples, recorded_hz), story.rate_hz).samples
    timeline.add(clip, start=start, count=len(sound), cut_ms=trimmed.first * 1000 / recorded_hz)
    story.add(sound)
    story.pause(clip.utterance.pause_ms)


def _play(reels: tuple[Reel, ...]) -> Iterator[NDArray[np.int16]]:
    """Mastered sound of reels, one after the other."""
    for reel in reels:
        yield from reel.play()


def _warn(reel: Reel, settings: AudioSettings) -> list[str]:
    """What mastering could not do."""
    reached = limiter.limited_loudness(reel.levels, reel.gain_db, reel.ceiling_dbtp)
    if reached == -math.inf:
        return ["the narration is silent"]
    if reached < settings.loudness_lufs - TOLERANCE_LU:
        return [f"the loudness is {reached:.1f} LUFS, not {settings.loudness_lufs:g}: the sound is all peaks"]
    return []


def _jingle(path: str, rate_hz: int, name: str) -> Tape:
    """An intro or outro at the narration's rate, with a pause after it; empty where there is none."""
    tape = Tape(rate_hz)
    if not path:
        return tape
    try:
        audio = codec.read_sound(Path(path))
    except AudioError as error:
        raise AudioError(f"the {name} {path}: {error.message}", f"Mend {name} in [audio].") from error
    if not audio.samples.any():
        raise AudioError(f"the {name} {path} is silent", f"Mend {name} in [audio].")
    tape.add(codec.resample(Audio(trim(audio).samples, audio.rate_hz), rate_hz).samples)
    tape.pause(JINGLE_PAUSE_MS)
    return tape


def _ending(sample_count: int, rate_hz: int) -> int:
    """Samples of silence after which sound and encoder's delay fill whole frames, and the last is heard.

    So the file's length, its frames' length and what decoders give all lie within a frame of each other.
    """
    frame = mpeg.frame_samples(rate_hz)
    return lame.DECODER_DELAY + -(sample_count + lame.DECODER_DELAY + lame.ENCODER_DELAY) % frame


def _set_gain(reel: Reel, settings: AudioSettings) -> Reel:
    """The reel with the gain that brings its MP3 to the loudness of the settings."""
    ceiling_dbtp = settings.true_peak_dbtp - HEADROOM_DB
    gain_db = limiter.find_gain(reel.levels, settings.loudness_lufs, ceiling_dbtp)
    reel = replace(reel, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp)
    loss = _encoding_loss(reel, settings)
    made_up = max(loss / 2, min(loss, MOST_LOSS_LU))
    gain_db = limiter.find_gain(reel.levels, settings.loudness_lufs + made_up, ceiling_dbtp)
    return replace(reel, gain_db=gain_db)


def _encoding_loss(reel: Reel, settings: AudioSettings) -> float:
    """Loudness that encoding takes from the sound, in LU, from excerpts of it."""
    rate_hz, hops = reel.levels.rate_hz, len(reel.levels.peaks)

    def energies(part: int) -> tuple[float, float]:
        """Of an excerpt, before and after."""
        first = max(0, (2 * part + 1) * hops // (2 * EXCERPTS) - EXCERPT_HOPS // 2)
        sound = np.concatenate([np.zeros(0, np.int16), *reel.play(first, first + EXCERPT_HOPS)])
        heard = lame.decode(lame.encode(sound, rate_hz, settings.bitrate_kbps), len(sound))
        return energy(sound, rate_hz), energy(heard, rate_hz)

    with ThreadPoolExecutor(EXCERPTS) as pool:  # all that is spoken has been: the other cores are idle
        before, after = map(sum, zip(*pool.map(energies, range(EXCERPTS)), strict=True))
    return 10 * math.log10(before / after) if before > 0 and after > 0 else 0.0
