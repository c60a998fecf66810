"""Reads what people hand to the verifier: a `.tlog-proof` file, or what a phone read from the QR code of a paper."""

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.promise import Promise, parse_digits
from liemchinh.ledger.core.proof import PROOF_LIMIT, LogProof, parse_proof

PROOF_START = b"c2sp.org/tlog-proof@"  # of whatever version: `parse_proof` says which it reads
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"GIF8", b"RIFF", b"BM", b"PK\x03\x04")
MOST_PROMISES = 1000  # in one text; a longer list is for the monitor


def read_evidence(data: bytes) -> list[LogProof | Promise]:
    """The proof in a file's bytes, or every promise in a text: a line with `…#digits` each, or bare digits.

    Digits may go over several lines. Raises Refused "verify.*" for anything else, and what `parse_proof` and
    `parse_digits` raise. Nothing is verified yet.
    """
    if len(data) > PROOF_LIMIT:
        raise Refused("verify.size", gettext_noop("Tệp dài {size} byte, quá giới hạn."), size=len(data))
    if data.startswith(PROOF_START):
        return [parse_proof(data)]
    if data.startswith(PICTURES):
        sentence = gettext_noop("Đây là ảnh hoặc tệp PDF. Hãy quét mã QR bằng điện thoại, rồi chép phần chữ vào đây.")
        raise Refused("verify.picture", sentence)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = gettext_noop("Không đọc được tệp này: không phải tệp bằng chứng, cũng không phải chữ.")
        raise Refused("verify.unknown", sentence) from None
    found = _digit_runs(text)
    if not found:
        sentence = gettext_noop("Không thấy lời hứa nào: cần địa chỉ có dấu # và dãy số đọc từ mã QR trên giấy.")
        raise Refused("verify.unknown", sentence)
    if len(found) > MOST_PROMISES:
        raise Refused("verify.size", gettext_noop("Quá nhiều lời hứa trong một tệp: {count}."), count=len(found))
    return [parse_digits(digits) for digits in found]


def _digit_runs(text: str) -> list[str]:
    """What stands after `#` on each line that has one, with the lines of mere digits that follow it."""
    found: list[str] = []
    for line in text.splitlines():
        before, sharp, after = line.rpartition("#")
        compact = "".join((after if sharp else line).split())
        if sharp:
            found.append(compact)
        elif compact.isascii() and compact.isdigit():
            if found:
                found[-1] += compact
            else:
                found.append(compact)
    return [digits for digits in found if digits]
