"""The ledger beside a whole life: an unbroken thread, nothing personal in public, nothing that can be changed after."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from liemchinh.dossiers import services as dossiers
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.jobs.founding import PEOPLE, POSTS
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import queries, rules, services
from liemchinh.ledger.models import Entry, Thread
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS

TOLD = Kind("ledger.told", "Một việc để thử", "Không có gì riêng tư.")


def whole_life(cast: Cast) -> Dossier:
    """Registered, received, corrected, supplemented, scanned, apologised for, reversed and returned."""
    code = ground.registered(cast).code
    when = MORNING
    for verb, facts in (
        ("receive", {}),
        ("correct", {"changes": {"applicant_name": "Đỗ Thị Ví Dụ", "applicant_email": "vi.du@songmau.example"}}),
        ("hand_over", {}),
        ("take_over", {}),
        ("assign", {}),
        ("attach", {}),
        ("propose_supplement", {"reason": "Ông Đỗ Thị Ví Dụ nộp thiếu căn cước."}),
        ("ask_supplement", {}),
        ("take_supplement", {}),
        ("apologise", {"reason": "Bà Ví Dụ vắng nhà."}),
        ("withdraw", {"reason": "Bà Ví Dụ xin rút."}),
        ("reverse", {}),
        ("submit", {"summary": "Bà Ví Dụ đủ điều kiện."}),
        ("endorse", {}),
        ("sign", {}),
        ("issue", {"number": "99/QĐ-VD"}),
        ("give_back", {"collector": "Nguyễn Văn Nhận Thay", "proof": "Căn cước 000000000099"}),
    ):
        when += timedelta(minutes=10)
        dossier = ACTS[verb](code, ground.master(), when, **facts)
    return dossier


def test_no_word_about_a_person_is_public_in_a_whole_life(cast: Cast) -> None:
    dossier = whole_life(cast)
    entries = queries.history(dossier.tag)
    assert len(entries) == 18
    private = {
        *("Thí Dụ", "Ví Dụ", "Nhận Thay", "000000000012", "000000000099", "0999123456", "0999", "Thôn Mẫu"),
        *("songmau.example", "căn cước", "99/QĐ-VD", "moiviec", "to-khai", dossier.code, dossier.key),
        *(post.name for post in POSTS),
        *(code for code in PEOPLE if len(code) > 4),
    }
    allowed = {"v", "kind", "ag", "did", "n", "prev", "t", "c", *rules.PUBLIC_FACTS}
    for entry in entries:
        text = bytes(entry.entry).decode()
        part = json.loads(text)
        assert set(part) <= allowed
        for chance in ("c", "did", "prev"):  # random digits may spell any four; that they are digests is shown below
            text = text.replace(part[chance], "")
        assert not [word for word in private if word in text], text
        assert all(isinstance(value, str | int) for value in part.values())


def test_the_thread_is_unbroken_and_every_hash_and_commitment_is_reckoned_again(cast: Cast) -> None:
    dossier = whole_life(cast)
    before, salts = b"", set()
    for number, entry in enumerate(queries.history(dossier.tag), 1):
        part = queries.public_part(entry)
        assert (part["n"], part["did"], entry.step) == (number, dossier.tag, number)
        assert part["prev"] == before.hex()
        before = rules.leaf_hash(bytes(entry.entry))
        assert bytes(entry.leaf) == before
        salt, record = bytes(entry.salt), bytes(entry.record)
        assert len(salt) == 32
        salts.add(salt)
        assert part["c"] == rules.commitment(record, salt=salt).hex()
        assert bytes(entry.entry) == rules.canonical(part)
        event = Event.objects.get(entry_id=entry.id)
        private = json.loads(record)
        assert (private["by"], private["facts"]["code"]) == (event.by, dossier.code)
        assert private["facts"]["reason"] == event.reason
        assert part["t"] == rules.instant(event.at)
    assert len(salts) == 18
    assert bytes(dossier.leaf) == before


def test_the_tags_of_two_dossiers_tell_nothing_of_each_other(cast: Cast) -> None:
    one, two = builders.received(cast), builders.received(cast)
    assert one.tag != two.tag and len(one.tag) == 32
    assert queries.fingerprints([entry.id for entry in queries.history(one.tag)]) == {
        queries.history(one.tag)[0].id: bytes(one.leaf).hex()
    }


def changes_of(entry: Entry) -> dict[str, Any]:
    return {
        "entry": b"{}",
        "leaf": bytes(32),
        "kind": "dossiers.returned",
        "tag": "00" * 16,
        "step": 77,
        "at": entry.at + timedelta(seconds=1),
        "salt": bytes(32),
        "record": b"{}",
    }


def test_what_an_entry_says_cannot_be_changed(cast: Cast) -> None:
    builders.received(cast)
    entry = Entry.objects.latest("id")
    for name, value in changes_of(entry).items():
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**{name: value})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk)._raw_delete(Entry.objects.db)
    assert Entry.objects.filter(pk=entry.pk).values().get()["step"] == 1


def test_a_place_in_the_log_is_given_once(cast: Cast) -> None:
    builders.received(cast)
    waiting, entry = queries.waiting(), Entry.objects.latest("id")
    Entry.objects.filter(pk=entry.pk).update(place=7)
    assert queries.waiting() == waiting - 1
    for other in (8, None):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(place=other)


def test_an_authorised_erasure_takes_salt_and_record_together_and_for_ever(cast: Cast) -> None:
    builders.received(cast)
    rows = Entry.objects.filter(pk=Entry.objects.latest("id").pk)
    salt = bytes(rows.get().salt)
    for one in ({"salt": None}, {"record": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**one)
    rows.update(salt=None, record=None)
    erased = rows.get()
    assert bytes(erased.leaf) == rules.leaf_hash(bytes(erased.entry))  # the log still holds together
    for back in ({"salt": salt, "record": b"{}"}, {"salt": salt}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**back)


def test_events_and_dossiers_cannot_be_taken_back_either(cast: Cast) -> None:
    dossier = builders.received(cast)
    events = Event.objects.filter(dossier=dossier)
    for change in ({"reason": "khác"}, {"at": at("2026-01-01 00:00")}, {"by": "ai đó"}, {"state": 9}, {"facts": {}}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            events.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events._raw_delete(events.db)
    rows = Dossier.objects.filter(pk=dossier.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)


def test_two_entries_cannot_claim_the_same_step(cast: Cast) -> None:
    link = services.new_link()
    facts: dict[str, Any] = {"kind": TOLD, "by": SYSTEM, "at": MORNING, "unit": cast.commune, "facts": {}}
    services.record(link=link, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record(link=link, **facts)


def test_a_thing_without_a_link_of_its_own_keeps_one_thread_for_ever(cast: Cast) -> None:
    facts: dict[str, Any] = {"kind": TOLD, "by": SYSTEM, "at": MORNING, "unit": cast.commune}
    entries = [services.record_about("ledger.test:1", facts={"n": number}, **facts) for number in range(3)]
    other = services.record_about("ledger.test:2", facts={}, **facts)
    assert [entry.step for entry in entries] == [1, 2, 3]
    assert len({entry.tag for entry in entries}) == 1 and other.tag != entries[0].tag
    assert queries.public_part(entries[2])["prev"] == bytes(entries[1].leaf).hex()
    thread = Thread.objects.get(subject="ledger.test:1")
    assert (thread.step, bytes(thread.leaf)) == (3, bytes(entries[2].leaf))


def test_a_change_that_fails_leaves_no_entry(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    before = Entry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        ACTS["submit"](dossier.code, cast.specialist.actor, ground.LATER)
        raise RuntimeError("the power fails")
    assert Entry.objects.count() == before
    assert Dossier.objects.get(pk=dossier.pk).step == dossier.step


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_of_its_change_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        services.record(link=services.new_link(), kind=TOLD, by=SYSTEM, at=MORNING, unit="H99.12", facts={})
    assert not Entry.objects.filter(kind=TOLD.code).exists()
    assert dossiers.close_unanswered(at=MORNING) == []
