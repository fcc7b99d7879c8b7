"""Three-letter codes of languages, as ID3 wants them. Source: ISO 639-2, bibliographic codes."""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN = "und"

# Two-letter code to three; languages of South Asia first, then those with many news readers elsewhere.
_CODES: Mapping[str, str] = {
    "as": "asm", "bn": "ben", "en": "eng", "gu": "guj", "hi": "hin", "kn": "kan", "ks": "kas", "ml": "mal",
    "mr": "mar", "my": "bur", "ne": "nep", "or": "ori", "pa": "pan", "ps": "pus", "sa": "san", "sd": "snd",
    "si": "sin", "ta": "tam", "te": "tel", "ur": "urd",
    "af": "afr", "am": "amh", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bo": "tib", "bs": "bos",
    "ca": "cat", "cs": "cze", "cy": "wel", "da": "dan", "de": "ger", "dz": "dzo", "el": "gre", "eo": "epo",
    "es": "spa", "et": "est", "eu": "baq", "fa": "per", "fi": "fin", "fr": "fre", "ga": "gle", "gl": "glg",
    "ha": "hau", "he": "heb", "hr": "hrv", "hu": "hun", "hy": "arm", "id": "ind", "ig": "ibo", "is": "ice",
    "it": "ita", "ja": "jpn", "jv": "jav", "ka": "geo", "kk": "kaz", "km": "khm", "ko": "kor", "ku": "kur",
    "ky": "kir", "la": "lat", "lo": "lao", "lt": "lit", "lv": "lav", "mg": "mlg", "mk": "mac", "mn": "mon",
    "ms": "may", "mt": "mlt", "nb": "nob", "nl": "dut", "nn": "nno", "no": "nor", "om": "orm", "pl": "pol",
    "pt": "por", "ro": "rum", "ru": "rus", "rw": "kin", "sk": "slo", "sl": "slv", "so": "som", "sq": "alb",
    "sr": "srp", "su": "sun", "sv": "swe", "sw": "swa", "tg": "tgk", "th": "tha", "ti": "tir", "tk": "tuk",
    "tr": "tur", "tt": "tat", "ug": "uig", "uk": "ukr", "uz": "uzb", "vi": "vie", "xh": "xho", "yi": "yid",
    "yo": "yor", "zh": "chi", "zu": "zul",
}  # fmt: skip


def three_letters(language: str) -> str:
    """ISO 639-2 code of a BCP 47 tag: ``hin`` for ``hi-IN``; ``und`` where there is none."""
    code = language.replace("_", "-").split("-")[0].lower()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    return _CODES.get(code, UNKNOWN)
