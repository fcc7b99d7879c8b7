"""The picture of an episode, small enough that no listener waits for it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.errors import AudioError
from narrator.model import Cover

if TYPE_CHECKING:
    from PIL import Image

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
"""Pictures may come from anywhere, and readers of other kinds run other programs or are seldom looked after."""
LONGEST_SIDE = 1400
MOST_BYTES = 100_000
MOST_FILE_BYTES = 50_000_000
MOST_PIXELS = 100_000_000
"""A picture that claims more is refused before it is unpacked."""
QUALITIES = (88, 80, 70, 60, 50)
"""JPEG qualities, tried in turn; when none is small enough, the picture is made smaller."""
FOLDER = Path(__file__).parents[1] / "data"
LARGE = FOLDER / "cover.png"
"""The default cover at 3000 × 3000, for feeds."""


def default() -> Cover:
    """The cover of episodes that have none of their own."""
    return Cover((FOLDER / "cover-small.png").read_bytes(), "image/png")


def choose(candidates: Iterable[Path | bytes]) -> tuple[Cover, tuple[str, ...]]:
    """The first candidate that is a picture, else the default cover; and a warning for each that is none.

    Args:
        candidates: Files, or pictures that were fetched; best first.
    """
    warnings: list[str] = []
    for candidate in candidates:
        try:
            return read(candidate) if isinstance(candidate, Path) else prepare(candidate), tuple(warnings)
        except AudioError as error:
            warnings.append(f"cover left out: {error.message}")
    return default(), tuple(warnings)


def read(path: Path) -> Cover:
    """The picture of a file, for the tags.

    Raises:
        AudioError: No file, no picture, or a damaged or enormous one.
    """
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise AudioError(f"{path} is too large for a cover", f"At most {MOST_FILE_BYTES // 1_000_000} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {error.strerror}", "Name a JPEG or PNG file.") from error
    return prepare(data, name=str(path))


def prepare(data: bytes, *, name: str = "the cover") -> Cover:
    """A picture for the tags: JPEG or PNG as it is, where it is small enough; otherwise a smaller JPEG.

    Args:
        data: A picture file of one of KINDS.
        name: For messages.

    Returns:
        At most 1400 pixels a side and 100 KB.

    Raises:
        AudioError: No picture, or a damaged or enormous one.
    """
    image, kind = _open(data, name)
    fits = max(image.size) <= LONGEST_SIDE and len(data) <= MOST_BYTES
    if fits and kind in ("JPEG", "PNG"):
        return Cover(data, f"image/{kind.lower()}")
    return Cover(_shrink(_flatten(image)), "image/jpeg")


def _open(data: bytes, name: str) -> tuple[Image.Image, str]:
    """The picture, unpacked, and its kind."""
    from PIL import Image

    try:
        Image.init()
        with Image.open(io.BytesIO(data), formats=[kind for kind in KINDS if kind in Image.OPEN]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise AudioError(
                    f"{name} has {image.width} × {image.height} pixels",
                    f"At most {MOST_PIXELS // 10**6} million.",
                )
            kind = image.format or ""
            image.load()
            return image.copy(), kind
    except AudioError:
        raise
    except Exception as error:  # readers of picture files raise of everything on a damaged one
        raise AudioError(f"{name} is not a picture, or damaged: {error}", "Give a JPEG or PNG file.") from error


def _flatten(image: Image.Image) -> Image.Image:
    """RGB, upright, on white where it is transparent."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        colored = upright.convert("RGBA")
        paper = Image.new("RGBA", colored.size, "white")
        upright = Image.alpha_composite(paper, colored)
    return upright.convert("RGB")


def _shrink(image: Image.Image) -> bytes:
    """A JPEG of at most 1400 pixels a side and 100 KB."""
    side = LONGEST_SIDE
    while True:
        smaller = image.copy()
        smaller.thumbnail((side, side))
        for quality in QUALITIES:
            buffer = io.BytesIO()
            smaller.save(buffer, "JPEG", quality=quality, optimize=True)
            if len(data := buffer.getvalue()) <= MOST_BYTES:
                return data
        side = side * 3 // 4
