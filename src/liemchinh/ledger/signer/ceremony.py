"""`liemchinh keys`: making, showing, freezing and following up the keys of the log, by people around one table.

Works on the signer's own folder, under the signer's own account, whether the signer runs or not.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from liemchinh import env
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import KeyType, VerifierKey
from liemchinh.ledger.signer.keys import fingerprint
from liemchinh.ledger.signer.rules import Signed
from liemchinh.ledger.signer.signing import Signing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of `liemchinh keys`."""
    parser.add_argument(
        "word",
        choices=["create", "show", "rotate", "freeze", "catch-up"],
        help=gettext_noop(
            "create: tạo khóa · show: xem khóa công khai và sổ đã ký tới đâu · rotate: chuẩn bị khóa năm sau · "
            "freeze: đóng băng khóa bị lộ · catch-up: đưa lại mốc đã công bố cho bộ ký bị phục hồi bản cũ"
        ),
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help=gettext_noop("tệp mốc sổ đã công bố (cho catch-up; bỏ trống thì theo tệp .mark)"),
    )
    parser.add_argument("--folder", type=Path, help=gettext_noop("thư mục khóa của bộ ký, thay cho LIEMCHINH_SIGNER"))
    parser.add_argument("--year", default="", help=gettext_noop("năm của sổ, hoặc năm-phần như 2026-2"))
    parser.add_argument("--ml-dsa", action="store_true", help=gettext_noop("tạo thêm khóa ML-DSA-44 cho sổ"))
    parser.add_argument(
        "--name", default="", help=gettext_noop("tên khóa cần đóng băng; bỏ trống là mọi khóa đang dùng")
    )
    parser.add_argument("--reason", default="", help=gettext_noop("vì sao đóng băng, sẽ công bố"))


def run(args: argparse.Namespace) -> int:
    """Do what the word says; prints what has to be written on paper."""
    folder = args.folder.expanduser().resolve() if args.folder else env.signer_folder()
    signing = Signing.at(folder)
    base = signing.keyring.base() or env.ledger_origin()
    if args.word == "create":
        _create(signing, base, args.year or str(datetime.now(VIETNAM).year), second=args.ml_dsa)
    elif args.word == "rotate":
        _rotate(signing, base, args.year, second=args.ml_dsa)
    elif args.word == "freeze":
        _freeze(signing, args.name, args.reason.strip())
    elif args.word == "catch-up":
        _catch_up(signing, args.file)
    else:
        _show(signing)
    return 0


def _create(signing: Signing, base: str, year: str, *, second: bool) -> None:
    """The keys that are missing: the log's, and a promise key when there is none that may be used."""
    origin = f"{base}/{year}"
    made = [_created_promise(signing, base)] if _needs_promise(signing) else []
    if second:  # before the log's own: a log must not be opened under one key and go on under two
        if signing.state(origin) is not None:
            sentence = gettext_noop("Sổ {origin} đã mở, không thêm khóa ML-DSA giữa chừng được.")
            raise Refused("signer.open", sentence, origin=origin)
        made.append(signing.keyring.create(origin, KeyType.ML_DSA_COSIGNATURE).verifier)
    if not made or signing.keyring.log(origin) is None:
        made.append(signing.keyring.create(origin).verifier)
    for key in made:
        _print_key(key)
    print(_PAPER.format(folder=signing.keyring.folder))


def _needs_promise(signing: Signing) -> bool:
    keys = signing.keys()
    return keys.promise is None or bool(signing.store.frozen(keys.promise.name))


def _created_promise(signing: Signing, base: str) -> VerifierKey:
    count = len(signing.keys().promises)
    return signing.keyring.create(f"{base}/promise" + (f"-{count + 1}" if count else "")).verifier


def _show(signing: Signing) -> None:
    keys = signing.keys()
    if not keys.logs and not keys.promises:
        print("Chưa có khóa nào. Tạo khóa: liemchinh keys create")
    for key in keys.promises:
        _print_key(key)
        _print_frozen(signing.store.frozen(key.name))
    for origin, key in keys.logs.items():
        _print_key(key)
        second = signing.keyring.second(origin)
        if second is not None:
            _print_key(second.verifier)
        signed = signing.state(origin)
        if signed is None:
            print("  Sổ chưa mở.")
            _print_frozen(signing.store.frozen(origin))
        else:
            _print_signed(signed)
        print()


def _rotate(signing: Signing, base: str, year: str, *, second: bool) -> None:
    last = signing.store.last()
    if last is None:
        raise Refused("signer.unknown", gettext_noop("Chưa có sổ nào mở. Tạo khóa đầu tiên: liemchinh keys create"))
    this_year = int(last.origin.rpartition("/")[2].partition("-")[0])
    following = year or str(this_year + 1)
    _create(signing, base, following, second=second)
    print(_ROTATION.format(old=last.origin, new=f"{base}/{following}"))


