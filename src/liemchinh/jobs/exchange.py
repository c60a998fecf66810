"""`liemchinh exchange`: how the exchange with the national portal stands; sends and takes in now, not in a minute."""

import argparse

from django.utils import timezone

from liemchinh import env
from liemchinh.exchange import queries, rules, services
from liemchinh.exchange.drivers import connected, folder
from liemchinh.exchange.rules import Driver
from liemchinh.kernel.days import moment as said

WAYS = {Driver.FILES: "ghi ra tệp, chương trình khác chuyển", Driver.HTTP: "gửi thẳng qua HTTP"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh exchange`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    words.add_parser("status", help="kết nối nào; bao nhiêu gói chờ, tới nơi, vướng và vì sao; tệp để riêng")
    words.add_parser("send", help="lập gói còn thiếu và gửi hết những gì đến lượt")
    words.add_parser("receive", help="đọc hộp đến, hỏi Cổng nếu có cấu hình, lập hồ sơ")


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 1 when something is stuck or set aside, or there is no connection."""
    connection = connected()
    if connection is None:
        print(f"Chưa cấu hình kết nối Cổng dịch vụ công quốc gia: đặt {env.EXCHANGE} (xem docs/exchange.md).")
        return 1
    at = timezone.now()
    if args.word == "send":
        courier = services.Courier()
        print(f"Đã lập {services.make(connection, at=at, whole=True)} gói.")
        sent = 0
        while some := courier.beat(at):
            sent += some
        print(f"Đã xử lý {sent} lượt gửi, nhận {courier.collect(at)} câu trả lời.")
    elif args.word == "receive":
        came = services.receive(connection, pulled=services.Courier().pulled(), at=at)
        print(f"Đã lập {came.taken} hồ sơ, để riêng {came.held} tệp, {came.known} đã có từ trước.")
    else:
        print(f"Mã đơn vị ở Cổng: {connection.unit}; cách gửi: {WAYS[connection.driver]}.")
        print(f"Thư mục: {folder()}")
    return _standing()


def _standing() -> int:
    """A line a state, a line a reason; 1 when something needs a person."""
    found = queries.overview(at=timezone.now())
    for state, count in found.states.items():
        if count:
            print(f"{rules.STATE_NAMES[state]}: {count} gói")
    for reason, count in found.reasons.items():
        print(f"  {reason or 'không rõ'}: {count} gói")
    if found.oldest is not None:
        print(f"Gói chờ lâu nhất: từ {said(found.oldest)}")
    print(f"Hồ sơ từ Cổng: {found.arrivals}; tệp để riêng chờ xử lý: {found.held}")
    return 1 if found.reasons or found.held else 0
