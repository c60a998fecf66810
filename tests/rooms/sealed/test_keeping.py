"""What is kept of a report: ciphertext, hashes in the log, a lawful date; and how it ends."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import UUIDField

from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.auditing.findings import Notebook
from liemchinh.ledger.core.merkle import verify_inclusion
from liemchinh.ledger.models import Entry
from liemchinh.sealed import queries, rules, services
from liemchinh.sealed.models import Batch, Case, CaseAct, Piece, ProtectionCheck, Retaliation, Share, Wrap
from liemchinh.sealed.queries.proof import check_acts
from tests.cast import VIETNAM
from tests.refusals import refused
from tests.sealing import AT, IDENTITY, SECRET_WORDS, Keys, case_secret, filed, ready, to_reporter

AT_ONCE = 64  # GlobaLeaks lost most of its reports at sixteen; with derivations of full strength: `bench/sealed.py`


def test_no_word_no_code_no_name_is_stored_and_neither_minute_nor_order(cast: Any) -> None:
    ready(cast)
    done, code = filed()
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("sealed_", "ledger_", "notices_", "django_session")):
                cursor.execute(f'SELECT * FROM "{table}"')
                held += [value for row in cursor.fetchall() for value in row if value is not None]
    flat = b"\n".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in held)
    for word in (SECRET_WORDS, code, rules.grouped(code), *IDENTITY.values()):
        assert word.encode() not in flat, word
    about = str(list(Case.objects.values())) + str(list(CaseAct.objects.values()))
    assert "H99.12.03" not in about and "diachinh" not in about, "not even the table says whom it is about"
    assert done.due_at == datetime(2026, 8, 12, 17, 0, tzinfo=VIETNAM), "7 working days: article 24.1"
    if connection.vendor == "sqlite":  # it numbers rows by itself, whatever their key
        with connection.cursor() as cursor:
            for table in (Case, Piece, CaseAct, Wrap, Share):
                cursor.execute(f"SELECT min(rowid) FROM {table._meta.db_table}")
                assert cursor.fetchone()[0] > 2**30, "not in the order of their coming"
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_in_no_order'")
            moved = {name for (name,) in cursor.fetchall()}
        rooms = [table._meta for table in apps.get_app_config("sealed").get_models()]
        assert moved == {one.db_table for one in rooms if isinstance(one.pk, UUIDField)}, "nor in any other table"
    for table in (Case, Piece, CaseAct, Wrap, Share):
        stamped = [field.name for field in table._meta.concrete_fields if field.get_internal_type() == "DateTimeField"]
        assert stamped in ([], ["due_at"]), "days only: the minute is not kept"
        assert table._meta.pk is not None and table._meta.pk.get_internal_type() == "UUIDField", "no running number"


def test_a_closed_case_still_hears_its_reporter_and_the_lawful_date_is_shown(cast: Any) -> None:
    keys = ready(cast)
    done, code = filed()
    reader = cast.sealed.actor
    shown = queries.case_for(reader, name=done.name, at=AT)
    services.act(verb="read", case=done.name, by=reader, at=AT)
    services.act(verb="accept", case=done.name, by=reader, at=AT)
    case = Case.objects.get(name=done.name)
    assert case.due_at is not None and case.due_at.date() == date(2026, 9, 3), "30 days, then after the holiday"
    assert "Điều 30" in queries.status(case).due_basis
    for _ in range(2):
        services.act(verb="extend", case=done.name, by=reader, at=AT, facts={"document": "3/QĐ-GH"})
    with refused("sealed.extended"):
        services.act(verb="extend", case=done.name, by=reader, at=AT, facts={"document": "4/QĐ-GH"})
    services.act(verb="close", case=done.name, by=reader, at=AT, sealed=to_reporter(shown, "Cảm ơn ông/bà."))
    services.send_more(code=code, parts={"tin.txt": b"Con nua"}, by=rules.REPORTER, at=AT + timedelta(days=9))
    assert len(queries.case_for(reader, name=done.name, at=AT).pieces) == 3
    assert case_secret(keys, reader, done.name)
    with pytest.raises(NotFound):
        services.send_more(code=rules.new_code(), parts={"tin.txt": b"x"}, by=rules.REPORTER, at=AT)
    with refused("sealed.says_code"):
        services.send_more(code=code, parts={"tin.txt": f"ma {code}".encode()}, by=rules.REPORTER, at=AT)


def test_acts_reach_the_log_in_batches_of_one_size_also_when_nothing_happened(cast: Any) -> None:
    keys = ready(cast)
    assert keys.ids
    before = set(Entry.objects.values_list("id", flat=True))
    done, _ = filed()
    services.act(verb="read", case=done.name, by=cast.sealed.actor, at=AT)
    assert set(Entry.objects.values_list("id", flat=True)) == before, "no entry tells when a report came"
    for hours, written in ((0, 1), (1, 0), (6, 1), (12, 1)):
        assert services.close_batch(at=AT + timedelta(hours=hours)) == written
    entries = list(Entry.objects.filter(kind="sealed.acts").order_by("id"))
    assert len(entries) == 3 and len({len(bytes(entry.entry)) for entry in entries[1:]}) == 1
    assert b'"ag":"H99"' in bytes(entries[0].entry), "the province, not the commune"
    assert {len(bytes(batch.leaves)) for batch in Batch.objects.all()} == {64 * 32}
    import json

    proof = json.loads(queries.proof_of_filing(Case.objects.get()) or b"")
    leaf = rules.act_leaf(proof["act"], salt=bytes.fromhex(proof["salt"]))
    path = [bytes.fromhex(one) for one in proof["path"]]
    verify_inclusion(leaf, proof["index"], proof["size"], path, bytes.fromhex(proof["root"]))
    assert proof["root"].encode() in bytes(entries[0].entry)
    assert SECRET_WORDS not in json.dumps(proof, ensure_ascii=False)


def test_the_audit_notices_a_case_moved_and_a_piece_put_in_behind_the_acts(cast: Any) -> None:
    ready(cast)
    done, _ = filed()
    services.close_batch(at=AT)
    honest = Notebook()
    check_acts(honest)
    assert not list(honest)
    Case.objects.filter(name=done.name).update(state=rules.State.CLOSED)
    piece = Piece.objects.get()
    Piece.objects.create(
        case=piece.case, sort="note", step=9, by="x", on=AT.date(), size=16_384, sha256="0" * 64, sealed=b"x"
    )
    found = Notebook()
    check_acts(found)
    assert {one.table for one in found} == {"sealed_case", "sealed_piece"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sealed_case SET lookup = lookup || ''",
        "UPDATE sealed_caseact SET verb = 'x'",
        "UPDATE sealed_piece SET sha256 = sha256",
        "UPDATE sealed_piece SET sealed = sealed",
        "DELETE FROM sealed_caseact",
        "DELETE FROM sealed_piece",
        "DELETE FROM sealed_case",
        "DELETE FROM sealed_recipientkey",
        "UPDATE sealed_recipientkey SET public = public",
    ],
)
def test_the_database_itself_keeps_what_is_sealed(cast: Any, change: str) -> None:
    ready(cast)
    filed()
    with pytest.raises(DatabaseError, match="sealed rows stay"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_case_is_destroyed_by_a_decision_after_its_time_and_its_trace_stays(cast: Any) -> None:
    ready(cast)
    done, code = filed()
    reader = cast.sealed.actor
    services.act(verb="read", case=done.name, by=reader, at=AT)
    services.forward(case=done.name, to_body="G01", package_sha256="ab" * 32, document="5/CV-UBND", by=reader, at=AT)
    with refused("sealed.kept"):
        services.destroy(case=done.name, document="9/QĐ-HUY", by=reader, at=AT + timedelta(days=400))
    services.close_batch(at=AT)
    later = datetime(2031, 9, 1, 9, 0, tzinfo=VIETNAM)
    services.destroy(case=done.name, document="9/QĐ-HUY", by=reader, at=later)
    case = Case.objects.get()
    assert not case.wraps.exists() and not case.shares.exists() and case.pieces.get().sealed is None
    assert [act.verb for act in case.acts.order_by("step")] == ["file", "read", "forward", "destroy"]
    assert queries.proof_of_filing(case), "the entry of a destroyed report does not vanish with it"
    assert queries.tombstones(reader, at=later) == [(done.name, later.date())]
    assert queries.status(queries.by_lookup(rules.derive(code).lookup)).destroyed
    honest = Notebook()
    check_acts(honest)
    assert not list(honest)


def test_protection_is_asked_decided_looked_after_and_ended_by_the_law_of_the_day(cast: Any) -> None:
    ready(cast)
    done, code = filed()
    reader = cast.sealed.actor
    services.send_more(
        code=code, parts={"tin.txt": b"Toi so bi duoi viec"}, measures=["job", "life"], by=rules.REPORTER, at=AT
    )
    with refused("sealed.measures"):
        services.ask_protection(case=done.name, measures=["money"], sealed=None, by=reader, at=AT)
    services.decide_protection(
        case=done.name, number=1, granted=True, document="7/QĐ-BV", starts_on=AT.date(), by=reader, at=AT
    )
    with refused("sealed.decided"):
        services.decide_protection(
            case=done.name, number=1, granted=False, document="8/QĐ-BV", starts_on=None, by=reader, at=AT
        )
    services.check_protection(case=done.name, number=1, safe=True, by=reader, at=AT)
    (row,) = queries.case_for(reader, name=done.name, at=AT).protections
    assert row.check_on == AT.date() + timedelta(days=30) and row.measures == ["job", "life"]
    services.tell_harm(case=done.name, kind=rules.Harm.TRANSFER, on=AT.date(), by=reader, at=AT)
    for told, change in ((Retaliation, {"kind": "other"}), (ProtectionCheck, {"safe": False})):
        with pytest.raises(DatabaseError, match="sealed rows stay"), transaction.atomic():
            told.objects.update(**change)
    ended = services.end_protection(case=done.name, number=1, ground=rules.EndGround.DUTY, by=reader, at=AT)
    assert ended.ended_on == AT.date()
    with refused("sealed.not_protected"):
        services.check_protection(case=done.name, number=1, safe=True, by=reader, at=AT)


def test_a_report_sealed_to_other_people_than_the_chart_names_is_not_taken(cast: Any) -> None:
    from dataclasses import replace

    ready(cast)
    about = rules.About(unit="H99.12.03")
    plan = queries.plan(about, home="H99.12", at=AT)
    parcel = services.seal(plan, report={"tin.txt": b"x"}, identity={})
    wraps = dict(parcel.wraps)
    first = next(iter(wraps))
    for broken in (
        replace(parcel, wraps={}),
        replace(parcel, wraps={**wraps, 999_999: wraps[first]}),
        replace(parcel, shares={}),
    ):
        with refused("sealed.parcel"):
            services.file_report(
                parcel=broken,
                kind=rules.Report.LEAD,
                about=about,
                home="H99.12",
                code=rules.new_code(),
                by=rules.REPORTER,
                at=AT,
            )
    with refused("sealed.not_age"):
        services.file_report(
            parcel=replace(parcel, report=b"plain text"),
            kind=rules.Report.LEAD,
            about=about,
            home="H99.12",
            code=rules.new_code(),
            by=rules.REPORTER,
            at=AT,
        )
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sixty_four_reports_at_once_all_succeed_with_numbers_of_their_own(cast: Any) -> None:
    keys: Keys = ready(cast)
    start = threading.Barrier(AT_ONCE)

    def one(number: int) -> str:
        start.wait()
        try:
            return filed(words=f"Tin {number}", kind=rules.Report.LEAD)[0].name
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        names = list(pool.map(one, range(AT_ONCE)))
    assert len(set(names)) == AT_ONCE == Case.objects.count() == Piece.objects.count()
    assert case_secret(keys, cast.sealed.actor, names[0])


def test_a_reader_who_takes_a_case_leaves_one_line_an_hour_that_its_readers_and_their_auditor_see(cast: Any) -> None:
    ready(cast)
    done, _ = filed()
    about_auditor, _ = filed(about=rules.About(seat="H99-kiemtra"))
    reader, on = cast.sealed.actor, AT.date()
    before = {field: getattr(Case.objects.get(name=done.name), field) for field in ("state", "due_at")}
    for minutes in (0, 5, 42, 43):  # 9:17, 9:22, 9:59, 10:00
        services.take(case=done.name, by=reader, at=AT + timedelta(minutes=minutes))
    services.take(case=about_auditor.name, by=cast.province_sealed.actor, at=AT)
    acts = [act.verb for act in queries.case_for(reader, name=done.name, at=AT).acts]
    assert acts == ["file", "take", "take"], "one for nine o'clock, one for ten"
    assert before == {field: getattr(Case.objects.get(name=done.name), field) for field in before}
    for who in (cast.stranger_sealed, cast.chair, cast.administrator, cast.custodian, cast.province_sealed):
        with pytest.raises(NotFound):
            services.take(case=done.name, by=who.actor, at=AT)
        assert queries.takes(who.actor, at=AT) == []
    told = [(line.on, line.by, line.case) for line in queries.takes(cast.auditor.actor, at=AT)]
    assert told == [(on, "tinkin", done.name)] * 2, "the case that the auditor is shut out from is not there"
    assert CaseAct.objects.filter(verb="take", token__isnull=True).count() == 0
    services.close_batch(at=AT)
    services.close_batch(at=AT + timedelta(hours=6))
    assert CaseAct.objects.filter(verb="take", token__isnull=False).count() == 0, "no hour is kept"
    honest = Notebook()
    check_acts(honest)
    assert not list(honest)
