"""From a Narration to an Episode: where the file goes, and how it gets there whole."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from narrator.episode.slug import slugify
from narrator.errors import CannotCreate, EpisodeError
from narrator.model import Article


def name_file(article: Article, suffix: str = ".mp3") -> str:
    """A file name for an episode: the article's date, where it has one, and its headline in ASCII letters."""
    date = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", article.published or "", re.ASCII)
    return f"{date[0]}-{slugify(article.title)}{suffix}" if date else f"{slugify(article.title)}{suffix}"


def check_target(
    target: Path, *, ours: bool, force: bool, hint: str = "Name another file, or replace it with -f."
) -> None:
    """Refuse a target that may not be written.

    Args:
        target: The file to write.
        ours: Whether what stands there was made from the same, and may be replaced.
        force: Whether any file there may be replaced.
        hint: What to do where another file stands there.

    Raises:
        CannotCreate: A folder, device or other file stands there; or its folder is missing or not writable.
    """
    if target.exists() and not target.is_file():
        raise CannotCreate(f"{target} is not a regular file", "Name a file with -o.")
    if target.exists() and not (ours or force):
        raise CannotCreate(f"{target} is there already", hint)
    if not target.parent.is_dir():
        raise CannotCreate(f"no folder {target.parent}", f"mkdir -p '{target.parent}'")
    if not os.access(target.parent, os.W_OK):
        raise CannotCreate(f"folder {target.parent} is not writable", "Name a file elsewhere with -o.")


def publish(target: Path, write: Callable[[Path], None]) -> int:
    """Put a file in its place whole, or not at all; its size in bytes.

    ``write`` fills a temporary file beside the target, which is then flushed to disk and renamed.

    Raises:
        CannotCreate: The temporary file cannot be made.
        EpisodeError: Writing failed, for example on a full disk.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=".part")
    except OSError as error:
        raise CannotCreate(f"{target} cannot be created: {error.strerror}", "Name a file with -o.") from error
    os.close(descriptor)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_umask())
        _flush(temporary)
        size_bytes = temporary.stat().st_size
        temporary.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise EpisodeError(
            f"{target} cannot be written: {error.strerror}", "Free space on the disk."
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    return size_bytes


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush(path: Path) -> None:
    """Ask the disk to keep a file's bytes, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
