"""What is said at each change: one line of the table a template, with its letter, its Zalo parameters and its SMS.

A notice says the code, the state, a day, a place and a link; never what was asked for, never why, never a name.
Operators register the Zalo templates once: `docs/notices.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from liemchinh.kernel.words import gettext_noop
from liemchinh.notices.rules.channels import Channel
from liemchinh.notices.rules.plain import fitted

FACTS: Mapping[str, int] = {
    "code": 50,
    "office": 200,
    "state": 60,
    "day": 40,
    "time": 40,
    "on": 10,
    "link": 500,
    "place": 300,
    "number": 30,
    "count": 4,
    "hours": 4,
}
"""The only facts a notice may hold, and how many signs of each: a caller has no place to put a person's words."""

ZALO_PARAMETERS: Mapping[str, tuple[str, int, bool]] = {
    "ma_ho_so": ("code", 30, False),
    "trang_thai": ("status", 30, True),
    "ngay": ("on", 20, False),
    "don_vi": ("office", 30, True),
}
"""Parameters of every Zalo template: which fact, the type's limit in signs, and whether a longer one may be cut."""


@dataclass(frozen=True)
class Template:
    """One kind of notice.

    `status` is the state in at most 30 signs; `subject` and `text` make the letter; `sms` are the parts of a short
    message, the first of which always fits. `urgent` may ring at night: the receiver is waiting for it.
    `official` goes to an office. `channels` are those it may use. `footer` stands under the letter in place of ours.
    """

    code: str
    about: str
    status: str
    subject: str
    text: str
    sms: tuple[str, ...] = ()
    urgent: bool = False
    official: bool = False
    channels: frozenset[Channel] = frozenset(Channel)
    footer: str = ""

    def places(self) -> frozenset[str]:
        """The facts without which this notice cannot be written."""
        written = (self.subject, self.text, *self.sms[:1], self.status)
        return frozenset(name for line in written for _, name, _, _ in Formatter().parse(line) if name)


_SEE = gettext_noop("Xem {link}")
_LETTERS = frozenset({Channel.EMAIL})
_OF_BOOKING = gettext_noop("Thư tự động, không trả lời được. Muốn thôi nhận tin: mở lịch hẹn bằng mã và hủy lịch hẹn.")

