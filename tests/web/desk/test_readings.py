"""The log of looks on the pages: every opening leaves a line, the auditor reads it, the applicant gets the numbers."""

from typing import Any

from django.test import Client

from liemchinh.kernel.codes import look_up_path
from liemchinh.org.models import Reading
from tests import builders
from tests.cast import COMMUNE, Cast


def kept() -> list[tuple[str, str, str, int]]:
    rows = Reading.objects.order_by("id")
    return [(row.person, row.kind, row.subject.partition(":")[0], row.found) for row in rows]


def test_every_opening_leaves_a_line_before_anything_is_shown(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast).code
    browser = sit(cast.leader)
    for path in (
        f"/ho-so/{code}/",
        f"/ho-so/{code}/giay/receipt/",
        "/tim/?q=thi+du",
        "/danh-sach/",
        "/danh-sach/?q=999",
    ):
        assert browser.get(path).status_code == 200
    assert kept() == [
        ("lanhdao", "read", code, 1),
        ("lanhdao", "paper", code, 1),
        ("lanhdao", "search", "name", 1),
        ("lanhdao", "list", "", 1),
        ("lanhdao", "search", "number", 0),
    ]
    assert set(Reading.objects.values_list("home", "authority")) == {(COMMUNE, COMMUNE)}


def test_who_is_refused_has_seen_nothing_and_leaves_no_line(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast).code
    assert sit(cast.stranger).get(f"/ho-so/{code}/").status_code == 404
    assert kept() == []


def test_the_auditor_reads_who_looked_and_is_read_as_well(sit: Any, cast: Cast, django_assert_num_queries: Any) -> None:
    code = builders.assigned(cast).code
    sit(cast.leader).get(f"/ho-so/{code}/")
    sit(cast.specialist).get("/tim/?q=Thí+Dụ")
    auditor = sit(cast.auditor)
    page = auditor.get("/quan-ly/luot-xem/").content.decode()
    assert page.count("tìm theo chữ") == 1
    assert f'href="/ho-so/{code}/"' in page
    by_words = auditor.get("/quan-ly/luot-xem/?xem=thi+du").content.decode()
    assert "Phạm Văn Mẫu Dũng" in by_words
    assert "Dương Văn Mẫu Phúc" not in by_words.split("Từng lượt")[1]
    of_leader = auditor.get("/quan-ly/luot-xem/?nguoi=lanhdao&ngay=2026-09-15").content.decode()
    assert "Phạm Văn Mẫu Dũng" not in of_leader.split("Từng lượt")[1]
    assert [line[1] for line in kept() if line[0] == "kiemtra"] == ["log"] * 3
    assert auditor.get("/quan-ly/luot-xem/?ngay=32/1/2026").status_code == 200
    with django_assert_num_queries(26):
        auditor.get("/quan-ly/luot-xem/")
    sit(cast.specialist2).get(f"/ho-so/{code}/")
    sit(cast.auditor).get("/quan-ly/luot-xem/")  # the first page of a session registers it
    with django_assert_num_queries(26):
        auditor.get("/quan-ly/luot-xem/")


def test_the_applicant_sees_how_many_officials_opened_it_and_no_name(sit: Any, public: Client, cast: Cast) -> None:
    made = builders.assigned(cast)
    for who in (cast.specialist, cast.leader):
        sit(who).get(f"/ho-so/{made.code}/")
    page = public.get(look_up_path(made.code, made.key), follow=True).content.decode()
    assert "2 cán bộ đã mở hồ sơ này." in page
    assert "15/9/2026: 1 người của Văn phòng" in page
    assert "Phạm Văn Mẫu Dũng" not in page
