"""A local server for what was made: byte ranges, conditional requests, right types, an index of episodes.

Sources: RFC 9110, 8.8 (validators), 13 (conditional requests), 14 (range requests).
"""

from __future__ import annotations

import email.utils
import html
import mimetypes
import re
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

from narrator.errors import CannotCreate

TYPES = {
    ".html": "text/html",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".json": "application/json",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
}
SHARED = (".vtt", ".srt", ".json", ".rss", ".xml")
"""What pages and apps of other sites may read too."""
_SOUNDS = (".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac")
_MOST_EPISODES = 1000
_CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\s*", re.ASCII)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Server(ThreadingHTTPServer):
    """Serves a folder.

    Args:
        root: The folder.
        address: Host and port.
    """

    daemon_threads = True

    def __init__(self, root: Path, address: tuple[str, int]) -> None:
        self.root = root.resolve()
        """The folder, without links on the way."""
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, Handler)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{shown}:{port}/"


def open_server(root: Path, host: str, port: int) -> Server:
    """A server that listens already; ``serve_forever`` answers.

    Raises:
        CannotCreate: The port is taken, or the address is not this machine's.
    """
    try:
        return Server(root, (host, port))
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such port"
        raise CannotCreate(
            f"cannot listen on {host}:{port}: {reason}", "Choose another --port; 0 takes a free one."
        ) from error


class Handler(BaseHTTPRequestHandler):
    """Answers GET, HEAD and OPTIONS."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """The file, or what is asked of it."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """The headers alone."""
        self._answer(body=False)

    def do_OPTIONS(self) -> None:
        """What other sites' pages may ask for."""
        self.send_response(HTTPStatus.NO_CONTENT)
        self.send_header("Allow", "GET, HEAD, OPTIONS")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Methods", "GET, HEAD")
        self.send_header("Access-Control-Allow-Headers", "Range, If-None-Match, If-Modified-Since")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Nothing: the terminal is for the person."""

    def version_string(self) -> str:
        """The name of the server, without versions."""
        return "narrator"

    def _answer(self, *, body: bool) -> None:
        if not self._is_for_us():
            self._say(HTTPStatus.MISDIRECTED_REQUEST, body=body)
            return
        path = self._find()
        if path is None:
            self._say(HTTPStatus.NOT_FOUND, body=body)
        elif path.is_dir():
            self._answer_folder(path, body=body)
        else:
            try:
                with path.open("rb") as file:
                    self._answer_file(path, file, body=body)
            except (BrokenPipeError, ConnectionResetError, TimeoutError):
                self.close_connection = True
            except OSError:
                self._say(HTTPStatus.NOT_FOUND, body=body)

    def _is_for_us(self) -> bool:
        """Whether the name asked for is this machine's, where only this machine is served.

        A stranger's page could otherwise point a name of its own here and read what is not published yet.
        """
        host = str(self.server.server_address[0])
        if host not in _LOCAL:
            return True
        asked = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        return asked is None or asked in _LOCAL

    def _find(self) -> Path | None:
        """The file or folder of the address; None for what is not served: dot files, ways out of the folder."""
        try:
            parts = [part for part in unquote(urlsplit(self.path).path, errors="strict").split("/") if part]
        except (UnicodeDecodeError, ValueError):
            return None
        if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            path = self.server.root.joinpath(*parts).resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        inside = path.is_relative_to(self.server.root)
        if not inside or any(part.startswith(".") for part in path.relative_to(self.server.root).parts):
            return None
        return path

    def _answer_folder(self, path: Path, *, body: bool) -> None:
        asked = urlsplit(self.path).path
        if not asked.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"/{quote(path.relative_to(self.server.root).as_posix())}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif (path / "index.html").is_file():
            with (path / "index.html").open("rb") as file:
                self._answer_file(path / "index.html", file, body=body)
        elif path == self.server.root:
            self._send_index(body=body)
        else:
            self._say(HTTPStatus.NOT_FOUND, body=body)

    def _answer_file(self, path: Path, file: BinaryIO, *, body: bool) -> None:
        stat = path.stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        changed = email.utils.formatdate(int(stat.st_mtime), usegmt=True)
        headers = {"ETag": tag, "Last-Modified": changed, "Cache-Control": "no-cache", "Accept-Ranges": "bytes"}
        if path.suffix.lower() in SHARED:
            headers |= {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Expose-Headers": "ETag, Content-Range",
            }
        if self._has_it(tag, int(stat.st_mtime)):
            self._start(HTTPStatus.NOT_MODIFIED, headers)
            return
        size = stat.st_size
        span = self._span(size, tag, changed) if body else (0, size)
        if span is None:
            self._start(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                {"Content-Range": f"bytes */{size}", "Content-Length": "0"},
            )
            return
        start, end = span
        headers |= {"Content-Type": content_type(path), "Content-Length": str(end - start)}
        if span != (0, size) or (body and self._wants_part(tag, changed)):
            self._start(
                HTTPStatus.PARTIAL_CONTENT, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
            )
        else:
            self._start(HTTPStatus.OK, headers)
        if body:
            file.seek(start)
            left = end - start
            while left and (chunk := file.read(min(_CHUNK, left))):
                self.wfile.write(chunk)
                left -= len(chunk)
            self.close_connection = self.close_connection or bool(left)

    def _has_it(self, tag: str, changed: int) -> bool:
        """Whether the client's copy is still right."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return changed <= email.utils.parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False

    def _wants_part(self, tag: str, changed: str) -> bool:
        """Whether one range is asked for, of the file as it is now; several are answered with the whole."""
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        if not asked or not (asked[1] or asked[2]) or (asked[1] and asked[2] and int(asked[1]) > int(asked[2])):
            return False
        return self.headers.get("If-Range", tag).strip() in (tag, changed)

    def _span(self, size: int, tag: str, changed: str) -> tuple[int, int] | None:
        """First byte and the one after the last; None where the range begins behind the end."""
        if not self._wants_part(tag, changed):
            return 0, size
        asked = _RANGE.fullmatch(self.headers["Range"])
        first, last = (asked[1], asked[2]) if asked else ("", "")
        if not first:
            return (max(size - int(last), 0), size) if int(last) and size else None
        return (int(first), min(int(last) + 1, size) if last else size) if int(first) < size else None

    def _start(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "X-Content-Type-Options": "nosniff"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _say(self, status: HTTPStatus, *, body: bool) -> None:
        """A few words, for a person."""
        text = f"{status.value} {status.phrase}\n".encode()
        self._start(status, {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text))})
        if body:
            self.wfile.write(text)

    def _send_index(self, *, body: bool) -> None:
        text = index_page(self.server.root).encode("utf-8", "replace")
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(text)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; media-src 'self'",
        }
        self._start(HTTPStatus.OK, headers)
        if body:
            self.wfile.write(text)


