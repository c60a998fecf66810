"""Answers on the signer's Unix socket: who may reach the socket may ask, and gets signatures, never keys."""

import fcntl
import os
import shutil
import signal
import socket
import socketserver
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.signer import wire
from liemchinh.ledger.signer.keys import make_folder
from liemchinh.ledger.signer.rules import Signed
from liemchinh.ledger.signer.signing import Signing

MOST_CONNECTIONS = 64
IDLE = 60.0  # seconds after which a silent connection is closed; a client opens another one
PROOF_LIMIT = 63  # hashes: a tree has fewer than 2^63 entries


def run_server(folder: Path, *, base: str = "", group: str = "") -> None:
    """Be the signer of `folder` until SIGTERM or Ctrl-C: takes the lock, opens the socket, cleans up after.

    `base` names the authority (`motcua.xa.vn/ledger`): its promise key is made when there are no keys at all. `group`
    is the Unix group that may ask; without it only this account may. Raises Refused("signer.running") when another
    signer serves the folder.
    """
    make_folder(folder, 0o750 if group else 0o700)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)
    with _alone(folder):
        signing = Signing.at(folder)
        if base and not signing.keyring.base():
            signing.keyring.create(f"{base}/promise")
        with _listening(folder, signing, group) as server:
            try:
                server.serve_forever(poll_interval=60.0)
            except KeyboardInterrupt:
                return


@contextmanager
def _listening(folder: Path, signing: Signing, group: str = "") -> Iterator["_Server"]:
    """The bound server; its socket is gone afterwards."""
    path = folder / "socket"
    _clear_stale(folder)
    mask = os.umask(0o117 if group else 0o177)
    try:
        with wire.address(folder) as address:
            server = _Server(address, signing)
    finally:
        os.umask(mask)
    try:
        if group:
            for shared in (folder, path):
                shutil.chown(shared, group=group)
        yield server
    finally:
        server.server_close()
        path.unlink(missing_ok=True)


@contextmanager
def serving(folder: Path) -> Iterator[Signing]:
    """The signer of `folder` in a thread of this process, for as long as inside: for tests and one-machine tools."""
    make_folder(folder)
    with _alone(folder):
        signing = Signing.at(folder)
        with _listening(folder, signing) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            try:
                yield signing
            finally:
                server.shutdown()
                thread.join()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: str, signing: Signing) -> None:
        self.signing = signing
        self.free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Conversation)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self.free.acquire(blocking=False):
            busy = Refused("signer.busy", gettext_noop("Bộ ký đang có quá nhiều kết nối. Hãy thử lại."))
            request.settimeout(1.0)
            try:
                request.sendall(wire.line_of(_refusal(busy)))
            except OSError:
                pass
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a client that left is no error of ours
            traceback.print_exc()


class _Conversation(socketserver.StreamRequestHandler):
    timeout = IDLE
    server: _Server

    def handle(self) -> None:
        while True:
            try:
                line = self.rfile.readline(wire.LINE_LIMIT + 1)
            except TimeoutError:
                return
            if not line:
                return
            if not line.endswith(b"\n"):  # too long, or cut off: what follows cannot be told from a request
                self.wfile.write(wire.line_of(_refusal(wire.garbled())))
                return
            self.wfile.write(wire.line_of(answer(self.server.signing, line)))


def answer(signing: Signing, line: bytes) -> dict[str, Any]:
    """What to say to one line: `{"ok": …}`, or `{"refused": {code, sentence, facts}}`; never an exception."""
    try:
        message = wire.message_in(line)
        verb = VERBS.get(wire.word(message.get("do")))
        if verb is None:
            raise wire.garbled()
        return {"ok": verb(signing, message)}
    except Refused as refused:
        return _refusal(refused)
    except Exception:
        traceback.print_exc()
        return _refusal(Refused("signer.broken", gettext_noop("Bộ ký gặp lỗi, xem nhật ký của bộ ký.")))


def _state(signing: Signing, message: dict[str, Any]) -> Any:
    signed = signing.state(wire.word(message.get("origin")))
    return None if signed is None else described(signed)


def described(signed: Signed) -> dict[str, Any]:
    """`signed` as JSON values."""
    return {
        "origin": signed.origin,
        "size": signed.size,
        "root": wire.pack(signed.root),
        "note": wire.pack(signed.note),
        "closed": signed.closed,
        "frozen": signed.frozen,
    }


def _sign(signing: Signing, message: dict[str, Any]) -> Any:
    proof = message.get("proof")
    if not isinstance(proof, list) or len(proof) > PROOF_LIMIT:
        raise wire.garbled()
    asked = Checkpoint(
        wire.word(message.get("origin")), wire.whole(message.get("size")), wire.unpack(message.get("root"))
    )
    old_size = wire.whole(message.get("old_size"))
    return wire.pack(signing.sign(asked, old_size=old_size, proof=[wire.unpack(step) for step in proof]))


def _open_shard(signing: Signing, message: dict[str, Any]) -> Any:
    return str(signing.open_shard(wire.word(message.get("origin")), previous=wire.word(message.get("previous", ""))))


def _prepare(signing: Signing, message: dict[str, Any]) -> Any:
    return str(signing.prepare(wire.word(message.get("origin"))))


def _close(signing: Signing, message: dict[str, Any]) -> Any:
    return wire.pack(signing.close(wire.word(message.get("origin")), wire.whole(message.get("size"))))


def _promise(signing: Signing, message: dict[str, Any]) -> Any:
    leaf, at, within = (
        wire.unpack(message.get("leaf")),
        wire.whole(message.get("at")),
        wire.whole(message.get("within")),
    )
    return wire.pack(signing.promise(leaf, at=at, within=within).to_bytes())


def _keys(signing: Signing, message: dict[str, Any]) -> Any:
    keys = signing.keys()
    return {
        "logs": {origin: str(key) for origin, key in keys.logs.items()},
        "promises": [str(key) for key in keys.promises],
    }


VERBS: dict[str, Callable[[Signing, dict[str, Any]], Any]] = {
    "state": _state,
    "sign": _sign,
    "prepare": _prepare,
    "open_shard": _open_shard,
    "close": _close,
    "promise": _promise,
    "keys": _keys,
}
"""Everything that can be asked over the socket. Freezing and catching up need the signer's own account."""


def _refusal(refused: Refused) -> dict[str, Any]:
    facts = {name: value if isinstance(value, int | str) else str(value) for name, value in refused.facts.items()}
    return {"refused": {"code": refused.code, "sentence": refused.sentence, "facts": facts}}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; Refused("signer.running") when another process does."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise _running(folder) from held
        yield
    finally:
        os.close(handle)


def _clear_stale(folder: Path) -> None:
    """Remove the socket that a killed signer left; one behind which somebody answers is not touched."""
    path = folder / "socket"
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX) as probe, wire.address(folder) as address:
        probe.settimeout(1.0)
        try:
            probe.connect(address)
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
        except OSError:
            pass  # slow, or not a socket: somebody else's business
    raise _running(folder)


def _running(folder: Path) -> Refused:
    sentence = gettext_noop("Thư mục {folder} đang có bộ ký khác chạy. Không mở bộ ký thứ hai.")
    return Refused("signer.running", sentence, folder=folder)


def _leave(signum: int, frame: object) -> NoReturn:
    raise SystemExit(0)
