"""Papers: each is filled from its own event, so it can be printed again unchanged whatever has happened since."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.codes import grouped, look_up_path
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.verify.asking import examine
from liemchinh.ledger.verify.saying import Ruling
from liemchinh.papers import press
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER
from tests.rooms.ledger.book import opened

SITE = "https://mau.example"


def paper(dossier: Dossier, name: str, step: int | None = None) -> object:
    return queries.paper_of(Dossier.objects.get(pk=dossier.pk), name, site=SITE, step=step)


def refused(cast: Cast) -> Dossier:
    return ground.refused_later(cast)


def apologised(cast: Cast) -> Dossier:
    code = builders.assigned(cast).code
    return ACTS["apologise"](code, cast.leader.actor, at("2026-09-14 09:00"), new_day=date(2026, 9, 21))


ISSUED = {
    "receipt": builders.received,
    "supplement": builders.asked,
    "refusal": refused,
    "apology": apologised,
    "stop": ground.stopped,
    "control": builders.issued,
}


@pytest.mark.parametrize("name", ISSUED)
def test_every_paper_is_set_from_a_real_dossier(cast: Cast, name: str) -> None:
    filled = paper(ISSUED[name](cast), name)
    for size in type(filled).sizes:  # type: ignore[attr-defined]
        assert press.render(filled, size).startswith(b"%PDF-")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["receipt", "supplement", "apology"])
def test_a_paper_printed_again_after_everything_is_the_same_paper(cast: Cast, name: str) -> None:
    dossier = ISSUED[name](cast)
    first = paper(dossier, name)
    if name == "apology":
        ACTS["submit"](dossier.code, cast.specialist.actor, at("2026-09-15 09:00"))
    else:
        ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER + timedelta(days=30))
    assert paper(dossier, name) == first


def test_the_papers_that_the_table_names_are_those_that_can_be_printed() -> None:
    printed = {(verb, name) for name, (verbs, _) in queries.PAPERS.items() for verb in verbs}
    for move in rules.MOVES:
        assert not move.paper or (move.verb, move.paper) in printed, move.verb


@pytest.mark.parametrize("name", ["apology", "stop", "refusal", "supplement", "letter"])
def test_a_paper_that_was_not_issued_does_not_exist(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        paper(builders.received(cast), name)


def test_the_receipt_holds_what_the_applicant_needs_and_nothing_of_later(cast: Cast) -> None:
    dossier = builders.received(cast)
    receipt = queries.paper_of(dossier, "receipt", site=SITE)
    assert (receipt.code, receipt.received_at, receipt.due_at) == (dossier.code, builders.MORNING, dossier.due_at)
    assert receipt.look_up.url == SITE + look_up_path(dossier.code, dossier.key)
    assert receipt.look_up.secret == grouped(dossier.key)
    assert receipt.contacts.hotline == "0999000012"
    assert receipt.receiver.name == "Nguyễn Thị Mẫu An"
    assert "7 ngày làm việc" in receipt.why and receipt.letterhead.number == "1"
    ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER)
    assert paper(dossier, "receipt").due_at == receipt.due_at  # type: ignore[attr-defined]


def test_the_receipt_of_a_completed_dossier_promises_from_the_day_it_was_whole(cast: Cast) -> None:
    code = ground.registered(cast).code
    whole = ACTS["receive"](code, cast.receiver.actor, at("2026-09-09 09:00"))
    receipt = queries.paper_of(whole, "receipt", site=SITE)
    assert (receipt.due_at, receipt.received_at) == (at("2026-09-18 17:00"), at("2026-09-09 09:00"))
    assert [component.name for component in receipt.components] == ["Tờ khai", "Bản sao"]


def test_a_supplement_says_what_until_when_and_what_the_date_does(cast: Cast) -> None:
    slip = queries.paper_of(builders.asked(cast), "supplement", site=SITE)
    assert slip.items == ("Giấy tờ chứng minh chỗ ở hợp pháp",)
    assert (slip.supply_by, slip.reason) == (date(2026, 9, 22), "Bản đã nộp thiếu trang 2.")
    assert "tạm dừng" in slip.clock
    at_counter = queries.paper_of(ground.registered(cast), "supplement", site=SITE)
    assert at_counter.supply_by is None and "chưa bắt đầu" in at_counter.clock


def test_an_older_slip_is_found_by_its_step(cast: Cast) -> None:
    code = ground.registered(cast).code
    ACTS["receive"](code, ground.master(), LATER)
    dossier = Dossier.objects.get(code=code)
    assert paper(dossier, "supplement", 1) == paper(dossier, "supplement")
    with pytest.raises(NotFound):
        paper(dossier, "supplement", 2)


def test_an_apology_says_the_old_date_the_new_one_and_why(cast: Cast) -> None:
    letter = queries.paper_of(apologised(cast), "apology", site=SITE)
    assert (letter.due_at, letter.new_due_on) == (at("2026-09-16 17:00"), date(2026, 9, 21))
    assert letter.reason == "Chưa xác minh xong thực địa. Cần xác minh."
    assert letter.head.name == "Dương Văn Mẫu Phúc"


def test_a_refusal_gives_the_coded_reason_in_words_and_its_own(cast: Cast) -> None:
    slip = queries.paper_of(ground.refused_at_once(cast), "refusal", site=SITE)
    assert slip.reason == "Không thuộc thẩm quyền giải quyết của đơn vị. Thuộc cơ quan cấp tỉnh."


def test_the_control_slip_has_a_row_for_every_change_of_hands(cast: Cast) -> None:
    slip = queries.paper_of(builders.issued(cast), "control", site=SITE)
    assert [(row.giver_name, row.receiver_name) for row in slip.rows] == [
        ("Nguyễn Thị Thí Dụ", "Nguyễn Thị Mẫu An"),
        ("Nguyễn Thị Mẫu An", "Lê Thị Mẫu Chi"),
        ("Hoàng Thị Mẫu Hà", ""),
    ]
    assert slip.rows[0].giver == "Người nộp hồ sơ"


def test_a_closing_by_the_clock_prints_its_notice_too(cast: Cast) -> None:
    dossier = builders.asked(cast)
    services.close_unanswered(at=at("2026-09-23 00:00"))
    notice = paper(dossier, "stop")
    assert "quá hạn bổ sung" in notice.reason  # type: ignore[attr-defined]


# ── the public log on paper ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", [name for name in ISSUED if name != "control"])
def test_every_paper_for_the_applicant_carries_the_promise_of_its_own_act(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    dossier = ISSUED[name](cast)
    with opened(tmp_path) as book:
        filled = paper(dossier, name)
        assert paper(dossier, name) == filled  # printed again it is the same paper
        book.seal()
        key = book.sealing.signer.keys().promise
        trust, proofs = book.policy, {}
        for entry in ledger.history(Dossier.objects.get(pk=dossier.pk).tag):
            proofs[bytes(entry.leaf).hex()[:16]] = (entry, ledger.proof_bytes(entry.pk))
    assert key is not None
    entry, proof = proofs[filled.promise.mark]  # type: ignore[attr-defined]
    verbs, _ = queries.PAPERS[name]
    assert Event.objects.get(entry=entry).verb in verbs
    assert proof is not None
    for size in filled.sizes:  # type: ignore[attr-defined]
        (picture,) = press.preview(filled, size, 144)  # type: ignore[arg-type]
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
        assert code.text.startswith(SITE + look_up_path(dossier.code, dossier.key) + "#")
        reports = examine([("giấy", code.text.encode()), ("tệp", proof)], trust, None, now=0, live=False)
        assert [report.ruling for report in reports] == [Ruling.MATCH, Ruling.MATCH]
        assert reports[0].salt == bytes(entry.salt or b"")


def test_without_a_signer_the_paper_is_printed_with_the_mark_and_without_a_promise(cast: Cast) -> None:
    dossier = builders.received(cast)
    receipt = queries.paper_of(dossier, "receipt", site=SITE)
    assert receipt.promise.mark == bytes(dossier.leaf).hex()[:16]
    assert (receipt.promise.digits, receipt.promise.short) == ("", "")
    assert press.render(receipt, "80mm").startswith(b"%PDF-")


def test_the_promise_costs_a_paper_one_question_to_the_database(cast: Cast) -> None:
    dossier = builders.received(cast)
    with CaptureQueriesContext(connection) as asked:
        queries.paper_of(dossier, "receipt", site=SITE)
    about = [query["sql"] for query in asked if "ledger_entry" in query["sql"]]
    assert len(about) == 1
