"""What pages of petitions and of citizen reception ask at 100,000 of each against 1,000, on PostgreSQL. Goal: p95 1.5.

    .venv/bin/python bench/letters.py [--large 100000] [--communes 3] [--rounds 40] [--explain] [--on SMALL LARGE]

Each commune's register has a few hundred in both databases ("xã": what lies beside it grows); all others are in one
register, the province's own ("sổ tỉnh": it grows a hundred times itself). Lines marked "tỉnh" show or count all of it.
The first few hundred of a register are written by the rooms' own bulk verbs; of the rest the server makes copies,
without their events. `_sides.py` says how the two are asked. `--on` takes two databases that are there already,
`--fill URL` makes one and keeps it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _sides

SMALL = 100
"""The small database has so many times fewer petitions and visits."""
OF_A_COMMUNE, WRITTEN = 420, 580
"""Petitions of a commune's register, and those of the province's that are written and not copied."""
APART = 100_000
"""A copy's number in the database lies so far from that of its original, for each copy once more."""
BATCH = 2000


def main() -> int:
    """Make what is missing, ask in turn, print the table; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--communes", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--explain", action="store_true", help="also show how the large database carries each out")
    parser.add_argument("--on", nargs=2, metavar=("SMALL", "LARGE"), help="addresses of two databases to ask")
    parser.add_argument("--fill", metavar="URL", help="make a database of --large and --communes here, ask nothing")
    parser.add_argument("--only", default="", metavar="TỪ", help="only lines whose name holds this")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return _sides.answer(questions, size, ("petitions_", "reception_"))
    if args.fill:
        return fill(args.fill, args.large, args.communes)
    told = {"rounds": args.rounds, "only": args.only, "explain": args.explain, "what": "đơn và lượt tiếp"}
    with tempfile.TemporaryDirectory(prefix="liemchinh-letters-") as folder:
        if args.on:
            return 0 if _sides.compare(__file__, tuple(args.on), Path(folder), **told) else 1
        with _sides.two_databases() as urls:
            sizes = ((args.large // SMALL, 1), (args.large, args.communes))
            for url, (large, communes) in zip(urls, sizes, strict=True):
                words = ["--fill", url, "--large", str(large), "--communes", str(communes)]
                subprocess.run([sys.executable, __file__, *words], check=True)
            return 0 if _sides.compare(__file__, urls, Path(folder), **told) else 1


# ── filling ─────────────────────────────────────────────────────────────────────────────────────────────────
def fill(url: str, many: int, communes: int) -> int:
    """Found the province and its communes in the database at `url`, and write so many petitions and visits."""
    with tempfile.TemporaryDirectory(prefix="liemchinh-letters-") as folder:
        os.environ.update(LIEMCHINH_DATA=folder, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="liemchinh.settings")
        from liemchinh import prepare

        prepare.prepare()
        from django.db import connection
        from django.utils import timezone

        from liemchinh.jobs import founding, province, province_letters

        now = timezone.now()
        founding.found()
        posts = (*province.POSTS, *province.LETTER_POSTS)
        below = province.open_communes(communes, at=now, posts=posts)
        shares = [
            province_letters.Share(founding.PROVINCE, "tiepdantinh", "chutichtinh", WRITTEN, WRITTEN),
            *(province.letters_of(code, OF_A_COMMUNE) for code in below),
        ]
        began = time.perf_counter()
        entries = province_letters.write(shares, seed=1, now=now)
        took = time.perf_counter() - began
        publish()
        say_more()
        copied = multiply((many - OF_A_COMMUNE * communes) // WRITTEN - 1)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        print(f"{entries} mục sổ cái trong {took:.0f} giây, rồi {copied} dòng sao thêm", flush=True)
    return 0


def multiply(copies: int) -> int:
    """So many copies of everything in the province's registers, without events; how many rows."""
    from django.db import connection

    from liemchinh.jobs import founding
    from liemchinh.petitions.models import Duty, Petition, Petitioner, Publication
    from liemchinh.reception.models import Matter, Visit, Visitor

    of_petition = "petition_id IN (SELECT id FROM petitions_petition WHERE authority_id = {unit})"
    of_visit = "visit_id IN (SELECT id FROM reception_visit WHERE authority_id = {unit})"
    tables = (
        (Petition, "authority_id = {unit}", ("code", "number", "tag")),
        (Petitioner, of_petition, ("petition_id", "phone")),
        (Duty, of_petition, ("petition_id",)),
        (Publication, "authority_id = {unit}", ("petition_id", "public_id")),
        (Matter, "authority_id = {unit}", ()),
        (Visit, "authority_id = {unit}", ("code", "number", "matter_id")),
        (Visitor, of_visit, ("visit_id",)),
    )
    other = {"code": "code || '-' || n", "number": "number + n * 1000", "tag": "md5(tag || n)"}
    other |= {
        "public_id": "left(md5(public_id || n), 16)",
        "phone": "'0999' || right((id * 7919 + n * 104729)::text, 6)",
    }
    other |= {name: f"{name} + n * {APART}" for name in ("id", "petition_id", "matter_id", "visit_id")}
    copied = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM org_unit WHERE code = %s", [founding.PROVINCE])
        unit = cursor.fetchone()[0]
        for model, whose, changed in tables:
            names = [field.attname for field in model._meta.concrete_fields]
            made = [other[name] if name in ("id", *changed) else f'"{name}"' for name in names]
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(made)} FROM {model._meta.db_table}, "
                f"generate_series(1, {copies}) AS n WHERE {whose.format(unit=unit)} AND id < {APART}"
            )
            copied += cursor.rowcount
    return copied


