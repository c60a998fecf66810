"""Six ways in which an on-time rate can look better than the service was. Each finding is a case to read, no verdict.

Pure: lives of dossiers in, cases out. What is innocent about each pattern is written beside it and shown with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from liemchinh.kernel.words import gettext_noop


@dataclass(frozen=True)
class Act:
    """One step of a dossier: its number, what, when and by whom; `undoes` another step; `booked_at` when the public
    log was seen to hold it (None: not known)."""

    step: int
    verb: str
    at: datetime
    by: str = ""
    document: str = ""
    undoes: int | None = None
    booked_at: datetime | None = None


@dataclass(frozen=True)
class Life:
    """What the patterns look at of one dossier. `promised_at` is the first due moment, `kept` whether its result counts
    as on time (None: no result, or no term). `applicant` tells one person from another and is no name."""

    code: str
    procedure: str
    applicant: str
    division: str
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    kept: bool | None
    acts: tuple[Act, ...]

    def all(self, *verbs: str) -> list[Act]:
        """Its steps of these kinds, first to last."""
        return [act for act in self.acts if act.verb in verbs]


@dataclass(frozen=True)
class Thresholds:
    """Where a pattern begins. All are choices of this program, none is law."""

    refiled_days: int
    late_share: float
    reopened_days: int
    booked_minutes: int
    bulk_count: int
    bulk_minutes: int
    apology_days: int


OUR_CHOICE = Thresholds(
    refiled_days=30,
    late_share=0.8,
    reopened_days=2,
    booked_minutes=60,
    bulk_count=8,
    bulk_minutes=10,
    apology_days=1,
)
"""The thresholds in use. They stand here and not in the law book because no law says them."""


@dataclass(frozen=True)
class Case:
    """A dossier in which a pattern was met: the steps that show it, and what differs in numbers for its sentence."""

    pattern: str
    code: str
    division: str
    steps: tuple[int, ...]
    sentence: str
    kept: bool | None


Finder = Callable[[Sequence[Life], Thresholds], list[Case]]


@dataclass(frozen=True)
class Pattern:
    """One pattern: code, name, what it means exactly, which innocent causes it has, and of what it is a share."""

    code: str
    name: str
    meaning: str
    innocent: str
    of: str
    find: Finder


def _case(pattern: str, life: Life, sentence: str, *acts: Act) -> Case:
    return Case(pattern, life.code, life.division, tuple(act.step for act in acts), sentence, life.kept)


def refiled(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """Withdrawn, and the same procedure received again for the same applicant soon after."""
    found = []
    received: dict[tuple[str, str], list[Life]] = {}
    for life in lives:
        if life.received_at is not None and life.applicant:
            received.setdefault((life.procedure, life.applicant), []).append(life)
    for life in lives:
        ended = life.all("withdraw")
        if not ended or not life.applicant:
            continue
        last = ended[-1]
        soon = last.at + timedelta(limits.refiled_days)
        for again in received.get((life.procedure, life.applicant), []):
            if again.code != life.code and again.received_at is not None and last.at <= again.received_at <= soon:
                days = (again.received_at - last.at).days
                sentence = gettext_noop("Rút rồi nộp lại sau {days} ngày, mã mới {code}; thời hạn tính lại từ đầu.")
                found.append(_case("refiled", life, sentence.format(days=days, code=again.code), last))
                break
    return found


def late_supplement(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """A supplement asked when most of the promised time had gone."""
    found = []
    for life in lives:
        if life.received_at is None or life.promised_at is None or life.promised_at <= life.received_at:
            continue
        for asked in life.all("ask_supplement"):
            used = (asked.at - life.received_at) / (life.promised_at - life.received_at)
            if used >= limits.late_share:
                sentence = gettext_noop("Yêu cầu bổ sung khi đã hết {share} % thời gian hẹn.")
                found.append(_case("late_supplement", life, sentence.format(share=round(used * 100)), asked))
                break
    return found


def reopened(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """An ending taken back: closed in time, opened again afterwards."""
    found = []
    near = timedelta(limits.reopened_days)
    for life in lives:
        for undone in life.all("reverse"):
            ended = next((act for act in life.acts if act.step == undone.undoes), None)
            if ended is None or life.promised_at is None:
                continue
            if ended.at <= life.promised_at and life.promised_at - near <= ended.at:
                sentence = gettext_noop("Ghi kết thúc ngay trước ngày hẹn rồi đảo lại sau {hours} giờ.")
                hours = round((undone.at - ended.at).total_seconds() / 3600)
                found.append(_case("reopened", life, sentence.format(hours=hours), ended, undone))
                break
    return found


def booked_late(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """A receipt or a result whose stated time is earlier than the public log can bear out."""
    found = []
    most = timedelta(minutes=limits.booked_minutes)
    for life in lives:
        for act in life.all("receive", "issue"):
            if act.booked_at is not None and act.booked_at - act.at > most:
                sentence = gettext_noop("Giờ ghi sớm hơn lúc sổ công khai có mục này {minutes} phút.")
                minutes = round((act.booked_at - act.at).total_seconds() / 60)
                found.append(_case("booked_late", life, sentence.format(minutes=minutes), act))
                break
    return found


def in_bulk(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """Many results entered by one person within minutes, on dossiers that were due that very day."""
    window = timedelta(minutes=limits.bulk_minutes)
    by_person: dict[str, list[tuple[Act, Life]]] = {}
    for life in lives:
        for act in life.all("issue"):
            by_person.setdefault(act.by, []).append((act, life))
    found = {}
    for issued in by_person.values():
        issued.sort(key=lambda pair: (pair[0].at, pair[1].code))
        start = 0
        for end, (last, _) in enumerate(issued):
            while last.at - issued[start][0].at > window:
                start += 1
            due_today = [
                (act, life)
                for act, life in issued[start : end + 1]
                if life.due_at is not None and act.at <= life.due_at and life.due_at - act.at <= timedelta(1)
            ]
            if len(due_today) >= limits.bulk_count:
                for act, life in due_today:
                    sentence = gettext_noop(
                        "Một trong {count} kết quả do một người vào sổ trong {minutes} phút, đúng ngày hẹn."
                    )
                    said = sentence.format(count=len(due_today), minutes=limits.bulk_minutes)
                    found[life.code] = _case("in_bulk", life, said, act)
    return list(found.values())


def unfounded_pause(lives: Sequence[Life], limits: Thresholds) -> list[Case]:
    """A pause whose document has no number; or a new date asked for, and the result entered right afterwards."""
    found = []
    for life in lives:
        bare = [act for act in life.all("ask_obligation") if not any(letter.isdigit() for letter in act.document)]
        if bare:
            sentence = gettext_noop("Tạm dừng chờ nghĩa vụ tài chính mà văn bản không có số.")
            found.append(_case("unfounded_pause", life, sentence, bare[0]))
            continue
        for asked in life.all("apologise"):
            soon = asked.at + timedelta(limits.apology_days)
            if life.finished_at is not None and asked.at <= life.finished_at <= soon:
                sentence = gettext_noop("Xin lùi ngày hẹn rồi có kết quả ngay trong {days} ngày.")
                found.append(_case("unfounded_pause", life, sentence.format(days=limits.apology_days), asked))
                break
    return found


PATTERNS = (
    Pattern(
        "refiled",
        gettext_noop("Rút rồi nộp lại"),
        gettext_noop("Hồ sơ được rút, rồi cùng thủ tục của cùng người được tiếp nhận lại trong ít ngày."),
        gettext_noop("Người dân đổi ý, phát hiện mình khai sai, hoặc đổi cách nộp."),
        "received",
        refiled,
    ),
    Pattern(
        "late_supplement",
        gettext_noop("Yêu cầu bổ sung ở cuối thời hạn"),
        gettext_noop("Yêu cầu bổ sung khi phần lớn thời gian hẹn đã qua; thời hạn tính lại từ đầu."),
        gettext_noop("Xác minh thực địa hoặc cơ quan phối hợp trả lời muộn mới lộ ra thiếu giấy."),
        "received",
        late_supplement,
    ),
    Pattern(
        "reopened",
        gettext_noop("Kết thúc rồi mở lại"),
        gettext_noop("Bước kết thúc ghi sát trước ngày hẹn bị đảo lại sau đó."),
        gettext_noop("Bấm nhầm hồ sơ, ghi nhầm số văn bản."),
        "finished",
        reopened,
    ),
    Pattern(
        "booked_late",
        gettext_noop("Giờ ghi sớm hơn giờ vào sổ"),
        gettext_noop("Giờ tiếp nhận hoặc giờ có kết quả sớm hơn lúc sổ công khai thấy mục ấy."),
        gettext_noop("Mất mạng, mất điện, bộ ghi sổ dừng; khi ấy cả loạt hồ sơ cùng lệch như nhau."),
        "received",
        booked_late,
    ),
    Pattern(
        "in_bulk",
        gettext_noop("Vào sổ hàng loạt đúng ngày hẹn"),
        gettext_noop("Nhiều kết quả đến hạn trong ngày do một người vào sổ trong ít phút."),
        gettext_noop("Lãnh đạo ký theo buổi, văn thư vào sổ một lượt; các hồ sơ giống nhau nhận cùng ngày."),
        "finished",
        in_bulk,
    ),
    Pattern(
        "unfounded_pause",
        gettext_noop("Tạm dừng, lùi hẹn thiếu căn cứ"),
        gettext_noop("Tạm dừng bằng văn bản không có số, hoặc xin lùi hẹn rồi xong ngay."),
        gettext_noop("Thông báo thuế đến sau, số văn bản ghi ở tệp kèm; việc chờ đợi kết thúc sớm hơn dự kiến."),
        "received",
        unfounded_pause,
    ),
)


def cases_in(lives: Iterable[Life], limits: Thresholds) -> list[Case]:
    """Every case of every pattern, by pattern, then by code."""
    some = list(lives)
    return [case for pattern in PATTERNS for case in sorted(pattern.find(some, limits), key=lambda found: found.code)]


def without(kept: int, late: int, cases: Iterable[Case]) -> tuple[int, int]:
    """`kept` and `late` results when those with a case are left out of both: each dossier once."""
    results = {case.code: case.kept for case in cases if case.kept is not None}
    return kept - sum(results.values()), late - sum(not is_kept for is_kept in results.values())