def _freeze(signing: Signing, name: str, reason: str) -> None:
    if not reason:
        raise Refused("signer.reason", gettext_noop("Ghi lý do đóng băng: --reason “…”. Lý do sẽ được công bố."))
    keys, last = signing.keys(), signing.store.last()
    known = {*keys.logs, *(key.name for key in keys.promises)}
    in_use = [last.origin] if last is not None and not last.closed else []
    in_use += [keys.promise.name] if keys.promise is not None else []
    if name and name not in known:
        raise Refused("signer.name", gettext_noop("Bộ ký không giữ khóa nào tên “{name}”."), name=name)
    for chosen in [name] if name else in_use:
        if not signing.freeze(chosen, reason=reason):
            print(f"Khóa {chosen} đã đóng băng từ trước.")
        print(f"Khóa {chosen}: ĐÓNG BĂNG.")
        _print_frozen(signing.store.frozen(chosen))
        signed = signing.store.kept(chosen)
        if signed is not None:
            _print_signed(signed)
            sys.stdout.write(f"\n{signed.note.decode()}\n")
    print(_COMPROMISE)


def _catch_up(signing: Signing, file: Path | None) -> None:
    if file is None:  # what the marks beside the store remember
        for origin in signing.keyring.logs():
            if signing.store.marked(origin) is not None:
                _print_signed(signing.catch_up_with_mark(origin))
        return
    try:
        published = file.read_bytes()
    except OSError as problem:
        sentence = gettext_noop("Không đọc được {file}: {reason}.")
        raise Refused("signer.file", sentence, file=file, reason=problem.strerror or problem) from problem
    _print_signed(signing.catch_up(published))


def _print_key(key: VerifierKey) -> None:
    groups = fingerprint(key).split()
    print(f"{key.name} ({_KINDS[key.type]})")
    print(f"  Khóa công khai: {key}")
    for row in range(0, len(groups), 4):
        print(f"  {'Vân tay:' if not row else '':<15} {' '.join(groups[row : row + 4])}")


def _print_signed(signed: Signed) -> None:
    closed = " Sổ đã khóa." if signed.closed else ""
    print(f"  {signed.origin}: đã ký {signed.size} mục, mã gốc {signed.root.hex()}.{closed}")
    _print_frozen(signed.frozen)


def _print_frozen(reason: str) -> None:
    if reason:
        print(f"  Đóng băng: {reason}")


_KINDS = {
    KeyType.ED25519: "Ed25519",
    KeyType.COSIGNATURE: "Ed25519, chứng kiến",
    KeyType.ML_DSA_COSIGNATURE: "ML-DSA-44",
}
_PAPER = """
Viết lên giấy, đọc to cho nhau nghe, mọi người có mặt cùng ký:
  1. Ngày, giờ, nơi làm; họ tên, chức vụ từng người; máy dùng để tạo khóa.
  2. Tên và vân tay của từng khóa ở trên, đúng từng nhóm bốn ký tự.
  3. Chép thư mục {folder} ra hai thẻ nhớ mã hóa; niêm phong hai phong bì; ghi nơi cất và người giữ.
  4. Gửi dòng “Khóa công khai” cho từng bên chứng kiến và đăng ở trang công khai.
Chỉ sao lưu khóa. Đừng bao giờ phục hồi store.sqlite3 hay tệp .mark từ bản sao: bộ ký sẽ quên điều nó đã ký."""
_ROTATION = """
Các bước sang sổ mới:
  1. Công bố khóa ở trên cho các bên chứng kiến trước ngày đổi sổ.
  2. Hết năm, chương trình ghi mục cuối của {old} (ledger.shard_closed), trong đó có tên và khóa của {new}.
  3. Bộ ký khóa {old}: từ đó không ký thêm mục nào vào sổ này.
  4. Bộ ký mở {new}; mục đầu của sổ mới ghi lại mốc cuối của {old}.
Khóa của sổ cũ giữ lại để kiểm, không dùng để ký nữa."""
_COMPROMISE = """
Việc phải làm ngay:
  1. Đăng mốc sổ ở trên (số mục và mã gốc) ở trang công khai và gửi báo chí: sau mốc này không tin chữ ký của khóa nữa.
  2. Báo từng bên chứng kiến: không chứng kiến mốc nào lớn hơn số mục trên cho tên sổ này.
  3. Tạo khóa mới: liemchinh keys create --year NĂM-PHẦN (ví dụ 2026-2). Sổ mới mở sau sổ bị đóng băng.
  4. Ghi biên bản: ai phát hiện, lúc nào, khóa lộ ra sao."""
