"""The page of one dossier: the date, whose turn it is, the thread, the papers; every state has its own words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import services
from liemchinh.kernel.actors import SYSTEM
from liemchinh.law.calendar import DeclaredDay
from liemchinh.org import services as org
from tests import builders
from tests.builders import at
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_dossier_on_time_says_when_where_and_that_nothing_is_to_be_done(cast: Cast, clock: Any, opened: Any) -> None:
    page = text(opened(builders.assigned(cast)))
    assert 'datetime="2026-09-16T17:00+07:00"' in page
    assert "Đúng hạn · còn 7 ngày làm việc" in page
    assert "trước 17 giờ, thứ Tư, 16/9/2026" in page
    assert "Ông/bà chưa phải làm gì thêm." in page
    assert 'aria-current="step"' in page


def test_the_page_of_a_dossier_shows_nothing_of_its_applicant(cast: Cast, clock: Any, opened: Any) -> None:
    page = text(opened(builders.returned(cast)))
    for private in ("Nguyễn Thị Thí Dụ", "0999 123 456", "0999123456", "000000000012", "Thôn Mẫu"):
        assert private not in page


def test_a_paused_dossier_says_whose_turn_it_is_which_papers_and_until_when(
    cast: Cast, clock: Any, opened: Any
) -> None:
    page = text(opened(builders.asked(cast)))
    assert "Tạm dừng · chờ ông/bà bổ sung" in page
    assert "Ông/bà cần bổ sung 1 giấy tờ" in page
    assert "<strong>Giấy tờ chứng minh chỗ ở hợp pháp</strong>" in page
    assert "thứ Ba, 22/9/2026" in page
    assert "Bản đã nộp thiếu trang 2." in page
    assert "to-lich" not in page, "no date is promised while the clock waits"


def test_a_late_dossier_begins_with_an_apology_and_says_who_answers(cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.assigned(cast)
    clock.move_to(builders.at("2026-09-18 09:00"))
    page = text(opened(dossier))
    assert "Quá hạn 2 ngày làm việc" in page
    assert "Chúng tôi xin lỗi vì chậm hẹn" in page
    assert "đang giữ hồ sơ và phải trả lời ông/bà" in page
    assert "chưa phải làm gì" not in page


def test_a_moved_date_shows_the_old_one_struck_and_the_reason(cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.assigned(cast)
    services.apologise(
        code=dossier.code,
        reason_code="verification",
        reason="Mưa lũ chia cắt thôn",
        new_day=date(2026, 9, 21),
        by=cast.leader.actor,
        at=builders.at("2026-09-14 09:00"),
    )
    clock.move_to(builders.at("2026-09-14 10:00"))
    page = text(opened(dossier))
    assert 'class="to-lich struck"' in page
    assert 'datetime="2026-09-16T17:00+07:00"' in page
    assert 'datetime="2026-09-21T17:00+07:00"' in page
    assert (
        "Chúng tôi xin lỗi: không kịp ngày 16/9/2026. Lý do: Chưa xác minh xong thực địa. Mưa lũ chia cắt thôn." in page
    )


def test_a_finished_dossier_says_where_to_collect_and_whether_it_was_kept(cast: Cast, clock: Any, opened: Any) -> None:
    clock.move_to(builders.at("2026-09-07 17:30"))
    page = text(opened(builders.issued(cast)))
    assert "Ông/bà đến nhận kết quả" in page
    assert "Trung tâm Phục vụ hành chính công xã An Mẫu" in page
    assert "Kết quả có đúng hẹn." in page


def test_a_result_that_came_late_says_so_for_ever(cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.signed(cast)
    services.issue(code=dossier.code, number="13/XN", by=cast.clerk.actor, at=builders.at("2026-09-17 08:00"))
    clock.move_to(builders.at("2026-10-01 08:00"))
    assert "Kết quả chậm so với ngày hẹn 16/9/2026. Chúng tôi xin lỗi ông/bà." in text(opened(dossier))


def test_an_incomplete_dossier_has_no_date_but_its_whole_list(cast: Cast, clock: Any, opened: Any) -> None:
    dossier = services.register(
        filing=builders.filing(),
        missing=["Ảnh 3x4", "Tờ khai"],
        reason="Còn thiếu hai giấy.",
        by=cast.receiver.actor,
        at=builders.MORNING,
    )
    page = text(opened(dossier))
    assert "Thời hạn chưa bắt đầu tính." in page
    assert "Ông/bà cần bổ sung 2 giấy tờ" in page
    assert "Phiếu yêu cầu bổ sung" in page
    assert "Giấy tiếp nhận hồ sơ" not in page


def test_a_refused_dossier_says_why(cast: Cast, clock: Any, opened: Any) -> None:
    dossier = services.refuse_new(
        filing=builders.filing(),
        reason_code="authority",
        reason="Nộp tại tỉnh.",
        by=cast.receiver.actor,
        at=builders.MORNING,
    )
    page = text(opened(dossier))
    assert "Lý do: Không thuộc thẩm quyền giải quyết của đơn vị. Nộp tại tỉnh." in page


@pytest.mark.parametrize("size", ["", "?kho=a5", "?kho=khong-co"])
def test_the_receipt_can_be_printed_again(public: Client, cast: Cast, clock: Any, opened: Any, size: str) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    answer = public.get(f"/ho-so/{dossier.code}/giay/receipt.pdf{size}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["control", "refusal", "khong-co"])
def test_papers_that_were_not_the_applicants_are_not_there(
    public: Client, cast: Cast, clock: Any, opened: Any, name: str
) -> None:
    dossier = builders.handed_over(cast)
    opened(dossier)
    assert public.get(f"/ho-so/{dossier.code}/giay/{name}.pdf").status_code == 404


def test_a_dossier_costs_a_fixed_number_of_queries_whatever_its_history(
    public: Client, cast: Cast, clock: Any, opened: Any, counted: Any
) -> None:
    clock.move_to(builders.at("2026-09-07 18:00"))
    counts = []
    for dossier in (builders.received(cast), builders.returned(cast)):
        opened(dossier)
        with counted() as queries:
            public.get(f"/ho-so/{dossier.code}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_a_dossier_is_kept_by_no_cache_and_no_search_engine(cast: Cast, clock: Any, opened: Any) -> None:
    answer = opened(builders.received(cast))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_head_is_answered_like_get_without_a_body(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    answer = public.head(f"/ho-so/{dossier.code}/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_written_in_a_dossier_is_never_markup(cast: Cast, clock: Any, opened: Any) -> None:
    papers = ({"name": "<script>alert(1)</script>", "kind": "original", "count": 1},)
    page = text(opened(builders.received(cast, components=papers)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_after_the_supplement_the_date_starts_again_and_the_index_goes_on(
    public: Client, cast: Cast, clock: Any, opened: Any
) -> None:
    dossier = builders.asked(cast)
    services.take_supplement(
        code=dossier.code, components=[], by=cast.receiver.actor, at=builders.at("2026-09-09 09:00")
    )
    clock.move_to(builders.at("2026-09-09 10:00"))
    opened(dossier)
    page = text(public.get(f"/ho-so/{dossier.code}/vi-sao/"))
    legal, _, index = page.partition("Theo chỉ số quốc gia")
    assert "Tính lại từ đầu từ 9 giờ, thứ Tư, 9/9/2026" in legal
    assert "Vậy hạn là 17 giờ, thứ Sáu, 18/9/2026." in legal
    assert "Hạn theo chỉ số: " in index
    assert "Tính tiếp từ 9 giờ, thứ Tư, 9/9/2026" in index


def test_why_lists_every_day_with_its_decision(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    page = text(public.get(f"/ho-so/{dossier.code}/vi-sao/"))
    assert page.count('class="step-counted"') >= 7
    assert "Thứ Bảy, 12/9/2026: không tính, nghỉ cuối tuần." in page
    assert "Quyết định 188/1999/QĐ-TTg" in page


def test_why_names_the_decision_that_moved_the_date(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.assigned(cast)
    org.declare_days(
        unit=cast.commune,
        document="Quyết định 45/QĐ-UBND",
        issued_on=date(2026, 9, 8),
        reason="bão số 12",
        days=(DeclaredDay(date(2026, 9, 10), "closure", "bão số 12"),),
        by=SYSTEM,
        at=at("2026-09-08 10:00"),
    )
    services.reschedule(by=SYSTEM, at=at("2026-09-08 10:01"))
    clock.move_to(at("2026-09-08 11:00"))
    page = text(opened(dossier))
    assert "Đổi ngày hẹn vì lịch làm việc thay đổi" in page and "17/9" in page
    why = text(public.get(f"/ho-so/{dossier.code}/vi-sao/"))
    assert "<del>16/9/2026</del>" in why and "Quyết định 45/QĐ-UBND: bão số 12" in why
    assert "không tính, bão số 12" in why


def test_why_of_a_dossier_never_accepted_says_that_no_clock_runs(
    public: Client, cast: Cast, clock: Any, opened: Any
) -> None:
    dossier = services.register(
        filing=builders.filing(), missing=["Ảnh"], reason="Thiếu.", by=cast.receiver.actor, at=builders.MORNING
    )
    opened(dossier)
    assert "thời hạn chưa bắt đầu tính" in text(public.get(f"/ho-so/{dossier.code}/vi-sao/"))
