"""Draws the default cover: lines of an article that turn into the bars of a voice.

    python tools/draw_cover.py

Writes narrator/data/cover.png, 3000 × 3000, for feeds, and narrator/data/cover-small.png, for the tags of each
file. Own design; flat colors keep both small.
"""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parents[1] / "narrator" / "data"
LARGE, SMALL = 3000, 1000
OVERSAMPLING = 2
NIGHT, PAPER, MARIGOLD, DUSK = (27, 31, 59), (246, 241, 231), (242, 158, 56), (62, 70, 122)
COLORS = 48
"""Enough for four flat colors and the soft edges between them."""


def draw(side: int) -> Image.Image:
    """The cover as a square of ``side`` pixels, with a palette."""
    scale = side * OVERSAMPLING / 1000
    image = Image.new("RGB", (side * OVERSAMPLING, side * OVERSAMPLING), NIGHT)
    canvas = ImageDraw.Draw(image)

    def bar(left: float, top: float, right: float, bottom: float, color: tuple[int, int, int]) -> None:
        box = tuple(round(edge * scale) for edge in (left, top, right, bottom))
        radius = min(right - left, bottom - top) / 2 * scale
        canvas.rounded_rectangle(box, radius=radius, fill=color)

    # The article: a headline and lines of text, the last one being read.
    bar(120, 300, 470, 346, PAPER)
    for row, right in enumerate((430, 452, 405, 440)):
        top = 404 + row * 66
        bar(120, top, right, top + 26, DUSK if row else PAPER)
    bar(120, 668, 340, 694, DUSK)
    # The voice: bars around the middle, rising to the word that is said now.
    for column in range(10):
        swing = math.sin(math.pi * (column + 1) / 11) * (0.55 + 0.45 * math.cos(2.4 * column))
        half = 34 + 190 * abs(swing)
        left = 520 + column * 38
        bar(left, 500 - half, left + 20, 500 + half, MARIGOLD if column != 3 else PAPER)
    smooth = image.resize((side, side), Image.Resampling.BOX)
    return smooth.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    draw(LARGE).convert("RGB").save(FOLDER / "cover.png", optimize=True)  # feeds want RGB
    draw(SMALL).save(FOLDER / "cover-small.png", optimize=True)


if __name__ == "__main__":
    main()
