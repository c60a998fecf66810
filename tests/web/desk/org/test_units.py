"""The tree at the desk: seen on any day, changed only after what follows has been read, by those who administer it."""

from datetime import date
from typing import Any

from liemchinh.dossiers import services as dossiers
from liemchinh.kernel.actors import SYSTEM
from liemchinh.org import queries, services
from liemchinh.org.models import Person, Seat, Unit
from liemchinh.org.rules import LocalityType, UnitKind
from tests import builders
from tests.cast import Cast, Member
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of

PROVINCE_ADMINISTRATOR = Member("quantritinh")
DAY = date(2026, 10, 1)
DECISION = "07/NQ-HĐND ngày 1/9/2026"
NEW = "H99.20"


def boxes(name: str, day: date) -> dict[str, str]:
    """A day in its three boxes, as a browser sends them."""
    return {name: str(day.day), f"{name}_thang": str(day.month), f"{name}_nam": str(day.year)}


def open_commune(code: str = NEW, name: str = "Xã Mẫu Mới", on: date = DAY) -> None:
    """A commune to come, with a centre and two divisions."""
    know: dict[str, Any] = {"on": on, "by": SYSTEM, "at": TODAY}
    services.open_unit(code=code, kind=UnitKind.COMMUNE, name=name, parent="H99", locality=LocalityType.COMMUNE, **know)
    for end, kind, title in (
        ("01", UnitKind.CENTRE, "Trung tâm Phục vụ hành chính công"),
        ("02", UnitKind.DIVISION, "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("03", UnitKind.DIVISION, "Phòng Kinh tế"),
    ):
        services.open_unit(code=f"{code}.{end}", kind=kind, name=title, parent=code, **know)


def test_a_merger_says_what_follows_before_it_is_written(sit: Any, cast: Cast) -> None:
    builders.received(cast)
    builders.assigned(cast)
    open_commune()
    browser = sit(PROVINCE_ADMINISTRATOR)
    page = browser.get(f"/quan-ly/don-vi/{NEW}/sap-nhap/")
    assert "Xã An Mẫu (H99.12)" in text_of(page)
    asked = {"codes": ["H99.12", "H99.13"], "decision": DECISION, **boxes("on", DAY), "xem": "1"}
    preview = browser.post(f"/quan-ly/don-vi/{NEW}/sap-nhap/", asked)
    said = text_of(preview)
    assert "Từ ngày 1/10/2026, Xã An Mẫu, Xã Bình Mẫu nhập vào Xã Mẫu Mới." in said
    assert "10 đơn vị kết thúc" in said
    seats = Seat.objects.filter(unit__code__regex=r"^H99\.1[23]").count()
    assert f"{seats} vị trí kết thúc, {seats} vị trí đang có người giữ" in said
    assert "2 hồ sơ đang giải quyết giữ nguyên mã" in said
    assert "1 hồ sơ trong số ấy nằm ở phòng kết thúc" in said
    assert "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân" in said
    assert "thủ tục Xã An Mẫu đang tiếp nhận chưa có ở Xã Mẫu Mới" in said
    assert "Chưa ghi gì cả" in said
    assert Unit.objects.get(code="H99.12").closed_on is None, "a preview changes nothing"
    sure = form_of(preview)
    done = browser.post(f"/quan-ly/don-vi/{NEW}/sap-nhap/", {**sure, "lam": "1"})
    assert done.status_code == 302
    assert Unit.objects.get(code="H99.12").closed_on == DAY
    again = browser.post(f"/quan-ly/don-vi/{NEW}/sap-nhap/", {**sure, "lam": "1"})
    assert (again.status_code, Unit.objects.get(code="H99.12").closed_on) == (409, DAY), "pressed twice, done once"
    unit = text_of(browser.get("/quan-ly/don-vi/H99.12/"))
    assert "Đang hoạt động, kết thúc từ 1/10/2026" in unit and DECISION in unit
    tree = text_of(browser.get("/quan-ly/don-vi/", boxes("ngay", DAY)))
    assert "Xã Mẫu Mới" in tree and "Xã An Mẫu" not in tree
    assert "Xã An Mẫu" in text_of(browser.get("/quan-ly/don-vi/"))


def test_every_change_of_a_unit_can_be_made_at_the_desk(sit: Any, cast: Cast) -> None:
    browser = sit(PROVINCE_ADMINISTRATOR)

    def change(unit: str, slug: str, foreseen: bool = True, **given: Any) -> None:
        address = f"/quan-ly/don-vi/{unit}/{slug}/"
        assert browser.get(address).status_code == 200
        if foreseen:
            preview = browser.post(address, {**given, "xem": "1"})
            assert preview.status_code == 200, text_of(preview)
            given = {**form_of(preview), "lam": "1"}
        answer = browser.post(address, given)
        assert answer.status_code == 302, text_of(answer)

    known = {"decision": DECISION, **boxes("on", DAY)}
    change("H99", "mo-don-vi", code="H99.S1", kind="department", name="Sở Mẫu", **known)
    change("H99.12", "doi-ten", name="Phường An Mẫu", locality="ward", **known)
    change("H99.12", "cap-ma", foreseen=False, scheme="agency", code="H99.99.12", **boxes("on", DAY))
    change("H99.12", "lien-he", foreseen=False, kind="web", value="https://anmau.example", **boxes("on", DAY))
    change("H99.12.04", "giai-the", **known)
    change("H99.12.02", "mo-vi-tri", False, code="H99.12-moi", title="Việc mới", roles=["clerk"], **boxes("on", DAY))
    change("H99.12.03", "chuyen", parent="H99.13", **known)
    change("H99", "mo-don-vi", code="H99.31", kind="commune", name="Xã Mẫu Đông", locality="commune", **known)
    change("H99.13", "chia-tach", into=["H99.31"], keep="on", **known)
    now = queries.unit("H99.12", DAY)
    assert (now.name, queries.agency_code(now, DAY)) == ("Phường An Mẫu", "H99.99.12")
    assert [one.code for one in queries.divisions(now, DAY)] == ["H99.12.01", "H99.12.02"]
    refused = browser.post("/quan-ly/don-vi/H99.12.04/giai-the/", {**known, "xem": "1"})
    assert refused.status_code == 409 and "không hoạt động vào ngày" in text_of(refused)
    empty = browser.post("/quan-ly/don-vi/H99.12/doi-ten/", {"xem": "1"})
    assert empty.status_code == 422 and "Lỗi:" in text_of(empty)


def test_seats_and_accounts_are_kept_at_the_desk(sit: Any, cast: Cast) -> None:
    browser = sit(cast.administrator)
    made = browser.post("/quan-ly/can-bo-moi/", {"code": "canbomoi", "name": "Mẫu Thị Mới", "employer": "H99.12"})
    assert made["Location"] == "/quan-ly/can-bo/canbomoi/"
    person, password = "/quan-ly/can-bo/canbomoi/", "mật khẩu thử nghiệm 2026"
    weak = browser.post(person, {"viec": "mo", "username": "canbomoi", "password": "123"})
    assert weak.status_code == 409 and "123" not in text_of(weak).replace("quan-ly", "")
    assert browser.post(person, {"viec": "mo", "username": "canbomoi", "password": password}).status_code == 302
    assert Person.objects.get(code="canbomoi").user.check_password(password)
    sure = {"sure": "on"}
    for slug, given in (("mat-khau", {"password": password}), ("ma-xac-thuc", sure), ("khoa", sure)):
        assert browser.post(person, {"viec": slug, **given}).status_code == 302, slug
    assert not Person.objects.get(code="canbomoi").user.is_active
    seat = f"/quan-ly/vi-tri/{cast.seat2}/"
    assert "Vũ Thị Mẫu Giang" in text_of(browser.get(seat))
    tomorrow = boxes("on", date(2026, 9, 16))
    assert browser.post(seat, {"viec": "chuyen", "person": "canbomoi", **tomorrow}).status_code == 302
    assert browser.post(seat, {"viec": "thoi", **boxes("on", date(2026, 9, 20))}).status_code == 302
    late = browser.post(seat, {"viec": "thoi", **boxes("on", date(2026, 9, 10))})
    assert late.status_code == 422 and "từ hôm nay trở đi" in text_of(late)
    assert browser.post(seat, {"viec": "bo", **boxes("on", DAY)}).status_code == 302
    assert "Mẫu Thị Mới" in text_of(browser.get("/quan-ly/can-bo/?q=mau thi moi"))


def test_nobody_else_changes_the_tree_and_a_unit_elsewhere_is_not_there(sit: Any, cast: Cast) -> None:
    mine = ["/quan-ly/don-vi/H99.12/", "/quan-ly/don-vi/H99.12/doi-ten/", f"/quan-ly/vi-tri/{cast.seat}/"]
    mine += ["/quan-ly/can-bo/hotich/", "/quan-ly/can-bo-moi/"]
    theirs = ["/quan-ly/don-vi/H99.13/", "/quan-ly/don-vi/H99/", "/quan-ly/don-vi/H99.13/giai-the/"]
    theirs += ["/quan-ly/vi-tri/H99.13-hotich/", "/quan-ly/can-bo/hotich.binhmau/", "/quan-ly/don-vi/H77/"]
    browser = sit(cast.administrator)
    assert {browser.get(path).status_code for path in mine} == {200}
    for path in theirs:
        assert (browser.get(path).status_code, browser.post(path, {}).status_code) in ((404, 404), (404, 405)), path
    assert browser.get("/quan-ly/don-vi/H99.12/khong-co/").status_code == 404
    for member in (cast.leader, cast.receiver, cast.auditor, cast.stranger_leader):
        browser = sit(member)
        assert {browser.get(path).status_code for path in (*mine, *theirs)} == {403}
    assert "Bình Mẫu" not in text_of(sit(cast.administrator).get("/quan-ly/can-bo/"))


def test_the_tree_costs_the_same_however_many_units(sit: Any, cast: Cast, django_assert_max_num_queries: Any) -> None:
    browser = sit(PROVINCE_ADMINISTRATOR)
    browser.get("/quan-ly/don-vi/")
    for number in range(30):
        open_commune(f"H99.5{number:02d}", f"Xã Mẫu Số {number}", date(2026, 1, 1))
    with django_assert_max_num_queries(24):
        assert "Xã Mẫu Số 29" in text_of(browser.get("/quan-ly/don-vi/"))


def test_dossiers_of_an_ended_division_come_home_in_one_press(sit: Any, cast: Cast) -> None:
    codes = [builders.assigned(cast).code for _ in range(2)]
    asked = builders.asked(cast).code
    services.close(code="H99.12.02", on=date(2026, 9, 15), decision=DECISION, by=SYSTEM, at=TODAY)
    page = sit(cast.administrator).get("/quan-ly/ho-so-cho-phong/")
    browser = sit(cast.administrator)
    assert "3 hồ sơ đang giải quyết." in text_of(page)
    assert "Nguyễn Thị Thí Dụ" not in text_of(page), "counts, not people"
    nowhere = browser.post("/quan-ly/ho-so-cho-phong/", {"decision": DECISION})
    assert nowhere.status_code == 422 and "Chưa chọn phòng nào" in text_of(nowhere)
    sent = browser.post("/quan-ly/ho-so-cho-phong/", {"dong_0": cast.economy, "decision": DECISION})
    assert sent.status_code == 302
    assert "Không có hồ sơ nào nằm ở phòng đã kết thúc" in text_of(browser.get("/quan-ly/ho-so-cho-phong/"))
    assert browser.get(f"/ho-so/{codes[0]}/").status_code == 404, "an administrator reads no dossier"
    queue = text_of(sit(cast.other_head).get("/"))
    assert all(code in queue for code in codes)
    done = dossiers.assign(code=codes[0], seat="H99.12-diachinh", by=cast.other_head.actor, at=TODAY)
    assert done.seat is not None
    again = dossiers.take_supplement(code=asked, components=[], by=cast.receiver.actor, at=TODAY)
    assert again.awaits == "head", "nobody's desk: the new head assigns it"
    assert sit(cast.stranger_leader).get("/quan-ly/ho-so-cho-phong/").status_code == 200
    assert "Không có hồ sơ nào" in text_of(sit(cast.stranger_leader).get("/quan-ly/ho-so-cho-phong/"))
