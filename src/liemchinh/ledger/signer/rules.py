"""Decides whether the signer may sign: one log, one history, forwards only. Never reads a clock, a file or a key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core import merkle
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.note import VerifierKey

_LOG = re.compile(r"(?P<base>[^\s+]+)/(?P<year>[0-9]{4})(-(?P<part>[1-9][0-9]{0,2}))?")
_PROMISE = re.compile(r"(?P<base>[^\s+]+)/promise(-(?P<part>[1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Signed:
    """What the signer last signed for one log; `frozen` is the reason why it signs no more, empty when it does."""

    origin: str
    size: int
    root: bytes
    note: bytes
    closed: bool = False
    frozen: str = ""


@dataclass(frozen=True)
class Keys:
    """The public halves: one key a log by its origin, the promise key in use, and every promise key there was."""

    logs: Mapping[str, VerifierKey] = field(default_factory=dict)
    promise: VerifierKey | None = None
    promises: tuple[VerifierKey, ...] = ()


def base_of(name: str) -> str:
    """The authority's part of a key name: `<base>` of `<base>/2026` or `<base>/promise`. Raises Refused."""
    found = _LOG.fullmatch(name) or _PROMISE.fullmatch(name)
    if found is None:
        sentence = gettext_noop("Tên “{name}” không phải tên sổ (như motcua.xa.vn/ledger/2026) hay tên khóa lời hứa.")
        raise Refused("signer.name", sentence, name=name)
    return found["base"]


def order_of(origin: str) -> tuple[int, int]:
    """Year and part of a log's name, by which logs follow each other: (2026, 1) for `…/2026`. Raises Refused."""
    found = _LOG.fullmatch(origin)
    if found is None:
        raise Refused("signer.name", gettext_noop("“{name}” không phải tên sổ có năm ở cuối."), name=origin)
    return int(found["year"]), int(found["part"] or 1)


def promise_order(name: str) -> int:
    """Which promise key this is: 1 for `<base>/promise`, 2 for `<base>/promise-2`. Raises Refused."""
    found = _PROMISE.fullmatch(name)
    if found is None:
        raise Refused("signer.name", gettext_noop("“{name}” không phải tên khóa lời hứa."), name=name)
    return int(found["part"] or 1)


def check_not_frozen(name: str, reason: str) -> None:
    """Refuse to use a frozen key ("signer.frozen"); `reason` is empty for one that is not."""
    if reason:
        sentence = gettext_noop("Khóa {name} đã bị đóng băng: {reason}. Bộ ký không ký gì nữa bằng khóa này.")
        raise Refused("signer.frozen", sentence, name=name, reason=reason)


def is_repeat(signed: Signed, asked: Checkpoint) -> bool:
    """Whether exactly this tree was signed before, so that the stored note is the answer."""
    return asked.size == signed.size and asked.root == signed.root


def check_growth(signed: Signed, asked: Checkpoint, *, old_size: int, proof: Sequence[bytes]) -> None:
    """Whether `asked` continues what was signed: refuses a smaller tree, another tree, and a proof that fails.

    Raises Refused: "signer.frozen", "signer.extensions", "signer.behind" (facts signed, size, first, last: the places
    in this log that the asker lacks), "signer.fork", "signer.closed", "signer.old_size" (facts signed, old).
    """
    check_not_frozen(signed.origin, signed.frozen)
    if asked.extensions:
        raise Refused("signer.extensions", gettext_noop("Bộ ký không ký mốc sổ có dòng mở rộng: không kiểm được."))
    if asked.size < signed.size:
        sentence = gettext_noop(
            "Sổ {origin} đã ký tới {signed} mục, dữ liệu đưa tới chỉ có {size} mục."
            " Còn thiếu các mục từ {first} đến {last}. Chạy: liemchinh ledger recover"
        )
        missing = {"first": asked.size, "last": signed.size - 1}
        raise Refused("signer.behind", sentence, origin=asked.origin, signed=signed.size, size=asked.size, **missing)
    if asked.size == signed.size and asked.root != signed.root:
        sentence = gettext_noop("Sổ {origin} đã ký {size} mục với một mã gốc khác. Không ký lịch sử thứ hai.")
        raise Refused("signer.fork", sentence, origin=asked.origin, size=asked.size)
    if asked.size == signed.size:
        return
    if signed.closed:
        sentence = gettext_noop("Sổ {origin} đã khóa ở {signed} mục. Không ký thêm mục nào.")
        raise Refused("signer.closed", sentence, origin=asked.origin, signed=signed.size)
    if old_size != signed.size:
        sentence = gettext_noop("Sổ {origin} đã ký tới {signed} mục, chứng minh đưa tới lại bắt đầu từ {old} mục.")
        raise Refused("signer.old_size", sentence, origin=asked.origin, signed=signed.size, old=old_size)
    _check_consistent(signed, asked, proof)


