"""The demo's citizen reception and petitions: a calendar, visits, and a letter of every kind in every stage of its way.

Invented people and matters; every step is carried out by the verbs that people use, on its own day.
"""

import uuid
from datetime import datetime, time, timedelta

from liemchinh.jobs import founding
from liemchinh.kernel.actors import APPLICANT, Actor
from liemchinh.kernel.days import local, local_day
from liemchinh.org import queries as org
from liemchinh.petitions import rules as petition_rules
from liemchinh.petitions import services as petitions
from liemchinh.petitions.rules import Content, Source
from liemchinh.petitions.services import complaints, denunciations
from liemchinh.reception import services as reception
from liemchinh.reception.rules import visits as visiting
from liemchinh.reception.services.calendar import Plan

LETTERS: tuple[tuple[int, Source, str, Content, str, str], ...] = (
    (34, Source.WEB, "", Content.RECOMMENDATION, "Đèn đường thôn Đông Mẫu hỏng", "Ba cột đèn trước trường học tắt."),
    (33, Source.HOTLINE, "", Content.RECOMMENDATION, "Rác đổ trộm cạnh chợ Mẫu", "Xe đổ rác ban đêm, mùi hôi."),
    (30, Source.BOX, "", Content.RECOMMENDATION, "Chờ lâu ở quầy số 2", "Tôi chờ hai tiếng mà không ai gọi số."),
    (
        29,
        Source.MEDIA,
        "Báo Mẫu",
        Content.RECOMMENDATION,
        "Đường vào thôn Tây Mẫu lún",
        "Phóng viên chuyển ý kiến của người đọc báo.",
    ),
    (27, Source.POST, "", Content.COMPLAINT, "Khiếu nại quyết định thu hồi đất số 15/QĐ-UBND", "Diện tích đo sai."),
    (25, Source.FRONT, "Mặt trận Tổ quốc xã", Content.RECOMMENDATION, "Xin hỗ trợ sửa cầu Mẫu", "Cầu gỗ đã mục."),
    (20, Source.COUNTER, "", Content.DENUNCIATION, "Tố cáo việc thu tiền ngoài biên lai", "Có giấy viết tay kèm theo."),
    (16, Source.WEB, "", Content.RECOMMENDATION, "Loa phát thanh quá to lúc 5 giờ sáng", "Đề nghị giảm âm lượng."),
    (
        12,
        Source.DEPUTY,
        "Đại biểu Hội đồng nhân dân xã",
        Content.COMPLAINT,
        "Khiếu nại mức hỗ trợ tái định cư",
        "Thiếu hạng mục.",
    ),
    (9, Source.POST, "", Content.MIXED, "Vừa xin sửa đường, vừa khiếu nại tiền đền bù", "Hai việc trong một đơn."),
    (5, Source.EMAIL, "", Content.UNSORTED, "Hỏi về lịch cấp nước", "Nước yếu vào buổi tối."),
    (2, Source.WEB, "", Content.UNSORTED, "Quán karaoke gây ồn sau 23 giờ", "Nhiều nhà có trẻ nhỏ."),
)
"""Days ago, by which way, who sent it on, its class, what it is about, what it says."""

PEOPLE = ("Hoàng Thị Mẫu Một", "Phạm Văn Mẫu Hai", "Trần Thị Mẫu Ba", "Lê Văn Mẫu Bốn", "Vũ Thị Mẫu Năm")


def write(now: datetime) -> None:
    """Everything, on the days before `now`; must run in the transaction that founds the demo."""
    _calendar(now)
    codes = [_enter(number, letter, now) for number, letter in enumerate(LETTERS)]
    _visits(now)
    lamp, rubbish, queue, road, land, bridge, money, loud = codes[:8]
    reception_officer, chair = _who("tiepdan", now), _who("chutich", now)
    for code, days, division in ((lamp, 33, "03"), (rubbish, 32, "03"), (queue, 29, "02"), (road, 28, "03")):
        at = _moment(now, days, 10)
        petitions.route(code=code, division=f"{founding.COMMUNE}.{division}", by=reception_officer, at=at)
    petitions.answer(
        code=lamp,
        answer="Đã thay bóng và dây của ba cột đèn. Đèn sáng từ tối hôm sau. Cảm ơn ông/bà đã báo.",
        number="31/UBND-KT",
        by=chair,
        at=_moment(now, 27, 9),
    )
    petitions.prepare_answer(
        code=lamp,
        title="Đèn đường trước trường học hỏng",
        question="Ba cột đèn trước trường học tắt đã lâu, đề nghị sửa.",
        answer="Đã thay bóng và dây của ba cột đèn. Đèn sáng từ tối hôm sau.",
        field="Hạ tầng",
        by=reception_officer,
        at=_moment(now, 26, 9),
    )
    petitions.publish_answer(code=lamp, by=chair, at=_moment(now, 26, 14))
    petitions.answer(
        code=queue,
        answer="Hôm đó quầy 2 thiếu người vì tập huấn. Từ tuần sau có người trực thay. Chúng tôi xin lỗi ông/bà.",
        by=chair,
        at=_moment(now, 24, 9),
    )
    petitions.forward(
        code=bridge, body="Sở Xây dựng", document="12/PC-UBND", by=reception_officer, at=_moment(now, 22, 9)
    )
    complaints.accept(
        code=land,
        document="05/TB-UBND",
        examined=complaints.Examined(known_on=local_day(_moment(now, 40, 8)), decision_ref="15/QĐ-UBND"),
        by=chair,
        at=_moment(now, 23, 9),
    )
    complaints.invite(
        code=land,
        document="06/TB-UBND",
        held_at=_moment(now, 4, 8),
        place="Phòng tiếp công dân, tầng 1",
        matters="Diện tích đo đạc và giá bồi thường của thửa đất.",
        by=chair,
        at=_moment(now, 12, 9),
    )
    _denounced(money, now)
    petitions.guide(
        code=codes[8],
        body="Ủy ban nhân dân tỉnh Sông Mẫu",
        reason="Quyết định hỗ trợ do Ủy ban nhân dân tỉnh ban hành.",
        by=reception_officer,
        at=_moment(now, 8, 9),
    )
    petitions.route(code=loud, division=f"{founding.COMMUNE}.04", by=reception_officer, at=_moment(now, 14, 9))


