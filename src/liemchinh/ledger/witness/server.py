"""Serves a witness over HTTP: `POST /add-checkpoint`, `GET /<hex of SHA-256(origin)>/checkpoint` (tlog-witness).

Only the standard library, so that it runs from one file. Nothing of the peer is trusted: the body is limited, a
request has so many seconds in all, and no more than so many are served at once. Encryption is the reverse proxy's.
"""

import hashlib
import logging
import socket
import socketserver
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import SignerKey, VerifierKey
from liemchinh.ledger.witness.rules import REQUEST_LIMIT, TEXT_TYPE, Verdict, judge, parse_asked
from liemchinh.ledger.witness.store import Store

log = logging.getLogger(__name__)

SECONDS = 10
"""A request is read and answered within this time, or the connection is closed."""

CONNECTIONS = 64
"""Served at once; the next is told to come again."""

Trusted = Callable[[], Mapping[str, Sequence[VerifierKey]]]
"""The logs' keys by origin, asked at each request so that a new year's log needs no restart."""


class Witness:
    """What a witness is, without the network: its keys, its memory, the logs it follows."""

    def __init__(self, store: Store, signers: Sequence[SignerKey], trusted: Trusted) -> None:
        self.store = store
        self.signers = tuple(signers)
        self.trusted = trusted

    def add_checkpoint(self, body: bytes) -> Verdict:
        """The answer to one request body; what it promises is on the disk when this returns."""
        try:
            asked = parse_asked(body)
        except Refused as refused:
            return Verdict(400, f"{refused}\n".encode())
        trusted, at = self.trusted(), int(time.time())
        origin = asked.checkpoint.origin
        if origin not in trusted:  # strangers cost no look into the store
            return judge(asked, trusted=trusted, seen=None, signers=self.signers, at=at)
        try:
            verdict = self.store.decide(
                origin,
                lambda seen: judge(asked, trusted=trusted, seen=seen, signers=self.signers, at=at),
                sent=body,
                at=at,
            )
        except sqlite3.Error:
            log.exception("nothing was cosigned: it could not be kept")
            sentence = gettext_noop("Không ghi nhớ được mốc sổ nên chưa ký. Xin thử lại sau.")
            return Verdict(500, f"{sentence}\n".encode())
        if verdict.evidence:
            log.error("%s signed a checkpoint that does not extend the one seen before; kept as evidence", origin)
        return verdict

    def checkpoint(self, name: str) -> bytes | None:
        """The last cosigned checkpoint of the log whose origin hashes to `name` (hex), None when there is none."""
        for origin in self.store.origins():
            if hashlib.sha256(origin.encode()).hexdigest() == name:
                seen = self.store.last(origin)
                return seen.note if seen else None
        return None


class WitnessServer(ThreadingHTTPServer):
    """A bounded number of connections, each with a bounded time."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], witness: Witness, *, seconds: float = SECONDS) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.witness = witness
        self.seconds = seconds
        self._places = threading.Semaphore(CONNECTIONS)
        self._until: dict[Any, float] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without the look-up of our own name that HTTPServer makes: it can take long and nobody needs it."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            try:
                request.settimeout(0.05)
                try:
                    request.recv(REQUEST_LIMIT)  # closed with words unread, our answer would be thrown away with them
                except TimeoutError:
                    pass
                request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass
            self.shutdown_request(request)
            return
        self.begin(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._until.pop(request, None)
            self._places.release()

    def begin(self, request: Any) -> None:
        """A new request starts on this connection: its time runs from now."""
        self._until[request] = time.monotonic() + self.seconds

    def service_actions(self) -> None:
        """Called twice a second: close the connections whose time is over, however busily they trickle."""
        now = time.monotonic()
        for request, until in list(self._until.items()):
            if until < now:
                self._until.pop(request, None)
                try:
                    request.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Peers that go away are no news."""
        log.debug("connection ended early", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "liemchinh-witness"
    sys_version = ""
    timeout = SECONDS
    wbufsize = -1  # the answer leaves in one piece
    disable_nagle_algorithm = True
    server: WitnessServer

    def do_POST(self) -> None:
        self.server.begin(self.request)
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdecimal() or len(length) > 9:
            return self._answer(Verdict(411, "Cần Content-Length.\n".encode()), last=True)
        if int(length) > REQUEST_LIMIT:
            return self._answer(Verdict(413, "Yêu cầu quá dài.\n".encode()), last=True)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        if self.path != "/add-checkpoint":
            return self._answer(_missing())
        return self._answer(self.server.witness.add_checkpoint(body))

    def do_GET(self) -> None:
        self.server.begin(self.request)
        _, _, rest = self.path.partition("/")
        name, _, word = rest.partition("/")
        note = self.server.witness.checkpoint(name) if word == "checkpoint" else None
        self._answer(_missing() if note is None else Verdict(200, note, TEXT_TYPE))

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, verdict: Verdict, *, last: bool = False) -> None:
        self.send_response(verdict.status)
        self.send_header("Content-Type", verdict.type)
        self.send_header("Content-Length", str(len(verdict.body)))
        if self.command == "GET":
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cache-Control", "max-age=5")
        if last:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(verdict.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        log.debug(format, *args)


def _missing() -> Verdict:
    return Verdict(404, "Không có gì ở địa chỉ này.\n".encode())
