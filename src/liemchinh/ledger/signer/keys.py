"""Keys as files of the signer: made once, readable by its account alone, never overwritten, never sent anywhere.

`keys/2026.log.key` signs the log of a year, `keys/2026.mldsa.key` (if there is one) signs it a second time with
ML-DSA-44, `keys/promise.key` signs promises. A file holds one line, the private key in the form of Go's `note`.
"""

import hashlib
import os
import stat
import threading
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import KeyType, SignerKey, VerifierKey, parse_skey
from liemchinh.ledger.signer import rules

PRIVATE = 0o600


def fingerprint(key: VerifierKey) -> str:
    """SHA-256 of the printed public key, 64 hex digits in groups of four: what two people read to each other."""
    digits = hashlib.sha256(str(key).encode()).hexdigest()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder of the signer and those above it. Raises Refused("signer.folder") when it cannot be made."""
    try:
        for above in reversed(path.parents):
            above.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=mode, exist_ok=True)
    except OSError as problem:
        sentence = gettext_noop("Không tạo được thư mục {path} của bộ ký: {reason}.")
        raise Refused("signer.folder", sentence, path=path, reason=problem.strerror or problem) from problem


def check_private(path: Path) -> None:
    """Refuse a file that other accounts can read or write ("signer.mode")."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        sentence = gettext_noop("Tệp {path} để quyền {mode}: tài khoản khác đọc được. Chạy: chmod 600 {path}")
        raise Refused("signer.mode", sentence, path=path, mode=f"{mode:o}")


class Keyring:
    """The key files of one signer. Reads each once; may be used by many threads."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self.folder = folder
        self._known: dict[Path, SignerKey] = {}
        self._lock = threading.Lock()

    def log(self, origin: str) -> SignerKey | None:
        """The Ed25519 key of a log, or None when there is none."""
        rules.order_of(origin)
        return self._read(self.folder / f"{_stem(origin)}.log.key", origin)

    def second(self, origin: str) -> SignerKey | None:
        """The log's ML-DSA-44 key, which cosigns its own checkpoints, or None."""
        rules.order_of(origin)
        return self._read(self.folder / f"{_stem(origin)}.mldsa.key", origin)

    def promises(self) -> tuple[SignerKey, ...]:
        """Every promise key, oldest first."""
        found = [key for path in self.folder.glob("promise*.key") if (key := self._read(path, ""))]
        return tuple(sorted(found, key=lambda key: rules.promise_order(key.name)))

    def logs(self) -> dict[str, SignerKey]:
        """Every log key by its origin, oldest first."""
        found = [key for path in self.folder.glob("*.log.key") if (key := self._read(path, ""))]
        return {key.name: key for key in sorted(found, key=lambda key: rules.order_of(key.name))}

    def base(self) -> str:
        """The authority whose keys these are; empty before the first key."""
        named = [*self.promises(), *self.logs().values()]
        return rules.base_of(named[0].name) if named else ""

    def create(self, name: str, type: KeyType = KeyType.ED25519) -> SignerKey:  # noqa: A002  as core names it
        """Make the key `name` (a log's origin or `<base>/promise`) and store it durably.

        Raises Refused("signer.exists") when its file is there: keys are never overwritten.
        """
        rules.base_of(name)
        stem = _stem(name)
        if stem.startswith("promise"):
            path = self.folder / f"{stem}.key"
        else:
            path = self.folder / f"{stem}.{'mldsa' if type is KeyType.ML_DSA_COSIGNATURE else 'log'}.key"
        key = SignerKey.generate(name, type)
        try:
            _write_once(path, f"{key}\n")
        except FileExistsError as there:
            sentence = gettext_noop("Khóa {path} đã có. Không ghi đè khóa nào.")
            raise Refused("signer.exists", sentence, path=path) from there
        except OSError as problem:
            sentence = gettext_noop("Không ghi được khóa {path}: {reason}.")
            raise Refused("signer.folder", sentence, path=path, reason=problem.strerror or problem) from problem
        return key

    def _read(self, path: Path, name: str) -> SignerKey | None:
        with self._lock:
            key = self._known.get(path)
            if key is None:
                if not path.is_file():
                    return None
                check_private(path)
                key = self._known[path] = _key_in(path)
        if name and key.name != name:
            sentence = gettext_noop("Khóa trong tệp {path} mang tên {name}, không phải {asked}.")
            raise Refused("signer.key", sentence, path=path, name=key.name, asked=name)
        return key


def _stem(name: str) -> str:
    return name.rpartition("/")[2]


def _key_in(path: Path) -> SignerKey:
    try:
        return parse_skey(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError, Refused) as problem:
        sentence = gettext_noop("Không đọc được khóa trong tệp {path}.")
        raise Refused("signer.key", sentence, path=path) from problem


def _write_once(path: Path, text: str) -> None:
    # Written aside, synced, then linked into place: a power cut leaves the whole key or none, and nobody's is replaced.
    aside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as sink:
            sink.write(text)
            sink.flush()
            os.fsync(sink.fileno())
        os.link(aside, path)
    finally:
        aside.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