def publish() -> None:
    """A published question and answer for every recommendation that was answered."""
    from liemchinh.kernel.codes import new_key
    from liemchinh.kernel.words import fold
    from liemchinh.petitions import rules
    from liemchinh.petitions.models import Petition, Publication

    answered = Petition.objects.filter(content=rules.Content.RECOMMENDATION, state=rules.State.DONE).order_by(
        "moved_at"
    )
    rows = (
        Publication(
            petition=one,
            number=1,
            public_id=new_key(),
            state="published",
            authority_id=one.authority_id,
            field=one.field,
            title=one.subject[:200],
            question=one.text,
            answer="Đã kiểm tra và sửa xong. Câu trả lời mẫu.",
            search=fold(f"{one.subject} {one.text}"),
            asked_at=one.received_at,
            answered_at=one.moved_at,
            days=12,
            prepared_by="tiepdan",
            prepared_at=one.moved_at,
            published_by="dungdau",
            published_at=one.moved_at,
        )
        for one in answered
    )
    Publication.objects.bulk_create(rows, batch_size=BATCH)


def say_more() -> None:
    """Telephones and addresses of the senders; whom complaints and denunciations are about."""
    from liemchinh.petitions.models import Petition, Petitioner

    chance = random.Random(11)
    people = list(Petitioner.objects.only("pk").order_by("pk"))
    for row in people:
        row.phone, row.address = f"0999{chance.randrange(10**6):06d}", f"Thôn Mẫu {chance.randrange(400)}"
    Petitioner.objects.bulk_update(people, ["phone", "address"], batch_size=BATCH)
    about = list(Petition.objects.exclude(content="recommendation").select_related("authority").order_by("pk"))
    for one in about:
        unit = f"{one.authority.code}.02"
        named = chance.random() < 0.2
        one.about = {"person": f"truongphong.{chance.randrange(200, 400)}"} if named else {"unit": unit}
    Petition.objects.bulk_update(about, ["about"], batch_size=BATCH)


# ── in the process that asks ────────────────────────────────────────────────────────────────────────────────
def size() -> object:
    """How many petitions there are."""
    from liemchinh.petitions.models import Petition

    return Petition.objects.count()


def questions() -> dict[str, Callable[[], object]]:
    """What is asked, by name; the same in both databases, of registers that are in both."""
    from django.utils import timezone

    from liemchinh.jobs import founding, province
    from liemchinh.kernel.days import local_day
    from liemchinh.org import queries as org
    from liemchinh.petitions import queries
    from liemchinh.petitions.models import Petition
    from liemchinh.petitions.queries import figures, published
    from liemchinh.petitions.rules.figures import parse_period
    from liemchinh.petitions.services.keeping_up import ring
    from liemchinh.reception.queries import figures as counts
    from liemchinh.reception.queries import register, visits

    at = timezone.now()
    on = local_day(at)
    commune = province.codes(1)[0]
    before = on.replace(day=1) - timedelta(1)
    month, year = parse_period(f"{before:%Y-%m}"), visits.Period(on - timedelta(365), on)
    chance = random.Random(7)
    found: dict[str, Callable[[], object]] = {}
    for which, code, desk, head in (
        ("xã", commune, province.person("tiepdan", commune), province.person("dungdau", commune)),
        ("sổ tỉnh", founding.PROVINCE, "tiepdantinh", "chutichtinh"),
    ):
        found |= {
            f"{which}: {name}": job for name, job in of_register(code, org.actor(desk, at), org.actor(head, at), chance)
        }
    keys = list(Petition.objects.filter(authority__code=commune).order_by("id").values_list("code", "key"))
    chance.shuffle(keys)
    turn = iter(keys * 1000)

    def tracked() -> object:
        code, key = next(turn)
        assert queries.fact_shown(code, key) is queries.Fact.KEY
        petition = queries.opened(code)
        assert petition is not None
        return queries.tracked(petition, at=at)

    def asked(page: int = 1, **narrowed: str) -> Callable[[], object]:
        return lambda: published.listed(published.Wanted(**narrowed), page=page, on=on)

    overseer = org.actor("giamsat", at)
    return found | {
        "tra cứu: mã và mã bí mật, cả trang": tracked,
        "nhắc đơn để lâu 30/40/45 ngày": lambda: ring(at=at),
        "hỏi đáp: một xã": asked(unit=commune),
        "hỏi đáp: một xã, chữ": asked(unit=commune, words="duong mau 1"),
        "hỏi đáp: tất cả": asked(),
        "hỏi đáp: tất cả, trang 5": asked(page=5),
        "hỏi đáp: chữ": asked(words="rac ton dong"),
        "hỏi đáp: một lĩnh vực": asked(field="Môi trường"),
        "hỏi đáp: chưa xác nhận": asked(standing="silent"),
        "hỏi đáp: bộ lọc": lambda: published.choices(on),
        "tỉnh: cả sổ của mọi xã": lambda: queries.listed(overseer, at=at, wanted=queries.Wanted()),
        "tỉnh: tìm tên": lambda: queries.listed(overseer, at=at, wanted=queries.Wanted(text="le thi mau sen")),
        "tỉnh: số liệu tháng": lambda: figures.counted(month),
        "tỉnh: số lượt tiếp năm": lambda: counts.counted(year),
        "tỉnh: sổ tiếp của một xã, tháng": lambda: register.register_page(
            org.actor("kiemtra", at), authority=commune, wanted=register.Wanted(visits.month_of(before)), at=at
        ),
    }


