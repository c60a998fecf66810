"""Receiving at the counter: the code, the clocks, the log; and who may not."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger import queries as ledger
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast


def test_a_received_dossier_gets_the_next_code_of_the_day_and_its_due_date(cast: Cast) -> None:
    first, second = builders.received(cast), builders.received(cast, MORNING + timedelta(minutes=5))
    assert (first.code, second.code) == ("H99.12-260907-0001", "H99.12-260907-0002")
    assert (first.number, second.number) == (1, 2)
    assert first.state == rules.State.RECEIVED
    assert first.due_at == at("2026-09-16 17:00")  # seven working days after Monday 7 September


def test_a_new_day_starts_a_new_ordinal_but_the_number_of_the_year_goes_on(cast: Cast) -> None:
    builders.received(cast)
    next_day = builders.received(cast, MORNING + timedelta(days=1))
    assert next_day.code == "H99.12-260908-0001"
    assert next_day.number == 2


def test_the_same_form_posted_twice_is_one_dossier(cast: Cast) -> None:
    token = uuid.uuid4()
    once = services.receive(filing=builders.filing(), by=cast.receiver.actor, at=MORNING, token=token)
    again = services.receive(filing=builders.filing(), by=cast.receiver.actor, at=MORNING, token=token)
    assert once.code == again.code
    assert Dossier.objects.count() == 1


def test_a_refused_filing_uses_up_no_number(cast: Cast) -> None:
    nameless = replace(builders.filing(), applicant=services.Applicant(name="  "))
    with pytest.raises(Refused) as no:
        services.receive(filing=nameless, by=cast.receiver.actor, at=MORNING)
    assert no.value.code == "dossiers.applicant"
    assert builders.received(cast).code.endswith("-0001")


@pytest.mark.parametrize("who", ["head", "specialist", "leader", "clerk", "auditor", "administrator", "overseer"])
def test_only_a_receiver_receives(cast: Cast, who: str) -> None:
    with pytest.raises((Refused, NotFound)):
        services.receive(filing=builders.filing(), by=getattr(cast, who).actor, at=MORNING)
    assert not Dossier.objects.exists()


def test_a_receiver_cannot_receive_for_the_commune_next_door(cast: Cast) -> None:
    elsewhere = replace(builders.filing(), authority="H99.13")
    with pytest.raises(NotFound):
        services.receive(filing=elsewhere, by=cast.receiver.actor, at=MORNING)


def test_a_procedure_that_the_commune_does_not_offer_does_not_exist_at_its_counter(cast: Cast) -> None:
    with pytest.raises(NotFound):
        services.receive(filing=replace(builders.filing(), procedure="9.999999"), by=cast.receiver.actor, at=MORNING)


def test_an_event_without_its_ledger_entry_cannot_be_committed(cast: Cast) -> None:
    dossier = builders.received(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            dossier=dossier,
            step=99,
            verb="attach",
            at=MORNING,
            by="x",
            state=2,
            awaits="receiver",
            entry_id=10**9,
        )
        connection.check_constraints()


def test_the_public_part_of_the_entry_holds_no_word_about_the_person(cast: Cast) -> None:
    dossier = builders.received(cast)
    (entry,) = ledger.history(dossier.tag)
    text = bytes(entry.entry).decode()
    for private in ("Thí Dụ", "000000000012", "0999123456", "tiepnhan1", dossier.code, dossier.key):
        assert private not in text
    public = ledger.public_part(entry)
    assert public["kind"] == "dossiers.received"
    assert (public["no"], public["st"], public["n"], public["prev"]) == (1, 2, 1, "")


def test_each_entry_carries_the_hash_of_the_one_before(cast: Cast) -> None:
    dossier = builders.returned(cast)
    entries = ledger.history(dossier.tag)
    parts = [ledger.public_part(entry) for entry in entries]
    assert [part["n"] for part in parts] == list(range(1, len(parts) + 1))
    for before, after in zip(entries, parts[1:], strict=False):
        assert after["prev"] == bytes(before.leaf).hex()
    assert Event.objects.filter(dossier=dossier).count() == len(entries)


def test_a_person_is_found_again_by_phone_only_at_the_desk_that_knows_them(cast: Cast) -> None:
    builders.received(cast)
    found = queries.same_applicant(cast.receiver.actor, authority=cast.commune, phone="+84 999 123 456")
    assert found is not None and found.applicant_name == "Nguyễn Thị Thí Dụ"
    assert queries.same_applicant(cast.stranger.actor, authority=cast.commune, phone="0999123456") is None


def test_a_name_whose_signs_fold_into_several_letters_still_fits_its_column(cast: Cast) -> None:
    applicant = replace(builders.filing().applicant, name="\ufb03" * 200)
    dossier = builders.received(cast, applicant=applicant)
    dossier.refresh_from_db()
    assert dossier.applicant_folded == ("ffi" * 200)[:200]
