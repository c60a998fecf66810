"""`liemchinh notices`: how the outbox stands; sends again what failed, a test to oneself; asks leave to use Zalo."""

import argparse
import base64
import hashlib
import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.utils import timezone

from liemchinh import env
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.days import moment as said
from liemchinh.notices import queries, rules, services
from liemchinh.notices.drivers import Undelivered
from liemchinh.notices.drivers.zalo import application_from_settings
from liemchinh.notices.rules import Channel, Recipient
from liemchinh.org import queries as org


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh notices`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    words.add_parser("status", help="kênh nào đã mở; bao nhiêu tin chờ, hỏng, và vì sao")
    again = words.add_parser("retry", help="gửi lại mọi tin đã hỏng của một cơ quan")
    again.add_argument("--unit", required=True, metavar="MÃ", help="mã cơ quan, ví dụ H99.12")
    again.add_argument("--by", required=True, metavar="NGƯỜI", help="mã người quản trị của cơ quan")
    drop = words.add_parser("drop", help="sau khi phục hồi dữ liệu: bỏ tin viết trước một lúc, vì có lẽ đã gửi rồi")
    drop.add_argument("--before", required=True, metavar="LÚC", help="ví dụ 2026-09-07T12:00")
    test = words.add_parser("test", help="gửi ngay một tin thử tới địa chỉ của chính mình")
    test.add_argument("--to", required=True, metavar="ĐỊA_CHỈ", help="địa chỉ thư hoặc số điện thoại di động")
    test.add_argument("--zalo", action="store_true", help="số điện thoại thì gửi bằng Zalo, không bằng tin nhắn")
    zalo = words.add_parser("authorise-zalo", help="xin quyền gửi bằng Zalo: in đường dẫn, nhận lại mã")
    zalo.add_argument("--redirect", required=True, metavar="ĐỊA_CHỈ", help="địa chỉ trở về đã khai ở Zalo")


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 1 when something was not sent or not allowed."""
    if args.word == "status":
        return status()
    if args.word == "retry":
        actor = org.actor(args.by, timezone.now())
        print(f"Sẽ gửi lại {services.retry_all(unit=args.unit, by=actor, at=timezone.now())} tin.")
        return 0
    if args.word == "drop":
        moment = _moment(args.before)
        if moment is None:
            print("Lúc phải có dạng 2026-09-07T12:00.")
            return 1
        print(f"Đã bỏ {services.drop_before(moment=moment, by=SYSTEM, at=timezone.now())} tin.")
        return 0
    return test(args.to, zalo=args.zalo) if args.word == "test" else authorise(args.redirect)


def _moment(typed: str) -> datetime | None:
    """What was typed as a moment on the Vietnamese clock; None when it is none."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def status() -> int:
    """A line a channel, a line a state, a line a reason; 1 when something was given up or Zalo has no leave."""
    channels = services.open_channels()
    for channel in Channel:
        print(f"{rules.CHANNEL_NAMES[channel]}: {'đã mở' if channel in channels else 'chưa cấu hình'}")
    wrong = services.channel_troubles()
    for sentence in wrong:
        print(sentence)
    found = queries.overview(at=timezone.now())
    for state, count in found.states.items():
        if count:
            print(f"{rules.STATE_NAMES[state]}: {count} tin")
    for reason, count in found.reasons.items():
        print(f"  {reason}: {count} tin")
    if found.oldest is not None:
        print(f"Tin chờ lâu nhất: từ {said(found.oldest)}")
    if found.zalo_lost:
        print("Zalo không còn nhận khóa của chúng ta. Chạy: liemchinh notices authorise-zalo")
    return 1 if found.reasons or found.zalo_lost or wrong else 0


def test(address: str, *, zalo: bool) -> int:
    """Put a notice about an invented dossier into the outbox, send it at once, and take it out again."""
    to = Recipient(address, by_email=True) if "@" in address else Recipient("", address, by_sms=not zalo, by_zalo=zalo)
    unit = env.text(env.UNIT) or "test"
    once = f"test/{secrets.token_hex(8)}"
    facts = {"code": "H99.00-260101-0001", "office": "Tin thử", "day": "ngày thử"}
    with transaction.atomic():
        told = services.tell(
            subject=once, unit=unit, template="received", to=to, facts=facts, by=SYSTEM, at=timezone.now(), once=once
        )
    if not told:
        print("Địa chỉ này không gửi tới được: cần một địa chỉ thư, hoặc số điện thoại di động.")
        return 1
    [said] = services.send_now(subject=once)
    services.forget(subject=once, by=SYSTEM, at=timezone.now())
    print(f"{said.channel}: {said.word}{f' ({said.error_code})' if said.error_code else ''}")
    return 0 if said.sent else 1


def authorise(redirect: str) -> int:
    """Print the page on which Zalo asks an administrator; read the address it led to; keep the pair it gives."""
    application = application_from_settings()
    if application is None:
        print(f"Đặt {env.ZALO_APP} và {env.ZALO_SECRET} trước.")
        return 1
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(12)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    print("Người quản trị Zalo OA mở trang này và đồng ý:")
    print(application.permission_url(redirect=redirect, challenge=challenge, state=state))
    try:
        led_to = input("Dán địa chỉ mà trình duyệt được đưa tới: ").strip()
    except EOFError:
        led_to = ""
    said = parse_qs(urlsplit(led_to).query)
    code = said.get("code", [""])[0]
    if not code or said.get("state", [""])[0] != state:
        print("Địa chỉ này không phải câu trả lời cho lần hỏi vừa rồi.")
        return 1
    try:
        services.authorise(application=application, code=code, verifier=verifier)
    except Undelivered as refused:
        print(f"Zalo không nhận mã này ({refused}).")
        return 1
    print("Đã giữ khóa. Zalo mở cho các tin đã khai mẫu.")
    return 0
