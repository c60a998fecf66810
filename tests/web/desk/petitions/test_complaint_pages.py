"""The desk's pages of complaints: from the proposal to the decision, the papers, and nobody else's hands on them."""

import io
import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from liemchinh.desk.petitions.act_tables.beside import OF_BESIDE
from liemchinh.desk.petitions.act_tables.complaint import OF_COMPLAINTS
from liemchinh.kernel.codes import grouped
from liemchinh.petitions import rules, services
from liemchinh.petitions.models import Petition
from liemchinh.petitions.services import complaints
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.web.desk.conftest import Sit

KNOWN = date(2026, 8, 3)


def complaint(cast: Cast, **letter: Any) -> str:
    entered = builders.petition(cast, subject="Khiếu nại quyết định thu hồi đất", **letter)
    services.sort(
        code=entered.code,
        content=rules.Content.COMPLAINT,
        within=True,
        eligible=True,
        conditions=dict.fromkeys(rules.CONDITION_NAMES, True),
        decision_ref="88/QĐ-UBND",
        decision_on=KNOWN,
        by=cast.reception.actor,
        at=MORNING,
    )
    code: str = entered.code
    return code


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_{part}": str(value) for part, value in enumerate((when.day, when.month, when.year))} | {
        name: str(when.day),
        f"{name}_thang": str(when.month),
        f"{name}_nam": str(when.year),
    }


def press(desk: Client, code: str, slug: str, **said: Any) -> Any:
    """Post the form of one act; the answer."""
    step = Petition.objects.get(code=code).step
    token = {"token": str(uuid.uuid4()), "seen_step": str(step)}
    return desk.post(reverse("desk:petition_act", args=[code, slug]), {**token, **said})


def done(answer: Any) -> None:
    assert answer.status_code == 302, answer.context["form"].errors if answer.context else answer.content[:300]


def test_a_case_goes_from_proposal_to_decision_over_its_pages(cast: Cast, sit: Sit, today: Any) -> None:
    code = complaint(cast, people=2)
    desk = sit(cast.reception)
    proposing = desk.get(reverse("desk:petition_act", args=[code, "trinh-thu-ly"])).content.decode()
    assert "2 người cùng khiếu nại" in proposing
    done(press(desk, code, "trinh-thu-ly", proposal="accept", reason="Đủ điều kiện thụ lý"))

    chair = sit(cast.chair)
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    assert "Cán bộ đề xuất" in page
    form = chair.get(reverse("desk:petition_act", args=[code, "thu-ly-khieu-nai"])).content.decode()
    assert "88/QĐ-UBND" in form and "Mã đơn lần đầu" not in form  # a commune settles no second instance
    accepting = {"document": "12/TB-UBND", "all_signed": "on", **day("known_on", KNOWN)}
    answer = press(chair, code, "thu-ly-khieu-nai", **accepting)
    assert answer.status_code == 409 and "văn bản cử người đại diện" in answer.content.decode()
    half = press(chair, code, "thu-ly-khieu-nai", **accepting, **day("obstacle_from", KNOWN))
    assert half.status_code == 422 and "cả ngày đầu và ngày cuối" in half.content.decode()
    done(press(chair, code, "thu-ly-khieu-nai", representative_paper="Văn bản 1/9/2026", **accepting))
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    for words in ("Điều 28 Luật Khiếu nại", "Đơn đến trong hạn", "Vì sao là ngày này?", "2 trong 2"):
        assert words in page

    seat = next(seat.code for seat in cast.inspector.actor.seats)
    done(press(chair, code, "giao-xac-minh", document="13/QĐ", seat=seat, reason="Nguồn gốc đất"))
    verifier = sit(cast.inspector)
    done(
        press(
            verifier,
            code,
            "bao-cao-xac-minh",
            document="2/BC",
            findings="Thiếu chữ ký",
            proposed="partly",
            differs="on",
        )
    )
    said = {"document": "20/TB", "held_hour": "8:30", "place": "Trụ sở", "matters": "Kiểm đếm"}
    too_near = press(verifier, code, "thong-bao-doi-thoai", **said, **day("held_on", date(2026, 9, 19)))
    assert too_near.status_code == 409 and "20/9/2026" in too_near.content.decode()
    done(press(verifier, code, "thong-bao-doi-thoai", **said, **day("held_on", date(2026, 9, 21))))

    chair = sit(cast.chair)
    deciding = reverse("desk:petition_act", args=[code, "quyet-dinh-khieu-nai"])
    form = chair.get(deciding).content.decode()
    assert "Thiếu chữ ký" in form and "chưa có biên bản đối thoại" in form
    today.move_to(at("2026-09-21 08:30"))
    chair = sit(cast.chair)
    minutes = {"presided": "Chủ tịch", "secretary": "Công chức xác minh", "attendance": "present", "copies": "3"}
    done(press(chair, code, "bien-ban-doi-thoai", result="Thống nhất kiểm đếm lại", **minutes))
    done(press(chair, code, "vu-viec-phuc-tap", document="30/UBND", reason="Hai nơi", criteria=["places"]))
    assert Petition.objects.get(code=code).due_at == at("2026-10-30 17:00")
    decision = {"document": "45/QĐ", "verdict": "partly", "measure": "amend", "findings": "Thiếu", "conclusion": "Đúng"}
    done(press(chair, code, "quyet-dinh-khieu-nai", **decision))
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    for words in ("Khiếu nại đúng một phần", "Có hiệu lực từ", "22/10/2026", "Gửi quyết định giải quyết lần đầu"):
        assert words in page
    desk = sit(cast.reception)
    done(press(desk, code, "gui-quyet-dinh", duties=["complaint_send"], recipients="Các bên", document="BN 5"))
    early = press(desk, code, "ket-thuc-khieu-nai", how="kept", reason="Không phải thu hồi gì")
    assert early.status_code == 409 and "21/10/2026" in early.content.decode()
    _papers(desk, code)


