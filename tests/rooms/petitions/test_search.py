"""Searches read petitions without diacritics, on both databases, and only what the person may see."""

from liemchinh.kernel.actors import APPLICANT
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.queries.search import words_of
from liemchinh.petitions.rules import Source
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast


def found(who: object, text: str) -> list[str]:
    page = queries.listed(who.actor, at=MORNING, wanted=queries.Wanted(text=text))  # type: ignore[attr-defined]
    return [row.code for row in page.rows]


def test_words_are_found_without_diacritics_in_any_order_and_all_of_them(cast: Cast) -> None:
    one = builders.petition(cast, subject="Đèn đường ngõ 5 hỏng", text="Theo Quyết định số 12/QĐ-UBND đã hứa sửa.")
    two = builders.petition(cast, subject="Đường ngõ 9 lầy lội")
    assert set(found(cast.reception, "duong ngo")) == {one.code, two.code}
    assert found(cast.reception, "NGÕ đèn") == [one.code]
    assert found(cast.reception, "12/QĐ-UBND") == [one.code]
    assert found(cast.reception, "đèn lầy") == []
    assert found(cast.reception, "'; DROP & | ! <-> :*") == []
    assert found(cast.reception, one.code.lower().replace("dt.", "")) == [one.code]
    assert found(cast.stranger_reception, "duong") == []


def test_what_may_be_a_denunciation_is_found_only_by_who_may_see_it(cast: Cast) -> None:
    letter = services.Letter(
        subject="Việc ở xóm Mẫu", text="toi to cao can bo nhan hoi lo", authority=COMMUNE, source=Source.WEB
    )
    filed = services.file(letter=letter, by=APPLICANT, at=MORNING)
    assert filed.restricted
    assert found(cast.reception, "xom mau") == [filed.code], "somebody has to read it first"
    services.sort(code=filed.code, content=rules.Content.DENUNCIATION, by=cast.reception.actor, at=MORNING)
    assert found(cast.reception, "xom mau") == [] and found(cast.chair, "xom mau hoi lo") == [filed.code]
    assert found(cast.auditor, "xom mau") == found(cast.clerk, "xom mau") == []


def test_signs_are_no_words() -> None:
    assert words_of(" Số 12/QĐ-UBND, “đèn”! ") == ["so", "12", "qd", "ubnd", "den"]
    assert words_of("%_\\ ...") == []
