"""How a result comes back: chosen, handed to the post, opened online; and the electronic result that is in force."""

import hashlib
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries import Period
from liemchinh.dossiers.rules import FileRole, Return, State
from liemchinh.dossiers.services import esigning
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound
from liemchinh.papers import esign
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.papers.test_esign import pdf
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import LATER, trace

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A test key on disk, and the folder with the authority that vouches for it."""
    folder = tmp_path_factory.mktemp("esign")
    root, archive = esign.make_test_keys(agency="UBND xã An Mẫu", password="thử", at=MORNING - timedelta(days=30))
    (folder / "key.p12").write_bytes(archive)
    (folder / "trust").mkdir()
    (folder / "trust" / "goc.pem").write_bytes(root)
    return folder / "key.p12", folder / "trust"


@pytest.fixture
def with_key(keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency that signs its electronic results."""
    monkeypatch.setenv("LIEMCHINH_ESIGN_KEY", str(keys[0]))
    monkeypatch.setenv("LIEMCHINH_ESIGN_PASSWORD", "thử")
    monkeypatch.setenv("LIEMCHINH_ESIGN_TRUST", str(keys[1]))


PAPER = services.Upload("ket-qua.pdf", pdf())


def electronic(cast: Cast, method: str = "online") -> Dossier:
    """Issued with an electronic result, to be had by that way."""
    code = builders.signed(cast).code
    services.choose_return(code=code, method=method, address="Thôn Mẫu", by=APPLICANT, at=at("2026-09-07 15:20"))
    return services.issue(code=code, number="12/XN", result=PAPER, by=cast.clerk.actor, at=at("2026-09-07 16:10"))


def test_the_way_is_chosen_by_the_applicant_or_the_desk_until_the_result_is_there(cast: Cast) -> None:
    code = builders.assigned(cast).code
    chosen = services.choose_return(code=code, method="post", address=" Thôn Mẫu ", by=APPLICANT, at=LATER)
    assert (chosen.return_method, chosen.return_at) == (Return.POST, "Thôn Mẫu")
    step = chosen.step
    assert services.choose_return(code=code, method="post", address="Thôn Mẫu", by=APPLICANT, at=LATER).step == step
    back = services.choose_return(code=code, method="counter", by=cast.receiver.actor, at=LATER)
    assert (back.return_at, back.step) == ("", step + 1)
    assert Event.objects.get(dossier=back, step=step + 1).facts["old"] == {"method": "post", "address": "Thôn Mẫu"}
    with refused("dossiers.return_no_electronic"):
        services.choose_return(code=code, method="online", by=APPLICANT, at=LATER)
    with refused("dossiers.needs", "cách nhận"):
        services.choose_return(code=code, method="pigeon", by=APPLICANT, at=LATER)
    with pytest.raises(NotFound):
        services.choose_return(code=code, method="counter", by=cast.stranger.actor, at=LATER)
    with refused("dossiers.move"):
        services.choose_return(code=builders.issued(cast).code, method="counter", by=APPLICANT, at=LATER)


def test_handed_to_the_post_is_returned_and_what_the_post_says_is_noted(cast: Cast) -> None:
    code, desk = builders.issued(cast).code, cast.receiver.actor
    with refused("dossiers.needs", "số hiệu"):
        services.give_back(code=code, method="post", carrier="Bưu điện", by=desk, at=LATER)
    sent = services.give_back(code=code, method="post", carrier="Bưu điện", tracking="EX1VN", by=desk, at=LATER)
    assert (sent.state, sent.returned_at, sent.return_method) == (State.RETURNED, LATER, Return.POST)
    token = uuid.uuid4()
    for _ in range(2):
        noted = services.note_post(
            code=code, news="came_back", on=date(2026, 9, 7), by=desk, at=LATER, token=token, note="Vắng nhà."
        )
        assert noted.step == sent.step + 1
    assert (found := queries.posted_of(noted)) and (found.tracking, found.news) == ("EX1VN", "came_back")
    with pytest.raises(NotFound):
        services.note_post(code=code, news="delivered", on=date(2026, 9, 7), by=cast.stranger.actor, at=LATER)
    with refused("dossiers.who"):
        services.note_post(code=code, news="delivered", on=date(2026, 9, 7), by=cast.specialist.actor, at=LATER)
    with refused("dossiers.not_posted"):
        services.note_post(code=builders.returned(cast).code, news="delivered", on=date(2026, 9, 7), by=desk, at=LATER)


