"""Founds the invented province Sông Mẫu and its communes: units, seats, people, contacts. For the demo and for tests.

Nobody and nothing here is real; the procedures that the communes offer are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.org import queries as org
from liemchinh.org import services
from liemchinh.org.rules import ContactKind, LocalityType, UnitKind
from liemchinh.procedures import services as procedures

OPENED = date(2025, 7, 1)
FOUNDED = datetime(2025, 7, 1, 7, 30, tzinfo=VIETNAM)
PROVINCE, COMMUNE, OTHER_COMMUNE = "H99", "H99.12", "H99.13"
DECISION = "Nghị quyết mẫu số 01/NQ-MAU"

DIVISIONS = (
    ("01", UnitKind.CENTRE, "Trung tâm Phục vụ hành chính công"),
    ("02", UnitKind.DIVISION, "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
    ("03", UnitKind.DIVISION, "Phòng Kinh tế"),
    ("04", UnitKind.DIVISION, "Phòng Văn hóa - Xã hội"),
)


@dataclass(frozen=True)
class Post:
    """A seat and the invented person in it: user name (also the person's code within the commune), where, what."""

    username: str
    division: str
    title: str
    roles: tuple[Role, ...]
    name: str


POSTS = (
    Post("tiepnhan1", "01", "Công chức tiếp nhận, Quầy 1", (Role.RECEIVER,), "Nguyễn Thị Mẫu An"),
    Post("tiepnhan2", "01", "Công chức tiếp nhận, Quầy 2", (Role.RECEIVER, Role.CASHIER), "Trần Văn Mẫu Bình"),
    Post("truongphong", "02", "Chánh Văn phòng", (Role.HEAD,), "Lê Thị Mẫu Chi"),
    Post("hotich", "02", "Công chức tư pháp - hộ tịch", (Role.SPECIALIST,), "Phạm Văn Mẫu Dũng"),
    Post("hotich2", "02", "Công chức tư pháp - hộ tịch", (Role.SPECIALIST,), "Vũ Thị Mẫu Giang"),
    Post("vanthu", "02", "Văn thư", (Role.CLERK,), "Hoàng Thị Mẫu Hà"),
    Post("truongkinhte", "03", "Trưởng phòng Kinh tế", (Role.HEAD,), "Đặng Văn Mẫu Khoa"),
    Post("diachinh", "03", "Công chức địa chính", (Role.SPECIALIST,), "Bùi Thị Mẫu Lan"),
    Post("truongvanhoa", "04", "Trưởng phòng Văn hóa - Xã hội", (Role.HEAD,), "Đỗ Văn Mẫu Minh"),
    Post("xahoi", "04", "Công chức lao động - xã hội", (Role.SPECIALIST,), "Ngô Thị Mẫu Nga"),
    Post("lanhdao", "", "Phó Chủ tịch Ủy ban nhân dân", (Role.LEADER,), "Dương Văn Mẫu Phúc"),
    Post("danhmuc", "01", "Quản lý danh mục thủ tục", (Role.EDITOR,), "Lý Thị Mẫu Quyên"),
    Post("quantri", "01", "Quản trị hệ thống", (Role.ADMINISTRATOR,), "Mai Văn Mẫu Sơn"),
)
PROVINCE_POSTS = (
    Post("giamsat", "", "Theo dõi giải quyết thủ tục hành chính", (Role.OVERSEER,), "Tạ Thị Mẫu Thảo"),
    Post("kiemtra", "", "Kiểm tra viên", (Role.AUDITOR,), "Đinh Văn Mẫu Uy"),
    Post("quantritinh", "", "Quản trị hệ thống cấp tỉnh", (Role.ADMINISTRATOR,), "Hồ Thị Mẫu Vân"),
)
COMMUNES = ((COMMUNE, "Xã An Mẫu", "anmau", ""), (OTHER_COMMUNE, "Xã Bình Mẫu", "binhmau", ".binhmau"))
"""Code, name, address in e-mail, and what is put behind the user names of its people."""

PEOPLE = (
    *(post.username for post in PROVINCE_POSTS),
    *(f"{post.username}{suffix}" for *_, suffix in COMMUNES for post in POSTS),
)
"""Codes of all invented people, which are their user names too."""

CONTACTS = (
    (ContactKind.HOTLINE, "0999 000 012", "giờ hành chính"),
    (ContactKind.PHONE, "0999 000 112", ""),
    (ContactKind.EMAIL, "{slug}@songmau.example", ""),
    (ContactKind.BOX, "Hòm thư góp ý tại cửa Trung tâm Phục vụ hành chính công", ""),
    (ContactKind.RECEPTION, "Phòng tiếp công dân, tầng 1, trụ sở Ủy ban nhân dân", ""),
    (ContactKind.ADDRESS, "Số 1 đường Mẫu, thôn Trung Tâm", ""),
)


@transaction.atomic
def found(*, at: datetime = FOUNDED, password: str = "", accounts: Collection[str] = PEOPLE) -> None:
    """Open the province, its communes, divisions and seats; `accounts` may sign in if there is a `password`."""
    services.open_unit(
        code=PROVINCE,
        kind=UnitKind.PROVINCE,
        name="Tỉnh Sông Mẫu",
        locality=LocalityType.PROVINCE,
        on=OPENED,
        decision=DECISION,
        by=SYSTEM,
        at=at,
    )
    _contacts(PROVINCE, "tinh", at)
    for post in PROVINCE_POSTS:
        _fill(post, PROVINCE, "", at)
    for code, name, slug, suffix in COMMUNES:
        services.open_unit(
            code=code,
            kind=UnitKind.COMMUNE,
            name=name,
            locality=LocalityType.COMMUNE,
            parent=PROVINCE,
            on=OPENED,
            decision=DECISION,
            by=SYSTEM,
            at=at,
        )
        for end, kind, title in DIVISIONS:
            full = f"{title} {name[0].lower()}{name[1:]}" if kind is UnitKind.CENTRE else title
            services.open_unit(code=f"{code}.{end}", kind=kind, name=full, parent=code, on=OPENED, by=SYSTEM, at=at)
        _contacts(code, slug, at)
        for post in POSTS:
            _fill(post, code, suffix, at)
    for username in accounts if password else ():
        services.open_account(person=username, username=username, password=password, by=SYSTEM, at=at)


@transaction.atomic
def stock(*, at: datetime = FOUNDED) -> None:
    """Publish the shipped catalogue of commune procedures; both communes take all of them in."""
    codes = procedures.load_catalogue(by=SYSTEM, at=at)
    for commune, *_ in COMMUNES:
        procedures.offer(unit=commune, codes=codes, offered_from=OPENED, by=SYSTEM, at=at)


def is_founded() -> bool:
    """Whether the invented province is there already."""
    return bool(org.unit_names([PROVINCE], OPENED))


def _contacts(unit: str, slug: str, at: datetime) -> None:
    for kind, value, note in CONTACTS:
        services.set_contact(
            unit=unit, kind=kind, value=value.format(slug=slug), note_text=note, on=OPENED, by=SYSTEM, at=at
        )


def _fill(post: Post, authority: str, suffix: str, at: datetime) -> None:
    unit = f"{authority}.{post.division}" if post.division else authority
    username = f"{post.username}{suffix}"
    seat = f"{authority}-{post.username}"
    services.create_person(code=username, name=post.name, employer=authority, by=SYSTEM, at=at)
    services.create_seat(
        code=seat,
        unit=unit,
        title=post.title,
        roles=[role.value for role in post.roles],
        on=OPENED,
        by=SYSTEM,
        at=at,
    )
    services.appoint(seat=seat, person=username, on=OPENED, by=SYSTEM, at=at)
