"""Sending: every act told once and in order, whatever the other side does."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from liemchinh.exchange import queries, services
from liemchinh.exchange.models import Parcel
from liemchinh.exchange.rules import PAUSES
from tests import builders
from tests.cast import Cast
from tests.rooms.exchange.conftest import EVENING, described
from tests.rooms.exchange.portal import PortalServer

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "exchange.schema.json").read_text("utf-8"))
pytestmark = pytest.mark.django_db


def states() -> list[str]:
    """Of every parcel, in the order of its dossier."""
    return list(Parcel.objects.order_by("dossier_id", "place").values_list("state", flat=True))


def looked(courier: services.Courier | None = None, at: Any = EVENING) -> services.Courier:
    """One look of a worker."""
    courier = courier or services.Courier()
    courier.look(at)
    return courier


STORIES: list[Callable[..., Any]] = [
    *(builders.received, builders.handed_over, builders.assigned, builders.asked, builders.submitted),
    *(builders.signed, builders.issued, builders.returned),
]


def test_every_story_is_told_step_by_step_in_the_shape_of_the_interface(cast: Cast, files: Path) -> None:
    dossiers = [story(cast) for story in STORIES]
    looked()
    assert set(states()) == {"written"}
    told = sorted(files.glob("2026-09-07/*.json"))
    assert len(told) == Parcel.objects.count() > 40
    check = Draft202012Validator(SCHEMA)
    by_dossier: dict[str, list[dict[str, Any]]] = {}
    for path in told:
        assert path.stat().st_mode & 0o777 == 0o600
        message = json.loads(path.read_text("utf-8"))
        check.validate(message)
        by_dossier.setdefault(message["data"][0]["MaHoSo"], []).append(message)
    assert set(by_dossier) == {dossier.code for dossier in dossiers}
    last = [m["data"][0] for m in by_dossier[dossiers[-1].code] if m["service"] == "DongBoHoSoMC"]
    assert [row["TrangThaiHoSo"] for row in last] == ["2", "4", "9", "10"]
    assert [m["isUpdating"] for m in by_dossier[dossiers[-1].code] if m["service"] == "DongBoHoSoMC"][:2] == [
        "False",
        "True",
    ]
    assert last[0]["NgayTiepNhan"] == "20260907091000" and last[0]["NgayHenTra"] == last[1]["NgayHenTra"]
    assert (last[2]["NgayTra"], last[3]["NgayTra"]) == ("", "20260907171000")
    assert last[3]["NgayKetThucXuLy"] == "20260907161000" and last[3]["ThongTinTra"] == "12/XN-UBND"
    whole = json.dumps(list(by_dossier.values()), ensure_ascii=False)
    assert "0999" not in whole and "thiếu trang 2" not in whole, "neither contacts nor an officer's reason"
    [asking] = [m["data"][0] for m in by_dossier[dossiers[3].code] if m["service"] == "DongBoHoSoMC"][-1][
        "DanhSachHoSoBoSung"
    ]
    assert asking["TrangThaiBoSung"] == "0" and asking["DanhSachGiayToBoSung"] == [
        {"TenGiayTo": "Giấy tờ chứng minh chỗ ở hợp pháp"}
    ]
    assert asking["NgayHenTraTruoc"] and asking["NgayHenTraMoi"] == ""


def test_an_act_is_told_once_however_often_and_however_late_it_is_looked_for(cast: Cast, files: Path) -> None:
    builders.assigned(cast)  # received, handed over, taken over, assigned
    courier = looked()
    count = Parcel.objects.count()
    assert count == 1 + 2 + 1 + 1
    looked(courier)
    looked()
    assert Parcel.objects.count() == count
    Parcel.objects.filter(step=2).delete()  # as if its transaction had ended after later ones were seen
    looked(courier)
    assert Parcel.objects.count() == count


def test_dossiers_opened_before_the_connection_and_a_week_old_acts_of_a_running_worker(
    cast: Cast, files: Path, clock: Any
) -> None:
    builders.received(cast, builders.at("2026-08-31 09:00"))
    courier = looked()
    assert Parcel.objects.count() == 0, "opened before the day from which dossiers are told"
    builders.received(cast, builders.at("2026-09-01 09:00"))
    looked(courier)
    assert Parcel.objects.count() == 0, "six days old: found by the daily look, not by this one"
    clock.shift(timedelta(days=1))
    looked(courier, EVENING + timedelta(days=1))
    assert Parcel.objects.count() == 1


def test_files_taken_away_or_answered_are_settled_and_deleted_when_their_time_is_over(
    cast: Cast, files: Path, clock: Any
) -> None:
    builders.handed_over(cast)
    courier = looked()
    first, second, third, *_ = sorted(files.glob("2026-09-07/*.json"))
    first.unlink()
    second.with_name(second.name + ".answer.json").write_text('{"error_code": "00"}')
    third.with_name(third.name + ".answer.json").write_text('{"error_code": 5, "message": "Sai 000000000012"}')
    looked(courier)
    assert states()[:3] == ["sent", "sent", "refused"]
    assert Parcel.objects.get(state="refused").answer_text == "Sai •••"
    assert second.exists()
    later = EVENING + timedelta(days=31)
    clock.move_to(later)
    looked(courier, later)
    assert not second.exists() and third.exists(), "what was refused is kept for who mends it"


def test_the_portal_learns_of_a_dossier_in_order_with_a_session_asked_for_once(
    cast: Cast, portal: PortalServer
) -> None:
    code = builders.returned(cast).code
    looked()
    assert set(states()) == {"sent"}
    assert portal.services().count("login") == 1
    assert [row["TrangThaiHoSo"] for row in portal.dossiers[code]] == ["2", "4", "9", "10"]
    steps = [row["ThoiDiemXuLy"] for row in portal.progress[code]]
    assert steps == sorted(steps)
    first = portal.progress[code][0]
    assert first["NguoiXuLy"] and first["ChucDanh"] and first["PhongBanXuLy"] and first["NgayBatDau"]


def test_a_session_that_is_over_is_renewed_and_nothing_sent_twice(cast: Cast, portal: PortalServer) -> None:
    code = builders.received(cast).code
    courier = looked()
    portal.expire()
    builders.received(cast)
    looked(courier)
    assert set(states()) == {"sent"} and len(portal.dossiers[code]) == 1
    assert portal.services() == ["login", "DongBoHoSoMC", "DongBoHoSoMC", "login", "DongBoHoSoMC"]


def test_an_answer_that_got_lost_is_no_second_opening(cast: Cast, portal: PortalServer, clock: Any) -> None:
    code = builders.received(cast).code
    portal.forgets_answer = 1
    courier = looked()
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.answer_code, parcel.attempts) == ("waiting", "http_500", 1)
    later = EVENING + PAUSES[0] + timedelta(seconds=1)
    clock.move_to(later)
    looked(courier, later)
    assert states() == ["sent"]
    assert portal.services()[-2:] == ["TraCuuHoSo", "DongBoHoSoMC"]
    assert portal.posts[-1][2]["isUpdating"] == "True" and len(portal.dossiers[code]) == 2


def test_silence_is_waited_out_and_then_needs_a_person_and_later_steps_stay_behind(
    cast: Cast, portal: PortalServer, clock: Any
) -> None:
    dossier = builders.handed_over(cast)
    portal.server.server_close()  # nobody listens
    courier, now = services.Courier(), EVENING
    for pause in (*PAUSES, timedelta()):
        courier.shut = None
        looked(courier, now)
        now += pause + timedelta(seconds=1)
        clock.move_to(now)
    first, *others = list(Parcel.objects.order_by("place"))
    assert (first.state, first.answer_code, first.attempts) == ("dead", "away", len(PAUSES) + 1)
    assert {row.attempts for row in others} == {0}, "what comes later waits"
    synced = queries.synced(dossier.code)
    assert synced is not None and synced.first_open is not None and synced.first_open.number == first.pk
    services.retry(number=first.pk, by=cast.administrator.actor, at=now)
    assert states()[0] == "waiting"


def test_a_no_stays_until_somebody_skips_it_and_the_rest_goes_on(
    cast: Cast, portal: PortalServer, connect: Any
) -> None:
    portal.plan = [(200, {}, {"error_code": 0, "session": "phien-0"}), (200, {}, {"error_code": 7, "message": "Sai"})]
    builders.handed_over(cast)
    courier = looked()
    stuck = Parcel.objects.get(state="refused")
    assert (stuck.answer_code, stuck.next_at, states()[0]) == ("7", None, "refused")
    assert set(states()[1:]) == {"waiting"}
    services.skip(number=stuck.pk, reason="Đã nhập tay ở Cổng.", by=cast.administrator.actor, at=EVENING)
    looked(courier)
    assert states()[0] == "skipped" and set(states()[1:]) == {"sent"}
    opening = next(said for _, _, said in portal.posts if said.get("isUpdating") and said["data"][0] and said != {})
    assert opening["service"] == "DongBoHoSoMC"
    [first_taken] = [s["isUpdating"] for _, _, s in portal.posts if s.get("service") == "DongBoHoSoMC"][1:]
    assert first_taken == "False", "the next message about the dossier opens it"


def test_a_client_token_serves_where_there_is_no_session(cast: Cast, portal: PortalServer, connect: Any) -> None:
    oauth = described(portal, auth="oauth", token_url=f"{portal.url}/token", login_url="")
    connect(driver="http", http=oauth)
    builders.received(cast)
    looked()
    assert states() == ["sent"] and portal.services() == ["token", "DongBoHoSoMC"]
    assert portal.posts[-1][2]["session"] == ""


def test_a_wrong_password_shuts_the_line_and_tries_nothing_more(
    cast: Cast, portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_EXCHANGE_SECRET", "khác")
    builders.received(cast)
    builders.received(cast)
    looked()
    assert portal.services() == ["login"] and states() == ["waiting", "waiting"]
    assert sorted(Parcel.objects.values_list("attempts", "answer_code")) == [(0, ""), (1, "login")]


def test_an_erased_dossier_is_told_no_more(cast: Cast, files: Path) -> None:
    from liemchinh.dossiers.models import Dossier

    dossier = builders.received(cast)
    courier = services.Courier()
    looked(courier)
    [path] = files.glob("2026-09-07/*.json")
    Dossier.objects.filter(pk=dossier.pk).update(erased_at=EVENING)
    Parcel.objects.update(state="waiting", next_at=EVENING)
    looked(courier)
    assert states() == ["skipped"] and not path.exists()


def test_without_a_description_nothing_is_made(cast: Cast, data: Path, clock: Any) -> None:
    builders.received(cast)
    assert services.Courier().look(EVENING) == 0 and Parcel.objects.count() == 0 and not (data / "exchange").exists()


def test_what_one_worker_has_in_hand_no_other_takes_until_its_turn_is_over(
    cast: Cast, portal: PortalServer, clock: Any
) -> None:
    from liemchinh.exchange.drivers import connected
    from liemchinh.exchange.services.sending import _mark, _take

    connection = connected()
    assert connection is not None
    builders.handed_over(cast)
    services.make(connection, at=EVENING)
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    [first] = _take(mine, EVENING)
    assert _take(theirs, EVENING) == [], "the first is in hand, the later ones wait for it"
    later = EVENING + timedelta(minutes=6)
    clock.move_to(later)
    [again] = _take(theirs, later)
    assert again.pk == first.pk and again.attempts == 2
    _mark(first, mine, state="sent", next_at=None, sent_at=later)
    assert states()[0] == "waiting", "who came back too late has no say"
