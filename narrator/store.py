"""Where published files are kept: a folder, or whatever fsspec reaches by URL. The only door to fsspec.

On a disk a file appears whole or not at all: it is written beside its target, flushed, renamed, and the folder
is flushed too. fsspec's own local files are written in place, so that kind of store has code of its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from narrator.errors import NotInStore, SettingsError, StoreError

TEMPORARY = ".narrator-"
"""Begins the name of a file that is being written; who holds the lock may delete what a dead run left."""

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt; charset=utf-8",
    ".chapters.json": "application/json+chapters",
    ".json": "application/json",
    ".xml": "application/rss+xml; charset=utf-8",
    ".xsl": "text/xsl; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
"""The longest suffix that fits wins."""

_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM}

_TYPE_OPTION = {"s3": "ContentType", "s3a": "ContentType", "gs": "content_type", "gcs": "content_type"}


class Store(Protocol):
    """Files by name; names are plain, ``<id>.<hash>.mp3``, without folders."""

    url: str
    """What the store was opened with."""

    def put(self, name: str, content: bytes | Path) -> None:
        """Keep a file under a name, whole; a temporary file of this store that is given is used up.

        Raises:
            StoreError: It cannot be written; what stood there still does.
        """
        ...

    def get(self, name: str) -> bytes:
        """The file's bytes.

        Raises:
            NotInStore: There is none.
        """
        ...

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def size(self, name: str) -> int | None:
        """In bytes; None where there is no such file."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""
        ...

    def copy(self, name: str, to: str) -> None:
        """Put the bytes of one file under another name, whole."""
        ...

    def names(self, prefix: str = "") -> list[str]:
        """Names that begin with ``prefix``, in order, without temporary ones."""
        ...

    def temporary(self) -> Path:
        """A new empty file on this machine, to be filled and given to ``put``."""
        ...

    def sweep(self) -> int:
        """Delete temporary files that a run left when it died; their number."""
        ...


def media_type(name: str) -> str:
    """The media type that a file of this name is served with."""
    fits = [suffix for suffix in MEDIA_TYPES if name.endswith(suffix)]
    return MEDIA_TYPES[max(fits, key=len)] if fits else "application/octet-stream"


def open_store(url: str) -> Store:
    """The store under a path or URL: ``public``, ``file:///srv/news``, ``memory://news``, ``s3://bucket/news``.

    Raises:
        SettingsError: The kind of URL is unknown, or its package is not installed.
    """
    folder = local_folder(url)
    return FolderStore(folder) if folder is not None else RemoteStore(url)


def local_folder(url: str) -> Path | None:
    """The folder of a store on this machine's disk; None for any other."""
    if "://" not in url:
        return Path(url)
    parts = urlsplit(url)
    return Path(unquote(parts.netloc + parts.path)) if parts.scheme in ("file", "local") else None


class FolderStore:
    """A folder on a disk, made when the first file is put."""

    def __init__(self, folder: Path) -> None:
        self.url = os.fspath(folder)
        self.folder = folder

    def put(self, name: str, content: bytes | Path) -> None:
        """See Store."""
        with self._reporting(name):
            source = content if isinstance(content, Path) else self.temporary()
            try:
                if isinstance(content, bytes):
                    source.write_bytes(content)
                source.chmod(0o666 & ~_umask())
                _flush(source)
                source.replace(self.folder / name)
                _flush(self.folder)
            finally:
                source.unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        """See Store."""
        with self._reporting(name):
            return (self.folder / name).read_bytes()

    def exists(self, name: str) -> bool:
        """See Store."""
        return self.size(name) is not None

    def size(self, name: str) -> int | None:
        """See Store."""
        with self._reporting(name), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return (self.folder / name).stat().st_size
        return None

    def delete(self, name: str) -> None:
        """See Store."""
        with self._reporting(name):
            if (self.folder / name).exists():
                (self.folder / name).unlink(missing_ok=True)
                _flush(self.folder)

    def copy(self, name: str, to: str) -> None:
        """See Store."""
        with self._reporting(to):
            temporary = self.temporary()
            try:
                shutil.copyfile(self.folder / name, temporary)
                self.put(to, temporary)
            finally:
                temporary.unlink(missing_ok=True)

    def names(self, prefix: str = "") -> list[str]:
        """See Store."""
        return sorted(name for name in self._names(prefix) if not name.startswith(TEMPORARY))

    def temporary(self) -> Path:
        """See Store."""
        with self._reporting("a temporary file"):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=TEMPORARY, suffix=".part")
            os.close(descriptor)
            return Path(name)

    def sweep(self) -> int:
        """See Store."""
        left = self._names(TEMPORARY)
        for name in left:
            with self._reporting(name):
                (self.folder / name).unlink(missing_ok=True)
        return len(left)

    def _names(self, prefix: str) -> list[str]:
        with contextlib.suppress(NotInStore), self._reporting(""), os.scandir(self.folder) as found:
            return [entry.name for entry in found if entry.name.startswith(prefix) and entry.is_file()]
        return []

    @contextlib.contextmanager
    def _reporting(self, name: str) -> Iterator[None]:
        """What the system says about a file, as an error of ours."""
        try:
            yield
        except FileNotFoundError as error:
            raise NotInStore(
                f"{self.folder / name} is not there", "narrate check lists what is missing."
            ) from error
        except OSError as error:
            raise StoreError(f"{self.folder / name}: {error.strerror}", _DISK) from error


