"""`liemchinh draw`: announces a public draw, opens secrets, carries it out, and computes a published one again.

The beacon comes in a file and is verified here; nothing is fetched, so the machine may be cut off from the network.
"""

import argparse
import csv
import os
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import timezone

from liemchinh import env
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, moment
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import drawing
from liemchinh.ledger.draws.announcement import Lottery, Party
from liemchinh.ledger.draws.beacon import beacon_time, parse_beacon
from liemchinh.ledger.draws.checking import add_check_arguments, run_check
from liemchinh.ledger.draws.pool import Declarant, read_declarants, tag_of
from liemchinh.ledger.draws.selection import reveal_commitment
from liemchinh.org import queries as org

_PRIVATE = ("tag", "salt", "id", "unit", "stratum", "excluded", "name")
STANDINGS = {"open": "đã báo", "finished": "đã có kết quả", "void": "đã bị thay thế"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh draw`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    announce = words.add_parser("announce", help="báo trước một lần bốc thăm và cam kết danh sách")
    announce.add_argument(
        "pool", metavar="POOL.csv", help="danh sách: cột id, unit, stratum (head|deputy|other), excluded, name"
    )
    announce.add_argument("--by", required=True, metavar="MÃ", help="mã cán bộ đứng ra báo")
    announce.add_argument("--unit", metavar="MÃ", help="mã cơ quan, nếu người báo giữ vị trí ở nhiều cơ quan")
    announce.add_argument("--period", required=True, metavar="KỲ", help="kỳ, ví dụ 2027")
    announce.add_argument(
        "--basis", required=True, metavar="CĂN_CỨ", help="kế hoạch, ví dụ “Kế hoạch 12/KH-TT ngày 20/1/2027”"
    )
    when = announce.add_mutually_exclusive_group()
    when.add_argument(
        "--at", metavar="LÚC", help="lúc lấy đèn hiệu, ví dụ 2027-01-28T18:00; bỏ trống: sớm nhất được phép"
    )
    when.add_argument("--round", type=int, metavar="LƯỢT", help="hoặc số lượt của mạng drand quicknet")
    announce.add_argument(
        "--lottery", required=True, metavar="KỲ_QUAY", help="kỳ quay xổ số kiến thiết làm nguồn thứ hai"
    )
    announce.add_argument("--prize", default="giải đặc biệt", metavar="GIẢI", help="giải nào (mặc định: giải đặc biệt)")
    announce.add_argument("--lottery-on", required=True, metavar="NGÀY", help="ngày quay, ví dụ 2027-01-28")
    announce.add_argument("--digits", type=int, default=5, metavar="SỐ", help="giải ấy có mấy chữ số (mặc định 5)")
    announce.add_argument(
        "--party", action="append", default=[], metavar="TÊN=CAM_KẾT", help="bên góp số bí mật; ghi được nhiều lần"
    )
    announce.add_argument("--reason", default="", metavar="LÝ_DO", help="bắt buộc khi báo lại trong cùng kỳ")
    announce.add_argument(
        "--private", metavar="TỆP", help="nơi cất danh sách có muối (mặc định: trong thư mục dữ liệu)"
    )
    words.add_parser("secret", help="tạo một số bí mật và cam kết của nó, cho bên muốn góp")
    reveal = words.add_parser("reveal", help="mở số bí mật của một bên, trước lúc có đèn hiệu")
    reveal.add_argument("draw", metavar="DẤU", help="16 chữ số đầu của dấu thông báo")
    reveal.add_argument("--by", required=True, metavar="MÃ", help="mã cán bộ ghi nhận")
    reveal.add_argument("--party", required=True, metavar="TÊN", help="bên nào")
    reveal.add_argument("--secret", required=True, metavar="SỐ", help="số bí mật, 64 chữ số hệ 16")
    carry_out = words.add_parser("run", help="bốc thăm và công bố kết quả")
    carry_out.add_argument("draw", metavar="DẤU", help="16 chữ số đầu của dấu thông báo")
    carry_out.add_argument("--by", required=True, metavar="MÃ", help="mã cán bộ thực hiện")
    carry_out.add_argument("--beacon", required=True, metavar="TỆP.json", help="đèn hiệu của lượt đã báo")
    carry_out.add_argument("--lottery", required=True, metavar="DÃY_SỐ", help="kết quả xổ số, đủ chữ số")
    carry_out.add_argument("--private", metavar="TỆP", help="danh sách có muối, để in ra mã và tên người trúng")
    check = words.add_parser("check", help="tính lại một kết quả đã công bố")
    add_check_arguments(check)
    words.add_parser("list", help="các lần bốc thăm đã báo")


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 0 when done, 1 when a check found something wrong, 2 when it could not be read."""
    return {
        "announce": _announce,
        "secret": _secret,
        "reveal": _reveal,
        "run": _run,
        "check": run_check,
        "list": _list,
    }[args.word](args)


def _announce(args: argparse.Namespace) -> int:
    now = timezone.now()
    by = org.actor(args.by, now)
    done = drawing.announce(
        by=by,
        at=now,
        unit=args.unit or _only_authority(by),
        period=args.period,
        people=read_declarants(_text(args.pool)),
        basis=args.basis,
        lottery=Lottery(args.lottery, args.prize, _day(args.lottery_on), args.digits),
        drawn_at=_instant(args),
        parties=[_party(written) for written in args.party],
        reason=args.reason,
    )
    place = Path(args.private) if args.private else env.folder() / "draws" / f"{done.leaf[: drawing.SHORT]}.csv"
    _keep(place, done.people)
    draw = done.draw
    print(f"Đã báo, lần thứ {draw.number} của kỳ {draw.period}. Dấu: {done.leaf}")
    print(f"  tệp công bố     {done.folder}")
    print(f"  danh sách riêng {place} (có muối của từng người: giữ kín, đưa cho mỗi người dòng của họ)")
    print(f"  đèn hiệu        drand quicknet lượt {draw.round}, lúc {_moment(draw.opens_at)}; dự phòng {draw.fallback}")
    print(f"  xổ số           {draw.lottery.prize}, {draw.lottery.draw}, ngày {draw.lottery.on}")
    print("Mời bên chứng kiến ký mốc sổ trước giờ trên ít nhất 24 giờ; nếu không, lần bốc thăm này vô hiệu.")
    return 0


def _secret(args: argparse.Namespace) -> int:
    secret = secrets.token_bytes(32)
    print(f"số bí mật (giữ kín đến lúc mở): {secret.hex()}")
    print(f"cam kết (đưa vào thông báo):    {reveal_commitment(secret)}")
    return 0


def _reveal(args: argparse.Namespace) -> int:
    now = timezone.now()
    drawing.reveal(by=org.actor(args.by, now), at=now, leaf=args.draw, party=args.party, secret=_bytes(args.secret))
    print(f"Đã ghi số bí mật của {args.party} vào sổ.")
    return 0


def _run(args: argparse.Namespace) -> int:
    now = timezone.now()
    try:
        beacon = parse_beacon(Path(args.beacon).read_bytes())
    except OSError as problem:
        raise _unreadable(args.beacon, problem) from problem
    known = _known(args.private) if args.private else {}
    result = drawing.carry_out(by=org.actor(args.by, now), at=now, leaf=args.draw, beacon=beacon, lottery=args.lottery)
    print(f"Hạt giống: {result.seed.hex()}")
    for place, one in enumerate(result.outcome.units, 1):
        print(f"{place}. {one.unit}: bốc {len(one.leaders) + len(one.others)} trong {one.declarants} người kê khai")
        for tag in one.leaders:
            print(f"   {known.get(tag, tag)} (cấp trưởng, cấp phó)")
        for tag in one.others:
            print(f"   {known.get(tag, tag)}")
        if one.no_leader:
            print("   không còn cấp trưởng, cấp phó nào để bốc")
        if one.short:
            print(f"   thiếu {one.short} người vì không còn ai để bốc")
    for unit in result.outcome.empty_units:
        print(f"Bỏ qua {unit}: không có ai bốc được.")
    for party in result.omitted:
        print(f"Bỏ qua số bí mật của {party}: không mở kịp.")
    if beacon.round == result.announcement.fallback:
        print("Đã dùng lượt dự phòng: chỉ hợp lệ nếu mạng drand không hề có lượt đã báo.")
    folder = drawing.draw_shown(args.draw).folder
    print(f"Kết quả công bố: {folder / 'result.json'}. Ai cũng tính lại được: verify.py draw pool.csv result.json")
    return 0


def _list(args: argparse.Namespace) -> int:
    shown = drawing.draws_shown()
    for one in shown:
        told = f"lần {one.draw.number} kỳ {one.draw.period}, {one.draw.people} người, {one.draw.units} đơn vị"
        print(f"{one.leaf[: drawing.SHORT]}  {STANDINGS[one.standing]}  {one.draw.unit}  {told}")
    if not shown:
        print("Chưa báo lần bốc thăm nào.")
    return 0


def _only_authority(by: Actor) -> str:
    authorities = {seat.authority for seat in by.seats}
    if len(authorities) != 1:
        raise Refused(
            "draws.unit", gettext_noop("Ghi rõ cơ quan: --unit, một trong {units}."), units=sorted(authorities)
        )
    return authorities.pop()


def _instant(args: argparse.Namespace) -> datetime | None:
    if args.round is not None:
        return datetime.fromtimestamp(beacon_time(args.round), UTC)
    if args.at is None:
        return None
    try:
        at = datetime.fromisoformat(args.at)
    except ValueError as wrong:
        sentence = gettext_noop("Không hiểu mốc thời gian “{written}”. Hãy viết như 2027-01-28T18:00.")
        raise Refused("draws.instant", sentence, written=args.at) from wrong
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as wrong:
        sentence = gettext_noop("Không hiểu ngày “{written}”. Hãy viết như 2027-01-28.")
        raise Refused("draws.day", sentence, written=written) from wrong


def _party(written: str) -> Party:
    name, equals, commitment = written.rpartition("=")
    if not equals:
        raise Refused("draws.party", gettext_noop("Viết --party TÊN=CAM_KẾT, đang là “{written}”."), written=written)
    return Party(name.strip(), commitment.strip().lower())


def _bytes(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError as wrong:
        raise Refused("draws.secret", gettext_noop("Số bí mật phải gồm 64 chữ số hệ 16.")) from wrong


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path, problem) from problem


def _unreadable(path: str, problem: Exception) -> Refused:
    return Refused("draws.file", gettext_noop("Không đọc được tệp {path}: {problem}"), path=path, problem=problem)


def _keep(path: Path, people: Mapping[bytes, Declarant]) -> None:
    """The private list, for nobody else on this machine to read; an existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        rows = [",".join(_PRIVATE), *(",".join(_row(salt, one)) for salt, one in people.items())]
        print("\n".join(rows), file=sys.stderr)  # the announcement stands: its salts must not be lost
        sentence = gettext_noop("Đã báo nhưng không ghi được {path}: {problem}. Hãy cất ngay danh sách vừa in ra.")
        raise Refused("draws.private", sentence, path=path, problem=problem) from problem
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(_PRIVATE)
        writer.writerows(_row(salt, person) for salt, person in people.items())


def _row(salt: bytes, person: Declarant) -> list[str]:
    told = [person.id, person.unit, person.stratum, person.excluded, person.name]
    return [tag_of(person, salt), salt.hex(), *told]


def _known(path: str) -> dict[str, str]:
    """What a private list says of each tag: the number and the name."""
    rows = csv.DictReader(_text(path).splitlines())
    return {row["tag"]: f"{row['id']} {row['name']}".strip() for row in rows if row.get("tag") and row.get("id")}


def _moment(second: int) -> str:
    return moment(datetime.fromtimestamp(second, UTC))
