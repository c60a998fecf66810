"""Asks the signer: what sequencer and rooms call. Cheap, thread-safe, and it connects again by itself."""

import os
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.note import VerifierKey, parse_vkey
from liemchinh.ledger.core.promise import Promise, parse_promise
from liemchinh.ledger.signer import wire
from liemchinh.ledger.signer.rules import Keys, Signed

__all__ = ["Keys", "Signed", "Signer", "SignerAway"]


class SignerAway(Exception):
    """Nobody answers on the signer's socket, or not in time. What was asked may have been done: ask again."""


class Signer:
    """The signer whose folder is `folder`. One may be kept for the life of a process, also across a fork.

    Every verb raises Refused with the signer's own code and sentence, or SignerAway. All may be repeated.
    """

    def __init__(self, folder: Path, timeout: float = 2.0) -> None:
        self.folder, self.timeout = folder, timeout
        self._idle: list[_Line] = []
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def state(self, origin: str) -> Signed | None:
        """What the signer last signed for this log; None when it never opened it."""
        said = self._ask({"do": "state", "origin": origin})
        if said is None:
            return None
        return Signed(
            said["origin"],
            said["size"],
            wire.unpack(said["root"]),
            wire.unpack(said["note"]),
            said["closed"],
            said["frozen"],
        )

    def sign(self, checkpoint: Checkpoint, *, old_size: int, proof: Sequence[bytes]) -> bytes:
        """The signed note of `checkpoint`; the same bytes when asked again for the same size and root.

        `proof` is the consistency proof from `old_size`, the size last signed (`state`). Refused: "signer.behind"
        (facts signed, size, first, last), "signer.fork", "signer.frozen", "signer.closed", "signer.old_size",
        "signer.unknown", "signer.rolled_back", "signer.store".
        """
        asked = {"do": "sign", "origin": checkpoint.origin, "size": checkpoint.size, "root": wire.pack(checkpoint.root)}
        return wire.unpack(self._ask({**asked, "old_size": old_size, "proof": [wire.pack(step) for step in proof]}))

    def prepare(self, origin: str) -> VerifierKey:
        """The key of a log that will begin, made when it is missing. Refused: "signer.origin", "signer.name"."""
        return parse_vkey(self._ask({"do": "prepare", "origin": origin}))

    def open_shard(self, origin: str, *, previous: str = "") -> VerifierKey:
        """Begin the log `origin`, whose key is made when it is missing; harmless when it has begun.

        `previous` is the origin of the log before, which must be closed or frozen. Its first note, of the empty tree,
        stands in `state`. Refused: "signer.open", "signer.previous", "signer.origin", "signer.name".
        """
        return parse_vkey(self._ask({"do": "open_shard", "origin": origin, "previous": previous}))

    def close(self, origin: str, size: int) -> bytes:
        """Let the log end at `size` entries, which must be what is signed, for ever; its last note."""
        return wire.unpack(self._ask({"do": "close", "origin": origin, "size": size}))

    def promise(self, leaf: bytes, *, at: int, within: int) -> Promise:
        """A signed promise that the entry with this leaf hash stands in the log `within` seconds after `at`."""
        said = self._ask({"do": "promise", "leaf": wire.pack(leaf), "at": at, "within": within})
        return parse_promise(wire.unpack(said))

    def keys(self) -> Keys:
        """The public halves of the signer's keys."""
        said = self._ask({"do": "keys"})
        promises = tuple(parse_vkey(text) for text in said["promises"])
        logs = {origin: parse_vkey(text) for origin, text in said["logs"].items()}
        return Keys(logs, promises[-1] if promises else None, promises)

    def hang_up(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _ask(self, message: dict[str, Any]) -> Any:
        said = wire.message_in(self._exchange(wire.line_of(message)))
        refused = said.get("refused")
        if refused is not None and refused["code"] == "signer.busy":
            raise SignerAway(refused["sentence"])
        if refused is not None:
            raise Refused(refused["code"], refused["sentence"], **refused["facts"])
        return said["ok"]

    def _exchange(self, request: bytes) -> bytes:
        kept = self._kept()
        if kept is not None:
            try:
                return self._over(kept, request)
            except TimeoutError as late:
                raise SignerAway(str(late)) from late
            except OSError:
                pass  # closed after a silence, or the signer was started again: everything may be asked twice
        try:
            return self._over(_Line(self.folder, self.timeout), request)
        except OSError as problem:
            raise SignerAway(problem.strerror or str(problem)) from problem

    def _over(self, line: "_Line", request: bytes) -> bytes:
        try:
            answer = line.exchange(request)
        except BaseException:
            line.close()
            raise
        with self._lock:
            self._idle.append(line)
        return answer

    def _kept(self) -> "_Line | None":
        with self._lock:
            if self._owner != os.getpid():  # a line that was opened before a fork belongs to the parent
                self._owner, self._idle = os.getpid(), []
            return self._idle.pop() if self._idle else None


class _Line:
    """One open connection, used by one thread at a time."""

    def __init__(self, folder: Path, timeout: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout)
        try:
            with wire.address(folder) as address:
                self._socket.connect(address)
        except BaseException:
            self._socket.close()
            raise
        self._reader = self._socket.makefile("rb")

    def exchange(self, request: bytes) -> bytes:
        """Send one line and return the line that comes back. Raises OSError."""
        self._socket.sendall(request)
        answer = self._reader.readline(wire.ANSWER_LIMIT)
        if not answer.endswith(b"\n"):
            raise ConnectionResetError("the signer hung up")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._reader.close()
        self._socket.close()
