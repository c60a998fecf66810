"""The public log: whether signer, database, published files and witnesses tell the same, and without delay."""

import json
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from liemchinh import env
from liemchinh.jobs.doctor.configured import faces_others
from liemchinh.jobs.doctor.findings import Finding, error, note, warning
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import queries
from liemchinh.ledger.sealing import publisher, sequencer
from liemchinh.ledger.sealing.files import folder_of, published
from liemchinh.ledger.signer.client import Signer, SignerAway

LAG = timedelta(minutes=5)
"""An entry waits a second or so for its place; this long, and nobody is sealing."""


def signer() -> Iterator[Finding]:
    """The signer answers, has keys for the open book, and has not signed what the database lacks."""
    asked = Signer(env.signer_folder())
    try:
        keys = asked.keys()
    except SignerAway:
        yield error(
            "signer.away",
            gettext_noop("Bộ ký ở {folder} không trả lời."),
            gettext_noop("Mở nó: liemchinh serve, hoặc dịch vụ liemchinh-signer; kiểm tra biến {name} và quyền nhóm."),
            folder=env.signer_folder(),
            name=env.SIGNER,
        )
        return
    if keys.promise is None:
        yield error(
            "signer.promise",
            gettext_noop("Bộ ký chưa có khóa để hứa: giấy hẹn không mang lời hứa."),
            gettext_noop("Chạy: liemchinh keys create (docs/keys.md)."),
        )
    for head in sequencer.heads():
        signed = asked.state(head.origin)
        if signed is None:
            yield error(
                "signer.forgotten",
                gettext_noop("Bộ ký không nhớ quyển {origin}."),
                gettext_noop("Trả lại thư mục bộ ký, rồi liemchinh keys catch-up với mốc đã công bố."),
                origin=head.origin,
            )
        elif signed.size > head.size:
            yield error(
                "ledger.behind",
                gettext_noop("Bộ ký đã ký {signed} mục của {origin}, cơ sở dữ liệu có {size}: bản cũ được phục hồi."),
                gettext_noop("Chạy liemchinh ledger status, rồi liemchinh ledger recover."),
                signed=signed.size,
                origin=head.origin,
                size=head.size,
            )
        elif signed.frozen:
            yield warning(
                "signer.frozen",
                gettext_noop("Khóa của {origin} đã đóng băng: {reason}."),
                gettext_noop("Tạo khóa cho phần tiếp theo: liemchinh keys create --year NĂM-PHẦN."),
                origin=head.origin,
                reason=signed.frozen,
            )


def told() -> Iterator[Finding]:
    """What is published is what the database has, and sealing is not stuck."""
    for head in sequencer.heads():
        point = folder_of(head.origin).checkpoint()
        if point is not None and point.size > head.size:
            yield error(
                "ledger.behind",
                gettext_noop("{origin} đã công bố {signed} mục, cơ sở dữ liệu có {size}: bản cũ được phục hồi."),
                gettext_noop("Chạy liemchinh ledger status, rồi liemchinh ledger recover."),
                signed=point.size,
                origin=head.origin,
                size=head.size,
            )
        elif point is not None and point.size == head.size and point.root != head.root:
            yield error(
                "ledger.fork",
                gettext_noop("{origin} đã công bố khác với cơ sở dữ liệu ở cùng {size} mục."),
                gettext_noop("Dừng serve, giữ nguyên mọi thứ, chạy liemchinh audit và báo bên chứng kiến."),
                origin=head.origin,
                size=head.size,
            )
    since = queries.waits_since()
    if since is not None and timezone.now() - since > LAG:
        yield error(
            "ledger.late",
            gettext_noop("Mục cũ nhất chờ vào sổ từ {since:%H:%M %d/%m/%Y}."),
            gettext_noop("Mở liemchinh serve (hoặc seal). Nếu đang chạy, xem liemchinh ledger status vì sao vướng."),
            since=timezone.localtime(since),
        )
    try:
        said = json.loads((published() / "state.json").read_text("utf-8"))
    except (OSError, ValueError):
        return
    if said.get("trouble"):
        yield error(
            "ledger.trouble",
            gettext_noop("Ghi sổ đang vướng: {reason}"),
            gettext_noop("Làm theo câu trên, rồi xem lại: liemchinh ledger status"),
            reason=said["trouble"],
        )
    for name, problem in said.get("witnesses", {}).items():
        if problem:
            yield warning(
                "witness.silent",
                gettext_noop("Bên chứng kiến {name}: {reason}"),
                gettext_noop("Gọi cho họ; kiểm tra địa chỉ trong tệp chứng kiến."),
                name=name,
                reason=problem,
            )


def witnesses() -> Iterator[Finding]:
    """Somebody outside watches, enough of them."""
    try:
        policy = publisher.configured_witnesses()
    except Refused as refused:
        yield error(
            "witness.file",
            gettext_noop("Tệp chứng kiến không đọc được: {reason}"),
            gettext_noop("Sửa tệp {path} theo docs/ledger.md."),
            reason=refused,
            path=env.witnesses_file(),
        )
        return
    if policy is None:
        yield note(
            "witness.none",
            gettext_noop("Chưa có bên chứng kiến nào: người ngoài chưa kiểm được sổ có bị viết lại không."),
            gettext_noop("Mời Mặt trận, báo chí hoặc trường học chạy liemchinh witness (docs/vi/chung-kien.md)."),
        )
        return
    head = sequencer.open_head()
    shown = folder_of(head.origin).note() if head else None
    if head is None or shown is None:
        return
    try:
        key = Signer(env.signer_folder()).keys().logs[head.origin]
    except (SignerAway, KeyError):
        return  # told by another check
    if not publisher.standing(publisher.with_log(policy, key), shown).met:
        yield warning(
            "witness.few",
            gettext_noop("Mốc mới nhất của sổ chưa đủ số bên chứng kiến."),
            gettext_noop("Xem ai chưa ký: liemchinh ledger status"),
        )


def name() -> Iterator[Finding]:
    """The log has a name of its own before its first entry, and is still called by it."""
    head = sequencer.open_head()
    base = env.ledger_origin()
    if head is None:
        if faces_others() and not env.text(env.LEDGER_ORIGIN):
            yield warning(
                "ledger.name",
                gettext_noop("Chưa đặt {name}: sổ sẽ mang tên {base} mãi mãi."),
                gettext_noop("Đặt {name} trước mục đầu tiên, ví dụ motcua.xa.vn/ledger."),
                name=env.LEDGER_ORIGIN,
                base=base,
            )
        return
    if head.origin.rpartition("/")[0] != base:
        yield note(
            "ledger.renamed",
            gettext_noop("Sổ đang ghi tên {origin}, còn cấu hình nói {base}. Tên đã mở thì giữ."),
            gettext_noop("Đặt {name}={kept} để hai bên nói như nhau."),
            origin=head.origin,
            base=base,
            name=env.LEDGER_ORIGIN,
            kept=head.origin.rpartition("/")[0],
        )


CHECKS = (signer, told, witnesses, name)
