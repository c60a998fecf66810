"""Published versions stay as they are, on either database; the day they end is set once."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.procedures import queries, services
from liemchinh.procedures.models import Channel, Component, Exemption, Offering, ProcedureVersion, Step
from tests.rooms.procedures.rows import row

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def version() -> ProcedureVersion:
    services.load_catalogue(by=SYSTEM, at=AT)
    return queries.version_on("1.004222", AT.date())


def refuses(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_a_published_version_cannot_be_changed_or_deleted(version: ProcedureVersion) -> None:
    mine = ProcedureVersion.objects.filter(id=version.id)
    assert refuses(lambda: mine.update(name="khác"))
    assert refuses(lambda: mine.update(published_at=None))
    assert refuses(lambda: mine.update(raw=[{"a": 1}]))
    assert refuses(lambda: mine._raw_delete(mine.db))


@pytest.mark.parametrize("part", [Channel, Component, Step])
def test_a_part_of_a_published_version_cannot_be_changed_added_or_taken_away(
    version: ProcedureVersion, part: type
) -> None:
    mine = part.objects.filter(version=version)
    assert mine.exists()
    assert refuses(lambda: mine.update(ordinal=99))
    assert refuses(lambda: mine.delete())
    assert refuses(lambda: Exemption.objects.create(version=version, ordinal=99, who="ai cũng được"))


def test_the_end_of_a_version_is_set_once(version: ProcedureVersion) -> None:
    mine = ProcedureVersion.objects.filter(id=version.id)
    assert mine.update(valid_until=date(2027, 1, 1)) == 1
    assert refuses(lambda: mine.update(valid_until=date(2028, 1, 1)))
    assert refuses(lambda: mine.update(valid_until=None))


def test_a_draft_may_still_be_changed(version: ProcedureVersion) -> None:
    draft = ProcedureVersion.objects.create(
        procedure=version.procedure,
        number=99,
        valid_from=date(2027, 1, 1),
        source="catalogue",
        name="Bản nháp",
        folded="ban nhap",
        content_hash="0" * 64,
    )
    Step.objects.create(version=draft, ordinal=1, role="receiver", name="Nhận", hours=1)
    assert not refuses(lambda: ProcedureVersion.objects.filter(id=draft.id).update(name="Nháp 2"))
    assert not refuses(lambda: Step.objects.filter(version=draft).delete())
    assert not refuses(draft.delete)


def test_only_one_version_of_a_procedure_is_in_force(version: ProcedureVersion) -> None:
    assert refuses(
        lambda: ProcedureVersion.objects.create(
            procedure=version.procedure,
            number=99,
            valid_from=date(2027, 1, 1),
            published_at=AT,
            source="catalogue",
            name="Bản thứ hai",
            folded="ban thu hai",
            content_hash="0" * 64,
        )
    )


def test_partly_online_without_a_published_reason_is_refused(version: ProcedureVersion) -> None:
    facts = {"name": "Không lý do", "online_level_new": "partial"}
    given = services.VersionFacts(source="catalogue", content_hash="1" * 64, values=facts)
    assert refuses(
        lambda: services.publish_version(code="1.900009", facts=given, valid_from=AT.date(), by=SYSTEM, at=AT)
    )


def test_a_version_written_by_hand_supersedes_on_its_day(version: ProcedureVersion) -> None:
    facts = {"name": "Đăng ký thường trú, bản mới", "pause_on_obligation": True}
    given = services.VersionFacts(source="catalogue", content_hash="2" * 64, values=facts)
    new = services.publish_version(code="1.004222", facts=given, valid_from=date(2026, 10, 1), by=SYSTEM, at=AT)
    assert new is not None and new.number == version.number + 1
    assert queries.version_on("1.004222", date(2026, 9, 30)).id == version.id
    assert queries.version_on("1.004222", date(2026, 10, 1)).id == new.id


def test_an_offering_that_ends_before_it_begins_is_refused(version: ProcedureVersion) -> None:
    services.import_rows([row()], by=SYSTEM, at=AT)
    backwards = Offering(unit_id=None, procedure=version.procedure, offered_from=AT.date(), offered_until=AT.date())
    assert refuses(backwards.save)