_ALL = (
    Template(
        "petition_received",
        gettext_noop("Đã nhận đơn"),
        gettext_noop("Đã nhận đơn"),
        gettext_noop("Đã nhận đơn {code}"),
        gettext_noop("Chúng tôi đã nhận đơn {code} lúc {time}.\n\nXem việc xử lý tại: {link}"),
        (gettext_noop("Đã nhận đơn {code}."), _SEE),
    ),
    Template(
        "petition_moved",
        gettext_noop("Đơn có bước xử lý mới"),
        gettext_noop("Đơn có bước mới"),
        gettext_noop("Đơn {code} có bước xử lý mới"),
        gettext_noop(
            "Đơn {code} vừa có một bước xử lý mới. Vì sự riêng tư, tin này không ghi nội dung.\n\nXem tại: {link}"
        ),
        (gettext_noop("Đơn {code} có bước xử lý mới."), _SEE),
    ),
    Template(
        "petition_answered",
        gettext_noop("Đã trả lời đơn cùng nội dung"),
        gettext_noop("Đã có trả lời"),
        gettext_noop("Đơn {code} đã có trả lời"),
        gettext_noop("Đơn {code} đã có trả lời, chung với các đơn cùng nội dung.\n\nXem tại: {link}"),
        (gettext_noop("Đơn {code} đã có trả lời."), _SEE),
    ),
    Template(
        "petition_asked_solved",
        gettext_noop("Hỏi người gửi: việc đã xong thật chưa"),
        gettext_noop("Việc đã xong thật chưa?"),
        gettext_noop("Việc nêu trong đơn {code} đã xong thật chưa?"),
        gettext_noop(
            "Cơ quan đã trả lời đơn {code}. Việc ông/bà nêu đã xong thật chưa?"
            "\n\nTrả lời “đã xong” hoặc “chưa xong” tại: {link}"
            "\n\nChưa xong thì đơn được mở lại."
        ),
        (gettext_noop("Xin cho biết việc trong đơn {code} đã xong hay chưa."), _SEE),
    ),
    Template(
        "filed",
        gettext_noop("Đã nhận hồ sơ nộp trực tuyến"),
        gettext_noop("Đã nhận, chờ kiểm tra"),
        gettext_noop("Đã nhận hồ sơ {code}"),
        gettext_noop(
            "Chúng tôi đã nhận hồ sơ {code} lúc {time}."
            "\n\nHồ sơ chưa được tiếp nhận. Chậm nhất {hours} giờ làm việc nữa,"
            " chúng tôi báo tiếp nhận hoặc giấy tờ cần bổ sung."
        ),
        (gettext_noop("Đã nhận hồ sơ {code}, chờ kiểm tra."), _SEE),
        urgent=True,
    ),
    Template(
        "received",
        gettext_noop("Đã tiếp nhận hồ sơ"),
        gettext_noop("Đã tiếp nhận"),
        gettext_noop("Đã tiếp nhận hồ sơ {code}"),
        gettext_noop("Hồ sơ {code} đã được tiếp nhận.\n\nHẹn trả kết quả: {day}."),
        (gettext_noop("Hồ sơ {code} đã tiếp nhận. Hẹn trả: {day}."), _SEE),
    ),
    Template(
        "supplement_asked",
        gettext_noop("Cần bổ sung giấy tờ"),
        gettext_noop("Cần bổ sung giấy tờ"),
        gettext_noop("Hồ sơ {code} cần bổ sung giấy tờ"),
        gettext_noop(
            "Hồ sơ {code} cần bổ sung {count} giấy tờ."
            "\n\nDanh sách giấy tờ và lý do có trên trang tra cứu. Ngày hẹn tạm dừng cho đến khi nhận đủ."
        ),
        (gettext_noop("Hồ sơ {code} cần bổ sung {count} giấy tờ."), _SEE),
    ),
    Template(
        "fee_due",
        gettext_noop("Có nghĩa vụ tài chính cần thực hiện"),
        gettext_noop("Chờ nghĩa vụ tài chính"),
        gettext_noop("Hồ sơ {code}: cần thực hiện nghĩa vụ tài chính"),
        gettext_noop(
            "Hồ sơ {code} cần ông/bà thực hiện nghĩa vụ tài chính."
            "\n\nSố tiền và cách nộp có trên trang tra cứu. Không nộp tiền cho ai ngoài cách ghi ở đó."
        ),
        (gettext_noop("Hồ sơ {code}: cần thực hiện nghĩa vụ tài chính."), _SEE),
    ),
    Template(
        "late_apology",
        gettext_noop("Xin lỗi vì chậm hẹn và hẹn lại ngày"),
        gettext_noop("Hẹn lại ngày trả kết quả"),
        gettext_noop("Xin lỗi vì chậm hẹn, hồ sơ {code}"),
        gettext_noop(
            "Chúng tôi xin lỗi: hồ sơ {code} không kịp ngày đã hẹn.\n\nNgày hẹn mới: {day}."
            " Lý do có trên trang tra cứu. Ông/bà có quyền hỏi, phản ánh hoặc khiếu nại, không mất phí."
        ),
        (gettext_noop("Xin lỗi: hồ sơ {code} chậm. Hẹn mới: {day}."), _SEE),
    ),
    Template(
        "rescheduled",
        gettext_noop("Ngày hẹn đổi theo lịch làm việc"),
        gettext_noop("Đổi ngày hẹn trả kết quả"),
        gettext_noop("Đổi ngày hẹn, hồ sơ {code}"),
        gettext_noop(
            "Lịch làm việc của cơ quan nhà nước vừa thay đổi, nên ngày hẹn của hồ sơ {code} đổi theo."
            "\n\nNgày hẹn mới: {day}."
        ),
        (gettext_noop("Hồ sơ {code}: lịch nghỉ đổi. Hẹn mới: {day}."), _SEE),
    ),
    Template(
        "result_ready",
        gettext_noop("Đã có kết quả"),
        gettext_noop("Đã có kết quả"),
        gettext_noop("Hồ sơ {code} đã có kết quả"),
        gettext_noop("Hồ sơ {code} đã có kết quả.\n\nCách nhận kết quả có trên trang tra cứu và trên giấy hẹn."),
        (gettext_noop("Hồ sơ {code} đã có kết quả."), _SEE),
    ),
    Template(
        "returned",
        gettext_noop("Đã trả kết quả"),
        gettext_noop("Đã trả kết quả"),
        gettext_noop("Đã trả kết quả hồ sơ {code}"),
        gettext_noop(
            "Kết quả của hồ sơ {code} đã trả lúc {time}."
            "\n\nNếu ông/bà chưa nhận, hãy báo ngay cho cơ quan theo cách liên hệ trên trang tra cứu."
        ),
        (gettext_noop("Đã trả kết quả hồ sơ {code}. Chưa nhận thì báo ngay cơ quan."), _SEE),
    ),
    Template(
        "closed",
        gettext_noop("Dừng giải quyết"),
        gettext_noop("Dừng giải quyết"),
        gettext_noop("Dừng giải quyết hồ sơ {code}"),
        gettext_noop("Chúng tôi đã dừng giải quyết hồ sơ {code}.\n\nLý do và thông báo có trên trang tra cứu."),
        (gettext_noop("Đã dừng giải quyết hồ sơ {code}."), _SEE),
    ),
    Template(
        "withdrawn",
        gettext_noop("Đã rút hồ sơ"),
        gettext_noop("Đã rút hồ sơ"),
        gettext_noop("Đã rút hồ sơ {code}"),
        gettext_noop(
            "Hồ sơ {code} đã được rút theo yêu cầu.\n\nNếu ông/bà không yêu cầu rút, hãy báo ngay cho cơ quan."
        ),
        (gettext_noop("Đã rút hồ sơ {code}. Không phải ông/bà rút thì báo ngay cơ quan."), _SEE),
    ),
    Template(
        "refused",
        gettext_noop("Không tiếp nhận hồ sơ"),
        gettext_noop("Không được tiếp nhận"),
        gettext_noop("Hồ sơ {code} không được tiếp nhận"),
        gettext_noop(
            "Chúng tôi không tiếp nhận được hồ sơ {code}.\n\nLý do có trên trang tra cứu và trên phiếu từ chối."
        ),
        (gettext_noop("Hồ sơ {code} không được tiếp nhận."), _SEE),
    ),
    Template(
        "state_changed",
        gettext_noop("Hồ sơ đổi trạng thái"),
        "{state}",
        gettext_noop("Hồ sơ {code}: {state}"),
        gettext_noop("Hồ sơ {code} chuyển sang trạng thái “{state}” lúc {time}."),
        (gettext_noop("Hồ sơ {code}: {state}."), _SEE),
    ),
    Template(
        "rating_asked",
        gettext_noop("Mời đánh giá sau khi nhận kết quả"),
        gettext_noop("Mời đánh giá"),
        gettext_noop("Chúng tôi phục vụ thế nào? Hồ sơ {code}"),
        gettext_noop(
            "Mời ông/bà đánh giá việc giải quyết hồ sơ {code}: {link}"
            "\n\nMột phút là đủ. Cán bộ không thấy ai đã đánh giá."
        ),
        (gettext_noop("Mời ông/bà đánh giá việc giải quyết hồ sơ {code}."), _SEE),
    ),
    Template(
        "draft_link",
        gettext_noop("Đường dẫn để làm tiếp hồ sơ đang soạn"),
        gettext_noop("Hồ sơ đang soạn"),
        gettext_noop("Đường dẫn để làm tiếp hồ sơ"),
        gettext_noop(
            "Mở đường dẫn này để làm tiếp hồ sơ đang soạn: {link}"
            "\n\nAi có đường dẫn thì mở được hồ sơ. Không chuyển cho người khác."
        ),
        urgent=True,
        channels=_LETTERS,
    ),
    Template(
        "reception_booked",
        gettext_noop("Đã nhận đăng ký tiếp công dân"),
        gettext_noop("Đã nhận đăng ký"),
        gettext_noop("Lịch hẹn tiếp công dân {code}"),
        gettext_noop(
            "Chúng tôi đã nhận đăng ký của ông/bà: {day}, tại {place}."
            "\n\nLịch hẹn chờ xác nhận. Không đăng ký, ông/bà vẫn được tiếp trong giờ tiếp công dân."
        ),
        (gettext_noop("Lịch hẹn {code}: {day}, chờ xác nhận."), _SEE),
        footer=_OF_BOOKING,
    ),
    Template(
        "reception_moved",
        gettext_noop("Lịch hẹn tiếp công dân thay đổi"),
        "{state}",
        gettext_noop("Lịch hẹn {code}: {state}"),
        gettext_noop("Lịch hẹn tiếp công dân {code}: {state}.\n\nGiờ hẹn đang ghi: {day}, tại {place}."),
        (gettext_noop("Lịch hẹn {code}: {state}. {day}."), _SEE),
        footer=_OF_BOOKING,
    ),
    Template(
        "reception_reminded",
        gettext_noop("Nhắc lịch hẹn tiếp công dân ngày mai"),
        gettext_noop("Nhắc lịch hẹn ngày mai"),
        gettext_noop("Ngày mai: lịch hẹn {code}"),
        gettext_noop("Nhắc ông/bà lịch hẹn tiếp công dân {code}: {day}, tại {place}."),
        (gettext_noop("Nhắc lịch hẹn {code}: {day}."), _SEE),
        footer=_OF_BOOKING,
    ),
    Template(
        "officer_new_filing",
        gettext_noop("Báo người tiếp nhận: có hồ sơ trực tuyến mới"),
        gettext_noop("Hồ sơ trực tuyến mới"),
        gettext_noop("Hồ sơ trực tuyến mới: {code}"),
        gettext_noop(
            "Có hồ sơ trực tuyến mới {code}, nộp lúc {time}."
            "\n\nKiểm tra và trả lời người nộp trong {hours} giờ làm việc: {link}"
        ),
        urgent=True,
        official=True,
        channels=_LETTERS,
    ),
    Template(
        "officer_opinion_asked",
        gettext_noop("Báo đơn vị phối hợp: có yêu cầu cho ý kiến"),
        gettext_noop("Chờ ý kiến phối hợp"),
        gettext_noop("Yêu cầu cho ý kiến: {code}"),
        gettext_noop("Hồ sơ {code} cần ý kiến của đơn vị, trước {day}.\n\nXem và trả lời: {link}"),
        urgent=True,
        official=True,
        channels=_LETTERS,
    ),
)
TEMPLATES: Mapping[str, Template] = {template.code: template for template in _ALL}

