"""What a feed says of itself, and the picture that it shows."""

from __future__ import annotations

import io
import re
import uuid
from dataclasses import dataclass
from pathlib import Path

from narrator.episode.categories import check_category
from narrator.errors import SettingsError
from narrator.settings import ShowSettings

GUID_SPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of podcast:guid, as the podcast namespace says."""
MEDIA = ("podcast", "newsletter", "blog", "audiobook")
"""Of podcast:medium, those that articles read aloud fit."""
_RULE = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[\w+,-]+)*", re.ASCII)
_RGB_MODES = ("RGB", "RGBA", "P")
"""As Pillow names them; a palette is one of RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(ShowSettings):
    """What a feed says of itself: the settings, none of them open, and where it is."""

    url: str
    """Address of the feed."""
    image: str
    """Address of the cover: a square of 1400 to 3000 pixels, JPEG or PNG."""
    guid: str
    """UUID; given once, it stays when the feed moves."""
    zone: str = "+05:30"
    """Offset from UTC of dates that have none."""


def check_show(about: ShowSettings) -> None:
    """Refuse what directories would not take.

    Raises:
        SettingsError: An unknown category or medium, a recurrence rule that is none, or a note that is no text.
    """
    check_category(about.category)
    if about.medium not in MEDIA:
        raise SettingsError(f"medium {about.medium!r} in [feed]", f"One of: {', '.join(MEDIA)}.")
    if about.update_rule and not _RULE.fullmatch(about.update_rule):
        raise SettingsError(
            f"update_rule {about.update_rule!r} in [feed] is no recurrence rule", 'Write it as "FREQ=DAILY".'
        )
    for purpose, value in about.txt.items():
        if not isinstance(value, str):
            raise SettingsError(f"txt.{purpose} in [feed] is no text", 'Write applepodcastsverify = "...".')


def podcast_guid(url: str) -> str:
    """The podcast:guid of a feed's first address: of what follows its scheme, without slashes at the end."""
    return str(uuid.uuid5(GUID_SPACE, re.sub(r"^[a-z]+://", "", url).rstrip("/")))


def default_cover() -> bytes:
    """Our own picture for shows that have none: a PNG of 3000 × 3000 pixels."""
    return (Path(__file__).parents[1] / "data" / "cover.png").read_bytes()


def check_cover(data: bytes, name: str) -> str:
    """The suffix of a show's picture.

    Raises:
        SettingsError: It is no JPEG or PNG, no square of 1400 to 3000 pixels, or not in RGB.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            size, kind, mode = picture.size, picture.format, picture.mode
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise SettingsError(f"cover {name}: {error}", "Name a JPEG or PNG.") from error
    is_square = size[0] == size[1] and 1400 <= size[0] <= 3000
    if kind not in ("JPEG", "PNG") or not is_square or mode not in _RGB_MODES:
        raise SettingsError(
            f"cover {name} is {kind} of {size[0]} × {size[1]} pixels in {mode}",
            "Directories take a square JPEG or PNG of 1400 to 3000 pixels in RGB.",
        )
    return ".jpg" if kind == "JPEG" else ".png"
