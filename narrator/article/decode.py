"""From the bytes of a page to its text.

The order of trust is that of the HTML standard: byte order mark, charset of the transport, charset of the
``meta`` element, then what the bytes themselves say. Source: HTML Living Standard, 13.2.3 "The input byte
stream", and the Encoding Standard for labels.
"""

from __future__ import annotations

import codecs
import re

from narrator.errors import ArticleError, NoArticleText

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})["']""", re.IGNORECASE)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
# First bytes of the signs of a page in UTF-16: Latin, Arabic, Indic scripts, punctuation.
_BLOCKS = bytes((0x00, 0x06, *range(0x09, 0x0E), 0x20))
_STRANGE = 20
# Python names by Encoding Standard label, where Python's own reading of the label differs.
_LABELS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-user-defined": "cp1252",
    "x-sjis": "cp932",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
_UNREADABLE = re.compile("[\x01-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of a page, and warnings about its encoding.

    Args:
        data: The page as stored or fetched.
        charset: What the transport or the user says; it loses only to a byte order mark.

    Returns:
        Text without byte order mark and NUL; a warning where a label was wrong or bytes were unreadable.

    Raises:
        NoArticleText: Nothing but white space.
        ArticleError: Not text at all: a PDF, a picture, random bytes.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise NoArticleText("The page is empty.", "Name a saved web page with an article.")
    _refuse_binary(data)
    text, warnings = _decode(data, charset)
    return cleaned(text), warnings


def cleaned(text: str) -> str:
    """A page's text without NUL, byte order mark and lone surrogates.

    Raises:
        NoArticleText: Nothing but white space.
        ArticleError: Mostly control characters: binary data.
    """
    text = text.replace("\x00", "").lstrip("\ufeff")
    if not text.strip():
        raise NoArticleText("The page is empty.", "Name a saved web page with an article.")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if len(_UNREADABLE.findall(text[:20_000])) > len(text[:20_000]) // 50 + 2:
        raise ArticleError("The page is not text: it is a binary file.", "Name a saved web page (HTML).")
    return text


def lossless(data: bytes) -> tuple[str, str]:
    """The text of a page and the codec that makes the same bytes of it, unreadable ones as lone surrogates.

    Raises:
        ArticleError: Wide characters that are cut off: no text gives these bytes again.
    """
    wide = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _wide_order(data)
    if not wide and _strict(data, "utf-8") is not None:
        return data.decode(), "utf-8"
    declared = codec_name(_declared(data))
    for name in (wide, declared, "utf-8" if _mostly_utf8(data) else "cp1252"):
        if name is None or (name.startswith("utf-16") and not wide):
            continue
        try:
            text = data.decode(name, "surrogateescape")
            if text.encode(name, "surrogateescape") == data:
                return text, name
        except (UnicodeError, ValueError):
            continue
    if wide:
        raise ArticleError("The page is damaged: its last character is cut off.", "Save it again.")
    return data.decode("latin-1"), "latin-1"


def _refuse_binary(data: bytes) -> None:
    start = data[:1024].lstrip()
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            raise ArticleError(f"The page is {what}, not a web page.", "Name a saved web page (HTML).")


def _decode(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    for mark, wide in _MARKS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], wide)
    if order := _wide_order(data):
        return _with_losses(data, order)
    if not charset and (strict := _strict(data, "utf-8")) is not None and data.isascii():
        return strict, ()
    for label in (charset, _declared(data)):
        name = codec_name(label)
        if name is None:
            continue
        if name.startswith("utf-16"):
            name = "utf-8"  # the label itself was read as ASCII, so the page is not UTF-16
        if name != "utf-8":
            return _as_labelled(data, name)
        break
    if (utf8 := _strict(data, "utf-8")) is not None:
        return utf8, ()
    if _mostly_utf8(data):
        return _with_losses(data, "utf-8")
    return _with_losses(data, "cp1252")


def _as_labelled(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text in a legacy charset, unless it is UTF-8: other text is hardly ever valid UTF-8 by chance."""
    utf8 = None if data.isascii() else _strict(data, "utf-8")
    if utf8 is not None:
        return utf8, (f"The page says it is {name}, but it is UTF-8; read as UTF-8.",)
    return _with_losses(data, name)


def codec_name(label: str | None) -> str | None:
    """The Python codec that a browser would take for a charset label; None for an unknown one."""
    if not label:
        return None
    wanted = label.strip().strip("\"'").lower()
    wanted = _LABELS.get(wanted, wanted)
    try:
        name = codecs.lookup(wanted).name
        "a".encode(name)  # hex and rot13 are codecs, and no charsets
    except (LookupError, ValueError):
        return None
    return "cp1252" if name == "iso8859-1" else name


def _declared(data: bytes) -> str | None:
    """The charset that the page names in its first 4 KB, as browsers look for it in the first one."""
    found = _META.search(data, 0, 4096) or _XML.search(data, 0, 1024)
    return found[1].decode("ascii") if found else None


def _wide_order(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte names the block of a sign, and few blocks make a page."""
    sample = data[:4096]
    if len(sample) < 8 or not sample.count(0):
        return None
    pairs = len(sample) // 2
    even, odd = (len(sample[at::2].translate(None, _BLOCKS)) for at in (0, 1))  # bytes that name none
    few, many = pairs // _STRANGE, pairs // 4
    if odd <= few and even > many:
        return "utf-16-le"
    return "utf-16-be" if even <= few and odd > many else None


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether only a few bytes are broken, as in a page cut off or patched together."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    beyond_ascii = sum(1 for sign in text if sign > "\x7f") if lost else 1
    return lost * 10 < beyond_ascii


def _with_losses(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if name == "cp1252":
        return _windows_1252(data), ()
    text = data.decode(name, "replace")
    lost = text.count("\ufffd") - (data.count("\ufffd".encode()) if name == "utf-8" else 0)
    if lost <= 0:
        return text, ()
    return text, (f"{lost} unreadable characters in the page ({name}).",)


def _windows_1252(data: bytes) -> str:
    """As browsers read it: the five bytes without a sign stay control characters, and are dropped later."""
    return codecs.charmap_decode(data, "strict", _CP1252)[0]


_CP1252 = "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256))
