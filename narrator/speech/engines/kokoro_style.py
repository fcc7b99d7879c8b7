"""Style vectors: who Kokoro speaks like. One row of 256 figures for each number of phonemes.

Our own cards name factors: ``mean`` (256), ``rows`` (n × r) and ``columns`` (r × 256), of which a row is
``mean + rows[i] @ columns``. A published file works as well: float32, n × 256, as ``.bin`` or ``.npy``.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.errors import EngineMissing, SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH = 256

Style = Callable[[int], "NDArray[np.float32]"]
"""The row (1 × 256) for a number of phonemes."""


def digest_style(path: Path) -> str:
    """Twelve digits of the file's sha256.

    Raises:
        EngineMissing: The file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise EngineMissing(
            f"style {path} cannot be read: {error.strerror}", "Mend style in the card."
        ) from error


def read_style(path: Path) -> Style:
    """The style of a file.

    Raises:
        EngineMissing: The file cannot be read.
        SettingsError: It holds no style.
    """
    import numpy as np

    try:
        if path.suffix == ".npz":
            with np.load(path) as factors:
                mean, rows, columns = (factors[name].astype(np.float64) for name in ("mean", "rows", "columns"))
        else:
            whole = np.fromfile(path, "<f4") if path.suffix == ".bin" else np.load(path)
            rows = whole.reshape(-1, WIDTH).astype(np.float64)
            mean, columns = np.zeros(WIDTH), np.eye(WIDTH)
    except FileNotFoundError as error:
        raise EngineMissing(f"there is no style {path}", "Mend style in the card.") from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise SettingsError(f"style {path} cannot be read: {error}", _FORMATS) from error
    if not (len(rows) and mean.shape == (WIDTH,) and columns.shape == (rows.shape[1], WIDTH)):
        raise SettingsError(f"style {path} has the wrong shape", _FORMATS)
    if not all(np.isfinite(part).all() for part in (mean, rows, columns)):
        raise SettingsError(f"style {path} has figures that are not numbers", _FORMATS)

    def style(count: int) -> NDArray[np.float32]:
        row = rows[min(count, len(rows)) - 1]
        values: NDArray[np.float32] = (mean + row @ columns).astype(np.float32)
        return values[np.newaxis]

    return style


_FORMATS = "Name an .npz of factors, or a .bin or .npy of float32 with 256 in a row."