def _denounced(code: str, now: datetime) -> None:
    """The denunciation by name is accepted and given to the verifier."""
    chair = _who("chutich", now)
    denunciations.accept(
        code=code,
        document="07/QĐ-UBND",
        matter="Việc thu tiền không có biên lai tại một bộ phận của xã",
        met=tuple(petition_rules.denunciations.CONDITIONS),
        by=chair,
        at=_moment(now, 13, 9),
    )


def _enter(number: int, letter: tuple[int, Source, str, Content, str, str], now: datetime) -> str:
    days, source, sent_by, content, subject, text = letter
    at = _moment(now, days, 8)
    officer = _who("tiepdan", now)
    sender = petitions.Sender(
        name=PEOPLE[number % len(PEOPLE)], address="Thôn Mẫu, xã An Mẫu", phone=f"099900{number + 1:04d}"
    )
    written = petitions.Letter(
        subject=subject,
        text=text,
        senders=(sender,),
        source=source,
        source_name=sent_by,
        authority=founding.COMMUNE,
        restricted=content is Content.DENUNCIATION,
    )
    if source is Source.WEB:
        code = petitions.file(letter=written, by=APPLICANT, at=at).code
    else:
        code = petitions.register(letter=written, by=officer, at=at).code
    if content is not Content.UNSORTED:
        petitions.sort(
            code=code,
            content=content,
            within=source not in (Source.FRONT, Source.DEPUTY),
            eligible=True,
            conditions=dict.fromkeys(petition_rules.CONDITION_NAMES, True),
            field="Hạ tầng" if content is Content.RECOMMENDATION else "Đất đai",
            reason="Không nêu việc làm vi phạm của ai.",
            by=officer,
            at=_moment(now, days, 9),
        )
    return code


def _calendar(now: datetime) -> None:
    """Four sessions of the chair: two held days behind, two ahead, posted in time."""
    officer, today = _who("tiepdan", now), local_day(now)
    calendar = org.calendar_of(org.unit(founding.COMMUNE, today), today)
    what = Plan(
        opens=time(8, 0),
        closes=time(11, 0),
        place="Phòng tiếp công dân, tầng 1, trụ sở Ủy ban nhân dân",
        content="Tiếp công dân định kỳ",
        slot_minutes=30,
        slot_places=1,
    )
    days = [calendar.working_from(today + timedelta(days=ahead)) for ahead in (12, 26, 40)]
    rows = reception.plan(
        authority=founding.COMMUNE,
        seat=f"{founding.COMMUNE}-chutich",
        days=days,
        what=what,
        token=uuid.uuid4(),
        by=officer,
        at=now,
    )
    reception.publish(sessions=[row.pk for row in rows], by=officer, at=now)


def _visits(now: datetime) -> None:
    """A few visits of the last weeks, one of them by a large group."""
    officer = _who("tiepdan", now)
    for days, people, subject in (
        (21, 1, "Hỏi thủ tục tách thửa"),
        (13, 6, "Tiền đền bù đường liên thôn"),
        (6, 2, "Xin cấp nước"),
    ):
        visitors = tuple(
            visiting.VisitorSaid(
                name=PEOPLE[place],
                address="Thôn Mẫu",
                standing=visiting.Standing.REPRESENTATIVE if people >= 5 else visiting.Standing.SELF,
            )
            for place in range(min(people, 2))
        )
        reception.record_visit(
            authority=founding.COMMUNE,
            said=visiting.Said(
                kind=visiting.VisitKind.REGULAR,
                people=people,
                visitors=visitors,
                subject=subject,
                summary=f"{subject}. Đã giải thích, hướng dẫn.",
                content=visiting.Content.RECOMMENDATION,
                within=True,
                answered=True,
            ),
            by=officer,
            at=_moment(now, days, 9),
            token=uuid.uuid4(),
        )


def _who(username: str, at: datetime) -> Actor:
    return org.actor(username, at)


def _moment(now: datetime, days: int, at_hour: int) -> datetime:
    """That hour on the working day nearest before so many days ago."""
    day = local_day(now) - timedelta(days=days)
    return local(now).replace(
        year=day.year, month=day.month, day=day.day, hour=at_hour, minute=5, second=0, microsecond=0
    )