def of_register(
    code: str, desk: object, head: object, chance: random.Random
) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the people of one register ask."""
    from django.utils import timezone

    from liemchinh.kernel.days import local_day
    from liemchinh.org import queries as org
    from liemchinh.petitions import queries
    from liemchinh.petitions.models import Petition
    from liemchinh.petitions.queries import figures
    from liemchinh.petitions.rules.figures import parse_period
    from liemchinh.reception.models import Visitor
    from liemchinh.reception.queries import figures as counts
    from liemchinh.reception.queries import register, visits

    at = timezone.now()
    on = local_day(at)
    before = on.replace(day=1) - timedelta(1)
    unit = org.unit(code, on)
    some = list(Petition.objects.filter(authority=unit.id, restricted=False).prefetch_related("petitioners")[:400])
    chance.shuffle(some)
    letters = iter(some * 1000)
    names = iter(list(Visitor.objects.filter(visit__authority=unit.id).values_list("folded", flat=True)[:400]) * 1000)

    def listed(**narrowed: object) -> object:
        return queries.listed(desk, at=at, wanted=queries.Wanted(**narrowed))

    def sender() -> object:
        return next(letters).petitioners.all()[0]

    def received(period: object, **narrowed: object) -> object:
        return register.register_page(desk, authority=code, wanted=register.Wanted(period, **narrowed), at=at)

    month, year = visits.month_of(before), visits.Period(on - timedelta(365), on)
    yield "cả sổ", lambda: listed()
    yield "cả sổ, trang 8", lambda: listed(page=8)
    yield "cả sổ, người đứng đầu", lambda: queries.listed(head, at=at, wanted=queries.Wanted())
    yield "chờ tôi", lambda: queries.queue(desk, at=at)
    yield "chờ tôi, người đứng đầu", lambda: queries.queue(head, at=at)
    yield "đang giải quyết", lambda: listed(bucket="open")
    yield "quá hạn", lambda: listed(bucket="late")
    yield "để lâu chưa xử lý", lambda: listed(bucket="lying")
    yield "còn việc sau quyết định", lambda: listed(bucket="duties")
    yield "một trạng thái (đã xong)", lambda: listed(state=6)
    yield "một loại", lambda: listed(content="complaint")
    yield "một nguồn, một tháng", lambda: listed(source="post", first=before.replace(day=1), until=on.replace(day=1))
    yield "tìm: họ tên", lambda: listed(text=sender().name)
    yield "tìm: số điện thoại", lambda: listed(text=sender().phone)
    yield "tìm: chữ trong đơn", lambda: listed(text=next(letters).subject)
    yield "tìm: một họ nhiều người", lambda: listed(text="nguyen")
    yield "mở một đơn theo mã", lambda: queries.handled_by(desk, code=next(letters).code, at=at)
    yield "số liệu tháng", lambda: figures.counted(parse_period(f"{before:%Y-%m}"), [unit.id])
    yield "sổ tiếp, tháng", lambda: received(month)
    yield (
        "sổ tiếp, năm, trang cuối",
        lambda: register.register_page(desk, authority=code, wanted=register.Wanted(year), page=10_000, at=at),
    )
    yield "sổ tiếp, tìm tên trong tháng", lambda: received(month, text=next(names))
    yield "số lượt tiếp, tháng", lambda: counts.counted(month, authorities=[code])
    yield "lượt tiếp hôm nay", lambda: visits.of_day(desk, authority=code, on=on)
    yield (
        "vụ việc có thể trùng",
        lambda: visits.likely_matters(
            desk, authority=code, subject="Phản ánh rác tồn đọng ở hẻm Mẫu 7", identities=[], names=["Lê Thị Mẫu Sen"]
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
