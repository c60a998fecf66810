"""The signer's desk: reads what was signed, lets the rules decide, signs in memory, stores, and only then answers."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core import checkpoint, merkle
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.note import Note, SignerKey, VerifierKey, check_signed, parse_note
from liemchinh.ledger.core.promise import Promise, make
from liemchinh.ledger.signer import rules
from liemchinh.ledger.signer.keys import Keyring
from liemchinh.ledger.signer.rules import Keys, Signed
from liemchinh.ledger.signer.store import Store


class Signing:
    """What can be asked of the signer, on its own folder. May be used by many threads.

    `clock` gives unix seconds: for the history, and for the time in an ML-DSA cosignature. Everything raises Refused.
    """

    def __init__(self, keyring: Keyring, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.keyring, self.store, self.clock = keyring, store, clock
        self._opening = threading.Lock()
        self._promises: tuple[SignerKey, ...] = ()

    @classmethod
    def at(cls, folder: Path) -> "Signing":
        """The desk over `folder`, whose keys and store are made when they are missing."""
        return cls(Keyring(folder / "keys"), Store(folder))

    def state(self, origin: str) -> Signed | None:
        """What was last signed for this log; None for one that was never opened."""
        return self.store.signed(origin)

    def sign(self, asked: Checkpoint, *, old_size: int, proof: Sequence[bytes]) -> bytes:
        """The signed note of `asked` if it continues what was signed before; the stored one when asked again.

        `proof` is the consistency proof (RFC 6962 §2.1.2) from `old_size`, which must be what was last signed.
        """
        signed = self._signed(asked.origin)
        rules.check_growth(signed, asked, old_size=old_size, proof=proof)
        if rules.is_repeat(signed, asked):
            return signed.note
        grown = Signed(asked.origin, asked.size, asked.root, self._note(asked))
        if self.store.grow(signed, grown, at=self._now()):
            return grown.note
        now = self._signed(asked.origin)  # somebody was faster, or froze or closed the log
        rules.check_growth(now, asked, old_size=old_size, proof=proof)
        return now.note

    def prepare(self, origin: str) -> VerifierKey:
        """The key of a log that is to begin, made when it is missing: the last entry of the log before names it."""
        with self._opening:
            known = self.keyring.log(origin)
            if known is not None:
                return known.verifier
            year = datetime.fromtimestamp(self._now(), UTC).year
            rules.check_prepare(origin, base=self.keyring.base(), last=self.store.last(), year=year)
            return self.keyring.create(origin).verifier

    def open_shard(self, origin: str, *, previous: str = "") -> VerifierKey:
        """Begin the log `origin` after `previous`, with a new key when the ceremony made none. May be asked again."""
        with self._opening:
            if self.store.signed(origin) is not None:
                return self._log_key(origin).verifier
            rules.check_open(origin, previous=previous, base=self.keyring.base(), last=self.store.last())
            if self.store.frozen(origin):
                rules.check_not_frozen(origin, self.store.frozen(origin))
            key = self.keyring.log(origin) or self.keyring.create(origin)
            empty = Checkpoint(origin, 0, merkle.EMPTY_ROOT)
            opened = Signed(origin, 0, merkle.EMPTY_ROOT, self._note(empty, key))
            if not self.store.open(opened, vkey=str(key.verifier), at=self._now()):
                return self.open_again(origin)
            return key.verifier

    def open_again(self, origin: str) -> VerifierKey:
        """The key of a log that another process has just opened; refuses when it was another log."""
        last = self.store.last()
        if last is None or last.origin != origin:
            sentence = gettext_noop("Sổ {last} vừa được mở trước. Không mở sổ {origin} cùng lúc.")
            raise Refused("signer.open", sentence, last=last.origin if last else "", origin=origin)
        return self._log_key(origin).verifier

    def close(self, origin: str, size: int) -> bytes:
        """Let the log end at `size`, which must be what is signed, for ever; its last note."""
        signed = self._signed(origin)
        rules.check_close(signed, size)
        if not self.store.seal(signed):
            rules.check_close(self._signed(origin), size)  # it grew while we looked
        return signed.note

    def promise(self, leaf: bytes, *, at: int, within: int) -> Promise:
        """A promise that the entry with this leaf hash stands in the log `within` seconds after `at`."""
        key = self.promise_key()
        rules.check_not_frozen(key.name, self.store.frozen(key.name))
        return make(leaf, at, within, key)

    def promise_key(self) -> SignerKey:
        """The promise key in use: the newest. Raises Refused("signer.no_promise") when there is none."""
        if not self._promises or self.store.frozen(self._promises[-1].name):
            self._promises = self.keyring.promises()
        if not self._promises:
            raise Refused("signer.no_promise", gettext_noop("Bộ ký chưa có khóa lời hứa. Chạy: liemchinh keys create"))
        return self._promises[-1]

    def keys(self) -> Keys:
        """The public halves of all keys."""
        promises = tuple(key.verifier for key in self.keyring.promises())
        logs = {origin: key.verifier for origin, key in self.keyring.logs().items()}
        return Keys(logs, promises[-1] if promises else None, promises)

    def freeze(self, name: str, *, reason: str) -> bool:
        """Never use the key `name` again; False when it was frozen before."""
        rules.base_of(name)
        return self.store.freeze(name, reason=reason, at=self._now())

    def catch_up(self, published: bytes) -> Signed:
        """Go forward to a note that this signer has signed and its store, put back from a copy, has forgotten.

        Our own signature on it is the proof that it was signed. A note of the same size and another root shows two
        histories: the log is frozen for ever, and "signer.fork" raised.
        """
        note = parse_note(published)
        found = checkpoint.parse_checkpoint(note.text)
        key = self._log_key(found.origin)
        check_signed(note, key.verifier)
        # our own lines only: cosignatures of witnesses are not ours to keep
        ours = Note(note.text, tuple(line for line in note.signatures if line.name == key.name))
        return self._go_forward(Signed(found.origin, found.size, found.root, ours.to_bytes()), key)

    def catch_up_with_mark(self, origin: str) -> Signed:
        """Go forward to what the log's own mark says was signed last: to sign that again is no second history."""
        marked = self.store.marked(origin)
        if marked is None:
            raise Refused("signer.unknown", gettext_noop("Sổ {origin} chưa mở ở bộ ký này."), origin=origin)
        size, root = marked
        key = self._log_key(origin)
        return self._go_forward(Signed(origin, size, root, self._note(Checkpoint(origin, size, root), key)), key)

    def _go_forward(self, found: Signed, key: SignerKey) -> Signed:
        kept = self.store.kept(found.origin)
        if kept is None:  # the whole store is gone
            if not self.store.open(found, vkey=str(key.verifier), at=self._now()):
                sentence = gettext_noop("Bộ ký đang mở một sổ khác, không nhận {origin}.")
                raise Refused("signer.open", sentence, origin=found.origin)
            return found
        rules.check_not_frozen(kept.origin, kept.frozen)
        if self.store.root_at(found.origin, found.size) not in {None, found.root}:
            reason = gettext_noop("đã ký hai mã gốc khác nhau cho cùng một số mục")
            self.store.freeze(found.origin, reason=reason, at=self._now())
            sentence = gettext_noop("Sổ {origin} có hai lịch sử ở {size} mục. Khóa đã bị đóng băng.")
            raise Refused("signer.fork", sentence, origin=found.origin, size=found.size)
        if found.size <= kept.size:
            return kept
        if not self.store.grow(kept, found, at=self._now()):
            raise Refused("signer.closed", gettext_noop("Sổ {origin} đã khóa hoặc vừa đổi."), origin=found.origin)
        return found

    def _signed(self, origin: str) -> Signed:
        signed = self.store.signed(origin)
        if signed is None:
            raise Refused("signer.unknown", gettext_noop("Sổ {origin} chưa mở ở bộ ký này."), origin=origin)
        return signed

    def _log_key(self, origin: str) -> SignerKey:
        key, opened = self.keyring.log(origin), self.store.vkey(origin)
        if key is None or (opened and str(key.verifier) != opened):
            sentence = gettext_noop("Không có khóa của sổ {origin}, hoặc khóa không phải khóa đã mở sổ.")
            raise Refused("signer.key", sentence, origin=origin)
        return key

    def _note(self, asked: Checkpoint, key: SignerKey | None = None) -> bytes:
        note = checkpoint.sign(asked, key or self._log_key(asked.origin))
        second = self.keyring.second(asked.origin)
        if second is not None:
            note = Note(note.text, (*note.signatures, cosign(note.text, second, self._now())))
        return note.to_bytes()

    def _now(self) -> int:
        return int(self.clock())