_DISK = "Free space on the disk, or mend its permissions; narrate doctor looks at both."


class RemoteStore:
    """A store behind an fsspec URL, which puts objects whole."""

    def __init__(self, url: str) -> None:
        import fsspec

        try:
            self._files, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise SettingsError(
                f"no store under {url}: {error}", "Install the package that it names."
            ) from error
        except Exception as error:  # some clients connect at once, and each has errors of its own
            raise StoreError(f"no store under {url}: {error}", "narrate doctor tries the store.") from error
        self.url = url
        self._root = str(root).rstrip("/")
        self._type_option = _TYPE_OPTION.get(urlsplit(url).scheme)

    def put(self, name: str, content: bytes | Path) -> None:
        """See Store."""
        options = {self._type_option: media_type(name)} if self._type_option else {}
        with self._reporting(name):
            if isinstance(content, bytes):
                self._files.pipe_file(self._path(name), content, **options)
                return
            try:
                self._files.put_file(os.fspath(content), self._path(name), **options)
            finally:
                content.unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        """See Store."""
        with self._reporting(name):
            return bytes(self._files.cat_file(self._path(name)))

    def exists(self, name: str) -> bool:
        """See Store."""
        with self._reporting(name):
            return bool(self._files.exists(self._path(name)))

    def size(self, name: str) -> int | None:
        """See Store."""
        with self._reporting(name), contextlib.suppress(FileNotFoundError):
            return int(self._files.info(self._path(name))["size"])
        return None

    def delete(self, name: str) -> None:
        """See Store."""
        with self._reporting(name), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def copy(self, name: str, to: str) -> None:
        """See Store."""
        self.put(to, self.get(name))

    def names(self, prefix: str = "") -> list[str]:
        """See Store."""
        with self._reporting(prefix):
            found = self._files.glob(f"{self._path(prefix)}*")
        return sorted(str(path).rpartition("/")[2] for path in found)

    def temporary(self) -> Path:
        """See Store."""
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=".part")
        os.close(descriptor)
        return Path(name)

    def sweep(self) -> int:
        """Nothing: what is not yet whole is on no one's disk but the worker's own."""
        return 0

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextlib.contextmanager
    def _reporting(self, name: str) -> Iterator[None]:
        """What the service's client says, as an error of ours; each client has errors of its own."""
        try:
            yield
        except FileNotFoundError as error:
            raise NotInStore(f"{self.url}: no {name}", "narrate check lists what is missing.") from error
        except Exception as error:
            raise StoreError(f"{self.url}: {name}: {error}", "narrate doctor tries the store.") from error


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


def is_disk_error(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, says that the disk rather than the story is at fault."""
    seen: set[int] = set()  # an error that was raised again may be in its own context
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, StoreError) or (isinstance(error, OSError) and error.errno in _DISK_ERRORS):
            return True
        error = error.__cause__ or error.__context__
    return False
