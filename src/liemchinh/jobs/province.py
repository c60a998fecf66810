"""The invented province with many communes, for simulations at the size of a province. Nobody here is real."""

from datetime import datetime

from liemchinh.jobs.founding import DECISION, OPENED, PROVINCE, Post
from liemchinh.jobs.plan import Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import Role
from liemchinh.org.rules import LocalityType, UnitKind

MANY = 118
"""With the two communes of the demo a province of 120."""
FIRST_OF_MANY = 200
DIVISIONS = (
    ("01", UnitKind.CENTRE, "Trung tâm Phục vụ hành chính công"),
    ("02", UnitKind.DIVISION, "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
)
POSTS = (
    Post("tiepnhan", "01", "Công chức tiếp nhận", (Role.RECEIVER,), "Nguyễn Thị Mẫu An"),
    Post("truongphong", "02", "Chánh Văn phòng", (Role.HEAD,), "Lê Thị Mẫu Chi"),
    Post("thuly", "02", "Công chức thụ lý", (Role.SPECIALIST,), "Phạm Văn Mẫu Dũng"),
    Post("lanhdao", "", "Phó Chủ tịch Ủy ban nhân dân", (Role.LEADER,), "Dương Văn Mẫu Phúc"),
    Post("vanthu", "02", "Văn thư", (Role.CLERK,), "Hoàng Thị Mẫu Hà"),
)
"""Five seats are enough for a commune of which nothing but its number of dossiers matters."""


def codes(communes: int) -> list[str]:
    """The codes of so many invented communes beside those of the demo, in their order."""
    return [f"{PROVINCE}.{FIRST_OF_MANY + number}" for number in range(communes)]


def person(post: str, commune: str) -> str:
    """The code, and user name, of who sits on this post of a commune."""
    return f"{post}.{commune.rpartition('.')[2]}"


def open_communes(communes: int, *, at: datetime, accounts: int = 0, password: str = "") -> list[str]:
    """Open what is missing of so many communes, two divisions and five seats each; returns their codes.

    Only the first `accounts` of them get accounts, with this `password`. A province of 120 takes some seconds.
    """
    wanted = codes(communes)
    units: list[UnitPlan] = []
    seats: list[SeatPlan] = []
    for number, code in enumerate(wanted, 1):
        name = f"Xã Mẫu {number}"
        units.append(
            UnitPlan(
                code=code,
                kind=UnitKind.COMMUNE,
                name=name,
                parent=PROVINCE,
                locality=LocalityType.COMMUNE,
                takes_in_catalogue=True,
            )
        )
        units += [UnitPlan(code=f"{code}.{end}", kind=kind, name=title, parent=code) for end, kind, title in DIVISIONS]
        seats += [
            SeatPlan(
                code=f"{code}-{post.username}",
                unit=f"{code}.{post.division}" if post.division else code,
                title=post.title,
                roles=post.roles,
                person=person(post.username, code),
                name=post.name,
                employer=code,
            )
            for post in POSTS
        ]
    known = {person(post.username, code) for code in wanted[:accounts] for post in POSTS}
    plan = Plan(on=OPENED, units=tuple(units), seats=tuple(seats), decision=DECISION)
    carry_out(plan, at=at, password=lambda username: password if password and username in known else None)
    return wanted
