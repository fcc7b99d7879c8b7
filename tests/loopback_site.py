"""A site on this machine: answers by path, as a test sets them, and a note of what was asked."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"


class LoopbackSite:
    """Answers and questions of a server.

    Attributes:
        answers: By path, without the query: a body; or status, headers and body; or what is called with the
            handler and answers itself.
        asked: Path, with the query, and headers of each question.
        url: Without a slash at its end.
    """

    def __init__(self, port, scheme="http"):
        self.answers, self.asked = {}, []
        self.url = f"{scheme}://{HOST}:{port}"

    def paths(self):
        """The paths that were asked for, in their order."""
        return [path for path, _ in self.asked]

    def _answer(self, handler):
        self.asked.append((handler.path, dict(handler.headers)))
        found = self.answers.get(handler.path.partition("?")[0], (404, {}, b""))
        if callable(found):
            found(handler)
            return
        status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


@contextlib.contextmanager
def loopback_site(tls=None):
    """A site at a port of its own, until the block ends; with a server's TLS context it speaks https."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                site._answer(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = LoopbackSite(server.server_port, "https" if tls else "http")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
