"""From draft to version: written in sections, compared, published today or on a day, taken back, ended, moved."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liemchinh.kernel.actors import SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger.models import Entry
from liemchinh.procedures import queries, rules, services
from liemchinh.procedures.models import Offering, ProcedureVersion, VersionDraft
from tests.cast import Cast
from tests.rooms.procedures.rows import row

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM)
TODAY, LATER = AT.date(), date(2026, 10, 1)
CODE = "1.900001"
EDITOR = Actor("danhmuc", "Danh mục", (SeatHeld("s", "H99.12.01", "H99.12", frozenset({Role.EDITOR})),))
RECEIVER = Actor("tiepnhan", "Tiếp nhận", (SeatHeld("t", "H99.12.01", "H99.12", frozenset({Role.RECEIVER})),))
WORD: dict[str, Any] = {"decision": "812/QĐ-UBND", "reason": "Cắt giảm thời hạn", "by": EDITOR, "at": AT}


@pytest.fixture(autouse=True)
def _published() -> None:
    services.import_rows([row(CODE)], by=SYSTEM, at=datetime(2026, 9, 1, 9, tzinfo=VIETNAM))


def renamed(name: str = "Thủ tục đã sửa") -> VersionDraft:
    draft = services.start_draft(code=CODE, by=EDITOR, at=AT)
    return services.save_draft(code=CODE, seen=draft.revision, values={"name": name}, by=EDITOR, at=AT)


def publish(draft: VersionDraft, starts_on: date = TODAY, **other: Any) -> ProcedureVersion:
    said = {**WORD, "decision_on": TODAY, "seen": draft.revision, "starts_on": starts_on, **other}
    return services.publish_draft(code=draft.code, **said)


def test_a_draft_starts_from_what_is_in_force_and_binds_nobody() -> None:
    entries = Entry.objects.count()
    draft = renamed()
    version = queries.version_on(CODE, TODAY)
    assert (version.name, draft.name, draft.based_on) == ("Thủ tục mẫu", "Thủ tục đã sửa", version)
    (changed,) = rules.differences(queries.content_of(version), draft.content)
    assert (changed.label, changed.was, changed.now) == ("Tên thủ tục", "Thủ tục mẫu", "Thủ tục đã sửa")
    assert services.start_draft(code=CODE, by=EDITOR, at=AT).pk == draft.pk
    assert Entry.objects.count() == entries


def test_a_draft_saved_elsewhere_is_not_overwritten() -> None:
    draft = renamed()
    with pytest.raises(Refused) as refused:
        services.save_draft(code=CODE, seen=draft.revision - 1, values={"name": "Khác"}, by=EDITOR, at=AT)
    assert refused.value.code == "procedures.draft_moved"
    with pytest.raises(Refused):
        services.drop_draft(code=CODE, seen=draft.revision - 1, by=EDITOR, at=AT)
    with pytest.raises(Refused):
        services.save_draft(code=CODE, seen=draft.revision, values={"published_at": "x"}, by=EDITOR, at=AT)
    services.drop_draft(code=CODE, seen=draft.revision, by=EDITOR, at=AT)
    with pytest.raises(NotFound):
        queries.draft_of(CODE)


def test_who_may_not_edit_writes_and_publishes_nothing() -> None:
    draft = renamed()
    for attempt in (
        lambda: services.start_draft(code=CODE, by=RECEIVER, at=AT),
        lambda: services.save_draft(code=CODE, seen=draft.revision, by=RECEIVER, at=AT),
        lambda: services.drop_draft(code=CODE, seen=draft.revision, by=RECEIVER, at=AT),
        lambda: publish(draft, by=RECEIVER),
        lambda: services.cancel_change(code=CODE, **{**WORD, "by": RECEIVER}),
        lambda: services.end_procedure(code=CODE, ends_on=LATER, **{**WORD, "by": RECEIVER}),
        lambda: services.stop_offering(unit="H99.12", codes=[CODE], offered_until=TODAY, by=RECEIVER, at=AT),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "procedures.edit"


def test_publishing_today_ends_the_version_before_and_tells_the_log() -> None:
    old, entries = queries.version_on(CODE, TODAY), Entry.objects.count()
    new = publish(renamed())
    old.refresh_from_db()
    assert (old.valid_until, new.valid_from, new.source, new.reason) == (TODAY, TODAY, "desk", "Cắt giảm thời hạn")
    assert new.lacking == len(rules.missing_parts(queries.content_of(new))) == 1  # the row names no agency
    assert [channel.fee for channel in new.channels.all()] == [channel.fee for channel in old.channels.all()]
    assert not VersionDraft.objects.exists() and Entry.objects.count() == entries + 1
    with pytest.raises(NotFound):
        publish(VersionDraft(code=CODE, revision=2))


def test_a_scheduled_change_waits_and_can_be_taken_back() -> None:
    publish(renamed(), LATER)
    assert queries.version_on(CODE, TODAY).name == "Thủ tục mẫu"
    assert queries.version_on(CODE, LATER).name == "Thủ tục đã sửa"
    with pytest.raises(Refused) as refused:
        publish(renamed("Lần hai"), LATER)
    assert refused.value.code == "procedures.scheduled"
    gone = services.cancel_change(code=CODE, **WORD)
    assert rules.state_of(gone.valid_from, gone.valid_until, TODAY) is rules.State.CANCELLED
    assert queries.version_on(CODE, LATER).name == "Thủ tục mẫu" and queries.coming_version(CODE, TODAY) is None
    with pytest.raises(Refused) as refused:
        services.cancel_change(code=CODE, **WORD)
    assert refused.value.code == "procedures.nothing_scheduled"
    services.import_rows([row(CODE)], by=SYSTEM, at=AT)
    assert queries.version_on(CODE, TODAY).number == 1
    again = publish(queries.draft_of(CODE), LATER)
    assert again.number == gone.number + 1 and queries.version_on(CODE, LATER).name == "Lần hai"


def test_the_database_lets_an_end_be_set_again_only_after_a_cancellation() -> None:
    publish(renamed(), LATER)
    first = ProcedureVersion.objects.filter(procedure__code=CODE, number=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.update(valid_until=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.update(filing="none", reason="khác")
    services.cancel_change(code=CODE, **WORD)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcedureVersion.objects.filter(procedure__code=CODE, number=2).update(valid_until=None)


def test_an_abolished_procedure_is_asked_for_no_more_from_its_day() -> None:
    services.end_procedure(code=CODE, ends_on=LATER, **WORD)
    assert queries.version_on(CODE, TODAY)
    with pytest.raises(NotFound):
        queries.version_on(CODE, LATER)
    for call in (
        lambda: services.end_procedure(code=CODE, ends_on=LATER, **WORD),
        lambda: publish(renamed(), TODAY),
        lambda: services.end_procedure(code=CODE, ends_on=LATER, **{**WORD, "decision": " "}),
    ):
        with pytest.raises(Refused):
            call()
    assert publish(queries.draft_of(CODE), LATER).valid_from == LATER


def test_a_new_procedure_is_written_from_its_name_and_published_whole() -> None:
    draft = services.start_draft(code="9.1/AN-MAU", name="Thủ tục của xã", by=EDITOR, at=AT)
    assert draft.lacking == 6 and [row.code for row in queries.new_drafts(queries.Asked())] == ["9.1/AN-MAU"]
    channel = {"kind": "online", "time_amount": 2, "time_unit": "working_day", "fee_state": "free", "fee_amount": 0}
    draft = services.save_draft(
        code=draft.code,
        seen=1,
        values={"filing": "here", "at_commune": True},
        parts={"channels": [channel]},
        by=EDITOR,
        at=AT,
    )
    version = publish(draft)
    assert (version.number, version.filing, version.levels) == (1, "here", (rules.Level.COMMUNE,))
    with pytest.raises(Refused):
        services.start_draft(code=CODE, name="Trùng mã", by=EDITOR, at=AT)


def test_nothing_changed_is_not_published() -> None:
    with pytest.raises(Refused) as refused:
        publish(services.start_draft(code=CODE, by=EDITOR, at=AT))
    assert refused.value.code == "procedures.unchanged"


def test_what_nobody_confirmed_stays_assumed_and_what_was_edited_does_not() -> None:
    services.load_catalogue(by=SYSTEM, at=AT)
    code = "1.004222"
    assumed = queries.version_on(code, TODAY).assumed
    draft = services.start_draft(code=code, by=EDITOR, at=AT)
    steps = [*draft.content["steps"], {"role": "clerk", "name": "Lưu", "hours": "1"}]
    draft = services.save_draft(code=code, seen=1, parts={"steps": steps}, by=EDITOR, at=AT)
    version = publish(draft)
    assert set(version.assumed) == set(assumed) - {"steps", "valid_from"}


def test_offerings_follow_a_transfer_from_its_day(cast: Cast) -> None:
    services.offer(unit="H99", codes=[CODE], offered_from=date(2026, 9, 2), by=SYSTEM, at=AT)
    move: dict[str, Any] = {"from_level": rules.Level.PROVINCE, "to_level": rules.Level.COMMUNE, "on": LATER}
    seen = queries.takeover([CODE, "0.000000"], below="H99", **move)
    assert ([code for code, _ in seen.fresh], seen.unknown) == ([CODE], ("0.000000",))
    assert (set(seen.takers), seen.leavers) == ({"H99.12", "H99.13"}, ("H99",))
    services.transfer_authority(
        codes=[CODE], **move, decision="1/NQ", by=EDITOR, at=AT, takers=seen.takers, leavers=seen.leavers
    )
    offered = {
        (unit, first, until)
        for unit, first, until in Offering.objects.filter(procedure__code=CODE).values_list(
            "unit__code", "offered_from", "offered_until"
        )
    }
    assert offered == {("H99", date(2026, 9, 2), LATER), ("H99.12", LATER, None), ("H99.13", LATER, None)}
    told = services.transfer_authority(codes=[CODE], **move, decision="1/NQ", by=EDITOR, at=AT, takers=seen.takers)
    assert told == 0 and queries.takeover([CODE], below="H99", **move).told_before == (CODE,)


def test_the_shelf_shows_each_procedure_once_in_its_state(django_assert_num_queries: Any) -> None:
    services.import_rows([row("1.900002", "Hai"), row("1.900003", "Ba")], by=SYSTEM, at=AT)
    publish(renamed(), LATER)
    services.end_procedure(code="1.900002", ends_on=LATER, **WORD)

    def codes(on: date = TODAY, **asked: Any) -> set[str]:
        rows = queries.shelf(queries.Asked(text="1.90000", **asked), on=on)
        found = [version.procedure.code for version in rows]
        assert len(found) == len(set(found))
        return set(found)

    everything = {"1.900001", "1.900002", "1.900003"}
    assert codes() == codes(on=LATER) == codes(on=date(2026, 1, 1)) == everything
    assert codes(state="coming") == {CODE} and codes(state="ended") == set()
    assert codes(state="in_force") == everything and codes(on=LATER, state="ended") == {"1.900002"}
    assert codes(lacking=True) == everything and codes(level="ministry") == set()
    with django_assert_num_queries(2):
        marks = queries.marks_of(everything, on=TODAY)
    assert (marks.drafted, marks.coming) == (frozenset(), {CODE: LATER})


def test_levels_are_counted_from_the_records(django_assert_num_queries: Any, cast: Cast) -> None:
    before = queries.level_counts(TODAY)
    rows = [row(f"3.{number:06}", f"Thủ tục huyện {number}", cap_thuc_hien="Cấp xã") for number in range(278)]
    services.import_rows(rows, by=SYSTEM, at=AT)
    codes = [f"3.{number:06}" for number in range(278)]
    moved = services.transfer_authority(
        codes=codes,
        from_level=rules.Level.DISTRICT,
        to_level=rules.Level.COMMUNE,
        on=LATER,
        decision="1/NQ-MAU",
        by=EDITOR,
        at=AT,
        takers=["H99.12", "H99.13"],
    )
    with django_assert_num_queries(2):
        now = queries.level_counts(TODAY)
    assert moved == 278 and now.total - before.total == 278
    district = {row.level: row.once for row in now.levels}[rules.Level.DISTRICT]
    assert district == 278
    assert {row.level: row.once for row in queries.level_counts(LATER).levels}[rules.Level.DISTRICT] == 0
    complete, total = queries.completeness(TODAY)
    assert total == now.total and complete < total
