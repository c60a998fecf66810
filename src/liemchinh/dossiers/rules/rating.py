"""Decides what a person is asked about the service they got, and when what they said may be shown.

Contents: Decree 118/2025, article 33.1, each as one short question that may be left out; anonymity: article 29.3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liemchinh.dossiers.rules.states import State
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

RATED = Kind(
    "dossiers.rated",
    gettext_noop("Một người đã nhận kết quả đánh giá đơn vị"),
    gettext_noop("Chỉ có mã đơn vị; không có hồ sơ nào, không có người nào, nội dung nằm sau cam kết có muối."),
)

RATING_LEVELS = {
    3: gettext_noop("Rất hài lòng"),
    2: gettext_noop("Hài lòng"),
    1: gettext_noop("Chưa hài lòng"),
}

_YES_NO = (("yes", gettext_noop("Có")), ("no", gettext_noop("Không")))
_TIMES = (("1", gettext_noop("Một")), ("2", gettext_noop("Hai")), ("3", gettext_noop("Ba trở lên")))


@dataclass(frozen=True)
class RatingQuestion:
    """One optional question: its code, the point of article 33.1 that it asks about, its words and its answers."""

    code: str
    point: str
    words: str
    answers: tuple[tuple[str, str], ...]


RATING_QUESTIONS = (
    RatingQuestion("time", "a", gettext_noop("Ông/bà có nhận kết quả đúng hẹn không?"), _YES_NO),
    RatingQuestion("bodies", "b", gettext_noop("Ông/bà phải liên hệ bao nhiêu cơ quan?"), _TIMES),
    RatingQuestion("contacts", "c", gettext_noop("Ông/bà phải đến Bộ phận Một cửa mấy lần?"), _TIMES),
    RatingQuestion(
        "posted", "d", gettext_noop("Giấy tờ, thời hạn, phí đã công bố có đúng như thực tế không?"), _YES_NO
    ),
    RatingQuestion(
        "attitude",
        "đ",
        gettext_noop("Thái độ của cán bộ tiếp nhận thế nào?"),
        (("good", gettext_noop("Tốt")), ("fair", gettext_noop("Bình thường")), ("bad", gettext_noop("Chưa tốt"))),
    ),
    RatingQuestion("lawful", "e", gettext_noop("Kết quả có đúng với yêu cầu và đúng quy định không?"), _YES_NO),
    RatingQuestion(
        "extra", "e", gettext_noop("Có ai đòi thêm tiền hoặc quà ngoài phí, lệ phí đã công bố không?"), _YES_NO
    ),
    RatingQuestion(
        "explained",
        "g",
        gettext_noop("Khi hỏi hoặc góp ý, ông/bà có được giải thích rõ không?"),
        (*_YES_NO, ("none", gettext_noop("Tôi không hỏi"))),
    ),
    RatingQuestion(
        "online",
        "h",
        gettext_noop("Nộp hoặc theo dõi trên mạng có dễ không?"),
        (*_YES_NO, ("none", gettext_noop("Tôi không dùng"))),
    ),
)
"""Point i (anything else) is the remark."""


def check_rating(*, state: State, erased: bool, level: int, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that were given, if this dossier may be rated now. Raises Refused("dossiers.rate_…")."""
    if state is not State.RETURNED or erased:
        raise Refused("dossiers.rate_early", gettext_noop("Chỉ đánh giá được khi kết quả đã trả."))
    if level not in RATING_LEVELS:
        raise Refused("dossiers.rate_level", gettext_noop("Chọn một trong ba mức hài lòng."))
    given = {code: answer for code, answer in answers.items() if answer}
    known = {question.code: {code for code, _ in question.answers} for question in RATING_QUESTIONS}
    if any(code not in known or answer not in known[code] for code, answer in given.items()):
        raise Refused("dossiers.rate_answer", gettext_noop("Chọn câu trả lời trong danh sách, hoặc bỏ qua câu hỏi."))
    return given


def showable(counts: Sequence[int], *, small: int) -> list[bool]:
    """Which groups of ratings may be shown: none below `small`, and never all but one beside their sum.

    A single hidden group could be reckoned back from the sum of all, so the smallest shown one is hidden with it.
    """
    shown = [count >= small for count in counts]
    hidden = [index for index, is_shown in enumerate(shown) if not is_shown and counts[index]]
    if len(hidden) == 1 and any(shown):
        others = [index for index, is_shown in enumerate(shown) if is_shown]
        shown[min(others, key=lambda index: counts[index])] = False
    return shown