def _papers(desk: Client, code: str) -> None:
    """Every paper of the case is there; only the complainant's own copy lets one follow it."""
    secret = grouped(Petition.objects.get(code=code).key)
    page = desk.get(reverse("desk:petition", args=[code]))
    for _, url in page.context["papers"]:
        pdf = desk.get(url)
        text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
        own = "cua-nguoi-khieu-nai" in url or url.endswith("/bien-nhan.pdf")
        assert (secret in text) is own, url
        assert code in text


def test_a_running_case_is_suspended_withdrawn_from_and_ended_over_its_pages(cast: Cast, sit: Sit) -> None:
    code = complaint(cast)
    chair = sit(cast.chair)
    done(press(chair, code, "thu-ly-khieu-nai", document="1", all_signed="on", **day("known_on", KNOWN)))
    held = {"document": "2/QĐ", "reason_code": "absence", "reason": "Nằm viện", "proof": "Giấy vào viện"}
    done(press(chair, code, "tam-dinh-chi-khieu-nai", **held))
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    assert "Đang tạm dừng" in page and "Gửi quyết định tạm đình chỉ" in page
    done(press(chair, code, "tiep-tuc-khieu-nai", document="3/QĐ", reason="Ra viện"))
    warned = chair.get(reverse("desk:petition_act", args=[code, "dinh-chi-khieu-nai"])).content.decode()
    assert "Còn 1 người chưa rút" in warned
    done(press(chair, code, "rut-khieu-nai", document="Đơn rút", people=["1"], whole="yes"))
    done(press(chair, code, "dinh-chi-khieu-nai", document="4/QĐ", reason_code="withdrawn", reason="Rút đơn"))
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    assert "Người khiếu nại rút toàn bộ khiếu nại" in page and "Gửi quyết định đình chỉ" in page
    _papers(chair, code)


def test_a_refusal_names_its_ground_and_its_paper_can_be_printed(cast: Cast, sit: Sit) -> None:
    code = complaint(cast)
    chair = sit(cast.chair)
    unchosen = press(chair, code, "khong-thu-ly-khieu-nai", document="5/TB", reason="Quá hạn")
    assert unchosen.status_code == 422
    done(press(chair, code, "khong-thu-ly-khieu-nai", document="5/TB", reason_code="expired", reason="Quá hạn"))
    assert "Hết thời hiệu" in chair.get(reverse("desk:petition", args=[code])).content.decode()
    _papers(chair, code)


