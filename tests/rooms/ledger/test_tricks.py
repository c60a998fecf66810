"""Tricks of a database administrator that change one thing so that another covers it: each is found all the same."""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from liemchinh.dossiers.models import Attachment, Counter, DayClosed, Dossier
from liemchinh.dossiers.services import close_days
from liemchinh.jobs import audit as command
from liemchinh.ledger import rules
from liemchinh.ledger.core.note import KeyType, SignerKey
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Thread, Tile
from liemchinh.org.models import Person, Seat, Unit, UnitName
from liemchinh.procedures.models import Component, ProcedureVersion, Step
from tests.cast import Cast
from tests.rooms.ledger import tampering
from tests.rooms.ledger.book import Book, tell
from tests.rooms.ledger.tampering import Town, sql

Wanted = set[tuple[str, str]]
"""Kind and table of what has to be found at least."""


@pytest.fixture
def town(cast: Cast, book: Book) -> Iterator[Town]:
    town = tampering.build(book, dossiers=25, waiting=3)
    close_days(at=tampering.NOW)
    assert DayClosed.objects.exists()
    yield town


def swapped(table: str, column: str, one: int, other: int, values: tuple[Any, Any], aside: Any) -> None:
    """Exchange what two rows hold in a column that may be unique."""
    sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", aside, one)
    sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", values[0], other)
    sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", values[1], one)


def two_dossiers_change_codes(town: Town) -> Wanted:
    a, b = town.dossier(), town.dossier()
    swapped("dossiers_dossier", "code", a.pk, b.pk, (a.code, b.code), "x")
    return {("renumbered", "dossiers_dossier")}


def two_dossiers_change_threads(town: Town) -> Wanted:
    a, b = town.dossier(), town.dossier()
    swapped("dossiers_dossier", "tag", a.pk, b.pk, (a.tag, b.tag), "x")
    for row, other in ((a, b), (b, a)):
        sql("UPDATE dossiers_dossier SET step = %s, leaf = %s WHERE id = %s", other.step, bytes(other.leaf), row.pk)
    return {("renumbered", "dossiers_dossier")}


def two_events_change_entries(town: Town) -> Wanted:
    a, b = town.event(), town.event()
    swapped("dossiers_event", "entry_id", a.pk, b.pk, (a.entry_id, b.entry_id), 10**9)
    return {("edited", "dossiers_event")}


def two_events_change_dossiers(town: Town) -> Wanted:
    a = town.event()
    b = town.event(step=a.step)
    swapped("dossiers_event", "dossier_id", a.pk, b.pk, (a.dossier_id, b.dossier_id), 10**9)
    return {("edited", "dossiers_event")}


def two_steps_of_a_dossier_change_places(town: Town) -> Wanted:
    dossier = town.dossier(step__gte=3)
    a, b = dossier.events.filter(step__in=(2, 3)).order_by("step")
    swapped("dossiers_event", "step", a.pk, b.pk, (a.step, b.step), 999)
    return {("edited", "dossiers_event")}


def an_event_is_put_in_with_a_real_entry_of_another_room(town: Town) -> Wanted:
    event = town.event()
    entry = Entry.objects.filter(kind__startswith="org.").first()
    assert entry is not None
    event.pk, event.step, event.entry_id, event.token = None, event.dossier.step + 1, entry.pk, None
    event.save(force_insert=True)
    return {("inserted", "dossiers_event")}


def an_attachment_hangs_on_another_dossier(town: Town) -> Wanted:
    file = Attachment.objects.order_by("pk").first()
    assert file is not None
    other = Dossier.objects.exclude(pk=file.dossier_id).order_by("pk").first()
    assert other is not None
    sql("UPDATE dossiers_attachment SET dossier_id = %s WHERE id = %s", other.pk, file.pk)
    return {("edited", "dossiers_attachment")}