def _check_consistent(signed: Signed, asked: Checkpoint, proof: Sequence[bytes]) -> None:
    try:
        merkle.verify_consistency(signed.size, signed.root, asked.size, asked.root, proof)
    except Refused as wrong:
        sentence = gettext_noop("Sổ {origin}: {size} mục đưa tới không nối tiếp {signed} mục đã ký. Không ký.")
        facts = {"origin": asked.origin, "signed": signed.size, "size": asked.size}
        raise Refused("signer.fork", sentence, **facts) from wrong


def check_same_base(origin: str, base: str) -> None:
    """Refuse a log of another authority than `base`, whose keys this signer holds ("signer.origin"); empty: any."""
    if base and base_of(origin) != base:
        sentence = gettext_noop("Bộ ký này giữ khóa của {base}, không giữ sổ {origin}.")
        raise Refused("signer.origin", sentence, base=base, origin=origin)


def check_prepare(origin: str, *, base: str, last: Signed | None, year: int) -> None:
    """Whether a key may be made ahead: for this year, the next one, or a further part of the log that is frozen.

    `year` is the signer's own. Raises Refused: "signer.name", "signer.origin", "signer.early".
    """
    check_same_base(origin, base)
    asked, part = order_of(origin)
    again = last is not None and last.frozen != "" and (asked, part) == _following(order_of(last.origin))
    if not again and (part != 1 or asked not in (year, year + 1)):
        sentence = gettext_noop("Chưa đến lúc tạo khóa cho sổ {origin}: chỉ tạo trước cho năm sau.")
        raise Refused("signer.early", sentence, origin=origin)


def _following(order: tuple[int, int]) -> tuple[int, int]:
    return order[0], order[1] + 1


def check_open(origin: str, *, previous: str, base: str, last: Signed | None) -> None:
    """Whether a new log may begin: the first one, or the one after `last`, which is closed or frozen.

    `base` is the authority whose promise key the signer holds, empty when it holds none. Raises Refused:
    "signer.name", "signer.origin", "signer.previous", "signer.open".
    """
    check_same_base(origin, base)
    order = order_of(origin)
    if previous != (last.origin if last else ""):
        sentence = gettext_noop("Sổ trước của {origin} phải là “{last}”, không phải “{previous}”.")
        raise Refused("signer.previous", sentence, origin=origin, last=last.origin if last else "", previous=previous)
    if last is None:
        return
    if not (last.closed or last.frozen):
        sentence = gettext_noop("Sổ {last} chưa khóa. Khóa sổ đó trước khi mở sổ {origin}.")
        raise Refused("signer.open", sentence, last=last.origin, origin=origin)
    if order <= order_of(last.origin):
        sentence = gettext_noop("Sổ {origin} phải đứng sau sổ {last}.")
        raise Refused("signer.previous", sentence, origin=origin, last=last.origin, previous=previous)


def check_close(signed: Signed, size: int) -> None:
    """Whether the log may be closed at `size`: only what is signed can be the end ("signer.close")."""
    check_not_frozen(signed.origin, signed.frozen)
    if size != signed.size:
        sentence = gettext_noop("Sổ {origin} đã ký tới {signed} mục, không khóa ở {size} mục được.")
        raise Refused("signer.close", sentence, origin=signed.origin, signed=signed.size, size=size)
