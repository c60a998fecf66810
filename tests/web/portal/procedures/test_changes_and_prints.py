"""What is coming and what changed, where to file online, and the papers to print: all from the published version."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from liemchinh.kernel.actors import SYSTEM
from liemchinh.procedures import queries, services
from tests import builders
from tests.cast import Cast
from tests.web.desk.pages import text_of

CODE = builders.PROCEDURE
PAGE = f"/thu-tuc/{CODE}/"
COMING = date(2026, 10, 1)


def change(cast: Cast, starts_on: date = COMING, **values: Any) -> Any:
    draft = services.start_draft(code=CODE, by=cast.editor.actor, at=builders.MORNING)
    channels = [{**draft.content["channels"][0], "time_amount": 2}, *draft.content["channels"][1:]]
    draft = services.save_draft(
        code=CODE, seen=1, values=values, parts={"channels": channels}, by=cast.editor.actor, at=builders.MORNING
    )
    return services.publish_draft(
        code=CODE,
        seen=draft.revision,
        starts_on=starts_on,
        decision="812/QĐ-UBND",
        decision_on=date(2026, 9, 4),
        reason="Cắt giảm thời hạn",
        by=cast.editor.actor,
        at=builders.MORNING,
    )


def test_a_coming_change_is_told_with_its_day_and_its_words(public: Client, cast: Cast, clock: Any) -> None:
    assert "Các bản trước và thay đổi" not in text_of(public.get(PAGE))
    change(cast)
    page = text_of(public.get(PAGE))
    assert "Từ ngày 1/10/2026: Có bản mới của thủ tục này." in page and f"{PAGE}thay-doi/" in page
    told = text_of(public.get(f"{PAGE}thay-doi/"))
    for words in ("Sắp có hiệu lực", "812/QĐ-UBND", "Cắt giảm thời hạn", "<del>", "<ins>", "Đang áp dụng"):
        assert words in told, words
    services.cancel_change(
        code=CODE, decision="900/QĐ-UBND", reason="Chưa đủ điều kiện", by=cast.editor.actor, at=builders.MORNING
    )
    assert "Có bản mới" not in text_of(public.get(PAGE))
    told = text_of(public.get(f"{PAGE}thay-doi/"))
    assert "định áp dụng từ ngày 1/10/2026, không áp dụng" in told and "Sắp có hiệu lực" not in told


def test_the_office_s_own_steps_are_not_told_to_the_public(public: Client, cast: Cast, clock: Any) -> None:
    draft = services.start_draft(code=CODE, by=cast.editor.actor, at=builders.MORNING)
    steps = [{"role": "leader", "name": "Ký riêng một mình", "hours": "3"}]
    services.save_draft(code=CODE, seen=1, parts={"steps": steps}, by=cast.editor.actor, at=builders.MORNING)
    services.publish_draft(
        code=CODE,
        seen=draft.revision + 1,
        starts_on=COMING,
        decision="1/QĐ-UBND",
        decision_on=date(2026, 9, 4),
        reason="Đổi quy trình",
        by=cast.editor.actor,
        at=builders.MORNING,
    )
    told = text_of(public.get(f"{PAGE}thay-doi/"))
    assert "Ký riêng một mình" not in told and "Không đổi điều gì người nộp cần biết." in told


def test_an_ending_is_told_with_its_day(public: Client, cast: Cast, clock: Any) -> None:
    services.end_procedure(
        code=CODE, ends_on=COMING, decision="1/QĐ-UBND", reason="Luật mới", by=SYSTEM, at=builders.MORNING
    )
    assert "Thủ tục này hết hiệu lực từ ngày 1/10/2026." in text_of(public.get(PAGE))


@pytest.mark.parametrize(
    ("filing", "url", "link"),
    [
        ("national", "", 'href="https://dichvucong.gov.vn/"'),
        ("national", "https://dichvucong.gov.vn/p/mau", 'href="https://dichvucong.gov.vn/p/mau"'),
        ("here", "", f'href="/nop/{CODE}/"'),
        ("none", "", ""),
    ],
)
def test_the_page_leads_to_where_the_version_is_filed_online(
    public: Client, cast: Cast, clock: Any, filing: str, url: str, link: str
) -> None:
    change(cast, builders.MORNING.date(), filing=filing, filing_url=url)
    page = text_of(public.get(PAGE))
    assert ("Nộp trực tuyến</a>" in page) == bool(link) and link in page
    assert ("Cổng dịch vụ công quốc gia (dichvucong.gov.vn)" in page) == (filing == "national")


def test_the_papers_of_a_procedure_are_printed_from_its_version(public: Client, cast: Cast, clock: Any) -> None:
    field = queries.version_on(CODE, builders.MORNING.date()).field
    for path, words in (
        (f"{PAGE}ap-phich.pdf", "0999 000 012"),
        (f"{PAGE}ap-phich.pdf?kho=A3", "Ủy ban nhân dân xã An Mẫu"),
        (f"{PAGE}giay-to.pdf", "bản chính"),
        (f"/thu-tuc/ap-phich.pdf?linh_vuc={field}", CODE),
    ):
        answer = public.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), path
        said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
        assert words in said, path
    for path in ("/thu-tuc/ap-phich.pdf", "/thu-tuc/ap-phich.pdf?linh_vuc=khong-co", "/thu-tuc/9.9/ap-phich.pdf"):
        assert public.get(path).status_code == 404, path
    assert public.get("/thu-tuc/9.999999/thay-doi/").status_code == 404