def an_attachment_is_called_another_name(town: Town) -> Wanted:
    file = Attachment.objects.order_by("pk").first()
    assert file is not None
    sql("UPDATE dossiers_attachment SET name = %s WHERE id = %s", "khac.png", file.pk)
    return {("edited", "dossiers_attachment")}


def a_long_text_becomes_the_mark_by_which_the_log_knows_it(town: Town) -> Wanted:
    dossier = town.dossier()
    record = json.loads(bytes(Entry.objects.get(tag=dossier.tag, step=1).record or b""))
    told = next(columns for table, _, columns in record["rows"] if table == "dossiers_dossier")
    column = next(name for name, word in told.items() if str(word).startswith("sha256:"))
    sql(f"UPDATE dossiers_dossier SET {column} = %s WHERE id = %s", json.dumps(told[column]), dossier.pk)
    return {("edited", "dossiers_dossier")}


def what_was_empty_holds_a_blank(town: Town) -> Wanted:
    dossier = town.dossier(result_number="")
    sql("UPDATE dossiers_dossier SET result_number = %s WHERE id = %s", " ", dossier.pk)
    return {("edited", "dossiers_dossier")}


def a_name_is_written_with_other_signs_that_look_the_same(town: Town) -> Wanted:
    dossier = town.dossier()
    sql("UPDATE dossiers_dossier SET applicant_name = %s WHERE id = %s", dossier.applicant_name + "\u200b", dossier.pk)
    return {("edited", "dossiers_dossier")}


def a_dossier_says_it_was_erased(town: Town) -> Wanted:
    dossier = town.dossier()
    sql("UPDATE dossiers_dossier SET erased_at = moved_at WHERE id = %s", dossier.pk)
    return {("edited", "dossiers_dossier")}


def a_day_counts_other_figures(town: Town) -> Wanted:
    day = DayClosed.objects.order_by("pk").first()
    assert day is not None
    sql("UPDATE dossiers_dayclosed SET late = late + 1 WHERE id = %s", day.pk)
    return {("edited", "dossiers_dayclosed")}


def a_day_was_never_closed(town: Town) -> Wanted:
    day = DayClosed.objects.order_by("pk").first()
    assert day is not None
    sql("DELETE FROM dossiers_dayclosed WHERE id = %s", day.pk)
    return {("deleted", "dossiers_dayclosed")}


def a_day_belongs_to_another_authority(town: Town) -> Wanted:
    day = DayClosed.objects.order_by("pk").first()
    assert day is not None
    other = Unit.objects.exclude(pk=day.authority_id).order_by("pk").first()
    assert other is not None
    sql("UPDATE dossiers_dayclosed SET authority_id = %s WHERE id = %s", other.pk, day.pk)
    return {("edited", "dossiers_dayclosed")}


def a_counter_is_gone(town: Town) -> Wanted:
    sql("DELETE FROM dossiers_counter WHERE series LIKE %s", "H99.12/%")
    assert Counter.objects.count() == 0
    return {("edited", "dossiers_counter")}


def a_component_of_a_published_version_asks_for_more(town: Town) -> Wanted:
    row = Component.objects.order_by("pk").first()
    assert row is not None
    sql("UPDATE procedures_component SET name = name || ' (công chứng)' WHERE id = %s", row.pk)
    return {("edited", "procedures_component")}


def a_component_hangs_on_another_version(town: Town) -> Wanted:
    row = Component.objects.order_by("pk").first()
    assert row is not None
    other = ProcedureVersion.objects.exclude(pk=row.version_id).order_by("pk").first()
    assert other is not None
    sql("UPDATE procedures_component SET version_id = %s, ordinal = 99 WHERE id = %s", other.pk, row.pk)
    return {("edited", "procedures_component")}


def a_step_of_a_procedure_is_gone(town: Town) -> Wanted:
    row = Step.objects.order_by("pk").first()
    assert row is not None
    sql("DELETE FROM procedures_step WHERE id = %s", row.pk)
    return {("deleted", "procedures_step")}


