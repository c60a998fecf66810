"""`liemchinh witness`: runs a witness on any computer, with one folder to keep."""

import argparse
import logging
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import KeyType, SignerKey, VerifierKey, parse_skey, parse_vkey
from liemchinh.ledger.core.policy import parse_policy
from liemchinh.ledger.witness.server import Witness, WitnessServer
from liemchinh.ledger.witness.store import Store

log = logging.getLogger(__name__)

KEYS = {KeyType.COSIGNATURE: "key", KeyType.ML_DSA_COSIGNATURE: "key-ml-dsa"}
LOGS = "logs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh witness`."""
    parser.add_argument(
        "--data", type=Path, required=True, metavar="THƯ_MỤC", help="thư mục giữ khóa và mốc đã chứng kiến"
    )
    parser.add_argument(
        "--name", metavar="TÊN", help="tên bên chứng kiến, như bao.vn/chung-kien; chỉ cần ở lần chạy đầu"
    )
    parser.add_argument(
        "--listen", default="127.0.0.1:8471", metavar="MÁY:CỔNG", help="địa chỉ và cổng nhận yêu cầu (127.0.0.1:8471)"
    )
    parser.add_argument("--log", nargs="+", default=[], metavar="VKEY", help="khóa công khai của sổ cần theo dõi")
    parser.add_argument("--policy", type=Path, metavar="TỆP", help="tệp policy của sổ: theo dõi mọi quyển ghi trong đó")
    parser.add_argument("--ml-dsa", action="store_true", help="tạo thêm khóa ML-DSA-44, chịu được máy tính lượng tử")
    parser.add_argument("--show", action="store_true", help="chỉ in khóa và các sổ đang theo dõi")
    parser.add_argument("--evidence", metavar="TÊN_SỔ", help="in bằng chứng sổ đã ký hai lịch sử, rồi dừng")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; prints the public key that logs have to know."""
    folder: Path = args.data
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signers = keys_in(folder, name=args.name or "", ml_dsa=args.ml_dsa)
    logs = Logs(folder / LOGS)
    logs.add([parse_vkey(text) for text in args.log])
    if args.policy:
        logs.add(parse_policy(args.policy.read_bytes()).logs)
    for signer in signers:
        print(gettext_noop("Khóa công khai của bên chứng kiến (gửi cho bên giữ sổ):"), signer.verifier, sep="\n")
    print(gettext_noop("Đang theo dõi {count} quyển sổ:").format(count=len(logs())), *logs(), sep="\n  ")
    if args.show:
        return 0
    store = Store(folder / "seen.sqlite3")
    if args.evidence:
        return _show_evidence(store, args.evidence)
    _serve(Witness(store, signers, logs), _address(args.listen))
    store.close()
    return 0


def keys_in(folder: Path, *, name: str = "", ml_dsa: bool = False) -> list[SignerKey]:
    """The keys of the witness that lives in `folder`, made there if it has none yet (files only their owner reads).

    Raises Refused("witness.name") when a key has to be made and no name was given, or the name is another one.
    """
    signers = []
    for kind, file in KEYS.items():
        path = folder / file
        if path.exists():
            signers.append(parse_skey(path.read_text(encoding="utf-8").strip()))
        elif kind is KeyType.COSIGNATURE or ml_dsa:
            known = signers[0].name if signers else name
            if not known:
                sentence = gettext_noop("Lần chạy đầu cần --name, như bao.vn/chung-kien: tên này không đổi về sau.")
                raise Refused("witness.name", sentence)
            signer = SignerKey.generate(known, kind)
            _keep_secret(path, f"{signer}\n")
            signers.append(signer)
    if name and name != signers[0].name:
        sentence = gettext_noop("Thư mục này là của bên chứng kiến {known}, không phải {name}.")
        raise Refused("witness.name", sentence, known=signers[0].name, name=name)
    return signers


class Logs:
    """The logs a witness follows: a text file with one public key a line, read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = (0, 0)
        self._known: dict[str, list[VerifierKey]] = {}

    def add(self, keys: Sequence[VerifierKey]) -> None:
        """Follow these logs as well, now and after a restart. Raises Refused for a key that signs no checkpoints."""
        for key in keys:
            if key.type is not KeyType.ED25519:
                raise Refused("witness.log", gettext_noop("{name} không phải khóa của một quyển sổ."), name=key.name)
        known = [str(key) for own in self().values() for key in own]
        lines = [*known, *(str(key) for key in keys if str(key) not in known)]
        if lines != known:
            fresh = self.path.with_suffix(".new")
            fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            fresh.replace(self.path)

    def __call__(self) -> Mapping[str, Sequence[VerifierKey]]:
        """The keys by origin; those of before when the file cannot be read just now."""
        try:
            facts = self.path.stat()
            stamp = (facts.st_mtime_ns, facts.st_ino)
            if stamp != self._stamp:
                known: dict[str, list[VerifierKey]] = {}
                for line in self.path.read_text(encoding="utf-8").splitlines():
                    if line.strip() and not line.startswith("#"):
                        key = parse_vkey(line.strip())
                        known.setdefault(key.name, []).append(key)
                self._known, self._stamp = known, stamp
        except FileNotFoundError:
            pass
        except Refused:
            if not self._known:
                raise
            log.exception("%s cannot be read; the logs of before are followed", self.path)
        return self._known


def _keep_secret(path: Path, text: str) -> None:
    """A new file that only its owner reads, on the disk before the key is used."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise Refused("witness.listen", gettext_noop("Địa chỉ phải có dạng 127.0.0.1:8471, đang là {text}."), text=text)
    return host.strip("[]"), int(port)


def _serve(witness: Witness, address: tuple[str, int]) -> None:
    with WitnessServer(address, witness) as server:
        shown = f"http://{address[0]}:{server.server_port}"
        print(gettext_noop("Đang chứng kiến tại {address}. Ctrl-C để dừng.").format(address=shown), flush=True)

        def stop(number: int, frame: FrameType | None) -> None:
            threading.Thread(target=server.shutdown, daemon=True).start()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        server.serve_forever()


def _show_evidence(store: Store, origin: str) -> int:
    """Print what was kept; status 1 when there is anything: the log has signed two histories."""
    kept = store.evidence(origin)
    for at, seen, sent in kept:
        print(f"─── {at}", seen.decode(errors="replace"), "─── ≠", sent.decode(errors="replace"), sep="\n")
    print(gettext_noop("{count} lần.").format(count=len(kept)))
    return 1 if kept else 0