GREETING = gettext_noop("Kính gửi ông/bà,")
GREETING_OFFICIAL = gettext_noop("Kính gửi anh/chị,")
LOOK_UP = gettext_noop("Tra cứu: {link}")
FOOTER = gettext_noop(
    "Thư tự động, không trả lời được. Muốn thôi nhận tin: mở hồ sơ bằng mã bí mật trên giấy hẹn, chọn “Cách nhận tin”."
)
FOOTER_OFFICIAL = gettext_noop("Thư tự động của hệ thống một cửa.")


@dataclass(frozen=True)
class Letter:
    """An e-mail as it will be sent: subject in one line, plain text."""

    subject: str
    text: str


def checked(template: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts of a notice, each in one line and no longer than its limit.

    Raises ValueError for an unknown template, an unknown fact, or a fact that is missing: a mistake of the caller.
    """
    line = TEMPLATES.get(template)
    if line is None:
        raise ValueError(f"there is no template {template}")
    if strange := sorted(set(facts) - set(FACTS)):
        raise ValueError(f"a notice has no place for {strange}")
    tidy = {name: " ".join(text.split()) for name, text in facts.items()}
    if missing := sorted(name for name in line.places() if not tidy.get(name)):
        raise ValueError(f"{template} needs {missing}")
    for name in ("code", "link"):
        if len(tidy.get(name, "")) > FACTS[name]:  # a code or an address that is cut leads nowhere
            raise ValueError(f"{name} is longer than {FACTS[name]}")
    return {name: cut(text, FACTS[name]) for name, text in tidy.items() if text}


def letter(template: Template, facts: Mapping[str, str]) -> Letter:
    """The e-mail of a notice whose facts are checked."""
    greeting, footer = (GREETING_OFFICIAL, FOOTER_OFFICIAL) if template.official else (GREETING, FOOTER)
    parts = [greeting, template.text.format_map(facts)]
    if "{link}" not in template.text and facts.get("link"):
        parts.append(LOOK_UP.format_map(facts))
    if facts.get("office"):
        parts.append(facts["office"])
    return Letter(template.subject.format_map(facts), "\n\n".join([*parts, f"-- \n{template.footer or footer}"]) + "\n")


def short_message(template: Template, facts: Mapping[str, str]) -> str:
    """The short message of a notice whose facts are checked: plain signs, one message. Raises ValueError."""
    tail = [
        part for part in template.sms[1:] if all(facts.get(name) for _, name, _, _ in Formatter().parse(part) if name)
    ]
    return fitted([part.format_map(facts) for part in (template.sms[0], *tail)])


def zalo_data(template: Template, facts: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a Zalo notice. Raises ValueError when one that may not be cut is too long, or is empty."""
    known = {**facts, "status": template.status.format_map(facts)}
    data = {}
    for name, (fact, limit, cuttable) in ZALO_PARAMETERS.items():
        text = known.get(fact, "")
        if not text or (len(text) > limit and not cuttable):
            raise ValueError(f"{name} does not fit")
        data[name] = cut(text, limit)
    return data


def cut(text: str, limit: int) -> str:
    """At most `limit` signs; what was longer ends in an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