def a_person_gets_anothers_account(town: Town) -> Wanted:
    a, b = Person.objects.filter(user__isnull=False).order_by("pk")[:2]
    swapped("org_person", "user_id", a.pk, b.pk, (a.user_id, b.user_id), 10**9)
    return {("edited", "org_person")}


def a_seat_gets_another_role(town: Town) -> Wanted:
    row = Seat.objects.order_by("pk").first()
    assert row is not None
    sql("UPDATE org_seat SET roles = %s WHERE id = %s", '["leader"]', row.pk)
    return {("edited", "org_seat")}


def a_unit_is_called_by_its_old_name_for_longer(town: Town) -> Wanted:
    row = UnitName.objects.order_by("pk").first()
    assert row is not None
    sql("UPDATE org_unitname SET valid_from = %s WHERE id = %s", row.valid_from - timedelta(days=1), row.pk)
    return {("backdated", "org_unitname")}


def a_thread_of_the_ledger_is_renamed(town: Town) -> Wanted:
    row = Thread.objects.filter(subject__contains=":").order_by("pk").first()
    assert row is not None
    sql("UPDATE ledger_thread SET subject = %s WHERE id = %s", row.subject + "2", row.pk)
    return {("edited", "ledger_thread")}


def a_thread_of_the_ledger_hides_behind_a_name_without_a_sign(town: Town) -> Wanted:
    row = Thread.objects.filter(subject__contains=":").order_by("pk").first()
    assert row is not None
    sql("UPDATE ledger_thread SET subject = %s WHERE id = %s", "giấu", row.pk)
    return {("deleted", "ledger_thread")}


def a_book_that_is_open_is_called_closed(town: Town) -> Wanted:
    sql("UPDATE ledger_shard SET closed = %s", True)
    return {("edited", "ledger_shard")}


def a_book_belongs_to_another_year(town: Town) -> Wanted:
    sql("UPDATE ledger_shard SET year = year - 1")
    return {("edited", "ledger_shard")}


def the_newest_mark_of_the_tree_is_gone(town: Town) -> Wanted:
    row = Checkpoint.objects.order_by("-size").first()
    assert row is not None
    sql("DELETE FROM ledger_checkpoint WHERE id = %s", row.pk)
    return {("deleted", "ledger_checkpoint")}


def a_mark_of_the_tree_is_put_in(town: Town) -> Wanted:
    row = Checkpoint.objects.order_by("size").first()
    assert row is not None
    Checkpoint.objects.create(shard=row.shard, size=row.size - 1, root=secrets.token_bytes(32), at=row.at)
    return {("edited", "ledger_checkpoint")}


def a_tile_is_put_in(town: Town) -> Wanted:
    shard = Shard.objects.get()
    Tile.objects.create(shard=shard, level=0, index=10**6, hashes=bytes(8192))
    return {("inserted", "ledger_tile")}


def an_entry_is_of_another_kind_with_all_its_hashes(town: Town) -> Wanted:
    entry = town.entry(place__isnull=False)
    said = json.loads(bytes(entry.entry))
    said["kind"] = "dossiers.attached"
    changed = rules.canonical(said)
    sql(
        "UPDATE ledger_entry SET kind = %s, entry = %s, leaf = %s WHERE id = %s",
        said["kind"],
        changed,
        rules.leaf_hash(changed),
        entry.pk,
    )
    return {("history_rewritten", "ledger_entry")}


def an_entry_is_said_twice(town: Town) -> Wanted:
    entry = town.entry(place__isnull=False)
    entry.pk, entry.place, entry.step = None, None, entry.step + 100
    entry.save(force_insert=True)
    return {("renumbered", "ledger_entry")}


def the_last_entry_waits_again(town: Town) -> Wanted:
    entry = Entry.objects.filter(place__isnull=False).order_by("-place").first()
    assert entry is not None
    sql("UPDATE ledger_entry SET place = NULL WHERE id = %s", entry.pk)
    return {("renumbered", "ledger_entry")}


