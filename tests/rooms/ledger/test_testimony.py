"""No table is forgotten: each is told by entries, or left out with a reason; and every act tells what it leaves."""

import json
from typing import Any

import pytest
from django.apps import apps

from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.jobs.audit import TESTIMONIES
from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.auditing.tables import Table
from liemchinh.ledger.models import Entry
from liemchinh.ledger.rules.writing import read_rows, token
from liemchinh.org import services as org
from liemchinh.org.models import Contact
from liemchinh.org.rules import ContactKind
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.rooms.dossiers.ground import ACTS, master

ROOMS = (
    *("ledger", "org", "payments", "notices", "procedures", "reception"),
    *("dossiers", "petitions", "sealed", "exchange", "risk"),
)


def told(entry: Entry) -> list[tuple[str, str, Any]]:
    """The rows that an entry's record tells."""
    return list(read_rows(json.loads(bytes(entry.record or b"")).get("rows", [])))


def test_every_table_of_every_room_is_told_or_left_out_with_a_reason() -> None:
    declared = {testimony.room: testimony for testimony in TESTIMONIES}
    assert set(declared) == set(ROOMS)
    for room, testimony in declared.items():
        assert testimony.models() == set(apps.get_app_config(room).get_models())
        assert all(len(reason) > 10 for reason in testimony.left_out.values())


def test_every_column_is_told_or_left_out_with_a_reason() -> None:
    for testimony in TESTIMONIES:
        heads = [thread.head for thread in testimony.threads]
        parts = [part for thread in testimony.threads for part, _ in thread.parts]
        for table in (*testimony.tables, *heads, *parts):
            every = {field.attname for field in table.model._meta.concrete_fields}
            entry = {"entry_id"} if table.entry else set()
            assert set(table.columns) | set(table.key) | set(table.left_out) | entry == every, table.name
            assert all(len(reason) > 10 for reason in table.left_out.values())


def test_a_column_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="no columns"):
        Table(Dossier, key=("nowhere",))


def test_the_first_entry_of_a_dossier_tells_all_its_columns(cast: Cast) -> None:
    dossier = builders.received(cast)
    rows = told(ledger.history(dossier.tag)[0])
    ((_, key, columns),) = [row for row in rows if row[0] == Dossier._meta.db_table]
    kept = Dossier.objects.get(pk=dossier.pk)
    assert key == ""
    assert set(columns) == {f.attname for f in Dossier._meta.concrete_fields} - {"id", "tag", "step", "leaf"}
    assert {name: token(kept.__dict__[name]) for name in columns} == columns


def test_an_act_tells_its_event_and_only_what_it_changed(cast: Cast) -> None:
    dossier = builders.handed_over(cast)
    ACTS["assign"](dossier.code, cast.head.actor, MORNING.replace(hour=15))
    rows = {row[0]: row for row in told(ledger.history(dossier.tag)[-1])}
    kept = Dossier.objects.get(pk=dossier.pk)
    changed = rows[Dossier._meta.db_table][2]
    assert changed["seat_id"] == kept.seat_id
    assert "applicant_name" not in changed
    assert len(changed) < 6
    event = rows[Event._meta.db_table]
    assert event[1] == str(kept.step)
    assert event[2]["verb"] == "assign"


def test_an_attached_file_is_told_by_the_hash_of_its_content(cast: Cast) -> None:
    dossier = builders.received(cast)
    ACTS["attach"](dossier.code, master(), MORNING.replace(hour=15))
    rows = [row for row in told(ledger.history(dossier.tag)[-1]) if row[0] == Attachment._meta.db_table]
    assert [row[1] for row in rows] == list(dossier.attachments.values_list("sha256", flat=True))


def test_a_verb_on_a_unit_tells_the_rows_it_touched_and_no_other(cast: Cast) -> None:
    org.set_contact(
        unit=COMMUNE, kind=ContactKind.HOTLINE, value="0999 000 777", on=MORNING.date(), by=SYSTEM, at=MORNING
    )
    rows = told(Entry.objects.latest("id"))
    assert {row[0] for row in rows} == {Contact._meta.db_table}
    assert "0999000777" in {row[2]["value"] for row in rows}
    assert len(rows) == Contact.objects.filter(unit__code=COMMUNE, kind=ContactKind.HOTLINE, position=0).count()