@pytest.mark.parametrize("member", ["stranger_reception", "stranger_chair", "inspector", "receiver"])
def test_nobody_without_the_case_opens_any_of_its_acts(cast: Cast, sit: Sit, member: str) -> None:
    code = complaint(cast)
    desk = sit(getattr(cast, member))
    every = list((OF_COMPLAINTS | OF_BESIDE).values())
    for act in every if member == "stranger_chair" else every[::8]:  # the door is one: one of them tries every act
        url = reverse("desk:petition_act", args=[code, act.slug])
        assert desk.get(url).status_code == 404
        assert desk.post(url, {"token": str(uuid.uuid4()), "seen_step": "2"}).status_code == 404


def test_the_desk_may_look_but_not_decide(cast: Cast, sit: Sit) -> None:
    code = complaint(cast)
    answer = sit(cast.reception).get(reverse("desk:petition_act", args=[code, "thu-ly-khieu-nai"]))
    assert answer.status_code in (403, 409)


def test_what_stands_beside_the_course_is_done_and_shown_on_its_pages(cast: Cast, sit: Sit, today: Any) -> None:
    code = complaint(cast)
    complaints.accept(
        code=code,
        document="12/TB",
        examined=complaints.Examined(known_on=KNOWN),
        by=cast.chair.actor,
        at=MORNING,
    )
    chair = sit(cast.chair)
    staying = chair.get(reverse("desk:petition_act", args=[code, "tam-dinh-chi-thi-hanh"])).content.decode()
    assert "đến hết ngày 7/10/2026" in staying
    stay = {"document": "14/QĐ", "reason": "Nhà sắp bị tháo dỡ"}
    too_long = press(chair, code, "tam-dinh-chi-thi-hanh", **stay, **day("until", date(2026, 10, 8)))
    assert too_long.status_code == 409 and "không được quá thời hạn giải quyết" in too_long.content.decode()
    done(press(chair, code, "tam-dinh-chi-thi-hanh", **stay, **day("until", date(2026, 10, 7))))
    council = {"asked": "council", "body": "Ba thành viên", "question": "Nguồn gốc đất", "document": "15"}
    assert press(chair, code, "yeu-cau-giam-dinh-tu-van", **council).status_code == 422  # not in a first instance
    asked = {"asked": "information", "body": "Chi nhánh đất đai", "question": "Bản đồ", "document": "20/CV"}
    done(press(chair, code, "yeu-cau-giam-dinh-tu-van", **asked))
    step = Petition.objects.get(code=code).step
    page = chair.get(reverse("desk:petition", args=[code])).content.decode()
    for words in ("tạm đình chỉ thi hành đến hết ngày 7/10/2026", "Chưa có trả lời", "Chi nhánh đất đai"):
        assert words in page
    desk = sit(cast.reception)
    done(press(desk, code, "ghi-tra-loi", ask=str(step), document="33/CN", said="Bản đồ năm 2015"))
    heard = {"whom": "accused", "attended": "signed", "place": "Trụ sở", "said": "Đã đo đúng mốc."}
    done(press(desk, code, "bien-ban-lam-viec", **heard, **day("held_on", date(2026, 9, 15))))
    page = desk.get(reverse("desk:petition", args=[code])).content.decode()
    assert "Bản đồ năm 2015" in page and "Chưa có trả lời" not in page and "Đã đo đúng mốc." in page
    assert desk.get(reverse("desk:petition_act", args=[code, "tam-dinh-chi-thi-hanh"])).status_code in (403, 409)
    chair = sit(cast.chair)
    for name in ("tam-dinh-chi-thi-hanh", "bien-ban-lam-viec", "yeu-cau-giam-dinh-tu-van"):
        assert chair.get(reverse("desk:petition_paper", args=[code, name])).content.startswith(b"%PDF")
