"""The desk's pages of a denunciation: each act by its page, papers without the denouncer, nobody else inside."""

import uuid
from io import BytesIO
from typing import Any

from django.urls import reverse
from PIL import Image

from liemchinh.petitions import rules, services
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries.papers import PAPERS
from liemchinh.petitions.services import Upload
from tests import builders
from tests.cast import COMMUNE, Cast, Member
from tests.web.desk.conftest import TODAY, Sit
from tests.web.desk.pages import text_of

ABOUT = {"person": "diachinh", "unit": "H99.12.03", "words": "Công chức địa chính"}
NAME, PHONE = "Mẫu Tám", "0999000111"
MATTER = "Công chức địa chính nhận tiền khi đo đất."


def handwriting() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (40, 40), "white").save(kept, "PNG")
    return kept.getvalue()


def made(cast: Cast, **letter: Any) -> str:
    code = builders.petition(cast, at=TODAY, subject="Tố cáo nhận tiền khi đo đất", text="Nội dung.", **letter).code
    services.sort(
        code=code,
        content=rules.Content.DENUNCIATION,
        within=True,
        eligible=True,
        about=ABOUT,
        by=cast.reception.actor,
        at=TODAY,
    )
    return str(code)


def test_a_whole_case_by_its_pages(cast: Cast, sit: Sit) -> None:
    code = made(cast, files=[Upload("don.png", handwriting())])

    def do(member: Member, slug: str, expect: int = 302, **typed: Any) -> Any:
        form = {"token": str(uuid.uuid4()), "seen_step": str(Petition.objects.get(code=code).step), **typed}
        desk = sit(member)
        url = reverse("desk:petition_act", args=[code, slug])
        assert desk.get(url).status_code == 200, slug
        answer = desk.post(url, form)
        assert answer.status_code == expect, (slug, text_of(answer))
        return answer

    chair, desk, inspector = cast.chair, cast.reception, cast.inspector
    do(desk, "keo-dai-kiem-tra", reason_code="places", reason="Hai nơi")
    do(desk, "trinh-to-cao", proposal="accept", reason="Đủ điều kiện")
    met = list(rules.denunciations.CONDITIONS)
    told = do(chair, "thu-ly-to-cao", 409, met=met, matter=f"Ông {NAME} nói rằng", document="01")
    assert "làm lộ người tố cáo: họ tên" in text_of(told) and f"Ông {NAME} nói rằng" in text_of(told)
    do(chair, "thu-ly-to-cao", met=met, matter=MATTER, document="01/QĐ")
    do(desk, "gui-van-ban-to-cao", sent="denunciation_told", recipients="Hai bên", document="02")
    do(chair, "giao-xac-minh-to-cao", seat=f"{COMMUNE}-xacminh", reason="Việc thu tiền", document="03")
    do(desk, "de-nghi-bao-ve", protected=["post"], said="Bị dọa cho nghỉ việc")
    beside = "Làm việc, giám định, tạm đình chỉ"
    assert beside in text_of(sit(chair).get(reverse("desk:petition", args=[code])))
    page = text_of(sit(inspector).get(reverse("desk:petition", args=[code])))
    assert (
        beside not in page and "dọa cho nghỉ việc" not in page
    )  # what there is of it is not for them: not even a frame
    assert "giữ bí mật với người xác minh" in page and NAME not in page and PHONE not in page
    papers = {name: sit(inspector).get(reverse("desk:petition_paper", args=[code, name])) for name in PAPERS}
    opened = {name for name, answer in papers.items() if answer.status_code == 200}
    assert opened == {"thu-ly-to-cao", "bao-nguoi-bi-to-cao", "giao-xac-minh-to-cao"}
    (file,) = Petition.objects.get(code=code).files.all()
    assert sit(chair).get(reverse("desk:petition_file", args=[code, file.pk])).status_code == 200
    assert sit(inspector).get(reverse("desk:petition_file", args=[code, file.pk])).status_code == 404
    do(chair, "gia-han-to-cao", criteria=["places", "many"], days="30", document="04")
    do(chair, "tam-dinh-chi-to-cao", reason_code="other", reason="Đợi kết quả thanh tra", document="05")
    do(chair, "tiep-tuc-to-cao", reason="Đã có kết quả", document="06")
    do(inspector, "bao-cao-xac-minh-to-cao", verified="Có nhận tiền", suggested="right", document="07")
    met_on = {
        "held_on_0": "15",
        "held_on_1": "9",
        "held_on_2": "2026",
        "held_on": "15",
        "held_on_thang": "9",
        "held_on_nam": "2026",
    }
    found = {"verdict": "right", "verified": "Có nhận tiền", "grounds": "Luật Cán bộ", "responsibility": "Người nhận"}
    told = do(chair, "ket-luan-to-cao", 409, document="08", **found)
    assert "Chưa có biên bản làm việc với người bị tố cáo" in text_of(told)
    heard = {"whom": "accused", "attended": "signed", "place": "Trụ sở", "copies": "2", **met_on}
    do(inspector, "bien-ban-nguoi-bi-to-cao", 409, said=f"Ông {NAME} đã đưa tiền", **heard)
    do(inspector, "bien-ban-nguoi-bi-to-cao", said="Thừa nhận có nhận tiền.", **heard)
    do(chair, "ket-luan-to-cao", document="08", **found)
    for sent in ("denunciation_suspension", "denunciation_resumption", "denunciation_send"):
        do(desk, "gui-van-ban-to-cao", sent=sent, recipients="Hai bên", document="09")
    do(chair, "xu-ly-ket-luan", measures=["discipline"], words="Cảnh cáo", document="10")
    do(chair, "giao-theo-doi", body="unit", document="11")
    do(desk, "cong-khai-ket-luan", 409, form=["posting"], posted="Trụ sở", extract=f"Gọi {PHONE}")
    do(desk, "cong-khai-ket-luan", form=["posting"], posted="Trụ sở, từ hôm nay", extract="Có nhận tiền.")
    do(desk, "bao-cao-thuc-hien", followed="Đã nộp lại", done="on", document="12")
    do(chair, "ket-thuc-to-cao", reason="Đã thi hành")
    seen = text_of(sit(chair).get(reverse("desk:petition", args=[code])))
    assert "Tố cáo đúng" in seen and "Giữ đến hết" in seen and NAME in seen
    for name in ("ket-luan-to-cao", "cong-khai-ket-luan", "gia-han-to-cao", "tam-dinh-chi-to-cao"):
        assert sit(chair).get(reverse("desk:petition_paper", args=[code, name])).content.startswith(b"%PDF")


def test_who_has_no_part_in_it_finds_nothing(cast: Cast, sit: Sit) -> None:
    code = made(cast)
    for member in (cast.stranger_chair, cast.stranger_reception, cast.inspector, cast.head, cast.clerk, cast.auditor):
        desk = sit(member)
        assert desk.get(reverse("desk:petition", args=[code])).status_code == 404
        assert desk.get(reverse("desk:petition_act", args=[code, "thu-ly-to-cao"])).status_code == 404
        assert code not in desk.get(reverse("desk:petitions")).content.decode() or member is cast.head
