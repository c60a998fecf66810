"""`liemchinh esign`: makes a test key, signs a PDF with the configured key, reads the signatures of a PDF."""

import argparse
import secrets
from datetime import UTC, datetime
from pathlib import Path

from liemchinh import env
from liemchinh.dossiers.services import esigning
from liemchinh.kernel.days import moment
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import esign

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read at all; what may be signed or checked is less (`papers.scans`)."""
WORDS = {"good": "  +", "plain": "   ", "bad": "  !"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh esign`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    keys = words.add_parser("test-authority", help="tạo tổ chức và khóa thử nghiệm, không có giá trị pháp lý")
    keys.add_argument("folder", metavar="THƯ_MỤC", help="thư mục chưa có, hoặc còn trống")
    keys.add_argument("--agency", default="Ủy ban nhân dân xã thử nghiệm", metavar="TÊN", help="tên cơ quan thử")
    sign = words.add_parser("sign", help="ký một tệp PDF bằng khóa đã khai, ghi ra tệp mới")
    sign.add_argument("file", metavar="TỆP", help="tệp PDF")
    sign.add_argument("--to", required=True, metavar="TỆP", help="tệp sẽ ghi, chưa có")
    sign.add_argument(
        "--agency", default="", metavar="TÊN", help="tên cơ quan trên khối chữ ký; mặc định theo chứng thư"
    )
    check = words.add_parser("check", help="đọc chữ ký của một tệp PDF và nói rõ từng điều")
    check.add_argument("file", metavar="TỆP", help="tệp PDF")


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 1 when a file does not stand the check. Raises Refused for what cannot be done."""
    at = datetime.now(UTC)
    if args.word == "test-authority":
        return make_authority(Path(args.folder), args.agency, at)
    content = _content(args.file)
    return sign(content, Path(args.to), args.agency, at) if args.word == "sign" else check(content, at)


def make_authority(folder: Path, agency: str, at: datetime) -> int:
    """Write the certificate, the key and its password into a fresh folder that only its owner can read."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused("esign.folder", gettext_noop("Thư mục “{name}” đã có tệp. Hãy chọn thư mục khác."), name=folder)
    (folder / "trust").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    password = secrets.token_urlsafe(24)
    root, archive = esign.make_test_keys(agency=agency, password=password, at=at)
    for name, content in (("key.p12", archive), ("password", password.encode()), ("trust/goc.pem", root)):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    print(esign.TEST_MARK)
    print("Dùng thử bằng ba dòng cấu hình này:")
    print(f"{env.ESIGN_KEY}={folder.resolve() / 'key.p12'}")
    print(f"{env.ESIGN_PASSWORD}_FILE={folder.resolve() / 'password'}")
    print(f"{env.ESIGN_TRUST}={folder.resolve() / 'trust'}")
    return 0


def sign(content: bytes, to: Path, agency: str, at: datetime) -> int:
    """Sign with the configured key, and with a time stamp when an authority for it is configured."""
    key = esigning.agency_key()
    if key is None:
        raise Refused("esign.no_key", gettext_noop("Chưa khai khóa ký số. Đặt {name}."), name=env.ESIGN_KEY)
    if to.exists():
        raise Refused("esign.exists", gettext_noop("Tệp “{name}” đã có, không ghi đè."), name=to)
    signed = esign.sign(content, key=key, agency=agency or key.name, at=at, ask=esigning.stamping())
    to.write_bytes(signed)
    print(f"Đã ký bằng chứng thư của {key.name}, hết hạn {moment(key.not_after)}.")
    if key.is_test:
        print(esign.TEST_MARK)
    return 0


def check(content: bytes, at: datetime) -> int:
    """A line for everything that is seen; 0 only when a trusted signature covers all of the file as it is."""
    verdict = esign.read(content, trust=esigning.trusted(), at=at)
    print(f"SHA-256: {verdict.sha256}")
    if not verdict.signatures:
        print("Tệp này không có chữ ký số nào.")
    for number, one in enumerate(verdict.signatures, start=1):
        print(f"Chữ ký thứ {number}:")
        for said in esign.sentences(one):
            facts = {name: moment(fact) if isinstance(fact, datetime) else fact for name, fact in said.facts.items()}
            print(f"{WORDS[said.kind]} {said.words.format(**facts)}")
    return 0 if any(one.intact and one.whole and one.trusted_by for one in verdict.signatures) else 1


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as missing:
        sentence = gettext_noop("Không đọc được tệp “{name}” ({why}).")
        raise Refused("esign.file", sentence, name=name, why=missing.strerror) from missing
    return content
