"""A process that speaks with the eSpeak NG library, one fork a request.

eSpeak NG keeps state from one sentence to the next: the same text gives other bytes when something else was
spoken before it. So this process initializes the library once, never speaks itself, and forks a child for each
request; every child starts from the same pristine state, with its voice loaded. It runs as a script, with
nothing but the standard library, so that the fork is small and starts at once.

Requests are JSON lines on stdin: {"text", "voice", "words_per_minute", "pitch", "volume"} for sound,
{"phonemes", "voice"} for the phonemes of a list of texts. Replies on stdout are frames: one letter, a length
(unsigned 32 bit, little endian), that many bytes. ``A`` is int16 sound, ``M`` a JSON list [start, length,
at_ms] for a word, ``P`` a JSON list of phonemes in IPA, ``E`` an error in UTF-8, ``D`` ends a reply. The first
frame of all is ``I``: a JSON object with the library's version and sample rate. The process ends with its
stdin.

Source of the constants: speak_lib.h of eSpeak NG, API revision 12.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import struct
import sys
from typing import Any

AUDIO_OUTPUT_SYNCHRONOUS = 2
EVENT_LIST_TERMINATED, EVENT_WORD = 0, 1
PARAMETER_RATE, PARAMETER_VOLUME, PARAMETER_PITCH = 1, 2, 3
POSITION_CHARACTER = 1
CHARS_UTF8, END_PAUSE = 1, 0x1000
PHONEMES_IPA = 2
BUFFER_MS = 200
WRITE_BYTES = 1 << 16
"""Held before it is written: what a pipe of Linux takes at once."""


class EventId(ctypes.Union):
    """Union in ``espeak_EVENT``."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """``espeak_EVENT``."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    )


SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


class Reply:
    """Frames to stdout, many at a time: each write wakes whoever reads."""

    def __init__(self) -> None:
        self._held = bytearray()

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """Add a frame; frames are only written whole."""
        self._held += struct.pack("<cI", kind, len(payload)) + payload
        if len(self._held) >= WRITE_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        with memoryview(self._held) as data:
            written = 0
            while written < len(data):
                written += os.write(1, data[written:])
        self._held.clear()


def speak(library: ctypes.CDLL, request: dict[str, Any], out: Reply) -> None:
    """Speak one request; runs in a forked child."""

    def receive(samples: Any, count: int, events: Any) -> int:
        index = 0
        while events[index].type != EVENT_LIST_TERMINATED:
            event = events[index]
            if event.type == EVENT_WORD:
                mark = [event.text_position - 1, event.length, event.audio_position]
                out.send(b"M", json.dumps(mark).encode())
            index += 1
        if samples and count:
            out.send(b"A", ctypes.string_at(samples, count * 2))
        return 0

    callback = SynthCallback(receive)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetParameter(PARAMETER_RATE, int(request["words_per_minute"]), 0)
    library.espeak_SetParameter(PARAMETER_PITCH, int(request["pitch"]), 0)
    library.espeak_SetParameter(PARAMETER_VOLUME, int(request["volume"]), 0)
    text = request["text"].encode() + b"\0"
    status = library.espeak_Synth(text, len(text), 0, POSITION_CHARACTER, 0, CHARS_UTF8, None, None)
    if status:
        out.send(b"E", f"eSpeak NG could not speak: status {status}".encode())


def spell(library: ctypes.CDLL, chunks: list[str], out: Reply) -> None:
    """Give the phonemes of some texts; runs in a forked child."""
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    spelled = []
    for chunk in chunks:
        rest = ctypes.c_char_p(chunk.encode())
        clauses = []
        while rest.value is not None:  # one clause a call; what is left is null at the end
            clause = library.espeak_TextToPhonemes(ctypes.byref(rest), CHARS_UTF8, PHONEMES_IPA)
            clauses.append((clause or b"").decode())
        spelled.append(" ".join(" ".join(clauses).split()))
    out.send(b"P", json.dumps(spelled).encode())


def serve(library_path: str, data_path: str) -> int:
    """Answer requests until stdin ends; the exit status."""
    out = Reply()
    library = ctypes.CDLL(library_path)
    library.espeak_Info.restype = ctypes.c_char_p
    rate_hz = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, data_path.encode(), 0)
    if rate_hz <= 0:
        out.send(b"E", b"eSpeak NG cannot read its data")
        out.flush()
        return 1
    version = library.espeak_Info(None).decode()
    out.send(b"I", json.dumps({"version": version, "rate_hz": rate_hz}).encode())
    out.flush()  # what a child inherits here, it would write again
    gc.disable()  # a collection would touch, and so copy, memory that parent and children share
    loaded = None
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["voice"] != loaded:
            if library.espeak_SetVoiceByName(request["voice"].encode()):
                out.send(b"E", f"eSpeak NG has no voice {request['voice']}".encode())
                out.send(b"D")
                out.flush()
                continue
            loaded = request["voice"]
        child = os.fork()
        if child == 0:
            try:
                if "phonemes" in request:
                    spell(library, request["phonemes"], out)
                else:
                    speak(library, request, out)
                out.send(b"D")
                out.flush()
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            out.send(b"E", f"eSpeak NG died of signal {os.WTERMSIG(status)}".encode())
            out.send(b"D")
            out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1], sys.argv[2]))
