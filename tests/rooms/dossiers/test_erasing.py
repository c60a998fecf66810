"""Personal data erased by a decision and by two people: nothing of the person is left, the log still verifies."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.dossiers.queries import testimony
from liemchinh.dossiers.services import Upload
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger
from liemchinh.ledger import rules as ledger_rules
from liemchinh.ledger.models import Entry
from liemchinh.ledger.rules.writing import canonical_json, read_rows, token
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers.ground import png

DECISION = "12/QĐ-UBND"
SOON, LATER = at("2026-10-01 09:00"), at("2026-10-02 09:00")
SECRETS = (
    "Thí Dụ",
    "thi du",
    "000000000012",
    "0999123456",
    "Thôn Mẫu",
    "Tờ khai",
    "Giấy hẹn và căn cước",
    "bi-mat.png",
)
REGION = "099"
"""The first digits of the identity numbers of an invented small region."""


def ended(cast: Cast, **changes: Any) -> Dossier:
    """A dossier given back to its applicant, with a scan attached on the way."""
    code = builders.assigned(cast, **changes).code
    services.attach(
        code=code, files=[Upload("bi-mat.png", png(7))], by=cast.specialist.actor, at=at("2026-09-07 10:30")
    )
    services.submit(
        code=code, outcome="granted", summary="Đủ điều kiện.", by=cast.specialist.actor, at=at("2026-09-07 11:00")
    )
    services.endorse(code=code, by=cast.head.actor, at=at("2026-09-07 13:00"))
    services.sign(code=code, by=cast.leader.actor, at=at("2026-09-07 14:00"))
    services.issue(code=code, number="12/XN-UBND", by=cast.clerk.actor, at=at("2026-09-07 15:00"))
    done: Dossier = services.give_back(
        code=code,
        collector="Nguyễn Thị Thí Dụ",
        proof="Giấy hẹn và căn cước",
        by=cast.receiver.actor,
        at=at("2026-09-07 16:00"),
    )
    return done


def asked(cast: Cast, dossier: Dossier) -> Dossier:
    return services.ask_erasure(
        code=dossier.code, decision=DECISION, reason="Theo yêu cầu.", by=cast.clerk.actor, at=SOON
    )


def erased(cast: Cast, **changes: Any) -> Dossier:
    dossier = ended(cast, **changes)
    asked(cast, dossier)
    services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    return Dossier.objects.get(pk=dossier.pk)


def everything_kept(dossier: Dossier) -> str:
    """All that our tables hold of one dossier, as one text."""
    kept: list[Any] = [dossier.__dict__, *Event.objects.filter(dossier=dossier).values()]
    kept += Attachment.objects.filter(dossier=dossier).values()
    for entry in ledger.history(dossier.tag):
        kept += [bytes(entry.entry).decode(), bytes(entry.record or b"").decode(), bytes(entry.salt or b"").hex()]
    return repr(kept)


# What is gone, what stays ---------------------------------------------------------------------------------


def test_after_an_erasure_no_table_says_anything_about_the_person(cast: Cast) -> None:
    dossier = ended(cast)
    before = everything_kept(dossier)
    assert all(secret in before for secret in SECRETS)
    asked(cast, dossier)
    services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    after = everything_kept(Dossier.objects.get(pk=dossier.pk))
    assert [secret for secret in SECRETS if secret in after] == []
    assert DECISION in after


def test_salts_and_records_of_every_earlier_step_are_gone_and_the_log_says_which(cast: Cast) -> None:
    dossier = erased(cast)
    *gone, last = ledger.history(dossier.tag)
    assert all(entry.salt is None and entry.record is None for entry in gone)
    public = ledger.public_part(last)
    assert (public["kind"], public["gone"], public["n"]) == ("ledger.erased", len(gone), len(gone) + 1)
    told = json.loads(bytes(last.record or b""))
    assert [leaf for leaf, _ in told["facts"]["erased"]] == [bytes(entry.leaf).hex() for entry in gone]
    assert (told["by"], told["facts"]["asked_by"]) == (cast.leader.actor.code, cast.clerk.actor.code)
    assert DECISION not in bytes(last.entry).decode()


def test_the_thread_and_its_leaves_verify_as_before(cast: Cast) -> None:
    dossier = ended(cast)
    before = [(bytes(entry.entry), bytes(entry.leaf)) for entry in ledger.history(dossier.tag)]
    asked(cast, dossier)
    services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    dossier.refresh_from_db()
    entries = ledger.history(dossier.tag)
    assert [(bytes(entry.entry), bytes(entry.leaf)) for entry in entries][: len(before)] == before
    end = b""
    for number, entry in enumerate(entries, 1):
        public = ledger.public_part(entry)
        assert (public["n"], public["prev"]) == (number, end.hex())
        end = ledger_rules.leaf_hash(bytes(entry.entry))
        assert end == bytes(entry.leaf)
    assert (dossier.step, bytes(dossier.leaf)) == (len(entries), end)


def test_the_last_record_tells_every_row_that_is_left_as_it_is(cast: Cast) -> None:
    dossier = erased(cast)
    last = ledger.history(dossier.tag)[-1]
    told = {(table, key): row for table, key, row in read_rows(json.loads(bytes(last.record or b""))["rows"])}
    head = told.pop((testimony.DOSSIER.name, ""))
    assert head == {name: token(dossier.__dict__[name]) for name in testimony.DOSSIER.columns}
    for event in Event.objects.filter(dossier=dossier):
        table, key, row = testimony.EVENT.told(event)
        assert told.pop((table, key)) == row
    digest = hashlib.sha256(png(7)).hexdigest()
    assert told == {(testimony.ATTACHMENT.name, digest): None}


def test_the_steps_and_their_times_stay_in_our_tables(cast: Cast) -> None:
    dossier = ended(cast)
    before = list(
        Event.objects.filter(dossier=dossier).order_by("step").values_list("step", "verb", "at", "by", "state")
    )
    asked(cast, dossier)
    services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    after = list(
        Event.objects.filter(dossier=dossier).order_by("step").values_list("step", "verb", "at", "by", "state")
    )
    assert before == after


@pytest.mark.django_db(transaction=True)
def test_scans_go_with_it_except_those_that_another_dossier_has_too(cast: Cast) -> None:
    other = builders.assigned(cast, when=at("2026-09-08 09:00")).code
    services.attach(code=other, files=[Upload("x.png", png(8))], by=cast.specialist.actor, at=at("2026-09-08 15:00"))
    dossier = ended(cast)
    mine = hashlib.sha256(png(7)).hexdigest()
    assert services.path_of(mine).is_file()
    asked(cast, dossier)
    services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    assert not services.path_of(mine).exists()
    shared = hashlib.sha256(png(8)).hexdigest()
    assert services.destroy([shared]) == 0 and services.path_of(shared).is_file()
    # a power cut between the commit and the removal is made up for
    Path(services.path_of(mine)).write_bytes(png(7))
    assert services.destroy(queries.erased_files(dossier.code)) == 1


# Who, when ------------------------------------------------------------------------------------------------


def test_one_person_alone_erases_nothing(cast: Cast) -> None:
    dossier = ended(cast)
    services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=cast.leader.actor, at=SOON)
    with refused("dossiers.four_eyes"):
        services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)
    with refused("dossiers.who"):
        services.erase(code=dossier.code, decision=DECISION, by=cast.clerk.actor, at=LATER)
    assert "Thí Dụ" in everything_kept(Dossier.objects.get(pk=dossier.pk))


def test_nothing_is_erased_that_nobody_asked_for(cast: Cast) -> None:
    dossier = ended(cast)
    with refused("dossiers.erase_unasked"):
        services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)


def test_both_have_the_same_decision_in_hand(cast: Cast) -> None:
    dossier = asked(cast, ended(cast))
    with refused("dossiers.decision", "13/QĐ-UBND"):
        services.erase(code=dossier.code, decision="13/QĐ-UBND", by=cast.leader.actor, at=LATER)
    for missing in ("", "  ", "x" * 101):
        with refused("dossiers.decision"):
            services.ask_erasure(code=dossier.code, decision=missing, reason="", by=cast.clerk.actor, at=LATER)


def test_a_request_lapses_when_something_happens_to_the_dossier_after_it(cast: Cast) -> None:
    dossier = asked(cast, ended(cast))
    services.correct(
        code=dossier.code,
        changes={"applicant_phone": "0999 123 457"},
        reason="Ghi nhầm số.",
        by=cast.receiver.actor,
        at=LATER,
    )
    with refused("dossiers.erase_unasked"):
        services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=LATER)


def test_a_dossier_still_being_worked_on_is_not_erased(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    with refused("dossiers.erase_open", "Đang xử lý"):
        services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=cast.clerk.actor, at=SOON)


def test_a_result_that_waits_to_be_collected_is_not_erased(cast: Cast) -> None:
    dossier = builders.issued(cast)
    with refused("dossiers.erase_open"):
        services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=cast.clerk.actor, at=SOON)


@pytest.mark.parametrize("name", ["stranger", "stranger_leader", "stranger_clerk"])
def test_for_the_next_commune_the_dossier_does_not_exist(cast: Cast, name: str) -> None:
    dossier, stranger = asked(cast, ended(cast)), getattr(cast, name).actor
    with pytest.raises(NotFound):
        services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=stranger, at=LATER)
    with pytest.raises(NotFound):
        services.erase(code=dossier.code, decision=DECISION, by=stranger, at=LATER)


@pytest.mark.parametrize("name", ["head", "specialist"])
def test_who_sees_the_dossier_but_has_no_such_seat_is_told_so(cast: Cast, name: str) -> None:
    dossier = ended(cast)
    with refused("dossiers.who"):
        services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=getattr(cast, name).actor, at=SOON)


def test_nothing_is_done_to_an_erased_dossier_any_more(cast: Cast) -> None:
    dossier = erased(cast)
    after = at("2026-10-03 09:00")
    with refused("dossiers.erased"):
        services.correct(code=dossier.code, changes={"applicant_name": "X"}, reason="x", by=cast.leader.actor, at=after)
    with refused("dossiers.erased"):
        services.reverse(code=dossier.code, reason="x", by=cast.leader.actor, at=after)
    with refused("dossiers.erased"):
        services.ask_erasure(code=dossier.code, decision=DECISION, reason="", by=cast.clerk.actor, at=after)
    with refused("dossiers.erased"):
        services.erase(code=dossier.code, decision=DECISION, by=cast.leader.actor, at=after)
    with refused("dossiers.erased"):
        queries.paper_of(dossier, "receipt", site="http://xa.example")


def test_time_does_not_run_backwards_for_an_erasure_either(cast: Cast) -> None:
    dossier = ended(cast)
    with refused("dossiers.backdated"):
        services.ask_erasure(
            code=dossier.code, decision=DECISION, reason="", by=cast.clerk.actor, at=at("2026-09-07 09:00")
        )


# The database itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "reason = '', facts = '{}'",
        "reason = 'khác'",
        "reason = '', facts = '{}', at = '2020-01-01'",
    ],
)
def test_the_database_lets_no_event_lose_its_words_while_the_ledger_keeps_them(cast: Cast, change: str) -> None:
    dossier = ended(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE dossiers_event SET {change} WHERE dossier_id = %s", [dossier.pk])


@pytest.mark.parametrize("change", ["reason = 'khác'", "at = '2020-01-01'", "by = 'ai do'", "facts = '{\"a\": 1}'"])
def test_the_database_lets_nothing_else_change_in_an_erased_event(cast: Cast, change: str) -> None:
    dossier = erased(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE dossiers_event SET {change} WHERE dossier_id = %s", [dossier.pk])


# A dictionary attack --------------------------------------------------------------------------------------


def guessed(entry: Entry, *, salt: bytes | None, record: dict[str, Any], numbers: range) -> str:
    """The identity number for which the record would have this public commitment; empty when none has.

    The attacker knows everything about the record but the number, even that a record says a mark of its salt.
    """
    wanted = bytes.fromhex(ledger.public_part(entry)["c"])
    tried = salt if salt is not None else bytes(ledger_rules.SALT_BYTES)
    around = canonical_json({**record, "salt": hashlib.sha256(tried).hexdigest()[:16]}).split(b"000000000012")
    for number in numbers:
        candidate = f"{REGION}{number:09d}"
        if ledger_rules.commitment(candidate.encode().join(around), salt=tried) == wanted:
            return candidate
    return ""


def test_nobody_finds_a_person_by_trying_all_numbers_of_a_region_without_the_salt(cast: Cast) -> None:
    identity = f"{REGION}{70_123:09d}"
    filer = services.Applicant(name="Nguyễn Thị Thí Dụ", identity=identity, phone="0999 123 456")
    dossier = builders.received(cast, applicant=filer)
    entry = ledger.history(dossier.tag)[0]
    record = json.loads(bytes(entry.record or b"").decode().replace(identity, "000000000012"))
    # every number that the invented region has given out
    region = range(100_000)
    assert guessed(entry, salt=None, record=record, numbers=region) == ""
    # with the salt the same attack succeeds: it is the salt that protects, and the attack is a real one
    assert guessed(entry, salt=bytes(entry.salt or b""), record=record, numbers=region) == identity


def test_two_equal_records_have_nothing_public_in_common(cast: Cast) -> None:
    same = [builders.received(cast, when=at("2026-09-07 09:10")) for _ in range(2)]
    seen = [ledger.public_part(ledger.history(dossier.tag)[0]) for dossier in same]
    for name in ("c", "did"):
        assert seen[0][name] != seen[1][name]


def test_what_is_public_of_a_life_says_nothing_of_the_person(cast: Cast) -> None:
    dossier = erased(cast)
    public = " ".join(bytes(entry.entry).decode() for entry in ledger.history(dossier.tag))
    assert [secret for secret in SECRETS if secret in public] == []
    assert dossier.key not in public and dossier.code not in public
