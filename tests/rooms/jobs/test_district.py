"""The district that ended on 1/7/2025: codes, receipts and threads survive it, and the successors finish the work."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.jobs import district
from liemchinh.jobs.district import DAY, DISTRICT, EAST, MIDDLE, NEW, WEST, moment
from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import look_up_path
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.org import queries as org
from liemchinh.procedures import queries as procedures
from tests.cast import Cast
from tests.refusals import refused

LATER = moment(date(2025, 7, 4), "09:00")


@pytest.fixture
def told(cast: Cast) -> district.Told:
    return district.tell()


def test_dossiers_that_straddle_the_day_are_finished_under_their_old_codes(told: district.Told) -> None:
    rows = list(Dossier.objects.filter(code__in=told.straddling).select_related("authority", "division").order_by("id"))
    assert {row.state for row in rows} == {rules.State.RETURNED}
    assert {row.authority.code for row in rows} == {EAST, WEST, MIDDLE, DISTRICT}
    assert all(row.code.startswith(row.authority.code) for row in rows), "the national code never changes"
    assert {row.division.code for row in rows if row.division} == {f"{NEW}.02", f"{MIDDLE}.02"}
    for row in rows:
        steps = list(Event.objects.filter(dossier=row).order_by("step"))
        assert [event.step for event in steps] == list(range(1, len(steps) + 1))
        tags = set(Entry.objects.filter(id__in=[event.entry_id for event in steps]).values_list("tag", flat=True))
        assert tags == {row.tag}, "one thread through both administrations"
        assert {event.at.date() < DAY for event in steps} == {True, False}
    moved = Event.objects.filter(verb="rehome")
    assert {event.reason for event in moved} == {district.DECISION}
    assert moved.count() == 4, "those in a division that had ended; the others were handed over or stayed"
    before = Dossier.objects.filter(code__in=told.finished_before)
    assert not Event.objects.filter(dossier__in=before, at__gte=moment(DAY, "00:00")).exists()


def test_the_successors_officials_see_what_was_left_and_nobody_else_does(told: district.Told, cast: Cast) -> None:
    left = Dossier.objects.filter(authority__code__in=[EAST, WEST]).values_list("code", flat=True)
    leader = org.actor("ky.41", LATER)
    (seat,) = leader.seats
    assert (seat.authority, seat.inherits) == (NEW, frozenset({EAST, WEST, DISTRICT}))
    for code in left:
        assert queries.handled_by(leader, code=code, at=LATER).code == code
        for stranger in (org.actor("ky.33", LATER), cast.leader.actor, org.actor("ky.31", LATER)):
            with pytest.raises(NotFound):
                queries.handled_by(stranger, code=code, at=LATER)
    assert org.actor("ky.31", LATER).seats == (), "rights ended with the seat"
    shown = queries.listed(leader, at=LATER, filters=queries.Filters()).rows
    assert {row.authority.code for row in shown} == {EAST, WEST, DISTRICT, NEW}
    administrator = org.actor("quantri.benmau", LATER)
    assert queries.homeless(leader, at=LATER) == [] and administrator.has(Role.ADMINISTRATOR)


def test_the_public_looks_up_an_old_code_and_learns_who_answers_now(told: district.Told, public: Client) -> None:
    row = Dossier.objects.get(code=told.straddling[0])
    opened = public.get(look_up_path(row.code, row.key), follow=True)
    page = opened.content.decode()
    assert "Xã Bến Đông đã sắp xếp lại từ ngày 1/7/2025" in page
    assert "Ủy ban nhân dân xã Bến Mẫu" in page
    assert "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân nhận hồ sơ sau khi sắp xếp đơn vị" in page
    assert public.get(f"/danh-ba/{EAST}/", follow=True).redirect_chain[-1][0].endswith(f"/danh-ba/{NEW}/")


def test_authority_over_procedures_went_to_the_communes_that_day(told: district.Told) -> None:
    for code in (NEW, MIDDLE):
        unit = org.unit(code, DAY)
        offered = {version.procedure.code for version in procedures.offered_by(unit, DAY)}
        assert set(district.AT_DISTRICT) <= offered
    new = Dossier.objects.filter(authority__code__in=[NEW, MIDDLE], received_at__gte=moment(date(2025, 7, 3), "00:00"))
    assert sorted(row.code.split("-")[0] for row in new) == [MIDDLE, NEW]
    history = {(one.old, one.new): str(one.kind) for one in org.history(org.unit(NEW, DAY))}
    assert history == {(EAST, NEW): "merged", (WEST, NEW): "merged", (DISTRICT, NEW): "split"}
    assert org.unit(MIDDLE, date(2025, 6, 30)).name == "Xã Bến Trung"
    assert org.unit(MIDDLE, DAY).name == "Phường Bến Trung"


def test_the_story_is_told_once_and_only_before_later_days(told: Any) -> None:
    with refused("simulate.told"):
        district.tell()