def content_type(path: Path) -> str:
    """The media type of a file."""
    if path.name.endswith("chapters.json"):
        return "application/json+chapters"
    return TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def index_page(root: Path) -> str:
    """A page that lists the episodes under a folder, the newest first: listening pages, else sounds."""
    from narrator.audio.tags import read_tags

    sounds = [path for path in root.rglob("*") if path.suffix.lower() in _SOUNDS and not _is_hidden(path, root)]
    sounds.sort(key=lambda path: (-path.stat().st_mtime, path.as_posix()))
    rows = []
    for path in sounds[:_MOST_EPISODES]:
        tags = read_tags(path)
        title = html.escape(tags.values.get("title") or path.stem)
        seconds = (tags.duration_ms or 0) // 1000
        way = quote(path.relative_to(root).as_posix())
        own = path.with_suffix(".html")
        if path.parent != root and (path.parent / "index.html").is_file():
            line = f'<a href="{quote(path.parent.relative_to(root).as_posix())}/">{title}</a>'
        elif own.is_file():
            line = f'<a href="{quote(own.relative_to(root).as_posix())}">{title}</a>'
        else:
            line = f'<a href="{way}">{title}</a><br><audio controls preload="none" src="{way}"></audio>'
        rows.append(f"<li>{line} <small>{seconds // 60}:{seconds % 60:02}</small></li>")
    listed = "\n".join(["<ol>", *rows, "</ol>"]) if rows else "<p>No episode is here yet.</p>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>Episodes</title></head>\n'
        f"<body><main><h1>Episodes</h1>\n{listed}\n</main></body></html>\n"
    )


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts) or not path.is_file()
