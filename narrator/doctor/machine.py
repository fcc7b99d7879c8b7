"""The interpreter, the voices, the folders and what is optional."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from narrator.doctor.finding import Finding
from narrator.model import Voice
from narrator.pipeline import cards, clip_cache
from narrator.settings import Settings
from narrator.speech.voices import find_caution, why_unavailable


def examine_machine(settings: Settings) -> Iterator[Finding]:
    """Findings on the interpreter, the voices, the folders and what is optional."""
    yield Finding("Python", "ok", platform.python_version())
    voices = cards(settings)
    problems = {voice.id: why_unavailable(voice, settings.engines) for voice in voices}
    for voice in voices:
        yield _examine_voice(voice, problems[voice.id], find_caution(voice, settings.engines))
    yield _examine_choice(settings, voices, problems)
    yield _examine_folder("cache folder", clip_cache(settings).folder, "XDG_CACHE_HOME names another place")
    yield _examine_folder("output folder", Path(settings.episode.folder), "set folder in [episode]")
    yield _examine_ffmpeg()


def _examine_voice(voice: Voice, problem: str | None, caution: str | None) -> Finding:
    subject = f"voice {voice.id}"
    if problem:
        return Finding(subject, "note", problem)
    notes = ["works", *([f"sends the text to {voice.sends_text_to}"] if voice.sends_text_to else [])]
    found = "; ".join([*notes, *([caution] if caution else []), voice.terms])
    return (
        Finding(subject, "note", found, "--offline refuses it")
        if voice.sends_text_to
        else Finding(subject, "ok", found)
    )


def _examine_choice(settings: Settings, voices: tuple[Voice, ...], problems: dict[str, str | None]) -> Finding:
    wanted = settings.speech.voice
    working = [voice.id for voice in voices if problems[voice.id] is None]
    if wanted == "auto":
        first: dict[str, str] = {}
        for voice in voices:
            if voice.rank and voice.id in working:
                first.setdefault(voice.language, voice.id)
        if first:
            chosen = ", ".join(f"{language}: {voice}" for language, voice in sorted(first.items()))
            return Finding("speech.voice", "ok", f"auto; the first choice for {chosen}")
        return Finding("speech.voice", "fail", "auto, and no voice works", "pip install espeakng-loader")
    if wanted in working:
        return Finding("speech.voice", "ok", wanted)
    return Finding("speech.voice", "fail", f"{wanted} does not work here", "narrate voices lists those that do")


def _examine_folder(subject: str, folder: Path, mend: str) -> Finding:
    """Whether a file can be made in a folder, or in the nearest one above it that exists."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    try:
        with tempfile.NamedTemporaryFile(dir=there) as file:
            file.write(b"\0")
    except OSError as error:
        return Finding(subject, "fail", f"{folder}: {error.strerror}", mend)
    free_gb = shutil.disk_usage(there).free / 1e9
    return Finding(subject, "ok", f"{os.fspath(folder)}: writable, {free_gb:.1f} GB free")


def _examine_ffmpeg() -> Finding:
    if shutil.which("ffmpeg") or find_spec("imageio_ffmpeg"):
        return Finding("other formats", "ok", "ffmpeg is here")
    install = "pip install 'narrator-audio[formats]'"
    return Finding("other formats", "note", "no ffmpeg; MP3 does not need it", install)