def test_an_electronic_result_is_signed_kept_by_its_hash_and_returned_by_opening_it(cast: Cast, with_key: None) -> None:
    dossier = electronic(cast)
    file = queries.result_of(dossier)
    assert file is not None and (file.role, file.name) == (FileRole.RESULT, f"ket-qua-{dossier.code}.pdf")
    content = services.path_of(file.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.sha256 == queries.last_event(dossier, "issue").facts["result"]  # type: ignore[union-attr]
    [one] = esign.read(content, trust=esigning.trusted(), at=LATER).signatures
    assert one.intact and one.whole and one.trusted_by == esign.TEST_MARK and one.claimed_at == at("2026-09-07 16:10")
    assert (known := queries.known_result(file.sha256)) and known.in_force and known.on == MORNING.date()
    assert queries.known_result("0" * 64) is None
    with refused("dossiers.return_online"):
        services.give_back(code=dossier.code, method="online", by=cast.receiver.actor, at=LATER)
    got = services.give_back(code=dossier.code, method="online", by=APPLICANT, at=LATER)
    assert (got.state, got.returned_at) == (State.RETURNED, LATER)
    facts = queries.last_event(got, "give_back").facts  # type: ignore[union-attr]
    assert facts["sha256"] == file.sha256 and "Thí Dụ" not in str(facts)


def test_who_wants_the_paper_is_not_served_by_opening_the_file(cast: Cast, with_key: None) -> None:
    dossier = electronic(cast, "post")
    with refused("dossiers.return_other"):
        services.give_back(code=dossier.code, method="online", by=APPLICANT, at=LATER)
    assert Dossier.objects.get(pk=dossier.pk).state == State.DONE


def test_a_wrong_result_is_not_handed_out_again_and_the_right_one_takes_its_place(cast: Cast, with_key: None) -> None:
    dossier = electronic(cast)
    wrong = queries.result_of(dossier)
    services.admit_error(code=dossier.code, reason="Sai tên.", by=cast.receiver.actor, at=LATER)
    dossier.refresh_from_db()
    assert wrong is not None and queries.result_of(dossier) is None
    assert (known := queries.known_result(wrong.sha256)) and not known.in_force
    mended = services.return_corrected(
        code=dossier.code, number="13/XN", collector="A", proof="B", by=cast.receiver.actor, at=LATER
    )
    assert queries.result_of(mended) is None, "the right one has no electronic form yet"
    later = LATER + timedelta(minutes=5)
    added = services.add_result(code=dossier.code, result=PAPER, by=cast.clerk.actor, at=later)
    right = queries.result_of(added)
    assert right is not None and right.sha256 != wrong.sha256
    with refused("dossiers.who"):
        services.add_result(code=dossier.code, result=PAPER, by=cast.receiver.actor, at=later)


def test_an_unsigned_file_is_no_result_where_there_is_no_key_and_one_that_is_vouched_for_is(
    cast: Cast, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = builders.issued(cast)
    before = trace(dossier)
    with refused("dossiers.no_esign", "không phải là kết quả điện tử"):
        services.add_result(code=dossier.code, result=PAPER, by=cast.clerk.actor, at=LATER)
    assert trace(dossier) == before
    monkeypatch.setenv("LIEMCHINH_ESIGN_TRUST", str(keys[1]))
    key = esign.open_key(keys[0].read_bytes(), "thử")
    by_hand = services.Upload("x.pdf", esign.sign(PAPER.content, key=key, agency="UBND", at=LATER))
    token = uuid.uuid4()
    for _ in range(2):
        added = services.add_result(code=dossier.code, result=by_hand, by=cast.clerk.actor, at=LATER, token=token)
    assert (file := queries.result_of(added)) and file.sha256 == hashlib.sha256(by_hand.content).hexdigest()
    assert added.step == dossier.step + 1


def test_a_key_that_does_not_open_signs_nothing(cast: Cast, with_key: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEMCHINH_ESIGN_PASSWORD", "khác")
    dossier = builders.signed(cast)
    before = trace(dossier)
    with refused("esign.key"):
        services.issue(code=dossier.code, number="12/XN", result=PAPER, by=cast.clerk.actor, at=LATER)
    assert trace(dossier) == before


def test_the_register_has_every_dossier_received_in_its_period_and_who_took_the_result(cast: Cast) -> None:
    returned = builders.returned(cast)
    posted = builders.issued(cast, MORNING + timedelta(minutes=1))
    services.give_back(
        code=posted.code, method="post", carrier="Bưu điện", tracking="EX1VN", by=cast.receiver.actor, at=LATER
    )
    running = builders.assigned(cast, MORNING + timedelta(minutes=2))
    ground.registered(cast)  # not received: no line
    day = Period(MORNING.date(), MORNING.date() + timedelta(days=1))
    asked: dict[str, Any] = {"authority": cast.commune, "period": day, "at": LATER}
    lines = list(queries.register_lines(cast.clerk.actor, **asked))
    assert [(line.number, line.code) for line in lines] == [(1, returned.code), (2, posted.code), (3, running.code)]
    assert lines[0].receipt == "Nguyễn Thị Thí Dụ; Giấy hẹn và căn cước"
    assert lines[1].method == "Nhận qua bưu điện" and "EX1VN" in lines[1].receipt
    assert (lines[2].receipt, lines[2].note) == ("", "Đang xử lý")
    view = queries.register(cast.auditor.actor, **asked)
    assert view.lines == lines and view.total == 3 and view.volumes == 1
    assert queries.register(cast.clerk.actor, field="Không có", **asked).total == 0
    assert queries.register_volume(cast.clerk.actor, volume=1, **asked) == lines
    for who, volume in ((cast.clerk, 2), (cast.stranger, 1)):
        with pytest.raises(NotFound):
            queries.register_volume(who.actor, volume=volume, **asked)
