"""Decides what a complaint needs before it may be accepted, found complex, talked over, ended, decided or closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import law_on
from liemchinh.petitions.rules.complaints.grounds import CRITERIA, MEASURES, NEW_LAW, Verdict, criteria_on
from liemchinh.petitions.rules.complaints.terms import FIRST, SECOND
from liemchinh.petitions.rules.states import SENT_ON, Source


@dataclass(frozen=True)
class Signed:
    """Who stands behind a complaint: how many people, whether all signed, and the paper naming a representative."""

    people: int
    all_signed: bool
    representative_paper: str = ""


def check_acceptable(signed: Signed) -> None:
    """A complaint may be accepted only with every signature; a joint one also with the paper that names who speaks.

    Law on Complaints, articles 8 and 11.5; Decree 124/2020/NĐ-CP, article 16.1. Raises Refused("complaints.unsigned")
    and Refused("complaints.joint").
    """
    if not signed.all_signed:
        sentence = gettext_noop("Đơn chưa có đủ chữ ký hoặc điểm chỉ của những người khiếu nại nên chưa thụ lý được.")
        raise Refused("complaints.unsigned", sentence)
    if signed.people > 1 and not signed.representative_paper:
        sentence = gettext_noop("Nhiều người cùng khiếu nại: phải có văn bản cử người đại diện mới thụ lý được.")
        raise Refused("complaints.joint", sentence)


def check_instance(instance: int, *, commune: bool, has_first: bool) -> None:
    """Who may settle which instance, and what a second one needs.

    A commune's chair settles first instances only (article 17); a second one needs the first: the case in this system,
    its decision, or the day on which its term ran out (article 33). Raises Refused("complaints.instance") and
    Refused("complaints.first").
    """
    if instance not in (FIRST, SECOND):
        raise Refused("complaints.instance", gettext_noop("Chưa ghi đây là khiếu nại lần đầu hay lần hai."))
    if instance == SECOND and commune:
        sentence = gettext_noop("Chủ tịch UBND cấp xã chỉ giải quyết khiếu nại lần đầu. Hãy hướng dẫn lên cấp trên.")
        raise Refused("complaints.instance", sentence)
    if instance == SECOND and not has_first:
        sentence = gettext_noop("Khiếu nại lần hai phải ghi quyết định lần đầu, hoặc mã đơn lần đầu đã quá hạn.")
        raise Refused("complaints.first", sentence)


def check_received_in_person(source: Source) -> None:
    """Only a complaint handed in where citizens are received may be sent on (Law on Citizen Reception, article 26.1b).

    Raises Refused("complaints.not_at_reception").
    """
    if source not in (Source.RECEPTION, Source.COUNTER):
        sentence = gettext_noop("Chỉ chuyển được khiếu nại nhận khi tiếp công dân. Khiếu nại đến cách khác: hướng dẫn.")
        raise Refused("complaints.not_at_reception", sentence)


def check_late(ok: bool, excuse: str) -> None:
    """A complaint out of time is accepted only for a good reason, which is written down (articles 9 and 11.6).

    Raises Refused("complaints.late").
    """
    if not ok and not excuse:
        sentence = gettext_noop("Đơn đã quá thời hiệu, thời hạn khiếu nại. Muốn thụ lý phải ghi lý do chính đáng.")
        raise Refused("complaints.late", sentence)


def check_complex(criteria: Collection[str], reason: str, *, on: date) -> None:
    """A case is complex by a criterion of the day's law, in words that stay in the file.

    Raises Refused("complaints.criterion") without one, ("complaints.criterion_unknown") for one that is none.
    """
    known = criteria_on(on)
    stray = [item for item in criteria if item not in (known or CRITERIA)]
    if stray:
        sentence = gettext_noop("Không có tiêu chí nào như vậy trong quy định về vụ việc phức tạp.")
        raise Refused("complaints.criterion_unknown", sentence)
    if known and not criteria:
        raise Refused("complaints.criterion", gettext_noop("Phải chọn ít nhất một tiêu chí của vụ việc phức tạp."))
    if not reason:
        raise Refused("complaints.criterion", gettext_noop("Phải ghi vì sao vụ việc là phức tạp."))


def check_notice(notified_on: date, held_on: date) -> None:
    """The notice of a dialogue goes out so many days before it. Raises Refused("complaints.dialogue_notice").

    The rule of the day of the notice counts, for every case not yet decided (Decree 155/2026/NĐ-CP, article 22.1).
    """
    found = law_on(notified_on).get("complaints.dialogue_notice")
    if held_on < notified_on:
        raise Refused("complaints.dialogue_notice", gettext_noop("Ngày đối thoại ở trước ngày gửi thông báo."))
    earliest = earliest_dialogue(notified_on)
    if found is not None and held_on < earliest:
        sentence = gettext_noop("Phải gửi thông báo trước ngày đối thoại ít nhất {term}: sớm nhất là ngày {day}.")
        raise Refused("complaints.dialogue_notice", sentence, term=found.words(), day=short_day(earliest))


def earliest_dialogue(notified_on: date) -> date:
    """The first day on which a dialogue announced that day may be held (Decree 124/2020/NĐ-CP, article 28.1)."""
    found = law_on(notified_on).get("complaints.dialogue_notice")
    return notified_on + (found.number() if found is not None else 0) * date.resolution


def check_copies(copies: int, *, on: date) -> None:
    """Minutes of a dialogue are made in so many copies, one for each side. Raises Refused("complaints.copies")."""
    found = law_on(on).get("complaints.dialogue_copies")
    if found is not None and copies < found.number():
        sentence = gettext_noop("Biên bản đối thoại phải lập ít nhất {least} bản, mỗi bên giữ một bản.")
        raise Refused("complaints.copies", sentence, least=found.number())


@dataclass(frozen=True)
class Progress:
    """What has been done in a case so far, from its events.

    `differs`: the verifier wrote that the demand and the findings still differ. `attendances`: one code of
    `grounds.ATTENDANCE` for every dialogue held, oldest first. `invited`: a dialogue has been called that has no
    minutes yet.
    """

    verified: bool = False
    differs: bool = False
    attendances: tuple[str, ...] = ()
    invited: bool = False


def needs_dialogue(progress: Progress, *, instance: int, disciplinary: bool) -> bool:
    """Whether the law asks for a dialogue: always the second time and on discipline, the first time while views differ.

    Articles 30.1, 39, 53.1 and 55.3.
    """
    return instance == SECOND or disciplinary or progress.differs


def has_talked(progress: Progress) -> bool:
    """Whether a dialogue counts as held: the complainant came, or stayed away without a good reason (article 30.6)."""
    return any(attendance in ("present", "unexcused") for attendance in progress.attendances)


def check_decision(
    progress: Progress, *, instance: int, disciplinary: bool, verdict: str, measure: str, left: int
) -> None:
    """What a decision needs: people who still complain, the dialogue where it is compulsory, a measure that fits.

    Raises Refused: "complaints.nobody_left", "complaints.dialogue", "complaints.verdict", "complaints.measure".
    """
    if left == 0:
        sentence = gettext_noop("Mọi người khiếu nại đã rút khiếu nại: chỉ còn ra quyết định đình chỉ.")
        raise Refused("complaints.nobody_left", sentence)
    if needs_dialogue(progress, instance=instance, disciplinary=disciplinary) and not has_talked(progress):
        sentence = gettext_noop("Phải tổ chức đối thoại và lập biên bản trước khi ra quyết định giải quyết.")
        raise Refused("complaints.dialogue", sentence)
    if verdict not in set(Verdict):
        raise Refused("complaints.verdict", gettext_noop("Chưa ghi khiếu nại đúng, đúng một phần hay sai toàn bộ."))
    if measure not in MEASURES or (measure == "keep") != (verdict == Verdict.WRONG):
        sentence = gettext_noop("Cách xử lý không khớp với kết luận đúng, sai của khiếu nại.")
        raise Refused("complaints.measure", sentence)


def check_withdrawal(*, on: date, whole: bool, leaving: Sequence[int], staying: Sequence[int]) -> None:
    """Withdrawal in part, or by some of several people, is known to the law since 1/7/2026 (articles 10.2, Decree 7a).

    Raises Refused("complaints.withdraw_who") when nobody leaves and ("complaints.withdraw_part") before that day.
    """
    if not leaving:
        raise Refused("complaints.withdraw_who", gettext_noop("Chưa chọn người rút khiếu nại."))
    if on < NEW_LAW and (not whole or staying):
        sentence = gettext_noop("Trước ngày 1/7/2026, luật chỉ biết việc rút toàn bộ khiếu nại.")
        raise Refused("complaints.withdraw_part", sentence)


def check_termination(reason_code: str, *, accepted: bool, left: int) -> None:
    """Which ground may end a case now: withdrawal only when nobody is left, every other one only after acceptance.

    Raises Refused("complaints.still_complaining") and Refused("complaints.not_accepted_yet").
    """
    if reason_code == "withdrawn" and left > 0:
        sentence = gettext_noop("Còn {count} người chưa rút khiếu nại, việc giải quyết vẫn tiếp tục với họ.")
        raise Refused("complaints.still_complaining", sentence, count=left)
    if not accepted and reason_code != "withdrawn":
        sentence = gettext_noop("Đơn chưa thụ lý: trường hợp này là không thụ lý, không phải đình chỉ.")
        raise Refused("complaints.not_accepted_yet", sentence)


def check_publication(form: str, since: date, until: date | None) -> None:
    """A posting or a page on the net stays so many days (Decree 124/2020/NĐ-CP, article 12); a meeting does not.

    Raises Refused("complaints.posted_short").
    """
    found = law_on(since).get("complaints.posted_for")
    if form == "meeting" or found is None:
        return
    if until is None or (until - since).days < found.number():
        sentence = gettext_noop("Niêm yết, đăng tải phải kéo dài ít nhất {term} kể từ ngày bắt đầu.")
        raise Refused("complaints.posted_short", sentence, term=found.words())


def check_closing(how: str, *, on: date, holds_after: date, open_duties: Collection[str]) -> None:
    """A decided case is closed as carried out only when the decision holds and everything owed has been done.

    `open_duties` are those other than the execution itself. Raises Refused("complaints.not_effective") and
    Refused("complaints.owed").
    """
    if open_duties:
        raise Refused("complaints.owed", gettext_noop("Còn việc chưa làm: gửi hoặc công khai quyết định."))
    if how in ("executed", "kept") and on <= holds_after:
        sentence = gettext_noop("Quyết định có hiệu lực sau ngày {day}, chưa kết thúc được.")
        raise Refused("complaints.not_effective", sentence, day=short_day(holds_after))


SENT = (
    "complaint_send",
    "complaint_send_second",
    "complaint_send_discipline",
    "complaint_front",
    "answer_sender",
    "complaint_suspension",
    "complaint_resumption",
    "complaint_termination",
)
"""Duties that are done by sending a paper: `send_complaint` closes those of them that were sent."""

OWED = (*SENT, "complaint_publish")
"""Duties that must be done before a case is closed."""


def duties_of_decision(*, instance: int, disciplinary: bool, remote: bool, source: Source) -> tuple[str, ...]:
    """What must follow a decision: sent, made public the second time, watched until it holds, told to who sent it on.

    Articles 32, 41, 44, 56, 57 and 66.2. Article 54.2 names no term for the first decision about discipline; the term
    of article 32 is used.
    """
    if instance == FIRST:
        duties = ["complaint_send"]
    elif disciplinary:
        duties = ["complaint_send_discipline"]
    else:
        duties = ["complaint_send_second", "complaint_publish"]
    if disciplinary:
        duties.append("complaint_effect_discipline")
    else:
        duties.append("complaint_effect_remote" if remote else "complaint_effect")
    if source is Source.FRONT:
        duties.append("complaint_front")
    elif source in SENT_ON:
        duties.append("answer_sender")
    return tuple(duties)


def check_earlier(*, settled: bool, overdue: bool, below: bool, first: bool) -> None:
    """The case that a second complaint goes on from: a first one of a body under ours, decided or overdue (article 33).

    Raises Refused("complaints.earlier") for anything else, whatever is wrong with it.
    """
    if not (below and first and (settled or overdue)):
        sentence = gettext_noop("Không có vụ khiếu nại lần đầu nào của cấp dưới có mã này đã giải quyết hoặc quá hạn.")
        raise Refused("complaints.earlier", sentence)
