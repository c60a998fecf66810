"""Units open, change name and place, merge, split and end on a day, and are still found afterwards."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.org import queries, services
from liemchinh.org.models import Unit, UnitPlace
from liemchinh.org.rules import CodeScheme, LocalityType, SuccessionKind, UnitKind
from tests.refusals import refused
from tests.rooms.org.ground import AT, OPENED, acting, open_unit, seat

DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)
DECISION = "Nghị quyết 01/NQ-VD"
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=VIETNAM)


def codes(units: list[queries.UnitOnDay]) -> list[str]:
    return [unit.code for unit in units]


def rename(code: str = "H88.12", on: date = DAY) -> None:
    services.rename(
        code=code,
        name="Phường Đồi Xanh",
        locality=LocalityType.WARD,
        on=on,
        decision=DECISION,
        by=SYSTEM,
        at=NOW,
    )


def test_a_commune_that_becomes_a_ward_bears_each_name_in_its_time(province: str) -> None:
    rename()
    assert queries.unit("H88.12", BEFORE).name == "Xã Đồi Xanh"
    today = queries.unit("H88.12", DAY)
    assert (today.name, today.short_name, today.type) == ("Phường Đồi Xanh", "Đồi Xanh", LocalityType.WARD)
    assert today.agency_name == "Ủy ban nhân dân phường Đồi Xanh"
    [passage] = queries.history(today)
    assert (passage.on, passage.kind, passage.decision) == (DAY, SuccessionKind.RENAMED, DECISION)


def test_a_second_renaming_comes_after_the_first(province: str) -> None:
    rename()
    with refused("org.change_order", "1/3/2026"):
        rename(on=DAY)
    with refused("org.change_order"):
        rename(on=BEFORE)


def merge_into_new() -> None:
    open_unit("H88.20", UnitKind.COMMUNE, "Xã Đồi Mới", "H88", DAY, locality=LocalityType.COMMUNE)
    services.merge(codes=["H88.12", "H88.13"], into="H88.20", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)


def test_two_communes_merge_into_a_new_one_from_that_day(province: str) -> None:
    merge_into_new()
    assert queries.unit("H88.12", BEFORE).name == "Xã Đồi Xanh"
    with pytest.raises(NotFound):
        queries.unit("H88.12", DAY)
    with pytest.raises(NotFound):
        queries.unit("H88.20", BEFORE)
    assert codes(queries.resolve("H88.12", BEFORE)) == ["H88.12"]
    assert codes(queries.resolve("H88.12", DAY)) == ["H88.20"]
    assert codes(queries.resolve("H88.13", DAY)) == ["H88.20"]
    assert queries.units([Unit.objects.get(code="H88.12").id], DAY).popitem()[1].name == "Xã Đồi Xanh"


def test_divisions_and_rights_end_with_a_merged_commune(staff: dict[str, str]) -> None:
    merge_into_new()
    before = datetime(2026, 2, 28, 23, 59, tzinfo=VIETNAM)
    after = datetime(2026, 3, 1, 0, 0, tzinfo=VIETNAM)
    assert [s.code for s in acting("CB-MAI", before).seats] == ["DX.TN1"]
    assert acting("CB-MAI", after).seats == ()
    assert "H88.12.1" in codes(queries.subtree("H88", BEFORE))
    left = codes(queries.subtree("H88", DAY))
    assert not any(code.startswith(("H88.12", "H88.13")) for code in left)


def test_a_commune_that_takes_in_its_neighbour_keeps_its_code_and_divisions(province: str) -> None:
    services.merge(codes=["H88.13"], into="H88.12", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    assert codes(queries.resolve("H88.13", DAY)) == ["H88.12"]
    assert codes(queries.divisions(queries.unit("H88.12", DAY), DAY)) == ["H88.12.1", "H88.12.2"]


def test_a_code_follows_mergers_through_any_number_of_steps(province: str) -> None:
    merge_into_new()
    later = date(2027, 1, 1)
    services.merge(codes=["H88.20"], into="H88.14", on=later, decision=DECISION, by=SYSTEM, at=NOW)
    assert codes(queries.resolve("H88.12", later)) == ["H88.14"]
    assert codes(queries.resolve("H88.12", later - timedelta(days=1))) == ["H88.20"]


def test_communes_of_a_merged_province_move_along(province: str) -> None:
    open_unit("H87", UnitKind.PROVINCE, "Tỉnh Láng Giềng", locality=LocalityType.PROVINCE)
    with refused("org.unit_unsettled", "H88.1"):
        services.merge(codes=["H88"], into="H87", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    services.close(code="H88.1", on=date(2026, 2, 1), decision=DECISION, by=SYSTEM, at=NOW)
    services.merge(codes=["H88"], into="H87", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    assert "H88.12.2" in codes(queries.subtree("H87", DAY))
    assert codes(queries.above(queries.unit("H88.12.2", BEFORE), BEFORE)) == ["H88.12.2", "H88.12", "H88"]
    assert codes(queries.above(queries.unit("H88.12.2", DAY), DAY)) == ["H88.12.2", "H88.12", "H87"]
    assert codes(queries.resolve("H88", DAY)) == ["H87"]


def test_a_commune_splits_in_two_and_its_old_code_leads_to_both(province: str) -> None:
    for code, name in (("H88.31", "Xã Đồi Đông"), ("H88.32", "Xã Đồi Tây")):
        open_unit(code, UnitKind.COMMUNE, name, "H88", DAY, locality=LocalityType.COMMUNE)
    into = ["H88.31", "H88.32"]
    done = services.split(code="H88.12", into=into, on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    assert codes(done) == into
    assert codes(queries.resolve("H88.12", DAY)) == into
    assert codes(queries.resolve("H88.12", BEFORE)) == ["H88.12"]


def test_a_commune_that_gives_away_a_part_lives_on(province: str) -> None:
    open_unit("H88.31", UnitKind.COMMUNE, "Xã Đồi Đông", "H88", DAY, locality=LocalityType.COMMUNE)
    services.split(code="H88.12", into=["H88.31"], on=DAY, decision=DECISION, keep=True, by=SYSTEM, at=NOW)
    assert codes(queries.resolve("H88.12", DAY)) == ["H88.12"]
    assert [p.new for p in queries.history(queries.unit("H88.12", DAY))] == ["H88.31"]


def test_a_province_with_communes_is_not_split_before_they_have_a_home(province: str) -> None:
    for code in ("H86", "H87"):
        open_unit(code, UnitKind.PROVINCE, f"Tỉnh {code}", locality=LocalityType.PROVINCE)
    with refused("org.unit_unsettled"):
        services.split(code="H88", into=["H86", "H87"], on=DAY, decision=DECISION, by=SYSTEM, at=NOW)


def test_a_division_moves_to_another_commune_with_its_authority(province: str) -> None:
    services.move(code="H88.12.2", parent="H88.13", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    division = queries.unit("H88.12.2", DAY)
    assert queries.authority_of(division, BEFORE).code == "H88.12"
    assert queries.authority_of(division, DAY).code == "H88.13"


def test_a_unit_does_not_move_to_where_its_kind_cannot_stand(province: str) -> None:
    with refused("org.place"):
        services.move(code="H88.12", parent="H88.13", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)


def test_a_closed_unit_leads_nowhere_and_its_name_stays_known(province: str) -> None:
    services.close(code="H88.14", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    assert queries.resolve("H88.14", DAY) == []
    assert codes(queries.resolve("H88.14", BEFORE)) == ["H88.14"]
    assert queries.unit_names(["H88.14"], DAY) == {"H88.14": "Xã Suối Mơ"}


def test_what_is_planned_for_a_later_day_blocks_an_end(province: str) -> None:
    rename()
    with refused("org.change_order", "1/3/2026"):
        services.close(code="H88.12", on=BEFORE, decision=DECISION, by=SYSTEM, at=NOW)
    assert queries.unit("H88.12", DAY).name == "Phường Đồi Xanh"


def test_a_new_agency_identifier_is_used_from_its_day_and_the_old_one_still_found(province: str) -> None:
    services.give_code(unit="H88.12", scheme=CodeScheme.AGENCY, code="H88.112", on=DAY, by=SYSTEM, at=NOW)
    later = date(2026, 6, 1)
    services.give_code(unit="H88.12", scheme=CodeScheme.AGENCY, code="H88.212", on=later, by=SYSTEM, at=NOW)
    unit = queries.unit("H88.12", DAY)
    assert queries.agency_code(unit, BEFORE) == "H88.12"
    assert queries.agency_code(unit, DAY) == "H88.112"
    assert queries.agency_code(unit, later) == "H88.212"
    for code in ("H88.12", "H88.112", "H88.212"):
        assert codes(queries.resolve(code, later)) == ["H88.12"]
    assert queries.resolve("H88.112", BEFORE) == []


def test_a_code_belongs_to_one_unit(province: str) -> None:
    with refused("org.code_taken", "H88.13"):
        services.give_code(unit="H88.12", scheme=CodeScheme.AGENCY, code="H88.13", on=DAY, by=SYSTEM, at=NOW)
    with refused("org.code_taken"):
        open_unit("H88.12", UnitKind.COMMUNE, "Xã Khác", "H88", locality=LocalityType.COMMUNE)


def test_an_administrator_of_another_commune_is_refused_every_verb(staff: dict[str, str]) -> None:
    la = acting("CB-LA")
    stranger = {"on": DAY, "decision": DECISION, "by": la, "at": AT}
    with refused("org.not_administrator"):
        services.rename(code="H88.12", name="Xã Khác", locality=LocalityType.COMMUNE, **stranger)
    with refused("org.not_administrator"):
        services.merge(codes=["H88.12"], into="H88.13", **stranger)
    with refused("org.not_administrator"):
        services.move(code="H88.12.2", parent="H88.13", **stranger)
    with refused("org.not_administrator"):
        services.split(code="H88.12", into=["H88.13"], keep=True, **stranger)
    with refused("org.not_administrator"):
        services.close(code="H88.12", **stranger)
    with refused("org.not_administrator"):
        services.give_code(unit="H88.12", scheme=CodeScheme.OLD, code="X1", on=DAY, by=la, at=AT)
    with refused("org.not_administrator"):
        services.open_unit(code="H88.12.9", kind=UnitKind.DIVISION, name="Phòng", parent="H88.12", on=DAY, by=la, at=AT)


def test_the_province_administers_its_communes_and_a_receiver_nothing(staff: dict[str, str]) -> None:
    tinh = acting("CB-TINH")
    services.open_unit(
        code="H88.12.9", kind=UnitKind.DIVISION, name="Phòng Văn hóa", parent="H88.12", on=DAY, by=tinh, at=AT
    )
    commune = queries.unit("H88.12", DAY)
    assert queries.may_administer(tinh, commune, DAY)
    assert not queries.may_administer(acting("CB-MAI"), commune, DAY)
    with refused("org.not_administrator"):
        services.close(code="H88.12.9", on=date(2026, 5, 1), decision=DECISION, by=acting("CB-MAI"), at=AT)


def test_every_verb_leaves_one_entry_and_a_refused_one_none(province: str) -> None:
    before = Entry.objects.count()
    rename()
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("id").kind == "org.unit_renamed"
    with refused("org.merge_which"):
        services.merge(codes=["H88.12"], into="H88.12", on=DAY, decision=DECISION, by=SYSTEM, at=NOW)
    assert Entry.objects.count() == before + 1


def test_the_database_itself_keeps_a_unit_from_standing_in_two_places(province: str) -> None:
    unit, other = Unit.objects.get(code="H88.12"), Unit.objects.get(code="H88.13")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPlace.objects.create(unit=unit, parent=other, valid_from=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPlace.objects.create(unit=unit, parent=unit, valid_from=DAY, valid_until=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(code="X", kind="district", opened_on=OPENED)


def test_the_whole_tree_of_a_province_costs_the_same_few_queries(province: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        small = queries.subtree("H88", DAY)
    for n in range(20):
        open_unit(f"H88.{100 + n}", UnitKind.COMMUNE, f"Xã Số {n}", "H88", locality=LocalityType.COMMUNE)
        seat(f"S{n}", f"H88.{100 + n}", "leader")
    with django_assert_num_queries(5):
        assert len(queries.subtree("H88", DAY)) == len(small) + 20