def records_of_two_entries_change_places_with_their_salts(town: Town) -> Wanted:
    a, b = town.entry(place__isnull=False), town.entry(place__isnull=False)
    for row, other in ((a, b), (b, a)):
        sql(
            "UPDATE ledger_entry SET record = %s, salt = %s WHERE id = %s",
            bytes(other.record or b""),
            bytes(other.salt or b""),
            row.pk,
        )
    return {("edited", "ledger_entry")}


def a_whole_dossier_is_copied_under_a_thread_without_entries(town: Town) -> Wanted:
    row = town.dossier()
    events = list(row.events.all())
    row.pk, row.code, row.number, row.tag, row.token = None, "H99.12-260918-7777", 7777, secrets.token_hex(16), None
    row.save(force_insert=True)
    for number, event in enumerate(events):
        event.pk, event.dossier_id, event.entry_id, event.token = None, row.pk, 10**9 + number, None
        event.save(force_insert=True)
    return {("outbox_removed", "ledger_entry")}


def the_newest_dossier_disappears_with_its_entries_and_its_number(town: Town) -> Wanted:
    row = Dossier.objects.filter(authority__code="H99.12").order_by("-number").first()
    assert row is not None
    for table, column, value in (
        ("dossiers_event", "dossier_id", row.pk),
        ("dossiers_attachment", "dossier_id", row.pk),
        ("dossiers_dossier", "id", row.pk),
        ("ledger_entry", "tag", row.tag),
    ):
        sql(f"DELETE FROM {table} WHERE {column} = %s", value)
    sql("UPDATE dossiers_counter SET last = last - 1 WHERE last = %s", row.number)
    return {("outbox_removed", "ledger_entry")}


TRICKS = [
    trick
    for trick in list(globals().values())
    if callable(trick) and getattr(trick, "__annotations__", {}).get("return") == Wanted
]


def test_what_covers_one_change_with_another_is_found(town: Town) -> None:
    assert list(command.look()) == []
    silent, other = [], {}
    for trick in TRICKS:
        name = trick.__name__
        found, wanted = audited(town, trick)
        if not found:
            silent.append(name)
        elif not wanted <= found:
            other[name] = f"{wanted - found} not in {found}"
    assert (silent, other) == ([], {})
    assert list(command.look()) == []


class _Babbler(BaseHTTPRequestHandler):
    """A witness that speaks no HTTP."""

    def handle(self) -> None:
        self.request.recv(4096)
        self.request.sendall(b"\x00\xff no such protocol\r\n\r\n")


def test_a_witness_that_babbles_and_a_signer_that_refuses_do_not_end_the_audit(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("thing", 3)
    assert book.seal().trouble == ""
    witness = SignerKey.generate("bao.vidu.vn/chung-kien", KeyType.COSIGNATURE)
    server = HTTPServer(("127.0.0.1", 0), _Babbler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    policy = tmp_path / "witnesses"
    lines = f"witness bao {witness.verifier} http://127.0.0.1:{server.server_port}\nquorum bao\n"
    policy.write_text(f"log {book.signing.keys().logs[book.origin]}\n{lines}", encoding="utf-8")
    monkeypatch.setenv("LIEMCHINH_WITNESSES", str(policy))
    book.signing.store._mark_path(book.origin).write_text(f"{book.origin} 999 {'0' * 64}\n", encoding="utf-8")
    found = command.look()
    server.shutdown()
    thread.join()
    server.server_close()
    assert list(found) == []
    assert len(found.unseen) == 2
    assert any("keys catch-up" in sentence for sentence in found.unseen)


def audited(town: Town, trick: Callable[[Town], Wanted]) -> tuple[Wanted, Wanted]:
    """What the audit finds after one trick, and what it had to find; the trick is taken back."""
    with tampering.unguarded():
        town.used.clear()
        wanted = trick(town)
        return {(one.kind.value, one.table) for one in command.look()}, wanted
