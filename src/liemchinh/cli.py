"""The command `liemchinh`: what can be said to the program, in words a clerk can read.

Only the table of commands lives here. Each command belongs to its room, which offers `add_arguments(parser)`
and `run(args) -> int`, and is imported when it is called: `due` starts without Django.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

from liemchinh import env
from liemchinh.kernel.errors import NotFound, Refused

DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Command:
    """One word of the program: where its code lives, what it is for, and how it is said."""

    name: str
    module: str
    summary: str
    example: str
    group: str
    needs_database: bool = True
    prepares: bool = True  # False: looks at the data as it is and brings no table up to date


COMMANDS = (
    Command(
        "demo",
        "liemchinh.jobs.demo",
        "Dựng một xã mẫu (xã hư cấu) với hồ sơ đang chạy, rồi mở trang web",
        "liemchinh demo",
        "Xem thử",
    ),
    Command(
        "simulate",
        "liemchinh.jobs.simulate",
        "Sinh thêm hồ sơ mẫu cho xã mẫu, cùng một hạt giống cho cùng một kết quả",
        "liemchinh simulate --dossiers 200 --seed 7",
        "Xem thử",
    ),
    Command(
        "serve",
        "liemchinh.serving",
        "Mở trang công khai, trang của cán bộ và việc chạy định kỳ; Ctrl-C dừng tất cả",
        "liemchinh serve",
        "Vận hành",
    ),
    Command(
        "set-up",
        "liemchinh.jobs.set_up",
        "Lập đơn vị, vị trí và tài khoản đầu tiên của cơ quan từ một tệp YAML",
        "liemchinh set-up docs/examples/xa.yaml",
        "Vận hành",
    ),
    Command(
        "roles",
        "liemchinh.jobs.roles",
        "In lệnh SQL lập các vai PostgreSQL: trang công khai không chạm được bảng của kênh niêm phong",
        "liemchinh roles --prefix liemchinh",
        "Vận hành",
    ),
    Command(
        "jobs",
        "liemchinh.jobs.worker",
        "Chỉ chạy các việc định kỳ (khi trang web chạy ở máy khác)",
        "liemchinh jobs --once",
        "Vận hành",
    ),
    Command(
        "mailbox",
        "liemchinh.jobs.mailbox",
        "Hộp thư nhận đơn: đọc ngay thư mới, xem thư để riêng và hộp thư nào không đọc được",
        "liemchinh mailbox status",
        "Vận hành",
    ),
    Command(
        "figures",
        "liemchinh.jobs.figures",
        "Số liệu tiếp công dân và đơn thư của một năm, quý hay tháng, đếm từ chính các sổ",
        "liemchinh figures --period 2026-Q3",
        "Vận hành",
    ),
    Command(
        "seal",
        "liemchinh.jobs.seal",
        "Chỉ ghi sổ công khai (khi bộ ký và trang web chạy riêng)",
        "liemchinh seal --once",
        "Vận hành",
    ),
    Command(
        "ledger",
        "liemchinh.jobs.ledger",
        "Xem sổ công khai tới đâu; nạp lại mục đã công bố sau khi phục hồi dữ liệu",
        "liemchinh ledger status",
        "Vận hành",
    ),
    Command(
        "notices",
        "liemchinh.jobs.notices",
        "Tin báo cho người dân: xem hộp gửi, gửi lại, gửi thử, xin quyền gửi bằng Zalo",
        "liemchinh notices status",
        "Vận hành",
    ),
    Command(
        "exchange",
        "liemchinh.jobs.exchange",
        "Cổng dịch vụ công quốc gia: gói nào đã tới, vướng vì sao; gửi ngay, nhận ngay",
        "liemchinh exchange status",
        "Vận hành",
    ),
    Command(
        "esign",
        "liemchinh.jobs.esign",
        "Kết quả điện tử: tạo khóa thử nghiệm, ký một tệp PDF, kiểm tra chữ ký của một tệp",
        "liemchinh esign check ket-qua.pdf",
        "Vận hành",
        prepares=False,
    ),
    Command(
        "backup",
        "liemchinh.jobs.backup.command",
        "Sao lưu trọn dữ liệu trong lúc chương trình vẫn chạy; --check băm lại một bản đã có",
        "liemchinh backup /mnt/saoluu --keep 14",
        "Vận hành",
        prepares=False,
    ),
    Command(
        "restore",
        "liemchinh.jobs.restore",
        "Phục hồi một bản sao lưu vào thư mục và cơ sở dữ liệu còn trống; nói rõ còn thiếu gì",
        "liemchinh restore /mnt/saoluu --into /srv/liemchinh",
        "Vận hành",
        needs_database=False,
    ),
    Command(
        "export",
        "liemchinh.jobs.export.command",
        "Xuất dữ liệu của cơ quan ra dạng mở (CSV, JSON Lines, tệp, bằng chứng) để lưu trữ hay chuyển đi",
        "liemchinh export xuat-2026 --by vanthu --decision 12/QĐ-UBND",
        "Vận hành",
    ),
    Command(
        "doctor",
        "liemchinh.jobs.doctor.command",
        "Khám hệ thống: nói điều gì cấu hình chưa đúng và sửa thế nào",
        "liemchinh doctor",
        "Vận hành",
        needs_database=False,
    ),
    Command(
        "upgrade-check",
        "liemchinh.jobs.upgrade",
        "Trước khi nâng cấp: phiên bản này có tiếp quản được dữ liệu đang có không",
        "liemchinh upgrade-check",
        "Vận hành",
        prepares=False,
    ),
    Command(
        "signer",
        "liemchinh.ledger.signer.command",
        "Chạy bộ ký giữ khóa của sổ cái; Ctrl-C dừng (serve tự chạy nếu không tách riêng)",
        "liemchinh signer",
        "Sổ cái",
        needs_database=False,
    ),
    Command(
        "keys",
        "liemchinh.ledger.signer.ceremony",
        "Tạo, xem, đổi và đóng băng khóa của sổ cái",
        "liemchinh keys show",
        "Sổ cái",
        needs_database=False,
    ),
    Command(
        "draw",
        "liemchinh.jobs.draw",
        "Bốc thăm công khai: báo trước, cam kết danh sách, bốc bằng đèn hiệu và xổ số, ai cũng tính lại được",
        "liemchinh draw list",
        "Vận hành",
    ),
    Command(
        "witness",
        "liemchinh.ledger.witness.command",
        "Làm chứng cho một quyển sổ công khai: chỉ ký khi nó chưa hề sửa điều đã thấy",
        "liemchinh witness --data chung-kien --name bao.vn/chung-kien --log VKEY",
        "Sổ cái",
        needs_database=False,
    ),
    Command(
        "monitor",
        "liemchinh.jobs.monitor",
        "Đọc lại cả quyển sổ công khai từ bên ngoài và nói điều gì sai; sai thì báo thư",
        "liemchinh monitor https://motcua.xa.vn/ledger --policy policy --state theo-doi",
        "Sổ cái",
        needs_database=False,
    ),
    Command(
        "audit",
        "liemchinh.jobs.audit",
        "So từng dòng dữ liệu với sổ cái và sổ cái với những ai đã thấy nó; im lặng khi mọi thứ khớp",
        "liemchinh audit --sentences",
        "Sổ cái",
    ),
    Command(
        "erase",
        "liemchinh.jobs.erase",
        "Xóa dữ liệu cá nhân của hồ sơ, đơn, lượt tiếp đã xong: một người đề nghị, lãnh đạo khác duyệt",
        "liemchinh erase request H99.12-260907-0001 --decision 12/QĐ-UBND --by vanthu",
        "Sổ cái",
    ),
    Command(
        "import-units",
        "liemchinh.org.importing",
        "Nạp 34 tỉnh, thành phố và 3.321 xã, phường, đặc khu",
        "liemchinh import-units",
        "Nạp dữ liệu",
    ),
    Command(
        "import-procedures",
        "liemchinh.procedures.importing",
        "Nạp thủ tục hành chính từ tệp lấy ở Cổng dịch vụ công quốc gia",
        "liemchinh import-procedures thu-tuc.jsonl",
        "Nạp dữ liệu",
    ),
    Command(
        "due",
        "liemchinh.law.due",
        "Tính ngày hẹn trả và giải thích từng ngày được tính, từng ngày nghỉ",
        'liemchinh due 2026-02-12T09:30 "5 working days"',
        "Tra cứu",
        needs_database=False,
    ),
    Command(
        "verify",
        "liemchinh.ledger.verify.command",
        "Kiểm tra bằng chứng ghi sổ và lời hứa trên giấy: nói điều gì đã chứng minh, điều gì chưa",
        "liemchinh verify ho-so.tlog-proof --policy policy",
        "Tra cứu",
        needs_database=False,
    ),
)
HELP_WORDS = {"-h", "--help", "help"}

# What argparse says to people, in their language. Whatever is not listed is shown as it is.
COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"thiếu: \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu: \1"),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        r"\1: không có lựa chọn \2; chọn một trong \3",
    ),
    (r"argument (.*): invalid (\w+) value: (.*)", r"\1: không đọc được \3"),
    (r"argument (.*): expected one argument", r"\1: cần một giá trị"),
    (r"argument (.*): expected at least one argument", r"\1: cần ít nhất một giá trị"),
    (r"argument (.*): not allowed with argument (.*)", r"\1: không dùng cùng \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 có thể là \2: viết rõ hơn"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)


class Words(argparse.ArgumentParser):
    """argparse, speaking Vietnamese."""

    def __init__(self, **told: Any) -> None:
        told.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**{**told, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "Nội dung"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="xem hướng dẫn này")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "Cách dùng: ", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "Cách dùng: ", 1)

    def error(self, message: str) -> NoReturn:
        for said, meant in COMPLAINTS:
            if re.fullmatch(said, message, re.DOTALL):
                message = re.sub(said, meant, message, flags=re.DOTALL)
                break
        self.exit(MISUSED, f"{self.prog}: {message}\nXem: {self.prog} --help\n")


class Parser(Words):
    """What one command takes; the words of a command that has several speak Vietnamese too."""

    def __init__(self, command: Command) -> None:
        summary, example = f"{command.summary}.", f"Ví dụ: {command.example}"
        super().__init__(prog=f"liemchinh {command.name}", description=summary, epilog=example)

    def add_subparsers(self, **told: Any) -> Any:
        return super().add_subparsers(**{"parser_class": Words, **told})


def overview() -> str:
    """The page that `liemchinh --help` prints: every command in its group, one example each."""
    lines = [
        "Liêm Chính: hồ sơ một cửa đúng hẹn, công khai, không phiền hà.",
        "",
        "Cách dùng: liemchinh LỆNH [tùy chọn]",
    ]
    for group in dict.fromkeys(command.group for command in COMMANDS):
        lines += ["", f"{group}:"]
        for command in COMMANDS:
            if command.group == group:
                lines += [f"  {command.name:<18} {command.summary}", f"  {'':<18}   $ {command.example}"]
    lines += [
        "",
        "Hướng dẫn riêng của một lệnh: liemchinh LỆNH --help",
        f"Dữ liệu nằm trong thư mục mà biến {env.DATA} chỉ tới (hiện là {env.folder()}).",
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when done, 1 when refused, 2 when misused."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _said(words)
    except Refused as refused:
        print(refused, file=sys.stderr)
    except NotFound as missing:
        print(f"Không tìm thấy: {missing}", file=sys.stderr)
    except env.BadSetting as bad:
        print(bad, file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has what it wanted; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return REFUSED


def _said(words: list[str]) -> int:
    if not words or words[0] in HELP_WORDS:
        print(overview())
        return DONE if words else MISUSED
    if words[0] == "manage":
        return _django(words[1:])
    command = next((known for known in COMMANDS if known.name == words[0]), None)
    if command is None:
        print(f"Không có lệnh “{words[0]}”. Xem: liemchinh --help", file=sys.stderr)
        return MISUSED
    if command.needs_database:
        from liemchinh.prepare import load, prepare

        # Before the room is imported: tables need Django, and Django keeps the signing key it finds first.
        # A question about a command changes nothing; anything else finds the folder ready.
        (load if HELP_WORDS & set(words[1:]) or not command.prepares else prepare)()
    room = import_module(command.module)
    parser = Parser(command)
    room.add_arguments(parser)
    args = parser.parse_args(words[1:])
    status: int = room.run(args)
    return status


def _django(words: list[str]) -> int:
    """Django's own commands, for developers: not shown in the overview."""
    from django.core.management import execute_from_command_line

    from liemchinh.prepare import folders

    folders()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liemchinh.settings")
    execute_from_command_line(["liemchinh manage", *words])
    return DONE


if __name__ == "__main__":
    sys.exit(main())
