"""Connections that go only where they may, and only for so long.

A name is resolved once, every address of it is checked, and one of these is what the socket connects to. So
neither a name that points to a private address nor one that changes between check and use gets through.
Redirects are connections like others.
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
import time
from collections.abc import Collection, Iterator
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from narrator.article.ranges import is_public
from narrator.errors import FetchRefused

PORTS = (80, 443)


_OWN = 'If this is your own server: --allow-host {0}, or allow_hosts = ["{0}"] in [article].'


class Watch:
    """Cuts the connections of a thread when its time is over, wherever it waits for a server."""

    def __init__(self) -> None:
        self._own = threading.local()

    @property
    def is_over(self) -> bool:
        """Whether the thread's time is over."""
        return self.left_s == 0

    @property
    def left_s(self) -> float:
        """Seconds that the thread has left; 0 when its time is over."""
        return max(0.0, float(self._own.span.ends_s) - time.monotonic())

    def note(self, sock: socket.socket) -> None:
        """A socket that the thread waits at from now on; it is cut at once where the time is over."""
        self._own.span.note(sock)

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """The thread's connections are cut after some seconds, also those that it opens only then."""
        span = _Span(seconds)
        self._own.span = span
        timer = threading.Timer(seconds, span.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            span.close()


class _Span:
    """The time of one fetch, and the sockets that were opened in it.

    It keeps duplicates: what TLS makes of a socket takes the file away from the object that was noted.
    """

    def __init__(self, seconds: float) -> None:
        self.ends_s = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    def note(self, sock: socket.socket) -> None:
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))
        if time.monotonic() >= self.ends_s:
            self.cut()

    def cut(self) -> None:
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()


def guarded(allowed: Collection[str], watch: Watch) -> PoolManager:
    """A urllib3 pool whose every connection is checked and watched.

    Args:
        allowed: Hosts that may have private addresses, and ports other than 80 and 443.
        watch: Told of each connection that is used.
    """
    own = {"allowed": frozenset(allowed), "watch": watch}
    manager = PoolManager(num_pools=20, maxsize=8, retries=False)
    http = type("GuardedHTTP", (_Checked, HTTPConnection), own)
    https = type("GuardedHTTPS", (_Checked, HTTPSConnection), own)
    manager.pool_classes_by_scheme = {
        "http": type("GuardedHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": http}),
        "https": type("GuardedHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
    }
    return manager


class _Checked:
    """What a connection does before it connects."""

    allowed: frozenset[str]
    watch: Watch
    sock: socket.socket
    _dns_host: str
    host: str
    port: int
    timeout: float
    socket_options: Any

    def getresponse(self, *words: Any, **options: Any) -> Any:
        """The answer, as far as its headers."""
        self.watch.note(self.sock)
        return super().getresponse(*words, **options)  # type: ignore[misc]  # of what this is mixed into

    def _new_conn(self) -> socket.socket:
        """A socket to an address that was checked."""
        host: Any = self
        name = self._dns_host.rstrip(".").lower()
        found = self._resolve()
        if name not in self.allowed:
            self._check(name, [str(place[0]) for *_, place in found])
        last: OSError | None = None
        deadline_s = time.monotonic() + min(float(self.timeout), self.watch.left_s)
        for family, kind, protocol, _, place in found:
            wait_s = deadline_s - time.monotonic()
            if wait_s <= 0:
                last = TimeoutError()
                break
            connection = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    connection.setsockopt(*option)
                connection.settimeout(wait_s)
                connection.connect(place)
                self.watch.note(connection)
            except OSError as error:
                connection.close()
                last = error
                continue
            connection.settimeout(self.timeout)
            return connection
        if isinstance(last, TimeoutError):
            raise ConnectTimeoutError(host, f"{self.host} does not answer") from last
        raise NewConnectionError(host, f"{self.host} cannot be reached: {last}") from last

    def _resolve(self) -> list[Any]:
        """The addresses of the host, as getaddrinfo gives them; the system may take longer than there is."""
        host: Any = self
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            found = answers.get(timeout=min(float(self.timeout), self.watch.left_s))
        except queue.Empty:
            raise ConnectTimeoutError(host, f"the address of {self.host} is not found in time") from None
        if isinstance(found, Exception):
            reason = found if isinstance(found, socket.gaierror) else socket.gaierror(str(found))
            raise NameResolutionError(self.host, host, reason) from found
        return list(found)

    def _check(self, name: str, addresses: list[str]) -> None:
        private = [address for address in addresses if not is_public(address)]
        if private:
            what = name if name == private[0] else f"{name} ({private[0]})"
            raise FetchRefused(
                f"{what} is a private address, and private addresses are not fetched",
                _OWN.format(name),
            )
        if self.port not in PORTS:
            raise FetchRefused(
                f"port {self.port} of {name} is neither 80 nor 443, and such ports are not fetched",
                _OWN.format(name),
            )
