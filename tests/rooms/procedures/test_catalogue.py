"""The shipped catalogue: 94 procedures, what is assumed is said, and people find what they look for."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from liemchinh.jobs.founding import FILED_HERE
from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.org import queries as org
from liemchinh.procedures import queries, rules, services
from liemchinh.procedures.models import Channel, ProcedureVersion
from liemchinh.procedures.rules import Level
from liemchinh.procedures.services.catalogue import records

AT = datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM)
ON = AT.date()
RECORDS = records()


@pytest.fixture
def codes(db: None) -> list[str]:
    return services.load_catalogue(by=SYSTEM, at=AT)


@pytest.fixture
def commune(codes: list[str]) -> Any:
    from tests.rooms.org import ground

    ground.make_province()
    from liemchinh.org.models import Unit

    code = Unit.objects.filter(kind="commune").order_by("code").values_list("code", flat=True)[0]
    services.offer(unit=code, codes=codes, offered_from=ON, by=SYSTEM, at=AT)
    return org.unit(code, ON)


def test_the_catalogue_is_94_procedures_72_partly_and_22_wholly_online() -> None:
    assert len({record["code"] for record in RECORDS}) == len({r["name"] for r in RECORDS}) == 94
    assert Counter(record["online"] for record in RECORDS) == {"partial": 72, "full": 22}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["code"])
def test_every_record_is_whole_and_says_what_it_assumes(record: dict[str, Any]) -> None:
    assert "commune" in record["levels"] and record["name"] == record["name"].strip()
    assert record["channels"] and record["components"] and record["legal_basis"] and record["results"]
    assert {step["role"] for step in record["steps"]} <= set(Role)
    assert {"steps", "online_level_new", "online_level_old"} <= set(record["assumed"])
    assert all(channel["time"] for channel in record["channels"])
    assert all(paper["originals"] + paper["copies"] > 0 for paper in record["components"])
    if record["online"] == "full":
        assert any(channel["kind"] == "online" for channel in record["channels"])
    else:
        assert record["partial_reason"]


def test_loading_twice_publishes_once(codes: list[str]) -> None:
    before = (ProcedureVersion.objects.count(), Entry.objects.count())
    assert ProcedureVersion.objects.filter(procedure__code__in=codes).count() == 94 + len(FILED_HERE)
    assert services.load_catalogue(by=SYSTEM, at=AT) == codes
    assert (ProcedureVersion.objects.count(), Entry.objects.count()) == before


def test_every_channel_of_the_catalogue_gives_the_clock_a_budget(codes: list[str]) -> None:
    assert all(channel.budget is not None for channel in Channel.objects.all())


def test_a_version_is_read_with_all_its_parts_in_five_queries(codes: list[str], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        version = queries.version_on("1.004222", ON)
        assert version.channels.all() and version.components.all() and version.steps.all()
        list(version.exemptions.all())
        assert version.channels.all()[0].version.procedure.code == "1.004222"


def test_a_procedure_before_its_first_version_is_not_found(codes: list[str]) -> None:
    with pytest.raises(NotFound):
        queries.version_on("1.004222", date(2025, 6, 30))
    with pytest.raises(NotFound):
        queries.version_on("9.999999", ON)


# Search ---------------------------------------------------------------------------------------------------


def names(text: str, **narrow: Any) -> list[str]:
    return [version.name for version in queries.search(text, on=ON, **narrow).found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("khai sinh", "Đăng ký khai sinh"),
        ("dang ky khai sinh", "Đăng ký khai sinh"),
        ("ĐĂNG KÝ KẾT HÔN", "Đăng ký kết hôn"),
        ("ket hon", "Đăng ký kết hôn"),
        ("doc than", "Cấp Giấy xác nhận tình trạng hôn nhân"),
        ("hộ khẩu", "Đăng ký thường trú"),
        ("cccd", "Cấp đổi thẻ căn cước"),
        ("sao y", "Chứng thực bản sao từ bản chính giấy tờ"),
        ("1.004222", "Đăng ký thường trú"),
    ],
)
def test_everyday_words_find_the_procedure(codes: list[str], typed: str, found: str) -> None:
    assert any(name.startswith(found) for name in names(typed))


def test_exact_tones_are_listed_first(codes: list[str]) -> None:
    first = names("khai tử")
    assert "khai tử" in first[0].casefold()
    assert names("kết hôn")[0].casefold().count("kết hôn") == 1


def test_nothing_found_offers_the_three_nearest(codes: list[str]) -> None:
    search = queries.search("dang ky khai sihn", on=ON)
    assert search.found == [] and len(search.nearest) == 3
    assert any("khai sinh" in version.name for version in search.nearest)


def test_field_level_and_unit_narrow_the_list(commune: Any) -> None:
    assert {v.field for v in queries.search("", on=ON, field="Chứng thực").found} == {"Chứng thực"}
    assert all(v.at_province for v in queries.search("", on=ON, level="province").found)
    assert queries.search("", on=ON, level="district").found == []
    assert len(names("", unit=commune)) == 94


def test_a_search_costs_one_query_and_two_where_nothing_fits(
    codes: list[str], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        names("khai sinh")
    with django_assert_max_num_queries(3):
        queries.search("xyzt khai", on=ON)


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; DROP TABLE", "?!", "a" * 500, "\u0301"])
def test_odd_words_do_no_harm(codes: list[str], typed: str) -> None:
    queries.search(typed, on=ON)


def test_fields_are_counted_by_name(codes: list[str]) -> None:
    fields = queries.fields(ON)
    assert sum(count for _, count in fields) == 94 and fields == sorted(fields)


# Offering and levels --------------------------------------------------------------------------------------


def test_an_authority_offers_from_its_day_on(commune: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        offered = queries.offered_by(commune, ON)
        assert len(offered) == 94 and offered[0].channels.all()
    assert queries.offered_by(commune, date(2026, 9, 6)) == []
    assert queries.online_counts(commune, ON) == {"none": 0, "partial": 72, "full": 22}


def test_offering_twice_offers_once(commune: Any, codes: list[str]) -> None:
    entries = Entry.objects.count()
    assert services.offer(unit=commune.code, codes=codes, offered_from=ON, by=SYSTEM, at=AT) == 0
    assert Entry.objects.count() == entries


def test_a_channel_of_what_the_unit_does_not_offer_is_not_found(commune: Any) -> None:
    channel = queries.version_on("1.004222", ON).channels.all()[0]
    found = queries.offered_channel("1.004222", channel.id, unit=commune, on=ON)
    assert found == channel and found.basis == channel.version.decision
    with pytest.raises(NotFound):
        queries.offered_channel("1.001193", channel.id, unit=commune, on=ON)
    with pytest.raises(NotFound):
        queries.offered_channel("1.004222", channel.id, unit=commune, on=date(2026, 9, 6))


def test_procedures_that_left_the_district_are_decided_by_the_commune_from_that_day(codes: list[str]) -> None:
    day = date(2025, 7, 1)
    moved = {
        "from_level": Level.DISTRICT,
        "to_level": Level.COMMUNE,
        "on": day,
        "decision": "120/2025/NĐ-CP",
        "by": SYSTEM,
        "at": AT,
    }
    assert services.transfer_authority(codes=codes[:3], **moved) == 3
    assert services.transfer_authority(codes=codes[:3], **moved) == 0
    version = queries.version_on(codes[0], ON)
    assert Level.DISTRICT in queries.level_on(version.procedure, date(2025, 6, 30))
    assert Level.DISTRICT not in queries.level_on(version.procedure, day)
    assert Level.COMMUNE in queries.level_on(version.procedure, day)


def test_a_transfer_of_an_unknown_procedure_moves_none(codes: list[str]) -> None:
    with pytest.raises(NotFound):
        services.transfer_authority(
            codes=[codes[0], "9.999999"],
            from_level=Level.DISTRICT,
            to_level=Level.COMMUNE,
            on=ON,
            decision="1/QĐ",
            by=SYSTEM,
            at=AT,
        )
    assert rules.Level.DISTRICT not in queries.level_on(queries.version_on(codes[0], ON).procedure, ON)
