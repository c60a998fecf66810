"""Founds the invented province Sông Mẫu and its communes: units, seats, people, contacts. For the demo and for tests.

Nobody and nothing here is real; the procedures that the communes offer are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from liemchinh.jobs.plan import ContactPlan, Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind, LocalityType, UnitKind
from liemchinh.procedures import services as procedures
from liemchinh.procedures.rules import Filing

OPENED = date(2025, 7, 1)
FOUNDED = datetime(2025, 7, 1, 7, 30, tzinfo=VIETNAM)
PROVINCE, COMMUNE, OTHER_COMMUNE = "H99", "H99.12", "H99.13"
DECISION = "Nghị quyết mẫu số 01/NQ-MAU"
FILED_HERE = ("2.000908", "2.000950")
"""Procedures that the invented province takes in on its own site; the others are filed on the national portal."""

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
    Post("thuquy", "01", "Thu phí, lệ phí", (Role.CASHIER,), "Phan Thị Mẫu Yến"),
    Post("truongphong", "02", "Chánh Văn phòng", (Role.HEAD,), "Lê Thị Mẫu Chi"),
    Post("hotich", "02", "Công chức tư pháp - hộ tịch", (Role.SPECIALIST,), "Phạm Văn Mẫu Dũng"),
    Post("hotich2", "02", "Công chức tư pháp - hộ tịch", (Role.SPECIALIST,), "Vũ Thị Mẫu Giang"),
    Post("vanthu", "02", "Văn thư", (Role.CLERK,), "Hoàng Thị Mẫu Hà"),
    Post("truongkinhte", "03", "Trưởng phòng Kinh tế", (Role.HEAD,), "Đặng Văn Mẫu Khoa"),
    Post("diachinh", "03", "Công chức địa chính", (Role.SPECIALIST,), "Bùi Thị Mẫu Lan"),
    Post("truongvanhoa", "04", "Trưởng phòng Văn hóa - Xã hội", (Role.HEAD,), "Đỗ Văn Mẫu Minh"),
    Post("xahoi", "04", "Công chức lao động - xã hội", (Role.SPECIALIST,), "Ngô Thị Mẫu Nga"),
    Post("lanhdao", "", "Phó Chủ tịch Ủy ban nhân dân", (Role.LEADER,), "Dương Văn Mẫu Phúc"),
    Post("chutich", "", "Chủ tịch Ủy ban nhân dân", (Role.CHAIR,), "Trịnh Văn Mẫu Quang"),
    Post("tiepdan", "02", "Công chức tiếp công dân", (Role.RECEPTION,), "Cao Thị Mẫu Oanh"),
    Post("xacminh", "02", "Công chức xác minh đơn", (Role.INSPECTOR,), "Lương Văn Mẫu Phong"),
    Post("tinkin", "", "Người nhận tin niêm phong", (Role.SEALED,), "Tô Thị Mẫu Thu"),
    Post("giudanhtinh1", "02", "Người giữ danh tính thứ nhất", (Role.CUSTODIAN,), "Kiều Văn Mẫu Thắng"),
    Post("giudanhtinh2", "04", "Người giữ danh tính thứ hai", (Role.CUSTODIAN,), "Quách Thị Mẫu Xuân"),
    Post("danhmuc", "01", "Quản lý danh mục thủ tục", (Role.EDITOR,), "Lý Thị Mẫu Quyên"),
    Post("quantri", "01", "Quản trị hệ thống", (Role.ADMINISTRATOR,), "Mai Văn Mẫu Sơn"),
)
PROVINCE_POSTS = (
    Post("giamsat", "", "Theo dõi giải quyết thủ tục hành chính", (Role.OVERSEER,), "Tạ Thị Mẫu Thảo"),
    Post("kiemtra", "", "Kiểm tra viên", (Role.AUDITOR,), "Đinh Văn Mẫu Uy"),
    Post("chutichtinh", "", "Chủ tịch Ủy ban nhân dân tỉnh", (Role.CHAIR,), "Lâm Văn Mẫu Vinh"),
    Post("tiepdantinh", "", "Cán bộ tiếp công dân tỉnh", (Role.RECEPTION,), "Mạc Thị Mẫu Hiền"),
    Post("thanhtra", "", "Thanh tra viên", (Role.INSPECTOR,), "Nghiêm Văn Mẫu Đức"),
    Post("tinkintinh", "", "Người nhận tin niêm phong cấp tỉnh", (Role.SEALED,), "Ông Thị Mẫu Liên"),
    Post("giudanhtinhtinh1", "", "Người giữ danh tính thứ nhất cấp tỉnh", (Role.CUSTODIAN,), "Phùng Văn Mẫu Tài"),
    Post("giudanhtinhtinh2", "", "Người giữ danh tính thứ hai cấp tỉnh", (Role.CUSTODIAN,), "Thái Thị Mẫu Ngân"),
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
    ContactPlan(ContactKind.HOTLINE, "0999 000 012", "giờ hành chính"),
    ContactPlan(ContactKind.PHONE, "0999 000 112"),
    ContactPlan(ContactKind.BOX, "Hòm thư góp ý tại cửa Trung tâm Phục vụ hành chính công"),
    ContactPlan(ContactKind.RECEPTION, "Phòng tiếp công dân, tầng 1, trụ sở Ủy ban nhân dân"),
    ContactPlan(ContactKind.ADDRESS, "Số 1 đường Mẫu, thôn Trung Tâm"),
)


def found(*, at: datetime = FOUNDED, password: str = "", accounts: Collection[str] = PEOPLE) -> None:
    """Open the province, its communes, divisions and seats, and their catalogue; `accounts` get the `password`."""
    carry_out(PLAN, at=at, password=lambda username: password if password and username in accounts else None)
    for code in FILED_HERE:
        _take_in_here(code, at)


def _take_in_here(code: str, at: datetime) -> None:
    """Publish the version under which a procedure is filed on our own site, as an editor of the catalogue does."""
    draft = procedures.start_draft(code=code, by=SYSTEM, at=at)
    values = {"filing": Filing.HERE, "portal_integrated": False}
    draft = procedures.save_draft(code=code, seen=draft.revision, values=values, by=SYSTEM, at=at)
    procedures.publish_draft(
        code=code,
        seen=draft.revision,
        starts_on=local_day(at),
        decision=DECISION,
        decision_on=local_day(at),
        reason="Thủ tục mẫu, nhận hồ sơ trực tuyến tại địa phương.",
        by=SYSTEM,
        at=at,
    )


def is_founded() -> bool:
    """Whether the invented province is there already."""
    return bool(org.unit_names([PROVINCE], OPENED))


def _plan() -> Plan:
    province = UnitPlan(
        code=PROVINCE,
        kind=UnitKind.PROVINCE,
        name="Tỉnh Sông Mẫu",
        locality=LocalityType.PROVINCE,
        contacts=_contacts("tinh"),
    )
    units, seats = [province], [_seat(post, PROVINCE, "") for post in PROVINCE_POSTS]
    for code, name, slug, suffix in COMMUNES:
        units.append(
            UnitPlan(
                code=code,
                kind=UnitKind.COMMUNE,
                name=name,
                parent=PROVINCE,
                locality=LocalityType.COMMUNE,
                contacts=_contacts(slug),
                takes_in_catalogue=True,
            )
        )
        for end, kind, title in DIVISIONS:
            full = f"{title} {name[0].lower()}{name[1:]}" if kind is UnitKind.CENTRE else title
            units.append(UnitPlan(code=f"{code}.{end}", kind=kind, name=full, parent=code))
        seats += [_seat(post, code, suffix) for post in POSTS]
    return Plan(on=OPENED, units=tuple(units), seats=tuple(seats), decision=DECISION)


def _contacts(slug: str) -> tuple[ContactPlan, ...]:
    return (*CONTACTS, ContactPlan(ContactKind.EMAIL, f"{slug}@songmau.example"))


def _seat(post: Post, authority: str, suffix: str) -> SeatPlan:
    return SeatPlan(
        code=f"{authority}-{post.username}",
        unit=f"{authority}.{post.division}" if post.division else authority,
        title=post.title,
        roles=post.roles,
        person=f"{post.username}{suffix}",
        name=post.name,
        employer=authority,
    )


PLAN = _plan()
