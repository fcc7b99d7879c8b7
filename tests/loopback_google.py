"""A loopback server that answers as the service behind gTTS does, so that the real client talks over a socket.

It is a proxy: the client sends CONNECT, gets TLS with a certificate made for the test, and posts to the same
path as on the internet. ``mode`` says how a request is answered.
"""

import base64
import json
import socket
import ssl
import threading
import time
import urllib.parse

import lameenc
import numpy as np
import trustme

MS_PER_LETTER = 75
RATE_HZ = 24_000


def speech_mp3(text, share=1.0):
    """A buzz as long as the letters would take, and a little silence as after speech, as MP3."""
    count = int(len(text.replace(" ", "")) * MS_PER_LETTER * share * RATE_HZ / 1000)
    wave = 6000 * np.sign(np.sin(2 * np.pi * 150 * np.arange(count) / RATE_HZ))
    wave = np.concatenate([wave, np.zeros(RATE_HZ // 20)])
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(wave.astype(np.int16).tobytes()) + encoder.flush())


class LoopbackGoogle:
    """Modes: ok, nothing, half, garbage, reset, truncated, hang, drip, or a status as a number.

    ``headers`` go with every status that is a number; ``most`` is how many requests were in hand at a time.
    ``parts`` holds what was asked; ``after`` is a number of requests and the mode that follows them.
    """

    def __init__(self, mode="ok", delay_s=0.0):
        self.mode = mode
        self.delay_s = delay_s
        self.parts = []
        self.after = None
        self.headers = {}
        self.most = self._now = 0
        self._count = threading.Lock()
        self.ca = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert("translate.google.com").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.proxy = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            connection.settimeout(10)
            try:
                self._read_head(connection)
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with self._context.wrap_socket(connection, server_side=True) as tls:
                    self._answer(tls)
            except (OSError, ValueError):
                return

    def _read_head(self, stream):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = stream.recv(4096)
            if not piece:
                raise ValueError("closed")
            head += piece
        head, _, rest = head.partition(b"\r\n\r\n")
        return head, rest

    def _answer(self, tls):
        head, body = self._read_head(tls)
        lines = head.decode().split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length"))
        while len(body) < length:
            body += tls.recv(4096)
        request = json.loads(urllib.parse.parse_qs(body.decode())["f.req"][0])
        text = json.loads(request[0][0][1])[0]
        with self._count:
            self.parts.append(text)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            self._answer_as(tls, text)
        finally:
            with self._count:
                self._now -= 1

    def _answer_as(self, tls, text):
        if self.after and len(self.parts) > self.after[0]:
            self.mode = self.after[1]
        time.sleep(self.delay_s)
        if isinstance(self.mode, int):
            self._reply(tls, self.mode, b"no", headers=self.headers)
        elif self.mode == "nothing":
            self._reply(tls, 200, b")]}'\n\n[]\n")
        elif self.mode == "garbage":
            self._reply(tls, 200, self._sound(b"").replace(b'\\"\\"', b'\\"!!A\\"'))
        elif self.mode == "reset":
            tls.close()
        elif self.mode == "drip":
            tls.sendall(b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(40):
                tls.sendall(b" ")
                time.sleep(0.1)
        elif self.mode == "hang":
            time.sleep(5)
        else:
            data = self._sound(speech_mp3(text, 0.45 if self.mode == "half" else 1.0))
            self._reply(tls, 200, data, cut=self.mode == "truncated")

    def _sound(self, mp3):
        inner = json.dumps([base64.b64encode(mp3).decode()])
        return (
            b")]}'\n\n"
            + json.dumps([["wrb.fr", "jQ1olc", inner, None, "generic"]], separators=(",", ":")).encode()
            + b"\n"
        )

    def _reply(self, tls, status, body, cut=False, headers=()):
        more = "".join(f"{name}: {value}\r\n" for name, value in dict(headers).items())
        head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
        tls.sendall(head.encode() + (body[: len(body) // 2] if cut else body))
